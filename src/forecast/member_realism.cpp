// How real the members of a forecast look over the years.

#include <fadecast/hair.hpp>
#include <fadecast/scalp.hpp>

#include "members.hpp"
#include "scalp_parts.hpp"

#include <dose.hpp>

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fadecast {
namespace {

constexpr double side_mm = 8;
constexpr int dots_at_once = 1024;

/// Healed scores change slowly: between these days they lie on straight lines. Before the first they count as
/// those of then, as nobody judges a scab.
std::vector<double> judged_days(double last_day) {
    std::vector<double> days;
    for (const double day : {42., 365., 1096., 2557.})
        if (day < last_day) days.push_back(day);
    days.push_back(last_day);
    return days;
}

/// Some lanes of an appearance, as one of their own.
/// @param rows  values of a lane at all times, by pack
std::vector<Real> lanes_of(const std::vector<Real>& values, std::size_t rows, int first, int count) {
    std::vector<Real> picked;
    for (int pack = 0; pack * pack_width < count; ++pack)
        for (std::size_t row = 0; row < rows; ++row)
            for (int at = 0; at < pack_width; ++at) {
                const int lane = first + std::min(pack * pack_width + at, count - 1);
                picked.push_back(
                    values[(std::size_t(lane / pack_width) * rows + row) * pack_width + lane % pack_width]);
            }
    return picked;
}

bool share_patch(const Case& a, const Case& b) {
    return &a == &b || (a.hair == b.hair && a.zone == b.zone && a.forecast.seed == b.forecast.seed &&
                        nominal_value(a, Parameter::dot_density) == nominal_value(b, Parameter::dot_density));
}

DotAppearance lanes_of(const DotAppearance& seen, int first, int count) {
    constexpr std::size_t radii = DotAppearance::radii;
    return {
        .packs = (count + pack_width - 1) / pack_width,
        .times = seen.times,
        .scalars =
            lanes_of(seen.scalars, std::size_t(seen.times) * DotAppearance::scalar_count, first, count),
        .radius_mm = lanes_of(seen.radius_mm, radii, first, count),
        .transmittance = lanes_of(seen.transmittance, seen.times * radii * wavelength_count, first, count)};
}

}  // namespace

std::vector<float> realism_of_members(const Backend& backend, const std::vector<const Case*>& cases,
                                      const Population& population, const PreparedSkins& skins,
                                      const Numerics& numerics, const std::vector<double>& times,
                                      const std::function<void(double)>& progress) {
    const int members = int(cases.size()), dots = cases.front()->forecast.dots;
    const int at_once = std::max(1, dots_at_once / dots);
    const std::vector<double> days = judged_days(times.back());
    std::vector<Skin> owners;
    for (const Person& person : population.persons) owners.push_back(person.skin);
    // What the members of a case share: density is the client's, and so is where a hand sets dots.
    std::vector<Scalp> patches;
    std::vector<int> patch_of;  // [members]
    for (const Case* client : cases) {
        if (patch_of.empty() || !share_patch(*client, *cases[patch_of.size() - 1])) {
            Scalp& common = patches.emplace_back();
            common.time_day = days;
            set_sessions(*client, common);
            PatchOptions patch{.side_mm = side_mm};
            set_densities(*client, patch);
            common.layout = lay_out_patch(patch, std::vector<int>(dot_count(patch), 0));
        }
        patch_of.push_back(int(patches.size()) - 1);
    }

    std::vector<float> scores(std::size_t(members) * times.size());
    for (int first = 0; first < members; first += at_once) {
        const int last = std::min(first + at_once, members);
        const int first_dot = population.first_dot_of_member(first, dots);
        const FollowedDots followed = follow_dots(backend, *cases.front(), population, skins, numerics, days,
                                                  first_dot, first_dot + (last - first) * dots, true);
        const std::vector<Real> fate = followed.snapshots.scalars.to_host();
        std::vector<CutHair> cut;
        for (int member = first; member < last; ++member)
            add_hair_classes(cases[member]->hair, population.member(member), population.before + member, cut);
        const DotAppearance hairs = see_hairs(backend, skins, owners, cut);
        const int classes = int(cut.size()) / (last - first);
        // Images of members are too small for a GPU and for more than one thread.
#pragma omp parallel for schedule(dynamic)
        for (int member = first; member < last; ++member) {
            const Person& person = population.member(member);
            const int lane = (member - first) * dots;
            Scalp scalp = patches[patch_of[member]];
            scalp.dots = lanes_of(followed.seen, lane, dots);
            scalp.hairs = lanes_of(hairs, (member - first) * classes, classes);
            for (int dot = 0; dot < dots; ++dot)
                scalp.session.push_back(population.dots[first_dot + lane + dot].session);
            set_person(*cases[member], person, scalp);
            set_means(lanes_of(fate, days.size() * Snapshots::scalar_count, lane, dots), scalp);
            std::vector<double> judged(days.size(), std::numeric_limits<double>::quiet_NaN());
            try {
                const std::vector<Realism> realism = judge_scalp(Backend::cpu(), scalp, days);
                std::transform(realism.begin(), realism.end(), judged.begin(),
                               [](const Realism& each) { return each.score; });
            } catch (const Error&) {  // a member that could not be computed
            }
            for (std::size_t t = 0; t < times.size(); ++t) {
                const std::size_t after = std::clamp<std::size_t>(
                    std::lower_bound(days.begin(), days.end(), times[t]) - days.begin(), 1, days.size() - 1);
                const double part =
                    std::max(0., (times[t] - days[after - 1]) / (days[after] - days[after - 1]));
                scores[member * times.size() + t] = float(std::lerp(judged[after - 1], judged[after], part));
            }
        }
        progress(double(last) / members);
    }
    return scores;
}

}  // namespace fadecast
