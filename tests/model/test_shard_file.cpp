// Shards on disk: where they lie, and when they are no good.

#include "support/study_file.hpp"

#include <fadecast/sweep.hpp>

#include "sweep/shard_file.hpp"

#include <algorithm>

namespace fadecast::test {
namespace {

class ShardFile : public StudyFile {
protected:
    Study small() {
        return read("population",
                    "members = 96\nshard = 32\nrealism = false\noutputs = [\"contrast at 1y\"]\n"
                    "[with.forecast]\naccuracy = \"draft\"\nhorizon = \"1 year\"\n");
    }
    SweepSummary run(const Study& study, const std::string& name, bool resume = false) {
        SweepOptions options;
        options.output = folder / name, options.devices = {"cpu"}, options.resume = resume;
        return run_sweep(study, options, {"test", {}});
    }
};

TEST_F(ShardFile, LiesInAFolderOfItsOwnForEveryName) {
    EXPECT_EQ(shard_folder("a/study.h5"), "a/study.shards");
    EXPECT_EQ(shard_folder("v.1"), "v.1.shards");
    EXPECT_EQ(shard_folder("v.2"), "v.2.shards");
    EXPECT_EQ(shard_folder("study"), "study.shards");
}

// HDF5 takes "%b" in the name of a source for the number of a block.
TEST_F(ShardFile, MayHaveAnySignInItsName) {
    for (const char* name : {"100%.h5", "5%best.h5"}) {
        EXPECT_EQ(run(small(), name).done, 96);
        const StudyData data = read_study_data(folder / name);
        EXPECT_EQ(std::ranges::count(data.status, Status::ok), 96) << name;
    }
}

TEST_F(ShardFile, IsRefusedByNameWhenAByteOfItChanged) {
    const Study study = small();
    run(study, "study.h5");
    const std::filesystem::path shard = folder / "study.shards" / shard_name({32, 64});
    std::string bytes(std::filesystem::file_size(shard), 0);
    std::ifstream(shard, std::ios::binary).read(bytes.data(), std::streamsize(bytes.size()));
    // A value of the column stands in the file as it does in memory.
    const StudyData data = read_study_data(folder / "study.h5");
    const float value = data.values[0][40];
    const auto at = bytes.find(std::string(reinterpret_cast<const char*>(&value), sizeof value));
    ASSERT_NE(at, std::string::npos);
    bytes[at] ^= 1;
    std::ofstream(shard, std::ios::binary) << bytes;
    const std::string message = message_of([&] { run(study, "study.h5", true); });
    EXPECT_NE(message.find(shard.string() + " is damaged"), std::string::npos) << message;
    EXPECT_NE(message.find("remove it and --resume"), std::string::npos) << message;
    std::filesystem::remove(shard);
    run(study, "study.h5", true);
    EXPECT_EQ(read_study_data(folder / "study.h5").values[0], data.values[0]);

    std::ofstream(shard, std::ios::binary) << bytes.substr(0, bytes.size() / 2);
    const std::string cut = message_of([&] { run(study, "study.h5", true); });
    EXPECT_NE(cut.find(shard.string()), std::string::npos) << cut;
    EXPECT_NE(cut.find("remove it and --resume"), std::string::npos) << cut;
}

TEST_F(ShardFile, SoManyThatProgramsCannotOpenAllAreTold) {
    const Study study =
        read("population", "members = 32000\nshard = 32\n[with.forecast]\nhorizon = \"1 year\"\n");
    ASSERT_EQ(study.notes.size(), 1u);
    EXPECT_NE(study.notes[0].find("1000 shards"), std::string::npos);
    EXPECT_NE(study.notes[0].find("shard = 64"), std::string::npos);
}

}  // namespace
}  // namespace fadecast::test
