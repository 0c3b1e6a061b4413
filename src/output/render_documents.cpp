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

std::string time_name(double day) {
    std::string words = age_words(day);
    const std::size_t blank = words.find(' ');
    const std::string number = words.substr(0, blank), unit = words.substr(blank + 1);
    if (number == "day") return number + unit;
    for (const auto& [word, letters] :
         {std::pair{"year", "y"}, {"month", "month"}, {"week", "w"}, {"hour", "h"}, {"minute", "min"}})
        if (unit.starts_with(word)) return number + letters;
    return fmt::format("day{:g}", day);
}

void write_render(const Forecast& forecast, const RenderRequest& request, const Backend& backend,
                  const std::filesystem::path& directory, const Provenance& provenance,
                  const std::function<void(double)>& progress) {
    const auto& [galleries, lights, times] = request;
    const auto texts = [&](const std::string& what) {
        return picture_texts("Simulated scalp micropigmentation, " + what, forecast.inputs, provenance);
    };
    std::vector<std::string> moments;
    for (const double day : times) {
        const std::string name = time_name(day);  // 730 and 731 days are both two years
        const bool taken = std::find(moments.begin(), moments.end(), name) != moments.end();
        moments.push_back(taken ? fmt::format("day{:g}", day) : name);
    }

    std::vector<File> files;
    std::vector<Picture> rows;
    const std::size_t middle = (galleries.size() - 1) / 2;
    std::size_t drawn = 0;
    for (std::size_t q = 0; q < galleries.size(); ++q) {
        const MemberGallery& gallery = galleries[q].gallery;
        PatchLayout layout = lay_out_patch(forecast, gallery.session);
        layout.options.drop_out_day = gallery.scab_fall_day;
        for (const SceneLight& light : lights) {
            const std::string name = fmt::format("p{:02}-{}", galleries[q].percent, light.name);
            const std::string words = fmt::format("P{:02} of clients by contrast, {}, {}",
                                                  galleries[q].percent, light.name, light.standard);
            std::vector<PatchPicture> row;
            for (std::size_t t = 0; t < times.size(); ++t) {
                row.push_back({name + "-" + moments[t] + ".png",
                               age_words(times[t]),
                               times[t],
                               render_patch(backend, layout, gallery.dots, gallery.time_day, times[t],
                                            gallery.skin_reflectance, light.illuminant),
                               {light.name + std::string(", ") + light.standard,
                                fmt::format("P{:02} of clients", galleries[q].percent)}});
                files.push_back({row.back().file,
                                 png(with_caption(row.back()), texts(row.back().caption + ", " + words))});
                if (progress)
                    progress(double(++drawn) / double(galleries.size() * lights.size() * times.size()));
            }
            rows.push_back(contact_sheet(row));
            if (q != middle) continue;
            std::vector<Picture> frames;
            for (const PatchPicture& patch : row) frames.push_back(with_caption(patch));
            files.push_back({fmt::format("timelapse-{}.webp", light.name),
                             webp(frames, texts("over the years, " + words))});
        }
    }
    files.push_back({"sheet.png", png(stack(rows), texts("over the years"))});

    std::vector<std::string> outdated = earlier_files(directory);
    for (const File& file : files) std::erase(outdated, file.name);
    write_files(directory, files, outdated);
}

}  // namespace fadecast::output
