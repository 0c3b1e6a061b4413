// fadecast sweep: a study on this machine, or this machine's part of it.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/study_end.hpp"
#include "cli/terminal.hpp"
#include "sweep/ranks.hpp"

#include <fadecast/sweep.hpp>

#include <fmt/format.h>
#include <omp.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>

namespace fadecast::cli {
namespace {

struct Options {
    StudyOptions study;
    DeviceOptions device;
    std::string devices, part;
    bool append = false, resume = false, dry_run = false, json = false;
};

std::optional<int> whole(std::string_view text) {
    int value = 0;
    const char* end = text.data() + text.size();
    return std::from_chars(text.data(), end, value).ptr == end && !text.empty() ? std::optional(value)
                                                                                : std::nullopt;
}

std::optional<int> number_in(const char* variable) {
    const char* text = std::getenv(variable);
    return text ? whole(text) : std::nullopt;
}

/// "2/7", or what a SLURM array says of its task.
std::optional<std::pair<int, int>> part_of(const std::string& text) {
    if (!text.empty()) {
        const auto slash = text.find('/');
        const auto i = whole(text.substr(0, slash));
        const auto n = whole(slash == text.npos ? "" : text.substr(slash + 1));
        if (!i || !n || *n < 1 || *i < 0 || *i >= *n)
            throw UsageError(fmt::format("--shard {}: expected i/n with i from 0 to n-1, such as 0/4", text));
        return std::pair{*i, *n};
    }
    const auto task = number_in("SLURM_ARRAY_TASK_ID"), count = number_in("SLURM_ARRAY_TASK_COUNT"),
               least = number_in("SLURM_ARRAY_TASK_MIN");
    if (!task || !count || !least) return std::nullopt;
    const int step = std::max(1, number_in("SLURM_ARRAY_TASK_STEP").value_or(1));
    const std::pair part{(*task - *least) / step, *count};
    if ((*task - *least) % step != 0 || part.first < 0 || part.first >= part.second)
        throw UsageError("the tasks of this SLURM array are no plain sequence; give --shard i/n");
    if (rank_in_environment() == 0)
        fmt::print(stderr, "fadecast: task {} of a SLURM array of {}: --shard {}/{}{}\n", *task, *count,
                   part.first, part.second,
                   *count == 1 ? ", the whole study; for one part of it give --shard i/n" : "");
    return part;
}

std::vector<std::string> devices_of(const Options& options) {
    if (options.devices.empty()) return {options.device.device};
    std::vector<std::string> devices{""};
    for (const char letter : options.devices)
        if (letter == ',')
            devices.emplace_back();
        else
            devices.back() += letter;
    return devices;
}

std::string megabytes(double bytes) {
    return bytes < 1e9 ? fmt::format("{:.0f} MB", std::ceil(bytes / 1e6))
                       : fmt::format("{:.1f} GB", bytes / 1e9);
}

std::string estimate_text(const SweepEstimate& estimate, bool json) {
    if (json)
        return nlohmann::ordered_json{{"points", estimate.points},
                                      {"samples", estimate.samples},
                                      {"samples_left", estimate.samples_left},
                                      {"shards", estimate.shards},
                                      {"bytes_on_disk", estimate.bytes_on_disk},
                                      {"free_on_disk", estimate.free_on_disk},
                                      {"bytes_of_memory", estimate.bytes_of_memory},
                                      {"free_memory", estimate.free_memory},
                                      {"seconds", estimate.seconds}}
            .dump(2);
    const std::string left = estimate.samples_left == estimate.samples
                                 ? ""
                                 : fmt::format(", of which {} are left to do here", estimate.samples_left);
    return fmt::format(
        "points   {}\nsamples  {}{}\nshards   {}\ndisk     {}, {} are free\n"
        "memory   {}, {} are free\ntime     {}, judged from a few samples followed now\n",
        estimate.points, estimate.samples, left, estimate.shards, megabytes(estimate.bytes_on_disk),
        megabytes(estimate.free_on_disk), megabytes(estimate.bytes_of_memory),
        megabytes(estimate.free_memory), duration_words(estimate.seconds));
}

/// Too much memory is refused, too little disk is told.
void check_room(const SweepEstimate& estimate, const Study& study) {
    if (estimate.bytes_of_memory > estimate.free_memory)
        throw Error(
            fmt::format("this study takes about {} of memory at a time, {} are free{}; make it less with "
                        "a smaller shard in the study file (it is {}), fewer --threads or --devices, "
                        "or scalars in place of series",
                        megabytes(estimate.bytes_of_memory), megabytes(estimate.free_memory),
                        local_ranks() > 1 ? " for each process" : "", study.shard));
    if (estimate.bytes_on_disk > estimate.free_on_disk && rank_in_environment() == 0)
        fmt::print(
            stderr,
            "fadecast: this study takes about {} on disk, {} are free; when the disk is full it stops, "
            "and --resume goes on\n",
            megabytes(estimate.bytes_on_disk), megabytes(estimate.free_on_disk));
}

/// What is asked, when it can be done here.
struct Task {
    Study study;
    SweepOptions sweep;
};

Task prepare(const Options& options) {
    if (options.append && options.resume)
        throw UsageError("--append and --resume: give one; --resume goes on with an interrupted --append");
    if (!options.devices.empty() && options.device.device != "auto")
        throw UsageError("--device and --devices: give one");
    const std::filesystem::path output = options.study.output;
    if (output.empty() && !options.dry_run)
        throw UsageError("-o is missing: where to write the study's file");
    if (output.extension() == ".shards")
        throw UsageError(
            fmt::format("-o {}: folders of shards are named so; name the study's file, such as {}",
                        output.string(), std::filesystem::path(output).replace_extension(".h5").string()));
    Study study = options.study.read();
    options.device.set_threads();
    SweepOptions sweep{.output = output,
                       .devices = devices_of(options),
                       .threads = options.device.threads.empty() ? 0 : omp_get_max_threads(),
                       .resume = options.resume,
                       .append = options.append,
                       .part = part_of(options.part),
                       .stop = interrupt_came};
    for (const std::string& device : sweep.devices)
        if (device != "auto") Backend::named(device);  // throws when there is none
    if (sweep.append && sweep.part)
        throw UsageError(
            "--append and a part of a study: give --resume with more --samples; every part then follows its "
            "share of the new ones");
    if (!options.dry_run) {
        check_output_file(sweep.output);
        check_room(estimate_sweep(study, sweep, false), study);
    }
    return {std::move(study), std::move(sweep)};
}

/// What one process of many cannot do ends all of them, and the first one tells.
/// @returns whether this is the one to tell.
bool tells(const std::exception& error) {
    Ranks ranks;  // the first one waits in its end until all others have left
    if (ranks.rank() == 0) return true;
    RankRequest farewell{.what = RankRequest::What::leave};
    std::string_view(error.what()).copy(farewell.error, sizeof farewell.error - 1);
    ranks.ask(farewell);
    return false;
}

ExitCode run(const Options& options, const Provenance& provenance) {
    const bool first_rank = rank_in_environment() == 0;
    if (options.dry_run && !first_rank) return ExitCode::ok;
    std::optional<Task> task;
    try {
        task = prepare(options);
    } catch (const std::exception& error) {
        if (options.dry_run || ranks_in_environment() == 1 || tells(error)) throw;
        return ExitCode::ok;
    }
    const Study& study = task->study;
    SweepOptions& sweep = task->sweep;
    if (options.dry_run) {
        sweep.progress = [](const SweepProgress&) { stop_if_interrupted(); };
        print_result(estimate_text(estimate_sweep(study, sweep, true), options.json));
        return ExitCode::ok;
    }

    LogLine line;
    const auto start = std::chrono::steady_clock::now();
    sweep.progress = [&](const SweepProgress& progress) {
        if (!line.due() || progress.samples_asked == 0) return;
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        const double rate = progress.samples_done / seconds;
        const double left = double(progress.samples_asked) - progress.samples_done;
        line.show(fmt::format(
            "{:.1f} % of {} samples, {:.3g}/s, {} left, {} failed",
            100 * progress.samples_done / double(progress.samples_asked), progress.samples_asked, rate,
            rate > 0 ? "about " + duration_words(left / rate) : "unknown time", progress.failed));
    };
    const SweepSummary summary = run_sweep(study, sweep, provenance);
    if (!first_rank) return ExitCode::ok;  // the first one tells
    if (sweep.part && !summary.stopped)
        fmt::print(
            stderr,
            "fadecast: part {}/{} is done; when all parts are, fadecast collect with the same study and "
            "-o shows them as one file\n",
            sweep.part->first, sweep.part->second);
    return end_of_study(study, sweep.output, summary, !sweep.part, options.json);
}

}  // namespace

Command add_sweep(CLI::App& program) {
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "sweep", "Follow a client at many points of what could be otherwise; nothing finished is lost");
    options->study.add_to(*app);
    app->get_option("--output")->required(false);  // of a dry run
    app->add_flag("--append", options->append, "add samples to a finished study");
    app->add_flag("--resume", options->resume, "go on with what is not finished");
    app->add_option("--shard", options->part,
                    "follow only part i of n, i from 0 to n-1, and leave the whole to fadecast collect; in a "
                    "SLURM array its task is the default")
        ->type_name("i/n")
        ->check(not_empty);
    app->add_flag("--dry-run", options->dry_run, "only tell what it takes: samples, disk, memory, time");
    options->device.add_to(*app);
    app->add_option("--devices", options->devices,
                    "several at once, such as gpu:0,gpu:1, each with shards of its own")
        ->type_name("D,D")
        ->check(not_empty);
    app->add_flag("--json", options->json, "print the result as JSON");
    app->footer(
        "Example:\n  fadecast sweep configs/studies/touch-up.ci.toml --dry-run\n"
        "  fadecast sweep study.toml -o study.h5\n"
        "  mpirun -n 8 fadecast sweep study.toml --resume -o study.h5");
    return {app, [options](const Provenance& provenance) { return run(*options, provenance); }};
}

}  // namespace fadecast::cli
