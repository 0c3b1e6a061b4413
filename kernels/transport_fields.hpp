#pragma once
// What a pack of dots carries through its history. n_r, n_z, n_s: rings, depth cells, slices of the mesh;
// n_e: depth cells in the epidermis. Every working array ends in [Width] lanes: a whole pack of 32, or a
// single dot where a CUDA block works on it in shared memory.

#include "closures.hpp"
#include "launch.hpp"
#include "mesh.hpp"

namespace fadecast {

/// Scalars that a dot carries from step to step. Masses in ng, all pigment components together.
struct DotState {
    double deposited = 0, dermal_deposit = 0;  ///< in all; in the dermis at the latest puncture
    double scab_of[max_components] = {}, shed = 0, lymph = 0, bleached = 0;
    double exudate = 0;             ///< through the basement membrane since the latest puncture
    double open_share = 0;          ///< of the puncture, now
    double closed_age = never_day;  ///< days from the latest puncture to its closure
    double channel_mm = 0;          ///< shift of the open channel in this step
};

enum Pool : int { free_pool, macrophage_pool, matrix_pool, pool_count };
enum RingValue : int {
    area,     ///< mm^2
    squared,  ///< mean of the squared radius, mm^2
    channel,  ///< speed of the exudate relative to the wound's axis
    inner,    ///< conductances per volume of the two faces, 1/mm^2
    outer,
    scale,  ///< eliminated radial line, see EliminatedCell
    below,
    above,
    column,  ///< share of the pigment column, of the epidermal stain, of a blowout in the ring
    stain,
    blowout,
    ring_values
};
enum LayerValue : int { height, per_height, middle_z, upper, lower, scale_z, above_z, below_z, layer_values };
enum SliceValue : int { thickness, light_share, lymph_share, dose, slice_values };
/// Of a column of depth, all components together: ng/mm^2, ng/mm, ng/mm^2.
enum ColumnValue : int { dermal_mass, dermal_moment, epidermal_mass, column_values };
enum Loss : int { to_lymph, to_bleach, to_scab, to_shed, through_membrane, loss_count };
/// Rates of one step, for all cells; see PoolRates, and the light over the step.
enum RateValue : int {
    uptake,
    fixing,
    lymph_escape,
    release,
    migration,
    unfixing,
    light_dose,
    open_share,
    rate_values
};
/// 3 x 3 propagator less the identity, row by row, and what each pool loses to the lymph. What changes is
/// added to what is there, so that rounding does not pile up over thousands of steps.
constexpr int exchange_values = 12;

/// Working arrays of a team, each [..][Width]: a whole pack of 32 lanes, or a single dot.
enum Array : int {
    dots,       ///< DotInput
    states,     ///< DotState
    fields,     ///< [component][free: n_z, macrophage: n_z - n_e, matrix: n_z - n_e][pitch], ng/mm^3
    rings,      ///< [ring_values][n_r]
    layers,     ///< [layer_values][n_z]
    slices,     ///< [slice_values][n_s]
    rates,      ///< [steps ahead][rate_values]
    flows,      ///< [ExudateFlow::count + 1], since the latest visit
    exchanges,  ///< [component][n_s][exchange_values], of this step
    shade,      ///< [n_s][n_r], share of light left by the pigment above
    columns,    ///< [column_values][n_r], at a snapshot
    faded,      ///< [n_r], share that light bleaches in one slice, of a CPU's rows
    losses,     ///< [loss_lines][component][loss_count], ng not settled yet, by line
    places,     ///< int, positions in the results; -1 for padding
    array_count
};

/// Steps whose rates are worked out together: where a dot has a block of threads, they would all do the same.
constexpr int steps_ahead(int width) { return width == 1 ? 64 : 1; }

/// Where the arrays lie, in bytes, and sizes that kernels would have to divide for.
struct Layout {
    int offset[array_count] = {}, bytes = 0;
    int slice_cells_of_epidermis = 1, slice_cells_of_dermis = 1;
    /// Rings per row in memory; odd, so that rows start in different cache sets and memory banks.
    int pitch = 0;
    /// Rows of one component: in the epidermis there is nothing but free pigment.
    int rows = 0;
    /// Lines are rows of rings or, of an upward flow, columns; half columns where the exchange takes those.
    int loss_lines = 0;

    Layout() = default;
    Layout(const GridShape& grid, int n_c, int width) {
        const int n_r = grid.radial_cells, n_z = grid.depth_cells, n_s = grid.slices();
        slice_cells_of_epidermis = grid.first_cell(1);
        slice_cells_of_dermis = n_z - grid.first_cell(n_s - 1);
        pitch = n_r | 1;
        rows = n_z + (pool_count - 1) * (n_z - grid.epidermis_cells);
        loss_lines = n_z > 2 * n_r ? n_z : 2 * n_r;
        const auto take = [&](Array which, int count, std::size_t size) {
            offset[which] = bytes;
            bytes += int((count * size * width + 63) / 64 * 64);
        };
        take(dots, 1, sizeof(DotInput));
        take(states, 1, sizeof(DotState));
        take(fields, n_c * rows * pitch, sizeof(Real));
        take(rings, ring_values * n_r, sizeof(Real));
        take(layers, layer_values * n_z, sizeof(Real));
        take(slices, slice_values * n_s, sizeof(Real));
        take(rates, steps_ahead(width) * rate_values, sizeof(Real));
        take(flows, ExudateFlow::count + 1, sizeof(Real));
        take(exchanges, n_c * n_s * exchange_values, sizeof(Real));
        take(shade, n_s * n_r, sizeof(Real));
        take(columns, column_values * n_r, sizeof(Real));
        take(faded, width == 1 ? 0 : n_r, sizeof(Real));
        take(losses, loss_lines * n_c * loss_count, sizeof(Real));
        take(places, 1, sizeof(int));
    }
};

/// Where results go, and what all dots share.
struct TransportTask {
    GridShape grid;
    Layout layout;
    int component_count, times;
    ComponentInput components[max_components];
    const double* session_day;
    int session_count;
    double ablation_day;

    Closures closures;
    const DotInput* dots;   // [dot_count], as the caller has them
    const int* order;       // [packs][32], which dot marches where; its complement ~ for padding
    int dot_count;          // what lies behind the last is a copy of it
    const Step* steps;      // of all groups of dots with the same visits, coarse steps, then fine ones
    const int* groups;      // [packs], which group
    const int* first_step;  // [runs][groups + 1]
    int group_count, runs;

    Real* radial_faces;  // [packs][n_r + 1][32], mm
    Real* slice_faces;   // [packs][n_s + 1][32], mm
    Real* snapshots;     // [packs][times][component][n_s][n_r][32], ng/mm^3
    Real* scabs;         // [packs][times][component][32], ng
    Real* scalars;       // [packs][times][Snapshots::scalar_count][32]
    Real* record;        // [times][component][pools][n_z][n_r] of dot 0, or nullptr
};

template <int Width>
struct TransportFields {
    static constexpr int width = Width;
    const TransportTask& task;
    char* memory;

    /// On a GPU, a single dot's arrays are in shared memory; the compiler must see that they are.
    template <typename T = Real>
    FADECAST_HD T* array(Array which) const {
#ifdef __CUDA_ARCH__
        if constexpr (Width == 1) {
            extern __shared__ __align__(64) char shared[];
            return reinterpret_cast<T*>(shared + task.layout.offset[which]);
        }
#endif
        return reinterpret_cast<T*>(memory + task.layout.offset[which]);
    }

    FADECAST_HD const GridShape& grid() const { return task.grid; }
    FADECAST_HD int n_c() const { return task.component_count; }
    FADECAST_HD int n_r() const { return task.grid.radial_cells; }
    FADECAST_HD int n_z() const { return task.grid.depth_cells; }
    FADECAST_HD int n_e() const { return task.grid.epidermis_cells; }
    FADECAST_HD int n_s() const { return task.grid.slices(); }
    FADECAST_HD int slice_cells(int s) const {
        return s < task.grid.epidermis_slices() ? task.layout.slice_cells_of_epidermis
                                                : task.layout.slice_cells_of_dermis;
    }
    /// As GridShape::first_cell.
    FADECAST_HD int first_cell(int s) const {
        const int n = task.grid.epidermis_slices();
        return s < n ? s * task.layout.slice_cells_of_epidermis
                     : n_e() + (s - n) * task.layout.slice_cells_of_dermis;
    }

    FADECAST_HD DotInput& dot(int lane) const { return array<DotInput>(dots)[lane]; }
    FADECAST_HD DotState& state(int lane) const { return array<DotState>(states)[lane]; }
    FADECAST_HD int& place(int lane) const { return array<int>(places)[lane]; }
    FADECAST_HD Real* row(int component, Pool pool, int z) const {
        const int before = pool == free_pool ? 0 : n_z() + (pool - 1) * (n_z() - n_e()) - n_e();
        return array(fields) + (component * task.layout.rows + before + z) * depth_stride();
    }
    /// Distance in memory between the same cell of two depths.
    FADECAST_HD int depth_stride() const { return task.layout.pitch * Width; }
    FADECAST_HD Real* ring(RingValue what, int r) const { return array(rings) + (what * n_r() + r) * Width; }
    FADECAST_HD Real* layer(LayerValue what, int z) const {
        return array(layers) + (what * n_z() + z) * Width;
    }
    FADECAST_HD Real* slice(SliceValue what, int s) const {
        return array(slices) + (what * n_s() + s) * Width;
    }
    FADECAST_HD Real* rate(int step, RateValue what) const {
        return array(rates) + (step * rate_values + what) * Width;
    }
    FADECAST_HD Real* flow(int k) const { return array(flows) + k * Width; }
    FADECAST_HD Real* exchange(int component, int s) const {
        return array(exchanges) + (component * n_s() + s) * exchange_values * Width;
    }
    FADECAST_HD Real* shade_at(int s, int r) const { return array(shade) + (s * n_r() + r) * Width; }
    FADECAST_HD Real* loss(int line, int component, Loss what) const {
        return array(losses) + ((line * n_c() + component) * loss_count + what) * Width;
    }
    FADECAST_HD Real* column(ColumnValue what, int r) const {
        return array(columns) + (what * n_r() + r) * Width;
    }
    FADECAST_HD double age(int lane, double day) const { return day - task.session_day[dot(lane).session]; }
};

/// What all pools of a cell hold, counted in memory from one cell of a row of a component.
struct Pools {
    const Real *free, *macrophage = nullptr, *matrix = nullptr;

    template <typename Fields>
    FADECAST_HD Pools(const Fields& p, int component, int z, int cell)
        : free(p.row(component, free_pool, z) + cell) {
        if (z < p.n_e()) return;
        macrophage = p.row(component, macrophage_pool, z) + cell;
        matrix = p.row(component, matrix_pool, z) + cell;
    }
    FADECAST_HD Real operator()(int i) const {
        return macrophage ? free[i] + macrophage[i] + matrix[i] : free[i];
    }
};

}  // namespace fadecast
