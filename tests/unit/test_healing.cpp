#include <gtest/gtest.h>

#include <healing.hpp>

#include <cstdint>
#include <vector>

using namespace fadecast;

namespace {

/// Hours until the centre of a round hole is 80 % covered, with the front's own constants.
double hours_to_close(double radius_mm, const GridShape& grid) {
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
    const auto face = [&](int i) { return radial_face(grid, dot.mesh_radius_mm, i); };
    const auto mid = [&](int i) { return 0.5 * (face(i) + face(i + 1)); };
    for (int r = 0; r < n; ++r) {
        const double volume = 0.5 * (face(r + 1) * face(r + 1) - face(r) * face(r));
        p.ring(inner, r)[lane] = r ? Real(face(r) / (volume * (mid(r) - mid(r - 1)))) : 0;
        p.ring(outer, r)[lane] = r + 1 < n ? Real(face(r + 1) / (volume * (mid(r + 1) - mid(r)))) : 0;
        p.cover(0, r)[lane] = Real(1 - share_in_disc(face(r), face(r + 1), radius_mm));
    }
    double hours = 0;
    const double step_h = 0.02;
    while (p.cover(0, 0)[lane] < 0.8 && hours < 100) {
        advance_front(p, 0, Lanes<1>{lane}, step_h / 24);
        hours += step_h;
    }
    return hours;
}

}  // namespace

// Published closure times of round holes under Fisher-KPP with D = 2e-9 cm^2/s, s = 8e-6 1/s. Tolerance: 3 %
// for a sharp edge on rings of 7-20 um, and half of the last printed digit.
TEST(Healing, ClosesRoundHolesInThePublishedTimes) {
    const double radius_um[] = {50, 75, 100, 125, 150, 200}, hours[] = {3.7, 7.3, 12.0, 16.7, 22.0, 32.4};
    for (int i = 0; i < 6; ++i) {
        const double closed = hours_to_close(1e-3 * radius_um[i], {});
        RecordProperty("hours_" + std::to_string(int(radius_um[i])), std::to_string(closed));
        EXPECT_NEAR(closed, hours[i], .03 * hours[i] + .05) << radius_um[i] << " um";
    }
}
