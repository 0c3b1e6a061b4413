// What files hold of how they were made, and how two of them are told apart.

#include "config/document.hpp"
#include "output/compare_hdf5.hpp"
#include "output/documents.hpp"
#include "output/hdf5.hpp"
#include "output/hdf5_input.hpp"
#include "output/recorded_run.hpp"
#include "support/message_of.hpp"
#include "support/sample_forecast.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/archive.hpp>
#include <fadecast/config.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>

using namespace fadecast;
namespace fs = std::filesystem;
using output::Hdf5File, output::Hdf5Input;
using test::message_of;

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// A file with a series, a table and texts, after `change`.
struct Sample {
    std::vector<double> series{1, 2, not_known, 4};
    std::vector<float> table{1, 2, 3, 4, 5, 6, 7, 8};
    int rows = 2;
    bool with_table = true;
    std::string unit = "mm", sentence = "one", version = "1.0";

    Hdf5Input file() const {
        Hdf5File made("sample.h5");
        made.attribute("version", version);
        made.attribute("sentence", sentence);
        std::vector<int> numbers(rows);
        made.dimension("row", numbers, {"1", "rows"});
        const std::vector<int> columns(8 / rows);
        made.dimension("column", columns, {"1", "columns"});
        const std::vector<int> times(series.size());
        made.dimension("time", times, {"day", "times"});
        made.variable("deep/series", {"time"}, series, {unit, "a series"});
        if (with_table) made.variable("table", {"row", "column"}, table, {"1", "a table"});
        return Hdf5Input::of_bytes(made.bytes(), "sample.h5");
    }
};

output::Comparison compared(const std::function<void(Sample&)>& change) {
    Sample changed;
    change(changed);
    return output::compare_hdf5(Sample().file(), changed.file());
}

/// The one difference.
output::Difference difference(const std::function<void(Sample&)>& change) {
    const auto found = compared(change).differences;
    EXPECT_EQ(found.size(), 1u);
    return found.empty() ? output::Difference{} : found.front();
}

const std::string client_text = R"(# Annabel, asked for a soft line
id = "c7"
notes = """
Has a zebra.
# and a dog""" # comment
birth_year = 1_985
[skin]
fitzpatrick = 3
[[session]]
date = 2026-03-02
pigment = "ink.toml"
artist = 'Benno # 1'
[[session]]
date = 2026-03-16
pigment = "carbon-black"
)";

const std::vector<std::string> argv{
    "fadecast", "plan", "client.toml", "--set", "notes=a zebra", "--set=birth_year=1985", "--members=8"};

class Archive : public testing::Test {
protected:
    void SetUp() override {
        folder.write("client.toml", client_text);
        fs::copy_file(data_folder() / "pigments" / "azo-red.toml", folder / "ink.toml");
    }
    Case read() const { return read_case(folder / "client.toml", {}); }
    /// What a run reads of the client.
    std::shared_ptr<FileArchive> kept() const {
        const auto archive = std::make_shared<FileArchive>();
        const ReadThrough reading(archive);
        read();
        return archive;
    }
    test::TemporaryFolder folder;
};

}  // namespace

TEST(Comparison, OfEqualFilesFindsNothing) {
    const auto found = compared([](Sample&) {});
    EXPECT_TRUE(found.differences.empty());
    EXPECT_EQ(found.datasets, 5u);
    EXPECT_EQ(found.values, 2u + 4 + 4 + 4 + 8);
}

TEST(Comparison, TellsHowManyValuesDifferAndByHowMuch) {
    const auto found = difference([](Sample& sample) { sample.table[1] = 2.5f, sample.table[7] = 7; });
    EXPECT_EQ(found.name, "table");
    EXPECT_EQ(found.values, 8u);
    EXPECT_EQ(found.differing, 2u);
    EXPECT_EQ(found.largest_absolute, 1);   // 8 and 7
    EXPECT_EQ(found.largest_relative, .2);  // 2 and 2.5
    EXPECT_EQ(found.what, "2 of 8 values differ, by up to 1 (relative 0.2)");
}

TEST(Comparison, TakesTheLastBitForADifference) {
    EXPECT_EQ(difference([](Sample& sample) { sample.series[3] = std::nextafter(4, 5); }).differing, 1u);
}

TEST(Comparison, TellsANumberFromNaN) {
    for (const auto& change : {+[](Sample& sample) { sample.series[0] = not_known; },
                               +[](Sample& sample) { sample.series[2] = 3; }}) {
        const auto found = difference(change);
        EXPECT_EQ(found.name, "deep/series");
        EXPECT_EQ(found.what, "1 of 4 values differs, 1 of them NaN or infinite in one of the two");
    }
}

TEST(Comparison, NamesDatasetsThatAreMissingNewOrOfAnotherShape) {
    const auto without = [](Sample& sample) { sample.with_table = false; };
    EXPECT_EQ(difference(without).what, "is missing now");
    Sample less;
    without(less);
    const auto found = output::compare_hdf5(less.file(), Sample().file()).differences;
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].name + " " + found[0].what, "table is new");
    bool seen = false;
    for (const auto& each : compared([](Sample& sample) { sample.rows = 4; }).differences)
        seen = seen || (each.name == "table" && each.what == "shape 2 x 4, now 4 x 2");
    EXPECT_TRUE(seen);
}

TEST(Comparison, ComparesAttributesButThoseOfTheRun) {
    EXPECT_EQ(difference([](Sample& sample) { sample.unit = "cm"; }).name, "deep/series/units");
    EXPECT_EQ(difference([](Sample& sample) { sample.sentence = "two"; }).what, "\"one\", now \"two\"");
    EXPECT_TRUE(compared([](Sample& sample) { sample.version = "2.0"; }).differences.empty());
}

TEST_F(Archive, HoldsEveryFileThatWasRead) {
    const auto files = kept()->files();
    ASSERT_EQ(files.size(), 3u);
    EXPECT_EQ(files[0].name, (folder / "client.toml").string());  // the file that names the others
    EXPECT_EQ(kept()->data_folder(), data_folder().string());
    EXPECT_TRUE(kept()->text((folder / "ink.toml").string()));
    EXPECT_TRUE(kept()->text((data_folder() / "pigments" / "carbon-black.toml").string()));
}

TEST_F(Archive, ServesFilesThatWereChangedOrRemoved) {
    const std::string before = resolved_inputs(output::without_personal(read()));
    const auto archive = kept();
    fs::remove(folder / "ink.toml");
    folder.write("client.toml", "nonsense");
    EXPECT_THROW(read(), ConfigError);
    {
        const ReadThrough reading(std::make_shared<FileArchive>(archive->files(), archive->data_folder()));
        EXPECT_EQ(resolved_inputs(output::without_personal(read())), before);
    }
    EXPECT_THROW(read(), ConfigError);  // the archive was in use for a while only
}

TEST_F(Archive, ReadsAFileOnceSoThatItHoldsWhatWasUsed) {
    const ReadThrough reading(std::make_shared<FileArchive>());
    read();
    folder.write("client.toml", "nonsense");
    EXPECT_EQ(read().id, "c7");
}

TEST_F(Archive, LooksAtNoOtherFileWhenARunIsMadeAgain) {
    std::vector<FileArchive::File> files = kept()->files();
    std::erase_if(files, [](const auto& file) { return file.name.ends_with("ink.toml"); });
    const ReadThrough reading(std::make_shared<FileArchive>(files, kept()->data_folder()));
    EXPECT_NE(message_of([&] { read(); }).find("there is no pigment file ink.toml"), std::string::npos);
    EXPECT_NE(message_of([&] { read_text(folder / "ink.toml"); }).find("not among the files"),
              std::string::npos);
}

TEST_F(Archive, LeavesOutWhatIsSaidAboutPeople) {
    EXPECT_EQ(kept()->files()[0].text,
              "\nid = \"c7\"\nnotes = \"left out\" \nbirth_year = 1900\n[skin]\n"
              "fitzpatrick = 3\n[[session]]\ndate = 2026-03-02\npigment = \"ink.toml\"\n"
              "artist = \"left out\"\n[[session]]\ndate = 2026-03-16\n"
              "pigment = \"carbon-black\"\n");
}

TEST(WithoutPersonal, FindsValuesWhereverTheyStand) {
    const auto pairs = std::initializer_list<std::pair<const char*, const char*>>{
        {"a = { b = \"éé # no\", notes = 'x', c = 1 } # é",
         "a = { b = \"éé # no\", notes = \"left out\", c = 1 } "},
        {"session.notes = \"\\\"#\" #", "session.notes = \"left out\" "},
        {"x = \"\"\"a \"\" # \"\"\"\"#\nby = ''", "x = \"\"\"a \"\" # \"\"\"\"\nby = \"left out\""},
        {"\"photo\" = 'p'\nd = 2026-01-01", "\"photo\" = \"left out\"\nd = 2026-01-01"},
        {"depth,notes\n1,2 # points\n", "depth,notes\n1,2 # points\n"}};  // no TOML
    for (const auto& [text, expected] : pairs) EXPECT_EQ(without_personal(text), expected);
}

TEST_F(Archive, LiesInTheFileWithoutNotesAndYearOfBirth) {
    Forecast forecast = sample::forecast();
    forecast.inputs.record = {
        {"notes", "a zebra"}, {"birth_year", "1985"}, {"session 1 artist", "Benno"}, {"city", "Bonn"}};
    const std::string bytes = output::forecast_hdf5(forecast, {"9", argv, kept()});
    for (const char* secret : {"zebra", "1985", "1_985", "Benno", "Annabel"})
        EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
    EXPECT_NE(bytes.find("Bonn"), std::string::npos);  // where the sun comes from
    const auto run = output::read_recorded_run(Hdf5Input::of_bytes(bytes, "forecast.h5"));
    EXPECT_EQ(run.argv, (std::vector<std::string>{"fadecast", "plan", "client.toml", "--set",
                                                  "notes=left out", "--set=birth_year=1900", "--members=8"}));
    const auto files = kept()->files();
    ASSERT_EQ(run.files.size(), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        EXPECT_EQ(run.files[i].name, files[i].name);
        EXPECT_EQ(run.files[i].text, files[i].text);
    }
    EXPECT_EQ(run.data_folder, data_folder().string());
}

TEST_F(Archive, SaysWhichFilesTheDiskHasOtherwise) {
    output::RecordedRun run;
    run.files = kept()->files();
    EXPECT_TRUE(output::changes_on_disk(run).empty());
    folder.write("client.toml", "# another comment" + client_text.substr(client_text.find('\n')));
    EXPECT_TRUE(output::changes_on_disk(run).empty());
    folder.write("client.toml", client_text + "[sun]\nhat = 0.5\n");
    fs::remove(folder / "ink.toml");
    const std::string client = (folder / "client.toml").string(), ink = (folder / "ink.toml").string();
    EXPECT_EQ(output::changes_on_disk(run),
              (std::vector<std::string>{client + " has changed since", ink + " is not found from here"}));
}

TEST_F(Archive, NamesWhatTwoRunsWereMadeWith) {
    const auto recorded = [&](const std::string& device, const std::vector<std::string>& assumed) {
        Forecast forecast = sample::forecast();
        forecast.device = device;
        forecast.inputs.assumed = assumed;
        return output::read_recorded_run(
            Hdf5Input::of_bytes(output::forecast_hdf5(forecast, {"9", argv, kept()}), "forecast.h5"));
    };
    const auto was = recorded("cpu, 8 threads, AVX2", {"a"});
    EXPECT_TRUE(output::changes_between(was, recorded("cpu, 1 threads, AVX2", {"a"})).empty());
    EXPECT_EQ(output::changes_between(was, recorded("reference, 1 thread", {"b"})),
              (std::vector<std::string>{"device: cpu, AVX2; now reference",
                                        "the same files are read otherwise: /assumed/0"}));
}

TEST_F(Archive, SaysWhereAFileCannotBeReadToday) {
    output::RecordedRun run;
    run.files = kept()->files();
    run.files[0].name = "/proc/self/mem";  // a file that nobody can read from its beginning
    folder.write("ink.toml", "x = 1");
    EXPECT_EQ(output::changes_on_disk(run),
              (std::vector<std::string>{"/proc/self/mem: cannot be read to its end",
                                        (folder / "ink.toml").string() + " has changed since"}));
}

TEST_F(Archive, LeavesAByteOrderMarkOut) {
    const auto without = kept()->files();
    folder.write("client.toml", "\xef\xbb\xbf" + client_text);
    const auto with = kept()->files();
    ASSERT_EQ(with.size(), without.size());
    EXPECT_EQ(with[0].text, without[0].text);  // places in the text count from its first letter
}

TEST_F(Archive, LeavesOutWhatSettingsSayOfPeopleWithinTables) {
    const std::string bytes = output::forecast_hdf5(
        sample::forecast(), {"9",
                             {"fadecast", "plan", "client.toml", "--set",
                              "session.1={date=2026-03-02, artist=\"Benno\", shade=0.7}",
                              "--set=session= [{notes = 'a zebra'}]", "-o", "out=a#1"},
                             kept()});
    for (const char* secret : {"zebra", "Benno"}) EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
    const auto run = output::read_recorded_run(Hdf5Input::of_bytes(bytes, "forecast.h5"));
    EXPECT_EQ(run.argv[4], "session.1={date=2026-03-02, artist=\"left out\", shade=0.7}");
    EXPECT_EQ(run.argv[5], "--set=session= [{notes = \"left out\"}]");
    EXPECT_EQ(run.argv[7], "out=a#1");
}

TEST_F(Archive, SaysThatAnUnknownNameIsNotHeldInsteadOfGuessing) {
    std::vector<FileArchive::File> files = kept()->files();
    std::erase_if(files, [](const auto& file) { return file.name.ends_with("carbon-black.toml"); });
    const ReadThrough reading(std::make_shared<FileArchive>(files, kept()->data_folder()));
    const std::string message = message_of([&] { read(); });
    EXPECT_NE(message.find("there is no pigment \"carbon-black\" among the files that the result holds"),
              std::string::npos)
        << message;
}

TEST(RecordedRun, NamesDevicesWithoutThreads) {
    EXPECT_EQ(output::without_threads("cpu, 2 threads, AVX-512; reference, 1 thread"),
              "cpu, AVX-512; reference");
}

TEST(RecordedRun, IsRefusedWhereAFileDoesNotSayIt) {
    const auto refusal = [](const std::string& bytes) {
        return message_of([&] { output::read_recorded_run(Hdf5Input::of_bytes(bytes, "f.h5")); });
    };
    Hdf5File other("other.h5");
    EXPECT_NE(refusal(other.bytes()).find("not a result of fadecast"), std::string::npos);
    Hdf5File old("old.h5");
    old.attribute("source", "fadecast 0.0.1");
    old.attribute("version", "0.0.1");
    old.attribute("history", "fadecast plan c.toml -o out");
    EXPECT_NE(refusal(old.bytes())
                  .find("version 0.0.1 of fadecast did not keep what it read; run its command "
                        "again: fadecast plan c.toml -o out"),
              std::string::npos);
    EXPECT_NE(refusal(output::forecast_hdf5(sample::forecast(), {"9", argv})).find("does not hold the files"),
              std::string::npos);
}
