// Which archive is in use, what it holds, and what of it is nobody's business.

#include <fadecast/archive.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace fadecast {
namespace {

std::shared_ptr<FileArchive>& in_use() {
    static std::shared_ptr<FileArchive> archive;
    return archive;
}

}  // namespace

FileArchive::FileArchive(const std::vector<File>& files, std::string data_folder)
    : first_(files.empty() ? "" : files.front().name), data_folder_(std::move(data_folder)), closed_(true) {
    for (const File& file : files) texts_.emplace(file.name, file.text);
}

std::optional<std::string> FileArchive::text(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = texts_.find(name);
    return found == texts_.end() ? std::nullopt : std::optional(found->second);
}

void FileArchive::take(const std::string& name, const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (texts_.empty()) first_ = name;
    texts_.emplace(name, text);
}

std::string FileArchive::data_folder() const {
    const std::lock_guard lock(mutex_);
    return data_folder_;
}

void FileArchive::set_data_folder(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    data_folder_ = folder;
}

std::vector<FileArchive::File> FileArchive::files() const {
    const std::lock_guard lock(mutex_);
    std::vector<File> files;
    for (const auto& [name, text] : texts_) files.push_back({name, without_personal(text)});
    std::stable_partition(files.begin(), files.end(), [&](const File& file) { return file.name == first_; });
    return files;
}

ReadThrough::ReadThrough(std::shared_ptr<FileArchive> archive)
    : before_(std::exchange(in_use(), std::move(archive))) {}

ReadThrough::~ReadThrough() { in_use() = std::move(before_); }

FileArchive* archive_in_use() { return in_use().get(); }

bool is_personal(const std::string& key) {
    constexpr std::array personal{"notes", "birth_year", "artist", "by", "photo"};
    const std::string last = key.substr(key.find_last_of(" .") + 1);
    return std::find(personal.begin(), personal.end(), last) != personal.end();
}

}  // namespace fadecast
