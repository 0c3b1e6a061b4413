#pragma once
// What was seen of a client's dots after they healed: the kinds of evidence that narrow a forecast, each with
// its error.

#include <fadecast/date.hpp>
#include <fadecast/hair.hpp>
#include <fadecast/spectrum.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace fadecast {

/// contrast: of the dots to the skin relative to day 42, measured elsewhere. grade: 0 as after healing,
/// 1 a little lighter, 2 clearly lighter, 3 patchy in places, 4 needs redoing. colour: difference of an area
/// with dots to bare skin beside it, of a colorimeter or a photo.
enum class ObservationKind { contrast, grade, colour };
std::string_view kind_name(ObservationKind kind);

struct Observation {
    Date date;
    ObservationKind kind = ObservationKind::contrast;
    double value = 0;            ///< contrast; grade 0..4; delta E00 of the area's mean to bare skin
    double sd = 0;               ///< of the contrast, also for a grade; of the colour difference
    std::optional<Zone> zone{};  ///< none: of the whole
    std::optional<Lab> lab{}, skin_lab{};  ///< as entered, of a colour
    std::string source{};                  ///< "colorimeter", "photo IMG_2231.jpg", ...
};

/// Standard deviations when none is entered, assumed: of a contrast and of a grade; of a
/// colorimeter put down again beside its place, and of a photo with a colour card.
inline constexpr double contrast_sd = .08, grade_sd = .15, colorimeter_sd = .4, photo_sd = .6;

/// Grades 0 | 1 | 2 | 3 | 4 meet at these contrasts. Assumed.
inline constexpr std::array<double, 4> grade_edges{.90, .75, .60, .45};

}  // namespace fadecast
