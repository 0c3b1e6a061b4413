#pragma once
// Deposition, healing, residence, spread and light of many dots over years: from what a needle left to
// snapshots of what lies where.

#include <fadecast/reservoir.hpp>
#include <fadecast/schedule.hpp>
#include <fadecast/snapshots.hpp>

#include <array>
#include <vector>

namespace fadecast {

inline constexpr int max_components = 8, max_sessions = 32, max_light_slices = 24;

template <typename T, std::size_t N>
constexpr std::array<T, N> all_ones() {
    std::array<T, N> ones;
    ones.fill(1);
    return ones;
}

/// All that transport must know of one dot.
struct DotInput {
    int session = 0;  ///< position in Schedule::session_day of the session that makes the dot
    /// Pigment that a later session adds to the same dot, relative to `mass_ng`; 0: it leaves the dot alone.
    std::array<double, max_sessions> again{};
    double fragmented_share = 0;  ///< of the pigment in macrophages and matrix that a laser pulse frees
    Residence residence{};

    double epidermis_mm = .085, skin_mm = 1.8;
    double mesh_radius_mm = 0.9;  ///< outer radius of the mesh; nothing flows through it
    double mesh_growth = 2.6;     ///< of its rings: the outermost is e^growth times as wide as the innermost

    // What the needle leaves. The column is uniform in depth down to its bottom, Gaussian in radius.
    std::array<double, max_components>
        mass_ng{};  ///< of each pigment component, epidermis and dermis together
    double column_sigma_mm = .0934, stain_sigma_mm = .127, bottom_mm = .40;
    double blowout_share = 0, blowout_sigma_mm = .6;

    // Healing.
    double pore_radius_mm = .125;
    double closure_speed = .6;   ///< factor on both constants of the epithelial front
    double exudate_share = .11;  ///< of the dermal pigment
    double scab_fall_day = 5;
    double turnover_day = 40;
    double aggregated_efficiency = .7, milky_scattering_per_mm = 8;

    // Spread and light.
    double lateral_mm2_per_day = 1.1e-6, vertical_mm2_per_day = .7e-6;
    std::array<double, max_components> bleaching_per_day{};  ///< where `light_by_slice` is 1, unshaded
    /// Mean light in each slice of the mesh (GridShape::slices()) relative to the light that bleaches at
    /// those rates; see `light_by_depth`.
    std::array<Real, max_light_slices> light_by_slice = all_ones<Real, max_light_slices>();
    std::array<double, 12> light_season = {1, 1, 1, 1, 1, 1,
                                           1, 1, 1, 1, 1, 1};  ///< relative light in the twelfths of the
                                                               ///< year that begins on day 0; mean 1
};

/// What all dots share about a pigment component, or about one class of its particles' sizes.
struct ComponentInput {
    double lymph_size_factor = 1;      ///< on the escape to the lymph
    double absorption_mm2_per_ng = 0;  ///< at 550 nm, fresh; shades what lies below
    int fragments =
        -1;  ///< component that a laser's fragments of this one become; -1: they stay what they are
};

/// Fields of one dot at every snapshot, for inspection.
struct FieldRecord {
    std::vector<Real> pools;  ///< [times][components][3: free, macrophage, matrix][depth][radial], ng/mm^3
};

/// How a GPU, and `reference` as its oracle, shares the work: one block per dot, fields in shared memory, or,
/// half as fast but with room for any number of components, one per pack of 32 dots, fields in global memory,
/// which also serves where a dot's fields do not fit. The CPU always takes packs. Same bits, but for the
/// order in which what lymph and light took is summed.
enum class Mapping { dot, pack };

/// Simulates all dots over the schedule.
///
///   dX/dt = div(D grad X) - d(vX)/dz - (k_up m + k_fx + k_ly) X + k_rel M + k_ff F - phi X
///   dM/dt = div(D grad M) + k_up m X - (k_rel + k_mig) M - phi M
///   dF/dt = k_fx X - k_ff F - phi F
///
/// on an axisymmetric graded mesh, finite volumes; per step: upward flow (limited upwind),
/// exchange of the pools (exact for the step's mean rates) with bleaching, radial and depth spread (backward
/// Euler, line by line). The exchange comes first in every other step, so that the splitting is of second
/// order; the whole is of second order in space and, extrapolated, in time; positive (extrapolated only where
/// fields are smooth: sharp edges of pigment that moves undershoot); the ledger closes to rounding. Dots that
/// are punctured in the same sessions march together, in steps of their own.
///
/// @param dots        any number >= 1, in any order.
/// @param components  1..max_components.
/// @param record      when given, receives the fields of dot 0.
/// @throws Error      no dots, too many components or sessions, a session outside the schedule, an epidermis
///                    too slow to be renewed while it is followed.
Snapshots transport(const Backend& backend, const GridShape& grid, const Schedule& schedule,
                    const std::vector<ComponentInput>& components, const std::vector<DotInput>& dots,
                    FieldRecord* record = nullptr, Mapping mapping = Mapping::dot);

/// Bytes that `transport` holds for one pack while it runs, result included.
std::size_t transport_bytes_per_pack(const GridShape& grid, int times, int components);

/// Faces of the mesh of a dot, mm: [radial_cells + 1] and [depth_cells + 1].
std::vector<double> radial_faces(const GridShape& grid, const DotInput& dot);
std::vector<double> depth_faces(const GridShape& grid, double epidermis_mm, double skin_mm);

}  // namespace fadecast
