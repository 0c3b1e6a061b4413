// Observations, touch-ups and the edges of the domain, from client files.

#include "config/keys.hpp"
#include "config/observations.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/colour.hpp>
#include <fadecast/config.hpp>
#include <fadecast/population.hpp>
#include <fadecast/simulation.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

#include <unistd.h>

using namespace fadecast;
namespace fs = std::filesystem;

namespace {

class Observe : public testing::Test {
protected:
    fs::path write(const std::string& text) {
        std::ofstream(folder_ / "client.toml", std::ios::binary) << text;
        return folder_ / "client.toml";
    }
    /// A client of two sessions, the last on 2026-03-16, in line 7.
    static std::string client(const std::string& more = "", const std::string& before = "") {
        return "id = \"m\"\nskin = { fitzpatrick = 2 }\n" + before +
               "[[session]]\ndate = 2026-03-02\npigment = \"carbon-black\"\n[[session]]\ndate = 2026-03-16\n"
               "pigment = \"carbon-black\"\n" +
               more;
    }
    Case read(const std::string& more = "", const std::vector<std::string>& settings = {}) {
        return read_case(write(client(more)), settings);
    }
    std::string without_folder(std::string message) const {
        for (std::size_t at; (at = message.find((folder_ / "").string())) != message.npos;)
            message.erase(at, (folder_ / "").string().size());
        return message;
    }
    std::string message_of(const std::string& more, const std::vector<std::string>& settings = {}) {
        return without_folder(test::message_of([&] { read(more, settings); }));
    }
    std::string refusal(const std::string& text, const std::vector<ObservationKey>& keys) {
        const fs::path file = write(text);
        return without_folder(test::message_of([&] { with_observation(file, keys); }));
    }
    test::TemporaryFolder folder_;
};

std::string seen(const std::string& date, const std::string& what) {
    return "[[observation]]\ndate = " + date + "\n" + what + "\n";
}
std::string session(const std::string& date, const std::string& more = "") {
    return "[[session]]\ndate = " + date + "\npigment = \"carbon-black\"\n" + more;
}
std::string told(const Case& client) {
    std::string all;
    for (const std::string& sentence : client.assumed) all += sentence + "\n";
    return all;
}
bool says(const std::string& text, const std::string& piece) { return text.find(piece) != text.npos; }

const std::string two_colours = "lab = [55, 9, 13]\nskin_lab = [66, 9, 15]";
const std::vector<ObservationKey> grade_one{{"date", "2027-05-11", "--date 2027-05-11"},
                                            {"grade", "1", "--grade 1"}};

}  // namespace

TEST_F(Observe, ReadsEachKindWithItsError) {
    const Case client =
        read(seen("2028-05-01", "grade = 2\nzone = \"crown\"\nby = \"artist\"") +
             seen("2027-05-01", two_colours) + seen("2027-06-01", two_colours + "\nphoto = \"IMG_1.jpg\"") +
             seen("2027-07-01", "contrast = \"85 %\"") +
             seen("2027-08-01", "contrast = 0.8\nsd = 0.2\nnotes = \"window light\""));
    ASSERT_EQ(client.observations.size(), 5u);
    const auto at = [&](int i) -> const Observation& { return client.observations[i]; };
    const Observation &colour = at(0), &photo = at(1), &contrast = at(2), &rough = at(3), &grade = at(4);
    EXPECT_EQ(colour.kind, ObservationKind::colour);
    EXPECT_EQ(colour.value, delta_e00({55, 9, 13}, {66, 9, 15}));
    EXPECT_EQ(colour.sd, colorimeter_sd);
    EXPECT_EQ(colour.source, "colorimeter");
    EXPECT_FALSE(colour.zone);
    EXPECT_EQ(photo.sd, photo_sd);
    EXPECT_EQ(photo.source, "photo IMG_1.jpg");
    EXPECT_EQ(contrast.kind, ObservationKind::contrast);
    EXPECT_EQ(contrast.value, .85);
    EXPECT_EQ(contrast.sd, contrast_sd);
    EXPECT_EQ(rough.sd, .2);
    EXPECT_EQ(grade.kind, ObservationKind::grade);
    EXPECT_EQ(grade.value, 2);
    EXPECT_EQ(grade.sd, grade_sd);
    EXPECT_EQ(grade.zone, Zone::crown);
    EXPECT_EQ(grade.source, "seen by eye by artist");
    EXPECT_EQ(iso_date(grade.date), "2028-05-01");  // in order of date, not of the file
    EXPECT_EQ(client.record.at("observation 5 notes"), "window light");
}

TEST_F(Observe, MovesTheDayOfTheForecastUnlessItWasEntered) {
    EXPECT_EQ(iso_date(read().as_of), "2026-03-16");
    EXPECT_EQ(iso_date(read(seen("2027-05-01", "grade = 1")).as_of), "2027-05-01");
    EXPECT_EQ(iso_date(read(seen("2027-05-01", "grade = 1"), {"as_of=2027-06-01"}).as_of), "2027-06-01");
    EXPECT_EQ(
        message_of(seen("2027-05-01", "grade = 1"), {"as_of=2027-04-30"}),
        "client.toml:10:8: observation of 2027-05-01 is later than as_of 2027-04-30; set as_of to its day "
        "or later, or leave as_of out");
}

TEST_F(Observe, RefusesWhatCannotHaveBeenSeen) {
    EXPECT_EQ(
        message_of(seen("2026-04-26", "grade = 1")),
        "client.toml:10:8: observation of 2026-04-26 is 41 days after the session of 2026-03-16: it still "
        "heals; wait until 2026-04-27");
    EXPECT_EQ(message_of(seen("2026-04-27", "grade = 1")), "");
    EXPECT_TRUE(says(message_of(seen("2026-03-02", "grade = 1")), "is not after the first session"));
    EXPECT_TRUE(says(message_of(seen("2026-03-16", "grade = 1")), "wait until 2026-04-27"));
    EXPECT_TRUE(says(message_of(seen("2046-06-01", "grade = 1")), "is past the horizon of 20 years"));
    const auto at = [&](const std::string& what) { return message_of(seen("2027-05-01", what)); };
    EXPECT_TRUE(says(at("zone = \"top\""), "client.toml:9:1: the observation says nothing; give one of"));
    EXPECT_TRUE(says(at("grade = 1\ncontrast = 0.9"),
                     "client.toml:12:12: grade and contrast in one observation; keep one"));
    EXPECT_TRUE(says(at("lab = [55, 9, 13]"), "client.toml:11:7: lab without skin_lab"));
    EXPECT_TRUE(says(at("skin_lab = [55, 9, 13]"), "client.toml:11:12: skin_lab without lab"));
    EXPECT_TRUE(says(at("lab = [66, 9, 15]\nskin_lab = [55, 9, 13]"), "are the two swapped?"));
    EXPECT_TRUE(says(at("grade = 5"), "grade = 5 is out of range; allowed: 0 to 4"));
    EXPECT_TRUE(says(at("grade = 1.5"), "a whole number from 0 to 4"));
    EXPECT_TRUE(says(at("contrast = 1.6"), "allowed: 0 to 1.5"));
    EXPECT_TRUE(says(at("grade = 1\nsd = 0.6"),
                     "client.toml:12:6: sd = 0.6 is out of range; allowed of a grade: 0.01 to 0.5"));
    EXPECT_TRUE(says(at("grade = 1\nzone = \"nape\""), "zone = \"nape\" is not known"));
    EXPECT_TRUE(says(at("graed = 1"), "did you mean \"grade\"?"));
    EXPECT_EQ(at(two_colours + "\nsd = 2"), "");
}

TEST_F(Observe, KeepsWhatWasSeenBeforeATouchUpForTheRecord) {
    const Case client = read(session("2030-03-16") + seen("2028-01-01", "grade = 1\nby = \"me\"") +
                             seen("2030-03-16", "grade = 3") + seen("2031-01-01", "grade = 0"));
    ASSERT_EQ(client.observations.size(), 1u);
    EXPECT_EQ(iso_date(client.observations[0].date), "2031-01-01");
    EXPECT_EQ(client.record.at("observation 1 by"), "me");
    EXPECT_TRUE(says(told(client), "2 observations from before the last session are for the record only"));
}

TEST_F(Observe, ReadsWhatTouchUpsShallKeepUp) {
    const TouchUpOptions usual = read().touch_up;
    EXPECT_EQ(usual.horizon_year, 15);
    EXPECT_EQ(usual.probability, .8);
    EXPECT_FALSE(usual.price);
    const TouchUpOptions own = read(
                                   "[touch_up]\nhorizon = \"10 year\"\nprobability = \"90 %\"\nprice = 350\n"
                                   "currency = \"GBP\"\nvisit_hours = \"90 min\"\n")
                                   .touch_up;
    EXPECT_EQ(own.horizon_year, 10);
    EXPECT_EQ(own.probability, .9);
    EXPECT_EQ(own.price, 350);
    EXPECT_EQ(own.currency, "GBP");
    EXPECT_NEAR(own.visit_hour, 1.5, 1e-12);
    EXPECT_TRUE(says(message_of("[touch_up]\nprobability = 1\n"),
                     "client.toml:10:15: probability = 1 is out of range; allowed: 0.5 to 0.99"));
    EXPECT_TRUE(says(message_of("[touch_up]\nhorizon = 10\n"), "such as \"10 year\""));
}

TEST_F(Observe, IsInTheResolvedInputsAndInTheSchema) {
    const auto inputs = nlohmann::json::parse(resolved_inputs(
        read(seen("2027-05-01", two_colours + "\nzone = \"temples\"") + "[touch_up]\nprice = 350\n")));
    const auto& colour = inputs["observations"].at(0);
    EXPECT_EQ(colour["kind"], "colour");
    EXPECT_EQ(colour["zone"], "temples");
    EXPECT_EQ(colour["lab"], (nlohmann::json{55, 9, 13}));
    EXPECT_EQ(colour["sd"], colorimeter_sd);
    EXPECT_EQ(inputs["touch_up"]["price"], 350);
    EXPECT_EQ(inputs["touch_up"]["probability"], .8);
    EXPECT_EQ(inputs["model_error_factor"], 1);
    const auto schema = nlohmann::json::parse(client_schema_json())["properties"];
    EXPECT_EQ(schema["observation"]["items"]["properties"].size(), keys_of("observation").size());
    EXPECT_EQ(schema["observation"]["items"]["required"], (nlohmann::json{"date"}));
    EXPECT_EQ(schema["touch_up"]["properties"].size(), keys_of("touch_up").size());
}

TEST_F(Observe, AppendsABlockAndLeavesTheRestOfTheTextAlone) {
    const std::string block = "\n[[observation]]\ndate = 2027-05-11\ngrade = 1\n";
    for (const std::string& text : {client(), client("# a comment at the end"), client("\n\n"),
                                    client("[forecast]\nmembers = 28   # inside a table\n")}) {
        const ObservedFile observed = with_observation(write(text), grade_one);
        EXPECT_EQ(observed.block, block);
        EXPECT_EQ(observed.text, text + (text.back() == '\n' ? "" : "\n") + block);
        EXPECT_EQ(observed.client.observations.size(), 1u);
        EXPECT_EQ(observed.added.value, 1);
        EXPECT_EQ(iso_date(observed.client.as_of), "2027-05-11");
        EXPECT_EQ(read_case(write(observed.text), {}).observations.size(), 1u);
    }
    std::string dos = client();
    for (std::size_t at = 0; (at = dos.find('\n', at)) != dos.npos; at += 2) dos.insert(at, "\r");
    EXPECT_TRUE(with_observation(write(dos), grade_one).text.ends_with("\r\ngrade = 1\r\n"));
}

TEST_F(Observe, WritesTextsAsTextsWhateverIsInThem) {
    std::vector<ObservationKey> keys = grade_one;
    const std::string name = "a \"b\" \\ [[session]]\n2027.jpg";
    keys.push_back({"photo", name, "--photo", true});
    const ObservedFile observed = with_observation(write(client()), keys);
    EXPECT_EQ(observed.added.source, "photo " + name);
    EXPECT_EQ(observed.client.sessions.size(), 2u);
}

TEST_F(Observe, AppendsNothingThatWouldNotRead) {
    const auto with = [](const char* key, const std::string& value) {
        std::vector<ObservationKey> keys = grade_one;
        for (ObservationKey& each : keys)
            if (each.key == key) each.value = value, each.where = std::string("--") + key + " " + value;
        return keys;
    };
    EXPECT_EQ(refusal(client(), with("grade", "7")), "--grade 7: grade = 7 is out of range; allowed: 0 to 4");
    EXPECT_TRUE(says(refusal(client(), with("grade", "1\n[[session]]\ndate = 2027-01-01")), "is a text"));
    EXPECT_TRUE(says(refusal(client(), with("date", "tomorrow")), "--date tomorrow: date = \"tomorrow\""));
    EXPECT_TRUE(says(refusal(client(), with("date", "2026-04-01")), "wait until 2026-04-27"));
    EXPECT_TRUE(
        says(refusal(client(session("2030-03-16")), grade_one), "would not count; is the date right?"));
    EXPECT_TRUE(says(refusal("as_of = 2027-01-01\n" + client(), grade_one), "is later than as_of"));
    EXPECT_TRUE(says(refusal(client("shad = 2\n"), grade_one), "client.toml:9:1: unknown key \"shad\""));
    EXPECT_EQ(refusal(client(seen("2027-05-11", "grade = 1")), grade_one),
              "--date 2027-05-11: the same observation is in client.toml already; nothing was added");
    EXPECT_EQ(refusal(client(seen("2027-05-11", "grade = 1\nby = \"me\"")), grade_one), "");
    // A list in brackets takes no further blocks.
    EXPECT_TRUE(
        says(refusal(client("", "observation = [{date = 2027-01-01, grade = 1}]\n"), grade_one), "not TOML"));
}

TEST_F(Observe, LetsATouchUpGoOverAllOldDots) {
    const Case client = read(session("2030-03-16", "shade = 0.5\n") + session("2030-03-30"));
    ASSERT_EQ(client.sessions.size(), 4u);
    EXPECT_EQ(client.sessions[0].density_share + client.sessions[1].density_share, 1);
    for (int s : {2, 3}) {
        EXPECT_EQ(client.sessions[s].density_share, 0);
        EXPECT_EQ(client.sessions[s].again_share, 1);
    }
    EXPECT_TRUE(says(told(client), "the touch-up of Mar 2030, Mar 2030 was not entered"));
    EXPECT_FALSE(says(told(read(session("2026-09-12"))), "touch-up"));  // 180 days later
    EXPECT_TRUE(says(told(read(session("2026-09-13"))), "touch-up"));
}

TEST_F(Observe, TakesWhatIsEnteredOfATouchUp) {
    const std::vector<std::string> initial{"session.1.density_share=0.5", "session.2.density_share=0.3"};
    const Case beside = read(session("2030-03-16", "density_share = 0.2\n"), initial);
    EXPECT_NEAR(beside.sessions[2].density_share, .2, 1e-15);
    EXPECT_EQ(beside.sessions[2].again_share, 0);
    const Case over = read(session("2030-03-16", "density_share = 0.2\nover_old_dots = 0.8\n"), initial);
    EXPECT_NEAR(over.sessions[2].again_share, .16 / .8, 1e-15);
    EXPECT_NEAR(over.sessions[2].density_share, .04 / .84, 1e-15);
    EXPECT_FALSE(says(told(over), "touch-up"));
    const Case silent =
        read(session("2030-03-16"), {"session.1.density_share=0.5", "session.2.density_share=0.5"});
    EXPECT_EQ(silent.sessions[2].again_share, 1);
    EXPECT_TRUE(says(message_of(session("2030-03-16", "density_share = 0.2\n")), "give it for all or none"));
    EXPECT_TRUE(says(message_of(session("2030-03-16", "over_old_dots = 0.2\n")),
                     "over_old_dots of session 3, a touch-up, needs density_share of all sessions"));
    EXPECT_EQ(
        message_of(session("2030-03-16"), {"session.3.pigment=azo-red"}),
        "--set session.3.pigment=azo-red: session 1 used \"carbon-black\" and this one \"azo-red\"; pigment "
        "onto other pigment cannot be followed; enter density_share for all sessions, so that its dots lie "
        "beside the old ones");
    EXPECT_TRUE(says(message_of(session("2057-03-16")), "at most 30 can be followed"));
    std::string many;
    for (int year = 2027; year < 2042; ++year) many += session(std::to_string(year) + "-03-16");
    EXPECT_TRUE(says(message_of(many), "17 sessions; allowed: 1 to 16"));
}

TEST_F(Observe, PuncturesEveryDotOfATouchedUpClientAgainAndSetsNoNewOnes) {
    const Case client = read(session("2030-03-16", "shade = 0.5\n"), {"--members=64"});
    const Population population = draw_population(client);
    for (const DotInput& dot : population.dots) {
        EXPECT_LT(dot.session, 2);
        EXPECT_EQ(dot.again[2], .5);
    }
    EXPECT_EQ(population.dots.front().session, 1);  // the typical dot: of the last session that set any
}

// The typical dot gets as much ink once more, of which as much stays as of the first; of the first, some is
// left after four years.
TEST_F(Observe, FollowsADotThroughItsTouchUp) {
    const std::vector<std::string> small{"--members=8", "forecast.horizon=1 year"};
    const auto at_day_42 = [](const Simulation& run, const std::string& name) {
        const std::size_t t = std::find(run.time_day.begin(), run.time_day.end(), 42) - run.time_day.begin();
        for (const Simulation::Scalar& scalar : run.scalars)
            if (scalar.name == name) return scalar.values.at(t);
        throw Error("no scalar " + name);
    };
    const Simulation once = simulate_dot(read("", small), Backend::cpu(), nominal_member),
                     twice = simulate_dot(read(session("2030-03-16"), small), Backend::cpu(), nominal_member);
    EXPECT_NEAR(at_day_42(twice, "deposited_mass") / at_day_42(once, "deposited_mass"), 2,
                1e-5);  // of floats
    const double retained = at_day_42(twice, "retained_mass") / at_day_42(once, "retained_mass");
    EXPECT_GT(retained, 1.1);
    EXPECT_LT(retained, 2);
    for (const Simulation::Scalar& scalar : twice.scalars)
        for (const double value : scalar.values) EXPECT_TRUE(std::isfinite(value)) << scalar.name;
}

TEST_F(Observe, RefusesOrWidensAtTheEdgeOfTheModel) {
    const auto with = [&](const std::string& condition) {
        return read("", {"skin.conditions=[\"" + condition + "\"]"});
    };
    for (const char* condition : {"keloid", "active_dermatosis", "laser_treated"}) {
        EXPECT_THROW(with(condition), DomainError) << condition;
        const std::string message = message_of("", {std::string("skin.conditions=[\"") + condition + "\"]"});
        EXPECT_TRUE(says(message, "the model says nothing about skin with") && says(message, ": ") &&
                    says(message, "no forecast is made"))
            << message;
    }
    for (const char* condition : {"autoimmune", "immunosuppressed", "diabetes", "psoriasis", "eczema"}) {
        const Case client = with(condition);
        EXPECT_EQ(client.model_error_factor, 1.5) << condition;
        EXPECT_TRUE(says(told(client), std::string("in skin with ") + condition + "; the model's own error"))
            << condition;
    }
    EXPECT_EQ(with("blood_thinner").model_error_factor, 1);
    EXPECT_FALSE(says(told(with("blood_thinner")), "own error"));
    const Case treated = read("[[laser]]\ndate = 2028-05-01\n");
    EXPECT_EQ(treated.model_error_factor, 1.5);
    EXPECT_TRUE(says(told(treated), "the model's own error is taken to be 1.5 times as large"));
    EXPECT_THROW(read("", {"session.2.pigment=unknown"}), DomainError);
    EXPECT_TRUE(says(message_of("", {"session.2.pigment=unknown"}), "ask who set the dots"));
}
