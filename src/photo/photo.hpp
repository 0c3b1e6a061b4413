#pragma once
// A photo in linear light, and regions of it.

#include <fadecast/backend.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fadecast::photo {

using Rgb = std::array<double, 3>;  ///< linear light, 0..1 of the largest that the camera can tell

/// A picture as it is looked at: the camera's orientation is already undone.
struct Photo {
    int width = 0, height = 0;
    std::vector<std::uint16_t> rgb;  ///< [height][width][3], linear light, 65535 the brightest

    Rgb at(int x, int y) const;
};

/// Reads a PNG or a JPEG. The transfer curve of sRGB is taken for every picture that does not state a gamma;
/// primaries do not matter, the card corrects them. The EXIF orientation of a JPEG is honoured.
/// @throws Error  not readable, neither of both, damaged, CMYK, or above 100 megapixels.
Photo read_photo(const std::filesystem::path& file);

/// Light that hits or exceeds what the camera can tell; of 255 levels, the two brightest.
inline constexpr double clipped_light = .99;

struct Point {
    double x = 0, y = 0;  ///< pixels from the picture's upper left corner
};

/// A part of a photo with four straight sides: its corners in turn.
using Corners = std::array<Point, 4>;

/// Reads the numbers behind the name of a region: "x,y,w,h" of an upright rectangle, or the corners
/// "x1,y1,x2,y2,x3,y3,x4,y4".
/// @throws Error  neither; with what is allowed.
Corners read_corners(const std::string& numbers);

}  // namespace fadecast::photo
