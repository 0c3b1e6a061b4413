// Shards are made again one after the other, and the master from what they come to, so that a study of any
// length can be compared.

#include "sweep/compare_study.hpp"

#include "sweep/master.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fadecast {
namespace {

const Provenance nobody{"", {"fadecast"}};  // how it was made is not compared

/// From the middle of each of as many equal parts.
template <typename T>
std::vector<T> spread(const std::vector<T>& all, std::optional<int> count) {
    if (!count || std::size_t(*count) >= all.size()) return all;
    std::vector<T> chosen;
    for (std::size_t i = 0; i < std::size_t(*count); ++i)
        chosen.push_back(all[(2 * i + 1) * all.size() / (2 * std::size_t(*count))]);
    return chosen;
}

}  // namespace

StudyComparison compare_study(const Study& study, const output::Hdf5Input& master,
                              const std::filesystem::path& file, const Backend& backend,
                              std::optional<int> shards, const std::function<void(double)>& progress) {
    const std::vector<ShardFile> all = shards_of(master);
    std::vector<ShardFile> there;
    std::ranges::copy_if(all, std::back_inserter(there), &ShardFile::is_there);
    if (there.empty())
        throw output::DamagedFile(
            all.empty() ? file.string() + " shows no samples: the study was stopped before its first shard"
                        : fmt::format("none of the shards of {} is found in {}; move both together, and keep "
                                      "the folder's name",
                                      file.string(), all.front().file.parent_path().string()));
    there = spread(there, shards);

    StudyComparison found;
    found.missing = found.samples = study.samples();
    output::FileComparison comparison;
    Shards now;
    const Failures before = there.size() < all.size() ? failures_in(master, study) : Failures{};
    std::int64_t asked = 0;
    for (const ShardFile& shard : there) asked += shard.range.last - shard.range.first;
    for (const ShardFile& shard : all) {
        const Range range = shard.range;
        const std::int64_t count = range.last - range.first;
        now.ranges.push_back(range);
        now.done += count;
        if (shard.is_there) found.missing -= count;
        if (std::ranges::find(there, range, &ShardFile::range) == there.end()) {
            append(now.failures, before, range);
            continue;
        }
        const Rows rows = study.evaluate(backend, range.first, range.last, [&](double share) {
            if (progress) progress((double(found.compared) + share * double(count)) / double(asked));
        });
        found.compared += count;
        const auto made =
            output::Hdf5Input::of_bytes(shard_bytes(study, rows, "", 0, nobody), "a shard made again");
        // A study may have become longer since: what it is as a whole, its master says.
        comparison.add(output::Hdf5Input(shard.file), made, false);
        append(now.failures, failures_in(made, study), range);
    }
    now.failed = std::ssize(now.failures.sample);
    comparison.add(master, output::Hdf5Input::of_bytes(master_bytes(study, file, now, nobody), "the study"));
    found.comparison = comparison.result();
    return found;
}

}  // namespace fadecast
