// A patch of scalp, from the virtual client to what is seen of it.

#include "scalp_parts.hpp"

#include <dose.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace fadecast {
namespace {

constexpr int most_followed = 1024;

/// Hairs of one head differ in thickness; their quantiles stand for classes of equal number. Assumed.
constexpr double hair_sizes[] = {.84, .95, 1.05, 1.19};
constexpr int size_count = std::size(hair_sizes);

/// Unevenness of bare skin: standard deviations of melanin and blood from place to place, of their means, and
/// of brightness by the grain of the surface. A scar lacks so many deviations of melanin. Assumed, so that L*
/// scatters by about 1 as within one site of normal skin.
constexpr double melanin_blotches = .06, blood_blotches = .12, surface_grain = .012, scar_paleness = 4;

SkinTexture texture_of(const Skin& skin, const Spectrum& reflectance) {
    SkinTexture texture{.relief = surface_grain, .scar = scar_paleness};
    Skin browner = skin, redder = skin;
    browner.melanin_fraction = std::min(.8, skin.melanin_fraction * (1 + melanin_blotches));
    redder.blood_fraction = std::min(.2, skin.blood_fraction * (1 + blood_blotches));
    const Spectrum brown = skin_reflectance(browner), red = skin_reflectance(redder);
    for (int w = 0; w < wavelength_count; ++w) {
        texture.melanin[w] = brown[w] / reflectance[w] - 1;
        texture.blood[w] = red[w] / reflectance[w] - 1;
    }
    return texture;
}

/// Everything a mean is taken of, to walk through.
std::array<double*, 10> values_of(DotMeans& means) {
    return {&means.retained_share,   &means.pigment_fwhm_mm, &means.optical_fwhm_mm, &means.delta_e00,
            &means.centre.lightness, &means.centre.a,        &means.centre.b,        &means.skin.lightness,
            &means.skin.a,           &means.skin.b};
}

bool is_seen(const Scalp& scalp, int dot, float luck, double time_day) {
    const double age = time_day - scalp.session_day[scalp.session[dot % scalp.session.size()]];
    return age >= 0 && (luck >= scalp.drop_out_share || age < scalp.drop_out_day);
}

/// @param fate  Snapshots::scalars
DotMeans means_of(const Scalp& scalp, const std::vector<Real>& fate, int time) {
    DotMeans sum;
    const int dots = int(scalp.session.size());
    int made = 0, wide = 0;  // dots; those that are not too faint to have a width
    for (int dot = 0; dot < dots; ++dot) {
        const std::size_t row = std::size_t(dot / pack_width) * scalp.time_day.size() + time;
        const auto mass = [&](Snapshots::Scalar what) {
            return double(fate[(row * Snapshots::scalar_count + what) * pack_width + dot % pack_width]);
        };
        const auto look = [&](DotAppearance::Scalar what) {
            const std::size_t at = (row * DotAppearance::scalar_count + what) * pack_width + dot % pack_width;
            return double(scalp.dots.scalars[at]);
        };
        sum.skin.lightness += look(DotAppearance::bare_lightness) / dots;
        sum.skin.a += look(DotAppearance::bare_a) / dots;
        sum.skin.b += look(DotAppearance::bare_b) / dots;
        if (scalp.time_day[time] < scalp.session_day[scalp.session[dot]]) continue;
        ++made;
        if (look(DotAppearance::optical_fwhm_mm) > 0) ++wide;
        sum.retained_share += mass(Snapshots::retained_mass) / mass(Snapshots::deposited_mass);
        sum.pigment_fwhm_mm += mass(Snapshots::pigment_fwhm_mm);
        sum.optical_fwhm_mm += look(DotAppearance::optical_fwhm_mm);
        sum.delta_e00 += look(DotAppearance::delta_e00);
        sum.centre.lightness += look(DotAppearance::lightness);
        sum.centre.a += look(DotAppearance::a);
        sum.centre.b += look(DotAppearance::b);
    }
    const auto values = values_of(sum);
    for (std::size_t i = 0; i < 7; ++i)  // all but the skin's
        *values[i] /= std::max(1, values[i] == &sum.optical_fwhm_mm ? wide : made);
    return sum;
}

/// Linear between the times.
DotMeans means_at(const Scalp& scalp, double time_day) {
    const auto& times = scalp.time_day;
    const double time = std::clamp(time_day, times.front(), times.back());
    const int upper = int(std::upper_bound(times.begin(), times.end(), time) - times.begin());
    const int after = std::min(upper, int(times.size()) - 1), before = std::max(0, upper - 1);
    const double weight = after > before ? (time - times[before]) / (times[after] - times[before]) : 0;
    DotMeans means = scalp.means[before], later = scalp.means[after];
    const auto values = values_of(means), to = values_of(later);
    for (std::size_t i = 0; i < values.size(); ++i) *values[i] = std::lerp(*values[i], *to[i], weight);
    return means;
}

}  // namespace

HairThere HairCourse::at(double time_day) const {
    HairThere there = hair_in(now, zone, time_day / day_per_year, greying_per_year, stages_per_year);
    if (!loss_is_known(now)) there.hairs_per_cm2 = 0;
    return there;
}

void set_sessions(const Case& client, Scalp& scalp) {
    for (const Session& session : client.sessions)
        scalp.session_day.push_back(days_between(client.sessions.back().date, session.date));
}

void set_densities(const Case& client, PatchOptions& patch) {
    patch.dots_per_cm2 = nominal_value(client, Parameter::dot_density);
    const HairCourse hair{.now = client.hair, .zone = client.zone.value_or(Zone::top)};
    patch.hairs_per_cm2 = hair.at(0).hairs_per_cm2;
    patch.full_hairs_per_cm2 = natural_hairs_per_cm2(client.hair.descent);
    patch.seed = client.forecast.seed;
}

void set_person(const Case& client, const Person& person, Scalp& scalp) {
    const auto drawn = [&](Parameter parameter) { return person.drawn[int(parameter)]; };
    scalp.hair = {.now = client.hair,
                  .zone = client.zone.value_or(Zone::top),
                  .greying_per_year = drawn(Parameter::greying_rate),
                  .stages_per_year = drawn(Parameter::loss_rate),
                  .growth_mm_per_day = drawn(Parameter::hair_growth),
                  .diameter_mm = drawn(Parameter::hair_diameter)};
    scalp.drop_out_share = drawn(Parameter::drop_out_share);
    scalp.drop_out_day = drawn(Parameter::scab_fall_day);
    scalp.skin = skin_reflectance(person.skin);
    scalp.texture = texture_of(person.skin, scalp.skin);
}

void add_hair_classes(const Hair& hair, const Person& person, int skin, std::vector<CutHair>& cut) {
    const double diameter_mm = person.drawn[int(Parameter::hair_diameter)];
    for (const bool grey : {false, true})
        for (const double size : hair_sizes)
            cut.push_back({skin, size * diameter_mm, hair_absorption_per_mm(hair.colour, grey)});
}

void set_means(const std::vector<Real>& fate, Scalp& scalp) {
    for (int time = 0; time < int(scalp.time_day.size()); ++time)
        scalp.means.push_back(means_of(scalp, fate, time));
}

Scalp make_scalp(const Case& client, const Backend& backend, int member, std::span<const double> time_day,
                 PatchOptions patch) {
    const Numerics numerics = numerics_of(client.forecast.accuracy);
    Scalp scalp;
    scalp.time_day.assign(time_day.begin(), time_day.end());
    set_sessions(client, scalp);
    set_densities(client, patch);
    const int dots = std::max(1, dot_count(patch)), followed = std::min(dots, most_followed);
    const Population population = draw_member(client, member, followed, true);
    const Person& person = population.persons.front();
    set_person(client, person, scalp);
    std::vector<int> session;
    for (int dot = 0; dot < dots; ++dot) session.push_back(population.dots[dot % followed].session);
    scalp.layout = lay_out_patch(patch, session);
    scalp.session.assign(session.begin(), session.begin() + followed);

    const auto skins = prepare_skins_of(backend, population, numerics.grid);
    FollowedDots lanes =
        follow_dots(backend, client, population, *skins, numerics, scalp.time_day, 0, followed, true);
    scalp.dots = std::move(lanes.seen);
    set_means(lanes.snapshots.scalars.to_host(), scalp);
    std::vector<CutHair> cut;
    add_hair_classes(client.hair, person, 0, cut);
    scalp.hairs = see_hairs(backend, *skins, {person.skin}, cut);
    return scalp;
}

namespace {

/// Skin and looks: dots first, then hairs.
PatchScene bare_scene(const Scalp& scalp, const PatchOptions& options, double time_day) {
    PatchScene scene;
    scene.side_mm = options.side_mm;
    scene.pattern = options.pattern;
    scene.seed = options.seed;
    scene.skin = scalp.skin;
    scene.texture = scalp.texture;
    scene.bare = means_at(scalp, time_day).skin;
    scene.looks.add(scalp.dots, int(scalp.session.size()), scalp.time_day, time_day);
    const double at_rest[] = {0};
    scene.looks.add(scalp.hairs, 2 * size_count, at_rest, 0);
    return scene;
}

void add_dots(const Scalp& scalp, const PatchLayout& layout, double time_day, PatchScene& scene) {
    const int followed = int(scalp.session.size());
    for (int dot = 0; dot < int(layout.x_mm.size()); ++dot) {
        if (!is_seen(scalp, dot, layout.luck[dot], time_day)) continue;
        scene.x_mm.push_back(layout.x_mm[dot]);
        scene.y_mm.push_back(layout.y_mm[dot]);
        scene.look.push_back(dot % followed);
    }
}

/// Hairs of which `left` grow where dots are set, cut at the skin or `length_mm` above it.
void add_hairs(const Scalp& scalp, const PatchLayout& layout, float left, double grey_share, double length_mm,
               PatchScene& scene) {
    for (std::size_t hair = 0; hair < layout.hair_x_mm.size(); ++hair) {
        const float x = layout.hair_x_mm[hair], y = layout.hair_y_mm[hair];
        if (layout.hair_rank[hair] >= share_of_hair_at(layout.options, x, y, left)) continue;
        const bool grey = layout.hair_grey[hair] < grey_share;
        const int size = std::min(int(layout.hair_size[hair] * size_count), size_count - 1);
        scene.x_mm.push_back(x);
        scene.y_mm.push_back(y);
        scene.look.push_back(int(scalp.session.size()) + grey * size_count + size);
        if (length_mm > 0)
            scene.strands.push_back({x, y, float(length_mm * hair_lean) * layout.lean_x[hair],
                                     float(length_mm * hair_lean) * layout.lean_y[hair],
                                     float(hair_sizes[size] * scalp.hair.diameter_mm), grey});
    }
}

float share_left(const PatchOptions& options, const HairThere& there) {
    return float(there.hairs_per_cm2 / options.full_hairs_per_cm2);
}

/// A scene in pixels that the eye does not tell apart at half a metre. The skin's texture is left out, as it
/// is the same under dots and under hair.
void add_image(const Backend& backend, PatchScene scene, Images& images) {
    constexpr double seen_pixel_mm = .15, veil_from_mm = 1;
    scene.veil_from_mm = veil_from_mm;
    scene.texture = {};
    images.width = std::max(8, int(std::lround(scene.side_mm / seen_pixel_mm)));
    images.pixel_mm = scene.side_mm / images.width, ++images.count;
    const std::vector<float> xyz = patch_xyz(backend, scene, images.pixel_mm);
    images.xyz.insert(images.xyz.end(), xyz.begin(), xyz.end());
}

/// Means over the classes of hair, some of it grey.
void add_hair_means(const DotAppearance& hairs, double grey_share, Marks& marks) {
    for (const bool grey : {false, true})
        for (int size = 0; size < size_count; ++size) {
            const auto look = [&](DotAppearance::Scalar what) {
                const double share = (grey ? grey_share : 1 - grey_share) / size_count;
                return share * hairs.scalars[what * pack_width + grey * size_count + size];
            };
            marks.optical_fwhm_mm += look(DotAppearance::optical_fwhm_mm);
            marks.centre.lightness += look(DotAppearance::lightness);
            marks.centre.a += look(DotAppearance::a);
            marks.centre.b += look(DotAppearance::b);
            marks.skin.lightness += look(DotAppearance::bare_lightness);
            marks.skin.a += look(DotAppearance::bare_a);
            marks.skin.b += look(DotAppearance::bare_b);
        }
}

}  // namespace

PatchScene scene_of(const Scalp& scalp, double time_day) {
    const PatchOptions& options = scalp.layout.options;
    PatchScene scene = bare_scene(scalp, options, time_day);
    add_dots(scalp, scalp.layout, time_day, scene);
    if (scalp.layout.hair_x_mm.empty()) return scene;
    for (const bool grey : {false, true})
        scene.strand_reflectance.push_back(hair_reflectance(scalp.hair.now.colour, grey));
    const HairThere there = scalp.hair.at(time_day);
    const double length_mm =
        std::min(scalp.hair.growth_mm_per_day * scalp.hair.now.shaved_day, longest_strand * options.side_mm);
    add_hairs(scalp, scalp.layout, share_left(options, there), there.grey_share, length_mm, scene);
    return scene;
}

Picture draw_scalp(const Backend& backend, const Scalp& scalp, double time_day, Illuminant illuminant) {
    return render_patch(backend, scene_of(scalp, time_day), scalp.layout.options.pixel_mm, illuminant);
}

std::vector<Realism> judge_scalp(const Backend& backend, const Scalp& scalp,
                                 std::span<const double> time_day) {
    PatchLayout even = scalp.layout;
    if (even.options.pattern != Pattern::even) {
        even.options.pattern = Pattern::even;
        std::vector<int> session;
        for (int dot = 0; dot < dot_count(even.options); ++dot)
            session.push_back(scalp.session[dot % scalp.session.size()]);
        even = lay_out_patch(even.options, session);
    }
    Images with_dots, with_hair;
    std::vector<Marks> dot_marks, hair_marks;
    for (const double day : time_day) {
        const HairThere there = scalp.hair.at(day);
        PatchScene dotted = bare_scene(scalp, even.options, day), haired = dotted;
        add_dots(scalp, even, day, dotted);
        const DotMeans now = means_at(scalp, day);
        const bool none = dotted.look.empty() || now.optical_fwhm_mm == 0;  // or none that could be seen
        add_hairs(scalp, even, share_left(even.options, there), there.grey_share, 0, dotted);
        add_hairs(scalp, even, 1, there.grey_share, 0, haired);
        add_image(backend, dotted, with_dots);
        add_image(backend, haired, with_hair);

        dot_marks.push_back(
            {dotted.side_mm, dotted.x_mm, dotted.y_mm, now.optical_fwhm_mm, now.centre, now.skin});
        if (none) dot_marks.back().x_mm.clear(), dot_marks.back().y_mm.clear();
        hair_marks.push_back({haired.side_mm, haired.x_mm, haired.y_mm, 0, {}, {}});
        add_hair_means(scalp.hairs, there.grey_share, hair_marks.back());
    }
    return judge_realism(backend, with_dots, dot_marks, with_hair, hair_marks);
}

}  // namespace fadecast
