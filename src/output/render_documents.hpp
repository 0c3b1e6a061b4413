#pragma once
// Pictures of virtual clients at chosen times under chosen lights, their contact sheet and their time-lapse.

#include "output/documents.hpp"

#include <fadecast/scalp.hpp>

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fadecast::output {

/// A light that clients meet, and the standard one that stands for it. The eye is used to it.
struct SceneLight {
    const char *name, *standard;
    Illuminant illuminant;
};

inline constexpr std::array<SceneLight, 3> scene_lights{{
    {"sun", "D65", Illuminant::d65},
    {"office", "LED-B3", Illuminant::led_b3},
    {"bathroom", "A", Illuminant::a},
}};

/// A virtual client whose dots' contrast is at a quantile of all.
struct QuantileScalp {
    int percent, member;
    Scalp scalp;
    std::optional<Simulation>
        dot{};  ///< with fields at the times of the pictures: its cross-section beside each
};

/// What is to be drawn, each in the order of the files and of the contact sheet.
struct RenderRequest {
    std::vector<QuantileScalp> scalps;
    std::vector<SceneLight> lights;
    std::vector<double> time_day;  ///< ascending
    std::string place{};           ///< what part of the scalp and how it is dotted, where that was chosen
};

/// An animated WebP without loss, one second for each picture, again and again; all of one size.
/// @param texts  keywords and texts as in a PNG, put into dc:description of its XMP.
std::string webp(const std::vector<Picture>& pictures,
                 const std::vector<std::pair<std::string, std::string>>& texts);

/// Draws every quantile under every light at every time, and writes the pictures, sheet.png (rows: quantile
/// and light, columns: times) and a time-lapse of the middle quantile, the lower of two, under each light,
/// into `directory`, in place of what an earlier render left there. When any file fails, the directory is
/// again as it was.
/// @param progress  called with the share done, 0..1; may be empty.
void write_render(const Forecast& forecast, const RenderRequest& request, const Backend& backend,
                  const std::filesystem::path& directory, const Provenance& provenance,
                  const std::function<void(double)>& progress);

}  // namespace fadecast::output
