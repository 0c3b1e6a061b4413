// Numbers of hair: density by descent, zone and stage of loss; pigment by colour. On the host.
#include <fadecast/hair.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace fadecast {
namespace {

// [stage][zone]: hairline, temples, top, crown, sides.
constexpr double norwood_left[7][zone_count] = {
    {1, 1, 1, 1, 1},              // I: no recession
    {.90, .55, 1, 1, 1},          // II: small triangles at the temples
    {.75, .20, .95, .85, 1},      // III: deep temples, perhaps a thin crown
    {.40, .08, .75, .35, 1},      // IV: a band of hair between the forehead and a bare crown
    {.15, .03, .35, .12, .97},    // V: the band is thin
    {.04, .01, .07, .04, .92},    // VI: the band is gone
    {.01, .005, .01, .01, .75}};  // VII: a wreath is left, thin and low
constexpr double ludwig_left[4][zone_count] = {
    {1, 1, 1, 1, 1}, {.95, .90, .72, .78, 1}, {.85, .80, .40, .50, .97}, {.65, .60, .10, .18, .90}};
constexpr double ludwig_per_norwood = .5;  // three stages from full to bare against six

template <int stages>
double between_stages(const double (&left)[stages][zone_count], Zone zone, double place) {
    place = std::clamp(place, 0., double(stages - 1));
    const int stage = std::min(int(place), stages - 2);
    const double part = place - stage;
    return (1 - part) * left[stage][int(zone)] + part * left[stage + 1][int(zone)];
}

/// Concentrations relative to those that absorb .697 and .4 per radius in green. Black 8, brown 1.3 and
/// blond .3 of eumelanin are usual in renderers, recalled; the others lie between them, assumed.
struct Melanin {
    double eumelanin, pheomelanin;
};
constexpr Melanin melanin_of(HairColour colour) {
    switch (colour) {
        case HairColour::black:
            return {8, 0};
        case HairColour::dark_brown:
            return {3, .1};
        case HairColour::brown:
            return {1.3, .2};
        case HairColour::light_brown:
            return {.7, .2};
        case HairColour::blond:
            return {.3, .1};
        default:
            return {.3, 1.5};
    }
}
constexpr double melanin_radius_mm = .04;  // of the hair that the absorption is told of
constexpr double grey_melanin = .01;       // assumed

}  // namespace

std::string_view zone_name(Zone zone) {
    constexpr std::string_view names[zone_count] = {"hairline", "temples", "top", "crown", "sides"};
    return names[int(zone)];
}

double natural_hairs_per_cm2(Descent descent) {
    return descent == Descent::african ? 161 : descent == Descent::asian ? 175 : 226;
}

double share_left_norwood(Zone zone, double stage) { return between_stages(norwood_left, zone, stage - 1); }
double share_left_ludwig(Zone zone, double stage) { return between_stages(ludwig_left, zone, stage); }

HairThere hair_in(const Hair& hair, Zone zone, double year, double greying_per_year, double stages_per_year) {
    const double stages = stages_per_year * year;
    const double left = hair.norwood  ? share_left_norwood(zone, *hair.norwood + stages)
                        : hair.ludwig ? share_left_ludwig(zone, *hair.ludwig + ludwig_per_norwood * stages)
                                      : 1;
    return {.hairs_per_cm2 = natural_hairs_per_cm2(hair.descent) * left * (1 - hair.areata_share),
            .grey_share = std::clamp(hair.grey_share + greying_per_year * year, 0., 1.)};
}

double years_to_greyer(const Hair& hair, double greying_per_year) {
    const bool never = !hair.entered || hair.grey_share + greyer_line > 1 || greying_per_year <= 0;
    return never ? std::numeric_limits<double>::infinity() : greyer_line / greying_per_year;
}

double years_to_further_loss(const Hair& hair, double stages_per_year) {
    const double rate = hair.norwood ? stages_per_year : ludwig_per_norwood * stages_per_year;
    const bool last = hair.norwood ? *hair.norwood >= 7 : !hair.ludwig || *hair.ludwig >= 3;
    return last || rate <= 0 ? std::numeric_limits<double>::infinity() : further_loss_line / rate;
}

bool has_dots(const Hair& hair, Zone zone) {
    constexpr double hardly_bare = .1;
    if (!loss_is_known(hair)) return zone != Zone::sides;
    return hair_in(hair, zone, 0, 0, 0).hairs_per_cm2 <
           (1 - hardly_bare) * natural_hairs_per_cm2(hair.descent);
}

Spectrum hair_absorption_per_mm(HairColour colour, bool grey) {
    const Melanin melanin = melanin_of(colour);
    Spectrum absorption;
    for (int i = 0; i < wavelength_count; ++i) {
        // Through (.419, .697, 1.37) and (.187, .4, 1.05) per radius at about 611, 549 and 465 nm.
        const double relative = 550 / wavelength_nm[i];
        const double per_radius = .697 * melanin.eumelanin * std::pow(relative, 4.3) +
                                  .4 * melanin.pheomelanin * std::pow(relative, 6.3);
        absorption[i] = (grey ? grey_melanin : 1) * per_radius / melanin_radius_mm;
    }
    return absorption;
}

Spectrum hair_reflectance(HairColour colour, bool grey) {
    constexpr double surface = .05, returned = .5;
    Spectrum reflectance = hair_absorption_per_mm(colour, grey);
    for (double& value : reflectance)
        value = surface + (1 - surface) * returned * std::exp(-value * std::numbers::pi * melanin_radius_mm);
    return reflectance;
}

}  // namespace fadecast
