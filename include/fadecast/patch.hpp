#pragma once
// A picture of a patch of scalp: dots set as by hand, hair, and skin with its texture.

#include <fadecast/backend.hpp>
#include <fadecast/colour.hpp>
#include <fadecast/dot.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace fadecast {

/// What part of the scalp a patch shows. Each tells where dots are set and where hair grows:
enum class Pattern {
    even,           ///< a bald or thinning area
    soft_hairline,  ///< forehead below; dots thin out over some millimetres along an irregular edge
    hard_hairline,  ///< the same with a sharp, straight edge
    crown,          ///< the dots blend from a bare middle into hair around it
    areata,         ///< a bare disk in hair; dots in the disk only
    scar            ///< a strip without hair across hair; dots in the strip only
};
struct PatternName {
    Pattern pattern;
    std::string_view name;
};
inline constexpr PatternName patterns[] = {{Pattern::even, "even"},
                                           {Pattern::soft_hairline, "soft-hairline"},
                                           {Pattern::hard_hairline, "hard-hairline"},
                                           {Pattern::crown, "crown"},
                                           {Pattern::areata, "areata"},
                                           {Pattern::scar, "scar"}};

/// A square patch, how it was dotted and what hair grows there.
struct PatchOptions {
    double side_mm = 10;
    double pixel_mm = .04;  ///< simulate at 0.04 or finer: the eye at 0.5 m resolves 0.13 mm
    Pattern pattern = Pattern::even;
    double dots_per_cm2 = 150;      ///< where the pattern sets them, after all sessions
    double hand_error_mm = .07;     ///< standard deviation of where the needle lands, each way; assumed
    double hairs_per_cm2 = 0;       ///< on day 0 where dots are set; dots are set between these
    double full_hairs_per_cm2 = 0;  ///< of a scalp that lost none, as it is beside a crown or a scar
    double hairs_per_unit = 2.2;    ///< hairs grow in units of 1 to 4; Headington 1984, recalled
    double unit_error_mm = .25;     ///< standard deviation of units about an even spacing; assumed
    std::uint64_t seed = 1;
};

/// Where the dots and hairs of a patch lie. The patch tiles the plane sideways, and downward too unless it
/// has a hairline.
struct PatchLayout {
    PatchOptions options;
    std::vector<float> x_mm, y_mm;            ///< [dots], in [0, side)
    std::vector<float> luck;                  ///< [dots], 0..1: a dot drops out when it is below their share
    std::vector<float> hair_x_mm, hair_y_mm;  ///< [hairs of a full scalp]
    std::vector<float> hair_rank;             ///< [hairs], 0..1: it grows where the share left is above that
    std::vector<float> hair_grey;             ///< [hairs], 0..1: grey when below the grey share
    std::vector<float> hair_size;             ///< [hairs], 0..1: quantile of its diameter
    std::vector<float> lean_x, lean_y;        ///< [hairs], unit vector, where it points to
};

/// Dots that a pattern has on a patch.
int dot_count(const PatchOptions& options);

/// Share of a full scalp's hairs that grow at a place, when `left` of them do where dots are set.
float share_of_hair_at(const PatchOptions& options, float x_mm, float y_mm, float left);

/// How far hair reaches along the skin, of its length: it leaves at 45 degrees; assumed. Strands that reach
/// farther than so many sides of their patch are drawn so long.
inline constexpr double hair_lean = .7, longest_strand = 2;

/// Sets first the hairs, in units, then the dots one by one, session by session, each into the widest gap
/// among some random places (Mitchell's best candidate, Proc. SIGGRAPH 1991, 157), and moves it by the error
/// of a hand. Gaps are counted in units of the local spacing. Depends on the arguments only.
/// @param session  [dots], in which session each dot is made, in any order.
/// @throws Error   a side or pixel that is not positive.
PatchLayout lay_out_patch(const PatchOptions& options, std::span<const int> session);

/// How marks in the skin, dots or hairs cut at its surface, look from above: the light that comes back over
/// that of bare skin, by distance from the mark's middle. Linear between the radii.
struct Looks {
    std::vector<float> radius_mm;      ///< [looks][radii + 1]; at the last one transmittance is 1
    std::vector<float> transmittance;  ///< [looks][radii + 1][wavelength_count]
    static constexpr int nodes = DotAppearance::radii + 1;

    int count() const { return int(radius_mm.size()) / nodes; }
    /// Appends the first `lanes` of an appearance at a time, linear between its times and clamped to them.
    /// @throws Error  an appearance without spectra, or with other times than `times_day`.
    void add(const DotAppearance& seen, int lanes, std::span<const double> times_day, double time_day);
};

/// Hair above the skin, lying on it.
struct Strand {
    float x_mm, y_mm;              ///< where it leaves the skin
    float along_x_mm, along_y_mm;  ///< from there to its tip
    float width_mm;
    int colour;  ///< of PatchScene::strand_reflectance
};

/// How skin differs from place to place, as standard deviations about its mean.
struct SkinTexture {
    Spectrum melanin{}, blood{};  ///< relative change of reflectance where there is more, blotches of 2 mm
    double relief = 0;            ///< relative change of brightness by the grain of the surface, 0.3 mm
    double scar = 0;              ///< multiples of `melanin` missing in the strip of a scar
    bool operator==(const SkinTexture&) const = default;
};

/// All that is seen of a patch at one time.
struct PatchScene {
    double side_mm = 10;
    Pattern pattern = Pattern::even;
    std::vector<float> x_mm, y_mm;  ///< [marks]
    std::vector<int> look;          ///< [marks], of `looks`
    Looks looks;
    std::vector<Strand> strands;
    std::vector<Spectrum> strand_reflectance;
    Spectrum skin{};  ///< reflectance of the healthy bare skin
    Lab bare;         ///< colour of the bare skin now, which reddens while inflamed
    SkinTexture texture;
    std::uint64_t seed = 1;  ///< of the texture
    /// Distance from which on all marks together count as an even veil, 0 for never: five times as fast where
    /// marks lie evenly.
    double veil_from_mm = 0;
};

/// An sRGB picture, rows from the top.
struct Picture {
    int width = 0, height = 0;
    double pixel_mm = 0;
    std::vector<std::uint8_t> rgb;  ///< [height][width][3]
};

/// Draws a patch:  reflectance(lambda) = skin(lambda) * texture * product over marks of
/// transmittance(r, lambda), under strands of hair where there are any. Reddening multiplies X, Y and Z by
/// the ratios of `bare` to the skin's.
/// @param pixel_mm    rounded so that whole pixels fill the side.
/// @param illuminant  under which the patch is seen, by an eye used to it.
/// @return the same bytes for any number of threads; GPU and CPU differ by at most one level.
/// @throws Error      a mark without a look, a strand without a colour, a pixel that is not positive.
Picture render_patch(const Backend& backend, const PatchScene& scene, double pixel_mm,
                     Illuminant illuminant = Illuminant::d65);

/// The same as XYZ of the colour under D65, before sRGB cuts it off.
/// @return [3][width][width], Y = 1 for a perfect white
std::vector<float> patch_xyz(const Backend& backend, const PatchScene& scene, double pixel_mm,
                             Illuminant illuminant = Illuminant::d65);

}  // namespace fadecast
