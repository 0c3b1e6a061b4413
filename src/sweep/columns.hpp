#pragma once
// What a study can tell of its samples, by name.

#include <fadecast/ensemble.hpp>
#include <fadecast/study.hpp>
#include <fadecast/window.hpp>

#include <string>
#include <vector>

namespace fadecast {

/// The columns of outputs named in a study file: "earliest_month", "latest_month", "ended_by", "durability",
/// any series of an ensemble at a time ("contrast at 5y"), or a whole series ("contrast").
/// @param client  under the study: its horizon and times
/// @param draws   the draws of every registry parameter too
/// @param realism whether it is computed
/// @throws Error  naming an output that is not known, a time past the horizon, or realism that is not
/// computed
std::vector<Column> output_columns(const std::vector<std::string>& outputs, const Case& client, bool draws,
                                   bool realism);

/// Reads columns of outputs and draws from an ensemble of samples.
class OutputReader {
public:
    explicit OutputReader(const Ensemble& ensemble) : ensemble_(ensemble) {}
    /// Turns to a member that could be computed.
    /// @param client  of the member
    void turn_to(const Case& client, int member);
    std::vector<float> values(const Column& column) const;  ///< [width], of that member

private:
    const Ensemble& ensemble_;
    const Case* client_ = nullptr;
    int member_ = 0;
    Months months_;
    MemberWindow window_{};
};

}  // namespace fadecast
