// Virtual dots followed from the needle to what is seen of them, and two such runs compared.

#include "follow.hpp"

#include <fadecast/reservoir.hpp>
#include <fadecast/transport.hpp>

#include <dose.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

std::vector<double> session_days(const Case& client) {
    std::vector<double> days;
    for (const Session& session : client.sessions)
        days.push_back(days_between(client.sessions.back().date, session.date));
    return days;
}

std::vector<double> laser_days(const Case& client) {
    std::vector<double> days;
    for (const Date& date : client.lasers) days.push_back(days_between(client.sessions.back().date, date));
    return days;
}

}  // namespace

std::vector<double> snapshot_days(const Case& client) {
    const double horizon_year = client.forecast.horizon_year;
    std::vector<double> days{0, 1, 3, 5, 7, 10, 14, 21, 28, 35, 42, 61, 91, 122, 152, 183, 274, 365};
    for (int half = 3; half <= 2 * horizon_year; ++half)
        days.push_back(std::round(0.5 * half * day_per_year));
    for (double laser : laser_days(client))
        for (double after : {0, 7, 28}) days.push_back(laser + after);
    const double last = std::round(horizon_year * day_per_year);
    std::erase_if(days, [&](double day) { return day < 0 || day >= last; });
    days.push_back(last);
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
}

Schedule schedule_of(const Case& client, const std::vector<double>& times, const StepControl& steps) {
    return make_schedule(session_days(client), times, steps, never_day, laser_days(client));
}

std::shared_ptr<const PreparedSkins> prepare_skins_of(const Backend& backend, const Population& population,
                                                      const GridShape& grid) {
    std::vector<Skin> skins;
    std::vector<Real> faces;
    for (const Person& person : population.persons) {
        skins.push_back(person.skin);
        const auto depths = depth_faces(grid, person.skin.epidermis_mm, person.skin.thickness_mm);
        for (int s = 0; s <= grid.slices(); ++s) faces.push_back(Real(depths[grid.first_cell(s)]));
    }
    return prepare_skins(backend, skins, faces, grid);
}

FollowedDots follow_dots(const Backend& backend, const Case& client, const Population& population,
                         const PreparedSkins& skins, const Numerics& numerics,
                         const std::vector<double>& times, int first, int last, bool spectra) {
    Snapshots snapshots =
        transport(backend, numerics.grid, schedule_of(client, times, numerics.steps), population.inputs,
                  {population.dots.begin() + first, population.dots.begin() + last});
    std::vector<int> owner(population.person_of_dot.begin() + first, population.person_of_dot.begin() + last);
    owner.resize(std::size_t(snapshots.packs) * pack_width, owner.back());
    DotAppearance seen = see_dots(snapshots, population.components, skins, owner, spectra);
    return {std::move(snapshots), std::move(seen)};
}

Differences differences(const DotTable& one, const DotTable& other, int dots,
                        const std::vector<double>& times) {
    const std::size_t from = std::lower_bound(times.begin(), times.end(), open_days) - times.begin();
    Differences found;
    const int healed = int(std::lower_bound(times.begin(), times.end(), healed_day) - times.begin());
    for (int dot = 0; dot < dots; ++dot)
        for (int t = int(from); t < int(times.size()); ++t) {
            const auto contrast = [&](const DotTable& run) {
                return run.at(dot, t, DotTable::delta_e00) /
                       std::max(0.01f, run.at(dot, healed, DotTable::delta_e00));
            };
            const float a = contrast(one), b = contrast(other);
            found.contrast.push_back(std::abs(a - b) / std::max({1.f, a, b}));
            found.retained_mass.push_back(std::abs(one.at(dot, t, DotTable::retained_mass) -
                                                   other.at(dot, t, DotTable::retained_mass)));
        }
    return found;
}

NumericalError estimate_error(const Backend& backend, const Case& client, const Population& population,
                              const PreparedSkins& skins, const Numerics& numerics,
                              const std::vector<double>& times, const DotTable& dots) {
    const FollowedDots again =
        follow_dots(backend, client, population, skins, coarser(numerics), times, 0, pack_width, false);
    DotTable coarse(pack_width, int(times.size()));
    coarse.add(0, pack_width, again.snapshots, again.seen);
    const Differences apart = differences(dots, coarse, pack_width, times);
    const auto largest = [](const std::vector<double>& values) {  // NaN wins: then nothing is known
        double most = 0;
        for (const double value : values) {
            if (std::isnan(value)) return value;
            most = std::max(most, value);
        }
        return most;
    };
    return {largest(apart.contrast), largest(apart.retained_mass)};
}

}  // namespace fadecast
