#pragma once
// The parts of a plan, each as the bytes of one file, and what they share.

#include <fadecast/forecast.hpp>
#include <fadecast/output.hpp>
#include <fadecast/patch.hpp>

#include <string>
#include <vector>

namespace fadecast::output {

/// The part before the point changes when a reader would break.
inline constexpr const char* plan_format_version = "1.4";  ///< of plan.json and forecast.h5
inline constexpr const char* simulation_format_version = "2.1";
inline constexpr const char* photon_format_version = "1.1";

inline constexpr const char* simulated_note = "simulated; not a guarantee; not medical advice";

inline constexpr const char* random_numbers = "Philox4x32-10";

/// FNV-1a, 64 bits, of the resolved inputs as 16 hexadecimal digits: the same case has the same hash,
/// whatever its file is called and whatever stands in it about people only.
std::string case_hash(const Case& client);

/// The case without what its file says about people and no number hangs on: see is_personal.
Case without_personal(Case client);

class Hdf5File;
/// How any file was made. Root attributes: conventions, versions, command line, seed, device. The group
/// /provenance: what else may change a bit, the command line's arguments one by one, and the files that were
/// read, for `fadecast reproduce`.
/// @param device  as Backend::describe() has it
void add_run(Hdf5File& file, const char* format_version, std::uint64_t seed, const std::string& device,
             const Provenance& provenance);

/// What of this program, beside its version, may change a bit: instruction set, precision, compiler.
std::vector<std::pair<std::string, std::string>> build_properties();

/// What is known of the model, and what its numbers are not.
void add_evidence(Hdf5File& file);

/// Both, and as root attributes the client's inputs, dates and what was assumed.
void add_provenance(Hdf5File& file, const char* format_version, const Case& client, const std::string& device,
                    const Provenance& provenance);

/// The command line as one string, quoted where needed.
std::string command_line(const Provenance& provenance);

/// A picture of the patch at one of the times of the strip.
struct PatchPicture {
    std::string file;     ///< "patch-6w.png"
    std::string caption;  ///< "6 weeks"
    double time_day;
    Picture picture;
    std::vector<std::string> notes{};  ///< further lines under the caption
};

/// The forecast's scalp on its picture days.
std::vector<PatchPicture> draw_patches(const Forecast& forecast, const Backend& backend);

/// Names of all pictures that a plan may have; one with a shorter horizon leaves some out.
std::vector<std::string> picture_files();

/// The picture over a strip with its time, its notes, a bar of 1 mm and the word "simulated".
Picture with_caption(const PatchPicture& patch);

/// Pictures side by side, on white up to the highest.
Picture side_by_side(const std::vector<Picture>& pictures);

/// All patches side by side with their strips.
Picture contact_sheet(const std::vector<PatchPicture>& patches);

/// "day 7", "6 weeks", "3 years".
std::string age_words(double day);
/// The same in the names of files: "3y", "day7", "6w".
std::string time_name(double day);

/// The plane through the dot's axis at each time of its fields, in one picture: pigment of all pools over the
/// layers of the skin, the open puncture and the scab, with a bar of length and one of colours.
Picture draw_section(const Simulation& simulation);

/// Its panels alone, one for each time of the fields.
std::vector<Picture> section_panels(const Simulation& simulation);

/// What every picture says of itself: keywords and texts.
std::vector<std::pair<std::string, std::string>> picture_texts(const std::string& title, const Case& client,
                                                               const Provenance& provenance);

/// A PNG in sRGB with the size of its pixels and `texts` (ASCII keyword, UTF-8 text) in it.
std::string png(const Picture& picture, const std::vector<std::pair<std::string, std::string>>& texts);

std::string forecast_hdf5(const Forecast& forecast, const Provenance& provenance);
std::string simulation_hdf5(const Simulation& simulation, const Provenance& provenance);

}  // namespace fadecast::output
