#pragma once
// The subcommands of `fadecast` and what they share. Results go to stdout, everything else to stderr.

#include <fadecast/config.hpp>
#include <fadecast/output.hpp>
#include <fadecast/study.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fadecast::cli {

enum ExitCode : int {
    ok = 0,
    run_failed = 1,
    usage_error = 2,
    failed_samples = 3,  ///< finished, but some virtual clients could not be computed
    outside_domain = 4,
    no_such_device = 5,
    interrupted = 75
};

/// Wrong options; exit code 2.
struct UsageError : Error {
    using Error::Error;
};

struct Command {
    CLI::App* app;
    std::function<ExitCode(const Provenance&)> run;
    /// The HDF5 file that run leaves, from the same options; writes and prints nothing. Empty where run
    /// leaves none.
    std::function<std::string(const Provenance&)> hdf5 = {};
};

/// All of them, in the order of the help.
std::vector<Command> add_commands(CLI::App& program);

Command add_plan(CLI::App& program);
Command add_observe(CLI::App& program);
Command add_render(CLI::App& program);
Command add_lesson(CLI::App& program);
Command add_head(CLI::App& program);
Command add_score(CLI::App& program);
Command add_simulate(CLI::App& program);
Command add_sweep(CLI::App& program);
Command add_collect(CLI::App& program);
Command add_sensitivity(CLI::App& program);
Command add_export(CLI::App& program);
Command add_skin(CLI::App& program);
Command add_photons(CLI::App& program);
Command add_validate(CLI::App& program);
Command add_reproduce(CLI::App& program);
Command add_params(CLI::App& program);
Command add_doctor(CLI::App& program);

/// A shell variable that is not set arrives as an empty argument.
extern const CLI::Validator not_empty;

/// Where to compute.
struct DeviceOptions {
    std::string device = "auto", threads;

    void add_to(CLI::App& command);
    void set_threads() const;  ///< Throws UsageError.
    /// Sets the number of threads and opens the device. Throws UsageError, DeviceError.
    Backend open() const;
};

/// How many photons, and their random numbers.
struct PhotonOptions {
    std::string photons, seed = "1";

    struct Numbers {
        std::int64_t photons;
        std::uint64_t seed;
    };
    void add_to(CLI::App& command);  ///< `photons` as it is now is the default
    Numbers read() const;            ///< Throws UsageError.
};

/// What to compute.
struct ClientOptions {
    std::string file, output, members, seed, accuracy;
    std::vector<std::string> settings;

    void add_to(CLI::App& command, const std::string& output_meaning);
    Case read() const;  ///< Throws ConfigError, DomainError.
};

/// Which study, and what overrides its file.
struct StudyOptions {
    std::string file, output, samples, seed;

    void add_to(CLI::App& command);
    Study read() const;  ///< Throws UsageError, ConfigError, DomainError.
};

/// How a finished forecast ends the program; says on stderr how many virtual clients are left out.
ExitCode code_of(const Forecast& forecast);

/// Prints a result and makes sure that it arrived; throws Error when stdout cannot take it.
void print_result(const std::string& text);

}  // namespace fadecast::cli
