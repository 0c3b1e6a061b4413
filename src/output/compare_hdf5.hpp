#pragma once
// Two HDF5 files side by side: what differs, by how much.

#include "output/hdf5_input.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fadecast::output {

/// How one dataset or attribute differs.
struct Difference {
    std::string name;                         ///< "contrast", "contrast/units", "/seed"
    std::string what;                         ///< "12 of 5,000 values differ, ...", "shape 3 x 4, now 3 x 5"
    std::uint64_t values = 0, differing = 0;  ///< of numbers
    /// Of all differences between finite values; relative to the larger of the two.
    double largest_absolute = 0, largest_relative = 0;
};

struct Comparison {
    std::uint64_t datasets = 0, values = 0;  ///< compared
    std::vector<Difference> differences;
};

/// Counts how far values differ, run after run. NaN equals NaN.
class ValueTally {
public:
    template <typename T>
    void add(std::span<const T> was, std::span<const T> now) {  // of the same length
        for (std::size_t i = 0; i < was.size(); ++i) add(double(was[i]), double(now[i]));
    }
    void add(double was, double now);
    std::uint64_t values() const { return count_.values; }
    /// Nothing when all were equal.
    std::optional<Difference> difference(const std::string& name) const;

private:
    Difference count_;
    std::uint64_t finite_ = 0;  ///< of those that differ
};

/// Compares every dataset of two files by type, shape and value, and the attributes of datasets and root but
/// those that tell how a file was made. /provenance is that as a whole; /VTKHDF holds links to datasets of
/// the root. Of variables whose values lie in other files, and of those that are neither numbers nor texts,
/// all but the values.
class FileComparison {
public:
    /// Two files more. Values of one name are counted together.
    /// @throws DamagedFile
    void add(const Hdf5Input& was, const Hdf5Input& now, bool with_root_attributes = true);
    Comparison result() const;

private:
    struct Found {
        std::string name;
        ValueTally values;
        std::vector<std::string> other;  ///< what differs beside values
        bool is_dataset = false;         ///< with values that were compared, and
        std::uint64_t texts = 0;         ///< as many texts
    };
    Found& found(const std::string& name);
    void differ(const std::string& name, const std::string& what);
    void compare_content(Found& found, const Content& was, const Content& now);
    void compare_attributes(const Hdf5Input& was, const Hdf5Input& now, const std::string& owner);

    std::vector<Found> found_;  ///< in the order in which they were met
    std::map<std::string, std::size_t> places_;
};

/// FileComparison of two files alone.
Comparison compare_hdf5(const Hdf5Input& was, const Hdf5Input& now);

std::string grouped(std::uint64_t number);  ///< "12,345"

}  // namespace fadecast::output
