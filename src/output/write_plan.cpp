// Everything a plan or a simulation leaves on disk.

#include "output/documents.hpp"
#include "output/files.hpp"
#include "report/report.hpp"

namespace fadecast {

void write_plan(const Forecast& forecast, const Backend& backend, const std::filesystem::path& directory,
                const Provenance& provenance) {
    const std::vector<output::PatchPicture> patches = output::draw_patches(forecast, backend);
    const auto texts = [&](const std::string& title) {
        return std::vector<std::pair<std::string, std::string>>{
            {"Title", title},
            {"Software", "fadecast " + provenance.version},
            {"Comment", output::simulated_note},
            {"Seed", std::to_string(forecast.inputs.forecast.seed)},
            {"Client", forecast.inputs.id},
            {"Case", output::case_hash(forecast.inputs)}};
    };
    std::vector<output::File> files{{"plan.json", plan_json(forecast, provenance)},
                                    {"forecast.h5", output::forecast_hdf5(forecast, provenance)},
                                    {"report.html", report::report_html(forecast, provenance, patches)}};
    for (const output::PatchPicture& patch : patches)
        files.push_back(
            {patch.file, output::png(output::with_caption(patch),
                                     texts("Simulated scalp micropigmentation, " + patch.caption))});
    if (!patches.empty())
        files.push_back(
            {"strip.png", output::png(output::contact_sheet(patches),
                                      texts("Simulated scalp micropigmentation over the years"))});
    std::vector<std::string> outdated = output::picture_files();  // of an earlier plan with a longer horizon
    for (const output::File& file : files) std::erase(outdated, file.name);
    output::write_files(directory, files, outdated);
}

void write_simulation(const Simulation& simulation, const std::filesystem::path& file,
                      const Provenance& provenance) {
    if (!file.has_filename())
        throw Error("cannot write " + file.string() + ": it names a folder; name a file such as run.h5");
    output::write_files(file.parent_path(),
                        {{file.filename().string(), output::simulation_hdf5(simulation, provenance)}});
}

}  // namespace fadecast
