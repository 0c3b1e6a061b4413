#pragma once
// The text files that a run reads, kept so that its results can hold them and it can be run again from there.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fadecast {

/// Files by the names under which they were read. Any number of threads may read at once.
class FileArchive {
public:
    struct File {
        std::string name, text;
    };

    FileArchive() = default;  ///< of a new run: each file is read from disk once, and stays as it was then
    /// Of a run that is made again: these files and no others. The disk is not looked at.
    /// @param data_folder  what stands for data_folder() in the names
    FileArchive(const std::vector<File>& files, std::string data_folder);

    bool is_closed() const { return closed_; }  ///< made of files: nothing else is there
    std::optional<std::string> text(const std::string& name) const;
    void take(const std::string& name, const std::string& text);  ///< the first text of a name stays

    std::string data_folder() const;  ///< empty while none was needed
    void set_data_folder(const std::string& folder);

    /// The file read first, on which the run was called, then the others by name. What people wrote for the
    /// record and no number hangs on is left out: comments, names, notes, the year of birth.
    std::vector<File> files() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string> texts_;
    std::string first_, data_folder_;
    bool closed_ = false;
};

/// Sends reading through an archive for as long as it lives; the archive before it is back afterwards.
/// Made and ended while no other thread reads.
class ReadThrough {
public:
    explicit ReadThrough(std::shared_ptr<FileArchive> archive);
    ~ReadThrough();
    ReadThrough(const ReadThrough&) = delete;
    ReadThrough& operator=(const ReadThrough&) = delete;

private:
    std::shared_ptr<FileArchive> before_;
};

/// The one in use, or none: then files are read from disk each time.
FileArchive* archive_in_use();

/// The text of a TOML file with its lines, without its comments, with "left out" for notes and names of
/// people and 1900 for the year of birth. Text that is no TOML is returned as it is.
std::string without_personal(const std::string& text);

/// True for keys of client files, and of Case::record, that tell of people and change no number: "notes",
/// "session 2 artist".
bool is_personal(const std::string& key);

}  // namespace fadecast
