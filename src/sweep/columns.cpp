// Names of outputs, and what they read of an ensemble.

#include "sweep/columns.hpp"

#include <fadecast/reservoir.hpp>

#include "config/did_you_mean.hpp"
#include "config/units.hpp"
#include "forecast/follow.hpp"

#include <fmt/format.h>
#include <dose.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <span>

namespace fadecast {
namespace {

constexpr std::string_view at_word = " at ";

/// Outputs that are read of a member in a way of their own.
constexpr SeriesKind specials[] = {
    {"earliest_month", "1", "first calendar month from day 0 in which new ink no longer merges with old"},
    {"latest_month", "1", "first calendar month from day 0 in which the window has ended"},
    {"ended_by", "1", "what ends the window"},
    {"durability", "year",
     "time from day 0 until contrast, with the model's own error, falls below the late line"},
};
constexpr const char* limit_words[limit_count] = {"contrast", "width", "realism", "greying", "loss"};

constexpr SeriesKind implied[] = {
    {"implied_ink_volume", "nL", "diluted ink per dot that the draws imply"},
    {"macrophage_lifetime", "year", "half-life of pigment in a macrophage, implied by the draws"},
    {"hop_length", "mm", "mean way of pigment between two macrophages, implied"},
};

double last_day(const Case& client) { return snapshot_days(client).back(); }

/// "contrast at 5y" as its series and day.
std::pair<std::string, std::optional<double>> split(const std::string& output) {
    const auto at = output.find(at_word);
    if (at == output.npos) return {output, std::nullopt};
    return {output.substr(0, at), day_of(output.substr(at + at_word.size()))};
}

/// Letters, digits and underscores only, as names of variables go.
std::string variable_name(std::string name) {
    for (char& letter : name)
        if (!std::isalnum((unsigned char)letter)) letter = '_';
    return name;
}

double durability_year(const Case& client, const Ensemble& ensemble, int member) {
    const MemberSeries& contrast = ensemble.of("contrast");
    const double line = window_lines(client).late;
    const auto seen = [&](double day) {
        return ensemble.at(contrast, member, day) +
               client.model_error_factor * ensemble.error_at(member, day);
    };
    // The last crossing, as a window counts: what darkens again was not gone.
    const std::vector<double>& days = ensemble.time_day;
    for (std::size_t t = days.size(); t-- > 0;) {
        if (days[t] < healed_day) return days[t] / day_per_year;
        const double here = seen(days[t]);
        if (here < line) continue;
        if (t + 1 == days.size()) return days[t] / day_per_year;
        const double next = seen(days[t + 1]);
        return std::lerp(days[t], days[t + 1], (here - line) / (here - next)) / day_per_year;
    }
    return 0;
}

}  // namespace

std::vector<Column> output_columns(const std::vector<std::string>& outputs, const Case& client, bool draws,
                                   bool realism) {
    std::vector<Column> columns;
    const std::span<const SeriesKind> all_series = ensemble_series();
    std::vector<std::string> known;
    for (const SeriesKind& each : specials) known.push_back(each.name);
    for (const SeriesKind& each : ensemble_series()) known.push_back(each.name);
    for (const SeriesKind& each : implied) known.push_back(each.name);
    for (const std::string& output : outputs) {
        const auto [name, day] = split(output);
        const double horizon_day = last_day(client);
        if (day && (*day < 0 || *day > horizon_day))
            throw Error(
                fmt::format("output \"{}\": allowed are times from day 0 to the horizon of {:g} years",
                            output, client.forecast.horizon_year));
        if (name == "realism" && !realism) throw Error("output \"" + output + "\" needs realism = true");
        Column column{.name = variable_name(output)};
        const auto special = std::ranges::find(specials, std::string_view(name), &SeriesKind::name);
        const auto series = std::ranges::find(all_series, name, &SeriesKind::name);
        const auto scalar = std::ranges::find(implied, name, &SeriesKind::name);
        if (special != std::end(specials) && !day) {
            column.units = special->unit, column.long_name = special->meaning;
            if (name == "ended_by")
                column.words.assign(std::begin(limit_words), std::end(limit_words));
            else if (name == "durability")
                column.censored_at = horizon_day / day_per_year;
            else
                column.censored_at = months_of(client, horizon_day).count();
        } else if (scalar != std::end(implied) && !day) {
            column.units = scalar->unit, column.long_name = scalar->meaning;
        } else if (series != all_series.end()) {
            column.units = series->unit, column.long_name = series->meaning;
            column.series = name;
            if (day)
                column.at_day = *day, column.long_name += output.substr(name.size());
            else
                column.time_day = snapshot_days(client);
        } else {
            throw Error(
                fmt::format("unknown output \"{}\"{}; a series may have a time, as in \"contrast at 5y\"",
                            output, did_you_mean(name, known)));
        }
        if (std::ranges::find(columns, column.name, &Column::name) != columns.end())
            throw Error(fmt::format("output \"{}\" is named twice", output));
        columns.push_back(std::move(column));
    }
    if (draws)
        for (const ParameterInfo& each : registry())
            columns.push_back({.name = std::string(each.name),
                               .units = std::string(each.unit),
                               .long_name = std::string(each.meaning),
                               .role = Column::Role::draw});
    return columns;
}

void OutputReader::turn_to(const Case& client, int member) {
    if (client_ != &client) months_ = months_of(client, ensemble_.time_day.back());
    client_ = &client, member_ = member;
    window_ = window_of_member(client, ensemble_, member, ensemble_, months_);
}

std::vector<float> OutputReader::values(const Column& column) const {
    if (!column.series.empty()) {
        const MemberSeries& series = ensemble_.of(column.series);
        if (column.time_day.empty()) return {float(ensemble_.at(series, member_, column.at_day))};
        std::vector<float> values;
        for (const double day : column.time_day) values.push_back(float(ensemble_.at(series, member_, day)));
        return values;
    }
    if (column.name == "earliest_month") return {float(window_.earliest)};
    if (column.name == "latest_month") return {float(window_.latest)};
    if (column.name == "ended_by")
        return {window_.latest < months_.count() ? float(window_.ended_by)
                                                 : std::numeric_limits<float>::quiet_NaN()};
    if (column.name == "durability") return {float(durability_year(*client_, ensemble_, member_))};
    return {float(ensemble_.scalar(column.name)[member_])};
}

}  // namespace fadecast
