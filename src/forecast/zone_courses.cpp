// The zones of the nominal client's scalp over time: how their dots last in their own sun, and their colour.

#include <fadecast/head.hpp>
#include <fadecast/population.hpp>
#include <fadecast/reservoir.hpp>
#include <fadecast/scalp.hpp>

#include "follow.hpp"

#include <dose.hpp>
#include <hair_cover.hpp>
#include <skin_optics.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fadecast {
namespace {

/// Mean over the first `lanes` of the area, mm^2, that one mark takes from the skin's light, by wavelength.
Spectrum mark_area_mm2(const DotAppearance& seen, int time, int lanes) {
    constexpr int radii = DotAppearance::radii;
    Spectrum area{};
    for (int lane = 0; lane < lanes; ++lane)
        for (int w = 0; w < wavelength_count; ++w) {
            double radius[radii], loss[radii];
            for (int ring = 0; ring < radii; ++ring) {
                radius[ring] = seen.radius_mm[ring * pack_width + lane];
                loss[ring] =
                    1 - seen.transmittance[((std::size_t(time) * radii + ring) * wavelength_count + w) *
                                               pack_width +
                                           lane];
            }
            area[w] += area_of_mark(radius, loss, radii) / lanes;
        }
    return area;
}

double scalar(const DotAppearance& seen, int time, DotAppearance::Scalar what, int lane) {
    return seen.scalars[(std::size_t(time) * DotAppearance::scalar_count + what) * pack_width + lane];
}

Lab mean_bare(const DotAppearance& seen, int time) {
    Lab bare;
    for (int lane = 0; lane < pack_width; ++lane) {
        bare.lightness += scalar(seen, time, DotAppearance::bare_lightness, lane) / pack_width;
        bare.a += scalar(seen, time, DotAppearance::bare_a, lane) / pack_width;
        bare.b += scalar(seen, time, DotAppearance::bare_b, lane) / pack_width;
    }
    return bare;
}

}  // namespace

std::optional<double> ZoneCourses::falls_below(Zone zone, double line) const {
    const ZoneCourse& course = zones[int(zone)];
    if (course.dots_per_cm2 == 0) return std::nullopt;
    int above = int(time_day.size()) - 1;
    while (above >= 0 && course.contrast[above] < line) --above;
    if (above == int(time_day.size()) - 1) return std::nullopt;
    if (above < 0) return time_day.front();
    const double drop = course.contrast[above] - course.contrast[above + 1];
    return std::lerp(time_day[above], time_day[above + 1], (course.contrast[above] - line) / drop);
}

ZoneCourses zone_courses(const Case& client, const Backend& backend, std::span<const double> time_day) {
    const auto healed = std::find(time_day.begin(), time_day.end(), healed_day);
    if (healed == time_day.end()) throw Error("zone_courses: day 42 must be among the times");
    const int reference = int(healed - time_day.begin()), times = int(time_day.size());
    const Numerics numerics = numerics_of(client.forecast.accuracy);
    const Hair& hair = client.hair;
    const bool known = loss_is_known(hair);
    ZoneCourses courses;
    courses.time_day.assign(time_day.begin(), time_day.end());

    std::shared_ptr<const PreparedSkins> skins;  // the same in every zone
    Spectrum skin{}, shaved_mm2[2]{}, strand[2]{};
    for (const Zone zone : zones) {
        Case there = client;
        there.zone = zone;
        const Population population = draw_member(there, nominal_member, pack_width);
        const Person& person = population.persons.front();
        const auto drawn = [&](Parameter parameter) { return person.drawn[int(parameter)]; };
        const double diameter_mm = drawn(Parameter::hair_diameter);
        if (!skins) {
            skins = prepare_skins_of(backend, population, numerics.grid);
            skin = skin_reflectance(person.skin);
            courses.skin = xyz_of_reflectance(skin);
            for (const bool grey : {false, true}) {
                const Spectrum absorption = hair_absorption_per_mm(hair.colour, grey);
                shaved_mm2[grey] = mark_area_mm2(
                    see_hairs(backend, *skins, {person.skin}, {{0, diameter_mm, absorption}}), 0, 1);
                strand[grey] = hair_reflectance(hair.colour, grey);
            }
        }
        const DotAppearance seen =
            follow_dots(backend, there, population, *skins, numerics, courses.time_day, 0, pack_width, true)
                .seen;
        const double full_per_cm2 = natural_hairs_per_cm2(hair.descent);
        const auto hair_at = [&](double day) {
            HairThere now = hair_in(hair, zone, day / day_per_year, drawn(Parameter::greying_rate),
                                    drawn(Parameter::loss_rate));
            if (!known) now.hairs_per_cm2 = 0;
            return now;
        };
        ZoneCourse& course = courses.zones[int(zone)];
        course.zone = zone;
        course.light = zone_light(zone, client.sun);
        const bool kept = !known && zone == Zone::sides;  // the zone that loses its hair last, if ever
        course.dots_per_cm2 =
            kept ? 0 : drawn(Parameter::dot_density) * (1 - hair_at(0).hairs_per_cm2 / full_per_cm2);
        for (int t = 0; t < times; ++t) {
            double delta = 0, relative = 0;
            for (int lane = 0; lane < pack_width; ++lane) {
                const double now = scalar(seen, t, DotAppearance::delta_e00, lane);
                delta += now / pack_width;
                relative +=
                    now / std::max(.01, scalar(seen, reference, DotAppearance::delta_e00, lane)) / pack_width;
            }
            course.delta_e00.push_back(delta);
            course.contrast.push_back(relative);
            const HairThere now = hair_at(time_day[t]);
            course.hair.push_back(now);

            const Spectrum dot_mm2 = mark_area_mm2(seen, t, pack_width);
            const double cover = stubble_cover(now.hairs_per_cm2, diameter_mm,
                                               drawn(Parameter::hair_growth) * hair.shaved_day);
            Spectrum reflectance;
            for (int w = 0; w < wavelength_count; ++w) {
                const auto mixed = [&](const Spectrum(&of)[2]) {
                    return std::lerp(of[0][w], of[1][w], now.grey_share);
                };
                const double marks = seen_through_marks(course.dots_per_cm2, dot_mm2[w]) *
                                     seen_through_marks(now.hairs_per_cm2, mixed(shaved_mm2));
                reflectance[w] = (1 - cover) * skin[w] * marks + cover * mixed(strand);
            }
            const Xyz calm = xyz_of_reflectance(reflectance), bare = xyz_of_lab(mean_bare(seen, t));
            course.colour.push_back({calm.x * bare.x / courses.skin.x, calm.y * bare.y / courses.skin.y,
                                     calm.z * bare.z / courses.skin.z});
        }
    }
    return courses;
}

}  // namespace fadecast
