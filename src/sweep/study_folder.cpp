// One lock file in the folder, of which a part holds a byte and a run of all parts every byte. Such locks
// work over NFS, too, where a folder itself cannot be locked for writing.

#include "sweep/study_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <regex>
#include <vector>

namespace fadecast {
namespace {

namespace fs = std::filesystem;

bool is_all(const Part& part) { return !part || part->second == 1; }

/// Bytes of the lock file, one for every i of every n.
struct flock bytes_of(const Part& part) {
    struct flock lock {};
    lock.l_type = F_WRLCK, lock.l_whence = SEEK_SET;
    if (is_all(part)) return lock;  // from 0 without an end
    const off_t n = part->second;
    lock.l_start = n * (n - 1) / 2 + part->first, lock.l_len = 1;
    return lock;
}

}  // namespace

StudyFolder::StudyFolder(const fs::path& folder, const Part& part) : folder_(folder), part_(part) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    lock_ = ::open((folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock_ < 0)
        throw Error(fmt::format("cannot write in the folder {}: {}; choose another place with -o",
                                folder.string(), problem ? problem.message() : std::strerror(errno)));
    struct flock lock = bytes_of(part);
    // Of the open file, not of the process: two runs in one program keep apart, too.
    if (::fcntl(lock_, F_OFD_SETLK, &lock) == 0) return;
    const int reason = errno;
    if (reason == EAGAIN || reason == EACCES) {
        ::close(lock_);
        throw Error(
            is_all(part)
                ? fmt::format("another fadecast works in {}; wait for it, or stop it", folder.string())
                : fmt::format("another fadecast works on part {}/{}, or on all, in {}; wait for it, "
                              "or stop it",
                              part->first, part->second, folder.string()));
    }
    fmt::print(stderr,
               "fadecast: files in {} cannot be locked ({}); make sure that no other run follows the same "
               "samples there\n",
               folder.string(), std::strerror(reason));
}

StudyFolder::~StudyFolder() { ::close(lock_); }

void StudyFolder::remove_unfinished() const {
    const std::regex of_any_part(R"(\.(\d+-of-\d+\.)?part)");
    std::vector<fs::path> unfinished;
    for (const auto& entry : fs::directory_iterator(folder_)) {
        const std::string name = entry.path().filename().string();
        const auto range = range_in_name(name);
        if (!range || !entry.is_regular_file()) continue;
        const std::string whole = shard_name(*range);
        if (name == unfinished_name(*range, part_) ||
            (is_all(part_) && name.starts_with(whole) &&
             std::regex_match(name.substr(whole.size()), of_any_part)))
            unfinished.push_back(entry.path());
    }
    for (const fs::path& each : unfinished) fs::remove(each);
}

std::string unfinished_name(Range range, const Part& part) {
    const std::string of_part = part ? fmt::format(".{}-of-{}", part->first, part->second) : "";
    return shard_name(range) + of_part + ".part";
}

}  // namespace fadecast
