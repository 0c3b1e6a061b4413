// Points as CSV or Dakota's table, and problems of SALib.

#include "sweep/import.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>

namespace fadecast {
namespace {

/// Cells of a line of CSV; a cell in quotes may hold commas, and quotes written twice.
std::vector<std::string> csv_cells(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[++i];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += line[i];
    }
    for (std::string& cell : cells) {
        cell.erase(0, cell.find_first_not_of(" \t"));
        cell.erase(cell.find_last_not_of(" \t") + 1);
    }
    return cells;
}

/// Lines that are not empty, with their numbers.
std::vector<std::pair<int, std::string>> lines_of(const std::filesystem::path& file) {
    std::istringstream text(read_text(file));
    std::vector<std::pair<int, std::string>> lines;
    int number = 0;
    for (std::string line; std::getline(text, line);) {
        ++number;
        if (number == 1 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);  // of spreadsheets
        if (line.ends_with('\r')) line.pop_back();
        if (line.find_first_not_of(" \t") != line.npos) lines.emplace_back(number, line);
    }
    return lines;
}

ProblemVariable variable_of(const std::string& name, const std::string& dist,
                            const std::vector<double>& bounds, const std::string& where) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const auto needs = [&](std::size_t least, std::size_t most) {
        if (bounds.size() < least || bounds.size() > most)
            fail(where, fmt::format("\"{}\" of distribution {} has {} bounds; it takes {}", name, dist,
                                    bounds.size(), most));
    };
    needs(2, dist == "triang" ? 3 : 2);
    const double a = bounds[0], b = bounds[1];
    using enum Prior::Law;
    if (dist == "unif") return {name, where, {uniform, a, b, 0}, a, b};
    if (dist == "logunif") return {name, where, {loguniform, a, b, 0}, a, b};
    if (dist == "norm") return {name, where, {normal, a, b, 0}, -infinite, infinite};
    if (dist == "lognorm")
        return {name, where, {lognormal, std::exp(a), std::exp(b), 0}, -infinite, infinite};
    if (dist == "triang") {  // low, high and the peak between them as a share; without low: from 0
        const double low = bounds.size() == 3 ? a : 0, high = bounds.size() == 3 ? b : a,
                     peak = bounds.back();
        return {name, where, {triangular, low, low + peak * (high - low), high}, low, high};
    }
    fail(where,
         fmt::format(
             "distribution \"{}\" of \"{}\" is not known; allowed: unif, logunif, triang, norm, lognorm",
             dist, name));
}

std::vector<ProblemVariable> problem_of_json(const std::string& text, const std::string& file) {
    using Json = nlohmann::json;
    try {
        const Json problem = Json::parse(text);
        const auto names = problem.at("names").get<std::vector<std::string>>();
        const auto bounds = problem.at("bounds").get<std::vector<std::vector<double>>>();
        const bool has_dists = problem.contains("dists") && !problem["dists"].is_null();
        const auto dists = has_dists ? problem["dists"].get<std::vector<std::string>>()
                                     : std::vector<std::string>(names.size(), "unif");
        if (problem.value("num_vars", names.size()) != names.size() || bounds.size() != names.size() ||
            dists.size() != names.size())
            fail(file, fmt::format("{} names, {} bounds, {} dists, num_vars = {}; expected as many of each",
                                   names.size(), bounds.size(), dists.size(),
                                   problem.value("num_vars", names.size())));
        if (problem.contains("groups") && !problem["groups"].is_null() &&
            problem["groups"] != problem["names"])
            fail(file, "groups of factors are not known here; take them out");
        std::vector<ProblemVariable> variables;
        for (std::size_t i = 0; i < names.size(); ++i)
            variables.push_back(
                variable_of(names[i], dists[i], bounds[i], fmt::format("{}: bounds[{}]", file, i)));
        return variables;
    } catch (const Json::exception& error) {
        fail(file,
             fmt::format(
                 "not a SALib problem: {}; expected {{\"names\": [...], \"bounds\": [[low, high], ...]}}",
                 error.what()));
    }
}

double plain_number(const std::string& text, const std::string& where) {
    double number = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, number).ptr != end || !std::isfinite(number))
        fail(where, fmt::format("\"{}\" is no number; expected lines of name, low and high", text));
    return number;
}

}  // namespace

PointsFile read_points(const std::filesystem::path& file) {
    const auto lines = lines_of(file);
    if (lines.size() < 2)
        fail(file.string(), "has no points; expected a header of factors' names and a line for each point");
    const bool dakota = lines[0].second.starts_with("%eval_id");
    const auto cells_of = [&](const std::string& line) { return dakota ? words(line) : csv_cells(line); };
    PointsFile points;
    points.other_columns = dakota;
    points.columns = cells_of(lines[0].second);
    points.header_where = fmt::format("{}:{}", file.string(), lines[0].first);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        points.where.push_back(fmt::format("{}:{}", file.string(), lines[i].first));
        points.rows.push_back(cells_of(lines[i].second));
        if (points.rows.back().size() != points.columns.size())
            fail(points.where.back(),
                 fmt::format("{} values under {} names", points.rows.back().size(), points.columns.size()));
    }
    return points;
}

std::vector<ProblemVariable> read_problem(const std::filesystem::path& file) {
    const std::string text = read_text(file);
    const auto first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (first != text.npos && text[first] == '{') return problem_of_json(text, file.string());
    std::vector<ProblemVariable> variables;
    for (auto& [number, line] : lines_of(file)) {
        if (line[line.find_first_not_of(" \t")] == '#') continue;
        const std::string where = fmt::format("{}:{}", file.string(), number);
        std::ranges::replace(line, ',', ' ');
        const auto fields = words(line);
        if (fields.size() < 3 || fields.size() > 5)
            fail(where, fmt::format("{} fields; expected name, low, high, and maybe group and distribution",
                                    fields.size()));
        if (fields.size() > 3 && fields[3] != fields[0] && fields[3] != "NA")
            fail(where,
                 fmt::format("group \"{}\": groups of factors are not known here; write NA", fields[3]));
        variables.push_back(variable_of(fields[0], fields.size() > 4 ? fields[4] : "unif",
                                        {plain_number(fields[1], where), plain_number(fields[2], where)},
                                        where));
    }
    if (variables.empty())
        fail(file.string(),
             "names no factors; expected a SALib problem: JSON, or lines of name, low and high");
    return variables;
}

}  // namespace fadecast
