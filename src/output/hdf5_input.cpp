// The C API's calls behind Hdf5Input, each checked.

#include "output/hdf5_input.hpp"

#include <fadecast/backend.hpp>

#include <cstdint>
#include <type_traits>

namespace fadecast::output {
namespace {

template <typename T>
hid_t memory_type() {
    if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<T, int>) return H5T_NATIVE_INT;
    if constexpr (std::is_same_v<T, std::int64_t>) return H5T_NATIVE_INT64;
    if constexpr (std::is_same_v<T, std::int8_t>) return H5T_NATIVE_INT8;
}

Handle open_file(const std::filesystem::path& file) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // errors come out as exceptions, not as print-outs
    std::error_code problem;
    if (!std::filesystem::is_regular_file(file, problem))
        throw Error("cannot read " + file.string() + ": there is no such file");
    const hid_t id = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (id < 0) throw Error("cannot read " + file.string() + ": it is no HDF5 file, or damaged");
    return Handle(id, H5Fclose, "open " + file.string());
}

// Copies texts that HDF5 allocated, and gives them back.
std::vector<std::string> taken(std::vector<char*>& pointers) {
    std::vector<std::string> texts;
    for (char* pointer : pointers) {
        texts.emplace_back(pointer ? pointer : "");
        H5free_memory(pointer);
    }
    return texts;
}

Handle text_in_memory() {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

}  // namespace

Hdf5Input::Hdf5Input(const std::filesystem::path& file) : name_(file.string()), file_(open_file(file)) {}

bool Hdf5Input::has(const std::string& name) const { return H5Lexists(file_, name.c_str(), H5P_DEFAULT) > 0; }

bool Hdf5Input::has_attribute(const std::string& name, const std::string& variable) const {
    return H5Aexists_by_name(file_, variable.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

Handle Hdf5Input::data(const std::string& variable) const {
    return Handle(H5Dopen2(file_, variable.c_str(), H5P_DEFAULT), H5Dclose,
                  "find " + variable + " in " + name_);
}

std::vector<std::size_t> Hdf5Input::shape(const std::string& variable) const {
    const Handle space(H5Dget_space(data(variable)), H5Sclose, "measure " + variable);
    std::vector<hsize_t> sizes(std::size_t(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
    return {sizes.begin(), sizes.end()};
}

template <typename T>
std::vector<T> Hdf5Input::values(const std::string& variable) const {
    std::size_t count = 1;
    for (const std::size_t size : shape(variable)) count *= size;
    std::vector<T> all(count);
    if (H5Dread(data(variable), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()) < 0)
        throw Error("cannot read " + variable + " of " + name_ + ": the file is damaged");
    return all;
}
template std::vector<float> Hdf5Input::values<float>(const std::string&) const;
template std::vector<double> Hdf5Input::values<double>(const std::string&) const;
template std::vector<int> Hdf5Input::values<int>(const std::string&) const;
template std::vector<std::int64_t> Hdf5Input::values<std::int64_t>(const std::string&) const;
template std::vector<std::int8_t> Hdf5Input::values<std::int8_t>(const std::string&) const;

std::vector<std::string> Hdf5Input::texts(const std::string& variable) const {
    std::vector<char*> pointers(shape(variable).at(0));
    if (H5Dread(data(variable), text_in_memory(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0)
        throw Error("cannot read " + variable + " of " + name_ + ": the file is damaged");
    return taken(pointers);
}

Handle Hdf5Input::attribute_of(const std::string& name, const std::string& variable) const {
    return Handle(H5Aopen_by_name(file_, variable.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                  "find the attribute " + name + " of " + variable + " in " + name_);
}

std::string Hdf5Input::text(const std::string& attribute, const std::string& variable) const {
    std::vector<char*> pointer(1);
    if (H5Aread(attribute_of(attribute, variable), text_in_memory(), pointer.data()) < 0)
        throw Error("cannot read the attribute " + attribute + " of " + name_);
    return taken(pointer).front();
}

double Hdf5Input::number(const std::string& attribute, const std::string& variable) const {
    double value = 0;
    if (H5Aread(attribute_of(attribute, variable), H5T_NATIVE_DOUBLE, &value) < 0)
        throw Error("cannot read the attribute " + attribute + " of " + name_);
    return value;
}

}  // namespace fadecast::output
