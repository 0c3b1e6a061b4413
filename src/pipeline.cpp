// The story: client -> virtual clients -> healing and fading over years -> what is seen -> the window.

#include <fadecast/closure.hpp>
#include <fadecast/forecast.hpp>
#include <fadecast/population.hpp>
#include <fadecast/simulation.hpp>
#include <fadecast/transport.hpp>
#include <fadecast/window.hpp>

#include "forecast/follow.hpp"
#include "forecast/members.hpp"
#include "forecast/scalp_parts.hpp"
#include "forecast/visits.hpp"
#include "forecast/what_if.hpp"
#include "forecast/zone_members.hpp"

#include <skin_optics.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <numbers>

namespace fadecast {
namespace {

// Of contrast: twice what `standard` leaves for the example client, well below what the window hangs on.
constexpr double worth_telling = .02;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Forecast make_forecast(const Case& client, const Backend& backend,
                       const std::function<void(double)>& progress, const ForecastParts& parts) {
    const auto start = std::chrono::steady_clock::now();
    const auto stage = [&](double from, double to) {
        if (!parts.advice) return progress;
        return std::function<void(double)>([&progress, from, to](double share) {
            if (progress) progress(from + (to - from) * share);
        });
    };
    Forecast forecast;
    forecast.inputs = client;
    forecast.day0 = client.sessions.back().date;

    Members whole(client, backend, {}, parts.cache, stage(0, .3));
    const auto observed = [&](Zone zone) {
        return std::any_of(client.observations.begin(), client.observations.end(),
                           [&](const Observation& seen) { return seen.zone == zone; });
    };
    std::optional<ZoneMembers> of_zones;
    if (parts.advice || std::any_of(std::begin(zones), std::end(zones), observed))
        of_zones.emplace(client, backend, parts.cache, stage(.3, .4));
    std::vector<std::pair<Zone, Ensemble>> there;
    const auto weigh_all = [&](double fewest) {
        there.clear();
        for (const Zone zone : zones)
            if (observed(zone)) there.emplace_back(zone, of_zones->in(zone, whole.ensemble()));
        forecast.weights = weigh(client, whole.ensemble(), there, fewest);
    };
    weigh_all(0);
    for (int more; !client.observations.empty() &&
                   (more = members_wanted(whole.ensemble().members, forecast.weights.effective)) >
                       whole.ensemble().members;) {
        whole.grow_to(more);
        if (of_zones) of_zones->grow_to(more);
        weigh_all(0);
    }
    weigh_all(fewest_members);

    const Ensemble& ensemble = whole.ensemble();
    forecast.light = ensemble.light;
    forecast.numerical_error = ensemble.numerical_error;
    for (const std::string& sentence : ensemble.assumed) forecast.inputs.assumed.push_back(sentence);
    summarise(backend, ensemble, forecast);
    if (parts.advice) {
        const Months months = months_of(client, ensemble.time_day.back());
        for (const Zone zone : zones) {
            if (!has_dots(client.hair, zone)) continue;
            const Ensemble in_zone = of_zones->in(zone, ensemble);
            forecast.zones.push_back({zone, of_zones->light(zone),
                                      window_of(windows_of(client, in_zone, in_zone, months),
                                                forecast.weights.weight, months, window_lines(client))});
        }
        forecast.what_ifs =
            what_ifs_of(client, backend, ensemble, forecast.weights, parts.cache, stage(.4, .65));
        forecast.visits =
            plan_visits(client, backend, ensemble, forecast.weights, parts.cache, stage(.65, .9));
        forecast.next_observations = next_observations_of(
            client, ensemble, predict_observed(client, ensemble, there), forecast.weights);
    }
    if (parts.pictures) forecast.scalps = scalps_of(forecast, backend);
    if (forecast.numerical_error.contrast > worth_telling)
        forecast.inputs.assumed.push_back(
            "Mesh and steps may put contrast off by " +
            std::to_string(std::lround(100 * forecast.numerical_error.contrast)) + " %" +
            (client.forecast.accuracy == Accuracy::reference ? "."
                                                             : "; accuracy = \"reference\" leaves less."));
    forecast.device = backend.describe();
    forecast.seconds = seconds_since(start);
    return forecast;
}

Simulation simulate_dot(const Case& client, const Backend& backend, int member,
                        const std::vector<double>& field_day) {
    const auto start = std::chrono::steady_clock::now();
    const Numerics numerics = numerics_of(client.forecast.accuracy);
    const GridShape& grid = numerics.grid;
    Population population = draw_member(client, member, pack_width);
    // One whose healing begins on day 0; the nominal dot, the first, is one of those.
    const auto last = std::find_if(population.dots.begin(), population.dots.end(), [&](const DotInput& each) {
        return each.session == int(client.sessions.size()) - 1;
    });
    population.dots = {last == population.dots.end() ? population.dots.front() : *last};
    const DotInput& dot = population.dots.front();
    const std::vector<double> series = snapshot_days(client);
    if (field_day.empty() || field_day.front() < 0 || field_day.back() > series.back() ||
        std::adjacent_find(field_day.begin(), field_day.end(), std::greater_equal<>()) != field_day.end())
        throw Error("simulate_dot: the days of the fields must be ascending, from 0 to the horizon");
    std::vector<double> times;
    std::set_union(series.begin(), series.end(), field_day.begin(), field_day.end(),
                   std::back_inserter(times));
    FieldRecord record;
    const Snapshots snapshots = transport(backend, grid, schedule_of(client, times, numerics.steps),
                                          population.inputs, population.dots, &record);
    const DotAppearance seen =
        see_dots(snapshots, population.components, *prepare_skins_of(backend, population, grid),
                 std::vector<int>(pack_width, 0), false);

    Simulation run;
    run.inputs = client;
    run.day0 = client.sessions.back().date;
    run.grid = grid;
    for (const PigmentComponent& component : population.components)
        run.components.push_back(component.material);
    run.time_day = times;
    run.field_day = field_day;
    run.radial_face_mm = radial_faces(grid, dot);
    run.depth_face_mm = depth_faces(grid, dot.epidermis_mm, dot.skin_mm);
    run.epidermis_mm = dot.epidermis_mm;
    run.papillary_bottom_mm = upper_dermis_bottom_mm;
    run.scalars = nominal_scalars(snapshots, seen);
    const std::size_t cells = grid.cells(), rings = grid.radial_cells;
    std::vector<double> wound_age, middle_mm;
    for (const double day : field_day) {
        double visit = days_between(run.day0, client.sessions[dot.session].date);
        for (std::size_t later = dot.session + 1; later < client.sessions.size(); ++later)
            if (const double again = days_between(run.day0, client.sessions[later].date);
                dot.again[later] > 0 && again <= day)
                visit = again;
        wound_age.push_back(std::max(0., day - visit) * dot.closure_speed);
    }
    for (std::size_t i = 0; i < rings; ++i)
        middle_mm.push_back((run.radial_face_mm[i] + run.radial_face_mm[i + 1]) / 2);
    const std::vector<double> cover = epithelial_cover(dot.pore_radius_mm, wound_age, middle_mm);
    run.cover.assign(cover.begin(), cover.end());
    for (const double day : field_day) {
        const std::size_t time = std::find(times.begin(), times.end(), day) - times.begin();
        const std::size_t fields = 3 * population.components.size();
        for (std::size_t field = 0; field < fields; ++field) {
            std::vector<float>& pool = field % 3 == 0   ? run.free
                                       : field % 3 == 1 ? run.macrophage
                                                        : run.matrix;
            const auto first = record.pools.begin() + (time * fields + field) * cells;
            pool.insert(pool.end(), first, first + cells);
        }
        // The scab's pigment lies as the stain does: the mean of a Gaussian over each ring.
        const auto within = [&](double r_mm) {
            return -std::expm1(-.5 * std::pow(r_mm / dot.stain_sigma_mm, 2));
        };
        const double mass = run.scalars[Snapshots::scab_mass].values[time];
        for (std::size_t i = 0; i < rings; ++i) {
            const double inner = run.radial_face_mm[i], outer = run.radial_face_mm[i + 1];
            run.scab.push_back(float(mass * (within(outer) - within(inner)) /
                                     (std::numbers::pi * (outer * outer - inner * inner))));
        }
    }
    run.device = backend.describe();
    run.seconds = seconds_since(start);
    return run;
}

}  // namespace fadecast
