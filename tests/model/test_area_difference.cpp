// What a colorimeter or a photo reads of an area with dots, from the dots alone, against the area's spectrum.

#include <fadecast/config.hpp>
#include <fadecast/scalp.hpp>
#include <fadecast/simulation.hpp>

#include <gtest/gtest.h>
#include <hair_cover.hpp>

#include <cmath>
#include <vector>

using namespace fadecast;

namespace {

/// Mean over the dots of 2 pi integral of (1 - T) r dr, through the skin's light, as a colour difference.
double difference_of_spectra(const Scalp& scalp, int time, double per_cm2) {
    constexpr int radii = DotAppearance::radii;
    const int dots = int(scalp.session.size());
    Spectrum reflectance = scalp.skin;
    for (int w = 0; w < wavelength_count; ++w) {
        double area = 0;
        for (int dot = 0; dot < dots; ++dot) {
            const std::size_t pack = dot / pack_width, lane = dot % pack_width;
            double radius[radii], loss[radii];
            for (int ring = 0; ring < radii; ++ring) {
                radius[ring] = scalp.dots.radius_mm[(pack * radii + ring) * pack_width + lane];
                const std::size_t at = (pack * scalp.time_day.size() + time) * radii + ring;
                loss[ring] = 1 - scalp.dots.transmittance[(at * wavelength_count + w) * pack_width + lane];
            }
            area += area_of_mark(radius, loss, radii) / dots;
        }
        reflectance[w] *= seen_through_marks(per_cm2, area);
    }
    return delta_e00(lab_of_xyz(xyz_of_reflectance(reflectance)), lab_of_xyz(xyz_of_reflectance(scalp.skin)));
}

}  // namespace

TEST(AreaDifference, FallsWithTheYearsAsTheMeanOfTheAreaDoes) {
    const Case client = read_case(data_folder() / "clients" / "example.toml", {});
    const std::vector<double> days{42, 365, 1096, 2557, 5479};
    const Scalp scalp = make_scalp(client, Backend::cpu(), nominal_member, days);
    const double per_cm2 = info(Parameter::dot_density).nominal;
    std::vector<double> exact, told;
    for (int t = 0; t < int(days.size()); ++t) {
        exact.push_back(difference_of_spectra(scalp, t, per_cm2));
        double sum = 0;
        const int dots = int(scalp.session.size());
        for (int dot = 0; dot < dots; ++dot) {
            const auto look = [&](DotAppearance::Scalar what) {
                const std::size_t row = (dot / pack_width * days.size() + t) * DotAppearance::scalar_count;
                return scalp.dots.scalars[(row + what) * pack_width + dot % pack_width];
            };
            sum += area_difference(per_cm2, look(DotAppearance::delta_e00),
                                   look(DotAppearance::optical_fwhm_mm));
        }
        told.push_back(sum / dots);
    }
    // The gain of the readings takes a common factor; their course is what a forecast learns from.
    for (int t = 1; t < int(days.size()); ++t)
        EXPECT_NEAR(told[t] / told[0], exact[t] / exact[0], .05) << days[t];
    EXPECT_NEAR(told[0], exact[0], .1 * exact[0]);  // a quarter of what the gain leaves open anyway
}
