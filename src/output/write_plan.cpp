// Everything a plan or a simulation leaves on disk.

#include "output/documents.hpp"
#include "output/files.hpp"
#include "report/calendar.hpp"
#include "report/page.hpp"

namespace fadecast {

void write_plan(const Forecast& forecast, const Backend& backend, const std::filesystem::path& directory,
                const Provenance& provenance) {
    const std::vector<output::PatchPicture> patches = output::draw_patches(forecast, backend);
    const report::Page page = report::page_of(forecast, provenance, backend);
    std::vector<output::File> files{{"plan.json", plan_json(forecast, provenance)},
                                    {"forecast.h5", output::forecast_hdf5(forecast, provenance)},
                                    {"report.html", report::page_html(page)},
                                    {"report-a4.pdf", report::page_pdf(page, report::a4)},
                                    {"report-letter.pdf", report::page_pdf(page, report::letter)},
                                    {"touch-up.ics", report::calendar_ics(forecast)}};
    for (const output::PatchPicture& patch : patches)
        files.push_back({patch.file, output::png(output::with_caption(patch),
                                                 output::picture_texts(
                                                     "Simulated scalp micropigmentation, " + patch.caption,
                                                     forecast.inputs, provenance))});
    if (!patches.empty())
        files.push_back({"strip.png",
                         output::png(output::contact_sheet(patches),
                                     output::picture_texts("Simulated scalp micropigmentation over the years",
                                                           forecast.inputs, provenance))});
    std::vector<std::string> outdated = output::picture_files();  // of an earlier plan with a longer horizon
    for (const output::File& file : files) std::erase(outdated, file.name);
    output::write_files(directory, files, outdated);
}

void write_simulation(const Simulation& simulation, const std::filesystem::path& file,
                      const Provenance& provenance, const std::filesystem::path& section) {
    const auto named = [](const std::filesystem::path& path) {
        if (!path.has_filename())
            throw Error("cannot write " + path.string() + ": it names a folder; name a file in it");
        return std::filesystem::absolute(path).string();
    };
    std::vector<output::File> files{{named(file), output::simulation_hdf5(simulation, provenance)}};
    if (!section.empty())
        files.push_back({named(section), output::png(output::draw_section(simulation),
                                                     output::picture_texts("Simulated cross-section of a dot",
                                                                           simulation.inputs, provenance))});
    output::write_files(file.parent_path(), files);
}

}  // namespace fadecast
