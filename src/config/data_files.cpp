#include "config/data_files.hpp"

#include "config/did_you_mean.hpp"
#include "config/document.hpp"

#include <fadecast/archive.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace fadecast {
namespace fs = std::filesystem;

namespace {

fs::path folder_on_disk() {
    std::error_code ignored;
    if (const char* chosen = std::getenv("FADECAST_CONFIGS"); chosen && *chosen) {
        if (fs::is_directory(chosen, ignored)) return chosen;
        fail("FADECAST_CONFIGS",
             fmt::format("\"{}\" is not a folder; point it at the configs folder or unset it", chosen));
    }
    const fs::path from_sources = FADECAST_CONFIG_DIR;  // set by the build
    const fs::path installed =
        fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path() / "share/fadecast/configs";
    for (const fs::path& folder : {from_sources, installed})
        if (!folder.empty() && fs::is_directory(folder, ignored)) return folder;
    fail("configs", fmt::format("neither {} nor {} exists; set FADECAST_CONFIGS to the configs folder",
                                from_sources.string(), installed.string()));
}

}  // namespace

fs::path data_folder() {
    FileArchive* archive = archive_in_use();
    if (archive && archive->is_closed()) return archive->data_folder();
    const fs::path folder = folder_on_disk();
    if (archive) archive->set_data_folder(folder.string());
    return folder;
}

fs::path find_data_file(const std::string& name, const fs::path& client_file, const std::string& folder,
                        const std::string& kind, const std::string& where) {
    const bool is_closed = archive_in_use() && archive_in_use()->is_closed();
    const std::string held = "among the files that the result holds";
    const fs::path beside = client_file.parent_path() / name;
    const bool is_path = fs::path(name).extension() == ".toml" || name.find('/') != std::string::npos;
    if (is_path) {
        for (const fs::path& candidate : {fs::path(name), beside})
            if (is_file(candidate)) return candidate;
        fail(where, fmt::format("there is no {} file {}{}", kind, name,
                                is_closed ? " " + held : ", here or beside the file that names it"));
    }
    const fs::path library = data_folder() / folder;
    if (const fs::path file = library / (name + ".toml"); is_file(file)) return file;
    if (const fs::path own = beside.string() + ".toml"; is_file(own)) return own;

    if (is_closed) fail(where, fmt::format("there is no {} \"{}\" {}", kind, name, held));
    std::error_code ignored;
    std::vector<std::string> known;
    for (const fs::directory_entry& entry : fs::directory_iterator(library, ignored))
        if (entry.path().extension() == ".toml" && entry.path().stem() != "cities")
            known.push_back(entry.path().stem().string());
    std::sort(known.begin(), known.end());
    fail(where, fmt::format("unknown {} \"{}\"{}", kind, name, did_you_mean(name, known)));
}

}  // namespace fadecast
