#pragma once
// SUNDIALS CVODE (BDF, Newton with KLU) on the second operator. A. C. Hindmarsh et al., ACM Trans. Math.
// Softw. 31 (2005) 363.

#include "second_operator.hpp"

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace fadecast::test {

class Cvode {
public:
    /// @param tolerance  relative, and absolute in ng/mm^3.
    /// @param limited    of second order in the epidermis; costs iterations, as the Jacobian leaves it out.
    Cvode(const SecondOperator& problem, double tolerance, bool limited)
        : problem_(problem), limited_(limited) {
        std::map<std::pair<sunindextype, sunindextype>, sunindextype> places;  // column by column
        problem.entries(0, 0, [&](int row, int column, double) { places[{column, row}] = 0; });
        sunindextype next = 0;
        for (auto& [at, place] : places) place = next++;
        problem.entries(0, 0, [&](int row, int column, double) { place_.push_back(places[{column, row}]); });

        const sunindextype n = problem.size();
        check(SUNContext_Create(nullptr, &context_));
        y_ = N_VNew_Serial(n, context_);
        matrix_ = SUNSparseMatrix(n, n, next, CSC_MAT, context_);
        for (auto& [at, place] : places) row_.push_back(at.second), ++column_start_[at.first + 1];
        for (sunindextype i = 0; i < n; ++i) column_start_[i + 1] += column_start_[i];
        lay_pattern(matrix_);
        solver_ = SUNLinSol_KLU(y_, matrix_, context_);
        check(SUNLinSol_KLUSetOrdering(solver_, 0));  // AMD: the pattern is symmetric but for a few entries
        cvode_ = CVodeCreate(CV_BDF, context_);
        check(CVodeInit(cvode_, &Cvode::derivative, 0, y_));
        check(CVodeSStolerances(cvode_, tolerance, tolerance));
        check(CVodeSetUserData(cvode_, this));
        check(CVodeSetLinearSolver(cvode_, solver_, matrix_));
        check(CVodeSetJacFn(cvode_, &Cvode::jacobian));
        check(CVodeSetMaxNumSteps(cvode_, 1000000));
    }
    ~Cvode() {
        CVodeFree(&cvode_);
        SUNLinSolFree(solver_);
        SUNMatDestroy(matrix_);
        N_VDestroy(y_);
        SUNContext_Free(&context_);
    }
    Cvode(const Cvode&) = delete;
    Cvode& operator=(const Cvode&) = delete;

    /// Integrates y from one age to another, restarting at every break between them.
    void integrate(std::vector<double>& y, double from_day, double to_day) {
        std::vector<double> stops{to_day};
        for (double age : problem_.breaks())
            if (age > from_day && age < to_day) stops.push_back(age);
        std::sort(stops.begin(), stops.end());
        std::copy(y.begin(), y.end(), N_VGetArrayPointer(y_));
        for (double stop : stops) {
            within_day_ = (from_day + stop) / 2;
            check(CVodeReInit(cvode_, from_day, y_));
            check(CVodeSetStopTime(cvode_, stop));
            check(CVode(cvode_, stop, y_, &from_day, CV_NORMAL));
            long steps = 0;
            check(CVodeGetNumSteps(cvode_, &steps));
            steps_ += steps;
            from_day = stop;
        }
        std::copy_n(N_VGetArrayPointer(y_), y.size(), y.begin());
    }
    long steps() const { return steps_; }

private:
    static void check(int flag) {
        if (flag < 0) throw std::runtime_error("CVODE: error " + std::to_string(flag));
    }
    void lay_pattern(SUNMatrix matrix) const {
        std::copy(row_.begin(), row_.end(), SUNSparseMatrix_IndexValues(matrix));
        std::copy(column_start_.begin(), column_start_.end(), SUNSparseMatrix_IndexPointers(matrix));
    }
    static int derivative(double age_day, N_Vector y, N_Vector dydt, void* self) {
        const double* in = N_VGetArrayPointer(y);
        double* out = N_VGetArrayPointer(dydt);
        const Cvode& me = *static_cast<Cvode*>(self);
        std::fill_n(out, me.problem_.size(), 0.);
        me.problem_.entries(age_day, me.within_day_,
                            [&](int row, int column, double rate) { out[row] += rate * in[column]; });
        if (me.limited_) me.problem_.add_limiter(me.within_day_, in, out);
        return 0;
    }
    static int jacobian(double age_day, N_Vector, N_Vector, SUNMatrix matrix, void* self, N_Vector, N_Vector,
                        N_Vector) {
        const Cvode& me = *static_cast<Cvode*>(self);
        me.lay_pattern(matrix);
        double* values = SUNSparseMatrix_Data(matrix);
        std::fill_n(values, me.row_.size(), 0.);
        auto place = me.place_.begin();
        me.problem_.entries(age_day, me.within_day_,
                            [&](int, int, double rate) { values[*place++] += rate; });
        return 0;
    }

    SecondOperator problem_;
    bool limited_;
    std::vector<sunindextype> place_;  // where each entry of the operator goes in the matrix
    std::vector<sunindextype> row_, column_start_ = std::vector<sunindextype>(problem_.size() + 1);
    double within_day_ = 0;
    long steps_ = 0;
    SUNContext context_ = nullptr;
    N_Vector y_ = nullptr;
    SUNMatrix matrix_ = nullptr;
    SUNLinearSolver solver_ = nullptr;
    void* cvode_ = nullptr;
};

}  // namespace fadecast::test
