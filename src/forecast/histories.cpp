// A header, then every array with its size, then a checksum; in the machine's own byte order, for itself.

#include "histories.hpp"

#include "config/fnv1a.hpp"

#include <fadecast/config.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <unistd.h>

namespace fadecast {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view first_words = "fadecast histories 1\n";
constexpr std::uintmax_t most_bytes = 256u << 20;

std::string program() {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    const auto size = fs::file_size(self, error);
    const auto time = fs::last_write_time(self, error).time_since_epoch().count();
    return self.string() + " " + std::to_string(size) + " " + std::to_string(time);
}

std::string key_of(const Case& client, const Backend& backend, const EnsembleOptions& options) {
    auto physics = nlohmann::json::parse(resolved_inputs(client));
    for (const char* key : {"id", "file", "as_of", "look", "touch_up", "observations", "record", "assumed"})
        physics.erase(key);
    physics["options"] = {options.realism, options.members, options.time_day, options.reference_day};
    physics["device"] = backend.device() == Device::cpu ? name_of(simd_in_use()) : backend.describe();
    physics["program"] = program();
    return physics.dump();
}

/// Appends to, or takes from, a run of bytes; one walk through an ensemble does for both.
struct Writer {
    std::string bytes;
    template <typename T>
    void number(const T& value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    template <typename T>
    void array(const std::vector<T>& values) {
        number(values.size());
        bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    }
    void text(const std::string& value) {
        number(value.size());
        bytes += value;
    }
    template <typename T, typename Each>
    void list(const std::vector<T>& values, const Each& each) {
        number(values.size());
        for (const T& value : values) each(value);
    }
};

struct Reader {
    std::string_view left;
    bool ok = true;
    template <typename T>
    void number(T& value) {
        if (left.size() < sizeof value) return void(ok = false);
        std::memcpy(&value, left.data(), sizeof value);
        left.remove_prefix(sizeof value);
    }
    template <typename T>
    void array(std::vector<T>& values) {
        std::size_t count = 0;
        number(count);
        if (!ok || count > left.size() / sizeof(T)) return void(ok = false);
        values.resize(count);
        if (count) std::memcpy(values.data(), left.data(), count * sizeof(T));
        left.remove_prefix(count * sizeof(T));
    }
    void text(std::string& value) {
        std::size_t size = 0;
        number(size);
        if (!ok || size > left.size()) return void(ok = false);
        value = left.substr(0, size);
        left.remove_prefix(size);
    }
    template <typename T, typename Each>
    void list(std::vector<T>& values, const Each& each) {
        std::size_t count = 0;
        number(count);
        if (!ok || count > left.size()) return void(ok = false);
        values.resize(count);
        for (T& value : values) each(value);
    }
};

template <typename Bytes, typename E>
void walk(Bytes& bytes, E& ensemble) {
    bytes.number(ensemble.members);
    bytes.array(ensemble.time_day);
    bytes.list(ensemble.series, [&](auto& series) {
        bytes.text(series.name), bytes.text(series.unit), bytes.text(series.meaning);
        bytes.array(series.values);
    });
    bytes.list(ensemble.scalars, [&](auto& scalar) { bytes.text(scalar.first), bytes.array(scalar.second); });
    bytes.array(ensemble.discrepancy);
    bytes.list(ensemble.assumed, [&](auto& sentence) { bytes.text(sentence); });
    bytes.number(ensemble.light);
    bytes.number(ensemble.numerical_error);
}

static_assert(std::is_trivially_copyable_v<std::optional<YearlyLight>> &&
              std::is_trivially_copyable_v<NumericalError>);

void forget_oldest(const fs::path& folder) {
    std::error_code error;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    std::uintmax_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const bool part = entry.path().extension() == ".part";  // of a run that was killed, when a day old
        if (part && fs::file_time_type::clock::now() - entry.last_write_time(error) > std::chrono::hours(24))
            fs::remove(entry.path(), error);
        if (entry.path().extension() != ".histories") continue;
        files.emplace_back(entry.last_write_time(error), entry.path());
        bytes += entry.file_size(error);
    }
    std::sort(files.begin(), files.end());
    for (const auto& [time, file] : files) {
        if (bytes <= most_bytes) return;
        bytes -= fs::file_size(file, error);
        fs::remove(file, error);
    }
}

}  // namespace

Histories::Histories(fs::path folder, const Case& client, const Backend& backend,
                     const EnsembleOptions& options)
    : folder_(std::move(folder)) {
    if (folder_.empty()) return;
    const std::string key = key_of(client, backend, options);
    char name[48];
    std::snprintf(name, sizeof name, "%016llx%016llx.histories", (unsigned long long)fnv1a(key),
                  (unsigned long long)fnv1a(key, 0x9ae16a3b2f90404full));
    file_ = folder_ / name;
}

std::optional<Ensemble> Histories::read() const {
    if (file_.empty()) return std::nullopt;
    std::ifstream in(file_, std::ios::binary);
    std::error_code missing;
    const auto size = fs::file_size(file_, missing);
    std::string bytes(missing ? 0 : size, 0);
    in.read(bytes.data(), std::streamsize(bytes.size()));
    if (!in) return std::nullopt;
    std::uint64_t checksum = 0;
    if (bytes.size() < first_words.size() + sizeof checksum || !bytes.starts_with(first_words))
        return std::nullopt;
    const std::string_view body(bytes.data(), bytes.size() - sizeof checksum);
    std::memcpy(&checksum, bytes.data() + body.size(), sizeof checksum);
    if (checksum != fnv1a(body)) return std::nullopt;
    Reader reader{body.substr(first_words.size())};
    Ensemble ensemble;
    walk(reader, ensemble);
    if (!reader.ok || !reader.left.empty()) return std::nullopt;
    std::error_code error;
    fs::last_write_time(file_, fs::file_time_type::clock::now(), error);  // used just now
    return ensemble;
}

void Histories::write(const Ensemble& ensemble) const {
    if (file_.empty()) return;
    Writer writer{std::string(first_words)};
    walk(writer, ensemble);
    if (writer.bytes.size() > most_bytes / 4) return;  // would drive out all others
    const std::uint64_t checksum = fnv1a(writer.bytes);
    writer.number(checksum);
    std::error_code error;
    if (fs::create_directories(folder_, error)) fs::permissions(folder_, fs::perms::owner_all, error);
    const fs::path part = file_.string() + "." + std::to_string(getpid()) + ".part";
    std::ofstream out(part, std::ios::binary);
    out.write(writer.bytes.data(), std::streamsize(writer.bytes.size()));
    out.close();
    if (out) fs::rename(part, file_, error);
    if (!out || error) return void(fs::remove(part, error));
    forget_oldest(folder_);
}

fs::path cache_folder() {
    if (const char* own = std::getenv("FADECAST_CACHE")) return own;
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg && *xdg) return fs::path(xdg) / "fadecast";
    const char* home = std::getenv("HOME");
    return home && *home ? fs::path(home) / ".cache" / "fadecast" : fs::path();
}

}  // namespace fadecast
