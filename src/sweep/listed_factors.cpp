// Factors as a study lists them, and as the files that it names do.

#include "sweep/listed_factors.hpp"

#include "sweep/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace fadecast {
namespace {

auto find_factor(std::vector<FactorEntry>& factors, const std::string& name) {
    return std::ranges::find_if(factors, [&](const FactorEntry& each) { return each.factor.name == name; });
}

/// Factors in the order of a file that names them, then those that only the study names.
void put_first(std::vector<FactorEntry>& factors, const std::vector<std::string>& names) {
    for (std::size_t i = names.size(); i-- > 0;) {
        const auto factor = find_factor(factors, names[i]);
        std::rotate(factors.begin(), factor, factor + 1);
    }
}

/// A cell of a table of points as a value of its factor. Words become levels as they come.
double value_of(const std::string& cell, FactorEntry& factor, const std::string& where) {
    if (!factor.is_number()) {
        std::vector<FactorLevel>& levels = factor.factor.levels;
        const auto known = std::ranges::find(levels, cell, &FactorLevel::text);
        if (known != levels.end()) return known->number;
        const bool flag = factor.range.kind == Kind::flag && (cell == "true" || cell == "false");
        add_level(factor, flag ? Node{where, cell == "true"} : Node{where, cell});
        return levels.back().number;
    }
    Key key = factor.range;
    key.name = factor.factor.name;
    if (key.kind == Kind::quantity) {
        const bool bare = cell.find_first_not_of("+-.eE0123456789") == std::string::npos;
        return read_quantity(key,
                             {where, bare && key.unit != "1" ? cell + " " + std::string(key.unit) : cell});
    }
    double value = 0;
    const char* end = cell.data() + cell.size();
    if (std::from_chars(cell.data(), end, value).ptr != end || cell.empty() || value != std::round(value) ||
        !(value >= key.low && value <= key.high))
        fail(where, fmt::format("{} = \"{}\": expected a whole number from {} to {}", key.name, cell, key.low,
                                key.high));
    return value;
}

}  // namespace

std::vector<FactorEntry> listed_factors(const Section& study) {
    std::vector<FactorEntry> factors;
    for (const Section& each : study.tables("factor")) {
        factors.push_back(read_factor(each));
        const FactorEntry& last = factors.back();
        for (const FactorEntry& other : factors)
            if (&other != &last && (other.factor.name == last.factor.name ||
                                    (!last.factor.key.empty() && other.factor.key == last.factor.key)))
                fail(each.where_of("name"), fmt::format("factor \"{}\" is listed twice, as \"{}\" at {}",
                                                        last.factor.name, other.factor.name, other.where));
    }
    return factors;
}

void add_problem(const std::filesystem::path& file, std::vector<FactorEntry>& factors) {
    std::vector<std::string> names;
    for (const ProblemVariable& variable : read_problem(file)) {
        if (std::ranges::find(names, variable.name) != names.end())
            fail(variable.where, fmt::format("\"{}\" is named twice", variable.name));
        names.push_back(variable.name);
        if (find_factor(factors, variable.name) == factors.end())
            factors.push_back(registry_factor(variable.name, variable.where));
        FactorEntry& factor = *find_factor(factors, variable.name);
        if (factor.stated)
            fail(factor.where, fmt::format("factor \"{}\" has values here and in {}; keep one", variable.name,
                                           file.string()));
        if (factor.range.kind != Kind::quantity)
            fail(variable.where,
                 fmt::format("\"{}\" is no quantity; list its levels in the study", variable.name));
        const auto end = [](double of_variable, double of_range) {
            return std::isfinite(of_variable) ? of_variable : of_range;
        };
        set_law(factor, variable.prior, end(variable.low, factor.range.low),
                end(variable.high, factor.range.high), [&](const std::string&) { return variable.where; });
    }
    put_first(factors, names);
}

std::vector<std::vector<double>> read_listed_points(const std::filesystem::path& file,
                                                    std::vector<FactorEntry>& factors) {
    for (const FactorEntry& factor : factors)
        if (factor.stated)
            fail(factor.where,
                 fmt::format("factor \"{}\" has levels or a law, but its values are those of {}",
                             factor.factor.name, file.string()));
    const PointsFile points = read_points(file);
    std::vector<std::string> names;
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < points.columns.size(); ++c) {
        const std::string& name = points.columns[c];
        const bool in_registry =
            std::ranges::any_of(registry(), [&](const ParameterInfo& row) { return row.name == name; });
        if (std::ranges::find(names, name) != names.end())
            fail(points.header_where, fmt::format("\"{}\" is named twice", name));
        if (find_factor(factors, name) == factors.end()) {
            if (points.other_columns && !in_registry) continue;
            factors.push_back(registry_factor(name, points.header_where));
        }
        names.push_back(name);
        columns.push_back(c);
    }
    for (const FactorEntry& factor : factors)
        if (std::ranges::find(names, factor.factor.name) == names.end())
            fail(factor.where,
                 fmt::format("factor \"{}\" is no column of {}", factor.factor.name, file.string()));
    put_first(factors, names);
    std::vector<std::vector<double>> values;
    for (std::size_t i = 0; i < points.rows.size(); ++i) {
        values.emplace_back();
        for (std::size_t k = 0; k < columns.size(); ++k) {
            values.back().push_back(value_of(points.rows[i][columns[k]], factors[k], points.where[i]));
            factors[k].has_values = true;
        }
    }
    return values;
}

}  // namespace fadecast
