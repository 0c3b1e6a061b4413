#include "cli/output_check.hpp"

#include <fadecast/backend.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace fadecast::cli {
namespace {
namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const fs::path& path, const std::string& reason) {
    throw Error(fmt::format("cannot write to {}: {}; choose another place with -o", path.string(), reason));
}

/// Makes a small file in `folder`, flushes it to the disk and removes it.
void write_trial_file(const fs::path& folder) {
    std::string trial = (folder / ".fadecast-trial-XXXXXX").string();
    const int file = mkostemp(trial.data(), O_CLOEXEC);  // many processes may try the same folder
    if (file < 0) cannot_write(folder, std::strerror(errno));
    const std::vector<char> block(4096);
    const bool fits = write(file, block.data(), block.size()) == ssize_t(block.size()) && fsync(file) == 0;
    const int reason = errno;
    close(file);
    unlink(trial.c_str());
    if (!fits) cannot_write(folder, std::strerror(reason));
}

}  // namespace

void check_output_folder(const fs::path& folder) {
    std::error_code problem;
    if (fs::exists(folder, problem) && !fs::is_directory(folder))
        cannot_write(folder, "it exists and is no folder");
    std::vector<fs::path> missing;  // innermost first
    for (fs::path at = fs::absolute(folder); !fs::exists(at, problem) && at != at.root_path();
         at = at.parent_path())
        if (!at.filename().empty()) missing.push_back(at);
    struct Cleaner {
        const std::vector<fs::path>& made;
        ~Cleaner() {
            std::error_code ignored;
            for (const fs::path& each : made) fs::remove(each, ignored);
        }
    } cleaner{missing};
    fs::create_directories(folder, problem);
    if (problem) cannot_write(folder, problem.message());
    write_trial_file(folder);
}

void check_output_file(const fs::path& file) {
    std::error_code problem;
    if (fs::is_directory(file, problem)) cannot_write(file, "it is a folder; name a file in it");
    if (fs::exists(file, problem) && !fs::is_regular_file(file, problem))
        cannot_write(file, "it exists and is no regular file");
    if (!file.has_filename()) cannot_write(file, "it names a folder; name a file in it");
    check_output_folder(fs::absolute(file).parent_path());
}

}  // namespace fadecast::cli
