// Files: right in layout, the same bytes every time, all together or not at all.

#include "support/message_of.hpp"

#include <fadecast/config.hpp>
#include <fadecast/output.hpp>

#include "output/documents.hpp"
#include "output/files.hpp"
#include "support/sample_forecast.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <omp.h>
#include <png.h>
#include <sys/resource.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <thread>

using namespace fadecast;
namespace fs = std::filesystem;

namespace {

const Provenance provenance{"9.8.7", {"fadecast", "plan", "a client's.toml"}};

// A folder of its own for each test, removed afterwards.
class Output : public testing::Test {
protected:
    std::string read(const fs::path& path) const {
        std::ifstream file(path, std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        return bytes.str();
    }
    test::TemporaryFolder folder;
};

using OutputFiles = Output;
using OutputPlan = Output;

using test::message_of;

Simulation sample_simulation() {
    Simulation made;
    made.inputs = sample::client();
    made.day0 = made.inputs.sessions.back().date;
    made.grid = {.radial_cells = 4, .depth_cells = 6};
    made.components = {"carbon black", "titanium dioxide"};
    made.time_day = made.field_day = {0, 42, 365};
    made.radial_face_mm = {0, .1, .2, .3, .4};
    made.depth_face_mm = {0, .1, .2, .3, .4, .5, .6};
    made.epidermis_mm = .1;
    for (int i = 0; i < 3 * 2 * 6 * 4; ++i) made.free.push_back(float(i));
    made.macrophage.assign(made.free.size(), 1.f);
    made.matrix.assign(made.free.size(), 0.f);
    made.cover.assign(3 * 4, 1.f);
    made.scab.assign(3 * 4, 0.f);
    made.scalars = {{"retained_mass", "pigment in the skin", "ng", {34, 23, 20}}};
    return made;
}

// A dataset of doubles and the name of each of its dimensions.
struct Variable {
    std::vector<double> values;
    std::vector<std::string> dimensions;
    std::string units;
};

Variable read_variable(hid_t file, const std::string& name) {
    const hid_t data = H5Dopen2(file, name.c_str(), H5P_DEFAULT), space = H5Dget_space(data);
    Variable variable;
    variable.values.resize(std::size_t(H5Sget_simple_extent_npoints(space)));
    H5Dread(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, variable.values.data());
    for (int i = 0; i < H5Sget_simple_extent_ndims(space); ++i)
        H5DSiterate_scales(
            data, unsigned(i), nullptr,
            [](hid_t, unsigned, hid_t scale, void* names) -> herr_t {
                char text[64] = "";
                H5DSget_scale_name(scale, text, sizeof text);
                static_cast<std::vector<std::string>*>(names)->push_back(text);
                return 0;
            },
            &variable.dimensions);
    char* units = nullptr;
    H5LTget_attribute_string(file, name.c_str(), "units", reinterpret_cast<char*>(&units));
    if (units) variable.units = units;
    H5free_memory(units);
    H5Sclose(space);
    H5Dclose(data);
    return variable;
}

}  // namespace

TEST_F(OutputPlan, HasEveryFileAndNoLeftOver) {
    write_plan(sample::forecast(), Backend::cpu(), folder / "new" / "plan", provenance);
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder / "new" / "plan"))
        names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    EXPECT_EQ(names, (std::vector<std::string>{
                         "forecast.h5", "patch-1y.png", "patch-3y.png", "patch-5y.png", "patch-6w.png",
                         "patch-8y.png", "patch-day0.png", "patch-day7.png", "plan.json", "report-a4.pdf",
                         "report-letter.pdf", "report.html", "strip.png", "touch-up.ics"}));
}

TEST_F(OutputPlan, LeavesOutPicturesPastTheHorizon) {
    Forecast forecast = sample::forecast();
    forecast.inputs.forecast.horizon_year = 2;
    const auto pictures = output::draw_patches(forecast, Backend::cpu());
    ASSERT_EQ(pictures.size(), 4u);
    EXPECT_EQ(pictures.back().file, "patch-1y.png");
}

TEST_F(OutputPlan, HasTheKeysThatReadersRelyOn) {
    Forecast forecast = sample::forecast();
    forecast.numerical_error = {.contrast = .004, .retained_mass = std::nan("")};
    const auto plan = nlohmann::json::parse(plan_json(forecast, provenance));
    EXPECT_EQ(plan.at("numerical_error"), (nlohmann::json{{"contrast", .004}, {"retained_mass", nullptr}}));
    EXPECT_EQ(plan.at("day0"), "2026-03-30");
    EXPECT_EQ(plan.at("version"), "9.8.7");
    EXPECT_EQ(plan.at("format_version"), "1.4");
    EXPECT_EQ(plan.at("seed"), 1);
    EXPECT_EQ(plan.at("members"), 64);
    EXPECT_EQ(plan.at("inputs"), nlohmann::json::parse(resolved_inputs(forecast.inputs)));
    const auto& latest = plan.at("window").at("latest");
    EXPECT_EQ(latest.at("month"), "2030-11");  // 56 months after March 2026
    EXPECT_EQ(latest.at("p50"), (nlohmann::json{"2029-05", "2033-01"}));
    EXPECT_EQ(latest.at("p80"), (nlohmann::json{"2028-05", nullptr}));
    EXPECT_EQ(latest.at("past_horizon"), .106);
    EXPECT_EQ(plan.at("window").at("best").at("month"), "2029-02");
    EXPECT_EQ(plan.at("monthly").at("month").size(), 121u);
    for (const char* column : {"earliest_passed", "latest_passed", "inside"})
        EXPECT_EQ(plan.at("monthly").at(column).size(), 121u) << column;
    const auto& series = plan.at("series");
    for (const char* quantity : {"contrast", "retained_mass", "pigment_fwhm_mm", "optical_fwhm_mm",
                                 "delta_e00", "lightness", "a", "b"})
        for (const char* band : band_names)
            EXPECT_EQ(series.at(quantity).at(band).size(), series.at("time_day").size()) << quantity << band;
}

TEST_F(OutputPlan, IsNullPastTheHorizonAndWhereNothingIsKnown) {
    Forecast forecast = sample::forecast();
    forecast.window.latest.month.reset();
    forecast.series[0].quantiles[3][2] = std::numeric_limits<double>::quiet_NaN();
    const auto plan = nlohmann::json::parse(plan_json(forecast, provenance));
    EXPECT_TRUE(plan.at("window").at("latest").at("month").is_null());
    EXPECT_TRUE(plan.at("series").at("contrast").at("p50")[2].is_null());
}

TEST_F(OutputPlan, HasTheSameBytesWhateverItRanOn) {
    Forecast forecast = sample::forecast();
    const std::string first = plan_json(forecast, provenance);
    forecast.device = "gpu 0";
    forecast.seconds = 17;
    for (Series& series : forecast.series)  // rounding of another library of mathematics
        for (auto& band : series.quantiles)
            for (double& value : band) value = std::nextafter(value, 10.);
    EXPECT_EQ(first, plan_json(forecast, {provenance.version, {"another", "command"}}));
}

TEST_F(OutputPlan, WritesTheSameFilesWithOneThreadAndThree) {
    const int before = omp_get_max_threads();
    omp_set_num_threads(1);
    write_plan(sample::forecast(), Backend::cpu(), folder / "one", provenance);
    omp_set_num_threads(3);
    write_plan(sample::forecast(), Backend::cpu(), folder / "three", provenance);
    omp_set_num_threads(before);
    for (const auto& entry : fs::directory_iterator(folder / "one"))
        EXPECT_TRUE(read(entry.path()) == read(folder / "three" / entry.path().filename())) << entry.path();
}

TEST_F(Output, HasNoClockInTheBytesOfHdf5) {
    const std::string first = output::forecast_hdf5(sample::forecast(), provenance);
    std::this_thread::sleep_for(std::chrono::milliseconds(1050));  // HDF5 counts whole seconds
    EXPECT_TRUE(first == output::forecast_hdf5(sample::forecast(), provenance));
}

TEST_F(Output, ForecastHasDimensionsUnitsAndProvenance) {
    const Forecast forecast = sample::forecast();
    write_plan(forecast, Backend::cpu(), folder, provenance);
    const hid_t file = H5Fopen((folder / "forecast.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    const Variable contrast = read_variable(file, "contrast");
    EXPECT_EQ(contrast.dimensions, (std::vector<std::string>{"quantile", "time"}));
    EXPECT_EQ(contrast.units, "1");
    ASSERT_EQ(contrast.values.size(), 7 * forecast.time_day.size());
    EXPECT_EQ(contrast.values[3 * forecast.time_day.size() + 10], forecast.series[0].quantiles[3][10]);
    EXPECT_EQ(read_variable(file, "time").units, "days since 2026-03-30 00:00:00");
    EXPECT_EQ(read_variable(file, "time").values, forecast.time_day);
    EXPECT_EQ(read_variable(file, "member_contrast").dimensions,
              (std::vector<std::string>{"member", "time"}));
    EXPECT_EQ(read_variable(file, "slow_clearance").units, "1/year");
    EXPECT_EQ(read_variable(file, "slow_clearance").values, forecast.member_scalars[0].second);
    EXPECT_EQ(read_variable(file, "inside").values, forecast.window.inside);
    char* text = nullptr;
    ASSERT_GE(H5LTget_attribute_string(file, "/", "inputs_json", reinterpret_cast<char*>(&text)), 0);
    EXPECT_EQ(text, resolved_inputs(forecast.inputs));
    H5free_memory(text);
    ASSERT_GE(H5LTget_attribute_string(file, "/", "history", reinterpret_cast<char*>(&text)), 0);
    EXPECT_STREQ(text, "fadecast plan 'a client'\\''s.toml'");
    H5free_memory(text);
    H5Fclose(file);
}

TEST_F(Output, SimulationKeepsTheOrderOfItsFields) {
    const Simulation simulation = sample_simulation();
    write_simulation(simulation, folder / "deep" / "run.h5", provenance);
    const hid_t file = H5Fopen((folder / "deep" / "run.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    const Variable free = read_variable(file, "free");
    EXPECT_EQ(free.dimensions, (std::vector<std::string>{"field_time", "component", "depth", "radius"}));
    EXPECT_EQ(free.units, "ng/mm3");
    EXPECT_EQ(free.values, std::vector<double>(simulation.free.begin(), simulation.free.end()));
    EXPECT_DOUBLE_EQ(read_variable(file, "radius").values[1],
                     .15);  // the middle of .1 and .2 mm, exact to rounding
    EXPECT_EQ(read_variable(file, "retained_mass").values, simulation.scalars[0].values);
    const auto attribute = [&](const char* object, const char* name) {
        char* text = nullptr;
        EXPECT_GE(H5LTget_attribute_string(file, object, name, reinterpret_cast<char*>(&text)), 0) << name;
        const std::string copy = text ? text : "";
        H5free_memory(text);
        return copy;
    };
    std::string materials;  // one per line, since names hold commas
    for (const std::string& material : simulation.components) materials += material + "\n";
    EXPECT_EQ(attribute("component", "materials"), materials);
    EXPECT_EQ(attribute("/", "format_version"), "2.1");
    H5Fclose(file);
}

TEST_F(Output, RefusesFieldsOfAnotherSize) {
    Simulation simulation = sample_simulation();
    simulation.free.pop_back();
    EXPECT_NE(message_of([&] {
                  write_simulation(simulation, folder / "run.h5", provenance);
              }).find("free has 143 values"),
              std::string::npos);
    EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(Output, PngKeepsItsPixelsSizeAndWords) {
    Picture picture{3, 2, .04, {}};
    for (int i = 0; i < 18; ++i) picture.rgb.push_back(std::uint8_t(13 * i));
    const std::string bytes = output::png(picture, {{"Title", "ASCII"}, {"Client", "Zoë"}});
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    ASSERT_TRUE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()));
    ASSERT_EQ(image.width, 3u);
    ASSERT_EQ(image.height, 2u);
    image.format = PNG_FORMAT_RGB;
    std::vector<std::uint8_t> read_back(PNG_IMAGE_SIZE(image));
    ASSERT_TRUE(png_image_finish_read(&image, nullptr, read_back.data(), 0, nullptr));
    EXPECT_EQ(read_back, picture.rgb);
    const std::string size("\0\0\x61\xA8\0\0\x61\xA8\x01", 9);  // 25,000 pixels per metre each way
    EXPECT_NE(bytes.find("pHYs" + size), std::string::npos);
    EXPECT_NE(bytes.find("sRGB"), std::string::npos);
    EXPECT_NE(bytes.find(std::string("tEXtTitle\0ASCII", 15)), std::string::npos);
    EXPECT_NE(bytes.find("iTXtClient"), std::string::npos);
}

TEST_F(OutputFiles, ReplaceWhatWasThere) {
    output::write_files(folder, {{"a.txt", "old and longer"}});
    output::write_files(folder, {{"a.txt", "new"}});
    EXPECT_EQ(read(folder / "a.txt"), "new");
}

TEST_F(OutputFiles, SayWhereAndWhyTheyCannotBeWritten) {
    output::write_files(folder, {{"file", ""}});
    const std::string message = message_of([&] {
        output::write_files(folder / "file" / "inside", {{"a.txt", "words"}});
    });
    EXPECT_NE(message.find((folder / "file").string()), std::string::npos) << message;
    EXPECT_NE(message.find("Not a directory"), std::string::npos) << message;
}

TEST_F(OutputFiles, LeaveNothingWhenTheDiskIsFull) {
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 1000;  // writing more fails as on a full disk
    setrlimit(RLIMIT_FSIZE, &small);
    const fs::path made = folder / "new" / "deep";
    const std::string message = message_of([&] {
        output::write_files(made, {{"small.txt", "words"}, {"large.txt", std::string(5000, 'x')}});
    });
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_NE(message.find((made / "large.txt").string()), std::string::npos) << message;
    EXPECT_NE(message.find("File too large"), std::string::npos) << message;
    EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(OutputFiles, TakeBackWhatWasRenamedWhenALaterOneCannotBe) {
    fs::create_directories(folder / "b.txt" / "in the way");
    EXPECT_NE(message_of([&] { output::write_files(folder, {{"a.txt", "1"}, {"b.txt", "2"}}); }), "");
    EXPECT_FALSE(fs::exists(folder / "a.txt"));
    EXPECT_FALSE(fs::exists(folder / "b.txt.part"));
    EXPECT_TRUE(fs::is_directory(folder / "b.txt" / "in the way"));
}

TEST_F(OutputFiles, PutBackWhatWasThereWhenOneCannotBeWritten) {
    output::write_files(folder, {{"a.txt", "old a"}, {"c.txt", "old c"}});
    fs::create_directories(folder / "b.txt" / "in the way");
    EXPECT_NE(message_of([&] {
                  output::write_files(folder, {{"a.txt", "1"}, {"b.txt", "2"}, {"c.txt", "3"}}, {"a.txt"});
              }),
              "");
    EXPECT_EQ(read(folder / "a.txt"), "old a");
    EXPECT_EQ(read(folder / "c.txt"), "old c");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 3);  // no .part and no .old
}

TEST_F(OutputFiles, TakeOutdatedNamesAwayButNoFolderAndNothingElse) {
    output::write_files(folder, {{"outdated.txt", ""}, {"a.txt.old", "the user's own"}, {"a.txt", "old"}});
    fs::create_directory(folder / "folder");
    output::write_files(folder, {{"a.txt", "new"}}, {"outdated.txt", "folder", "not there"});
    EXPECT_FALSE(fs::exists(folder / "outdated.txt"));
    EXPECT_TRUE(fs::is_directory(folder / "folder"));
    EXPECT_EQ(read(folder / "a.txt"), "new");
    EXPECT_EQ(read(folder / "a.txt.old"), "the user's own");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 3);
}

TEST_F(OutputPlan, StaysWholeWhenTheReportOfAnotherRunCannotBeWritten) {
    Forecast forecast = sample::forecast();
    write_plan(forecast, Backend::cpu(), folder, provenance);
    const std::string before = read(folder / "plan.json"), strip = read(folder / "strip.png");
    fs::remove(folder / "report.html");
    fs::create_directory(folder / "report.html");
    forecast.inputs.forecast.seed = 2;
    EXPECT_NE(
        message_of([&] { write_plan(forecast, Backend::cpu(), folder, provenance); }).find("report.html"),
        std::string::npos);
    EXPECT_TRUE(read(folder / "plan.json") == before);
    EXPECT_TRUE(read(folder / "strip.png") == strip);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 14);
}

TEST_F(OutputPlan, LeavesNoPictureOfAnEarlierPlanWithALongerHorizon) {
    Forecast forecast = sample::forecast();
    write_plan(forecast, Backend::cpu(), folder, provenance);
    std::ofstream(folder / "patch-notes.txt") << "the user's own";
    forecast.inputs.forecast.horizon_year = 2;
    for (Series& series : forecast.series)
        for (auto& band : series.quantiles) band.resize(4);
    for (MemberSeries& series : forecast.members) series.values.resize(64 * 4);
    forecast.time_day = {0, 42, 365, 730};
    write_plan(forecast, Backend::cpu(), folder, provenance);
    for (const char* name : {"patch-3y.png", "patch-5y.png", "patch-8y.png"})
        EXPECT_FALSE(fs::exists(folder / name));
    for (const char* name : {"patch-1y.png", "strip.png", "patch-notes.txt"})
        EXPECT_TRUE(fs::exists(folder / name));
}

TEST_F(OutputPlan, IsTheSameCaseWhateverItsFileIsCalled) {
    Forecast here = sample::forecast(), there = here, renamed = here;
    there.inputs.file = "/some/where/else/sample.toml";
    renamed.inputs.file = "other.toml";
    EXPECT_EQ(plan_json(here, provenance), plan_json(there, provenance));
    EXPECT_EQ(output::case_hash(here.inputs), output::case_hash(renamed.inputs));
    renamed.inputs.sun.hat_share += .1;
    EXPECT_NE(output::case_hash(here.inputs), output::case_hash(renamed.inputs));
}

TEST_F(OutputPlan, CountsMembersThatFailedAndShowsNothingOfThem) {
    Forecast forecast = sample::forecast();
    EXPECT_EQ(nlohmann::json::parse(plan_json(forecast, provenance)).at("failed_members"), 0);
    forecast.failed = {2, 5};
    EXPECT_EQ(nlohmann::json::parse(plan_json(forecast, provenance)).at("failed_members"), 2);
    write_plan(forecast, Backend::cpu(), folder, provenance);
    const hid_t file = H5Fopen((folder / "forecast.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const std::vector<double> values = read_variable(file, "member_contrast").values;
    H5Fclose(file);
    const std::size_t times = forecast.time_day.size();
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_EQ(std::isnan(values[i]), i / times == 2 || i / times == 5) << i;
}

TEST_F(Output, CaptionsOfSmallPicturesAreWhole) {
    const auto captioned = [](int pixels) {
        output::PatchPicture patch;
        patch.caption = "6 weeks";
        patch.notes = {"sun, D65"};
        patch.picture = {pixels, 1, .04, std::vector<std::uint8_t>(std::size_t(pixels) * 3, 255)};
        return output::with_caption(patch);
    };
    const auto inked = [](const Picture& picture) {
        int count = 0;
        for (std::size_t i = std::size_t(picture.width) * 3; i < picture.rgb.size(); i += 3)
            count += picture.rgb[i] < 128;
        return count;
    };
    EXPECT_EQ(inked(captioned(75)), inked(captioned(500)));
}

TEST_F(Output, CaptionsKeepAwayFromTheEdgesOfTheirPicture) {
    for (const char* caption : {"day 0", "6 weeks", "8 years"}) {
        const Picture picture =
            output::with_caption({"", caption, 0, {250, 1, .04, std::vector<std::uint8_t>(250 * 3, 255)}});
        int inked = 0;
        for (int row = 1; row < picture.height; ++row)
            for (int column = 0; column < picture.width; ++column)
                if (picture.rgb[(row * picture.width + column) * 3] < 128) {
                    EXPECT_TRUE(column >= 8 && column < picture.width - 8 && row < picture.height - 6)
                        << caption << ": " << column << ", " << row;
                    ++inked;
                }
        EXPECT_GT(inked, 500) << caption;  // three texts and the bar, in dots of 2 x 2 pixels
    }
}
