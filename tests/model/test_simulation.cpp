// The dot in full detail: fields at the times asked for, the raster, its place in VTK's eyes, the
// cross-section.

#include <fadecast/config.hpp>
#include <fadecast/output.hpp>

#include "output/documents.hpp"
#include "output/raster.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <thread>

using namespace fadecast;
namespace fs = std::filesystem;

namespace {

const Provenance provenance{"9.8.7", {"fadecast", "simulate"}};
const std::vector<double> asked{0, 3.5, 42, 365};

Case client(const std::string& pigment = "carbon-black") {
    return read_case(data_folder() / "clients" / "example.ci.toml",
                     {"forecast.horizon=1 year", "session.3.pigment=" + pigment});
}

// Two components, four times; made once, since every test looks at the same.
const Simulation& simulation() {
    static const Simulation made =
        simulate_dot(client("smp-blend-warm"), Backend::cpu(), nominal_member, asked);
    return made;
}

double scalar(const Simulation& run, const std::string& name, double day) {
    const auto time = std::find(run.time_day.begin(), run.time_day.end(), day) - run.time_day.begin();
    for (const Simulation::Scalar& each : run.scalars)
        if (each.name == name) return each.values.at(time);
    throw Error(name);
}

double ring_mm2(double inner_mm, double outer_mm) {
    return std::numbers::pi * (outer_mm * outer_mm - inner_mm * inner_mm);
}

std::vector<float> on_raster(const output::Raster& raster, const std::vector<float>& field) {
    std::vector<float> values;
    output::resample(simulation(), raster, field.data(), values);
    return values;
}

// Every square turned around the axis; left and right are half a turn each.
double mass_on(const output::Raster& raster, const std::vector<float>& values) {
    double mass = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double middle = std::abs(raster.distance_mm()[k % raster.columns]),
                     half = output::raster_mm / 2;
        mass += values[k] * ring_mm2(middle - half, middle + half) / 2 * output::raster_mm;
    }
    return mass;
}

// Brightness of a pixel, 0 to 765.
int brightness(const Picture& picture, int column, int row) {
    const auto* rgb = &picture.rgb[(std::size_t(row) * picture.width + column) * 3];
    return rgb[0] + rgb[1] + rgb[2];
}

struct Hdf5Image {
    explicit Hdf5Image(std::string bytes) : id(H5LTopen_file_image(bytes.data(), bytes.size(), 0)) {}
    ~Hdf5Image() { H5Fclose(id); }
    hid_t id;
};

haddr_t address(hid_t file, const char* name) {
    H5O_info_t info;
    return H5Oget_info_by_name(file, name, &info, H5P_DEFAULT) < 0 ? HADDR_UNDEF : info.addr;
}

}  // namespace

TEST(Simulation, HoldsTheLedgersMassInItsFieldsAtTheTimesAskedFor) {
    const Simulation& run = simulation();
    EXPECT_EQ(run.field_day, asked);
    const auto &r = run.radial_face_mm, &z = run.depth_face_mm;
    for (std::size_t time = 0; time < asked.size(); ++time) {
        const std::vector<float> pigment = output::pigment_at(run, time);
        double mass = 0;
        for (std::size_t k = 0; k < pigment.size(); ++k) {
            const std::size_t i = k % run.grid.radial_cells, j = k / run.grid.radial_cells;
            mass += pigment[k] * ring_mm2(r[i], r[i + 1]) * (z[j + 1] - z[j]);
        }
        // Both are sums over some thousand cells of the same floats.
        EXPECT_NEAR(mass / scalar(run, "retained_mass", asked[time]), 1, 1e-5) << asked[time];
    }
}

TEST(Simulation, KeepsTheWholeSeriesBesideTheFields) {
    const std::vector<double>& days = simulation().time_day;
    EXPECT_TRUE(std::is_sorted(days.begin(), days.end()));
    for (const double day : {0., 1., 3., 3.5, 7., 42., 183., 365.})
        EXPECT_EQ(std::count(days.begin(), days.end(), day), 1) << day;
}

TEST(Simulation, SpreadsTheScabsMassOverTheRings) {
    const Simulation& run = simulation();
    for (std::size_t time = 0; time < asked.size(); ++time) {
        double mass = 0;
        for (int i = 0; i < run.grid.radial_cells; ++i)
            mass += run.scab[time * run.grid.radial_cells + i] *
                    ring_mm2(run.radial_face_mm[i], run.radial_face_mm[i + 1]);
        // The mesh reaches past ten standard deviations; what remains is the floats' rounding.
        const double expected = scalar(run, "scab_mass", asked[time]);
        EXPECT_NEAR(mass, expected, 1e-5 * expected) << asked[time];
    }
    EXPECT_GT(scalar(run, "scab_mass", 3.5), 1);  // otherwise this would say nothing
}

TEST(Simulation, CoversThePunctureFromItsRim) {
    const Simulation& run = simulation();
    const int rings = run.grid.radial_cells;
    EXPECT_EQ(run.cover[0], 0);
    EXPECT_EQ(run.cover[rings - 1], 1);
    EXPECT_TRUE(std::is_sorted(run.cover.begin(), run.cover.begin() + rings));
    EXPECT_GT(run.cover[3 * rings], .999f);  // a year later
}

TEST(Simulation, RefusesDaysThatItCannotShow) {
    for (const std::vector<double>& days :
         std::vector<std::vector<double>>{{}, {-1, 0}, {0, 0}, {7, 3}, {0, 366}})
        EXPECT_THROW(simulate_dot(client(), Backend::cpu(), nominal_member, days), Error)
            << testing::PrintToString(days);
}

TEST(Raster, HoldsTheLedgersMass) {
    const output::Raster raster = output::raster_of(simulation());
    for (std::size_t time = 0; time < asked.size(); ++time) {
        const double mass = mass_on(raster, on_raster(raster, output::pigment_at(simulation(), time)));
        // It leaves out a hundred-thousandth; the rest is rounding.
        EXPECT_NEAR(mass / scalar(simulation(), "retained_mass", asked[time]), 1, 2e-5) << asked[time];
    }
}

TEST(Raster, LeavesAnEvenFieldEven) {
    const output::Raster raster{60, int(simulation().depth_face_mm.back() / output::raster_mm)};
    const std::vector<float> even(std::size_t(simulation().grid.cells()), 3.f);
    for (const float value : on_raster(raster, even)) EXPECT_NEAR(value, 3, 1e-5);  // shares sum in double
}

TEST(Raster, PutsTheSurfaceOnTopAndTheAxisInTheMiddle) {
    const Simulation& run = simulation();
    std::vector<float> field(std::size_t(run.grid.cells()));
    field[0] = 1;  // the cell at the axis, just under the surface
    const output::Raster raster = output::raster_of(run);
    const std::vector<float> values = on_raster(raster, field);
    const float most = *std::max_element(values.begin(), values.end());
    const std::size_t top = std::size_t(raster.rows - 1) * raster.columns, middle = raster.columns / 2;
    EXPECT_GT(most, 0);
    EXPECT_EQ(values[top + middle - 1], most);
    EXPECT_EQ(values[top + middle], most);
    EXPECT_NEAR(raster.height_mm().back(), -output::raster_mm / 2, 1e-12);
    EXPECT_NEAR(raster.distance_mm()[middle], output::raster_mm / 2, 1e-12);
}

TEST(SimulationFile, LinksTheRasterForVtkAndCopiesNothing) {
    const Hdf5Image file(output::simulation_hdf5(simulation(), provenance));
    for (const char* name : {"pigment", "free", "macrophage", "matrix", "component_0", "component_1"}) {
        const haddr_t variable = address(file.id, ("/raster_" + std::string(name)).c_str());
        EXPECT_NE(variable, HADDR_UNDEF) << name;
        EXPECT_EQ(variable, address(file.id, ("/VTKHDF/PointData/" + std::string(name)).c_str())) << name;
    }
}

TEST(SimulationFile, DescribesTheRasterAsVtkReadsIt) {
    for (const std::vector<double>& days : {std::vector<double>{0, 42}, std::vector<double>{42}}) {
        const Simulation run = simulate_dot(client(), Backend::cpu(), nominal_member, days);
        const Hdf5Image file(output::simulation_hdf5(run, provenance));
        hsize_t shape[3];
        ASSERT_GE(H5LTget_dataset_info(file.id, "/raster_pigment", shape, nullptr, nullptr), 0);
        int version[2], extent[6];
        ASSERT_GE(H5LTget_attribute_int(file.id, "/VTKHDF", "Version", version), 0);
        ASSERT_GE(H5LTget_attribute_int(file.id, "/VTKHDF", "WholeExtent", extent), 0);
        EXPECT_EQ(version[0], 1);
        EXPECT_EQ(version[1], 0);
        for (int axis = 0; axis < 3; ++axis) {  // x is the fastest
            EXPECT_EQ(extent[2 * axis], 0);
            EXPECT_EQ(hsize_t(extent[2 * axis + 1] + 1), shape[2 - axis]) << axis;
        }
        EXPECT_GT(extent[3], 0);  // flat in y or z, VTK 9.1 writes past its memory
        EXPECT_GT(extent[5], 0);
        hsize_t length;
        H5T_class_t kind;
        size_t size;
        ASSERT_GE(H5LTget_attribute_info(file.id, "/VTKHDF", "Type", &length, &kind, &size), 0);
        EXPECT_EQ(kind, H5T_STRING);
        EXPECT_EQ(size, std::string("ImageData").size());
    }
}

TEST(SimulationFile, HasTheSameBytesEveryTime) {
    const std::string file = output::simulation_hdf5(simulation(), provenance);
    const Picture section = output::draw_section(simulation());
    std::this_thread::sleep_for(std::chrono::milliseconds(1050));  // HDF5 counts whole seconds
    EXPECT_TRUE(file == output::simulation_hdf5(simulation(), provenance));
    EXPECT_TRUE(section.rgb == output::draw_section(simulation()).rgb);
}

TEST(SimulationFile, IsWrittenTogetherWithItsSectionOrNotAtAll) {
    const test::TemporaryFolder folder;
    fs::create_directory(folder / "in the way.png");
    EXPECT_THROW(write_simulation(simulation(), folder / "run.h5", provenance, folder / "in the way.png"),
                 Error);
    EXPECT_FALSE(fs::exists(folder / "run.h5"));
    write_simulation(simulation(), folder / "run.h5", provenance, folder / "new" / "section.png");
    EXPECT_TRUE(fs::exists(folder / "run.h5"));
    EXPECT_TRUE(fs::exists(folder / "new" / "section.png"));
}

// Panels of 480 pixels with the axis in the middle; the first begins 132 pixels from the left.
TEST(Section, IsSymmetricAboutTheAxisAndDarkestThere) {
    Simulation run = simulation();  // its column alone, without the steps that healing leaves
    run.field_day = {0};
    const int rings = run.grid.radial_cells;
    run.macrophage.assign(run.macrophage.size(), 0);
    run.matrix.assign(run.matrix.size(), 0);
    for (std::size_t k = 0; k < run.free.size(); ++k) {
        const double r = (run.radial_face_mm[k % rings] + run.radial_face_mm[k % rings + 1]) / 2;
        run.free[k] = float(1000 * std::exp(-.5 * r * r / .01));
    }
    const Picture picture = output::draw_section(run);
    const int row = picture.height / 2, axis = 132 + 240;
    for (int x = 1; x < 230; ++x) {
        EXPECT_EQ(brightness(picture, axis + x, row), brightness(picture, axis - 1 - x, row)) << x;
        EXPECT_GE(brightness(picture, axis + x, row), brightness(picture, axis + x - 1, row)) << x;
    }
    EXPECT_LT(brightness(picture, axis, row), 120);
    EXPECT_GT(brightness(picture, axis + 230, row), 600);  // bare skin
}

TEST(Section, PutsFourTimesInARow) {
    Simulation run = simulation();
    const Picture four = output::draw_section(run);
    run.field_day.pop_back();
    const Picture three = output::draw_section(run);
    EXPECT_EQ(four.width - three.width, 496);  // a panel and the gap beside it
    EXPECT_EQ(four.pixel_mm, three.pixel_mm);
}

TEST(Section, NamesAges) {
    for (const auto& [day, words] : std::vector<std::pair<double, std::string>>{{0, "day 0"},
                                                                                {.5 / 24, "30 minutes"},
                                                                                {1. / 24, "1 hour"},
                                                                                {.5, "12 hours"},
                                                                                {3.5, "day 3.5"},
                                                                                {7, "day 7"},
                                                                                {14, "2 weeks"},
                                                                                {42, "6 weeks"},
                                                                                {43, "day 43"},
                                                                                {91, "3 months"},
                                                                                {183, "6 months"},
                                                                                {365, "1 year"},
                                                                                {548, "1.5 years"},
                                                                                {2922, "8 years"},
                                                                                {7305, "20 years"}})
        EXPECT_EQ(output::age_words(day), words) << day;
}

TEST(Section, ShowsAnOpenPunctureAndAScab) {
    const auto red_or_brown_above = [&](double day) {  // pixels of wound or scab over the axis
        Simulation run = simulate_dot(client(), Backend::cpu(), nominal_member, {day});
        const Picture picture = output::draw_section(run);
        int count = 0;
        for (int row = 40; row < 68; ++row) {
            const auto* rgb = &picture.rgb[(std::size_t(row) * picture.width + 372) * 3];
            count += rgb[0] > rgb[2] + 60 && rgb[0] < 210;
        }
        return count;
    };
    EXPECT_EQ(red_or_brown_above(0), 4);   // the line of missing epithelium
    EXPECT_GT(red_or_brown_above(3), 20);  // the scab on it
    EXPECT_EQ(red_or_brown_above(42), 4);  // the line of epithelium
}
