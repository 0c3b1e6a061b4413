// The program: finds the subcommand, runs it, and turns every exception into one line and an exit code.

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "config/did_you_mean.hpp"

#include <fadecast/archive.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>

#include <sys/resource.h>

namespace fadecast::cli {
namespace {

/// A study of many shards has as many files open when it is read.
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

ExitCode complain(ExitCode code, std::string message) {
    std::replace(message.begin(), message.end(), '\n', ' ');
    const bool colour = stderr_has_colour();
    fmt::print(stderr, "fadecast: {}error:{} {}\n", colour ? "\x1b[31m" : "", colour ? "\x1b[0m" : "",
               message);
    return code;
}

/// The parser would say "a subcommand is required" to a misspelt one and list unknown options without advice.
void check_spelling(const std::vector<std::string>& arguments, const std::vector<Command>& commands) {
    if (arguments.empty() || arguments[0][0] == '-') return;
    std::vector<std::string> known;
    for (const Command& command : commands) known.push_back(command.app->get_name());
    const auto command = std::find(known.begin(), known.end(), arguments[0]);
    if (command == known.end())
        throw UsageError(
            fmt::format("unknown subcommand \"{}\"{}", arguments[0], did_you_mean(arguments[0], known)));

    std::vector<std::string> options;
    for (const CLI::Option* option : commands[command - known.begin()].app->get_options())
        for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
    for (const std::string& argument : arguments) {
        const std::string name = argument.substr(0, argument.find('='));
        if (name.rfind("--", 0) == 0 && name.size() > 2 &&
            std::find(options.begin(), options.end(), name) == options.end())
            throw UsageError(
                fmt::format("unknown option {} of {}{}", name, *command, did_you_mean(name, options)));
    }
}

ExitCode run(int argc, char** argv) {
    CLI::App program{"Simulates how scalp micropigmentation heals, fades, spreads and looks over years."};
    program.name("fadecast");
    program.set_version_flag("--version", "fadecast " FADECAST_VERSION);
    program.require_subcommand(1);
    program.footer("Example:\n  fadecast plan configs/clients/example.toml -o demo");
    const std::vector<Command> commands = add_commands(program);
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        check_spelling(arguments, commands);
        program.parse(argc, argv);
    } catch (const CLI::Success& help) {
        program.exit(help);
        return ok;
    } catch (const CLI::ParseError& error) {
        std::string subcommand;
        for (const CLI::App* parsed : program.get_subcommands()) subcommand = parsed->get_name() + " ";
        throw UsageError(fmt::format("{}; see fadecast {}--help", error.what(), subcommand));
    }
    const auto files = std::make_shared<FileArchive>();
    const ReadThrough reading(files);
    for (const Command& command : commands)
        if (command.app->parsed()) return command.run({FADECAST_VERSION, {argv, argv + argc}, files});
    return usage_error;
}

}  // namespace

std::vector<Command> add_commands(CLI::App& program) {
    return {add_plan(program),    add_observe(program),     add_render(program),   add_lesson(program),
            add_head(program),    add_score(program),       add_simulate(program), add_sweep(program),
            add_collect(program), add_sensitivity(program), add_export(program),   add_reproduce(program),
            add_skin(program),    add_photons(program),     add_validate(program), add_params(program),
            add_doctor(program)};
}

}  // namespace fadecast::cli

int main(int argc, char** argv) {
    using namespace fadecast;
    using namespace fadecast::cli;
    catch_interrupts();
    raise_file_limit();
    try {
        return run(argc, argv);
    } catch (const Interrupted&) {
        return complain(interrupted, "interrupted; nothing was written");
    } catch (const UsageError& error) {
        return complain(usage_error, error.what());
    } catch (const ConfigError& error) {
        return complain(usage_error, error.what());
    } catch (const DomainError& error) {
        return complain(outside_domain, error.what());
    } catch (const DeviceError& error) {
        return complain(no_such_device, error.what());
    } catch (const std::bad_alloc&) {
        return complain(run_failed, "out of memory; try fewer --members or forecast.dots");
    } catch (const std::exception& error) {
        return complain(run_failed, error.what());
    }
}
