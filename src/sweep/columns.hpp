#pragma once
// What a study can tell of its samples, by name.

#include <fadecast/ensemble.hpp>
#include <fadecast/simulation.hpp>
#include <fadecast/study.hpp>
#include <fadecast/window.hpp>

#include <optional>
#include <string>
#include <vector>

namespace fadecast {

/// The columns of outputs named in a study file: "earliest_month", "latest_month", "ended_by", "durability",
/// any series of an ensemble at a time ("contrast at 5y"), a whole series ("contrast"), or the field of
/// pigment of one dot at a time ("pigment at 5y"), with the places of its cells.
/// @param client  under the study: its horizon and times
/// @param draws   the draws of every registry parameter and of the model's own error, too
/// @param realism whether it is computed
/// @throws Error  naming an output that is not known, a time past the horizon, or realism that is not
/// computed
std::vector<Column> output_columns(const std::vector<std::string>& outputs, const Case& client, bool draws,
                                   bool realism);

/// Reads columns of outputs and draws from an ensemble of samples.
class OutputReader {
public:
    /// @param columns  all that will be asked for
    OutputReader(const Backend& backend, const Ensemble& ensemble, const std::vector<Column>& columns);
    /// Turns to a member of the ensemble that could be computed.
    /// @param client  of which it is a virtual one
    void turn_to(const VirtualClient& client, int member);
    std::vector<float> values(const Column& column) const;  ///< [width], of that member

private:
    const Backend& backend_;
    const Ensemble& ensemble_;
    std::vector<double> field_day_;
    std::optional<Simulation> dot_;  // where fields are asked for
    const Case* client_ = nullptr;
    int member_ = 0;
    Months months_;
    MemberWindow window_{};
};

}  // namespace fadecast
