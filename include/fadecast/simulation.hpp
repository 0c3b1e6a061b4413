#pragma once
// One dot in full detail: the nominal lane's fields and ledger, for `fadecast simulate`.

#include <fadecast/case.hpp>
#include <fadecast/grid.hpp>
#include <fadecast/population.hpp>

#include <string>
#include <vector>

namespace fadecast {

struct Simulation {
    Case inputs;
    Date day0;
    GridShape grid;
    std::vector<std::string> components;  ///< material of each pigment component
    std::vector<double> time_day;         ///< of the scalars, from day 0, the last initial session; ascending
    std::vector<double> field_day;        ///< of the fields; all among `time_day`
    std::vector<double> radial_face_mm;   ///< [radial_cells + 1]
    std::vector<double> depth_face_mm;    ///< [depth_cells + 1], below the surface
    double epidermis_mm = 0, papillary_bottom_mm = 0;
    /// [field times][components][depth_cells][radial_cells], ng/mm^3
    std::vector<float> free, macrophage, matrix;
    std::vector<float> cover;  ///< [field times][radial_cells], epithelium over the puncture, 0..1
    std::vector<float> scab;   ///< [field times][radial_cells], pigment on the surface, ng/mm^2
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

/// Follows one dot of the last session up to the horizon: the client's typical one, or one of a virtual
/// client.
/// @param member     from 0, or nominal_member.
/// @param field_day  days from day 0 at which the fields are kept, beside the series of scalars; at least
/// one, ascending, from 0 to the horizon in whole days.
/// @throws Error     a day that is not allowed.
Simulation simulate_dot(const Case& client, const Backend& backend, int member,
                        const std::vector<double>& field_day = {0});

}  // namespace fadecast
