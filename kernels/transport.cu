// Sorts dots into packs that march together, lays out the memory of a transport run and starts it.

#include "simd.hpp"
#include "transport_history.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

namespace fadecast {
namespace {

constexpr double slowest_turnover_day = 120;  // so that an epidermis is renewed within `renewed_days`

/// The sessions that puncture a dot, one bit each.
unsigned visits_of(const DotInput& dot) {
    unsigned visits = 1u << dot.session;
    for (int s = dot.session + 1; s < max_sessions; ++s)
        if (dot.again[s] > 0) visits |= 1u << s;
    return visits;
}

void require(bool holds, const std::string& what) {
    if (!holds) throw Error("transport: " + what);
}

/// Whole packs of dots with the same visits, filled up with copies that are written nowhere.
struct Packs {
    std::vector<int> order, groups;  // [packs * 32], see TransportTask; [packs]
    std::vector<unsigned> visits;    // [groups]

    /// @param count  of places to fill; what lies behind the last dot is a copy of it.
    Packs(const std::vector<DotInput>& dots, std::size_t count) {
        std::map<unsigned, std::vector<int>> members;
        for (std::size_t d = 0; d < count; ++d)
            members[visits_of(dots[std::min(d, dots.size() - 1)])].push_back(int(d));
        for (const auto& [sessions, group] : members) {
            order.insert(order.end(), group.begin(), group.end());
            order.resize((order.size() + pack_width - 1) / pack_width * pack_width, ~group.front());
            groups.resize(order.size() / pack_width, int(visits.size()));
            visits.push_back(sessions);
        }
    }
};

}  // namespace

std::vector<double> radial_faces(const GridShape& grid, const DotInput& dot) {
    std::vector<double> faces;
    for (int r = 0; r <= grid.radial_cells; ++r)
        faces.push_back(radial_face(grid, dot.mesh_radius_mm, dot.mesh_growth, r));
    return faces;
}

std::vector<double> depth_faces(const GridShape& grid, double epidermis_mm, double skin_mm) {
    std::vector<double> faces;
    for (int z = 0; z <= grid.depth_cells; ++z) faces.push_back(depth_face(grid, epidermis_mm, skin_mm, z));
    return faces;
}

std::size_t transport_bytes_per_pack(const GridShape& grid, int times, int components) {
    const std::size_t n_r = grid.radial_cells, n_s = grid.slices(), n_c = components;
    const std::size_t result = n_r + n_s + 3 + times * (n_c * n_s * n_r + n_c + Snapshots::scalar_count);
    return pack_width * (result * sizeof(Real) + sizeof(DotInput)) +
           std::size_t(Layout(grid, components, pack_width).bytes);
}

Snapshots transport(const Backend& backend, const GridShape& grid, const Schedule& schedule,
                    const std::vector<ComponentInput>& components, const std::vector<DotInput>& dots,
                    FieldRecord* record, Mapping mapping) {
    const int n_c = int(components.size()), sessions = int(schedule.session_day.size());
    require(!dots.empty(), "no dots");
    require(n_c >= 1 && n_c <= max_components,
            std::to_string(n_c) + " pigment components; allowed are 1 to " + std::to_string(max_components) +
                "; use pigments with fewer ingredients");
    for (const ComponentInput& component : components)
        require(component.fragments < n_c, "fragments become a component that is not there");
    require(sessions <= max_sessions, std::to_string(sessions) + " sessions; at most " +
                                          std::to_string(max_sessions) + " can be followed");
    require(grid.has_whole_slices(),
            "epidermis and dermis must be whole slices; their cells are not multiples of them");
    require(grid.slices() <= max_light_slices, std::to_string(grid.slices()) + " slices; at most " +
                                                   std::to_string(max_light_slices) +
                                                   " have their own light");
    for (const DotInput& dot : dots) {
        require(dot.session >= 0 && dot.session < sessions &&
                    std::uint64_t(visits_of(dot)) < std::uint64_t(1) << sessions,
                "a dot belongs to a session that is not in the schedule");
        require(
            dot.pore_radius_mm >= ClosureTable::smallest_mm && dot.pore_radius_mm <= ClosureTable::largest_mm,
            "a puncture of " + std::to_string(dot.pore_radius_mm) +
                " mm radius; 0.02 to 0.4 can be followed");
        require(dot.turnover_day <= slowest_turnover_day,
                "an epidermal turnover of " + std::to_string(dot.turnover_day) + " days; at most " +
                    std::to_string(slowest_turnover_day) + " can be followed");
    }

    const std::size_t places = (dots.size() + pack_width - 1) / pack_width * pack_width;
    const Packs packs(dots, places);  // the result is whole packs, too
    const int group_count = int(packs.visits.size()), runs = schedule.control.extrapolate ? 2 : 1;
    std::vector<Step> steps;
    std::vector<int> first_step;  // [runs][groups + 1]
    for (int run = 0; run < runs; ++run) {
        first_step.push_back(int(steps.size()));
        for (const unsigned visits : packs.visits) {
            const std::vector<Step> more = steps_of(schedule, visits, schedule.control.parts << run);
            steps.insert(steps.end(), more.begin(), more.end());
            first_step.push_back(int(steps.size()));
        }
    }

    const std::size_t n_r = grid.radial_cells, n_z = grid.depth_cells, n_s = grid.slices();
    const std::size_t times = schedule.snapshot_day.size();
    const auto reals = [&](std::size_t per_lane) { return Buffer<Real>(backend, per_lane * places); };
    Snapshots result{.grid = grid,
                     .packs = int(places) / pack_width,
                     .times = int(times),
                     .components = n_c,
                     .radial_face = reals(n_r + 1),
                     .slice_face = reals(n_s + 1),
                     .stain_sigma = reals(1),
                     .pigment = reals(times * n_c * n_s * n_r),
                     .scab = reals(times * n_c),
                     .scalars = reals(times * Snapshots::scalar_count)};
    std::vector<Real> stains;
    for (const DotInput& dot : dots) stains.push_back(Real(dot.stain_sigma_mm));
    stains.resize(places, stains.back());
    result.stain_sigma.assign(stains);

    const Buffer<DotInput> dots_there(backend, dots);
    const Buffer<int> order(backend, packs.order), groups(backend, packs.groups),
        first_steps(backend, first_step);
    const Buffer<Step> steps_there(backend, steps);
    const Buffer<double> sessions_there(backend, schedule.session_day);
    const Buffer<Real> open_share(backend, closure_table().open_share),
        closed_age(backend, closure_table().closed_age);
    Buffer<Real> recorded(backend, record ? times * n_c * pool_count * n_z * n_r : 0);

    TransportHistory history{{.grid = grid,
                              .layout = {},
                              .component_count = n_c,
                              .times = int(times),
                              .components = {},
                              .session_day = sessions_there.data(),
                              .session_count = sessions,
                              .ablation_day = schedule.ablation_day,
                              .closures = {open_share.data(), closed_age.data()},
                              .dots = dots_there.data(),
                              .order = order.data(),
                              .dot_count = int(dots.size()),
                              .steps = steps_there.data(),
                              .groups = groups.data(),
                              .first_step = first_steps.data(),
                              .group_count = group_count,
                              .runs = runs,
                              .radial_faces = result.radial_face.data(),
                              .slice_faces = result.slice_face.data(),
                              .snapshots = result.pigment.data(),
                              .scabs = result.scab.data(),
                              .scalars = result.scalars.data(),
                              .record = record ? recorded.data() : nullptr}};
    std::copy(components.begin(), components.end(), history.task.components);
    const Index pack_count = Index(packs.groups.size());
    const Layout of_dot(grid, n_c, 1);
    const bool dot_by_dot = mapping == Mapping::dot && backend.device() != Device::cpu &&
                            std::size_t(of_dot.bytes) <= block_bytes(backend);
    history.task.layout = dot_by_dot ? of_dot : Layout(grid, n_c, pack_width);
    const std::size_t bytes = history.task.layout.bytes;
    if (dot_by_dot)
        for_each_block<64, 6>(backend, pack_count * pack_width, bytes, history);
    else
        for_each_team(backend, pack_count, bytes, history, wide_history());
    backend.wait();
    if (record) record->pools = recorded.to_host();
    return result;
}

}  // namespace fadecast
