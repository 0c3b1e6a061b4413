// Virtual datasets over all shards, and what is known without them: numbers, points, failures.

#include "sweep/master.hpp"

#include "output/documents.hpp"
#include "output/files.hpp"
#include "output/hdf5.hpp"
#include "output/hdf5_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

namespace fadecast {

namespace fs = std::filesystem;

Shards read_shards(const Study& study, const fs::path& output) {
    const fs::path folder = shard_folder(output);
    Shards shards;
    shards.ranges = shards_in(folder);
    shards.failures.factors.resize(study.factors.size());
    const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
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
        add(shards.failures.sample, failures.sample);
        add(shards.failures.status, failures.status);
        add(shards.failures.reason, failures.reason);
        for (std::size_t f = 0; f < failures.factors.size(); ++f)
            add(shards.failures.factors[f], failures.factors[f]);
        const std::string device = shard.text("device");
        if (std::ranges::find(shards.devices, device) == shards.devices.end())
            shards.devices.push_back(device);
    }
    std::ranges::sort(shards.devices);
    return shards;
}

void write_master(const Study& study, const fs::path& output, const Shards& shards,
                  const Provenance& provenance) {
    output::Hdf5File file(output.filename().string());
    std::string devices;
    for (const std::string& device : shards.devices) devices += (devices.empty() ? "" : "; ") + device;
    describe_study(file, study, devices, provenance);
    file.attribute("samples_done", (unsigned long long)shards.done);
    file.attribute("samples_failed", (unsigned long long)shards.failed);

    std::vector<std::int64_t> sample(std::size_t(study.samples())), point;
    std::iota(sample.begin(), sample.end(), 0);
    std::vector<int> member;
    for (const std::int64_t each : sample) {
        point.push_back(study.point_of(each));
        member.push_back(study.member_of(each));
    }
    file.dimension("sample", sample, {"1", "number of the sample"});
    file.variable("point", {"sample"}, point, {"1", "point of the design"});
    file.variable("member", {"sample"}, member, {"1", "virtual client; -1 is the client's typical dot"});
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
    output::write_files(output.parent_path(), {{output.filename().string(), file.bytes()}});
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
