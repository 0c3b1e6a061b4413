// Indices as a table for people and as JSON for programs.

#include "sweep/study_sensitivity.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

using Json = nlohmann::ordered_json;

bool is_pawn(const StudySensitivity& study) { return study.kinds.front() == "index"; }

std::string percent(double share) {
    return share > 0 && share < .005 ? "less than 1 %" : fmt::format("{:.0f} %", 100 * share);
}

std::string interval(const Index& index, bool is_share) {
    if (std::isnan(index.low)) return "";
    return fmt::format("{} to {}", index_words(index.low, is_share), index_words(index.high, is_share));
}

using Row = std::vector<std::string>;

/// Columns as wide as their widest cell, two blanks between them; those of `right` flush right.
std::string aligned(const std::vector<Row>& rows, const std::vector<bool>& right) {
    std::vector<int> widths(right.size(), 0);
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], letters_in(row[i]));
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string room(widths[i] - letters_in(row[i]), ' ');
            line += (i ? "  " : "") + (right[i] ? room + row[i] : row[i] + room);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
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
    Row heads{output.inputs == "draws" ? "draw" : "factor"};
    std::vector<bool> right{false};
    for (const std::string& kind : study.kinds) {
        heads.insert(heads.end(), {kind, "95 %"});
        right.insert(right.end(), {true, false});
    }
    if (morris) {
        heads.insert(heads.end(), {"mu", "sigma"});
        right.insert(right.end(), {true, true});
    }
    right.push_back(false);
    std::vector<Row> rows{heads};
    for (const int i : strongest_first(output)) {
        const Effect& effect = output.effects[i];
        Row row{effect.name};
        for (const Index& index : effect.indices)
            row.insert(row.end(), {index_words(index.value, !morris), interval(index, !morris)});
        if (morris) row.insert(row.end(), {index_words(effect.mu, false), index_words(effect.sigma, false)});
        row.push_back(doubt(effect, study.kinds));
        rows.push_back(row);
    }
    return aligned(rows, right);
}

std::string levels_of(const OutputSensitivity& output) {
    std::string text = "\nmedian and range of 8 in 10 at each level, over all else\n";
    for (const FactorLevels& factor : output.levels) {
        std::vector<Row> rows;
        for (const AtLevel& at : factor.at)
            rows.push_back({"  " + at.level, three_digits(at.median),
                            std::isnan(at.median)
                                ? ""
                                : fmt::format(" {} to {}", three_digits(at.p10), three_digits(at.p90))});
        text += factor.factor + "\n" + aligned(rows, {false, true, false});
    }
    for (const PairOfFactors& pair : output.pairs) {
        const FactorLevels &down = output.levels[pair.first], &across = output.levels[pair.second];
        text += fmt::format("\nmedians, {} down, {} across\n", down.factor, across.factor);
        std::vector<Row> rows{{""}};
        std::vector<bool> right{false};
        for (const AtLevel& at : across.at) rows[0].push_back(at.level), right.push_back(true);
        for (std::size_t i = 0; i < pair.medians.size(); ++i) {
            rows.push_back({"  " + down.at[i].level});
            for (const double median : pair.medians[i]) rows.back().push_back(three_digits(median));
        }
        text += aligned(rows, right);
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
        if (is_pawn(study)) each["dummy"] = effect.dummy;
        effects.push_back(each);
    }
    for (const Convergence& step : output.convergence) {
        Json of_effects = Json::object();
        for (std::size_t i = 0; i < output.effects.size(); ++i)
            of_effects[output.effects[i].name] = json_of(study.kinds, step.indices[i]);
        convergence.push_back({{"used", step.used}, {"effects", of_effects}});
    }
    for (const FactorLevels& factor : output.levels)
        for (const AtLevel& at : factor.at)
            levels[factor.factor].push_back({{"level", at.level},
                                             {"median", json_of(at.median)},
                                             {"p10", json_of(at.p10)},
                                             {"p90", json_of(at.p90)}});
    for (const PairOfFactors& pair : output.pairs) {
        Json medians = Json::array();
        for (const auto& row : pair.medians) {
            medians.push_back(Json::array());
            for (const double median : row) medians.back().push_back(json_of(median));
        }
        pairs.push_back({{"factors", {output.levels[pair.first].factor, output.levels[pair.second].factor}},
                         {"medians", medians}});
    }
    return {{"output", output.output.name},
            {"unit", output.output.units},
            {"meaning", output.output.long_name},
            {"inputs", output.inputs},
            {"units", output.units},
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

std::string three_digits(double value) {
    if (std::isnan(value)) return "-";
    const double size = std::abs(value);
    return size >= 999.5 && size < 1e6 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

int letters_in(const std::string& words) {
    return int(std::ranges::count_if(words, [](char letter) { return (letter & 0xC0) != 0x80; }));
}

std::string sensitivity_heading(const StudySensitivity& study, const OutputSensitivity& output) {
    const Column& column = output.output;
    return fmt::format(
        "{}{}: {}{}", column.name, column.units == "1" ? "" : " (" + column.units + ")", column.long_name,
        is_pawn(study) ? output.inputs == "draws" ? ", by draws of the virtual clients" : ", by factors"
                       : "");
}

std::string sensitivity_basis(const StudySensitivity& study, const OutputSensitivity& output) {
    if (!output.refused.empty()) return "";
    std::string basis = fmt::format(
        "{} from {} {}{}; of all samples the mean is {:.4g}, the standard "
        "deviation {:.3g}",
        study.method, output.used, output.units, output.each.empty() ? "" : ", " + output.each, output.mean,
        std::sqrt(output.variance));
    if (study.design == DesignKind::grid)
        basis += fmt::format("; {} of the variance is between cells, the rest between members",
                             percent(output.between));
    if (study.design == DesignKind::morris)
        basis += fmt::format(
            ". mu* and sigma are changes of {}{} over the whole range of a factor's "
            "probability, half of which each step goes",
            output.output.name, output.output.units == "1" ? "" : ", in " + output.output.units);
    return basis + ".";
}

std::vector<std::string> sensitivity_notes(const StudySensitivity& study, const OutputSensitivity& output) {
    std::vector<std::string> notes;
    if (output.dropped > 0)
        notes.push_back(
            fmt::format("{} of {} {} are left out whole, because samples of them failed, are missing "
                        "or have no value; if they fail in one corner, the indices say nothing of it.",
                        output.dropped, output.dropped + output.used, output.units));
    if (output.failed + output.missing + output.without_value > 0)
        notes.push_back(fmt::format("Of {} samples {} failed, {} are missing, {} have no value.",
                                    output.samples, output.failed, output.missing, output.without_value));
    if (output.past_horizon > 0)
        notes.push_back(
            fmt::format("{} of the samples last past the horizon and count as that long: the indices "
                        "describe values cut off there; a longer forecast.horizon would tell more.",
                        percent(output.past_horizon)));
    if (output.used == most_pawn_samples && is_pawn(study))
        notes.push_back(fmt::format("At most {} {} serve, the first ones.", output.used, output.units));
    return notes;
}

std::string sensitivity_table(const StudySensitivity& study) {
    std::string text = study.title + "\n";
    for (const OutputSensitivity& output : study.outputs) {
        text += fmt::format("\n{}\n", sensitivity_heading(study, output));
        for (const std::string& note : sensitivity_notes(study, output)) text += note + "\n";
        if (output.refused.empty())
            text += sensitivity_basis(study, output) + "\n\n" + rows_of(study, output);
        else
            text += fmt::format("No indices: {}.\n", output.refused);
        if (!output.levels.empty()) text += levels_of(output);
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
                    {"seed", study.seed},
                    {"outputs", outputs}};
    return json.dump(1) + "\n";
}

}  // namespace fadecast
