// One virtual client of a forecast, found by how its dots last, followed again with enough dots for pictures.

#include <fadecast/member_gallery.hpp>
#include <fadecast/population.hpp>
#include <fadecast/reservoir.hpp>

#include "follow.hpp"

#include <skin_optics.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace fadecast {

int member_at_quantile(const Forecast& forecast, double probability) {
    const auto found = std::find_if(forecast.members.begin(), forecast.members.end(),
                                    [](const MemberSeries& series) { return series.name == "delta_e00"; });
    if (found == forecast.members.end()) throw Error("member_at_quantile: the forecast has no delta_e00");
    const std::vector<double>& times = forecast.time_day;
    const std::size_t healed = std::lower_bound(times.begin(), times.end(), healed_day) - times.begin();
    if (healed == times.size()) throw Error("member_at_quantile: the forecast ends before day 42");

    std::vector<std::pair<double, int>> ranked;  // contrast, summed up over the days, and the member
    for (int member = 0; member < int(found->values.size() / times.size()); ++member) {
        if (std::find(forecast.failed.begin(), forecast.failed.end(), member) != forecast.failed.end())
            continue;
        const float* colour_difference = &found->values[std::size_t(member) * times.size()];
        double sum = 0;
        for (std::size_t t = healed + 1; t < times.size(); ++t)
            sum += (times[t] - times[t - 1]) * (colour_difference[t - 1] + colour_difference[t]) / 2;
        ranked.emplace_back(sum / std::max(.01f, colour_difference[healed]), member);
    }
    if (ranked.empty()) throw Error("member_at_quantile: no member could be computed");
    std::sort(ranked.begin(), ranked.end());
    return ranked[std::size_t(std::lround(probability * double(ranked.size() - 1)))].second;
}

MemberGallery follow_member(const Forecast& forecast, const Backend& backend, int member,
                            std::span<const double> also_day) {
    const Case& client = forecast.inputs;
    const Numerics numerics = numerics_of(client.forecast.accuracy);
    const Population population = draw_member(client, member, pack_width);
    const Person& person = population.persons.front();
    MemberGallery gallery;
    gallery.member = member;
    std::set_union(forecast.time_day.begin(), forecast.time_day.end(), also_day.begin(), also_day.end(),
                   std::back_inserter(gallery.time_day));
    gallery.dots =
        follow_dots(backend, client, population, *prepare_skins_of(backend, population, numerics.grid),
                    numerics, gallery.time_day, 0, pack_width, true)
            .seen;
    for (const DotInput& dot : population.dots) gallery.session.push_back(dot.session);
    gallery.skin_reflectance = skin_reflectance(person.skin);
    gallery.scab_fall_day = person.drawn[int(Parameter::scab_fall_day)];
    return gallery;
}

}  // namespace fadecast
