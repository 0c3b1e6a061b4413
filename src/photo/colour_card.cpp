// The colour card: where its patches lie, what they should look like, and the correction that makes them so.

#include "photo/colour_card.hpp"

#include "photo/regions.hpp"

#include <fadecast/colour.hpp>

#include <fmt/format.h>
#include <Eigen/Dense>
#include <colour.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast::photo {
namespace {

constexpr int columns = 6, rows = 4, white_patch = 18;
constexpr double patch_margin = .3;  // left out on each side: gaps, edges, corners told by hand
constexpr double smallest_patch_px = 10;
constexpr double darkest_white = .1;    // below it the black patch is but a few of 255 levels
constexpr double darkest_light = 8e-4;  // the third of 255 levels; below it a channel is at its end
constexpr double clipped_share = .01;
constexpr int fewest_patches = 20;

// L*, a*, b* under D50, 2 degrees: X-Rite ColorChecker Classic after November 2014, as public colour
// libraries quote X-Rite's page; reported.
constexpr double under_d50[24][3] = {
    {37.54, 14.37, 14.92},  {64.66, 19.27, 17.50},   {49.32, -3.82, -22.54}, {43.46, -12.74, 22.72},
    {54.94, 9.61, -24.79},  {70.48, -32.26, -0.37},  {62.73, 35.83, 56.50},  {39.43, 10.75, -45.17},
    {50.57, 48.64, 16.67},  {30.10, 22.54, -20.87},  {71.77, -24.13, 58.19}, {71.51, 18.24, 67.37},
    {28.37, 15.42, -49.80}, {54.38, -39.72, 32.27},  {42.43, 51.05, 28.62},  {81.80, 2.67, 80.41},
    {50.63, 51.28, -14.12}, {49.57, -29.71, -28.32}, {95.19, -1.03, 2.93},   {81.29, -0.57, 0.44},
    {66.89, -0.75, -0.06},  {50.76, -0.13, 0.14},    {35.63, -0.46, -0.48},  {20.64, 0.07, -0.46}};

/// From the unit square, (0, 0) at the first corner and (1, 0) at the second, to the photo, straight lines
/// staying straight.
class Projection {
public:
    explicit Projection(const Corners& corners) {
        constexpr double square[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
        Eigen::Matrix<double, 8, 8> equations = Eigen::Matrix<double, 8, 8>::Zero();
        Eigen::Matrix<double, 8, 1> place;
        for (int i = 0; i < 4; ++i) {
            const auto [u, v] = square[i];
            const auto [x, y] = corners[i];
            equations.row(2 * i) << u, v, 1, 0, 0, 0, -u * x, -v * x;
            equations.row(2 * i + 1) << 0, 0, 0, u, v, 1, -u * y, -v * y;
            place[2 * i] = x;
            place[2 * i + 1] = y;
        }
        h_ = equations.colPivHouseholderQr().solve(place);
    }
    Point operator()(double u, double v) const {
        const double scale = h_[6] * u + h_[7] * v + 1;
        return {(h_[0] * u + h_[1] * v + h_[2]) / scale, (h_[3] * u + h_[4] * v + h_[5]) / scale};
    }

private:
    Eigen::Matrix<double, 8, 1> h_;
};

/// What X, Y and Z are sums of.
std::vector<double> terms_of(const Rgb& light, int degree) {
    const auto [r, g, b] = light;
    if (degree == 1) return {r, g, b};
    return {r, g, b, std::sqrt(r * g), std::sqrt(g * b), std::sqrt(r * b)};
}

/// By least squares of the patches that are usable, but one.
std::vector<double> weights_of(const Chart& chart, int degree, int but) {
    const auto colours = chart_colours();
    const int terms = int(terms_of({}, degree).size());
    Eigen::MatrixXd light = Eigen::MatrixXd::Zero(24, terms), xyz = Eigen::MatrixXd::Zero(24, 3);
    for (int k = 0; k < 24; ++k) {
        if (!chart.usable[k] || k == but) continue;
        const auto [x, y, z] = xyz_of_lab(colours[k]);
        const double weight = std::pow(y, -2. / 3);
        const auto row = terms_of(chart.patches[k], degree);
        for (int t = 0; t < terms; ++t) light(k, t) = weight * row[t];
        xyz.row(k) << weight * x, weight * y, weight * z;
    }
    const Eigen::MatrixXd solved = light.colPivHouseholderQr().solve(xyz);  // [terms][3], by columns
    return {solved.data(), solved.data() + solved.size()};
}

Correction fit(const Chart& chart, int degree) {
    const auto colours = chart_colours();
    Correction correction{.degree = degree, .weights = weights_of(chart, degree, -1)};
    int usable = 0;
    for (int k = 0; k < 24; ++k) {
        if (!chart.usable[k]) continue;
        const double miss = delta_e00(correction.lab_of(chart.patches[k]), colours[k]);
        const Correction without{.degree = degree, .weights = weights_of(chart, degree, k)};
        ++usable;
        correction.mean_delta_e00 += miss;
        correction.worst_delta_e00 = std::max(correction.worst_delta_e00, miss);
        correction.left_out_delta_e00 += delta_e00(without.lab_of(chart.patches[k]), colours[k]);
    }
    correction.mean_delta_e00 /= usable;
    correction.left_out_delta_e00 /= usable;
    return correction;
}

/// The corners in another order: begun at another one, or run through the other way round.
Corners turned(const Corners& corners, int first, bool mirrored) {
    Corners other;
    for (int i = 0; i < 4; ++i) other[i] = corners[(first + (mirrored ? 4 - i : i)) % 4];
    return other;
}

/// What to do about a card that does not fit: the order of corners that would, if there is one.
std::string advice(const Photo& photo, const Corners& card) {
    for (int way = 1; way < 8; ++way) {
        const Corners other = turned(card, way % 4, way >= 4);
        if (!(fit(read_chart(photo, other), 1).mean_delta_e00 <= worst_fit)) continue;  // nor if not a number
        std::string corners;
        for (const auto& [x, y] : other)
            corners += fmt::format("{}{:g},{:g}", corners.empty() ? "" : ",", x, y);
        return fmt::format("the card lies {}; it fits with --roi card:{}", way < 4 ? "turned" : "mirrored",
                           corners);
    }
    return "name the corners of the field of 24 patches, dark skin first, then clockwise; photograph in one "
           "even light without shadow, glare, filter or portrait mode";
}

}  // namespace

std::array<Lab, 24> chart_colours() {
    using colour::Triple;
    constexpr Triple<double> d50{.96422, 1, .82521};  // ICC.1:2022; recalled
    std::array<Lab, 24> colours;
    for (int k = 0; k < 24; ++k) {
        const auto [l, a, b] = under_d50[k];
        const double fy = (l + 16) / 116;
        const Triple<double> xyz{d50.x * colour::lab_root_inverse(fy + a / 500),
                                 d50.y * colour::lab_root_inverse(fy),
                                 d50.z * colour::lab_root_inverse(fy - b / 200)};
        const auto seen = colour::lab_of_xyz(colour::adapt(xyz, d50, colour::white<double>()));
        colours[k] = {seen.x, seen.y, seen.z};
    }
    return colours;
}

Lab Correction::lab_of(const Rgb& light) const {
    const auto terms = terms_of(light, degree);
    std::array<double, 3> xyz{};
    for (int i = 0; i < 3; ++i)
        for (std::size_t t = 0; t < terms.size(); ++t) xyz[i] += weights[i * terms.size() + t] * terms[t];
    return lab_of_xyz({xyz[0], xyz[1], xyz[2]});
}

Chart read_chart(const Photo& photo, const Corners& corners) {
    if (!lies_within(photo, corners))
        throw Error(fmt::format("the region of the card is not inside the photo of {} by {} pixels",
                                photo.width, photo.height));
    if (const double patch_px = side_px(corners) / std::sqrt(double(rows * columns));
        patch_px < smallest_patch_px)
        throw Error(
            fmt::format("the card's patches are {:.0f} pixels wide; at least {:g} are needed: hold "
                        "the card nearer, or use the photo in its full size",
                        patch_px, smallest_patch_px));
    const Projection place(corners);
    Chart chart;
    for (int k = 0; k < 24; ++k) {
        const double left = (k % columns + patch_margin) / columns, top = (k / columns + patch_margin) / rows;
        const double right = left + (1 - 2 * patch_margin) / columns,
                     bottom = top + (1 - 2 * patch_margin) / rows;
        const Area area = mean_inside(
            photo, {place(left, top), place(right, top), place(right, bottom), place(left, bottom)});
        chart.patches[k] = area.mean;
        chart.overexposed[k] = area.clipped > clipped_share;
        chart.usable[k] =
            !chart.overexposed[k] && *std::min_element(area.mean.begin(), area.mean.end()) > darkest_light;
    }
    return chart;
}

Correction fit_correction(const Photo& photo, const Corners& card) {
    const Chart chart = read_chart(photo, card);
    const auto brightest = [](const Rgb& light) { return *std::max_element(light.begin(), light.end()); };
    const auto usable = std::count(chart.usable.begin(), chart.usable.end(), true);
    // Only where the card is not just turned: then another patch stands in the white one's place.
    const auto refuse = [&](const std::string& what) { throw Error(what + ": " + advice(photo, card)); };
    if (chart.overexposed[white_patch])
        throw Error(
            "the card's white patch is overexposed; photograph the card and the head once more, "
            "darker by one stop or with less light");
    if (brightest(chart.patches[white_patch]) < darkest_white) {
        if (std::any_of(chart.patches.begin(), chart.patches.end(),
                        [&](const Rgb& light) { return brightest(light) >= darkest_white; }))
            refuse("the card's white patch is darker than others");
        throw Error("the photo is too dark to tell the card's patches apart; photograph with more light");
    }
    if (usable < fewest_patches)
        throw Error(
            fmt::format("{} of the card's 24 patches have a colour at the end of what the photo can "
                        "tell; at least {} must not: photograph darker or brighter, without filter",
                        24 - usable, fewest_patches));
    const Correction matrix = fit(chart, 1), roots = fit(chart, 2);
    const Correction& better = roots.left_out_delta_e00 < matrix.left_out_delta_e00 ? roots : matrix;
    // Six terms bend more card positions into shape than three: the matrix decides whether the card lies so.
    if (matrix.mean_delta_e00 > worst_fit)
        refuse(fmt::format("the card's patches are off by delta E {:.1f} on average; at most {:g} is taken",
                           matrix.mean_delta_e00, worst_fit));
    return better;
}

Measurement measure(const Photo& photo, const Corners& card, const Corners& dots, const Corners& skin) {
    constexpr double smallest_px = 20;
    const auto light_of = [&](const Corners& region, const char* name) {
        if (!lies_within(photo, region))
            throw Error(fmt::format("the region of the {} is not inside the photo of {} by {} pixels", name,
                                    photo.width, photo.height));
        if (side_px(region) < smallest_px)
            throw Error(
                fmt::format("the region of the {} is {:.0f} pixels wide; at least {:g} are needed for "
                            "a mean",
                            name, side_px(region), smallest_px));
        const Area area = mean_inside(photo, region);
        if (area.clipped > clipped_share)
            throw Error(
                fmt::format("{:.0f} % of the region of the {} are overexposed; choose a place without "
                            "glare, or photograph darker",
                            100 * area.clipped, name));
        return area.mean;
    };
    const auto apart = [&](const Corners& one, const char* name, const Corners& other, const char* beside) {
        if (lies_within(photo, one) && lies_within(photo, other) && overlap(one, other))
            throw Error(fmt::format(
                "the region of the {} overlaps that of the {}; give each a place of its own in the "
                "photo, such as bare skin just beside the dots",
                name, beside));
    };
    apart(dots, "dots", skin, "skin");
    apart(dots, "dots", card, "card");
    apart(skin, "skin", card, "card");
    const Rgb dots_light = light_of(dots, "dots"), skin_light = light_of(skin, "skin");
    Measurement found{.correction = fit_correction(photo, card)};
    found.dots = found.correction.lab_of(dots_light);
    found.skin = found.correction.lab_of(skin_light);
    found.delta_e00 = delta_e00(found.dots, found.skin);
    found.sd = std::hypot(photo_sd, shared_share * found.correction.mean_delta_e00);
    return found;
}

}  // namespace fadecast::photo
