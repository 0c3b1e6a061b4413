// The story: client -> virtual clients -> healing and fading over years -> what is seen -> the window.

#include <fadecast/closure.hpp>
#include <fadecast/forecast.hpp>
#include <fadecast/population.hpp>
#include <fadecast/simulation.hpp>
#include <fadecast/transport.hpp>
#include <fadecast/window.hpp>

#include "forecast/follow.hpp"
#include "forecast/members.hpp"

#include <omp.h>
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
                       const std::function<void(double)>& progress) {
    const auto start = std::chrono::steady_clock::now();
    const Numerics numerics = numerics_of(client.forecast.accuracy);
    const Population population = draw_population(client);
    const auto skins = prepare_skins_of(backend, population, numerics.grid);
    const std::vector<double> times = snapshot_days(client);

    Forecast forecast;
    forecast.inputs = client;
    forecast.day0 = client.sessions.back().date;
    forecast.time_day = times;
    forecast.light = population.light;
    for (const std::string& sentence : population.assumed) forecast.inputs.assumed.push_back(sentence);

    // In batches, so that memory stays small; no result depends on how dots are batched.
    DotTable table(int(population.dots.size()), int(times.size()));
    // A third of what fits, since seeing the dots takes about as much again; as many packs for every thread.
    const int threads = backend.device() == Device::cpu ? omp_get_max_threads() : 1;
    const std::size_t per_pack =
        transport_bytes_per_pack(numerics.grid, int(times.size()), int(population.components.size()));
    const int batch =
        threads * int(std::clamp<std::size_t>(memory::budget(backend) / 3 / per_pack / threads, 1, 4096));
    for (int first = 0; first < int(population.dots.size()); first += batch * pack_width) {
        const int last = std::min(first + batch * pack_width, int(population.dots.size()));
        const FollowedDots followed =
            follow_dots(backend, client, population, *skins, numerics, times, first, last, false);
        table.add(first, last - first, followed.snapshots, followed.seen);
        if (progress) progress(double(last) / double(population.dots.size()));
    }
    forecast.scalp = make_scalp(client, backend, nominal_member, picture_days(client.forecast.horizon_year));
    summarise_members(backend, population, table,
                      realism_of_members(backend, client, population, *skins, numerics, times), forecast);
    forecast.numerical_error = estimate_error(backend, client, population, *skins, numerics, times, table);
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
