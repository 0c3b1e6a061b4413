// Parts beside their places, fsync, rename; and the way back when something fails.

#include "output/files.hpp"

#include <fadecast/backend.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fadecast::output {
namespace {

namespace fs = std::filesystem;

/// "cannot write FILE: why"; and "; free some space" where that helps.
std::string failure(const std::string& what, const fs::path& path, int reason) {
    return "cannot " + what + " " + path.string() + ": " + std::strerror(reason) +
           (reason == ENOSPC || reason == EDQUOT ? "; free some space" : "");
}

[[noreturn]] void fail(const std::string& what, const fs::path& path, int reason) {
    throw Error(failure(what, path, reason) + (reason == ENOSPC || reason == EDQUOT
                                                   ? " or choose another folder with -o"
                                                   : "; choose another place with -o"));
}

struct Descriptor {
    int number;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

/// @param how  O_TRUNC or O_EXCL, when there is such a file
/// @returns why not, as errno; 0 when all is on the disk
int write_durably(const fs::path& path, const std::string& bytes, int how) {
    const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | how | O_CLOEXEC, 0666)};
    if (file.number < 0) return errno;
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t count = ::write(file.number, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        done += std::size_t(count);
    }
    return ::fsync(file.number) != 0 && errno != EINVAL ? errno : 0;  // EINVAL: no fsync here
}

/// The names in it; where a folder cannot be flushed the files are still whole.
void flush_names(const fs::path& directory) {
    const Descriptor folder{
        ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (folder.number >= 0) ::fsync(folder.number);
}

// Remembers what it made and what it set aside, and takes all of it back unless told to keep it.
class Undo {
public:
    void on_failure_remove(const fs::path& path) { changes_.push_back({path, {}}); }

    /// A folder stays: the file that wants its place will fail with the reason.
    void set_aside(const fs::path& place) {
        std::error_code ignored;
        const fs::file_status status = fs::symlink_status(place, ignored);
        if (!fs::exists(status) || fs::is_directory(status)) return;
        fs::path aside = place;
        do aside += ".old";
        while (fs::exists(fs::symlink_status(aside, ignored)));  // it may be the user's own
        if (::rename(place.c_str(), aside.c_str()) != 0) fail("replace", place, errno);
        changes_.push_back({aside, place});
    }

    void keep() {
        std::error_code ignored;
        for (const Change& change : changes_)
            if (!change.came_from.empty()) fs::remove(change.path, ignored);
        changes_.clear();
    }

    ~Undo() {
        std::error_code ignored;
        for (auto change = changes_.rbegin(); change != changes_.rend(); ++change)
            change->came_from.empty() ? void(fs::remove(change->path, ignored))
                                      : fs::rename(change->path, change->came_from, ignored);
    }

private:
    struct Change {
        fs::path path, came_from;  // the second is empty for what was made
    };
    std::vector<Change> changes_;
};

void make_directory(const fs::path& directory, Undo& undo) {
    std::error_code error;
    if (directory.empty() || fs::is_directory(directory, error)) return;
    make_directory(directory.parent_path(), undo);
    if (::mkdir(directory.c_str(), 0777) != 0) {
        const int reason = errno;
        if (fs::is_directory(directory, error)) return;  // another program was faster
        fail("make the folder", directory, reason == EEXIST ? ENOTDIR : reason);
    }
    undo.on_failure_remove(directory);
}

}  // namespace

void write_files(const fs::path& directory, const std::vector<File>& files,
                 const std::vector<std::string>& outdated) {
    Undo undo;
    make_directory((directory / "").parent_path(), undo);  // without a trailing slash
    const auto part = [&](const File& file) { return directory / (file.name + ".part"); };
    for (const File& file : files) {
        make_directory(part(file).parent_path(), undo);
        undo.on_failure_remove(part(file));
        if (const int reason = write_durably(part(file), file.bytes, O_TRUNC))
            fail("write", part(file), reason);
    }
    // A single file takes its place at once, which is never empty then; more need the way back.
    const bool at_once = files.size() == 1 && outdated.empty();
    for (const File& file : files) {
        const fs::path place = directory / file.name;
        if (!at_once) undo.set_aside(place);
        if (::rename(part(file).c_str(), place.c_str()) != 0) fail("write", place, errno);
        if (!at_once) undo.on_failure_remove(place);
    }
    for (const std::string& name : outdated) undo.set_aside(directory / name);
    undo.keep();
    flush_names(directory);
}

void replace_file(const fs::path& part, const fs::path& place, const std::string& bytes) {
    int reason = write_durably(part, bytes, O_EXCL);
    if (reason == EEXIST) throw Error(failure("write", part, reason));  // and it is not ours to remove
    if (reason == 0 && ::rename(part.c_str(), place.c_str()) != 0) reason = errno;
    if (reason != 0) {
        ::unlink(part.c_str());
        throw Error(failure("write", place, reason));
    }
    flush_names(place.parent_path());
}

}  // namespace fadecast::output
