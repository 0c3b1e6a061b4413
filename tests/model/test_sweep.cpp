// Sweeps: the same values however the work is cut, nothing lost, nothing mixed up.

#include "support/message_of.hpp"
#include "support/sweep.hpp"

#include <fadecast/config.hpp>

#include "output/hdf5_input.hpp"
#include "sweep/shard_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <set>

using namespace fadecast;
using namespace fadecast::test;

namespace {

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
    // Half-written by this run and by a part, and what a user set aside.
    for (const char* ending : {".part", ".1-of-2.part", ".bad"})
        std::ofstream(folder / "s.shards" / (shard_name({64, 128}) + ending)) << "half";
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
    EXPECT_EQ(names("s.shards"),
              (std::set<std::string>{".lock", shard_name({0, 64}), shard_name({64, 128}),
                                     shard_name({64, 128}) + ".bad", shard_name({128, 160})}));
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

TEST_F(Sweep, TellsHowFarItIsWhileFieldsAreRead) {
    std::string fields = virtual_clients;
    fields.replace(fields.find("\"contrast\"]"), 10, "\"pigment at 1y\"");
    const auto shares = [&](const std::string& text) {
        std::vector<double> shares;
        study(text, 0, 16).evaluate(Backend::cpu(), 0, 16, [&](double share) { shares.push_back(share); });
        EXPECT_TRUE(std::ranges::is_sorted(shares));
        EXPECT_LE(shares.back(), 1);
        return std::set<double>(shares.begin(), shares.end()).size();
    };
    // One step more for each of 16 fields; the first begins where the rest ends.
    EXPECT_EQ(shares(fields), shares(virtual_clients) + 15);
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
    const Study all = study(virtual_clients, 32, 100'000);  // far more than is done before anyone looks
    SweepOptions options = to("s");
    options.threads = 1;
    std::size_t enough = 1;
    options.stop = [&] { return shards_in(folder / "s.shards").size() >= enough; };
    const SweepSummary stopped = run(all, options);
    EXPECT_TRUE(stopped.stopped);
    EXPECT_GE(stopped.done, 32);
    EXPECT_EQ(read("s").status[0], Status::ok);
    options.resume = true, enough = shards_in(folder / "s.shards").size() + 1;
    EXPECT_GT(run(all, options).done, stopped.done);
}

}  // namespace
