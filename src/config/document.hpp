#pragma once
// A TOML file as a tree in which every value knows where it was written. The only sight of TOML for the other
// files.

#include <fadecast/config.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace fadecast {

struct Entry;
/// Something TOML has and no key of ours takes: times of day, dates with a clock.
struct OtherValue {};

struct Node {
    std::string where;  ///< "file:line:column", or the setting it came from
    std::variant<OtherValue, bool, std::int64_t, double, std::string, Date, std::vector<Node>,
                 std::vector<Entry>>
        value;

    template <typename T>
    const T* as() const {
        return std::get_if<T>(&value);
    }
};

struct Entry {
    std::string key, where;
    Node value;
};

using Table = std::vector<Entry>;

[[noreturn]] void fail(const std::string& where, const std::string& message);

/// Reads a TOML file. Throws ConfigError: not there, not readable, not TOML.
Node read_toml(const std::filesystem::path& file);

/// The two halves of read_toml. Throw ConfigError.
/// @param file  the name in positions.
std::string read_text(const std::filesystem::path& file);  ///< through the archive in use, archive.hpp
Node parse_toml(const std::string& text, const std::string& file);

/// True when read_text finds a file of this name.
bool is_file(const std::filesystem::path& file);

/// While one lives, read_toml on its thread reads each file once and then takes it from memory: for those who
/// read many clients that name the same files.
class FilesInMemory {
public:
    explicit FilesInMemory(std::map<std::string, Node>& files);
    ~FilesInMemory();
    FilesInMemory(const FilesInMemory&) = delete;
};

/// Puts one setting "key=value" over the values of a client file; see read_case.
void apply_setting(Node& client, const std::string& setting);

}  // namespace fadecast
