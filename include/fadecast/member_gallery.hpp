#pragma once
// One virtual client of a forecast, found by how its dots last, followed again with enough dots for pictures.

#include <fadecast/forecast.hpp>

#include <span>
#include <vector>

namespace fadecast {

/// The member whose dots' contrast is at a quantile of all members that could be computed. Contrast is the
/// dots' mean colour difference to bare skin relative to that of day 42, and its mean over the years from
/// then on decides. The model's own error is left out: it belongs to the bands and no picture can show it.
/// @param probability  0 is the member that fades most, 1 the one that lasts longest.
/// @return             position among the members, from 0.
/// @throws Error       no member could be computed, or no series of the colour difference.
int member_at_quantile(const Forecast& forecast, double probability);

/// What pictures of one member are drawn from.
struct MemberGallery {
    int member = 0;
    std::vector<double> time_day;  ///< of the gallery, ascending
    DotAppearance dots;            ///< one pack, with spectra
    std::vector<int> session;      ///< [32], the session each dot belongs to
    Spectrum skin_reflectance{};   ///< of the member's skin
    double scab_fall_day = 0;      ///< after a session
};

/// Follows 32 dots of a member, the first of which are those of the forecast; with the forecast's case.
/// @param also_day  days beside the forecast's at which the dots are seen, from 0 to the horizon.
/// @return the same for any number of threads and other members.
MemberGallery follow_member(const Forecast& forecast, const Backend& backend, int member,
                            std::span<const double> also_day);

}  // namespace fadecast
