#include "cli/self_test.hpp"

#include <fadecast/colour.hpp>
#include <fadecast/config.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace fadecast::cli {
namespace {

const std::vector<double>& scalar(const Simulation& simulation, const std::string& name) {
    for (const Simulation::Scalar& each : simulation.scalars)
        if (each.name == name) return each.values;
    throw Error(fmt::format("the simulation has no scalar \"{}\"", name));
}

/// A check returns its finding and throws Error when it fails.
SelfTest tried(const std::string& name, const std::function<std::string()>& check) {
    try {
        return {name, check(), true};
    } catch (const std::exception& error) {
        return {name, error.what(), false};
    }
}

std::string colour_difference() {
    // First pair of Sharma, Wu, Dalal, Color Res. Appl. 30 (2005) 21, printed with four digits.
    const double found = delta_e00({50, 2.6772, -79.7751}, {50, 0, -82.7485});
    if (std::abs(found - 2.0425) > 5e-5)
        throw Error(fmt::format("delta E00 is {:.4f} instead of 2.0425", found));
    return fmt::format("delta E00 {:.4f}, published 2.0425", found);
}

std::string short_run(const Backend& backend) {
    const auto file = data_folder() / "clients" / "example.ci.toml";
    const Simulation run =
        simulate_dot(read_case(file, {"forecast.horizon=1 year"}), backend, nominal_member);
    const double gap = ledger_gap(run);
    constexpr double float_rounding = 1e-5;  // relative, over some thousand steps
    if (!(gap <= float_rounding))
        throw Error(fmt::format("the ledger is open by {:.1e} of the deposited mass", gap));
    return fmt::format("one year of one dot in {:.2f} s, ledger closes to {:.1e}", run.seconds, gap);
}

}  // namespace

double ledger_gap(const Simulation& simulation) {
    const auto& deposited = scalar(simulation, "deposited_mass");
    std::vector<double> found(deposited.size());
    for (const char* name : {"retained_mass", "scab_mass", "shed_mass", "lymph_mass", "bleached_mass"})
        std::transform(found.begin(), found.end(), scalar(simulation, name).begin(), found.begin(),
                       std::plus<>());
    double gap = 0;
    for (std::size_t i = 0; i < deposited.size(); ++i)
        if (const double off = std::abs(found[i] - deposited[i]) / deposited[i]; deposited[i] > 0)
            gap = off <= gap ? gap : off;  // keeps what is not a number
    return gap;
}

std::vector<SelfTest> self_test(const Backend& backend) {
    return {tried("data files", [] { return data_folder().string(); }), tried("colour", colour_difference),
            tried("dot", [&] { return short_run(backend); })};
}

}  // namespace fadecast::cli
