#pragma once
// A small netCDF-4 readable HDF5 file over the C API: dimension scales, variables and attributes. It is built
// in memory and handed out as bytes, so that writing it to disk can fail in one place only. Serial HDF5 is
// used by one thread at a time.

#include <hdf5.h>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fadecast::output {

/// Owns one HDF5 identifier.
class Handle {
public:
    Handle(hid_t id, herr_t (*close)(hid_t), const std::string& what);  ///< Throws Error when id < 0.
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle& operator=(Handle&&) = delete;
    ~Handle() {
        if (id_ >= 0) close_(id_);
    }
    operator hid_t() const { return id_; }

private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

/// What every variable says of itself. Units in udunits syntax, ASCII; "1" when dimensionless.
struct Description {
    std::string units, long_name;
};

/// Part of a virtual variable along its first dimension: `count` rows from `first` on are those of the
/// variable of the same name in another file.
struct VirtualPart {
    std::string file;  ///< relative to the folder of the file that says so
    std::size_t first, count;
};

/// Names may be paths such as "failures/sample": groups on the way are made. A dimension is named the same
/// way by the variables over it, and known to netCDF by its last word.
class Hdf5File {
public:
    explicit Hdf5File(const std::string& name);  ///< The name appears in errors only.

    /// A dimension with its coordinate: a variable of the same name. Coordinates have no fill value.
    void dimension(const std::string& name, std::span<const double> values, const Description& description);
    void dimension(const std::string& name, std::span<const int> values, const Description& description);
    void dimension(const std::string& name, std::span<const std::int64_t> values,
                   const Description& description);

    bool has_dimension(const std::string& name) const;

    /// A variable over named dimensions, NaN where nothing is known.
    /// @param values  row-major, the last dimension fastest; as many as the dimensions' sizes multiply to.
    void variable(const std::string& name, const std::vector<std::string>& dimensions,
                  std::span<const double> values, const Description& description);
    void variable(const std::string& name, const std::vector<std::string>& dimensions,
                  std::span<const float> values, const Description& description);
    /// Whole numbers that are all known: no fill value.
    void variable(const std::string& name, const std::vector<std::string>& dimensions,
                  std::span<const int> values, const Description& description);
    void variable(const std::string& name, const std::vector<std::string>& dimensions,
                  std::span<const std::int64_t> values, const Description& description);
    /// Flags: -1 where nothing is known.
    /// @param meanings  of -1, 0, 1, ..., a word each
    void flags(const std::string& name, const std::vector<std::string>& dimensions,
               std::span<const std::int8_t> values, const Description& description,
               const std::string& meanings);

    /// A variable whose values lie in other files; NaN, or -1 of flags, where such a file is missing.
    void virtual_variable(const std::string& name, const std::vector<std::string>& dimensions,
                          std::span<const VirtualPart> parts, const Description& description);
    void virtual_flags(const std::string& name, const std::vector<std::string>& dimensions,
                       std::span<const VirtualPart> parts, const Description& description,
                       const std::string& meanings);

    /// Texts, in a group where nothing is a variable: xarray reads no group with such a dataset in it.
    void texts(const std::string& name, const std::vector<std::string>& values);

    /// An attribute of the root group, or of `variable`.
    void attribute(const std::string& name, const std::string& value, const std::string& variable = "/");
    void attribute(const std::string& name, double value, const std::string& variable = "/");
    void attribute(const std::string& name, unsigned long long value, const std::string& variable = "/");

    hid_t id() const { return file_; }  ///< for what is no variable, such as links

    /// The whole file. Nothing may be added afterwards.
    std::string bytes();

private:
    enum class Fill { none, unknown };
    template <typename T>
    Handle make(const std::string& name, const std::vector<hsize_t>& shape, const Handle& creation,
                const Description& description, Fill fill);
    template <typename T>
    Handle dataset(const std::string& name, const std::vector<hsize_t>& shape, std::span<const T> values,
                   const Description& description, Fill fill);
    template <typename T>
    void scale(const std::string& name, std::span<const T> values, const Description& description);
    template <typename T>
    void on_dimensions(const std::string& name, const std::vector<std::string>& dimensions,
                       std::span<const T> values, const Description& description, Fill fill);
    template <typename T>
    void in_parts(const std::string& name, const std::vector<std::string>& dimensions,
                  std::span<const VirtualPart> parts, const Description& description);
    void explain_flags(const std::string& name, const std::string& meanings);
    std::vector<hsize_t> shape_of(const std::vector<std::string>& dimensions) const;
    void attach(const Handle& data, const std::string& name, const std::vector<std::string>& dimensions);
    const Handle& scale_of(const std::string& dimension) const;

    std::string name_;
    Handle file_;
    std::vector<std::pair<std::string, Handle>> scales_;
};

}  // namespace fadecast::output
