// A validation as JSON, as a table and as chapters of docs/validation.md.

#include "output/validation_documents.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace fadecast::output {
namespace {

using validation::Comparison, validation::Validation;
using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

int decimals(double step) { return std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 6); }

/// As printed where it comes from.
std::string reference_of(const Comparison& each) {
    if (!each.has_reference()) return "";
    const auto printed = [&](double value) {
        return each.half_digit > 0 ? fmt::format("{:.{}f}", value, decimals(2 * each.half_digit))
                                   : fmt::format("{}", value);
    };
    if (each.low == each.high) return printed(each.low);
    if (std::isinf(each.low)) return "≤ " + printed(each.high);
    return printed(each.low) + " to " + printed(each.high);
}

/// One digit more than the reference has, else three significant ones.
std::string ours_of(const Comparison& each) {
    const double size = std::abs(each.ours);
    if (size < 1e-3) return fmt::format("{:.1e}", each.ours);
    return fmt::format(
        "{:.{}f}", each.ours,
        decimals(each.half_digit > 0 ? each.half_digit / 5 : std::pow(10, std::floor(std::log10(size)) - 2)));
}

/// Ours, reference, error and verdict as words.
struct Words {
    std::string ours, reference, error, verdict;

    explicit Words(const Comparison& each)
        : ours(ours_of(each)),
          reference(reference_of(each)),
          error(std::isfinite(each.error) ? fmt::format("{:.1e}", each.error) : ""),
          verdict(!each.has_reference() ? ""
                  : each.holds()        ? "holds"
                                        : "misses: " + each.miss()) {
        if (each.unit != "1") ours += " " + each.unit;
    }
};

/// Width on a screen: bytes of UTF-8 that begin a character.
std::size_t width_of(const std::string& text) {
    return std::size_t(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}
std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width > width_of(text) ? width - width_of(text) : 0, ' ');
}

std::string summary(const Validation& all) {
    int compared = 0;
    for (const auto& chapter : all.chapters)
        for (const Comparison& each : chapter.comparisons) compared += each.has_reference();
    return fmt::format("{} of {} comparisons hold", compared - all.misses(), compared);
}

/// Lines of at most 120 characters.
std::string filled(const std::string& text) {
    std::string lines;
    std::size_t column = 0;
    std::istringstream words(text);
    for (std::string word; words >> word; column += width_of(word) + 1) {
        const bool fits = column + width_of(word) <= 120;
        if (!fits) column = 0;
        lines += (lines.empty() ? "" : fits ? " " : "\n") + word;
    }
    return lines;
}

}  // namespace

std::string validation_json(const Validation& all) {
    Json chapters = Json::array();
    for (const auto& chapter : all.chapters) {
        Json comparisons = Json::array();
        for (const Comparison& each : chapter.comparisons)
            comparisons.push_back(
                {{"what", each.what},
                 {"unit", each.unit},
                 {"ours", number(each.ours)},
                 {"reference", each.has_reference() ? Json{number(each.low), number(each.high)} : Json()},
                 {"error", number(each.error)},
                 {"tolerance", each.tolerance},
                 {"holds", each.has_reference() ? Json(each.holds()) : Json()},
                 {"cause", each.holds() ? Json() : Json(each.miss())}});
        chapters.push_back(
            {{"title", chapter.title}, {"source", chapter.source}, {"comparisons", comparisons}});
    }
    const Json json = {{"photons", all.photons}, {"seed", all.seed},     {"seconds", all.seconds},
                       {"device", all.device},   {"holds", all.holds()}, {"misses", all.misses()},
                       {"chapters", chapters}};
    return json.dump(2);
}

std::string validation_table(const Validation& all) {
    std::size_t longest = 0;
    for (const auto& chapter : all.chapters)
        for (const Comparison& each : chapter.comparisons) longest = std::max(longest, width_of(each.what));
    std::string text;
    for (const auto& chapter : all.chapters) {
        text += fmt::format("{}\n", chapter.title);
        for (const Comparison& each : chapter.comparisons) {
            const Words words(each);
            std::string line = "  " + padded(each.what, longest + 2) + padded(words.ours, 14) +
                               padded(words.reference, 15) +
                               padded(words.error.empty() ? "" : "± " + words.error, 11) + words.verdict;
            line.erase(line.find_last_not_of(' ') + 1);
            text += line + "\n";
        }
    }
    return text +
           fmt::format("{} in {:.1f} s; columns: ours, reference, error, verdict", summary(all), all.seconds);
}

std::string validation_markdown(const Validation& all) {
    std::string text =
        "## Light, skin and pigment against references\n\n" +
        filled(fmt::format(
            "Made by `fadecast validate --photons {} --seed {} --markdown`, which runs what it tells of. {}. "
            "The reference numbers stand in `src/validation/reference_values.hpp`.",
            all.photons, all.seed, summary(all))) +
        "\n";
    for (const auto& chapter : all.chapters) {
        text += fmt::format("\n### {}\n\n{}\n\n{}\n\n", chapter.title, filled(chapter.text),
                            filled(fmt::format("Source: {}.", chapter.source)));
        text += "| | ours | reference | error of ours | verdict |\n|---|---|---|---|---|\n";
        for (const Comparison& each : chapter.comparisons) {
            const Words words(each);
            text += fmt::format("| {} | {} | {} | {} | {} |\n", each.what, words.ours, words.reference,
                                words.error, words.verdict);
        }
    }
    return text;
}

}  // namespace fadecast::output
