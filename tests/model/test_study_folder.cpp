// The folder of a study: held by one run or by parts side by side, whole at any time.

#include "support/message_of.hpp"
#include "support/sweep.hpp"

#include "output/files.hpp"
#include "sweep/shard_file.hpp"
#include "sweep/study_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

using namespace fadecast;
using namespace fadecast::test;

namespace {

class SweepFolder : public test::Sweep {};

TEST_F(SweepFolder, RefusesAFolderThatAnotherRunWorksIn) {
    const Study small = study(virtual_clients, 32, 64);
    const StudyFolder held(folder / "s.shards", {});  // as another run holds it
    const std::string message = message_of([&] { run(small, to("s")); });
    EXPECT_NE(message.find("another fadecast works in"), std::string::npos) << message;
}

TEST_F(SweepFolder, RefusesAPartThatAnotherRunFollowsAndLetsOtherPartsBe) {
    const Study small = study(virtual_clients, 32, 128);
    const auto part = [&](int i, int n) {
        SweepOptions options = to("s");
        options.part = {i, n}, options.resume = true;
        return options;
    };
    {
        const StudyFolder held(folder / "s.shards", std::pair{0, 2});
        const std::string same = message_of([&] { run(small, part(0, 2)); });
        const std::string all = message_of([&] { run(small, to("s")); });
        EXPECT_NE(same.find("works on part 0/2"), std::string::npos) << same;
        EXPECT_NE(all.find("another fadecast works in"), std::string::npos) << all;
        EXPECT_EQ(run(small, part(1, 3)).done, 32);
    }
    const fs::path unfinished = folder / "s.shards" / (shard_name({32, 64}) + ".1-of-2.part");
    std::ofstream(unfinished) << "half";
    run(small, part(0, 2));
    EXPECT_TRUE(fs::exists(unfinished));  // its own run may be at it
    EXPECT_EQ(run(small, part(1, 2)).done, 64);
    EXPECT_FALSE(fs::exists(unfinished));
}

TEST_F(SweepFolder, CountsAndEstimatesWhatBelongsToThePart) {
    const Study colours = study(with_failures, 1);
    SweepOptions options = to("s");
    std::int64_t failed = 0;
    for (int i = 0; i < 2; ++i) {
        options.part = {i, 2};
        EXPECT_EQ(estimate_sweep(colours, options, false).samples_left, 2);
        const SweepSummary summary = run(colours, options);
        EXPECT_EQ(summary.samples, 2);
        EXPECT_EQ(summary.done, 2);
        EXPECT_FALSE(summary.stopped);
        failed += summary.failed;
        EXPECT_EQ(estimate_sweep(colours, options, false).samples_left, 0);
    }
    EXPECT_EQ(failed, 2);
}

TEST_F(SweepFolder, ShowsTheStudyWhileItIsWrittenAnew) {
    const Study small = study(virtual_clients, 0, 64);
    run(small, to("s"));
    std::atomic<bool> ended = false, absent = false;
    std::thread looks([&] {
        while (!ended)
            if (!fs::exists(folder / "s.h5")) absent = true;
    });
    for (int i = 0; i < 50; ++i) collect_sweep(small, folder / "s.h5", provenance);
    ended = true;
    looks.join();
    EXPECT_FALSE(absent);
}

TEST_F(SweepFolder, PutsNoShardOverWhatAnotherRunIsWriting) {
    const fs::path place = folder.write("place", "old"), part = folder.write("part", "of another");
    const auto replace = [&](const fs::path& to) {
        return message_of([&] { output::replace_file(part, to, "new"); });
    };
    EXPECT_NE(replace(place).find("File exists"), std::string::npos);
    EXPECT_TRUE(fs::remove(part));
    EXPECT_EQ(replace(place), "");
    EXPECT_EQ(fs::file_size(place), 3u);
    fs::create_directories(folder / "in the way");
    EXPECT_NE(replace(folder / "in the way").find("cannot write"), std::string::npos);
    EXPECT_FALSE(fs::exists(part));
}

}  // namespace
