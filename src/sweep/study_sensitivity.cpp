// From the columns of a study to indices.

#include "sweep/study_sensitivity.hpp"

#include "sweep/sensitivity_methods.hpp"

#include "config/did_you_mean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace fadecast {
namespace {

/// Values of a scalar column, [samples]; NaN unless the sample is ok.
std::vector<double> values_of(const StudyData& data, int column) {
    std::vector<double> values(data.status.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < values.size(); ++i)
        if (data.status[i] == Status::ok) values[i] = data.values[column][i];
    return values;
}

std::vector<std::vector<Index>> by_effect(const Found& found) {
    std::vector<std::vector<Index>> indices(found.kinds[0].size());
    for (const auto& kind : found.kinds)
        for (std::size_t i = 0; i < indices.size(); ++i) indices[i].push_back(kind[i]);
    return indices;
}

/// Counts, mean and variance, and the medians of a grid: all that hangs on no method.
OutputSensitivity described(const StudyData& data, int column, const std::vector<double>& values) {
    OutputSensitivity output;
    output.output = data.columns[column];
    output.samples = data.samples;
    // Values are kept as float, and so is the one that means "this or later".
    const auto censored_at = output.output.censored_at;
    const double late_from = censored_at ? double(float(*censored_at)) : INFINITY;
    std::int64_t finite = 0, late = 0, present = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool ok = data.status[i] == Status::ok, whole = std::isfinite(values[i]);
        present += data.status[i] != Status::missing;
        output.failed += data.status[i] != Status::missing && !ok;
        output.without_value += ok && !whole;
        if (!whole) continue;
        ++finite;
        output.mean += values[i];
        late += values[i] >= late_from;
    }
    output.missing = data.samples - present;
    if (finite > 0) {
        output.mean /= double(finite), output.past_horizon = double(late) / double(finite);
        for (const double value : values)
            if (std::isfinite(value)) output.variance += std::pow(value - output.mean, 2) / double(finite);
    }
    if (data.kind == DesignKind::grid) add_levels(output, data, values);
    return output;
}

void add_indices(OutputSensitivity& output, const StudyData& data, const Method& method,
                 const std::vector<double>& values) {
    output.inputs = method.inputs_word, output.units = method.units, output.each = method.each;
    const Ready ready = method.with(values);
    try {
        const Found found = ready.indices(ready.units);
        const auto indices = by_effect(found);
        for (std::size_t i = 0; i < method.inputs.size(); ++i) {
            const Column& input = data.columns[method.inputs[i]];
            output.effects.push_back(
                {input.name, input.units, input.long_name, indices[i], found.mu.empty() ? 0 : found.mu[i],
                 found.sigma.empty() ? 0 : found.sigma[i], found.dummy.empty() ? 0 : found.dummy[i]});
        }
        output.used = found.used, output.dropped = found.dropped, output.between = found.between;
        output.convergence.push_back({found.used, indices});
    } catch (const Error& error) {
        output.refused = error.what();
        return;
    }
    // Halves as long as there are enough of them to say something; six are enough to see where it goes.
    for (std::int64_t first = ready.units / 2; first >= method.fewest && output.convergence.size() < 7;
         first /= 2) {
        try {
            const Found found = ready.indices(first);
            // Of an unfinished study the first half may be all that is there.
            if (found.used < output.convergence.front().used)
                output.convergence.insert(output.convergence.begin(), {found.used, by_effect(found)});
        } catch (const Error&) {
            break;  // too few of them are whole
        }
    }
}

std::vector<int> named_outputs(const StudyData& data, const std::vector<std::string>& names) {
    std::vector<int> all, chosen;
    std::vector<std::string> known;
    for (const int column : columns_of(data, Column::Role::output)) {
        const Column& output = data.columns[column];
        if (!output.axes.empty() || !output.words.empty()) continue;
        all.push_back(column);
        known.push_back(output.name);
    }
    if (all.empty()) throw Error("the study has no scalar output whose values are numbers");
    for (const std::string& name : names) {
        const auto found = std::ranges::find(known, name);
        if (found == known.end())
            throw Error(fmt::format("\"{}\" is no scalar output of this study whose values are numbers{}",
                                    name, did_you_mean(name, known)));
        chosen.push_back(all[found - known.begin()]);
    }
    return names.empty() ? all : chosen;
}

}  // namespace

StudySensitivity analyse(const StudyData& data, const std::vector<std::string>& outputs, std::uint64_t seed) {
    const std::vector<int> chosen = named_outputs(data, outputs);
    const Methods methods = methods_of(data, seed);
    if (methods.each.empty())
        throw Error(
            "the study has neither factors nor draws of virtual clients: there is nothing that its "
            "results could hang on; add a [[factor]], or members");
    StudySensitivity all{data.title, data.kind, methods.name, methods.kinds, seed, {}};
    for (const int column : chosen) {
        const std::vector<double> values = values_of(data, column);
        const OutputSensitivity output = described(data, column, values);
        for (const Method& method : methods.each) {
            all.outputs.push_back(output);
            add_indices(all.outputs.back(), data, method, values);
        }
    }
    return all;
}

std::vector<int> strongest_first(const OutputSensitivity& output) {
    std::vector<int> order(output.effects.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater(),
                             [&](int i) { return output.effects[i].indices.back().value; });
    return order;
}

}  // namespace fadecast
