#pragma once
// A study file beside a small client, in a folder of its own.

#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/study.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace fadecast::test {

inline const std::string client_text = R"(id = "c"
[skin]
fitzpatrick = 3
[sun]
latitude = "52 deg"
[[session]]
date = 2026-03-02
pigment = "carbon-black"
[[session]]
date = 2026-03-16
pigment = "carbon-black"
)";

class StudyFile : public testing::Test {
protected:
    void SetUp() override { write("client.toml", client_text); }

    std::filesystem::path write(const std::string& name, const std::string& text) {
        return folder.write(name, text);
    }
    /// Three lines stand before `rest`.
    Study read(const std::string& design, const std::string& rest, const StudySettings& settings = {}) {
        return read_study(write("study.toml", "title = \"T\"\nclient = \"client.toml\"\ndesign = \"" +
                                                  design + "\"\n" + rest),
                          settings);
    }
    /// What is said, from the line on.
    std::string refusal(const std::string& design, const std::string& rest,
                        const StudySettings& settings = {}) {
        const std::string message = message_of([&] { read(design, rest, settings); });
        const std::string place = (folder / "study.toml:").string();
        return message.starts_with(place) ? message.substr(place.size()) : message;
    }

    TemporaryFolder folder;
};

inline const std::string depth = R"([[factor]]
name = "depth"
key = "session.stated_depth"
levels = ["0.5 mm", "1 mm", "0.2 cm"]
)";
inline const std::string pigment = R"([[factor]]
name = "ink"
key = "session.pigment"
levels = ["carbon-black", "azo-red"]
)";
inline const std::string clearance = "[[factor]]\nname = \"slow_clearance\"\n";

}  // namespace fadecast::test
