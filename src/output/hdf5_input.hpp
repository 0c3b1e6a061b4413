#pragma once
// Reads variables and attributes of HDF5 files. Serial HDF5 is used by one thread at a time.

#include "output/hdf5.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast::output {

/// What a variable or an attribute holds, of whatever type.
struct Content {
    std::string type;  ///< "float32", "int8", "text", "other"
    std::vector<std::size_t> shape;
    std::vector<double> numbers;  ///< row-major, where it is of numbers
    std::vector<std::string> texts;
};

class Hdf5Input {
public:
    /// @throws Error  no such file, or it is no HDF5 file.
    explicit Hdf5Input(const std::filesystem::path& file);
    /// A whole file in memory.
    static Hdf5Input of_bytes(const std::string& bytes, const std::string& name);

    bool has(const std::string& name) const;  ///< a variable or group, or with `attribute` below
    bool has_attribute(const std::string& name, const std::string& variable = "/") const;
    std::vector<std::string> names(const std::string& group = "/") const;  ///< in it, in order
    bool is_group(const std::string& name) const;
    std::vector<std::string> attributes(const std::string& variable = "/") const;  ///< names, in order
    std::vector<std::size_t> shape(const std::string& variable) const;

    /// All values, row-major, converted to T: float, double, int, std::int64_t, std::int8_t.
    template <typename T>
    std::vector<T> values(const std::string& variable) const;
    std::vector<std::string> texts(const std::string& variable) const;

    std::string text(const std::string& attribute, const std::string& variable = "/") const;
    Content content(const std::string& variable) const;
    Content attribute_content(const std::string& name, const std::string& variable) const;
    double number(const std::string& attribute, const std::string& variable = "/") const;

private:
    Hdf5Input(Handle file, const std::string& name) : name_(name), file_(std::move(file)) {}
    Handle data(const std::string& variable) const;
    Handle attribute_of(const std::string& name, const std::string& variable) const;

    std::string name_;
    Handle file_;
};

}  // namespace fadecast::output
