// Indices as a table for people and as JSON for programs.

#include "sweep/study_sensitivity.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

using Json = nlohmann::ordered_json;

std::string percent(double share) {
    return share > 0 && share < .005 ? "less than 1 %" : fmt::format("{:.0f} %", 100 * share);
}

std::string interval(const Index& index, bool is_share) {
    if (std::isnan(index.low)) return "";
    return fmt::format("{} to {}", index_words(index.low, is_share), index_words(index.high, is_share));
}

/// Letters, not bytes.
int width_of(const std::string& words) {
    return int(std::ranges::count_if(words, [](char letter) { return (letter & 0xC0) != 0x80; }));
}

std::string padded(const std::string& words, int width) {
    return words + std::string(std::max(0, width - width_of(words)), ' ');
}

/// What of an effect cannot be told from nothing.
std::string doubt(const Effect& effect, const std::vector<std::string>& kinds) {
    if (!effect.indices.back().distinguishable) return "not distinguishable from 0";
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        if (!effect.indices[kind].distinguishable) return kinds[kind] + " not distinguishable from 0";
    return "";
}

std::string rows_of(const StudySensitivity& study, const OutputSensitivity& output) {
    const bool morris = study.design == DesignKind::morris;
    int names = 6;
    for (const Effect& effect : output.effects) names = std::max(names, width_of(effect.name));
    std::string text = padded("factor", names + 2);
    for (const std::string& kind : study.kinds) text += fmt::format("{:>9}  {:<18}", kind, "95 %");
    if (morris) text += fmt::format("{:>9}{:>9}  ", "mu", "sigma");
    text = text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
    for (const int i : strongest_first(output)) {
        const Effect& effect = output.effects[i];
        std::string row = padded(effect.name, names + 2);
        for (const Index& index : effect.indices)
            row += fmt::format("{:>9}  {:<18}", index_words(index.value, !morris), interval(index, !morris));
        if (morris) row += fmt::format("{:>9.3g}{:>9.3g}  ", effect.mu, effect.sigma);
        row += doubt(effect, study.kinds);
        text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string levels_of(const OutputSensitivity& output) {
    std::string text = "\nmedian and range of 8 in 10 at each level, over all else\n";
    int names = 0;
    for (const auto& levels : output.levels)
        for (const AtLevel& at : levels) names = std::max(names, width_of(at.level));
    for (std::size_t f = 0; f < output.levels.size(); ++f) {
        text += output.effects[f].name + "\n";
        for (const AtLevel& at : output.levels[f])
            text += fmt::format("  {}{:>9.4g}   {:.4g} to {:.4g}\n", padded(at.level, names + 2), at.median,
                                at.p10, at.p90);
    }
    for (const PairOfFactors& pair : output.pairs) {
        text += fmt::format("\nmedians, {} down, {} across\n", output.effects[pair.first].name,
                            output.effects[pair.second].name);
        text += padded("", names + 4);
        std::vector<int> widths;
        for (const AtLevel& at : output.levels[pair.second]) {
            widths.push_back(std::max(9, width_of(at.level) + 2));
            text += std::string(widths.back() - width_of(at.level), ' ') + at.level;
        }
        text += "\n";
        for (std::size_t row = 0; row < pair.medians.size(); ++row) {
            text += "  " + padded(output.levels[pair.first][row].level, names + 2);
            for (std::size_t column = 0; column < widths.size(); ++column)
                text += fmt::format("{:>{}.4g}", pair.medians[row][column], widths[column]);
            text += "\n";
        }
    }
    return text;
}

Json json_of(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_of(const std::vector<std::string>& kinds, const std::vector<Index>& indices) {
    Json all = Json::object();
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        all[kinds[kind]] = {{"value", json_of(indices[kind].value)},
                            {"interval", {json_of(indices[kind].low), json_of(indices[kind].high)}},
                            {"distinguishable", indices[kind].distinguishable}};
    return all;
}

Json json_of(const StudySensitivity& study, const OutputSensitivity& output) {
    Json effects = Json::array(), convergence = Json::array(), levels = Json::object(), pairs = Json::array();
    for (const Effect& effect : output.effects) {
        Json each{{"name", effect.name}, {"unit", effect.unit}, {"meaning", effect.meaning}};
        each.update(json_of(study.kinds, effect.indices));
        if (study.design == DesignKind::morris) each["mu"] = effect.mu, each["sigma"] = effect.sigma;
        if (study.kinds.front() == "index") each["dummy"] = effect.dummy;
        effects.push_back(each);
    }
    for (const Convergence& step : output.convergence) {
        Json of_effects = Json::object();
        for (std::size_t i = 0; i < output.effects.size(); ++i)
            of_effects[output.effects[i].name] = json_of(study.kinds, step.indices[i]);
        convergence.push_back({{"used", step.used}, {"effects", of_effects}});
    }
    for (std::size_t f = 0; f < output.levels.size(); ++f)
        for (const AtLevel& at : output.levels[f])
            levels[output.effects[f].name].push_back({{"level", at.level},
                                                      {"median", json_of(at.median)},
                                                      {"p10", json_of(at.p10)},
                                                      {"p90", json_of(at.p90)}});
    for (const PairOfFactors& pair : output.pairs) {
        Json medians = Json::array();
        for (const auto& row : pair.medians) {
            medians.push_back(Json::array());
            for (const double median : row) medians.back().push_back(json_of(median));
        }
        pairs.push_back({{"factors", {output.effects[pair.first].name, output.effects[pair.second].name}},
                         {"medians", medians}});
    }
    return {{"output", output.output.name},
            {"unit", output.output.units},
            {"meaning", output.output.long_name},
            {"refused", output.refused.empty() ? Json(nullptr) : Json(output.refused)},
            {"samples",
             {{"asked", output.samples},
              {"failed", output.failed},
              {"missing", output.missing},
              {"without_value", output.without_value},
              {"past_horizon_share", output.past_horizon}}},
            {"used", output.used},
            {"left_out", output.dropped},
            {"mean", output.mean},
            {"variance", output.variance},
            {"between_cells_share", study.design == DesignKind::grid ? Json(output.between) : Json(nullptr)},
            {"effects", effects},
            {"convergence", convergence},
            {"levels", levels},
            {"pairs", pairs},
            {"notes", sensitivity_notes(study, output)}};
}

}  // namespace

std::string index_words(double value, bool is_share) {
    if (std::isnan(value)) return "-";
    if (!is_share) return fmt::format("{:.3g}", value);
    if (std::abs(value) < 5e-5) return "0.00";
    return std::abs(value) < .0095 ? fmt::format("{:.1g}", value) : fmt::format("{:.2f}", value);
}

std::vector<std::string> sensitivity_notes(const StudySensitivity& study, const OutputSensitivity& output) {
    std::vector<std::string> notes;
    const bool pawn = study.kinds.front() == "index";
    if (output.dropped > 0 && !pawn)
        notes.push_back(
            fmt::format("{} of {} {} are left out whole, because samples of them failed, are missing "
                        "or have no value; if they fail in one corner, the indices say nothing of it.",
                        output.dropped, output.dropped + output.used, study.units));
    if (output.failed + output.missing + output.without_value > 0)
        notes.push_back(fmt::format("Of {} samples {} failed, {} are missing, {} have no value{}.",
                                    output.samples, output.failed, output.missing, output.without_value,
                                    pawn ? "; they are left out" : ""));
    if (output.past_horizon > 0)
        notes.push_back(
            fmt::format("{} of the samples last past the horizon and count as that long: the indices "
                        "describe values cut off there; a longer forecast.horizon would tell more.",
                        percent(output.past_horizon)));
    if (pawn && output.used + output.dropped < output.samples)
        notes.push_back(fmt::format("The first {} samples serve.", output.used + output.dropped));
    return notes;
}

std::string sensitivity_table(const StudySensitivity& study) {
    std::string text = study.title + "\n";
    for (const OutputSensitivity& output : study.outputs) {
        const std::string& unit = output.output.units;
        text += fmt::format("\n{}{}: {}\n", output.output.name, unit == "1" ? "" : " (" + unit + ")",
                            output.output.long_name);
        for (const std::string& note : sensitivity_notes(study, output)) text += note + "\n";
        if (!output.refused.empty()) {
            text += fmt::format("No indices: {}.\n", output.refused);
            continue;
        }
        text += fmt::format("{} from {} {}; mean {:.4g}, standard deviation {:.3g}", study.method,
                            output.used, study.units, output.mean, std::sqrt(output.variance));
        if (study.design == DesignKind::grid)
            text += fmt::format("; {} of the variance is between cells, the rest between members",
                                percent(output.between));
        text += ".\n\n" + rows_of(study, output);
        if (study.design == DesignKind::grid) text += levels_of(output);
    }
    return text;
}

std::string sensitivity_json(const StudySensitivity& study, const std::string& version) {
    Json outputs = Json::array();
    for (const OutputSensitivity& output : study.outputs) outputs.push_back(json_of(study, output));
    const Json json{{"format", "fadecast sensitivity"},
                    {"format_version", "1.0"},
                    {"version", version},
                    {"title", study.title},
                    {"method", study.method},
                    {"units", study.units},
                    {"seed", study.seed},
                    {"outputs", outputs}};
    return json.dump(1) + "\n";
}

}  // namespace fadecast
