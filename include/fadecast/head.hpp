#pragma once
// The whole head: where the zones of the scalp are, how the sun falls on them, and what they look like from
// above and from the front.

#include <fadecast/backend.hpp>
#include <fadecast/case.hpp>
#include <fadecast/colour.hpp>
#include <fadecast/patch.hpp>

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace fadecast {

/// A cranium as an ellipsoid: 190 mm long, 150 mm wide, its vault 120 mm above the ears. Recalled
/// anthropometry; one size for all. x to the client's right, y to the front, z up, 0 at the ears.
inline constexpr double cranium_mm[3] = {75, 95, 85}, cranium_centre_z_mm = 35;

/// How much of each zone a place of the head belongs to; they sum to 1 on the scalp and to 0 on face and
/// neck, with edges about 10 mm soft. Hairline: 15 mm behind the frontal edge; temples: the corners beside
/// it; crown: a disk of 45 mm radius around the whorl; top: between these, inside the horseshoe; sides: all
/// else down to ears and nape. Assumed from drawings of heads.
/// @param at  mm; only its direction from the cranium's centre counts.
std::array<double, zone_count> zones_at(const double (&at)[3]);

/// Yearly light on a zone over that on a horizontal surface: mean of `tilted_light` over the zone's skin, of
/// a head held upright that turns to all sides.
/// @param sun  without latitude that of 45 degrees stands for it.
double zone_light(Zone zone, const Sun& sun);

enum class HeadView { above, front };  ///< above: the forehead below; front: from 20 degrees above

/// What a picture of a head is made of.
enum class HeadPart { hairline, temples, top, crown, sides, skin, clothes, gloss, paper };
inline constexpr int head_parts = 9;

/// A head seen once, to be coloured again and again: every pixel is a sum of parts' colours.
struct HeadMap {
    int width = 0, height = 0;
    double pixel_mm = 0;
    std::vector<float> weight;  ///< [head_parts][height][width], how much light each part sends there
};

/// Looks at a bald head with ears, neck and shoulders, lit by a lamp above the viewer's left (Lambert) and
/// from all sides. Parallel rays; 3 x 3 of them a pixel.
/// @return the same for any number of threads.
HeadMap look_at_head(const Backend& backend, HeadView view, int width, int height);

/// @param colour  of each part under full light, XYZ with Y = 1 for a perfect white, D65.
Picture colour_head(const HeadMap& map, const std::array<Xyz, head_parts>& colour);

/// The nominal client's dots and hair in one zone over time.
struct ZoneCourse {
    Zone zone;
    double light = 1;               ///< of the sun, relative to a horizontal scalp
    double dots_per_cm2 = 0;        ///< the client's density times the share of hair missing on day 0
    std::vector<double> delta_e00;  ///< [time], mean over 32 dots of the centre against bare skin
    std::vector<double> contrast;   ///< [time], mean over the dots of the same relative to day 42
    std::vector<HairThere> hair;    ///< [time]
    std::vector<Xyz> colour;        ///< [time], mean over the zone's area with dots and hair, D65
};

struct ZoneCourses {
    std::vector<double> time_day;
    std::array<ZoneCourse, zone_count> zones;
    Xyz skin;  ///< healthy, without dots or hair
    /// Day after which contrast stays below a line, straight between times; none within the times, or where
    /// no dots are.
    std::optional<double> falls_below(Zone zone, double line) const;
};

/// Follows the nominal client's dots in every zone, under its own sun.
///   reflectance = (1 - cover) skin x exp(-sum over kinds of marks of density x area) + cover x hair,
/// area = 2 pi integral of (1 - T) r dr of a dot's or a shaved hair's transmittance T, places independent of
/// each other; cover is that of stubble grown since the last shave. Alopecia areata is an even mean over its
/// patches. With neither a stage of loss nor areata entered no zone has hair, as in pictures, and all but
/// the sides have dots.
/// @param time_day  from day 0 to the horizon, ascending, more than one; day 42 is among them.
ZoneCourses zone_courses(const Case& client, const Backend& backend, std::span<const double> time_day);

}  // namespace fadecast
