// Only sums of differences are kept, so that a study of any length can be compared.

#include "sweep/compare_study.hpp"

#include <algorithm>
#include <set>

namespace fadecast {
namespace {

/// Runs of samples, [first, last), that are compared: those of which any was followed.
std::vector<std::pair<std::int64_t, std::int64_t>> ranges_of(const Study& study, const StudyData& data,
                                                             std::int64_t first, std::optional<int> shards) {
    const std::int64_t end = first + std::int64_t(data.status.size());
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
    for (std::int64_t begin = first; begin < end;) {
        const std::int64_t last = std::min(end, (begin / study.shard + 1) * study.shard);
        const auto status = data.status.begin() - first;
        if (std::any_of(status + begin, status + last, [](Status each) { return each != Status::missing; }))
            ranges.emplace_back(begin, last);
        begin = last;
    }
    if (!shards || std::size_t(*shards) >= ranges.size()) return ranges;
    std::vector<std::pair<std::int64_t, std::int64_t>> chosen;
    for (std::size_t i = 0; i < std::size_t(*shards); ++i)  // from the middle of each of as many equal parts
        chosen.push_back(ranges[(2 * i + 1) * ranges.size() / (2 * std::size_t(*shards))]);
    return chosen;
}

}  // namespace

output::Comparison compare_study(const Study& study, const StudyData& data, std::int64_t first,
                                 const Backend& backend, std::optional<int> shards,
                                 const std::function<void(double)>& progress) {
    output::Comparison comparison;
    comparison.datasets = data.columns.size() + 1;  // and the status
    // Columns that both have: where they stand in the data and in the study.
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    std::set<std::string> names;
    for (std::size_t c = 0; c < data.columns.size(); ++c) {
        const std::string& name = data.columns[c].name;
        names.insert(name);
        const auto now = std::find_if(study.columns.begin(), study.columns.end(),
                                      [&](const Column& each) { return each.name == name; });
        if (now == study.columns.end())
            comparison.differences.push_back({.name = name, .what = "is missing now"});
        else if (now->width() != data.columns[c].width())
            comparison.differences.push_back({.name = name, .what = "has another number of times now"});
        else
            pairs.emplace_back(c, std::size_t(now - study.columns.begin()));
    }
    for (const Column& column : study.columns)
        if (!names.contains(column.name))
            comparison.differences.push_back({.name = column.name, .what = "is new"});

    std::vector<output::ValueTally> tallies(pairs.size());
    output::ValueTally statuses;
    const auto ranges = ranges_of(study, data, first, shards);
    for (std::size_t r = 0; r < ranges.size(); ++r) {
        const auto [begin, last] = ranges[r];
        const Rows rows = study.evaluate(backend, begin, last, [&](double share) {
            if (progress) progress((double(r) + share) / double(ranges.size()));
        });
        for (std::int64_t sample = begin; sample < last; ++sample) {
            const auto was = std::size_t(sample - first), now = std::size_t(sample - begin);
            if (data.status[was] == Status::missing) continue;
            statuses.add(double(data.status[was]), double(rows.status[now]));
            for (std::size_t p = 0; p < pairs.size(); ++p) {
                const auto [column, column_now] = pairs[p];
                const std::size_t width = data.columns[column].width();
                tallies[p].add<float>({data.values[column].data() + was * width, width},
                                      {rows.values[column_now].data() + now * width, width});
            }
        }
    }
    const auto take = [&](const output::ValueTally& tally, const std::string& name) {
        comparison.values += tally.values();
        if (const auto difference = tally.difference(name)) comparison.differences.push_back(*difference);
    };
    for (std::size_t p = 0; p < pairs.size(); ++p) take(tallies[p], data.columns[pairs[p].first].name);
    take(statuses, "status");
    return comparison;
}

}  // namespace fadecast
