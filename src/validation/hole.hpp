#pragma once
// A round hole in the epithelium that closes, on the rings of a dot's mesh.

#include <healing.hpp>

#include <cstdint>
#include <vector>

namespace fadecast::validation {

/// Hours until the centre of a round hole is 80 % covered, with the front's own constants.
inline double hours_to_close(double radius_mm, const GridShape& grid) {
    constexpr int lane = 0;
    DotInput dot;
    dot.pore_radius_mm = radius_mm;
    dot.closure_speed = 1;
    dot.mesh_radius_mm = 0.9;
    TransportFields<1> p{};
    p.task.grid = grid, p.task.component_count = 1, p.dots = &dot;
    std::vector<char> memory(p.bytes(grid, 1) + 64);
    p.lay_out(memory.data() + 64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64);
    const int n = grid.radial_cells;
    const auto face = [&](int i) { return radial_face(grid, dot.mesh_radius_mm, dot.mesh_growth, i); };
    const auto mid = [&](int i) { return 0.5 * (face(i) + face(i + 1)); };
    for (int r = 0; r < n; ++r) {
        const double volume = 0.5 * (face(r + 1) * face(r + 1) - face(r) * face(r));
        p.ring(inner, r)[lane] = r ? Real(face(r) / (volume * (mid(r) - mid(r - 1)))) : 0;
        p.ring(outer, r)[lane] = r + 1 < n ? Real(face(r + 1) / (volume * (mid(r + 1) - mid(r)))) : 0;
        p.cover(0, r)[lane] = Real(1 - share_in_disc(face(r), face(r + 1), radius_mm));
    }
    constexpr double step_h = 0.48, covered = 0.8;  // steps as long as those of a history are then
    double hours = 0, before = 0;
    while (p.cover(0, 0)[lane] < covered && hours < 100) {
        before = p.cover(0, 0)[lane];
        advance_front(p, 0, Lanes<1>{lane}, hours / 24, step_h / 24);
        hours += step_h;
    }
    const double now = p.cover(0, 0)[lane];  // straight within the step
    return hours - step_h * (now - covered) / (now - before);
}

}  // namespace fadecast::validation
