#pragma once
// The hair that a client still has: how much of it grows where on the head, what it is like, and how that
// changes over the years.

#include <fadecast/spectrum.hpp>

#include <optional>
#include <string_view>

namespace fadecast {

enum class Descent { african, caucasian, asian };
enum class HairColour { black, dark_brown, brown, light_brown, blond, red };

/// Parts of the scalp that are judged, sunned and treated apart. Sides includes the back.
enum class Zone { hairline, temples, top, crown, sides };
inline constexpr int zone_count = 5;
inline constexpr Zone zones[zone_count] = {Zone::hairline, Zone::temples, Zone::top, Zone::crown,
                                           Zone::sides};
std::string_view zone_name(Zone zone);

/// Of a client on day 0, as it was entered; the defaults stand for what was not.
struct Hair {
    bool entered = false;  ///< nothing is known, and none is drawn, without an entry
    HairColour colour = HairColour::dark_brown;
    Descent descent = Descent::caucasian;
    double grey_share = 0;
    std::optional<int> norwood{};  ///< 1..7
    std::optional<int> ludwig{};   ///< 1..3; without either a full head of hair that stays
    double areata_share = 0;       ///< of the scalp, bare in round patches
    double shaved_day = 0;         ///< how long since the last shave, as the client wears it
    bool operator==(const Hair&) const = default;
};

/// Whether anything was said of what is missing; otherwise no hair is drawn among dots.
inline bool loss_is_known(const Hair& hair) { return hair.norwood || hair.ludwig || hair.areata_share > 0; }

/// Hairs of a full head: 161, 226, 175 per cm^2 by African, Caucasian, Asian descent; measured.
double natural_hairs_per_cm2(Descent descent);

/// Share of a full head's hairs that a stage leaves in a zone, straight between whole stages. From memory of
/// Norwood's and Ludwig's drawings, put into numbers by eye: assumed.
/// @param stage  of Norwood 1..7, of Ludwig 0..3 (0 is a full head); clipped to that.
double share_left_norwood(Zone zone, double stage);
double share_left_ludwig(Zone zone, double stage);

/// The hair of one zone at one time.
struct HairThere {
    double hairs_per_cm2 = 0, grey_share = 0;
};

/// Hair in a zone some years after day 0, a mean over bare patches of alopecia areata, which stay as they
/// are:
///   natural density x share left at stage (day 0) + stages_per_year x year x (1 - areata share).
/// @param year              from day 0, before it below 0.
/// @param greying_per_year  rise of the grey share, which ends at 1.
/// @param stages_per_year   of Norwood; Ludwig's are twice as far apart.
HairThere hair_in(const Hair& hair, Zone zone, double year, double greying_per_year, double stages_per_year);

/// How far the hair around may change until dots no longer match it: the share of grey hairs, and whole
/// stages of loss. Assumed.
inline constexpr double greyer_line = .30, further_loss_line = 1;

/// Years from day 0 until that is reached, infinite when it never is: grey hairs end at 1, loss at the last
/// stage.
double years_to_greyer(const Hair& hair, double greying_per_year);
double years_to_further_loss(const Hair& hair, double stages_per_year);

/// Whether a zone gets dots: a tenth of its hair is missing; without a stage of loss all but the sides do.
bool has_dots(const Hair& hair, Zone zone);

/// Absorption coefficient of the inside of a hair, 1/mm, base e; a grey hair has a hundredth of the pigment
/// of its neighbours. Eumelanin and pheomelanin per hair radius as in d'Eon, Francois, Hill, Letteri, Aubry,
/// Comput. Graph. Forum 30 (2011) 1181, at red, green and blue, put on powers of the wavelength.
/// How much of either a colour stands for: recalled and assumed.
Spectrum hair_absorption_per_mm(HairColour colour, bool grey);

/// Diffuse reflectance of hair that is seen from the side, as stubble and longer hair is: 5 % from its
/// surface, whatever the colour, and half of the light that goes in unless the hair absorbs it on a way of
/// pi radii, twice the mean chord. Derived from n = 1.55 and assumed.
Spectrum hair_reflectance(HairColour colour, bool grey);

}  // namespace fadecast
