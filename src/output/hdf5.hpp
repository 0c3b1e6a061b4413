#pragma once
// A small netCDF-4 readable HDF5 file over the C API: dimension scales, variables and attributes of the root
// group. It is built in memory and handed out as bytes, so that writing it to disk can fail in one place
// only.

#include <hdf5.h>

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

class Hdf5File {
public:
    explicit Hdf5File(const std::string& name);  ///< The name appears in errors only.

    /// A dimension with its coordinate: a variable of the same name. Coordinates have no fill value.
    void dimension(const std::string& name, std::span<const double> values, const Description& description);
    void dimension(const std::string& name, std::span<const int> values, const Description& description);

    /// A variable over named dimensions, NaN where nothing is known.
    /// @param values  row-major, the last dimension fastest; as many as the dimensions' sizes multiply to.
    void variable(const std::string& name, const std::vector<std::string>& dimensions,
                  std::span<const double> values, const Description& description);
    void variable(const std::string& name, const std::vector<std::string>& dimensions,
                  std::span<const float> values, const Description& description);

    /// An attribute of the root group, or of `variable`.
    void attribute(const std::string& name, const std::string& value, const std::string& variable = "/");
    void attribute(const std::string& name, double value, const std::string& variable = "/");
    void attribute(const std::string& name, unsigned long long value, const std::string& variable = "/");

    hid_t id() const { return file_; }  ///< for what is no variable, such as links

    /// The whole file. Nothing may be added afterwards.
    std::string bytes();

private:
    template <typename T>
    Handle dataset(const std::string& name, const std::vector<hsize_t>& shape, std::span<const T> values,
                   const Description& description, bool with_fill);
    template <typename T>
    void scale(const std::string& name, std::span<const T> values, const Description& description);
    template <typename T>
    void on_dimensions(const std::string& name, const std::vector<std::string>& dimensions,
                       std::span<const T> values, const Description& description);
    const Handle& scale_of(const std::string& dimension) const;

    std::string name_;
    Handle file_;
    std::vector<std::pair<std::string, Handle>> scales_;
};

}  // namespace fadecast::output
