#pragma once
// Snapshots with pigment wherever one wants it, for tests and benchmarks of the optics.

#include <fadecast/snapshots.hpp>

#include <cmath>
#include <functional>
#include <vector>

namespace fadecast::validation {

/// Thirty-two dots in skin of one geometry, at one or more times.
struct MadeUpDots {
    GridShape grid;
    double epidermis_mm = .085, skin_mm = 1.8, mesh_radius_mm = 2.5, stain_sigma_mm = .127;
    int packs = 1, times = 1, components = 1;
    /// Concentration, ng/mm^3, of a component of a dot (0 .. 32 packs - 1) at radius and depth in mm.
    std::function<double(int dot, int component, double radius_mm, double depth_mm)> concentration =
        [](int, int, double, double) { return 0.; };
    /// Scab pigment, ng, of a dot and component.
    std::function<double(int dot, int component)> scab = [](int, int) { return 0.; };
    /// A Snapshots::Scalar of a dot.
    std::function<double(int dot, int scalar)> scalar = [](int, int scalar) {
        return scalar == Snapshots::optical_efficiency ? 1. : 0.;
    };

    static double graded(double x, double growth) { return std::expm1(growth * x) / std::expm1(growth); }
    double ring_face(int i) const { return mesh_radius_mm * graded(double(i) / grid.radial_cells, 3.2); }
    double slice_face(int k) const {
        const int top = grid.epidermis_slices();
        if (k <= top) return epidermis_mm * k / top;
        return epidermis_mm + (skin_mm - epidermis_mm) * graded(double(k - top) / (grid.slices() - top), 2);
    }
    std::vector<Real> slice_faces() const {
        std::vector<Real> faces;
        for (int k = 0; k <= grid.slices(); ++k) faces.push_back(Real(slice_face(k)));
        return faces;
    }

    Snapshots make(const Backend& backend) const {
        const int rings = grid.radial_cells, slices = grid.slices();
        std::vector<Real> ring, slice, sigma(packs * pack_width, Real(stain_sigma_mm)), pigment, on_top,
            scalars;
        for (int pack = 0; pack < packs; ++pack) {
            for (int i = 0; i <= rings; ++i) ring.insert(ring.end(), pack_width, Real(ring_face(i)));
            for (int k = 0; k <= slices; ++k) slice.insert(slice.end(), pack_width, Real(slice_face(k)));
            for (int time = 0; time < times; ++time) {
                for (int c = 0; c < components; ++c)
                    for (int k = 0; k < slices; ++k)
                        for (int i = 0; i < rings; ++i)
                            for (int l = 0; l < pack_width; ++l)
                                pigment.push_back(Real(concentration(
                                    pack * pack_width + l, c, (ring_face(i) + ring_face(i + 1)) / 2,
                                    (slice_face(k) + slice_face(k + 1)) / 2)));
                for (int c = 0; c < components; ++c)
                    for (int l = 0; l < pack_width; ++l)
                        on_top.push_back(Real(scab(pack * pack_width + l, c)));
                for (int s = 0; s < Snapshots::scalar_count; ++s)
                    for (int l = 0; l < pack_width; ++l)
                        scalars.push_back(Real(scalar(pack * pack_width + l, s)));
            }
        }
        const auto there = [&](const std::vector<Real>& v) {
            return Buffer<Real>(backend, std::span<const Real>(v));
        };
        return {grid,         packs,        times,          components,    there(ring),
                there(slice), there(sigma), there(pigment), there(on_top), there(scalars)};
    }
};

}  // namespace fadecast::validation
