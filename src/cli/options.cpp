// Options that several subcommands have.

#include "cli/commands.hpp"

#include "sweep/ranks.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <charconv>
#include <cmath>
#include <cstdio>

namespace fadecast::cli {

const CLI::Validator not_empty(
    [](const std::string& text) { return std::string(text.empty() ? "is empty" : ""); }, "", "not empty");

namespace {

constexpr double most_photons = 1e10, largest_seed = 9007199254740992.;

/// "1e7" or "10000000".
double whole_number(const std::string& option, const std::string& text, double low, double high) {
    double value = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, value).ptr != end || !(value >= low && value <= high) ||
        value != std::floor(value))
        throw UsageError(fmt::format("{} {}: expected a whole number from {:g} to {:g}, such as 1e7", option,
                                     text, low, high));
    return value;
}

}  // namespace

void DeviceOptions::add_to(CLI::App& command) {
    command
        .add_option("--device", device,
                    "auto, cpu, reference, gpu or gpu:N; auto takes a GPU when one answers")
        ->type_name("D")
        ->check(not_empty);
    command
        .add_option("--threads", threads,
                    "CPU threads, 1 to 1024; default: all. The result never depends on it")
        ->type_name("N")
        ->check(not_empty);
}

void DeviceOptions::set_threads() const {
    if (threads.empty()) return;
    int count = 0;
    const char* end = threads.data() + threads.size();
    if (std::from_chars(threads.data(), end, count).ptr != end || count < 1 || count > 1024)
        throw UsageError(fmt::format("--threads {}: expected a whole number from 1 to 1024", threads));
    omp_set_num_threads(count);
}

Backend DeviceOptions::open() const {
    set_threads();
    return Backend::named(device);
}

void PhotonOptions::add_to(CLI::App& command) {
    command.add_option("--photons", photons, fmt::format("how many, up to 1e10; default {}", photons))
        ->type_name("N")
        ->check(not_empty);
    command.add_option("--seed", seed, "of all random numbers; default 1")->type_name("S")->check(not_empty);
}

PhotonOptions::Numbers PhotonOptions::read() const {
    return {std::int64_t(whole_number("--photons", photons, 2, most_photons)),
            std::uint64_t(whole_number("--seed", seed, 0, largest_seed))};
}

void StudyOptions::add_to(CLI::App& command) {
    command.add_option("STUDY", file, "study file (TOML)")->required()->type_name("")->check(not_empty);
    command
        .add_option("-o,--output", output,
                    "the study's file (HDF5); its shards lie beside it, in a folder that ends in .shards")
        ->required()
        ->type_name("PATH")
        ->check(not_empty);
    command
        .add_option("--samples", samples,
                    "stands for the study file's number: points, blocks, trajectories or virtual clients")
        ->type_name("N")
        ->check(not_empty);
    command.add_option("--seed", seed, "of all random numbers; stands for that of the study file")
        ->type_name("S")
        ->check(not_empty);
}

Study StudyOptions::read() const {
    constexpr double most_samples = 1e12;
    StudySettings settings;
    if (!samples.empty())
        settings.samples = std::int64_t(whole_number("--samples", samples, 1, most_samples));
    if (!seed.empty()) settings.seed = std::uint64_t(whole_number("--seed", seed, 0, largest_seed));
    const Study study = read_study(file, settings);
    if (rank_in_environment() == 0)
        for (const std::string& note : study.notes) fmt::print(stderr, "fadecast: {}\n", note);
    return study;
}

void ClientOptions::add_to(CLI::App& command, const std::string& output_meaning) {
    command.add_option("CLIENT", file, "client file (TOML)")->required()->type_name("")->check(not_empty);
    command.add_option("-o,--output", output, output_meaning)
        ->required()
        ->type_name("PATH")
        ->check(not_empty);
    command.add_option("--members", members, "virtual clients, 8 to 100000; stands for forecast.members")
        ->type_name("N")
        ->check(not_empty);
    command.add_option("--seed", seed, "of all random numbers; stands for forecast.seed")
        ->type_name("S")
        ->check(not_empty);
    command
        .add_option("--accuracy", accuracy,
                    "of mesh and steps: draft, standard or reference; stands for forecast.accuracy")
        ->type_name("A")
        ->check(not_empty);
    command
        .add_option("--set", settings,
                    "put KEY=VALUE over the client file, e.g. sun.hat=0.5 or slow_clearance=\"0.2 1/year\"; "
                    "repeatable")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Case ClientOptions::read() const {
    std::vector<std::string> all = settings;
    if (!members.empty()) all.push_back("--members=" + members);
    if (!seed.empty()) all.push_back("--seed=" + seed);
    if (!accuracy.empty()) all.push_back("--accuracy=" + accuracy);
    return read_case(file, all);
}

ExitCode code_of(const Forecast& forecast) {
    if (forecast.failed.empty()) return ExitCode::ok;
    fmt::print(stderr,
               "fadecast: {} of {} virtual clients could not be computed and are left out; the answer rests "
               "on the others\n",
               forecast.failed.size(), forecast.inputs.forecast.members);
    return ExitCode::failed_samples;
}

void print_result(const std::string& text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    const bool ended = text.empty() || text.back() == '\n' || std::fputc('\n', stdout) != EOF;
    if (!written || !ended || std::fflush(stdout) != 0)
        throw Error("cannot write to standard output; is it full or closed?");
}

}  // namespace fadecast::cli
