// run.h5: the fields of one dot, on its own mesh and on a raster, and its ledger.

#include "output/documents.hpp"
#include "output/hdf5.hpp"
#include "output/raster.hpp"
#include "output/vtkhdf.hpp"

#include <algorithm>

#include <numeric>

namespace fadecast::output {
namespace {

std::vector<double> centres(const std::vector<double>& faces) {
    std::vector<double> middle;
    for (std::size_t i = 1; i < faces.size(); ++i) middle.push_back((faces[i - 1] + faces[i]) / 2);
    return middle;
}

// The fields on squares, once as variables and once more, linked, for VTK. Its third axis is the time:
// VTK 9.1 knows no times in this format.
void add_raster(Hdf5File& file, const Simulation& simulation) {
    const Raster raster = raster_of(simulation);
    file.dimension("raster_height", raster.height_mm(),
                   {"mm", "middle of the square above the surface, negative in the skin"});
    file.dimension("raster_distance", raster.distance_mm(),
                   {"mm", "middle of the square from the dot's axis, negative on the left"});
    constexpr double sheet_mm = .1;  // for the eye only
    VtkImage image{{raster.columns, raster.rows, int(simulation.field_day.size())},
                   {raster.distance_mm().front(), raster.height_mm().front(), 0},
                   {raster_mm, raster_mm, sheet_mm},
                   {}};
    std::vector<std::string> dimensions{"field_time", "raster_height", "raster_distance"};
    if (simulation.field_day.size() == 1) {  // VTK 9.1 reads what is flat along x only
        std::rotate(dimensions.begin(), dimensions.begin() + 1, dimensions.end());
        for (auto* axes : {&image.origin, &image.spacing})
            std::rotate(axes->begin(), axes->begin() + 2, axes->end());
        std::rotate(image.points.begin(), image.points.begin() + 2, image.points.end());
    }
    const auto add = [&](const std::string& name, const std::string& meaning, const auto& field_at) {
        std::vector<float> values;
        for (std::size_t time = 0; time < simulation.field_day.size(); ++time)
            resample(simulation, raster, field_at(time).data(), values);
        file.variable("raster_" + name, dimensions, values, {"ng/mm3", meaning});
        image.arrays.emplace_back(name, "raster_" + name);
    };
    const std::size_t cells = simulation.grid.cells(), components = simulation.components.size();
    const auto pool = [&](const std::vector<float>& of) {
        return [&, cells, components](std::size_t time) {  // all components together
            std::vector<float> sum(cells);
            for (std::size_t k = 0; k < components * cells; ++k)
                sum[k % cells] += of[time * components * cells + k];
            return sum;
        };
    };
    add("pigment", "pigment, all pools", [&](std::size_t time) { return pigment_at(simulation, time); });
    add("free", "pigment lying free between cells", pool(simulation.free));
    add("macrophage", "pigment in macrophages", pool(simulation.macrophage));
    add("matrix", "pigment in fibroblasts and matrix", pool(simulation.matrix));
    for (std::size_t c = 0; components > 1 && c < components; ++c)
        add("component_" + std::to_string(c), simulation.components[c] + ", all pools",
            [&](std::size_t time) { return pigment_at(simulation, time, c); });
    add_vtk_image(file, image);
}

}  // namespace

std::string simulation_hdf5(const Simulation& simulation, const Provenance& provenance) {
    Hdf5File file("run.h5");
    file.attribute("title", "Fadecast simulation of one dot of client " + simulation.inputs.id);
    add_provenance(file, simulation_format_version, simulation.inputs, simulation.device, provenance);
    file.attribute("epidermis_mm", simulation.epidermis_mm);
    file.attribute("papillary_bottom_mm", simulation.papillary_bottom_mm);

    const auto times = [&](const std::string& name, const std::vector<double>& days, const std::string& of) {
        file.dimension(name, days,
                       {"days since " + iso_date(simulation.day0) + " 00:00:00",
                        "time of the " + of + "; day 0 is the last initial session"});
        file.attribute("calendar", "proleptic_gregorian", name);
        file.variable(name + "_day", {name}, days, {"day", "days from the last initial session"});
    };
    times("time", simulation.time_day, "series");
    times("field_time", simulation.field_day, "fields");
    std::vector<int> component(simulation.components.size());
    std::iota(component.begin(), component.end(), 0);
    file.dimension("component", component, {"1", "pigment component"});
    std::string materials;
    for (const std::string& material : simulation.components)
        materials += material + "\n";  // a name may hold any other separator
    file.attribute("materials", materials, "component");
    file.dimension("depth", centres(simulation.depth_face_mm),
                   {"mm", "middle of the cell below the surface"});
    file.dimension("radius", centres(simulation.radial_face_mm),
                   {"mm", "middle of the cell from the dot's axis"});
    file.dimension("depth_face", simulation.depth_face_mm, {"mm", "faces of the cells below the surface"});
    file.dimension("radius_face", simulation.radial_face_mm,
                   {"mm", "faces of the cells from the dot's axis"});

    const std::vector<std::string> field{"field_time", "component", "depth", "radius"};
    file.variable("free", field, simulation.free, {"ng/mm3", "pigment lying free between cells"});
    file.variable("macrophage", field, simulation.macrophage, {"ng/mm3", "pigment in macrophages"});
    file.variable("matrix", field, simulation.matrix, {"ng/mm3", "pigment in fibroblasts and matrix"});
    file.variable("cover", {"field_time", "radius"}, simulation.cover, {"1", "epithelium over the puncture"});
    file.variable("scab", {"field_time", "radius"}, simulation.scab, {"ng/mm2", "pigment in the scab"});
    add_raster(file, simulation);
    for (const Simulation::Scalar& scalar : simulation.scalars)
        file.variable(scalar.name, {"time"}, scalar.values, {scalar.unit, scalar.meaning});
    return file.bytes();
}

}  // namespace fadecast::output
