// The scorecard for people and for programs.

#include <fadecast/score.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace fadecast {
namespace {

using Json = nlohmann::ordered_json;
using enum ScoredQuantity;

constexpr const char* quantity_names[] = {"contrast", "grade", "colour", "early line", "late line"};
const std::vector<ScoredQuantity> observed{contrast, grade, colour}, lines{early_line, late_line};

struct Group {
    const char* name;
    std::vector<ScoredCase> cases;
};

std::vector<Group> groups_of(const Scorecard& card) {
    return {{"all observations", card.of(observed)},
            {"  contrast", card.of({contrast})},
            {"  grade", card.of({grade})},
            {"  colour", card.of({colour})},
            {"  within a year", card.of(observed, 0, 1)},
            {"  after 1 to 3 years", card.of(observed, 1, 3)},
            {"  after 3 years", card.of(observed, 3)},
            {"early line reached", card.of({early_line})},
            {"late line reached", card.of({late_line})}};
}

/// Six significant digits.
Json rounded(double value) { return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr); }

std::string percent(const Coverage& coverage) {
    return fmt::format("{:3.0f} % ({:.0f}-{:.0f})", 100 * coverage.share, 100 * coverage.interval[0],
                       100 * coverage.interval[1]);
}

/// What the coverage of all observations means.
std::string verdict(const std::vector<ScoredCase>& cases) {
    const Coverage coverage = coverage_of(cases, .8);
    if (coverage.cases == 0)
        return "No observation has come after these plans that they can be held against.";
    if (coverage.effective < fewest_effective)
        return fmt::format(
            "This says nothing yet: the observations are worth {:.1f} independent cases, and {:.0f} are the "
            "least.",
            coverage.effective, fewest_effective);
    std::string words = fmt::format("The 80 % bands held {:.0f} % of what was seen, ", 100 * coverage.share);
    if (coverage.interval[1] < .8)
        words += "too few: the forecasts are surer than they should be.";
    else if (coverage.interval[0] > .8)
        words += "more than they promise: the forecasts could be surer.";
    else
        words += fmt::format("as promised as far as {:.0f} cases can tell.", std::floor(coverage.effective));
    double position = 0;
    for (const ScoredCase& each : cases) position += (each.low + each.high) / 2 / double(cases.size());
    // Positions of calibrated forecasts are even between 0 and 1; a mean as far off by chance is one in a
    // hundred.
    if (std::abs(position - .5) > 2.58 * std::sqrt(1 / 12. / coverage.effective))
        words += position < .5 ? " Dots fade faster than forecast." : " Dots fade slower than forecast.";
    return words;
}

/// Cases wholly outside their 80 % band, the worst first.
std::vector<ScoredCase> misses_of(const Scorecard& card) {
    std::vector<ScoredCase> misses;
    const auto tail = [](const ScoredCase& each) { return std::min(each.high, 1 - each.low); };
    std::ranges::copy_if(card.cases, std::back_inserter(misses),
                         [&](const ScoredCase& each) { return tail(each) < .1; });
    std::ranges::stable_sort(misses, {}, tail);
    return misses;
}

// A plot of 400 x 400 with its axes from 0 to 100 %.
std::string calibration_plot(double left, const std::string& title, const std::vector<ScoredCase>& cases) {
    constexpr double size = 400, upper = 70;
    const auto x = [&](double share) { return left + size * share; };
    const auto y = [&](double share) { return upper + size * (1 - share); };
    const auto text = [](double at_x, double at_y, const char* anchor, const std::string& words) {
        return fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>\n", at_x, at_y,
                           anchor, words);
    };
    std::string svg = fmt::format(
        "<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.0f}\" fill=\"#fff\" "
        "stroke=\"#9aa7ad\"/>\n",
        left, upper, size, size);
    const Coverage all = coverage_of(cases, .8);
    svg += text(x(.5), upper - 30, "middle", title);
    svg += text(x(.5), upper - 10, "middle",
                fmt::format("{} cases of {} clients, worth {:.1f}", all.cases, all.clients, all.effective));
    for (int tenth = 0; tenth <= 10; tenth += 2) {
        svg += text(x(tenth / 10.), upper + size + 22, "middle", fmt::format("{} %", 10 * tenth));
        svg += text(left - 8, y(tenth / 10.) + 5, "end", fmt::format("{} %", 10 * tenth));
    }
    svg += text(x(.5), upper + size + 46, "middle", "across: promised by the band; up: held by it");
    if (cases.empty()) return svg + text(x(.5), y(.5), "middle", "none yet");

    std::string forth, back, curve, dots;
    for (int tenth = 1; tenth <= 9; ++tenth) {
        const double nominal = tenth / 10.;
        const auto [low, high] = wilson_interval(nominal, all.effective);
        forth += fmt::format("{:.1f},{:.1f} ", x(nominal), y(low));
        back = fmt::format("{:.1f},{:.1f} ", x(nominal), y(high)) + back;
        const double share = coverage_of(cases, nominal).share;
        curve += fmt::format("{:.1f},{:.1f} ", x(nominal), y(share));
        dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\" fill=\"#16465c\"/>\n", x(nominal),
                            y(share));
    }
    svg += fmt::format("<polygon points=\"{}{}\" fill=\"#d9e3e8\"/>\n", forth, back);
    svg += fmt::format(
        "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#1b2a33\" stroke-dasharray=\"6 5\"/>\n", x(0),
        y(0), x(1), y(1));
    return svg +
           fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"#16465c\" stroke-width=\"2\"/>\n",
                       curve) +
           dots;
}

}  // namespace

std::string score_table(const Scorecard& card) {
    std::string text = fmt::format("Plans: {}, of clients: {}\n\n", card.plans, card.clients);
    if (!card.cases.empty())
        text += fmt::format("{:<21}{:>6}{:>9}{:>7}   {:<15}{:<15}{}\n", "", "cases", "clients", "worth",
                            "in 50 % band", "in 80 % band", "width of 80 % band");
    for (const Group& group : groups_of(card)) {
        if (group.cases.empty()) continue;
        const Coverage coverage = coverage_of(group.cases, .8);
        const bool line =
            group.cases.front().quantity == early_line || group.cases.front().quantity == late_line;
        text += fmt::format(
            "{:<21}{:>6}{:>9}{:>7.1f}   {:<15}{:<15}{}\n", group.name, coverage.cases, coverage.clients,
            coverage.effective, percent(coverage_of(group.cases, .5)), percent(coverage),
            line ? fmt::format("{:.0f} months", coverage.width) : fmt::format("{:.2f}", coverage.width));
    }
    if (!card.cases.empty())
        text += "\nIn brackets: 90 % interval of as many independent cases as these are worth.\n";
    for (const ScoredQuantity end : lines) {
        const auto cases = card.of({end});
        const auto open = std::ranges::count_if(cases, &ScoredCase::tells_nothing);
        if (open)
            text += fmt::format("When the {1} was reached cannot be told yet of {2} of {0} plans.\n",
                                cases.size(), quantity_names[int(end)], open);
    }
    text += verdict(card.of(observed)) + "\n";
    const auto misses = misses_of(card);
    if (!misses.empty()) text += fmt::format("\nOutside the 80 % band: {}; the worst:\n", misses.size());
    for (std::size_t i = 0; i < std::min<std::size_t>(5, misses.size()); ++i)
        text +=
            fmt::format("  {}, plan of {}, on {}: {}  ({})\n", misses[i].client, iso_date(misses[i].as_of),
                        iso_date(misses[i].date), misses[i].words, misses[i].plan);
    if (!card.not_scored.empty()) text += "\nNot scored:\n";
    for (const auto& [reason, number] : card.not_scored) text += fmt::format("  {:>4}  {}\n", number, reason);
    return text;
}

std::string score_json(const Scorecard& card, const std::string& version) {
    Json groups = Json::array(), cases = Json::array(), not_scored = Json::object();
    for (const Group& group : groups_of(card)) {
        Json calibration = Json::array();
        for (const double nominal : {.1, .2, .3, .4, .5, .6, .7, .8, .9}) {
            const Coverage coverage = coverage_of(group.cases, nominal);
            calibration.push_back(
                {{"nominal", nominal},
                 {"observed", group.cases.empty() ? Json(nullptr) : rounded(coverage.share)},
                 {"interval", {rounded(coverage.interval[0]), rounded(coverage.interval[1])}}});
        }
        const Coverage coverage = coverage_of(group.cases, .8);
        const std::string name = group.name;
        groups.push_back({{"name", name.substr(name.find_first_not_of(' '))},
                          {"cases", coverage.cases},
                          {"clients", coverage.clients},
                          {"worth", rounded(coverage.effective)},
                          {"mean_width", group.cases.empty() ? Json(nullptr) : rounded(coverage.width)},
                          {"coverage", calibration}});
    }
    for (const ScoredCase& each : card.cases)
        cases.push_back({{"client", each.client},
                         {"plan", each.plan},
                         {"as_of", iso_date(each.as_of)},
                         {"date", iso_date(each.date)},
                         {"quantity", quantity_names[int(each.quantity)]},
                         {"position", {rounded(each.low), rounded(each.high)}},
                         {"inside_50", rounded(each.inside(.5))},
                         {"inside_80", rounded(each.inside(.8))},
                         {"width", rounded(each.width)},
                         {"words", each.words}});
    for (const auto& [reason, number] : card.not_scored) not_scored[reason] = number;
    const Json json{{"format", "fadecast scorecard"},
                    {"format_version", "1.0"},
                    {"version", version},
                    {"plans", card.plans},
                    {"clients", card.clients},
                    {"verdict", verdict(card.of(observed))},
                    {"groups", groups},
                    {"cases", cases},
                    {"not_scored", not_scored},
                    {"left_out", card.notes},
                    {"skipped", card.skipped}};
    return json.dump(1) + "\n";
}

std::string score_svg(const Scorecard& card) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1010 560\" "
           "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" font-size=\"15\" "
           "fill=\"#1b2a33\">\n"
           "<title>What the bands promised and what they held</title>\n"
           "<rect width=\"1010\" height=\"560\" fill=\"#fff\"/>\n" +
           calibration_plot(70, "Observations inside the band", card.of(observed)) +
           calibration_plot(570, "Days of the two lines inside the band", card.of(lines)) +
           "<text x=\"70\" y=\"548\" font-size=\"13\">Grey: what chance allows, 90 %. Above the dashed line "
           "bands are wider "
           "than need be, below it too narrow.</text>\n</svg>\n";
}

}  // namespace fadecast
