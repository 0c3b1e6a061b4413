// The virtual clients of a case, followed once and kept.

#include <fadecast/ensemble.hpp>
#include <fadecast/window.hpp>

#include "follow.hpp"
#include "histories.hpp"
#include "members.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

/// @param cases  [members], of each of the population's; they go together
Ensemble follow_members(const std::vector<const Case*>& cases, const Population& population,
                        const Backend& backend, const EnsembleOptions& options,
                        const std::function<void(double)>& progress) {
    const Case& client = *cases.front();
    const Numerics numerics = numerics_of(client.forecast.accuracy);
    const auto skins = prepare_skins_of(backend, population, numerics.grid);
    Ensemble ensemble;
    ensemble.time_day = options.time_day.empty() ? snapshot_days(client) : options.time_day;
    ensemble.light = population.light;
    ensemble.assumed = population.assumed;
    const std::vector<double>& times = ensemble.time_day;

    // In batches, so that memory stays small; no result depends on how dots are batched.
    const auto tell = [&](double half) {
        if (progress) progress(options.realism ? half : 2 * half);
    };
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
        tell(.5 * last / double(population.dots.size()));
    }
    std::vector<float> realism;
    if (options.realism)
        realism = realism_of_members(backend, cases, population, *skins, numerics, times,
                                     [&](double share) { tell(.5 + .5 * share); });
    add_members(cases, population, table, options.reference_day, realism, ensemble);
    if (population.before && options.members.empty() && options.time_day.empty())
        ensemble.numerical_error =
            estimate_error(backend, client, population, *skins, numerics, times, table);
    return ensemble;
}

}  // namespace

const MemberSeries& Ensemble::of(std::string_view name) const {
    for (const MemberSeries& each : series)
        if (each.name == name) return each;
    throw Error("the ensemble has no series " + std::string(name));
}

const std::vector<double>& Ensemble::scalar(std::string_view name) const {
    for (const auto& [known, values] : scalars)
        if (known == name) return values;
    throw Error("the ensemble has no scalar " + std::string(name));
}

bool Ensemble::failed(int member) const {
    const std::size_t times = time_day.size();
    return std::any_of(series.begin(), series.end(), [&](const MemberSeries& each) {
        const float* row = &each.values[std::size_t(member) * times];
        return !std::all_of(row, row + times, [](float value) { return std::isfinite(value); });
    });
}

double Ensemble::at(const MemberSeries& of, int member, double day) const {
    const float* values = &of.values[std::size_t(member) * time_day.size()];
    const auto after = std::upper_bound(time_day.begin(), time_day.end(), day);
    if (after == time_day.end()) return values[time_day.size() - 1];
    const std::size_t k = std::max<std::ptrdiff_t>(after - time_day.begin(), 1);
    const double t = (day - time_day[k - 1]) / (time_day[k] - time_day[k - 1]);
    return (1 - t) * values[k - 1] + t * values[k];
}

double Ensemble::error_at(int member, double day) const {
    return discrepancy[member] *
           discrepancy_at(scalar("model_error")[member], scalar("model_error_drift")[member], day);
}

Ensemble simulate_ensemble(const Case& client, const Backend& backend, const EnsembleOptions& options,
                           const std::filesystem::path& cache, const std::function<void(double)>& progress) {
    const Histories kept(cache, client, backend, options);
    if (auto found = kept.read()) return std::move(*found);
    const int members = options.members.empty() ? client.forecast.members : int(options.members.size());
    Ensemble ensemble = follow_members(std::vector<const Case*>(members, &client),
                                       draw_population(client, options.members), backend, options, progress);
    kept.write(ensemble);
    return ensemble;
}

Ensemble simulate_clients(const std::vector<VirtualClient>& clients, const Backend& backend,
                          const EnsembleOptions& options, const std::function<void(double)>& progress) {
    std::vector<const Case*> cases;
    for (const VirtualClient& each : clients) cases.push_back(each.client);
    return follow_members(cases, draw_clients(clients), backend, options, progress);
}

Ensemble part_of(const Ensemble& ensemble, const std::vector<int>& members,
                 const std::vector<double>& time_day) {
    Ensemble part = ensemble;
    part.members = int(members.size());
    part.time_day = time_day;
    for (MemberSeries& series : part.series) {
        const std::vector<float> all = std::move(series.values);
        series.values.clear();
        for (const int m : members)
            for (const double day : time_day) {
                const auto at = std::lower_bound(ensemble.time_day.begin(), ensemble.time_day.end(), day);
                series.values.push_back(
                    all[std::size_t(m) * ensemble.time_day.size() + (at - ensemble.time_day.begin())]);
            }
    }
    const auto pick = [&](std::vector<double>& values) {
        const std::vector<double> all = std::move(values);
        values.clear();
        for (const int m : members) values.push_back(all[m]);
    };
    for (auto& [name, values] : part.scalars) pick(values);
    pick(part.discrepancy);
    return part;
}

void append(Ensemble& ensemble, const Ensemble& further) {
    const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    ensemble.members += further.members;
    for (std::size_t s = 0; s < ensemble.series.size(); ++s)
        add(ensemble.series[s].values, further.series[s].values);
    for (std::size_t s = 0; s < ensemble.scalars.size(); ++s)
        add(ensemble.scalars[s].second, further.scalars[s].second);
    add(ensemble.discrepancy, further.discrepancy);
}

}  // namespace fadecast
