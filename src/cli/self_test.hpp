#pragma once
// Checks that take a second and tell whether an installation works.

#include <fadecast/simulation.hpp>

#include <string>
#include <vector>

namespace fadecast::cli {

struct SelfTest {
    std::string name, finding;
    bool passed;
};

/// A published colour difference, the data files, and a short run on `backend` whose ledger closes.
std::vector<SelfTest> self_test(const Backend& backend);

/// Largest |retained + scab + shed + lymph + bleached - deposited| over deposited, over the snapshots.
double ledger_gap(const Simulation& simulation);

}  // namespace fadecast::cli
