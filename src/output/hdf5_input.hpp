#pragma once
// Reads variables and attributes of HDF5 files. Serial HDF5 is used by one thread at a time.

#include "output/hdf5.hpp"

#include <fadecast/backend.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fadecast::output {

/// A file that cannot be read, or lacks what was asked for.
struct DamagedFile : Error {
    using Error::Error;
};

/// What a variable or an attribute holds, of whatever type.
struct Content {
    std::string type;  ///< "float32", "int8", "text", "other"
    std::vector<std::size_t> shape;
    std::vector<double> numbers;  ///< row-major, where it is of numbers
    std::vector<std::string> texts;
};

/// All but the tests `has` and `has_attribute` throw DamagedFile.
class Hdf5Input {
public:
    /// @throws DamagedFile  no such file, or it is no HDF5 file.
    explicit Hdf5Input(const std::filesystem::path& file);
    /// A whole file in memory.
    static Hdf5Input of_bytes(const std::string& bytes, const std::string& name);

    bool has(const std::string& name) const;  ///< a variable or group, or with `attribute` below
    bool has_attribute(const std::string& name, const std::string& variable = "/") const;
    std::vector<std::string> names(const std::string& group = "/") const;  ///< in it, in order
    bool is_group(const std::string& name) const;
    std::uint64_t address(const std::string& name) const;  ///< the same for two names of one thing
    /// True when its values lie in other files.
    bool is_virtual(const std::string& variable) const;
    /// The files of a virtual variable beside this one, whether they are there or not.
    std::vector<std::filesystem::path> sources(const std::string& variable) const;
    std::vector<std::string> attributes(const std::string& variable = "/") const;  ///< names, in order
    std::vector<std::size_t> shape(const std::string& variable) const;

    /// All values, row-major, converted to T: float, double, int, std::int64_t, std::int8_t. The fill value
    /// where one of sources() is missing.
    template <typename T>
    std::vector<T> values(const std::string& variable) const;
    std::vector<std::string> texts(const std::string& variable) const;

    std::string text(const std::string& attribute, const std::string& variable = "/") const;
    Content content(const std::string& variable) const;  ///< without values where is_virtual()
    Content attribute_content(const std::string& name, const std::string& variable) const;
    double number(const std::string& attribute, const std::string& variable = "/") const;

private:
    Hdf5Input(Handle file, const std::string& name) : name_(name), file_(std::move(file)) {}
    Handle object(const std::string& name) const;
    Handle data(const std::string& variable) const;
    Handle attribute_of(const std::string& name, const std::string& variable) const;

    std::string name_;
    Handle file_;
};

}  // namespace fadecast::output
