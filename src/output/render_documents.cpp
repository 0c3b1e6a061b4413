// Draws virtual clients over the years, under several lights.

#include "output/render_documents.hpp"

#include "output/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace fadecast::output {
namespace {

/// Files of an earlier render that stand in `directory`.
std::vector<std::string> earlier_files(const std::filesystem::path& directory) {
    static const std::regex ours(
        "p\\d\\d-(sun|office|bathroom)-[a-z0-9.]+\\.png|"
        "timelapse-(sun|office|bathroom)\\.webp|sheet\\.png");
    std::vector<std::string> found;
    std::error_code none;  // a folder that is not there yet
    for (const auto& entry : std::filesystem::directory_iterator(directory, none))
        if (const std::string name = entry.path().filename(); std::regex_match(name, ours))
            found.push_back(name);
    return found;
}

/// Rows of one width, one under the other.
Picture stack(const std::vector<Picture>& rows) {
    constexpr int gap = 12;
    Picture sheet = rows.front();
    for (std::size_t row = 1; row < rows.size(); ++row) {
        sheet.rgb.insert(sheet.rgb.end(), std::size_t(gap) * sheet.width * 3, 255);
        sheet.rgb.insert(sheet.rgb.end(), rows[row].rgb.begin(), rows[row].rgb.end());
        sheet.height += gap + rows[row].height;
    }
    return sheet;
}

}  // namespace

void write_render(const Forecast& forecast, const RenderRequest& request, const Backend& backend,
                  const std::filesystem::path& directory, const Provenance& provenance,
                  const std::function<void(double)>& progress) {
    const auto& [scalps, lights, times, place] = request;
    const auto texts = [&](const std::string& what) {
        return picture_texts(
            "Simulated scalp micropigmentation, " + (place.empty() ? what : place + ", " + what),
            forecast.inputs, provenance);
    };
    std::vector<std::string> moments;
    for (const double day : times) {
        const std::string name = time_name(day);  // 730 and 731 days are both two years
        const bool taken = std::find(moments.begin(), moments.end(), name) != moments.end();
        moments.push_back(taken ? fmt::format("day{:g}", day) : name);
    }

    std::vector<File> files;
    std::vector<Picture> rows;
    const std::size_t middle = (scalps.size() - 1) / 2;
    std::size_t drawn = 0;
    for (std::size_t q = 0; q < scalps.size(); ++q) {
        const auto& [percent, member, scalp, dot] = scalps[q];
        const std::vector<Picture> sections = dot ? section_panels(*dot) : std::vector<Picture>{};
        for (const SceneLight& light : lights) {
            const std::string name = fmt::format("p{:02}-{}", percent, light.name);
            const std::string words =
                fmt::format("P{:02} of clients by contrast, {}, {}", percent, light.name, light.standard);
            std::vector<std::string> notes{light.name + std::string(", ") + light.standard,
                                           fmt::format("P{:02} of clients", percent)};
            if (!place.empty()) notes.push_back(place);
            std::vector<Picture> row;
            for (std::size_t t = 0; t < times.size(); ++t) {
                const std::string age = age_words(times[t]);
                row.push_back(with_caption(
                    {"", age, times[t], draw_scalp(backend, scalp, times[t], light.illuminant), notes}));
                if (dot) row.back() = side_by_side({row.back(), sections[t]});
                files.push_back(
                    {name + "-" + moments[t] + ".png", png(row.back(), texts(age + ", " + words))});
                if (progress)
                    progress(double(++drawn) / double(scalps.size() * lights.size() * times.size()));
            }
            rows.push_back(side_by_side(row));
            if (q == middle)
                files.push_back({fmt::format("timelapse-{}.webp", light.name),
                                 webp(row, texts("over the years, " + words))});
        }
    }
    files.push_back({"sheet.png", png(stack(rows), texts("over the years"))});

    std::vector<std::string> outdated = earlier_files(directory);
    for (const File& file : files) std::erase(outdated, file.name);
    write_files(directory, files, outdated);
}

}  // namespace fadecast::output
