// PNG through libpng, JPEG through libjpeg, its orientation through libexif.

#include "photo/photo.hpp"

#include <jerror.h>
#include <jpeglib.h>
#include <libexif/exif-data.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

namespace fadecast::photo {
namespace {

constexpr double most_pixels = 1e8;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& why) {
    throw Error(file.string() + ": " + why);
}

void check_size(const std::filesystem::path& file, double width, double height) {
    if (width * height > most_pixels)
        fail(file, "above 100 megapixels; save a smaller copy of the whole picture");
}

std::vector<unsigned char> bytes_of(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) fail(file, "there is no such photo");
    std::ifstream stream(file, std::ios::binary);
    if (std::filesystem::is_directory(file, ignored) || !stream)
        fail(file, "cannot be read; check its permissions and that it is a picture");
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Linear light of the codes of sRGB, IEC 61966-2-1.
std::array<std::uint16_t, 256> linear_of_codes() {
    std::array<std::uint16_t, 256> linear;
    for (int code = 0; code < 256; ++code) {
        const double v = code / 255.;
        linear[code] =
            std::uint16_t(std::lround(65535 * (v <= .04045 ? v / 12.92 : std::pow((v + .055) / 1.055, 2.4))));
    }
    return linear;
}

Photo read_png(const std::filesystem::path& file, const std::vector<unsigned char>& bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const auto refuse = [&] {
        const std::string why = image.message;
        png_image_free(&image);
        fail(file, "a damaged PNG (" + why + "); copy it from the camera once more");
    };
    if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) refuse();
    Photo photo{int(image.width), int(image.height), {}};
    if (double(photo.width) * photo.height > most_pixels) png_image_free(&image);
    check_size(file, photo.width, photo.height);
    photo.rgb.resize(std::size_t(photo.width) * photo.height * 3);
    const png_color black{};                       // behind what is transparent
    if (image.format & PNG_FORMAT_FLAG_LINEAR) {   // 16 bits
        image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // which are not linear either without a gamma
        image.format = PNG_FORMAT_LINEAR_RGB;
        if (!png_image_finish_read(&image, &black, photo.rgb.data(), 0, nullptr)) refuse();
    } else {  // libpng would make 8 bits of linear light of 8 bits
        image.format = PNG_FORMAT_RGB;
        std::vector<unsigned char> codes(photo.rgb.size());
        if (!png_image_finish_read(&image, &black, codes.data(), 0, nullptr)) refuse();
        const auto linear = linear_of_codes();
        std::transform(codes.begin(), codes.end(), photo.rgb.begin(),
                       [&](unsigned char code) { return linear[code]; });
    }
    return photo;
}

struct JpegErrors {
    jpeg_error_mgr manager;
    std::jmp_buf jump;
    char message[JMSG_LENGTH_MAX] = "";
};

[[noreturn]] void leave(j_common_ptr reader) {
    auto* errors = reinterpret_cast<JpegErrors*>(reader->err);
    reader->err->format_message(reader, errors->message);
    std::longjmp(errors->jump, 1);
}

// A file that ends early would be filled up with grey; other warnings are harmless.
void hear_warning(j_common_ptr reader, int level) {
    const int code = reader->err->msg_code;
    if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)) leave(reader);
}

// libjpeg jumps out of here on an error, so nothing with a destructor may be made in it.
bool decode(jpeg_decompress_struct& reader, JpegErrors& errors, const std::vector<unsigned char>& bytes,
            std::vector<unsigned char>& codes) {
    if (setjmp(errors.jump)) return false;
    jpeg_create_decompress(&reader);
    jpeg_mem_src(&reader, bytes.data(), (unsigned long)bytes.size());
    jpeg_read_header(&reader, TRUE);
    if (double(reader.image_width) * reader.image_height > most_pixels) return true;  // told by the caller
    reader.out_color_space = JCS_RGB;
    jpeg_start_decompress(&reader);
    const std::size_t row_bytes = std::size_t(reader.output_width) * 3;
    codes.resize(row_bytes * reader.output_height);
    while (reader.output_scanline < reader.output_height) {
        JSAMPROW row = codes.data() + row_bytes * reader.output_scanline;
        jpeg_read_scanlines(&reader, &row, 1);
    }
    jpeg_finish_decompress(&reader);
    return true;
}

/// 1..8 as EXIF counts them; 1 where nothing is told.
int orientation_of(const std::vector<unsigned char>& bytes) {
    const std::unique_ptr<ExifData, void (*)(ExifData*)> data(
        exif_data_new_from_data(bytes.data(), unsigned(bytes.size())), exif_data_unref);
    const ExifEntry* entry =
        data ? exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION) : nullptr;
    if (!entry || entry->format != EXIF_FORMAT_SHORT || entry->components != 1) return 1;
    const int told = exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
    return told >= 1 && told <= 8 ? told : 1;
}

/// The pixel of the stored picture that is seen at (x, y).
/// @param width, height  of the stored picture
std::size_t stored_pixel(int orientation, int x, int y, int width, int height) {
    const int right = width - 1, bottom = height - 1;
    switch (orientation) {
        case 2:
            x = right - x;
            break;
        case 3:
            x = right - x, y = bottom - y;
            break;
        case 4:
            y = bottom - y;
            break;
        case 5:
            std::swap(x, y);
            break;
        case 6:
            std::swap(x, y), y = bottom - y;
            break;
        case 7:
            std::swap(x, y), x = right - x, y = bottom - y;
            break;
        case 8:
            std::swap(x, y), x = right - x;
            break;
        default:
            break;
    }
    return std::size_t(y) * width + x;
}

Photo read_jpeg(const std::filesystem::path& file, const std::vector<unsigned char>& bytes) {
    jpeg_decompress_struct reader{};
    JpegErrors errors;
    reader.err = jpeg_std_error(&errors.manager);
    errors.manager.error_exit = leave;
    errors.manager.emit_message = hear_warning;
    std::vector<unsigned char> codes;
    const bool done = decode(reader, errors, bytes, codes);
    const int width = int(reader.image_width), height = int(reader.image_height);
    const bool four_inks = reader.jpeg_color_space == JCS_CMYK || reader.jpeg_color_space == JCS_YCCK;
    jpeg_destroy_decompress(&reader);
    if (!done && four_inks) fail(file, "a JPEG in CMYK, for printing; save it as RGB");
    if (!done)
        fail(file, std::string("a damaged JPEG (") + errors.message + "); copy it from the camera once more");
    check_size(file, width, height);

    const int orientation = orientation_of(bytes);
    Photo photo{orientation < 5 ? width : height, orientation < 5 ? height : width, {}};
    photo.rgb.resize(codes.size());
    const auto linear = linear_of_codes();
    for (int y = 0; y < photo.height; ++y)
        for (int x = 0; x < photo.width; ++x) {
            const std::size_t from = 3 * stored_pixel(orientation, x, y, width, height),
                              to = 3 * (std::size_t(y) * photo.width + x);
            for (int c = 0; c < 3; ++c) photo.rgb[to + c] = linear[codes[from + c]];
        }
    return photo;
}

}  // namespace

Rgb Photo::at(int x, int y) const {
    const std::uint16_t* pixel = rgb.data() + 3 * (std::size_t(y) * width + x);
    return {pixel[0] / 65535., pixel[1] / 65535., pixel[2] / 65535.};
}

Photo read_photo(const std::filesystem::path& file) {
    const std::vector<unsigned char> bytes = bytes_of(file);
    if (bytes.size() > 8 && png_sig_cmp(bytes.data(), 0, 8) == 0) return read_png(file, bytes);
    if (bytes.size() > 2 && bytes[0] == 0xff && bytes[1] == 0xd8) return read_jpeg(file, bytes);
    fail(file, "neither PNG nor JPEG; save the photo as one of them, unedited");
}

}  // namespace fadecast::photo
