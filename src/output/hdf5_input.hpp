#pragma once
// Reads variables and attributes of HDF5 files. Serial HDF5 is used by one thread at a time.

#include "output/hdf5.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast::output {

class Hdf5Input {
public:
    /// @throws Error  no such file, or it is no HDF5 file.
    explicit Hdf5Input(const std::filesystem::path& file);

    bool has(const std::string& name) const;  ///< a variable or group, or with `attribute` below
    bool has_attribute(const std::string& name, const std::string& variable = "/") const;
    std::vector<std::size_t> shape(const std::string& variable) const;

    /// All values, row-major, converted to T: float, double, int, std::int64_t, std::int8_t.
    template <typename T>
    std::vector<T> values(const std::string& variable) const;
    std::vector<std::string> texts(const std::string& variable) const;

    std::string text(const std::string& attribute, const std::string& variable = "/") const;
    double number(const std::string& attribute, const std::string& variable = "/") const;

private:
    Handle data(const std::string& variable) const;
    Handle attribute_of(const std::string& name, const std::string& variable) const;

    std::string name_;
    Handle file_;
};

}  // namespace fadecast::output
