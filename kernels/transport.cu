// Lays out the memory of a transport run and starts it.

#include "simd.hpp"
#include "transport_history.hpp"

#include <algorithm>

namespace fadecast {

std::vector<double> radial_faces(const GridShape& grid, const DotInput& dot) {
    std::vector<double> faces;
    for (int r = 0; r <= grid.radial_cells; ++r) faces.push_back(radial_face(grid, dot.mesh_radius_mm, r));
    return faces;
}

std::vector<double> depth_faces(const GridShape& grid, double epidermis_mm, double skin_mm) {
    std::vector<double> faces;
    for (int z = 0; z <= grid.depth_cells; ++z) faces.push_back(depth_face(grid, epidermis_mm, skin_mm, z));
    return faces;
}

std::size_t transport_bytes_per_pack(const GridShape& grid, int times, int components) {
    const std::size_t n_r = grid.radial_cells, n_z = grid.depth_cells, n_s = grid.slices(), n_c = components;
    const std::size_t work = n_c * TF::pools * n_r * n_z + (2 + TF::ring_count + n_s) * n_r +
                             TF::layer_count * n_z + (n_r + n_z) * n_c * TF::loss_count + 2 * n_c * n_z;
    const std::size_t result = n_r + n_s + 3 + times * (n_c * n_s * n_r + n_c + Snapshots::scalar_count);
    return pack_width * ((work + result) * sizeof(Real) + sizeof(DotState) + sizeof(DotInput));
}

Snapshots transport(const Backend& backend, const GridShape& grid, const Schedule& schedule,
                    const std::vector<ComponentInput>& components, std::vector<DotInput> dots,
                    FieldRecord* record) {
    if (dots.empty()) throw Error("transport: no dots");
    const int n_c = int(components.size());
    if (n_c < 1 || n_c > max_components)
        throw Error("transport: " + std::to_string(n_c) + " pigment components; allowed are 1 to " +
                    std::to_string(max_components) + "; use pigments with fewer ingredients");
    if (grid.depth_cells % grid.slice_cells || grid.epidermis_cells % grid.slice_cells)
        throw Error("transport: depth cells must be whole slices of " + std::to_string(grid.slice_cells));
    for (const DotInput& dot : dots)
        if (dot.session < 0 || dot.session >= int(schedule.session_day.size()))
            throw Error("transport: a dot belongs to a session that is not in the schedule");
    const std::size_t packs = (dots.size() + pack_width - 1) / pack_width, lanes = packs * pack_width;
    dots.resize(lanes, dots.back());

    const std::size_t n_r = grid.radial_cells, n_z = grid.depth_cells, n_s = grid.slices();
    const std::size_t times = schedule.snapshot_day.size();
    const auto reals = [&](std::size_t per_lane) { return Buffer<Real>(backend, per_lane * lanes); };
    Snapshots result{.grid = grid,
                     .packs = int(packs),
                     .times = int(times),
                     .components = n_c,
                     .radial_face = reals(n_r + 1),
                     .slice_face = reals(n_s + 1),
                     .stain_sigma = reals(1),
                     .pigment = reals(times * n_c * n_s * n_r),
                     .scab = reals(times * n_c),
                     .scalars = reals(times * Snapshots::scalar_count)};
    std::vector<Real> stain(lanes);
    std::transform(dots.begin(), dots.end(), stain.begin(),
                   [](const DotInput& dot) { return Real(dot.stain_sigma_mm); });
    result.stain_sigma.assign(stain);

    Buffer<Real> fields = reals(n_c * TF::pools * grid.cells()), front = reals(2 * n_r),
                 rings = reals(TF::ring_count * n_r), layers = reals(TF::layer_count * n_z),
                 losses = reals((n_r + n_z) * n_c * TF::loss_count), light = reals(n_s * n_r);
    Buffer<double> row_masses(backend, n_c * n_z * lanes);
    Buffer<DotState> states(backend, lanes);
    const Buffer<DotInput> dots_there(backend, dots);
    const Buffer<Step> steps(backend, schedule.steps);
    const Buffer<double> sessions(backend, schedule.session_day);
    Buffer<Real> recorded(backend, record ? times * n_c * TF::pools * grid.cells() : 0),
        recorded_cover(backend, record ? times * n_r : 0);

    TransportFields all{.grid = grid,
                        .component_count = n_c,
                        .times = int(times),
                        .components = {},
                        .session_day = sessions.data(),
                        .session_count = int(sessions.size()),
                        .ablation_day = schedule.ablation_day,
                        .dots = dots_there.data(),
                        .states = states.data(),
                        .fields = fields.data(),
                        .front = front.data(),
                        .rings = rings.data(),
                        .layers = layers.data(),
                        .losses = losses.data(),
                        .light = light.data(),
                        .row_masses = row_masses.data(),
                        .radial_faces = result.radial_face.data(),
                        .slice_faces = result.slice_face.data(),
                        .snapshots = result.pigment.data(),
                        .scabs = result.scab.data(),
                        .scalars = result.scalars.data(),
                        .record = record ? recorded.data() : nullptr,
                        .record_cover = recorded_cover.data()};
    std::copy(components.begin(), components.end(), all.components);
    const HistoryRunner wide = backend.device() == Device::cpu ? wide_history() : nullptr;
    if (wide)
        wide(&all, steps.data(), int(steps.size()), Index(packs));
    else
        for_each_team(backend, Index(packs), TransportHistory{all, steps.data(), int(steps.size())});
    backend.wait();
    if (record) *record = {recorded.to_host(), recorded_cover.to_host()};
    return result;
}

}  // namespace fadecast
