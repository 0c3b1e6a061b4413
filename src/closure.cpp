// Solves the epithelial front over round holes, many side by side.

#include <fadecast/closure.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

constexpr double second_per_day = 86400, mm2_per_cm2 = 100;
constexpr double spread_mm2_per_day = 2.0e-9 * mm2_per_cm2 * second_per_day;
constexpr double growth_per_day = 8.0e-6 * second_per_day;
constexpr int inside = 60, outside = 72, rings = inside + outside;
constexpr double margin_mm = 1.2;  // around the hole; the front is .16 mm wide

double graded(double x, double growth) { return std::expm1(growth * x) / std::expm1(growth); }

/// W holes. Rings are finest at the edge, of one width on both sides of it.
template <int W>
class Holes {
public:
    explicit Holes(const double* radius_mm) {
        for (int l = 0; l < W; ++l) {
            const double radius = radius_mm[l], growth_inside = 2;
            const double edge = radius * graded(1. / inside, growth_inside);
            double low = 1e-3, high = 20;
            for (int i = 0; i < 60; ++i) {
                const double growth = (low + high) / 2;
                (margin_mm * graded(1. / outside, growth) > edge ? low : high) = growth;
            }
            for (int i = 0; i <= rings; ++i)
                face_[i][l] = i <= inside ? radius * (1 - graded(1 - double(i) / inside, growth_inside))
                                          : radius + margin_mm * graded(double(i - inside) / outside, low);
            for (int r = 0; r < rings; ++r) cover_[r][l] = r < inside ? 0 : 1;
        }
    }

    /// Half of the exact logistic growth, spread, the other half; spread by an L-stable Runge-Kutta method of
    /// second order (R. Alexander, SIAM J. Numer. Anal. 14 (1977) 1006).
    void advance(double days, int steps) {
        const double gamma = 1 - std::sqrt(.5), dt = days / steps;
        eliminate(gamma * dt);
        grow(dt / 2);
        for (int step = 0; step < steps; ++step) {
            static thread_local double first[rings][W];
            for (int r = 0; r < rings; ++r)
                for (int l = 0; l < W; ++l) first[r][l] = cover_[r][l];
            solve(first);
            const double more = (1 - gamma) / gamma;
            for (int r = 0; r < rings; ++r)
                for (int l = 0; l < W; ++l) cover_[r][l] += more * (first[r][l] - cover_[r][l]);
            solve(cover_);
            grow(step + 1 < steps ? dt : dt / 2);
        }
    }

    double open_share(int lane) const {
        double open = 0;
        for (int r = 0; r < inside; ++r)
            open += (1 - cover_[r][lane]) * (std::pow(face_[r + 1][lane], 2) - std::pow(face_[r][lane], 2));
        return open / std::pow(face_[inside][lane], 2);
    }
    /// Straight between the middles of rings.
    double cover_at(int lane, double radius_mm) const {
        const auto middle = [&](int r) { return (face_[r][lane] + face_[r + 1][lane]) / 2; };
        int r = 0;
        while (r + 2 < rings && middle(r + 1) < radius_mm) ++r;
        const double share = std::clamp((radius_mm - middle(r)) / (middle(r + 1) - middle(r)), 0., 1.);
        return std::lerp(cover_[r][lane], cover_[r + 1][lane], share);
    }

private:
    void grow(double days) {
        const double factor = std::expm1(growth_per_day * days);
        for (int r = 0; r < rings; ++r)
            for (int l = 0; l < W; ++l) {
                const double e = cover_[r][l];
                cover_[r][l] = (e + e * factor) / (1 + e * factor);
            }
    }

    // 1 - days D lap, eliminated (Thomas).
    void eliminate(double days) {
        for (int l = 0; l < W; ++l) {
            const auto conductance = [&](int i) {  // of face i
                if (i == 0 || i == rings) return 0.;
                return 4 * face_[i][l] / (face_[i + 1][l] - face_[i - 1][l]);
            };
            double before = 0;
            for (int r = 0; r < rings; ++r) {
                const double area = std::pow(face_[r + 1][l], 2) - std::pow(face_[r][l], 2);
                const double per_area = spread_mm2_per_day * days / area;
                const double inner = per_area * conductance(r), outer = per_area * conductance(r + 1);
                scale_[r][l] = 1 / (1 + inner + outer - inner * before);
                below_[r][l] = inner * scale_[r][l];
                above_[r][l] = before = outer * scale_[r][l];
            }
        }
    }
    void solve(double (*e)[W]) const {
        double before[W] = {};
        for (int r = 0; r < rings; ++r)
            for (int l = 0; l < W; ++l)
                e[r][l] = before[l] = scale_[r][l] * e[r][l] + below_[r][l] * before[l];
        for (int r = rings - 2; r >= 0; --r)
            for (int l = 0; l < W; ++l) e[r][l] += above_[r][l] * e[r + 1][l];
    }

    double face_[rings + 1][W], cover_[rings][W], scale_[rings][W], below_[rings][W], above_[rings][W];
};

double age_of(double j) { return ClosureTable::scale_day * std::pow(std::sinh(ClosureTable::step * j), 2); }

ClosureTable tabulate() {
    constexpr int width = 16, radii = ClosureTable::radii, ages = ClosureTable::ages;
    ClosureTable table{std::vector<Real>(std::size_t(radii) * ages), std::vector<Real>(radii)};
#pragma omp parallel for
    for (int first = 0; first < radii; first += width) {
        double radius[width];
        for (int l = 0; l < width; ++l)
            radius[l] = table.smallest_mm *
                        std::pow(table.largest_mm / table.smallest_mm, double(first + l) / (radii - 1));
        Holes<width> holes(radius);
        for (int j = 0; j < ages; ++j) {
            if (j > 0) holes.advance(age_of(j) - age_of(j - 1), 3);
            for (int l = 0; l < width; ++l) {
                Real& open = table.open_share[std::size_t(j) * radii + first + l];
                open = Real(holes.open_share(l));
                if (const Real before = *(&open - (j > 0 ? radii : 0));
                    before >= Real(.05) && open < Real(.05))
                    table.closed_age[first + l] =
                        Real(age_of(j - double((Real(.05) - open) / (before - open))));
            }
        }
    }
    return table;
}

}  // namespace

std::vector<double> epithelial_cover(double hole_radius_mm, const std::vector<double>& age_day,
                                     const std::vector<double>& radius_mm) {
    Holes<1> hole(&hole_radius_mm);
    std::vector<double> cover;
    double j = 0;  // steps as those of the table
    for (const double age : age_day) {
        const double end = std::min<double>(
            std::asinh(std::sqrt(age / ClosureTable::scale_day)) / ClosureTable::step, ClosureTable::ages);
        while (j < end) {
            const double next = std::min(end, std::floor(j) + 1);
            hole.advance(age_of(next) - age_of(j), 3);
            j = next;
        }
        for (const double radius : radius_mm) cover.push_back(hole.cover_at(0, radius));
    }
    return cover;
}

const ClosureTable& closure_table() {
    static const ClosureTable table = tabulate();
    return table;
}

}  // namespace fadecast
