// PNG files through libpng, made in memory.

#include "output/documents.hpp"

#include <png.h>

#include <algorithm>
#include <cmath>

namespace fadecast::output {
namespace {

// libpng jumps out of here on an error, so nothing with a destructor may be made in it.
bool encode(png_structp writer, png_infop info, const Picture& picture, png_textp texts, int text_count) {
    if (setjmp(png_jmpbuf(writer))) return false;
    png_set_IHDR(writer, info, png_uint_32(picture.width), png_uint_32(picture.height), 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB_gAMA_and_cHRM(writer, info, PNG_sRGB_INTENT_RELATIVE);
    const auto pixels_per_metre = png_uint_32(std::lround(1000 / picture.pixel_mm));
    png_set_pHYs(writer, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
    png_set_text(writer, info, texts, text_count);
    png_set_compression_level(writer, 6);
    png_write_info(writer, info);
    for (int row = 0; row < picture.height; ++row)
        png_write_row(writer, picture.rgb.data() + std::size_t(row) * picture.width * 3);
    png_write_end(writer, info);
    return true;
}

void append(png_structp writer, png_bytep data, size_t size) {
    static_cast<std::string*>(png_get_io_ptr(writer))->append(reinterpret_cast<char*>(data), size);
}

void ignore_flush(png_structp) {}

}  // namespace

std::string png(const Picture& picture, const std::vector<std::pair<std::string, std::string>>& texts) {
    std::string bytes;
    std::vector<png_text> entries;
    for (const auto& [keyword, text] : texts) {
        png_text entry{};
        const bool ascii =
            std::all_of(text.begin(), text.end(), [](unsigned char letter) { return letter < 128; });
        entry.compression = ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
        entry.key = const_cast<char*>(keyword.c_str());
        entry.text = const_cast<char*>(text.c_str());
        (ascii ? entry.text_length : entry.itxt_length) = text.size();
        entries.push_back(entry);
    }
    png_structp writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = writer ? png_create_info_struct(writer) : nullptr;
    bool done = false;
    if (info) {
        png_set_write_fn(writer, &bytes, append, ignore_flush);
        done = encode(writer, info, picture, entries.data(), int(entries.size()));
    }
    png_destroy_write_struct(&writer, &info);
    if (!done) throw Error("libpng could not make a picture");
    return bytes;
}

}  // namespace fadecast::output
