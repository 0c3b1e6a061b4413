#pragma once
// Captions in pictures: a font of 5 x 7 pixels with letters, digits and the signs . , : ; / - * and %.

#include <fadecast/patch.hpp>

#include <string>

namespace fadecast::output {

/// Sets a grey pixel; outside the picture it does nothing.
void set_pixel(Picture& picture, int column, int row, std::uint8_t grey);

/// Writes `text` with its top left corner at (column, row), each point of a letter `scale` pixels wide;
/// letters that the font lacks are left blank.
void write_text(Picture& picture, const std::string& text, int column, int row, int scale, std::uint8_t grey);

/// Width in pixels of `text`.
int text_width(const std::string& text, int scale);

}  // namespace fadecast::output
