// Attributes and links of /VTKHDF. Format: "VTK File Formats", chapter "VTKHDF", docs.vtk.org.

#include "output/vtkhdf.hpp"

#include <fadecast/backend.hpp>

#include <hdf5_hl.h>

namespace fadecast::output {
namespace {

void check(herr_t status, const std::string& what) {
    if (status < 0) throw Error("HDF5 could not " + what);
}

}  // namespace

void add_vtk_image(Hdf5File& file, const VtkImage& image) {
    const auto group = [&](const char* path) {
        return Handle(H5Gcreate2(file.id(), path, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose,
                      std::string("make ") + path);
    };
    const Handle root = group("/VTKHDF"), points = group("/VTKHDF/PointData");
    for (const auto& [name, variable] : image.arrays)
        check(H5Lcreate_hard(file.id(), variable.c_str(), points, name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
              "link " + variable);

    const auto integers = [&](const char* name, const std::vector<int>& values) {
        check(H5LTset_attribute_int(root, ".", name, values.data(), values.size()), "describe /VTKHDF");
    };
    const auto numbers = [&](const char* name, const std::vector<double>& values) {
        check(H5LTset_attribute_double(root, ".", name, values.data(), values.size()), "describe /VTKHDF");
    };
    integers("Version", {1, 0});
    integers("WholeExtent", {0, image.points[0] - 1, 0, image.points[1] - 1, 0, image.points[2] - 1});
    numbers("Origin", {image.origin.begin(), image.origin.end()});
    numbers("Spacing", {image.spacing.begin(), image.spacing.end()});
    numbers("Direction", {1, 0, 0, 0, 1, 0, 0, 0, 1});

    // The reader wants this text in fixed length and ASCII, without a zero at its end.
    const std::string kind = "ImageData";
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
    check(H5Tset_size(type, kind.size()), "make a text type");
    check(H5Tset_strpad(type, H5T_STR_NULLPAD), "make a text type");
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "describe /VTKHDF");
    const Handle attribute(H5Acreate2(root, "Type", type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                           "describe /VTKHDF");
    check(H5Awrite(attribute, type, kind.data()), "describe /VTKHDF");
}

}  // namespace fadecast::output
