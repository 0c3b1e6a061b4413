// fadecast lesson: one client treated in several ways, side by side over the years.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/terminal.hpp"
#include "output/lesson_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace fadecast::cli {

Command add_lesson(CLI::App& program) {
    struct Options {
        std::vector<std::string> files;
        std::string output;
        DeviceOptions device;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "lesson", "Draw one client treated in several ways: columns are techniques, rows are times");
    app->add_option("LESSON", options->files, "lesson files (TOML)")
        ->required()
        ->type_name("")
        ->check(not_empty);
    app->add_option("-o,--output", options->output,
                    "folder; each lesson gets one in it, with lesson.html, sheet.png and timelapse.webp")
        ->required()
        ->type_name("PATH")
        ->check(not_empty);
    options->device.add_to(*app);
    app->footer(
        "Example:\n  fadecast lesson configs/lessons/depth.toml -o lessons\n"
        "  fadecast lesson configs/lessons/*.toml -o lessons");

    return {app, [options](const Provenance& provenance) {
                std::vector<Lesson> lessons;
                for (const std::string& file : options->files) {
                    lessons.push_back(read_lesson(file));
                    for (std::size_t before = 0; before + 1 < lessons.size(); ++before)
                        if (lessons[before].name == lessons.back().name)
                            throw UsageError(fmt::format("{} and {} would share a folder; rename one",
                                                         options->files[before], file));
                }
                const Backend backend = options->device.open();
                check_output_folder(options->output);

                double all = 0, done = 0;  // pictures
                for (const Lesson& lesson : lessons)
                    all += double(lesson.panels.size() * lesson.time_day.size());
                ProgressLine progress;
                std::vector<output::File> files;
                for (const Lesson& lesson : lessons) {
                    const double pictures = double(lesson.panels.size() * lesson.time_day.size());
                    const auto cells = output::draw_lesson(
                        lesson, backend, [&](double share) { progress((done + share * pictures) / all); });
                    std::ranges::move(output::lesson_files(lesson, cells, provenance),
                                      std::back_inserter(files));
                    progress((done += pictures) / all);
                }
                output::write_files(options->output, files);
                print_result(fmt::format(
                    "Wrote lesson.html, sheet.png and timelapse.webp of {} into {}.",
                    lessons.size() == 1 ? fmt::format("\"{}\"", lessons.front().title)
                                        : fmt::format("{} lessons", lessons.size()),
                    lessons.size() == 1 ? options->output + "/" + lessons.front().name : options->output));
                return ExitCode::ok;
            }};
}

}  // namespace fadecast::cli
