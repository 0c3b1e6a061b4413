#pragma once
// Small studies, and a folder to run them in.

#include "support/temporary_folder.hpp"

#include <fadecast/sweep.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <set>
#include <string>

namespace fadecast::test {

namespace fs = std::filesystem;

// A client who is followed in milliseconds.
inline constexpr const char* client = R"(id = "c"
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

inline constexpr const char* virtual_clients = R"(title = "Virtual clients"
question = "Are they the same however they are cut?"
client = "client.toml"
design = "population"
members = 160
outputs = ["contrast at 1y", "contrast"]
realism = false
shard = 64
)";

// Two of its four points cannot be: no skin comes near that colour.
inline constexpr const char* with_failures = R"(title = "Colours"
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

inline const Provenance provenance{"test", {"fadecast", "sweep"}};

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
    /// Of all that a folder holds.
    std::set<std::string> names(const std::string& inside) const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder / inside))
            names.insert(entry.path().filename().string());
        return names;
    }
    StudyData read(const std::string& name) const { return read_study_data(folder / (name + ".h5")); }

    TemporaryFolder folder;
};

}  // namespace fadecast::test
