#pragma once
// How real a dotted scalp looks: the patch against the same scalp with shaved hair, as an eye sees both.

#include <fadecast/backend.hpp>
#include <fadecast/case.hpp>

#include <array>
#include <span>
#include <vector>

namespace fadecast {

/// Square images in XYZ (D65, white Y = 1) that tile the plane, for one eye.
struct Images {
    int count = 0, width = 0;  ///< pixels along a side
    double pixel_mm = 0;
    std::vector<float> xyz;  ///< [count][3][width][width]
};

/// What the eye makes of images from a distance: S-CIELAB (Zhang, Wandell, J. SID 5 (1997) 61). Opponent
/// channels are each blurred by sums of Gaussians whose weights sum to 1; what that leaves below 0 of X, Y or
/// Z is 0. The images tile the plane, so each of their frequencies is damped by exactly
///   sum over i of w_i exp(-2 pi^2 sigma_i^2 f^2).
/// @param distance_m  above 0.
/// @return            [count][3][width][width], L*, a*, b*; the same bits for any batch and any threads.
/// @throws Error      sizes that do not fit, or a pixel or distance that is not above 0.
std::vector<float> seen_from(const Backend& backend, const Images& images, double distance_m);

/// How far two seen images are apart: the pixels of each are sorted by L* and split into 64 groups of equal
/// size; mean of delta E00 between the mean L*a*b* of groups of equal rank. Two scalps with real hair never
/// agree pixel by pixel, and pixelwise a flat patch would win against either. Equal ranks are the optimal
/// transport along lightness: how much of the patch is how dark, wherever it lies.
/// @param first, second  [3][pixels], L*, a*, b* with L* >= 0; at least 64 pixels each, not equally many.
/// @throws Error         fewer pixels, or not three planes.
double rank_matched_difference(std::span<const float> first, std::span<const float> second);

/// Where marks are and what each is like, apart from the picture.
struct Marks {
    double side_mm = 0;
    std::vector<float> x_mm, y_mm;  ///< in a patch that tiles the plane; none is bare skin
    double optical_fwhm_mm = 0;     ///< mean width as seen through skin; above 0 where there are marks
    Lab centre, skin;               ///< mean colour at a mark's centre, and of the skin around
};

/// Pair correlation g of marks, for distances of 0-0.1, 0.1-0.2, ... 1.9-2 mm: how many pairs lie that far
/// apart, over how many would by chance. The patch repeats, so that it has no edge.
/// @return       g; all 1 with fewer than two marks, where it is unknown.
/// @throws Error a side below 4 mm, where a mark would meet itself; or not as many x_mm as y_mm.
inline constexpr int pair_distances = 20;
std::array<double, pair_distances> pair_correlation(const Marks& marks);

/// The difference in colour that people accept between skin and what imitates it: delta E 1.8 on fair and
/// 2.6 on dark skin (Leow et al., Prosthet. Orthot. Int. 30 (2006), DOI 10.1080/03093640500465096; measured
/// on plain silicone hands in some delta E; that it holds for delta E00 and texture is assumed); linear in
/// the skin's L* between 65 and 40 (assumed).
double acceptable_delta_e(double skin_lightness);
/// The difference that they just see: 0.8 and 1.3, from the same source in the same way.
double perceptible_delta_e(double skin_lightness);

/// Differences beyond which dots no longer pass as hair; colour has acceptable_delta_e.
namespace tolerance {
/// ln 2: half or twice as strong as a hair. Assumed.
inline constexpr double contrast = .693147181;
/// ln 2: dots of 90-170 um against hairs of 67-120 um pass as hair; reported by the trade
inline constexpr double size = .693147181;
inline constexpr double hue = 10;     ///< degrees; assumed
inline constexpr double pattern = 1;  ///< of g, where chance has g = 1; assumed
}  // namespace tolerance

/// The named parts of realism; each 0 where dots cannot be told from hair.
struct Realism {
    double shade = 0;   ///< delta E00 between the mean colours
    double darker = 0;  ///< L* of hair less that of dots, mean colours: positive is too dark
    double contrast =
        0;             ///< ln of how much stronger a dot's middle stands out of skin than a hair's, delta E00
    double size = 0;   ///< ln of the dots' width over the hairs'
    double hue = 0;    ///< angle between where a dot and where a hair lies from skin in L*a*b*, degrees
    double bluer = 0;  ///< towards -b*, against a hair as far from skin
    double pattern = 0;  ///< mean |g - g of hair| of the pair correlations over distances of 0 to 2 mm
    double seen_half_metre = 0, seen_metre = 0;  ///< S-CIELAB, rank_matched_difference
    double score = 0;                            ///< 0..100, judge_realism
};

/// Judges patches of dots against patches of hair.
///   score = 100 / (1 + mean of (part / its tolerance)^2)
/// over the parts colour, shade, contrast, size, hue and pattern, where
///   (colour / its tolerance)^2 = (seen_half_metre^2 + seen_metre^2) / (2 acceptable_delta_e^2),
///   shade / its tolerance = darker / acceptable_delta_e:
/// 100 for hair itself, 50 for what is just at its tolerance in every respect. No panel set the tolerances:
/// the score orders patches, and usual dots, wider and paler than hair, score 25 to 40. Shade counts by its
/// lightness, which is what one chooses an ink by; its hue is in colour. Half a metre and more blur a dot:
/// what one sees of it from nearby, in a mirror, is its contrast, size and hue. Contrast below
/// perceptible_delta_e is as good as none: that is added to both in squares, and a hue of such marks counts
/// the less. Without dots, or without hair, there is no size, hue and pattern to compare: these are 0 and the
/// mean is over the other three.
/// @param dots, hair    widths and pixels may differ; dots.count is a multiple of hair.count, and
///                      consecutive patches of dots are judged against one patch of hair.
/// @param dot_marks     [dots.count];  @param hair_marks  [hair.count]; `skin` is always needed.
/// @return              [dots.count]
/// @throws Error        sizes that do not fit, marks without a width, values that are not finite.
std::vector<Realism> judge_realism(const Backend& backend, const Images& dots,
                                   std::span<const Marks> dot_marks, const Images& hair,
                                   std::span<const Marks> hair_marks);

}  // namespace fadecast
