// A walk through both files by name; numbers are compared as doubles, which hold every type that is written.

#include "output/compare_hdf5.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace fadecast::output {
namespace {

// How it was made, not what came out.
constexpr std::array origin{"version",        "source",      "format_version", "history",    "seed",
                            "device",         "inputs_json", "case_hash",      "setup_toml", "settings",
                            "random_numbers", "resolved",    "study_key",      "seconds"};
// Links between datasets and their dimensions, as addresses within the file.
constexpr std::array links{"DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME"};

bool is_one_of(const auto& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// @param met  groups by address: a group may hold itself under another name
void add_names(const Hdf5Input& file, const std::string& path, std::set<std::uint64_t>& met,
               std::vector<std::string>& datasets) {
    if (!met.insert(file.address("/" + path)).second) return;
    for (const std::string& name : file.names("/" + path)) {
        if (path.empty() && (name == "provenance" || name == "VTKHDF")) continue;
        if (file.is_group(path + name))
            add_names(file, path + name + "/", met, datasets);
        else
            datasets.push_back(path + name);
    }
}

std::vector<std::string> datasets_in(const Hdf5Input& file) {
    std::set<std::uint64_t> met;
    std::vector<std::string> datasets;
    add_names(file, "", met, datasets);
    return datasets;
}

std::string shortened(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

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

FileComparison::Found& FileComparison::found(const std::string& name) {
    const auto [place, is_new] = places_.emplace(name, found_.size());
    if (is_new) found_.push_back({name, {}, {}});
    return found_[place->second];
}

void FileComparison::differ(const std::string& name, const std::string& what) {
    std::vector<std::string>& other = found(name).other;
    if (!is_one_of(other, what)) other.push_back(what);
}

void FileComparison::compare_content(Found& found, const Content& was, const Content& now) {
    if (was.type != now.type) return differ(found.name, fmt::format("type {}, now {}", was.type, now.type));
    if (was.shape != now.shape)
        return differ(found.name, fmt::format("shape {}, now {}", fmt::join(was.shape, " x "),
                                              fmt::join(now.shape, " x ")));
    if (was.numbers.size() != now.numbers.size())
        return differ(found.name, "its values lie in other files in one of the two only");
    found.values.add<double>(was.numbers, now.numbers);
    for (std::size_t i = 0; i < was.texts.size(); ++i)
        if (was.texts[i] != now.texts[i])
            return differ(found.name, fmt::format("\"{}\", now \"{}\"", shortened(was.texts[i]),
                                                  shortened(now.texts[i])));
}

void FileComparison::compare_attributes(const Hdf5Input& was, const Hdf5Input& now,
                                        const std::string& owner) {
    const auto before = was.attributes(owner), after = now.attributes(owner);
    const std::string prefix = owner == "/" ? owner : owner + "/";
    const auto skipped = [&](const std::string& name) {
        return is_one_of(links, name) || (owner == "/" && is_one_of(origin, name));
    };
    for (const std::string& name : before) {
        if (skipped(name)) continue;
        if (is_one_of(after, name))
            compare_content(found(prefix + name), was.attribute_content(name, owner),
                            now.attribute_content(name, owner));
        else
            differ(prefix + name, "is missing now");
    }
    for (const std::string& name : after)
        if (!skipped(name) && !is_one_of(before, name)) differ(prefix + name, "is new");
}

void FileComparison::add(const Hdf5Input& was, const Hdf5Input& now, bool with_root_attributes) {
    const std::vector<std::string> before = datasets_in(was), after = datasets_in(now);
    for (const std::string& name : before) {
        if (!is_one_of(after, name)) {
            differ(name, "is missing now");
            continue;
        }
        const Content content = was.content(name);
        const bool has_values = content.type != "other" && !was.is_virtual(name);
        Found& of_name = found(name);
        of_name.is_dataset |= has_values;
        of_name.texts += content.texts.size();
        compare_content(of_name, content, now.content(name));
        compare_attributes(was, now, name);
    }
    for (const std::string& name : after)
        if (!is_one_of(before, name)) differ(name, "is new");
    if (with_root_attributes) compare_attributes(was, now, "/");
}

Comparison FileComparison::result() const {
    Comparison comparison;
    for (const Found& found : found_) {
        if (found.is_dataset) {
            ++comparison.datasets;
            comparison.values += found.values.values() + found.texts;
        }
        if (const auto difference = found.values.difference(found.name))
            comparison.differences.push_back(*difference);
        for (const std::string& what : found.other)
            comparison.differences.push_back({.name = found.name, .what = what});
    }
    return comparison;
}

Comparison compare_hdf5(const Hdf5Input& was, const Hdf5Input& now) {
    FileComparison comparison;
    comparison.add(was, now);
    return comparison.result();
}

}  // namespace fadecast::output
