#pragma once
// Parts of a photo with straight sides, and the light of them.

#include "photo/photo.hpp"

namespace fadecast::photo {

bool lies_within(const Photo& photo, const Corners& region);

/// Whether two convex regions share more than a border.
bool overlap(const Corners& one, const Corners& other);

/// Root of the area, pixels.
double side_px(const Corners& region);

/// The mean of a region, in linear light.
struct Area {
    Rgb mean{};
    double clipped = 0;  ///< share of pixels with a channel at `clipped_light` or above
    int pixels = 0;      ///< whose middle lies inside
};
/// @param region  convex, within the photo.
Area mean_inside(const Photo& photo, const Corners& region);

}  // namespace fadecast::photo
