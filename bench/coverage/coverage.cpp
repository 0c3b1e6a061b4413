// How often bands of the window hold what happened, before and after observations.
//
//   fadecast_coverage CLIENT.toml > bench/results/coverage.json     (two minutes)
//
// 2,000 synthetic clients, drawn from the priors with the model's own error, and each forecast from others,
// as a plan does. bench/coverage/draw makes docs/coverage.svg of it.

#include "../../tests/support/coverage.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace fadecast;
using Json = nlohmann::ordered_json;

namespace {

constexpr int clients = 2000, pool = 8192, seed = 20261120;

double rounded(double value) { return std::stod(fmt::format("{:.3g}", value)); }

template <typename Values>
Json rounded_all(const Values& values) {
    Json list = Json::array();
    for (const double value : values) list.push_back(rounded(value));
    return list;
}

/// Months at the 2.5, 10, 50, 90 and 97.5 % of members that all count the same.
template <typename Month>
Json spread(const std::vector<MemberWindow>& windows, const Month& month_of) {
    std::vector<int> months;
    for (const MemberWindow& window : windows) months.push_back(month_of(window));
    const std::vector<double> even(months.size(), 1. / double(months.size()));
    Json list = Json::array();
    for (const double share : {.025, .1, .5, .9, .975}) list.push_back(weighted_month(months, even, share));
    return list;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: fadecast_coverage CLIENT.toml > coverage.json\n");
        return 2;
    }
    const test::CoverageStudy study(
        argv[1], {fmt::format("--seed={}", seed)}, pool, clients,
        [](double done) { fmt::print(stderr, "\rfollowing virtual clients: {:.0f} %", 100 * done); });
    fmt::print(stderr, "\n");
    Json result = {{"seed", seed}, {"clients", clients}, {"pool", pool}, {"months", study.months().count()}};
    const auto& windows = study.windows();
    result["months_at_2.5_10_50_90_97.5_percent"] = {
        {"earliest", spread(windows, [](const MemberWindow& w) { return w.earliest; })},
        {"latest", spread(windows, [](const MemberWindow& w) { return w.latest; })},
        {"touch_up_midway",
         spread(windows, [](const MemberWindow& w) { return (w.earliest + w.latest) / 2; })}};
    result["nominal"] = test::Coverage::nominal;
    for (const test::Arm& arm :
         {test::Arm{"nothing observed", ObservationKind::contrast, 1, false},
          test::Arm{"grade, sd .15", ObservationKind::grade, grade_sd},
          test::Arm{"contrast, sd .08", ObservationKind::contrast, contrast_sd},
          test::Arm{"contrast, sd .05", ObservationKind::contrast, .05},
          test::Arm{"area by photo, sd .6", ObservationKind::colour, photo_sd},
          test::Arm{"area by colorimeter, sd .4", ObservationKind::colour, colorimeter_sd}}) {
        const test::Coverage found = study.run(arm);
        result["arms"].push_back({{"name", arm.name},
                                  {"clients", found.clients},
                                  {"earliest", rounded_all(found.earliest)},
                                  {"latest", rounded_all(found.latest)},
                                  {"earliest_told_50_80", rounded_all(found.earliest_told)},
                                  {"latest_told_50_80", rounded_all(found.latest_told)},
                                  {"narrowing_of_latest_80", rounded(found.narrowing)},
                                  {"wider", rounded(found.wider)},
                                  {"effective_members_5_50_95", rounded_all(found.effective)},
                                  {"grown", rounded(found.grown)},
                                  {"tempered", rounded(found.tempered)}});
        fmt::print(stderr, "{} done\n", arm.name);
    }
    fmt::print("{}\n", result.dump(1));
}
