// A walk through both files by name; numbers are compared as doubles, which hold every type that is written.

#include "output/compare_hdf5.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fadecast::output {
namespace {

// How it was made, not what came out.
constexpr std::array origin{"version",    "source",   "format_version", "history",
                            "seed",       "device",   "inputs_json",    "case_hash",
                            "setup_toml", "settings", "random_numbers"};
// Links between datasets and their dimensions, as addresses within the file.
constexpr std::array links{"DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME"};

bool is_one_of(const auto& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void add_names(const Hdf5Input& file, const std::string& path, std::vector<std::string>& datasets) {
    for (const std::string& name : file.names("/" + path)) {
        if (path.empty() && (name == "provenance" || name == "VTKHDF")) continue;
        if (file.is_group(path + name))
            add_names(file, path + name + "/", datasets);
        else
            datasets.push_back(path + name);
    }
}

std::string shortened(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

class Walk {
public:
    Walk(const Hdf5Input& was, const Hdf5Input& now) : was_(was), now_(now) {}

    Comparison compare() {
        std::vector<std::string> before, after;
        add_names(was_, "", before);
        add_names(now_, "", after);
        for (const std::string& name : before)
            is_one_of(after, name) ? compare_dataset(name) : differ(name, "is missing now");
        for (const std::string& name : after)
            if (!is_one_of(before, name)) differ(name, "is new");
        compare_attributes("/", "/");
        return std::move(found_);
    }

private:
    void differ(const std::string& name, const std::string& what) {
        found_.differences.push_back({.name = name, .what = what});
    }

    /// True when type and shape are equal, and only then values can be.
    bool alike(const std::string& name, const Content& was, const Content& now) {
        if (was.type != now.type)
            differ(name, fmt::format("type {}, now {}", was.type, now.type));
        else if (was.shape != now.shape)
            differ(name,
                   fmt::format("shape {}, now {}", fmt::join(was.shape, " x "), fmt::join(now.shape, " x ")));
        return was.type == now.type && was.shape == now.shape;
    }

    void compare_content(const std::string& name, const Content& was, const Content& now) {
        if (!alike(name, was, now)) return;
        ValueTally tally;
        tally.add<double>(was.numbers, now.numbers);
        if (const auto difference = tally.difference(name)) found_.differences.push_back(*difference);
        for (std::size_t i = 0; i < was.texts.size(); ++i)
            if (was.texts[i] != now.texts[i])
                return differ(name, fmt::format("\"{}\", now \"{}\"", shortened(was.texts[i]),
                                                shortened(now.texts[i])));
    }

    void compare_dataset(const std::string& name) {
        const Content was = was_.content(name), now = now_.content(name);
        compare_content(name, was, now);
        ++found_.datasets;
        found_.values += was.numbers.size() + was.texts.size();
        compare_attributes(name, name + "/");
    }

    void compare_attributes(const std::string& owner, const std::string& prefix) {
        const auto before = was_.attributes(owner), after = now_.attributes(owner);
        const auto skipped = [&](const std::string& name) {
            return is_one_of(links, name) || (owner == "/" && is_one_of(origin, name));
        };
        for (const std::string& name : before) {
            if (skipped(name)) continue;
            ++found_.attributes;
            is_one_of(after, name) ? compare_content(prefix + name, was_.attribute_content(name, owner),
                                                     now_.attribute_content(name, owner))
                                   : differ(prefix + name, "is missing now");
        }
        for (const std::string& name : after)
            if (!skipped(name) && !is_one_of(before, name)) differ(prefix + name, "is new");
    }

    const Hdf5Input &was_, &now_;
    Comparison found_;
};

}  // namespace

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(text.begin() + std::ptrdiff_t(at -= 3), ',');
    return text;
}

void ValueTally::add(double was, double now) {
    ++count_.values;
    if (was == now || (std::isnan(was) && std::isnan(now))) return;
    ++count_.differing;
    const double difference = std::abs(was - now);
    if (!std::isfinite(difference)) return;
    ++finite_;
    count_.largest_absolute = std::max(count_.largest_absolute, difference);
    count_.largest_relative =
        std::max(count_.largest_relative, difference / std::max(std::abs(was), std::abs(now)));
}

std::optional<Difference> ValueTally::difference(const std::string& name) const {
    if (count_.differing == 0) return {};
    Difference found = count_;
    found.name = name;
    found.what = fmt::format("{} of {} values {}", grouped(found.differing), grouped(found.values),
                             found.differing == 1 ? "differs" : "differ");
    if (finite_ > 0)
        found.what += fmt::format(", by up to {:.2g} (relative {:.2g})", found.largest_absolute,
                                  found.largest_relative);
    if (finite_ < found.differing)
        found.what +=
            fmt::format(", {} of them NaN or infinite in one of the two", grouped(found.differing - finite_));
    return found;
}

Comparison compare_hdf5(const Hdf5Input& was, const Hdf5Input& now) { return Walk(was, now).compare(); }

}  // namespace fadecast::output
