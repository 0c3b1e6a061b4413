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
#include <numeric>
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

// What members draw beside the parameters of the registry.
constexpr const char* discrepancy_name = "discrepancy";

double last_day(const Case& client) { return snapshot_days(client).back(); }

// Fields of one dot: "pigment at 5y", on a mesh of its own.
constexpr const char *field_word = "pigment", *field_prefix = "pigment_at_", *depth_name = "cell_depth",
                     *radius_name = "cell_radius";

std::vector<double> numbers_to(int count) {
    std::vector<double> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

/// Columns of a field, and of where its cells lie.
std::vector<Column> field_columns(const Case& client, const std::string& name, double day) {
    const GridShape grid = numerics_of(client.forecast.accuracy).grid;
    const Axis depth{"depth_cell", "1", "cell of the mesh, from the surface", numbers_to(grid.depth_cells)},
        radius{"ring", "1", "ring of the mesh, from the axis", numbers_to(grid.radial_cells)};
    return {
        {.name = depth_name, .units = "mm", .long_name = "depth of the cells' middles", .axes = {depth}},
        {.name = radius_name, .units = "mm", .long_name = "radius of the rings' middles", .axes = {radius}},
        {.name = name,
         .units = "ng mm-3",
         .long_name = "pigment of one dot of the last session, all components and pools",
         .axes = {depth, radius},
         .at_day = day}};
}

std::vector<float> middles(const std::vector<double>& faces) {
    std::vector<float> middles;
    for (std::size_t i = 0; i + 1 < faces.size(); ++i)
        middles.push_back(float((faces[i] + faces[i + 1]) / 2));
    return middles;
}

/// "contrast at 5y" as its series and day.
std::pair<std::string, std::optional<double>> split(const std::string& output) {
    const auto at = output.find(at_word);
    if (at == output.npos) return {output, std::nullopt};
    return {output.substr(0, at), day_of(output.substr(at + at_word.size()))};
}

/// Whether a column is a field of a dot: a factor may bear such a name, too.
bool is_field(const Column& column) {
    return column.role == Column::Role::output && column.axes.size() == 2 &&
           column.name.starts_with(field_prefix);
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
    known.push_back(std::string(field_word) + " at 5y");
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
                column.axes = {{"time", "day", "days from day 0, the last session", snapshot_days(client)}};
        } else if (name == field_word && day) {
            for (const Column& each : field_columns(client, column.name, *day))
                if (std::ranges::find(columns, each.name, &Column::name) == columns.end())
                    columns.push_back(each);
            continue;
        } else {
            throw Error(
                fmt::format("unknown output \"{}\"{}; a series may have a time, as in \"contrast at 5y\"",
                            output, did_you_mean(name, known)));
        }
        if (std::ranges::find(columns, column.name, &Column::name) != columns.end())
            throw Error(fmt::format("output \"{}\" is named twice", output));
        columns.push_back(std::move(column));
    }
    if (!draws) return columns;
    for (const ParameterInfo& each : registry())
        columns.push_back({.name = std::string(each.name),
                           .units = std::string(each.unit),
                           .long_name = std::string(each.meaning),
                           .role = Column::Role::draw});
    columns.push_back({.name = discrepancy_name,
                       .long_name = "standard normal of the model's own error",
                       .role = Column::Role::draw});
    return columns;
}

OutputReader::OutputReader(const Backend& backend, const Ensemble& ensemble,
                           const std::vector<Column>& columns)
    : backend_(backend), ensemble_(ensemble) {
    for (const Column& column : columns)
        if (is_field(column)) field_day_.push_back(column.at_day);
    std::ranges::sort(field_day_);
    field_day_.erase(std::ranges::unique(field_day_).begin(), field_day_.end());
}

void OutputReader::turn_to(const VirtualClient& client, int member) {
    if (client_ != client.client) months_ = months_of(*client.client, ensemble_.time_day.back());
    client_ = client.client, member_ = member;
    window_ = window_of_member(*client_, ensemble_, member, ensemble_, months_);
    if (!field_day_.empty()) dot_ = simulate_dot(*client_, backend_, client.member, field_day_);
}

std::vector<float> OutputReader::values(const Column& column) const {
    if (!column.series.empty()) {
        const MemberSeries& series = ensemble_.of(column.series);
        if (column.axes.empty()) return {float(ensemble_.at(series, member_, column.at_day))};
        std::vector<float> values;
        for (const double day : column.axes[0].values)
            values.push_back(float(ensemble_.at(series, member_, day)));
        return values;
    }
    if (column.name == depth_name) return middles(dot_->depth_face_mm);
    if (column.name == radius_name) return middles(dot_->radial_face_mm);
    if (is_field(column)) {
        const std::size_t cells = column.width(), components = dot_->components.size();
        const std::size_t time = std::ranges::find(field_day_, column.at_day) - field_day_.begin();
        std::vector<float> all(cells, 0);
        for (const std::vector<float>* pool : {&dot_->free, &dot_->macrophage, &dot_->matrix})
            for (std::size_t c = 0; c < components; ++c)
                for (std::size_t i = 0; i < cells; ++i)
                    all[i] += (*pool)[(time * components + c) * cells + i];
        return all;
    }
    if (column.name == "earliest_month") return {float(window_.earliest)};
    if (column.name == "latest_month") return {float(window_.latest)};
    if (column.name == "ended_by")
        return {window_.latest < months_.count() ? float(window_.ended_by)
                                                 : std::numeric_limits<float>::quiet_NaN()};
    if (column.name == "durability") return {float(durability_year(*client_, ensemble_, member_))};
    if (column.name == discrepancy_name) return {float(ensemble_.discrepancy[member_])};
    return {float(ensemble_.scalar(column.name)[member_])};
}

}  // namespace fadecast
