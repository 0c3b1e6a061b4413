#pragma once
// One dot in full detail: the nominal lane's fields and ledger, for `fadecast simulate`.

#include <fadecast/case.hpp>
#include <fadecast/grid.hpp>

#include <string>
#include <vector>

namespace fadecast {

struct Simulation {
    Case inputs;
    Date day0;
    GridShape grid;
    std::vector<std::string> components;  ///< material of each pigment component
    std::vector<double> time_day;         ///< from day 0, the last initial session
    std::vector<double> radial_face_mm;   ///< [radial_cells + 1]
    std::vector<double> depth_face_mm;    ///< [depth_cells + 1], below the surface
    double epidermis_mm = 0;
    /// [times][components][depth_cells][radial_cells], ng/mm^3
    std::vector<float> free, macrophage, matrix;
    /// Name, long name, unit and [times] of each scalar: masses of the ledger, widths, depths, healing,
    /// colour.
    struct Scalar {
        std::string name, meaning, unit;
        std::vector<double> values;
    };
    std::vector<Scalar> scalars;
    std::string device;
    double seconds = 0;
};

Simulation simulate_nominal(const Case& client, const Backend& backend);

}  // namespace fadecast
