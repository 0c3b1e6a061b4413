// Lessons: what a panel lays over the client, the common clock, common chances, sentences, the page.

#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/colour.hpp>
#include <fadecast/config.hpp>
#include <fadecast/lesson.hpp>
#include <fadecast/reservoir.hpp>

#include "output/lesson_documents.hpp"
#include "report/lesson_page.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>

#include <unistd.h>

using namespace fadecast;
using test::message_of;

namespace {

namespace fs = std::filesystem;

constexpr const char* head = R"(title = "Title"
teaches = "What is taught."
client = "client.toml"
at = "day0,6w"
)";

constexpr const char* three_sessions = R"(id = "c"
[skin]
fitzpatrick = 3
oil = "dry"
[[session]]
date = 2026-03-02
pigment = "carbon-black"
shade = 0.8
[[session]]
date = 2026-03-16
pigment = "carbon-black"
[[session]]
date = 2026-03-30
pigment = "carbon-black"
[forecast]
accuracy = "draft"
horizon = "2 year"
)";

constexpr const char* one_session = R"(id = "c"
[skin]
fitzpatrick = 3
[sun]
latitude = "52 deg"
file = "shaded"
[[session]]
date = 2026-03-30
pigment = "carbon-black"
[forecast]
accuracy = "draft"
horizon = "2 year"
)";

class LessonFile : public testing::Test {
protected:
    void SetUp() override { write("client.toml", three_sessions); }

    fs::path write(const std::string& name, const std::string& text) { return folder.write(name, text); }
    /// The first panel is the client as it is.
    Lesson read(const std::string& panels) {
        return read_lesson(write("lesson.toml", head +
                                                    std::string("[[panel]]\nname = \"Correct\"\n"
                                                                "words = \"As usual.\"\n") +
                                                    panels));
    }
    std::string refusal(const std::string& panels) {
        return message_of([&] { read(panels); });
    }

    test::TemporaryFolder folder;
};

const std::string another = "[[panel]]\nname = \"Other\"\nwords = \"Otherwise.\"\n";

output::LessonCell cell_of(const DotMeans& dots) { return {{}, dots, {60, 8, 14}, 143, true}; }

const DotMeans correct_dots{.7, .25, .36, 15, {50, 7, 12}, {65, 8, 15}};

}  // namespace

TEST_F(LessonFile, LaysTablesOverTheClientKeyByKey) {
    const Case other =
        read(another + "[panel.with.skin]\nsmoking = true\n[panel.with.sun]\nhat = 0.5\n").panels[1].client;
    EXPECT_TRUE(other.covariates.smoking);
    EXPECT_EQ(other.covariates.oil, Oil::dry);  // of the client
    EXPECT_EQ(other.skin.fitzpatrick, 3);
    EXPECT_EQ(other.sun.hat_share, .5);  // in a table that the client has not
    EXPECT_FALSE(read(another).panels[1].client.covariates.smoking);
}

TEST_F(LessonFile, ChangesTheClientOfAllPanelsFirst) {
    const Lesson lesson = read(another + "[panel.with.skin]\noil = \"oily\"\n" +
                               "[with.skin]\noil = \"normal\"\nsmoking = true\n");
    EXPECT_EQ(lesson.panels[0].client.covariates.oil, Oil::normal);
    EXPECT_EQ(lesson.panels[1].client.covariates.oil, Oil::oily);
    for (const LessonPanel& panel : lesson.panels) EXPECT_TRUE(panel.client.covariates.smoking);
}

TEST_F(LessonFile, MergesATableIntoEverySession) {
    const auto sessions =
        read(another + "[panel.with.session]\nstated_depth = \"2 mm\"\n").panels[1].client.sessions;
    ASSERT_EQ(sessions.size(), 3u);
    for (const Session& session : sessions) EXPECT_EQ(session.stated_depth_mm, 2);
    EXPECT_EQ(sessions[0].shade, .8);
    EXPECT_EQ(sessions[1].shade, 1);
}

TEST_F(LessonFile, ReplacesAListByAList) {
    const auto sessions =
        read(another + "[[panel.with.session]]\ndate = 2026-03-20\npigment = \"iron-oxide-black\"\n")
            .panels[1]
            .client.sessions;
    ASSERT_EQ(sessions.size(), 1u);
    EXPECT_EQ(sessions[0].pigment.id, "iron-oxide-black");
    EXPECT_EQ(sessions[0].shade, 1);
}

TEST_F(LessonFile, SaysWhereInItAMistakeIs) {
    // Four lines of head, three of the first panel, three of the second; then the table.
    const std::string place = (folder / "lesson.toml").string() + ":";
    EXPECT_EQ(refusal(another + "[panel.with.sun]\nhatt = 0.5\n").find(place + "12:1: unknown key \"hatt\""),
              0u);
    EXPECT_EQ(refusal(another + "[panel.with.session]\nshade = 9\n").find(place + "12:9: shade = 9"), 0u);
    EXPECT_EQ(refusal(another + "colour = 1\n").find(place + "11:1: unknown key \"colour\""), 0u);
    EXPECT_EQ(refusal(another + "with = 1\n").find(place + "11:8: with is a whole number"), 0u);
    EXPECT_EQ(refusal("[[panel]]\nname = \"Other\"\n").find(place + "8:1: words is missing"), 0u);
    EXPECT_EQ(refusal(another + "[panel.with.forecast]\nseed = 2\n")
                  .find(place + "11:1: panel \"Other\" has another seed"),
              0u);
}

TEST_F(LessonFile, RefusesNamesThatCannotBeWrittenAbovePictures) {
    const auto with_name = [&](const std::string& name) {
        return refusal("[[panel]]\nname = \"" + name + "\"\nwords = \"Otherwise.\"\n");
    };
    EXPECT_EQ(with_name("Usual: 20:1, 0.5 mm, 50%"), "");
    EXPECT_EQ(with_name("Twentylettersinaword and more"), "");
    const std::string place = (folder / "lesson.toml").string() + ":9:8: name = ";
    EXPECT_EQ(with_name("Trop foncé")
                  .find(place + "\"Trop foncé\" has a letter that pictures cannot show; "
                                "allowed: a to z"),
              0u);
    EXPECT_EQ(
        with_name("Twentyonelettersaword").find(place + "\"Twentyonelettersaword\" has a word of 21 letters"),
        0u);
    EXPECT_EQ(with_name(" ").find(place + "\" \" is empty"), 0u);
    EXPECT_NE(with_name("").find("name"), std::string::npos);
}

TEST_F(LessonFile, RefusesTimesThatCannotBeShown) {
    const auto with_times = [&](const std::string& at) {
        std::string text = head + std::string("[[panel]]\nname = \"A\"\nwords = \"B.\"\n");
        text.replace(text.find("day0,6w"), 7, at);
        return message_of([&] { read_lesson(write("lesson.toml", text)); });
    };
    EXPECT_EQ(with_times("day0,1y"), "");
    EXPECT_NE(with_times("6w,day0").find(":4:6: at: \"day0\" is not after the time before it"),
              std::string::npos);
    EXPECT_NE(with_times("day0,soon").find("\"soon\" cannot be read"), std::string::npos);
    EXPECT_NE(with_times("-1 day,6w").find("is before day 0"), std::string::npos);
    EXPECT_NE(with_times("day0,3y").find("ends past its horizon of 2 years"), std::string::npos);
    const std::string late = "[[panel.with.session]]\ndate = 2026-05-01\npigment = \"carbon-black\"\n";
    EXPECT_NE(refusal(another + late).find("has its first session on 2026-05-01, after the first time"),
              std::string::npos);
}

TEST_F(LessonFile, ShowsAllPanelsOnTheSameCalendarDays) {
    const Lesson lesson =
        read(another + "[[panel.with.session]]\ndate = 2026-03-20\npigment = \"carbon-black\"\n" + another +
             "[[panel.with.session]]\ndate = 2026-03-02\npigment = \"carbon-black\"\n"
             "[[panel.with.session]]\ndate = 2026-04-20\npigment = \"carbon-black\"\n");
    EXPECT_EQ(lesson.time_day, (std::vector<double>{0, 42}));
    EXPECT_EQ(lesson.panels[0].clock_day, 0);
    EXPECT_EQ(lesson.panels[1].clock_day, 10);   // 20 to 30 March
    EXPECT_EQ(lesson.panels[2].clock_day, -21);  // 30 March to 20 April
}

TEST_F(LessonFile, GivesEveryPanelTheSameChances) {
    write("client.toml", one_session);
    const Lesson lesson = read(another + another + "[panel.with.sun]\nfile = \"tanning-bed\"\nhat = 0\n" +
                               another + "[panel.with.session]\nshade = 2\n");
    const auto cells = output::draw_lesson(lesson, Backend::named("cpu"), {});
    ASSERT_EQ(cells.size(), 4u);
    for (std::size_t t = 0; t < 2; ++t) EXPECT_EQ(cells[0][t].picture.rgb, cells[1][t].picture.rgb);
    EXPECT_EQ(cells[0][0].picture.rgb, cells[2][0].picture.rgb);  // before any sun
    EXPECT_NE(cells[0][1].dots.retained_share, cells[2][1].dots.retained_share);
    EXPECT_NE(cells[0][0].picture.rgb, cells[3][0].picture.rgb);
    EXPECT_FALSE(cells[0][0].healed);
    EXPECT_TRUE(cells[0][1].healed);
    // All 150 dots per cm2 but those that dropped out, of whom a share of .05 is usual: fewer when healed.
    EXPECT_EQ(cells[0][0].dots_per_cm2, 150);
    EXPECT_LT(cells[0][1].dots_per_cm2, 150);
    EXPECT_GT(cells[0][1].dots_per_cm2, 120);
    EXPECT_LT(cells[0][1].area.lightness, cells[0][1].dots.skin.lightness);
    EXPECT_GT(cells[0][1].area.lightness, cells[0][1].dots.centre.lightness);
    EXPECT_LT(cells[3][1].area.lightness, cells[0][1].area.lightness);  // twice the ink
}

TEST_F(LessonFile, CallsAColumnHealedByItsOwnLastSession) {
    write("client.toml", one_session);
    const Lesson lesson = read(another + R"([[panel.with.session]]
date = 2026-03-30
pigment = "carbon-black"
density_share = 0.5
[[panel.with.session]]
date = 2026-04-20
pigment = "carbon-black"
density_share = 0.5
)");
    const auto cells = output::draw_lesson(lesson, Backend::named("cpu"), {});
    EXPECT_TRUE(cells[0][1].healed);
    EXPECT_FALSE(cells[1][1].healed);         // 42 - 21 days
    EXPECT_EQ(cells[1][0].dots_per_cm2, 75);  // the other half is yet to come
}

TEST_F(LessonFile, ComparesAColumnWhereBothAreHealed) {
    Lesson lesson = read(another);
    lesson.time_day = {0, 42, 365.25, 1096};
    output::LessonCells cells(2, std::vector<output::LessonCell>(4, cell_of(correct_dots)));
    for (auto& column : cells)
        for (auto& cell : column) cell.picture = {8, 8, .04, std::vector<std::uint8_t>(192, 120)};
    cells[0][0].healed = cells[1][0].healed = cells[1][1].healed = false;
    const std::string page = report::lesson_html(lesson, cells, {"1.2", {"fadecast"}});
    EXPECT_NE(page.find("Beside “Correct” at 1 year: "), std::string::npos);
    EXPECT_EQ(page.find("Beside “Correct” at 6 weeks: "), std::string::npos);
    std::size_t apart = 0;  // under the pictures of the second column that are healed: at 1 and 3 years
    for (std::size_t at = page.find(" · patch\u00a0"); at != page.npos;
         at = page.find(" · patch\u00a0", at + 1))
        ++apart;
    EXPECT_EQ(apart, 2u);
}

TEST_F(LessonFile, BecomesAPageThatFetchesNothing) {
    const Lesson lesson = read(another + "[panel.with.session]\nshade = 2\n");
    output::LessonCells cells(2);
    for (auto& column : cells)
        for (int t = 0; t < 2; ++t) {
            column.push_back(cell_of(correct_dots));
            column.back().picture = {8, 8, .04, std::vector<std::uint8_t>(192, 120)};
        }
    const auto files = output::lesson_files(lesson, cells, {"1.2", {"fadecast"}});
    ASSERT_EQ(files.size(), 3u);
    EXPECT_EQ(files[0].name, "lesson/lesson.html");
    const std::string& page = files[0].bytes;
    for (const char* forbidden : {"<script", "http", "src=\"/", "url("})
        EXPECT_EQ(page.find(forbidden), std::string::npos) << forbidden;
    for (const char* needed : {"Title", "What is taught.", "Otherwise.", "simulated", "seed 1",
                               "data:image/webp;base64,", "6 weeks", "no difference that an eye would see"})
        EXPECT_NE(page.find(needed), std::string::npos) << needed;
    EXPECT_EQ(files[1].bytes.substr(1, 3), "PNG");
    EXPECT_NE(files[1].bytes.find("not a guarantee"), std::string::npos);
    EXPECT_EQ(files[2].bytes.substr(8, 4), "WEBP");
    const Picture sheet = output::lesson_sheet(lesson, cells, 0, 2),
                  frame = output::lesson_sheet(lesson, cells, 1, 2);
    EXPECT_EQ(sheet.width, frame.width);
    EXPECT_EQ(sheet.height - frame.height, 8 + 10);  // one row of pictures and a gap
}

TEST(LessonWords, NameWhatCounts) {
    DotMeans dots = correct_dots;
    dots.delta_e00 = 12, dots.optical_fwhm_mm = .45, dots.retained_share = .5;
    dots.centre.lightness += 3;
    const auto correct = cell_of(correct_dots), other = cell_of(dots);
    EXPECT_EQ(report::compared_words(other, correct),
              "dots 20\u00a0% paler (ΔE\u00a012.0, not 15.0), 25\u00a0% wider (0.45\u00a0mm, not "
              "0.36\u00a0mm), keep 50\u00a0% of their pigment, not 70\u00a0%");
    EXPECT_EQ(report::compared_words(correct, other),
              "dots 25\u00a0% darker (ΔE\u00a015.0, not 12.0), 20\u00a0% narrower (0.36\u00a0mm, not "
              "0.45\u00a0mm), keep 70\u00a0% of their pigment, not 50\u00a0%");
    EXPECT_EQ(report::measured_words(other),
              "143 dots per cm² are seen; a dot keeps 50\u00a0% of its pigment, looks 0.45\u00a0mm wide and "
              "stands out by ΔE\u00a012.0");
}

TEST(LessonWords, AreSilentOnWhatNobodySees) {
    const auto correct = cell_of(correct_dots);
    DotMeans dots = correct_dots;
    dots.delta_e00 *= 1.05, dots.optical_fwhm_mm *= .95, dots.retained_share += .005;
    auto other = cell_of(dots);
    other.area.b -= .5, other.dots_per_cm2 *= 1.05;
    EXPECT_EQ(report::compared_words(other, correct), "no difference that an eye would see");
    DotMeans faint = correct_dots, fainter = faint;
    faint.delta_e00 = 2, fainter.delta_e00 = 1.6;  // a fifth less, but no eye tells them apart
    EXPECT_EQ(report::compared_words(cell_of(fainter), cell_of(faint)),
              "no difference that an eye would see");
    dots.optical_fwhm_mm = std::nan("");  // a dot that has gone has no width
    EXPECT_EQ(report::compared_words(cell_of(dots), correct), "no difference that an eye would see");
}

TEST(LessonWords, TellThePatchWhenEveryDotIsTheSame) {
    const auto correct = cell_of(correct_dots);
    const Xyz plain = xyz_of_lab(correct.area);
    const auto patch_words = [&](double light, double a, double b) {
        auto other = correct;  // behind a grey veil, and then tinted
        other.area = lab_of_xyz({plain.x * light, plain.y * light, plain.z * light});
        other.area.a += a, other.area.b += b;
        const std::string words = report::compared_words(other, correct);
        return words.substr(0, words.find(" (ΔE"));
    };
    EXPECT_EQ(patch_words(.8, 0, 0), "the whole patch darker");
    EXPECT_EQ(patch_words(1.2, 0, 0), "the whole patch paler");
    EXPECT_EQ(patch_words(.8, 0, -3), "the whole patch darker and bluer");
    EXPECT_EQ(patch_words(.8, -2, -2), "the whole patch darker and greyer");
    EXPECT_EQ(patch_words(1.2, 0, 3), "the whole patch paler and warmer");
    EXPECT_EQ(patch_words(1, 3, 0), "the whole patch redder");
    EXPECT_EQ(patch_words(.8, -2, -5), "the whole patch darker and bluer");
    EXPECT_EQ(patch_words(1, -3, -1), "the whole patch greener");

    auto dense = correct;
    dense.dots_per_cm2 = 266, dense.area.lightness -= 6;
    EXPECT_EQ(
        report::compared_words(dense, correct).find("266 dots per cm², not 143; the whole patch darker"), 0u);
}

TEST(LessonWords, DoNotCallAStrongColourDark) {
    DotMeans blue = correct_dots;
    blue.delta_e00 = 24, blue.centre = {55, -4, -12};  // paler than the first column's dots
    EXPECT_EQ(report::compared_words(cell_of(blue), cell_of(correct_dots)),
              "dots stand out 60\u00a0% more (ΔE\u00a024.0, not 15.0)");
}

TEST(LessonWords, DoNotCallDarkSkinPale) {
    DotMeans dots = correct_dots;
    dots.skin = {40, 8, 12}, dots.centre = {35, 7, 10}, dots.delta_e00 = 6;
    auto dark = cell_of(dots);
    dark.area = {38, 8, 11};
    const std::string words = report::compared_words(dark, cell_of(correct_dots));
    EXPECT_EQ(words.find("dots stand out 60\u00a0% less (ΔE\u00a06.0, not 15.0)"), 0u);
    EXPECT_NE(words.find("; the whole patch differs by ΔE"), std::string::npos);
    EXPECT_NE(words.find("as the skin differs"), std::string::npos);
    for (const char* wrong : {"paler", "darker", "warmer", "greyer", "bluer"})
        EXPECT_EQ(words.find(wrong), std::string::npos) << wrong;
}

TEST(LessonFiles, AllCanBeRead) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(fs::path(FADECAST_SOURCE_DIR) / "configs/lessons")) {
        const Lesson lesson = read_lesson(entry.path());
        names.insert(lesson.name);
        EXPECT_GE(lesson.panels.size(), 4u) << lesson.name;
        std::set<std::string> heads;
        for (const LessonPanel& panel : lesson.panels) heads.insert(panel.name);
        EXPECT_EQ(heads.size(), lesson.panels.size()) << lesson.name;
    }
    EXPECT_GE(names.size(), 7u);
}
