// What `sweep` and `collect` say at their end.

#include "cli/study_end.hpp"

#include "sweep/shard_file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fadecast::cli {

ExitCode end_of_study(const Study& study, const std::filesystem::path& output, const SweepSummary& summary,
                      bool with_master, bool json) {
    const bool missing = with_master ? summary.done < summary.samples : summary.stopped;
    const std::string place = (with_master ? output : shard_folder(output)).string();
    if (json)
        print_result(nlohmann::ordered_json{{"file", place},
                                            {"samples", summary.samples},
                                            {"done", summary.done},
                                            {"failed", summary.failed},
                                            {"stopped", missing},
                                            {"seconds", summary.seconds}}
                         .dump(2));
    else
        print_result(fmt::format("Wrote {}: {} of {} samples{}, {} failed.", place, summary.done,
                                 summary.samples, with_master ? "" : " of this part", summary.failed));
    if (missing) {
        fmt::print(
            stderr,
            "fadecast: {} samples are missing; fadecast sweep with the same study, -o and --resume goes "
            "on\n",
            summary.samples - summary.done);
        return ExitCode::interrupted;
    }
    if (summary.failed == 0) return ExitCode::ok;
    fmt::print(stderr, "fadecast: {} samples failed; the group \"failures\" of {} names them and why\n",
               summary.failed, with_master ? "the file" : "each shard");
    return study.errors == OnError::off ? ExitCode::ok : ExitCode::failed_samples;
}

}  // namespace fadecast::cli
