// CSV, Dakota tabular, SALib problem.

#include "sweep/export.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace fadecast {
namespace {

std::string status_word(Status status) {
    std::istringstream words(status_meanings);
    std::string word;
    for (int i = -1; i <= int(status); ++i) words >> word;
    return word;
}

/// Quoted where a comma or a quote is in it.
std::string csv_word(const std::string& word) {
    if (word.find_first_of(",\"\n") == std::string::npos) return word;
    std::string quoted = "\"";
    for (const char letter : word) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    return quoted + "\"";
}

std::string cell(const Column& column, float value, const char* none) {
    if (std::isnan(value)) return none;
    const bool word = value >= 0 && std::size_t(value) < column.words.size();
    return word ? column.words[std::size_t(value)] : fmt::format("{}", value);
}

std::vector<std::size_t> scalars(const StudyData& data, std::initializer_list<Column::Role> roles) {
    std::vector<std::size_t> found;
    for (const Column::Role role : roles)
        for (std::size_t i = 0; i < data.columns.size(); ++i)
            if (data.columns[i].role == role && data.columns[i].axes.empty()) found.push_back(i);
    return found;
}

}  // namespace

std::string study_csv(const StudyData& data) {
    const auto columns = scalars(data, {Column::Role::factor, Column::Role::output, Column::Role::draw});
    std::string csv = "sample,point,member,status";
    for (const std::size_t column : columns) csv.append(",").append(csv_word(data.columns[column].name));
    csv += "\n";
    for (std::size_t i = 0; i < data.status.size(); ++i) {
        csv += fmt::format("{},{},{},{}", i, data.point[i], data.member[i], status_word(data.status[i]));
        for (const std::size_t column : columns)
            csv.append(",").append(csv_word(cell(data.columns[column], data.values[column][i], "")));
        csv += "\n";
    }
    return csv;
}

DakotaTable study_dakota(const StudyData& data) {
    // Words are no numbers to Dakota, but strings without blanks are variables of it.
    const auto columns = scalars(data, {Column::Role::factor, Column::Role::output});
    DakotaTable table{"%eval_id interface"};
    std::string& text = table.text;
    for (const std::size_t column : columns) text += " " + data.columns[column].name;
    text += "\n";
    for (std::size_t i = 0; i < data.status.size(); ++i) {
        if (data.status[i] != Status::ok || std::ranges::any_of(columns, [&](std::size_t c) {
                return data.columns[c].words.empty() && std::isnan(data.values[c][i]);
            })) {
            ++table.left_out;
            continue;
        }
        text += fmt::format("{} fadecast", i + 1);
        for (const std::size_t column : columns) {
            std::string value = cell(data.columns[column], data.values[column][i], "none");
            std::ranges::replace(value, ' ', '_');
            text += " " + value;
        }
        text += "\n";
    }
    if (table.left_out == std::ssize(data.status))
        throw Error("no sample of the study has a value in every column: nothing to export");
    return table;
}

std::string study_problem(const StudyData& data) {
    using Json = nlohmann::ordered_json;
    const Json resolved = Json::parse(data.resolved);
    Json names = Json::array(), bounds = Json::array(), dists = Json::array(), notes = Json::object();
    for (const Json& factor : resolved.value("factors", Json::array())) {
        const std::string name = factor.at("name");
        Json bound;
        std::string dist;
        if (factor.contains("levels")) {
            const std::size_t levels = factor["levels"].size();
            dist = "unif", bound = {0, levels};
            notes[name] = fmt::format(
                "one of {} levels: the whole part of its value is the number of the level", levels);
        } else {
            const Json& prior = factor.at("prior");
            const std::string law = prior.at("law");
            const std::vector<double> numbers = prior.at("numbers");
            const double a = numbers[0], b = numbers[1], c = numbers[2];
            const double low = prior.at("low"), high = prior.at("high");
            const bool clipped = std::isfinite(low) && std::isfinite(high);
            if (law == "uniform")
                dist = "unif", bound = {a, b};
            else if (law == "loguniform")
                dist = "logunif", bound = {a, b};
            else if (law == "triangular" && c > a)
                dist = "triang", bound = {a, c, (b - a) / (c - a)};
            else if (law == "normal")
                dist = "norm", bound = {a, b};
            else if (law == "lognormal")
                dist = "lognorm", bound = {std::log(a), std::log(b)};
            else
                dist = "unif", bound = {low, high};
            if ((law == "normal" || law == "lognormal") && clipped)
                notes[name] = fmt::format("clipped to {} and {} by fadecast; SALib does not clip", low, high);
            else if (law == "beta" || law == "fixed")
                notes[name] = fmt::format(
                    "SALib has no equal of the law {} ({}, {}): uniform over its range stands "
                    "for it",
                    law, a, b);
        }
        names.push_back(name), bounds.push_back(bound), dists.push_back(dist);
    }
    if (names.empty()) throw Error("the study has no factors: there is no problem to export");
    const std::size_t count = names.size();
    Json problem{{"num_vars", count}, {"names", names}, {"bounds", bounds}, {"dists", dists}};
    if (!notes.empty()) problem["notes"] = notes;
    return problem.dump(1) + "\n";
}

}  // namespace fadecast
