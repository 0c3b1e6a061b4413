// The C API's calls behind Hdf5Input, each checked.

#include "output/hdf5_input.hpp"

#include <algorithm>
#include <atomic>
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
    if (std::filesystem::is_directory(file, problem))
        throw DamagedFile("cannot read " + file.string() + ": it is a folder; name the .h5 file in it");
    if (!std::filesystem::is_regular_file(file, problem))
        throw DamagedFile("cannot read " + file.string() + ": there is no such file");
    const hid_t id = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (id < 0) throw DamagedFile("cannot read " + file.string() + ": it is no HDF5 file, or damaged");
    return Handle(id, H5Fclose, "open " + file.string());
}

/// What a file ought to have.
Handle found(hid_t id, herr_t (*close)(hid_t), const std::string& what) {
    if (id < 0) throw DamagedFile("cannot find " + what);
    return Handle(id, close, "find " + what);
}

// HDF5 would write as many values as there are to where there is room for one.
void check_single(hid_t attribute, const std::string& what) {
    const Handle space(H5Aget_space(attribute), H5Sclose, "measure " + what);
    if (H5Sget_simple_extent_npoints(space) != 1)
        throw DamagedFile("cannot read " + what + ": expected a single value");
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

std::string type_name(hid_t type) {
    const std::string bits = std::to_string(8 * H5Tget_size(type));
    switch (H5Tget_class(type)) {
        case H5T_FLOAT:
            return "float" + bits;
        case H5T_INTEGER:
            return (H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int") + bits;
        case H5T_STRING:
            return "text";
        default:
            return "other";
    }
}

std::vector<std::size_t> shape_of(hid_t space) {
    std::vector<hsize_t> sizes(std::size_t(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
    return {sizes.begin(), sizes.end()};
}

/// @param read  fills memory of the type it is given; negative on failure.
template <typename Read>
Content content_of(hid_t type, hid_t space, const std::string& what, const Read& read) {
    Content content{type_name(type), shape_of(space), {}, {}};
    const auto count = std::size_t(H5Sget_simple_extent_npoints(space));
    herr_t status = 0;
    if (content.type == "text" && H5Tis_variable_str(type) > 0) {
        std::vector<char*> pointers(count);
        status = read(text_in_memory(), pointers.data());
        content.texts = taken(pointers);
    } else if (content.type == "text") {
        const std::size_t size = H5Tget_size(type);
        std::string all(count * size, '\0');
        status = read(type, all.data());
        for (std::size_t i = 0; i < count; ++i)
            content.texts.emplace_back(all.substr(i * size, size).c_str());
    } else if (content.type != "other") {
        content.numbers.resize(count);
        status = read(H5T_NATIVE_DOUBLE, content.numbers.data());
    }
    if (status < 0) throw DamagedFile("cannot read " + what + ": the file is damaged");
    return content;
}

}  // namespace

Hdf5Input::Hdf5Input(const std::filesystem::path& file) : name_(file.string()), file_(open_file(file)) {}

Hdf5Input Hdf5Input::of_bytes(const std::string& bytes, const std::string& name) {
    static std::atomic<int> opened = 0;  // HDF5 takes files in memory of one name for one file
    const std::string own_name = name + " " + std::to_string(++opened);
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "open " + name);
    if (H5Pset_fapl_core(access, 1 << 20, false) < 0 ||
        H5Pset_file_image(access, const_cast<char*>(bytes.data()), bytes.size()) < 0)
        throw Error("HDF5 could not open " + name);
    return {Handle(H5Fopen(own_name.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "open " + name), name};
}

bool Hdf5Input::has(const std::string& name) const { return H5Lexists(file_, name.c_str(), H5P_DEFAULT) > 0; }

bool Hdf5Input::has_attribute(const std::string& name, const std::string& variable) const {
    return H5Aexists_by_name(file_, variable.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

Handle Hdf5Input::data(const std::string& variable) const {
    return found(H5Dopen2(file_, variable.c_str(), H5P_DEFAULT), H5Dclose, variable + " in " + name_);
}

std::vector<std::size_t> Hdf5Input::shape(const std::string& variable) const {
    return shape_of(Handle(H5Dget_space(data(variable)), H5Sclose, "measure " + variable));
}

template <typename T>
std::vector<T> Hdf5Input::values(const std::string& variable) const {
    std::size_t count = 1;
    for (const std::size_t size : shape(variable)) count *= size;
    std::vector<T> all(count);
    const Handle from = data(variable);
    const auto read = [&](hid_t space) {
        if (H5Dread(from, memory_type<T>(), space, space, H5P_DEFAULT, all.data()) < 0)
            throw DamagedFile("cannot read " + variable + " of " + name_ + ": the file is damaged");
    };
    if (!is_virtual(variable)) {
        read(H5S_ALL);
        return all;
    }
    // Part by part, as HDF5 takes a part that is missing from a file of its name in the current folder.
    const Handle creation(H5Dget_create_plist(from), H5Pclose, "read a layout");
    T fill{};
    if (H5Pget_fill_value(creation, memory_type<T>(), &fill) < 0)
        throw DamagedFile("cannot read the fill value of " + variable + " of " + name_);
    std::fill(all.begin(), all.end(), fill);
    const std::vector<std::filesystem::path> parts = sources(variable);
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (std::filesystem::is_regular_file(parts[i]))
            read(Handle(H5Pget_virtual_vspace(creation, i), H5Sclose, "read a layout"));
    return all;
}
template std::vector<float> Hdf5Input::values<float>(const std::string&) const;
template std::vector<double> Hdf5Input::values<double>(const std::string&) const;
template std::vector<int> Hdf5Input::values<int>(const std::string&) const;
template std::vector<std::int64_t> Hdf5Input::values<std::int64_t>(const std::string&) const;
template std::vector<std::int8_t> Hdf5Input::values<std::int8_t>(const std::string&) const;

std::vector<std::string> Hdf5Input::texts(const std::string& variable) const {
    const std::vector<std::size_t> sizes = shape(variable);
    if (sizes.size() != 1)
        throw DamagedFile("cannot read " + variable + " of " + name_ + ": expected a list of texts");
    std::vector<char*> pointers(sizes[0]);
    if (H5Dread(data(variable), text_in_memory(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0)
        throw DamagedFile("cannot read " + variable + " of " + name_ + ": the file is damaged");
    return taken(pointers);
}

Handle Hdf5Input::attribute_of(const std::string& name, const std::string& variable) const {
    return found(H5Aopen_by_name(file_, variable.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                 "the attribute " + name + " of " + variable + " in " + name_);
}

std::vector<std::string> Hdf5Input::names(const std::string& group) const {
    const Handle opened =
        found(H5Gopen2(file_, group.c_str(), H5P_DEFAULT), H5Gclose, group + " in " + name_);
    H5G_info_t info;
    if (H5Gget_info(opened, &info) < 0) throw DamagedFile("cannot read the group " + group + " of " + name_);
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        const auto get = [&](char* to, std::size_t size) {
            return H5Lget_name_by_idx(opened, ".", H5_INDEX_NAME, H5_ITER_INC, i, to, size, H5P_DEFAULT);
        };
        const ssize_t size = get(nullptr, 0);
        if (size < 0) throw DamagedFile("cannot read the group " + group + " of " + name_);
        names.emplace_back(std::size_t(size), '\0');
        get(names.back().data(), names.back().size() + 1);
    }
    return names;
}

Handle Hdf5Input::object(const std::string& name) const {
    return found(H5Oopen(file_, name.c_str(), H5P_DEFAULT), H5Oclose, name + " in " + name_);
}

bool Hdf5Input::is_group(const std::string& name) const { return H5Iget_type(object(name)) == H5I_GROUP; }

std::uint64_t Hdf5Input::address(const std::string& name) const {
    H5O_info_t info;
    if (H5Oget_info2(object(name), &info, H5O_INFO_BASIC) < 0)
        throw DamagedFile("cannot find " + name + " in " + name_);
    return info.addr;
}

bool Hdf5Input::is_virtual(const std::string& variable) const {
    const Handle creation(H5Dget_create_plist(data(variable)), H5Pclose, "read a layout");
    return H5Pget_layout(creation) == H5D_VIRTUAL;
}

std::vector<std::filesystem::path> Hdf5Input::sources(const std::string& variable) const {
    const Handle creation(H5Dget_create_plist(data(variable)), H5Pclose, "read a layout");
    std::size_t count = 0;
    if (H5Pget_layout(creation) != H5D_VIRTUAL || H5Pget_virtual_count(creation, &count) < 0)
        throw DamagedFile("cannot read " + variable + " of " + name_ + ": its values lie in no other files");
    std::vector<std::filesystem::path> files;
    for (std::size_t i = 0; i < count; ++i) {
        std::string name(std::size_t(H5Pget_virtual_filename(creation, i, nullptr, 0)), '\0');
        H5Pget_virtual_filename(creation, i, name.data(), name.size() + 1);
        for (std::size_t at = 0; (at = name.find("%%", at)) != std::string::npos; ++at) name.erase(at, 1);
        files.push_back(std::filesystem::path(name_).parent_path() / name);
    }
    return files;
}

std::vector<std::string> Hdf5Input::attributes(const std::string& variable) const {
    std::vector<std::string> names;
    hsize_t at = 0;
    const auto keep = [](hid_t, const char* name, const H5A_info_t*, void* to) -> herr_t {
        static_cast<std::vector<std::string>*>(to)->emplace_back(name);
        return 0;
    };
    if (H5Aiterate2(object(variable), H5_INDEX_NAME, H5_ITER_INC, &at, keep, &names) < 0)
        throw DamagedFile("cannot read the attributes of " + variable + " of " + name_);
    return names;
}

Content Hdf5Input::content(const std::string& variable) const {
    const Handle from = data(variable);
    const Handle type(H5Dget_type(from), H5Tclose, "read a type"),
        space(H5Dget_space(from), H5Sclose, "read a shape");
    if (is_virtual(variable)) return {type_name(type), shape_of(space), {}, {}};
    return content_of(type, space, variable + " of " + name_, [&](hid_t as, void* to) {
        return H5Dread(from, as, H5S_ALL, H5S_ALL, H5P_DEFAULT, to);
    });
}

Content Hdf5Input::attribute_content(const std::string& name, const std::string& variable) const {
    const Handle from = attribute_of(name, variable);
    const Handle type(H5Aget_type(from), H5Tclose, "read a type"),
        space(H5Aget_space(from), H5Sclose, "read a shape");
    return content_of(type, space, "the attribute " + name + " of " + name_,
                      [&](hid_t as, void* to) { return H5Aread(from, as, to); });
}

std::string Hdf5Input::text(const std::string& attribute, const std::string& variable) const {
    std::vector<char*> pointer(1);
    const Handle from = attribute_of(attribute, variable);
    check_single(from, "the attribute " + attribute + " of " + name_);
    if (H5Aread(from, text_in_memory(), pointer.data()) < 0)
        throw DamagedFile("cannot read the attribute " + attribute + " of " + name_);
    return taken(pointer).front();
}

double Hdf5Input::number(const std::string& attribute, const std::string& variable) const {
    double value = 0;
    const Handle from = attribute_of(attribute, variable);
    check_single(from, "the attribute " + attribute + " of " + name_);
    if (H5Aread(from, H5T_NATIVE_DOUBLE, &value) < 0)
        throw DamagedFile("cannot read the attribute " + attribute + " of " + name_);
    return value;
}

}  // namespace fadecast::output
