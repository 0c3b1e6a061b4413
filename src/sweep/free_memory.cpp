// Linux: /proc/meminfo, and the control groups (version 2 and 1) this process is in.

#include "sweep/free_memory.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

namespace fadecast {
namespace {

namespace fs = std::filesystem;

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// A file that holds one number; "max", or none, is no limit.
double number_in(const fs::path& file, double otherwise) {
    std::ifstream stream(file);
    double value = otherwise;
    return stream >> value ? value : otherwise;
}

double available_on_machine() {
    std::ifstream stream("/proc/meminfo");
    for (std::string word; stream >> word;)
        if (word == "MemAvailable:") {
            double kilobytes = 0;
            stream >> kilobytes;
            return kilobytes * 1024;
        }
    return unlimited;
}

/// What is left below a group and all above it.
double left_in(const fs::path& root, fs::path group, const char* limit, const char* used) {
    double left = unlimited;
    for (;; group = group.parent_path()) {
        const fs::path folder = root / group.relative_path();
        left = std::min(left, number_in(folder / limit, unlimited) - number_in(folder / used, 0));
        if (!group.has_relative_path()) return left;
    }
}

}  // namespace

double free_memory() {
    double left = available_on_machine();
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {  // "0::/path", or "4:memory:/path"
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (second == line.npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const fs::path group = line.substr(second + 1);
        if (controllers.empty())
            left = std::min(left, left_in("/sys/fs/cgroup", group, "memory.max", "memory.current"));
        else if (controllers.find("memory") != controllers.npos)
            left = std::min(left, left_in("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes",
                                          "memory.usage_in_bytes"));
    }
    return left;
}

}  // namespace fadecast
