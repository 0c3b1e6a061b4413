// The C API's calls behind Hdf5File, each checked.

#include "output/hdf5.hpp"

#include <fadecast/backend.hpp>

#include <hdf5_hl.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace fadecast::output {
namespace {

void check(herr_t status, const std::string& what) {
    if (status < 0) throw Error("HDF5 could not " + what);
}

template <typename T>
hid_t type_of() {
    if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<T, int>) return H5T_NATIVE_INT;
    if constexpr (std::is_same_v<T, std::int64_t>) return H5T_NATIVE_INT64;
    if constexpr (std::is_same_v<T, std::int8_t>) return H5T_NATIVE_INT8;
}

template <typename T>
T unknown() {
    if constexpr (std::is_integral_v<T>) return T(-1);
    return std::numeric_limits<T>::quiet_NaN();
}

std::string last_word(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// Of new links: makes the groups on the way.
Handle with_groups() {
    Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "make a group");
    check(H5Pset_create_intermediate_group(links, 1), "make a group");
    return links;
}

// Variable-length text: it lies in the file's heap, so that it may be longer than the 64 kB of an attribute.
Handle text_type() {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
    check(H5Tset_size(type, H5T_VARIABLE), "make a text type");
    check(H5Tset_cset(type, H5T_CSET_UTF8), "make a text type");
    return type;
}

// A scalar, or an array of the one length given.
void write_attribute(hid_t owner, const std::string& name, hid_t type, const void* value,
                     const std::vector<hsize_t>& length = {}) {
    const Handle space(length.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, length.data(), nullptr),
                       H5Sclose, "shape the attribute " + name);
    const Handle attribute(H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                           "make the attribute " + name);
    check(H5Awrite(attribute, type, value), "write the attribute " + name);
}

void write_text(hid_t owner, const std::string& name, const std::string& value) {
    const char* text = value.c_str();
    write_attribute(owner, name, text_type(), &text);
}

// In memory, growing by 1 MB, never written by the library itself.
Handle memory_file(const std::string& name) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // errors come out as exceptions, not as print-outs
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make " + name);
    check(H5Pset_fapl_core(access, 1 << 20, false), "make " + name);
    const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "make " + name);
    check(H5Pset_obj_track_times(creation, false), "make " + name);  // no clock in the bytes
    return Handle(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose, "make " + name);
}

}  // namespace

Handle::Handle(hid_t id, herr_t (*close)(hid_t), const std::string& what) : id_(id), close_(close) {
    if (id < 0) throw Error("HDF5 could not " + what);
}

Hdf5File::Hdf5File(const std::string& name) : name_(name), file_(memory_file(name)) {}

namespace {
Handle describe(const std::string& name) {
    Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "describe " + name);
    check(H5Pset_obj_track_times(creation, false), "describe " + name);
    return creation;
}

hsize_t product(const std::vector<hsize_t>& shape) {
    hsize_t count = 1;
    for (const hsize_t size : shape) count *= size;
    return count;
}

Handle space_of(const std::string& name, const std::vector<hsize_t>& shape) {
    return Handle(H5Screate_simple(int(shape.size()), shape.data(), nullptr), H5Sclose, "shape " + name);
}
}  // namespace

template <typename T>
Handle Hdf5File::make(const std::string& name, const std::vector<hsize_t>& shape, const Handle& creation,
                      const Description& description, Fill fill) {
    const T not_known = unknown<T>();
    if (fill == Fill::unknown) check(H5Pset_fill_value(creation, type_of<T>(), &not_known), "fill " + name);
    Handle data(H5Dcreate2(file_, name.c_str(), type_of<T>(), space_of(name, shape), with_groups(), creation,
                           H5P_DEFAULT),
                H5Dclose, "make " + name);
    write_text(data, "units", description.units);
    write_text(data, "long_name", description.long_name);
    if (fill == Fill::unknown)
        write_attribute(data, "_FillValue", type_of<T>(), &not_known, {1});  // netCDF wants an array of one
    return data;
}

template <typename T>
Handle Hdf5File::dataset(const std::string& name, const std::vector<hsize_t>& shape,
                         std::span<const T> values, const Description& description, Fill fill) {
    const hsize_t count = product(shape);
    if (count != values.size())
        throw Error(name_ + ": " + name + " has " + std::to_string(values.size()) +
                    " values, its dimensions " + std::to_string(count));
    const Handle creation = describe(name);
    constexpr hsize_t long_series = 512;  // shorter ones are not worth a chunk's overhead
    if ((shape.size() > 1 && count > 0) || count >= long_series) {
        // One chunk holds the two fastest dimensions: a field at one time, or all of a small table.
        std::vector<hsize_t> chunk(shape.size(), 1);
        for (std::size_t i = shape.size() - std::min<std::size_t>(shape.size(), 2); i < shape.size(); ++i)
            chunk[i] = shape[i];
        check(H5Pset_chunk(creation, int(chunk.size()), chunk.data()), "chunk " + name);
        check(H5Pset_shuffle(creation), "compress " + name);
        check(H5Pset_deflate(creation, 4), "compress " + name);
    }
    Handle data = make<T>(name, shape, creation, description, fill);
    check(H5Dwrite(data, type_of<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write " + name);
    return data;
}

template <typename T>
void Hdf5File::scale(const std::string& name, std::span<const T> values, const Description& description) {
    Handle data = dataset(name, {values.size()}, values, description, Fill::none);
    check(H5DSset_scale(data, last_word(name).c_str()), "make a dimension of " + name);
    scales_.emplace_back(name, std::move(data));
}

void Hdf5File::dimension(const std::string& name, std::span<const double> values,
                         const Description& description) {
    scale(name, values, description);
}

void Hdf5File::dimension(const std::string& name, std::span<const int> values,
                         const Description& description) {
    scale(name, values, description);
}

void Hdf5File::dimension(const std::string& name, std::span<const std::int64_t> values,
                         const Description& description) {
    scale(name, values, description);
}

bool Hdf5File::has_dimension(const std::string& name) const {
    return std::ranges::any_of(scales_, [&](const auto& scale) { return scale.first == name; });
}

const Handle& Hdf5File::scale_of(const std::string& dimension) const {
    for (const auto& [name, handle] : scales_)
        if (name == dimension) return handle;
    throw Error(name_ + ": no dimension named " + dimension);
}

std::vector<hsize_t> Hdf5File::shape_of(const std::vector<std::string>& dimensions) const {
    std::vector<hsize_t> shape;
    for (const std::string& dimension : dimensions) {
        const Handle space(H5Dget_space(scale_of(dimension)), H5Sclose, "measure " + dimension);
        shape.push_back(hsize_t(H5Sget_simple_extent_npoints(space)));
    }
    return shape;
}

void Hdf5File::attach(const Handle& data, const std::string& name,
                      const std::vector<std::string>& dimensions) {
    for (std::size_t i = 0; i < dimensions.size(); ++i)
        check(H5DSattach_scale(data, scale_of(dimensions[i]), unsigned(i)),
              "attach " + dimensions[i] + " to " + name);
}

template <typename T>
void Hdf5File::on_dimensions(const std::string& name, const std::vector<std::string>& dimensions,
                             std::span<const T> values, const Description& description, Fill fill) {
    attach(dataset(name, shape_of(dimensions), values, description, fill), name, dimensions);
}

void Hdf5File::variable(const std::string& name, const std::vector<std::string>& dimensions,
                        std::span<const double> values, const Description& description) {
    on_dimensions(name, dimensions, values, description, Fill::unknown);
}

void Hdf5File::variable(const std::string& name, const std::vector<std::string>& dimensions,
                        std::span<const float> values, const Description& description) {
    on_dimensions(name, dimensions, values, description, Fill::unknown);
}

void Hdf5File::variable(const std::string& name, const std::vector<std::string>& dimensions,
                        std::span<const int> values, const Description& description) {
    on_dimensions(name, dimensions, values, description, Fill::none);
}

void Hdf5File::variable(const std::string& name, const std::vector<std::string>& dimensions,
                        std::span<const std::int64_t> values, const Description& description) {
    on_dimensions(name, dimensions, values, description, Fill::none);
}

void Hdf5File::explain_flags(const std::string& name, const std::string& meanings) {
    const auto words = 1 + std::count(meanings.begin(), meanings.end(), ' ');
    std::vector<std::int8_t> values(words);
    std::iota(values.begin(), values.end(), std::int8_t(-1));
    write_attribute(Handle(H5Oopen(file_, name.c_str(), H5P_DEFAULT), H5Oclose, "open " + name),
                    "flag_values", H5T_NATIVE_INT8, values.data(), {values.size()});
    attribute("flag_meanings", meanings, name);
}

void Hdf5File::flags(const std::string& name, const std::vector<std::string>& dimensions,
                     std::span<const std::int8_t> values, const Description& description,
                     const std::string& meanings) {
    on_dimensions(name, dimensions, values, description, Fill::unknown);
    explain_flags(name, meanings);
}

template <typename T>
void Hdf5File::in_parts(const std::string& name, const std::vector<std::string>& dimensions,
                        std::span<const VirtualPart> parts, const Description& description) {
    const std::vector<hsize_t> shape = shape_of(dimensions);
    const Handle creation = describe(name), whole = space_of(name, shape);
    std::vector<hsize_t> start(shape.size(), 0), count = shape;
    for (const VirtualPart& part : parts) {
        start[0] = part.first;
        count[0] = part.count;
        check(H5Sselect_hyperslab(whole, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
              "place " + part.file);
        std::string file;  // with '%' written twice, which would be a number's place
        for (const char letter : part.file)
            file += letter == '%' ? std::string("%%") : std::string(1, letter);
        check(H5Pset_virtual(creation, whole, file.c_str(), ("/" + name).c_str(), space_of(name, count)),
              "refer to " + part.file);
    }
    attach(make<T>(name, shape, creation, description, Fill::unknown), name, dimensions);
}

void Hdf5File::virtual_variable(const std::string& name, const std::vector<std::string>& dimensions,
                                std::span<const VirtualPart> parts, const Description& description) {
    in_parts<float>(name, dimensions, parts, description);
}

void Hdf5File::virtual_flags(const std::string& name, const std::vector<std::string>& dimensions,
                             std::span<const VirtualPart> parts, const Description& description,
                             const std::string& meanings) {
    in_parts<std::int8_t>(name, dimensions, parts, description);
    explain_flags(name, meanings);
}

void Hdf5File::texts(const std::string& name, const std::vector<std::string>& values) {
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    const Handle type = text_type(), space = space_of(name, {values.size()});
    const Handle data(
        H5Dcreate2(file_, name.c_str(), type, space, with_groups(), describe(name), H5P_DEFAULT), H5Dclose,
        "make " + name);
    check(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "write " + name);
}

void Hdf5File::attribute(const std::string& name, const std::string& value, const std::string& variable) {
    write_text(Handle(H5Oopen(file_, variable.c_str(), H5P_DEFAULT), H5Oclose, "open " + variable), name,
               value);
}

void Hdf5File::attribute(const std::string& name, double value, const std::string& variable) {
    const Handle owner(H5Oopen(file_, variable.c_str(), H5P_DEFAULT), H5Oclose, "open " + variable);
    write_attribute(owner, name, H5T_NATIVE_DOUBLE, &value);
}

void Hdf5File::attribute(const std::string& name, unsigned long long value, const std::string& variable) {
    const Handle owner(H5Oopen(file_, variable.c_str(), H5P_DEFAULT), H5Oclose, "open " + variable);
    write_attribute(owner, name, H5T_NATIVE_ULLONG, &value);
}

std::string Hdf5File::bytes() {
    scales_.clear();
    check(H5Fflush(file_, H5F_SCOPE_GLOBAL), "finish " + name_);
    const ssize_t size = H5Fget_file_image(file_, nullptr, 0);
    check(size < 0 ? -1 : 0, "measure " + name_);
    std::string image(std::size_t(size), '\0');
    check(H5Fget_file_image(file_, image.data(), image.size()) == size ? 0 : -1, "copy " + name_);
    return image;
}

}  // namespace fadecast::output
