// run.h5: the fields of one dot and its ledger.

#include "output/documents.hpp"
#include "output/hdf5.hpp"

#include <numeric>

namespace fadecast::output {
namespace {

std::vector<double> centres(const std::vector<double>& faces) {
    std::vector<double> middle;
    for (std::size_t i = 1; i < faces.size(); ++i) middle.push_back((faces[i - 1] + faces[i]) / 2);
    return middle;
}

}  // namespace

std::string simulation_hdf5(const Simulation& simulation, const Provenance& provenance) {
    Hdf5File file("run.h5");
    file.attribute("title", "Fadecast simulation of one dot of client " + simulation.inputs.id);
    add_provenance(file, simulation.inputs, simulation.device, provenance);
    file.attribute("epidermis_mm", simulation.epidermis_mm);

    file.dimension(
        "time", simulation.time_day,
        {"days since " + iso_date(simulation.day0) + " 00:00:00", "time; day 0 is the last initial session"});
    file.attribute("calendar", "proleptic_gregorian", "time");
    file.variable("time_day", {"time"}, simulation.time_day, {"day", "days from the last initial session"});
    std::vector<int> component(simulation.components.size());
    std::iota(component.begin(), component.end(), 0);
    file.dimension("component", component, {"1", "pigment component"});
    std::string materials;
    for (const std::string& material : simulation.components)
        materials += (materials.empty() ? "" : ", ") + material;
    file.attribute("materials", materials, "component");
    file.dimension("depth", centres(simulation.depth_face_mm),
                   {"mm", "middle of the cell below the surface"});
    file.dimension("radius", centres(simulation.radial_face_mm),
                   {"mm", "middle of the cell from the dot's axis"});
    file.dimension("depth_face", simulation.depth_face_mm, {"mm", "faces of the cells below the surface"});
    file.dimension("radius_face", simulation.radial_face_mm,
                   {"mm", "faces of the cells from the dot's axis"});

    const std::vector<std::string> field{"time", "component", "depth", "radius"};
    file.variable("free", field, simulation.free, {"ng/mm3", "pigment lying free between cells"});
    file.variable("macrophage", field, simulation.macrophage, {"ng/mm3", "pigment in macrophages"});
    file.variable("matrix", field, simulation.matrix, {"ng/mm3", "pigment in fibroblasts and matrix"});
    for (const Simulation::Scalar& scalar : simulation.scalars)
        file.variable(scalar.name, {"time"}, scalar.values, {scalar.unit, scalar.meaning});
    return file.bytes();
}

}  // namespace fadecast::output
