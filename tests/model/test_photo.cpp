// Photos made in the test: a card and skin of known colours, seen by a known camera.

#include "photo/colour_card.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/colour.hpp>

#include <gtest/gtest.h>
#include <jpeglib.h>
#include <libexif/exif-data.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>

using namespace fadecast;
using namespace fadecast::photo;
using fadecast::test::message_of;
namespace fs = std::filesystem;

namespace {

struct Image {
    int width, height;
    std::vector<unsigned char> codes;  // [height][width][3]

    const unsigned char* at(int x, int y) const { return codes.data() + 3 * (std::size_t(y) * width + x); }
};

Image made(int width, int height, const std::function<const unsigned char*(int, int)>& pixel) {
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) image.codes.insert(image.codes.end(), pixel(x, y), pixel(x, y) + 3);
    return image;
}
Image turned_right(const Image& image) {
    return made(image.height, image.width, [&](int x, int y) { return image.at(y, image.height - 1 - x); });
}
Image mirrored(const Image& image) {
    return made(image.width, image.height, [&](int x, int y) { return image.at(image.width - 1 - x, y); });
}

/// Linear light of a camera whose primaries are not those of sRGB, under a warm light.
struct Camera {
    double exposure = .9, crosstalk = 0, noise = .012, grain = .06;

    Rgb light_of(Lab lab) const {
        const Xyz c = xyz_of_lab(lab);
        const double r = 1.9 * c.x - .55 * c.y - .25 * c.z, g = -.45 * c.x + 1.35 * c.y + .1 * c.z,
                     b = .02 * c.x - .05 * c.y + .9 * c.z;
        const auto with = [&](double own, double other) { return own + crosstalk * std::sqrt(own * other); };
        return {exposure * with(r, g), exposure * .9 * with(g, b), exposure * .7 * with(b, r)};
    }
};

constexpr Lab skin_lab{65.8, 9.0, 15.1}, ink_lab{30, 4, 6};
constexpr double ink_share = .25;  // of the pixels of the area with dots

/// The colour of the dots' area as seen from afar: light adds, not L*a*b*.
Lab dots_lab() {
    const Xyz skin = xyz_of_lab(skin_lab), ink = xyz_of_lab(ink_lab);
    const auto mix = [](double a, double b) { return (1 - ink_share) * a + ink_share * b; };
    return lab_of_xyz({mix(skin.x, ink.x), mix(skin.y, ink.y), mix(skin.z, ink.z)});
}

const std::string card = "40,30,360,240", dots = "420,40,104,104", skin = "420,170,104,104";

Lab colour_at(int x, int y) {
    if (x >= 40 && x < 400 && y >= 30 && y < 270) {
        const int u = (x - 40) % 60, v = (y - 30) % 60;
        if (u < 5 || u >= 55 || v < 5 || v >= 55) return {12, 0, 0};  // frame between the patches
        return chart_colours()[std::size_t(6 * ((y - 30) / 60) + (x - 40) / 60)];
    }
    if (x >= 420 && x < 524 && y >= 40 && y < 144 && (x - 420) % 8 < 4 && (y - 40) % 8 < 4) return ink_lab;
    return skin_lab;
}

unsigned char code_of(double light) {
    const double v = std::clamp(light, 0., 1.);
    return (
        unsigned char)(std::lround(255 * (v <= .0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - .055)));
}

Image photograph(const Camera& camera = {}, const std::function<Lab(int, int)>& scene = colour_at) {
    Image image{540, 300, {}};
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    // Surfaces are uneven, here in squares of 4 by 4 pixels; without it a JPEG rounds a flat colour the same
    // way everywhere.
    std::vector<double> grain;
    for (int i = 0; i < 135 * 75; ++i) grain.push_back(1 + camera.grain * normal(random));
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (const double light : camera.light_of(scene(x, y)))
                image.codes.push_back(
                    code_of(light * grain[y / 4 * 135 + x / 4] * (1 + camera.noise * normal(random))));
    return image;
}

class PhotoOfACard : public testing::Test {
protected:
    fs::path png(const Image& image) {
        const fs::path file = folder_ / "photo.png";
        png_image out{};
        out.version = PNG_IMAGE_VERSION;
        out.width = png_uint_32(image.width);
        out.height = png_uint_32(image.height);
        out.format = PNG_FORMAT_RGB;
        EXPECT_TRUE(png_image_write_to_file(&out, file.c_str(), 0, image.codes.data(), 0, nullptr));
        return file;
    }
    /// @param orientation  written as EXIF where it is not 0.
    fs::path jpeg(const Image& image, int orientation = 0) {
        const fs::path file = folder_ / "photo.jpg";
        jpeg_compress_struct writer{};
        jpeg_error_mgr errors;
        writer.err = jpeg_std_error(&errors);
        jpeg_create_compress(&writer);
        FILE* stream = std::fopen(file.c_str(), "wb");
        jpeg_stdio_dest(&writer, stream);
        writer.image_width = unsigned(image.width);
        writer.image_height = unsigned(image.height);
        writer.input_components = 3;
        writer.in_color_space = JCS_RGB;
        jpeg_set_defaults(&writer);
        jpeg_set_quality(&writer, 95, TRUE);
        jpeg_start_compress(&writer, TRUE);
        if (orientation) {
            ExifData* data = exif_data_new();
            exif_data_set_byte_order(data, EXIF_BYTE_ORDER_MOTOROLA);
            ExifEntry* entry = exif_entry_new();
            exif_content_add_entry(data->ifd[EXIF_IFD_0], entry);
            exif_entry_initialize(entry, EXIF_TAG_ORIENTATION);
            exif_set_short(entry->data, EXIF_BYTE_ORDER_MOTOROLA, ExifShort(orientation));
            unsigned char* bytes = nullptr;
            unsigned size = 0;
            exif_data_save_data(data, &bytes, &size);
            jpeg_write_marker(&writer, JPEG_APP0 + 1, bytes, size);
            std::free(bytes);
            exif_entry_unref(entry);
            exif_data_unref(data);
        }
        while (writer.next_scanline < writer.image_height) {
            auto* row = const_cast<unsigned char*>(image.at(0, int(writer.next_scanline)));
            jpeg_write_scanlines(&writer, &row, 1);
        }
        jpeg_finish_compress(&writer);
        jpeg_destroy_compress(&writer);
        std::fclose(stream);
        return file;
    }
    fs::path cut(const fs::path& file) {
        fs::resize_file(file, fs::file_size(file) / 2);
        return file;
    }
    static Measurement measured(const fs::path& file, const std::string& where = card) {
        return measure(read_photo(file), read_corners(where), read_corners(dots), read_corners(skin));
    }
    test::TemporaryFolder folder_;
};

// Half of one of 255 levels is 0.2 of L* here; noise spreads it, so means of hundreds of pixels do better.
constexpr double rounding = .2;

}  // namespace

TEST_F(PhotoOfACard, TellsColoursOfSkinWhateverTheCameraAndTheExposure) {
    for (const double exposure : {.9, .35}) {
        const Measurement found = measured(png(photograph({.exposure = exposure})));
        EXPECT_LT(delta_e00(found.skin, skin_lab), rounding) << exposure;
        EXPECT_LT(delta_e00(found.dots, dots_lab()), rounding) << exposure;
        EXPECT_NEAR(found.delta_e00, delta_e00(dots_lab(), skin_lab), rounding) << exposure;
        // The camera is a matrix; what is left comes from rounding the dark patches.
        EXPECT_LT(found.correction.mean_delta_e00, .4) << exposure;
        EXPECT_DOUBLE_EQ(found.sd, std::hypot(photo_sd, .5 * found.correction.mean_delta_e00));
    }
}

TEST_F(PhotoOfACard, TellsTheSameFromPngAndJpeg) {
    const Image image = photograph();
    const Measurement one = measured(png(image)), other = measured(jpeg(image));
    EXPECT_LT(delta_e00(one.skin, other.skin), rounding);
    // A JPEG keeps half of the resolution of chroma, which mixes at the edges of dots; those here are sharp
    // and only 4 pixels wide, and yet it is less than the error that a photo is given.
    EXPECT_LT(delta_e00(one.dots, other.dots), photo_sd);
}

TEST_F(PhotoOfACard, HasTheLightOfItsCodesIn8And16Bits) {
    const Image ramp = made(256, 1, [](int x, int) {
        static unsigned char code[3];
        code[0] = code[1] = code[2] = (unsigned char)x;
        return code;
    });
    const Photo eight = read_photo(png(ramp));
    std::vector<std::uint16_t> linear = eight.rgb;
    png_image out{};
    out.version = PNG_IMAGE_VERSION;
    out.width = 256, out.height = 1, out.format = PNG_FORMAT_LINEAR_RGB;
    ASSERT_TRUE(png_image_write_to_file(&out, (folder_ / "16.png").c_str(), 0, linear.data(), 0, nullptr));
    const Photo sixteen = read_photo(folder_ / "16.png");
    for (int code = 0; code < 256; ++code) {
        const double v = code / 255., light = v <= .04045 ? v / 12.92 : std::pow((v + .055) / 1.055, 2.4);
        EXPECT_NEAR(eight.at(code, 0)[1], light, 1e-5) << code;  // one of 65535 levels
        EXPECT_NEAR(sixteen.at(code, 0)[1], light, 2e-5) << code;
    }
}

TEST_F(PhotoOfACard, IsTurnedUprightByItsExif) {
    const Image upright = photograph(), right = turned_right(upright), down = turned_right(right),
                left = turned_right(down);
    // What a camera stores: shown after the turn that its number stands for, it is upright.
    const Image stored[] = {upright, mirrored(upright), down, mirrored(down), mirrored(right),
                            left,    mirrored(left),    right};
    const Measurement plain = measured(jpeg(upright));
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const fs::path file = jpeg(stored[orientation - 1], orientation);
        const Photo seen = read_photo(file);
        EXPECT_EQ(seen.width, 540) << orientation;
        const Measurement found = measured(file);
        EXPECT_LT(delta_e00(found.skin, plain.skin), rounding) << orientation;
        EXPECT_LT(delta_e00(found.dots, plain.dots), rounding) << orientation;
    }
    EXPECT_EQ(read_photo(jpeg(right, 1)).width, 300);
}

TEST_F(PhotoOfACard, MayLieTurnedAndInPerspective) {
    // The unit square onto a trapezium that stands on its side: dark skin at the lower left.
    const auto place = [](double u, double v) -> Point {
        const double scale = 1 + .3 * u + .1 * v;
        return {(40 + 200 * v + 60 * u) / scale, (280 - 150 * u + 20 * v) / scale};
    };
    const Image image = photograph({}, [&](int x, int y) -> Lab {
        if (x >= 300) return colour_at(x, y);
        // Solve place(u, v) = pixel: two linear equations.
        const double px = x + .5, py = y + .5;
        const double a = .3 * px - 60, b = .1 * px - 200, c = 40 - px, d = .3 * py + 150, e = .1 * py - 20,
                     f = 280 - py;
        const double det = a * e - b * d, u = (c * e - b * f) / det, v = (a * f - c * d) / det;
        if (u < 0 || u >= 1 || v < 0 || v >= 1) return {12, 0, 0};
        return chart_colours()[std::size_t(6 * int(4 * v) + int(6 * u))];
    });
    std::string corners;
    for (const auto& [u, v] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}}) {
        const auto [x, y] = place(u, v);
        corners += (corners.empty() ? "" : ",") + std::to_string(x) + "," + std::to_string(y);
    }
    const Measurement found = measured(png(image), corners);
    EXPECT_LT(delta_e00(found.skin, skin_lab), rounding);
    EXPECT_LT(found.correction.worst_delta_e00, 1.5);  // black, a few of 255 levels
}

TEST_F(PhotoOfACard, IsRefusedWithCornersInAnotherOrderAndSaysWhichFits) {
    const Photo photo = read_photo(png(photograph()));
    const Corners right = read_corners(card);
    for (int way = 1; way < 8; ++way) {
        Corners wrong;
        for (int i = 0; i < 4; ++i) wrong[i] = right[(way + (way < 4 ? i : 4 - i)) % 4];
        const std::string message = message_of([&] { fit_correction(photo, wrong); });
        EXPECT_NE(message.find("it fits with --roi card:40,30,400,30,400,270,40,270"), std::string::npos)
            << way << message;
    }
    const std::string beside = message_of([&] { fit_correction(photo, read_corners("0,0,540,290")); });
    EXPECT_NE(beside.find("dark skin first, then clockwise"), std::string::npos) << beside;
}

TEST_F(PhotoOfACard, IsRefusedWhenTooBrightOrTooDark) {
    const auto says = [&](double exposure) {
        return message_of([&] { measured(png(photograph({.exposure = exposure}))); });
    };
    EXPECT_NE(says(2.5).find("overexposed"), std::string::npos) << says(2.5);
    EXPECT_NE(says(.05).find("too dark"), std::string::npos) << says(.05);
    // Glare on the skin only.
    const Image glare = photograph({}, [](int x, int y) -> Lab {
        return y > 180 && y < 200 && x > 410 ? Lab{130, 0, 0} : colour_at(x, y);
    });
    const std::string message = message_of([&] { measured(png(glare)); });
    EXPECT_NE(message.find("of the region of the skin are overexposed"), std::string::npos) << message;
}

TEST_F(PhotoOfACard, TakesTheRootPolynomialWhereItDoesBetterOnPatchesLeftOut) {
    const Correction straight = measured(png(photograph({.noise = 0}))).correction;
    EXPECT_EQ(straight.degree, 1);
    const Measurement bent = measured(png(photograph({.exposure = .7, .crosstalk = .3})));
    EXPECT_EQ(bent.correction.degree, 2);
    EXPECT_LT(bent.correction.mean_delta_e00, bent.correction.left_out_delta_e00);
    EXPECT_LT(delta_e00(bent.skin, skin_lab), 1);  // the roots are of sums here, not of these light values
}

TEST_F(PhotoOfACard, HasThePatchesOfTheCardUnderDaylight) {
    // As 8-bit sRGB, a mean over measured cards of the older edition (recalled). The editions differ by one
    // of L*, 3 levels, and by as much in hue; a forgotten adaptation by 30 in blue.
    constexpr struct {
        int patch, red, green, blue;
    } known[] = {{0, 116, 81, 67}, {1, 199, 147, 129}, {2, 91, 122, 156},  {3, 90, 108, 64},
                 {8, 198, 82, 97}, {9, 94, 58, 106},   {21, 121, 121, 122}};
    const auto colours = chart_colours();
    for (const auto& [patch, red, green, blue] : known) {
        const auto seen = srgb_of_xyz(xyz_of_lab(colours[patch]));
        EXPECT_NEAR(255 * seen[0], red, 5) << patch;
        EXPECT_NEAR(255 * seen[1], green, 5) << patch;
        EXPECT_NEAR(255 * seen[2], blue, 5) << patch;
    }
}

TEST_F(PhotoOfACard, IsRefusedWhenItIsNoPhoto) {
    const auto says = [](const fs::path& file) { return message_of([&] { read_photo(file); }); };
    EXPECT_NE(says(cut(jpeg(photograph()))).find("a damaged JPEG"), std::string::npos);
    EXPECT_NE(says(cut(png(photograph()))).find("a damaged PNG"), std::string::npos);
    std::ofstream(folder_ / "notes.jpg") << "not a photo at all";
    EXPECT_NE(says(folder_ / "notes.jpg").find("neither PNG nor JPEG"), std::string::npos);
    EXPECT_NE(says(folder_ / "none.jpg").find("there is no such photo"), std::string::npos);
    EXPECT_NE(says(folder_).find("cannot be read"), std::string::npos);
}

TEST_F(PhotoOfACard, RefusesRegionsThatAreNone) {
    for (const char* none :
         {"", "1,2,3", "1,2,3,0", "1,2,x,4", "0,0,10,10,10,0,0,10", "0,0,1,1,2,2,3,3", "1,2,3,4,"})
        EXPECT_NE(message_of([&] { read_corners(none); }).find("is no region"), std::string::npos) << none;
    const Photo photo = read_photo(png(photograph()));
    const auto says = [&](const char* where_card, const char* where_dots) {
        return message_of(
            [&] { measure(photo, read_corners(where_card), read_corners(where_dots), read_corners(skin)); });
    };
    EXPECT_NE(says("40,30,900,240", "420,40,100,100").find("card is not inside the photo of 540 by 300"),
              std::string::npos);
    EXPECT_NE(says("40,30,36,24", "420,40,100,100").find("patches are 6 pixels wide; at least 10"),
              std::string::npos);
    EXPECT_NE(says("40,30,360,240", "420,40,10,10").find("dots is 10 pixels wide; at least 20"),
              std::string::npos);
    EXPECT_NE(says("40,30,360,240", "-5,40,100,100").find("dots is not inside"), std::string::npos);
}

TEST_F(PhotoOfACard, RefusesRegionsThatOverlap) {
    const Photo photo = read_photo(png(photograph()));
    const auto says = [&](const char* where_dots, const std::string& where_skin) {
        return message_of(
            [&] { measure(photo, read_corners(card), read_corners(where_dots), read_corners(where_skin)); });
    };
    EXPECT_NE(says("420,100,104,80", skin).find("of the dots overlaps that of the skin"), std::string::npos);
    EXPECT_NE(says("420,170,104,104", skin).find("overlaps"), std::string::npos);  // the same place twice
    EXPECT_NE(says("440,190,30,30", skin).find("overlaps"), std::string::npos);    // all of one in the other
    EXPECT_NE(says("380,40,100,100", skin).find("of the dots overlaps that of the card"), std::string::npos);
    EXPECT_NE(says("420,40,104,104", "390,170,100,100").find("of the skin overlaps that of the card"),
              std::string::npos);
    // The boxes around two slanting regions overlap, the regions do not.
    EXPECT_EQ(says("410,40,530,40,530,60,410,160", "410,170,530,70,530,190,410,290"), "");
    EXPECT_EQ(says("420,66,104,104", skin), "");  // a border in common
}
