// fadecast reproduce: a result made again from what its own file holds.

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "output/compare_hdf5.hpp"
#include "output/recorded_run.hpp"
#include "sweep/compare_study.hpp"

#include <fadecast/archive.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <memory>

namespace fadecast::cli {
namespace {

using output::Comparison;
using output::RecordedRun;

struct Options {
    std::string file, shards;
    DeviceOptions device;
    bool json = false;
};

struct Again {
    Comparison comparison;
    std::vector<std::string> changes;  ///< of program, device and reading, which may be why results differ
    std::optional<StudyComparison> study = {};
};

RecordedRun recorded_in(const output::Hdf5Input& file, const std::string& name) {
    if (file.has_attribute("first_sample"))
        throw UsageError(name +
                         ": it is a shard; its study holds what it was made from, so reproduce that: the .h5 "
                         "file beside the folder of shards");
    try {
        return output::read_recorded_run(file);
    } catch (const Error& error) {
        throw UsageError(name + ": " + error.what());
    }
}

/// Lays a value over an option of a parsed command line.
void put_over(CLI::App& command, const std::string& name, const std::string& value) {
    CLI::Option* option = command.get_option_no_throw(name);
    if (!option || value.empty()) return;
    option->clear();
    option->add_result(value);
    option->run_callback();
}

/// The result's own command, with the device and the threads asked for now.
Again run_command_again(const output::Hdf5Input& was, const RecordedRun& recorded, const Options& options) {
    CLI::App program;
    program.require_subcommand(1);
    const std::vector<Command> commands = add_commands(program);
    std::vector<std::string> arguments(recorded.argv.rbegin(),
                                       recorded.argv.rend() - 1);  // as CLI11 wants them
    try {
        program.parse(arguments);
    } catch (const CLI::Success&) {
        throw UsageError(options.file + ": its command line asks for help, and leaves nothing to compare");
    } catch (const CLI::ParseError& error) {
        throw UsageError(fmt::format("{}: this version does not understand its command line any more: {}",
                                     options.file, error.what()));
    }
    const auto command = std::find_if(commands.begin(), commands.end(),
                                      [](const Command& each) { return each.app->parsed(); });
    if (!command->hdf5)
        throw UsageError(fmt::format("{}: `fadecast {}` leaves nothing that can be made again", options.file,
                                     command->app->get_name()));
    put_over(*command->app, "--device", options.device.device);
    put_over(*command->app, "--threads", options.device.threads);

    const auto files = std::make_shared<FileArchive>(recorded.files, recorded.data_folder);
    const ReadThrough reading(files);
    const std::string bytes = command->hdf5({FADECAST_VERSION, recorded.argv, files});
    const auto now = output::Hdf5Input::of_bytes(bytes, "the new file");
    return {output::compare_hdf5(was, now),
            output::changes_between(recorded, output::read_recorded_run(now))};
}

/// Where a study is followed again: as asked for, else on what it was made on, else on what is here.
Backend backend_for(const output::Hdf5Input& study, DeviceOptions options) {
    if (!options.device.empty()) return options.open();
    const std::string then = study.text("device");  // "reference", "cpu, AVX2; gpu 0, NVIDIA H200"
    options.device = then.substr(0, then.find_first_of(" ,;"));
    try {
        return options.open();
    } catch (const DeviceError&) {
        options.device = "auto";
        return options.open();
    }
}

Again run_study_again(const output::Hdf5Input& was, const RecordedRun& recorded, const Options& options) {
    std::optional<int> shards;
    if (!options.shards.empty()) {
        int count = 0;
        const char* end = options.shards.data() + options.shards.size();
        if (std::from_chars(options.shards.data(), end, count).ptr != end || count < 1)
            throw UsageError(fmt::format("--shards {}: expected a whole number from 1 on", options.shards));
        shards = count;
    }
    const auto amount = std::int64_t(was.number("design_amount"));
    StudySettings settings{.samples = {}, .seed = std::uint64_t(was.number("seed"))};
    const ReadThrough reading(std::make_shared<FileArchive>(recorded.files, recorded.data_folder));
    const std::filesystem::path name = recorded.files.front().name;
    Study study = read_study(name, settings);
    if (study.amount != amount) {
        settings.samples = amount;
        study = read_study(name, settings);
    }
    const Backend backend = backend_for(was, options.device);
    const StudyComparison found = compare_study(study, was, options.file, backend, shards, ProgressLine{});
    stop_if_interrupted();
    RecordedRun before = recorded, now = recorded;
    before.inputs_json = was.text("resolved");
    now.inputs_json = study.resolved();
    now.made_with = output::made_with(FADECAST_VERSION, backend.describe());
    return {found.comparison, output::changes_between(before, now), found};
}

std::string as_text(const Options& options, const RecordedRun& recorded, const Again& again) {
    const Comparison& found = again.comparison;
    const auto count = [](std::uint64_t number, const char* noun) {
        return fmt::format("{} {}{}", output::grouped(number), noun, number == 1 ? "" : "s");
    };
    const std::string compared =
        fmt::format("{} with {}", count(found.datasets, "dataset"), count(found.values, "value"));
    std::string text = found.differences.empty()
                           ? fmt::format("equal: {}, {}\n", options.file, compared)
                           : fmt::format("different: {}, {} of {}\n", options.file,
                                         count(found.differences.size(), "difference"), compared);
    if (again.study && again.study->missing > 0)
        text += fmt::format("{} of {} samples are missing and were not compared\n",
                            output::grouped(again.study->missing), output::grouped(again.study->samples));
    if (again.study && again.study->compared + again.study->missing < again.study->samples)
        text += fmt::format("{} of {} samples were compared, as asked\n",
                            output::grouped(again.study->compared), output::grouped(again.study->samples));
    std::size_t width = 0;
    for (const auto& difference : found.differences) width = std::max(width, difference.name.size());
    for (const auto& difference : found.differences)
        text += fmt::format("  {:{}}  {}\n", difference.name, width, difference.what);
    if (!again.changes.empty())
        text += found.differences.empty() ? "made otherwise than then:\n" : "what may be why:\n";
    for (const std::string& change : again.changes) text += "  " + change + "\n";
    if (!found.differences.empty() && again.changes.empty())
        text +=
            "version, device, instruction set and inputs are the same: the file was changed after it was "
            "made, or another build of this version made it\n";
    const auto today = output::changes_on_disk(recorded);
    if (!today.empty()) text += "files on disk today, not used here:\n";
    for (const std::string& change : today) text += "  " + change + "\n";
    return text;
}

std::string as_json(const Options& options, const RecordedRun& recorded, const Again& again) {
    nlohmann::ordered_json differences = nlohmann::ordered_json::array();
    for (const auto& each : again.comparison.differences)
        differences.push_back({{"name", each.name},
                               {"what", each.what},
                               {"values", each.values},
                               {"differing", each.differing},
                               {"largest_absolute", each.largest_absolute},
                               {"largest_relative", each.largest_relative}});
    nlohmann::ordered_json json{{"file", options.file},
                                {"equal", again.comparison.differences.empty()},
                                {"datasets", again.comparison.datasets},
                                {"values", again.comparison.values},
                                {"differences", differences},
                                {"made_otherwise", again.changes},
                                {"files_today", output::changes_on_disk(recorded)}};
    if (again.study) {
        json["samples"] = again.study->samples;
        json["samples_compared"] = again.study->compared;
        json["samples_missing"] = again.study->missing;
    }
    return json.dump(2);
}

ExitCode run(const Options& options) try {
    const output::Hdf5Input file(options.file);
    const RecordedRun recorded = recorded_in(file, options.file);
    const std::string& command = recorded.argv[1];
    const bool is_study = command == "sweep" || command == "collect";
    if (!is_study && !options.shards.empty())
        throw UsageError(fmt::format("--shards: {} is no study; leave it out", options.file));
    const Again again =
        is_study ? run_study_again(file, recorded, options) : run_command_again(file, recorded, options);
    print_result(options.json ? as_json(options, recorded, again) : as_text(options, recorded, again));
    return again.comparison.differences.empty() ? ExitCode::ok : ExitCode::run_failed;
} catch (const output::DamagedFile& error) {  // a wrong choice of file, not a failed run
    throw UsageError(error.what());
}

}  // namespace

Command add_reproduce(CLI::App& program) {
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "reproduce",
        "Make an HDF5 result again from what it holds, and compare: exit code 0 equal, 1 different, 2 not a "
        "result that can be made again");
    app->add_option("FILE", options->file, "forecast.h5, run.h5 or a study")
        ->required()
        ->type_name("")
        ->check(not_empty);
    options->device.device.clear();  // as the result was made, unless another is asked for
    options->device.add_to(*app);
    app->get_option("--device")
        ->description(
            "auto, cpu, reference, gpu or gpu:N; default: as the command was given; of a study the device "
            "that made it, auto where there is none");
    app->add_option("--shards", options->shards, "of a study, as many shards spread evenly; default: all")
        ->type_name("K")
        ->check(not_empty);
    app->add_flag("--json", options->json, "as JSON");
    app->footer("Example:\n  fadecast reproduce demo/forecast.h5\n  fadecast reproduce study.h5 --shards 4");

    return {app, [options](const Provenance&) { return run(*options); }};
}

}  // namespace fadecast::cli
