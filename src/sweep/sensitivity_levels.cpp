// Medians and ranges of a grid's values, level by level and pair by pair.

#include "sweep/bootstrap.hpp"
#include "sweep/sensitivity_methods.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace fadecast {
namespace {

/// Levels of a factor in the study's order, with their words or numbers.
FactorLevels named_levels(const Column& column, const nlohmann::json& factor) {
    FactorLevels named{column.name, false, {}};
    for (const auto& level : factor.at("levels")) {
        named.words |= level.is_object();
        const std::string unit = column.units == "1" ? "" : " " + column.units;
        named.at.push_back({level.is_object() ? level.at("word").get<std::string>()
                                              : fmt::format("{:.6g}{}", level.get<double>(), unit),
                            0, 0, 0});
    }
    return named;
}

}  // namespace

void add_levels(OutputSensitivity& output, const StudyData& data, const std::vector<double>& values) {
    const std::vector<int> factors = columns_of(data, Column::Role::factor);
    const auto resolved = nlohmann::json::parse(data.resolved).at("factors");
    const std::vector<std::vector<int>> level = design_levels(data);
    for (std::size_t f = 0; f < factors.size(); ++f)
        output.levels.push_back(named_levels(data.columns[factors[f]], resolved.at(f)));
    for (std::size_t f = 0; f < factors.size(); ++f) {
        std::vector<std::vector<double>> groups(output.levels[f].at.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            if (std::isfinite(values[i])) groups[level[f][i]].push_back(values[i]);
        for (std::size_t l = 0; l < groups.size(); ++l) {
            AtLevel& at = output.levels[f].at[l];
            at.median = quantile_of(groups[l], .5);
            at.p10 = quantile_of(groups[l], .1), at.p90 = quantile_of(groups[l], .9);
        }
        for (std::size_t g = f + 1; g < factors.size(); ++g) {
            std::vector<std::vector<std::vector<double>>> cells(
                groups.size(), std::vector<std::vector<double>>(output.levels[g].at.size()));
            for (std::size_t i = 0; i < values.size(); ++i)
                if (std::isfinite(values[i])) cells[level[f][i]][level[g][i]].push_back(values[i]);
            PairOfFactors pair{int(f), int(g), {}};
            for (const auto& row : cells) {
                pair.medians.emplace_back();
                for (const auto& cell : row) pair.medians.back().push_back(quantile_of(cell, .5));
            }
            output.pairs.push_back(pair);
        }
    }
}

}  // namespace fadecast
