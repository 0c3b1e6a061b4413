// Zones of the scalp between two suns.

#include "zone_members.hpp"

#include "what_if.hpp"

#include <fadecast/head.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fadecast {
namespace {

Case in_zone(const Case& client, const std::array<double, zone_count>& light) {
    Case there = client;
    there.zone = zones[std::min_element(light.begin(), light.end()) - light.begin()];
    return there;
}

std::array<double, zone_count> lights_of(const Case& client) {
    std::array<double, zone_count> light;
    for (const Zone zone : zones) light[int(zone)] = zone_light(zone, client.sun);
    return light;
}

}  // namespace

Members::Members(const Case& client, const Backend& backend, EnsembleOptions options,
                 std::filesystem::path cache, const std::function<void(double)>& progress)
    : client_(client),
      backend_(backend),
      options_(std::move(options)),
      cache_(std::move(cache)),
      ensemble_(simulate_ensemble(client_, backend_, options_, cache_, progress)) {}

void Members::grow_to(int members) {
    if (members <= ensemble_.members) return;
    EnsembleOptions further = options_;
    further.members.resize(members - ensemble_.members);
    std::iota(further.members.begin(), further.members.end(), ensemble_.members);
    append(ensemble_, simulate_ensemble(client_, backend_, further, cache_, {}));
}

ZoneMembers::ZoneMembers(const Case& client, const Backend& backend, std::filesystem::path cache,
                         const std::function<void(double)>& progress)
    : light_(lights_of(client)),
      shaded_(in_zone(client, light_), backend, {.realism = false, .time_day = window_days(client)},
              std::move(cache), progress) {}

Ensemble ZoneMembers::in(Zone zone, const Ensemble& whole) const {
    const Ensemble& shaded = shaded_.ensemble();
    std::vector<int> all(whole.members);
    std::iota(all.begin(), all.end(), 0);
    Ensemble there = part_of(whole, all, shaded.time_day);
    const double least = *std::min_element(light_.begin(), light_.end());
    const float part = least < 1 ? float((light(zone) - least) / (1 - least)) : 1;
    for (const MemberSeries& series : shaded.series) {
        auto& mixed = std::find_if(there.series.begin(), there.series.end(), [&](const MemberSeries& each) {
                          return each.name == series.name;
                      })->values;
        for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = std::lerp(series.values[i], mixed[i], part);
    }
    return there;
}

}  // namespace fadecast
