#pragma once
// A picture of a patch of scalp: dots of a gallery, set as by hand, on bare skin.

#include <fadecast/backend.hpp>
#include <fadecast/colour.hpp>
#include <fadecast/dot.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace fadecast {

/// A square patch and how it was dotted.
struct PatchOptions {
    double side_mm = 10;
    double pixel_mm = .04;            ///< simulate at 0.04 or finer: the eye at 0.5 m resolves 0.13 mm
    double dots_per_cm2 = 150;        ///< after all sessions
    double drop_out_share = .05;      ///< of the dots, lost with their scab
    double drop_out_day = 5;          ///< after its session, from when on a lost dot is no longer seen
    std::vector<double> session_day;  ///< [sessions], from day 0; empty: all on day 0
    double hand_error_mm = .07;       ///< standard deviation of where the needle lands, each way; assumed
    std::uint64_t seed = 1;
};

/// Where the dots of a patch lie and which dot of the gallery each looks like. The patch tiles the plane.
struct PatchLayout {
    PatchOptions options;
    std::vector<float> x_mm, y_mm;  ///< [dots], in [0, side)
    std::vector<int> gallery_dot;   ///< [dots], lane of the gallery
    std::vector<bool> drops_out;    ///< [dots]
    std::vector<int> session;       ///< [dots], in which each is made
};

/// Sets the dots one by one, session by session, each into the widest gap among some random places
/// (Mitchell's best candidate, Proc. SIGGRAPH 1991, 157), and moves it by the error of a hand. Depends on the
/// arguments only.
/// @param session_share    [sessions], of all dots; sums to 1.
/// @param gallery_session  [gallery dots], the session each dot of the gallery belongs to; a session without
/// a dot in
///                         the gallery borrows from all.
/// @throws Error           no dot in the gallery, a side or pixel that is not positive, or session days that
///                         are not one for each session.
PatchLayout lay_out_dots(const PatchOptions& options, std::span<const double> session_share,
                         std::span<const int> gallery_session);

/// An sRGB picture, rows from the top.
struct Picture {
    int width = 0, height = 0;
    double pixel_mm = 0;
    std::vector<std::uint8_t> rgb;  ///< [height][width][3]
};

/// Draws the patch at one time:  reflectance(lambda) = skin(lambda) * product over dots of transmittance(r,
/// lambda). Transmittance is linear between radii and times; past the last radius it goes to 1 within one
/// more step of radius. The reddening of inflamed skin multiplies X, Y and Z by the ratios of the gallery's
/// mean bare colour to the skin's.
/// @param gallery     one pack of dots with spectra.
/// @param gallery_time_day  [gallery.times], ascending.
/// @param time_day    clamped to the gallery's times.
/// @param skin        reflectance of the healthy bare skin.
/// @param illuminant  under which the patch is seen, by an eye used to it.
/// @return the same bytes for any number of threads; GPU and CPU differ by at most one level.
/// @throws Error      a gallery without spectra, or with other times than `gallery_time_day`.
Picture render_patch(const Backend& backend, const PatchLayout& layout, const DotAppearance& gallery,
                     std::span<const double> gallery_time_day, double time_day, const Spectrum& skin,
                     Illuminant illuminant = Illuminant::d65);

}  // namespace fadecast
