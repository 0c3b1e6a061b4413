// Sweeps: the same values however the work is cut, nothing lost, nothing mixed up.

#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/config.hpp>
#include <fadecast/sweep.hpp>

#include "output/hdf5_input.hpp"
#include "sweep/shard_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>

#include <unistd.h>

using namespace fadecast;
using test::message_of;

namespace {

namespace fs = std::filesystem;

// A client who is followed in milliseconds.
constexpr const char* client = R"(id = "c"
[skin]
fitzpatrick = 3
[[session]]
date = 2026-03-02
pigment = "carbon-black"
[forecast]
accuracy = "draft"
horizon = "1 year"
dots = 1
)";

constexpr const char* virtual_clients = R"(title = "Virtual clients"
question = "Are they the same however they are cut?"
client = "client.toml"
design = "population"
members = 160
outputs = ["contrast at 1y", "contrast"]
realism = false
shard = 64
)";

// Two of its four points cannot be: no skin comes near that colour.
constexpr const char* with_failures = R"(title = "Colours"
question = "Which of these skins can be?"
client = "client.toml"
design = "grid"
members = 0
outputs = ["contrast at 1y"]
realism = false
shard = 32
[[factor]]
name = "shade"
key = "session.shade"
levels = [0.7, 1.4]
[[factor]]
name = "colour"
key = "skin.lab"
levels = [[66.1, 9.3, 15.2], [90, 40, -10]]
)";

const Provenance provenance{"test", {"fadecast", "sweep"}};

class Sweep : public testing::Test {
protected:
    void SetUp() override { folder.write("client.toml", client); }

    Study study(std::string text, std::int64_t shard = 0, std::optional<std::int64_t> samples = {}) {
        std::ofstream(folder / "study.toml") << text;
        Study read = read_study(folder / "study.toml", {.samples = samples, .seed = {}});
        if (shard > 0) read.shard = shard;
        return read;
    }
    SweepOptions to(const std::string& name) const {
        SweepOptions options;
        options.output = folder / (name + ".h5");
        return options;
    }
    SweepSummary run(const Study& study, const SweepOptions& options) const {
        return run_sweep(study, options, provenance);
    }
    StudyData read(const std::string& name) const { return read_study_data(folder / (name + ".h5")); }

    test::TemporaryFolder folder;
};

/// Bit by bit, so that what is not a number counts too.
void expect_same(const StudyData& one, const StudyData& other) {
    ASSERT_EQ(one.columns.size(), other.columns.size());
    EXPECT_EQ(one.status, other.status);
    EXPECT_EQ(one.point, other.point);
    EXPECT_EQ(one.member, other.member);
    for (std::size_t c = 0; c < one.columns.size(); ++c) {
        ASSERT_EQ(one.values[c].size(), other.values[c].size()) << one.columns[c].name;
        for (std::size_t i = 0; i < one.values[c].size(); ++i)
            ASSERT_EQ(std::bit_cast<std::uint32_t>(one.values[c][i]),
                      std::bit_cast<std::uint32_t>(other.values[c][i]))
                << one.columns[c].name << " " << i;
    }
}

TEST_F(Sweep, GivesTheSameBitsForAnyShardsThreadsAndWorkers) {
    const SweepSummary one = run(study(virtual_clients, 160), to("one"));
    EXPECT_EQ(one.done, 160);
    EXPECT_EQ(one.failed, 0);
    const StudyData whole = read("one");
    ASSERT_EQ(whole.values[0].size(), 160u);
    EXPECT_GT(*std::ranges::max_element(whole.values[0]), *std::ranges::min_element(whole.values[0]));

    run(study(virtual_clients, 96), to("two"));
    expect_same(read("two"), whole);
    SweepOptions seven = to("seven");
    seven.devices = {"cpu", "cpu"};
    seven.threads = 2;
    run(study(virtual_clients, 24), seven);
    EXPECT_EQ(shards_in(folder / "seven.shards").size(), 7u);
    expect_same(read("seven"), whole);
    SweepOptions parts = to("parts");
    parts.threads = 1;
    for (int i = 2; i >= 0; --i) {
        parts.part = {i, 3};
        run(study(virtual_clients), parts);
        EXPECT_FALSE(fs::exists(parts.output));
    }
    collect_sweep(study(virtual_clients), parts.output, provenance);
    expect_same(read("parts"), whole);
}

TEST_F(Sweep, WritesShardsWithoutAClockInTheirDatasets) {
    const Study small = study(virtual_clients, 0, 64);
    const Rows rows = small.evaluate(Backend::cpu(), 0, 64, {});
    const auto bytes = [&](double seconds) { return shard_bytes(small, rows, "cpu", seconds, provenance); };
    EXPECT_EQ(bytes(1), bytes(1));
    EXPECT_NE(bytes(1), bytes(2));  // the clock's place is an attribute
}

TEST_F(Sweep, ShowsAMissingShardAsNotKnownAndResumes) {
    const Study all = study(virtual_clients);
    run(all, to("s"));
    const StudyData whole = read("s");
    const fs::path second = folder / "s.shards" / shard_name({64, 128});
    ASSERT_TRUE(fs::remove(second));
    std::ofstream(folder / "s.shards" / (shard_name({64, 128}) + ".part")) << "half";
    const StudyData holed = read("s");
    for (int i = 0; i < 160; ++i) {
        EXPECT_EQ(holed.status[i] == Status::missing, i >= 64 && i < 128) << i;
        EXPECT_EQ(std::isnan(holed.values[0][i]), i >= 64 && i < 128) << i;
    }
    EXPECT_EQ(collect_sweep(all, folder / "s.h5", provenance).done, 96);

    EXPECT_NE(message_of([&] { run(all, to("s")); }).find("--resume"), std::string::npos);
    SweepOptions resumed = to("s");
    resumed.resume = true;
    EXPECT_EQ(run(all, resumed).done, 160);
    expect_same(read("s"), whole);
    for (const auto& entry : fs::directory_iterator(folder / "s.shards"))
        EXPECT_EQ(entry.path().extension(), ".h5");
}

TEST_F(Sweep, AppendsWhatALongerStudyHas) {
    run(study(virtual_clients), to("long"));
    SweepOptions options = to("s");
    options.append = true;
    EXPECT_NE(message_of([&] { run(study(virtual_clients), options); }).find("no samples"),
              std::string::npos);
    run(study(virtual_clients, 0, 100), to("s"));
    EXPECT_NE(message_of([&] { run(study(virtual_clients, 0, 100), options); }).find("--samples"),
              std::string::npos);
    run(study(virtual_clients), options);
    expect_same(read("s"), read("long"));
    // Fewer than there are is no study of these shards.
    options.append = false, options.resume = true;
    EXPECT_NE(message_of([&] { run(study(virtual_clients, 0, 100), options); }).find("ends at sample"),
              std::string::npos);
}

TEST_F(Sweep, RefusesShardsOfAnotherStudyAndSaysWhatDiffers) {
    run(study(virtual_clients, 0, 64), to("s"));
    SweepOptions options = to("s");
    options.resume = true;
    std::ofstream(folder / "study.toml") << virtual_clients;
    const Study other = read_study(folder / "study.toml", {.samples = 64, .seed = 7});
    const std::string message = message_of([&] { run(other, options); });
    EXPECT_NE(message.find("of another study"), std::string::npos) << message;
    EXPECT_NE(message.find("seed is 1 there and 7 now"), std::string::npos) << message;
}

TEST_F(Sweep, RefusesAFolderThatAnotherRunWorksIn) {
    const Study small = study(virtual_clients, 32, 64);
    SweepOptions options = to("s");
    std::string message;
    options.progress = [&](const SweepProgress&) {
        if (message.empty()) message = message_of([&] { run(small, to("s")); });
    };
    run(small, options);
    EXPECT_NE(message.find("another fadecast works in"), std::string::npos) << message;
}

TEST_F(Sweep, RecordsWhatFailsWithItsValuesAndReason) {
    const Study colours = study(with_failures);
    const SweepSummary summary = run(colours, to("s"));
    EXPECT_EQ(summary.done, 4);
    EXPECT_EQ(summary.failed, 2);
    const StudyData data = read("s");
    const output::Hdf5Input file(folder / "s.h5");
    const auto failed = file.values<std::int64_t>("failures/sample");
    const auto shade = file.values<float>("failures/shade");
    const auto reasons = file.texts("failures/texts/reason");
    ASSERT_EQ(failed.size(), 2u);
    for (std::size_t i = 0; i < failed.size(); ++i) {
        EXPECT_EQ(data.status[failed[i]], Status::outside_domain);
        EXPECT_EQ(shade[i], data.values[0][failed[i]]);
        EXPECT_NE(reasons[i].find("colour"), std::string::npos) << reasons[i];
    }
    for (int i = 0; i < 4; ++i) EXPECT_EQ(std::isnan(data.values.back()[i]), data.status[i] != Status::ok);
}

TEST_F(Sweep, StopsAtTheFirstFailureWhenToldSo) {
    Study colours = study(with_failures);
    colours.errors = OnError::fast;
    const std::string message = message_of([&] { run(colours, to("s")); });
    EXPECT_NE(message.find("shade = "), std::string::npos) << message;
    EXPECT_NE(message.find("errors = \"fast\""), std::string::npos) << message;
}

TEST_F(Sweep, StopsWhenAskedAndKeepsWhatIsFinished) {
    const Study all = study(virtual_clients, 32);
    SweepOptions options = to("s");
    options.stop = [&] { return !shards_in(folder / "s.shards").empty(); };
    const SweepSummary stopped = run(all, options);
    EXPECT_TRUE(stopped.stopped);
    EXPECT_GE(stopped.done, 32);
    EXPECT_EQ(read("s").status[0], Status::ok);
    options.stop = {}, options.resume = true;
    EXPECT_FALSE(run(all, options).stopped);
}

}  // namespace
