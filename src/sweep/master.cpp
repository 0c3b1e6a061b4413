// Virtual datasets over all shards, and what is known without them: numbers, points, failures.

#include "sweep/master.hpp"

#include "output/documents.hpp"
#include "output/files.hpp"
#include "output/hdf5.hpp"
#include "output/hdf5_input.hpp"
#include "output/recorded_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace fadecast {

namespace fs = std::filesystem;

void append(Failures& to, const Failures& from, Range range) {
    for (std::size_t i = 0; i < from.sample.size(); ++i) {
        if (from.sample[i] < range.first || from.sample[i] >= range.last) continue;
        to.sample.push_back(from.sample[i]);
        to.status.push_back(from.status[i]);
        to.reason.push_back(from.reason[i]);
        to.factors.resize(from.factors.size());
        for (std::size_t f = 0; f < from.factors.size(); ++f) to.factors[f].push_back(from.factors[f][i]);
    }
}

std::vector<ShardFile> shards_of(const output::Hdf5Input& master) {
    std::vector<ShardFile> shards;
    for (const fs::path& file : master.sources("status")) {
        const auto range = range_in_name(file.filename().string());
        if (!range) throw output::DamagedFile(file.string() + ": expected a file of samples");
        shards.push_back({*range, file, fs::is_regular_file(file)});
        if (shards.back().is_there && output::Hdf5Input(file).text("study_key") != master.text("study_key"))
            throw output::DamagedFile(
                fmt::format("{} is of another study than the file that shows it; put back its own, or run "
                            "fadecast collect with its study file",
                            file.string()));
    }
    return shards;
}

Shards read_shards(const Study& study, const fs::path& output) {
    const fs::path folder = shard_folder(output);
    Shards shards;
    shards.ranges = shards_in(folder);
    const Range* before = nullptr;
    for (const Range& range : shards.ranges) {
        const fs::path file = folder / shard_name(range);
        std::optional<output::Hdf5Input> opened;
        try {
            opened.emplace(file);
        } catch (const Error& error) {
            throw Error(fmt::format("{}; remove it and --resume", error.what()));
        }
        const output::Hdf5Input& shard = *opened;
        check_same_study(shard, file, range, study);
        if (before && range.first < before->last)
            throw Error(fmt::format("{} and {} in {} hold the same samples; remove one", shard_name(*before),
                                    shard_name(range), folder.string()));
        before = &range;
        shards.done += range.last - range.first;
        const Failures failures = failures_in(shard, study);
        shards.failed += std::ssize(failures.sample);
        append(shards.failures, failures, range);
        const std::string device = output::without_threads(shard.text("device"));
        if (std::ranges::find(shards.devices, device) == shards.devices.end())
            shards.devices.push_back(device);
    }
    std::ranges::sort(shards.devices);
    return shards;
}

std::string master_bytes(const Study& study, const fs::path& output, const Shards& shards,
                         const Provenance& provenance) {
    output::Hdf5File file(output.filename().string());
    std::string devices;
    for (const std::string& device : shards.devices) devices += (devices.empty() ? "" : "; ") + device;
    describe_study(file, study, devices, provenance);
    file.attribute("samples_done", (unsigned long long)shards.done);
    file.attribute("samples_failed", (unsigned long long)shards.failed);

    number_samples(file, study, {0, study.samples()});
    std::vector<output::VirtualPart> parts;
    const std::string folder = shard_folder(output).filename().string();
    for (const Range& range : shards.ranges)
        parts.push_back({folder + "/" + shard_name(range), std::size_t(range.first),
                         std::size_t(range.last - range.first)});
    file.virtual_flags("status", {"sample"}, parts, {"1", "what became of the sample"}, status_meanings);
    for (const Column& column : study.columns) {
        file.virtual_variable(column.name, dimensions_of(file, column), parts,
                              {column.units, column.long_name});
        describe_column(file, column, column.name);
    }
    add_failures(file, study, shards.failures);
    return file.bytes();
}

void write_master(const Study& study, const fs::path& output, const Shards& shards,
                  const Provenance& provenance) {
    output::write_files(output.parent_path(),
                        {{output.filename().string(), master_bytes(study, output, shards, provenance)}});
}

SweepSummary collect_sweep(const Study& study, const fs::path& output, const Provenance& provenance) {
    const Shards shards = read_shards(study, output);
    if (shards.ranges.empty())
        throw Error(fmt::format("no shards in {}; run fadecast sweep with the same study and -o first",
                                shard_folder(output).string()));
    write_master(study, output, shards, provenance);
    return {.samples = study.samples(), .done = shards.done, .failed = shards.failed};
}

}  // namespace fadecast
