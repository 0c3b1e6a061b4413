// The closure as ordinary differential equations, for verification and for the self-test.
#include "reservoir.hpp"

#include <algorithm>

namespace fadecast {
std::vector<ReservoirState> reservoir_history(const Residence& dot, const std::vector<double>& ages_day,
                                              double ablation_day) {
    if (!std::is_sorted(ages_day.begin(), ages_day.end()) || (!ages_day.empty() && ages_day.front() < 0))
        throw Error("reservoir_history: ages must be >= 0 and ascending");
    std::vector<double> stops = ages_day;  // steps end where rates change their form
    for (double day : {3.0, healed_day, ablation_day}) stops.push_back(day);
    std::sort(stops.begin(), stops.end());

    std::vector<ReservoirState> history;
    ReservoirState now;
    double age = 0;
    auto wanted = ages_day.begin();
    for (double stop : stops) {
        while (age < stop && wanted != ages_day.end()) {
            const double since = age >= ablation_day ? age - ablation_day : age;
            const double dt = std::min(stop - age, std::clamp(0.1 * since, 0.01, 30.0));
            const PoolRates rates = rates_during(dot, age, age + dt, SessionsOfDot{}, ablation_day);
            double p[9][1];
            propagate_pools<1>(&rates, dt, halvings_of(dt), p);
            const ReservoirState was = now;
            now.free = p[0][0] * was.free + p[1][0] * was.macrophage + p[2][0] * was.matrix;
            now.macrophage = p[3][0] * was.free + p[4][0] * was.macrophage + p[5][0] * was.matrix;
            now.matrix = p[6][0] * was.free + p[7][0] * was.macrophage + p[8][0] * was.matrix;
            now.lymph = was.lymph + was.held() - now.held();
            age = stop - age - dt < 1e-9 ? stop : age + dt;
        }
        for (; wanted != ages_day.end() && *wanted <= age; ++wanted) history.push_back(now);
        if (age == ablation_day) {
            now.free += now.macrophage;
            now.macrophage = 0;
        }
    }
    return history;
}

}  // namespace fadecast
