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
    double flow_total = 0;          ///< of the exudate's flow from puncture to closure
    ExudateFlow flow;               ///< so far
    double open_share = 0;          ///< of the puncture, now
    double closed_age = never_day;  ///< days from the latest puncture to its closure
    double channel_mm = 0;          ///< shift of the open channel in this step
};

/// Where results go, and what all dots share.
struct TransportTask {
    GridShape grid;
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

enum Pool : int { free_pool, macrophage_pool, matrix_pool, pool_count };
enum RingValue : int {
    area,     ///< mm^2
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
enum LayerValue : int { height, middle_z, upper, lower, scale_z, above_z, below_z, layer_values };
enum SliceValue : int { thickness, light_share, lymph_share, dose, slice_values };
enum Loss : int { to_lymph, to_bleach, to_scab, to_shed, through_membrane, loss_count };
/// Rates of one step, for all cells; see PoolRates, and the light over the step.
enum RateValue : int { uptake, fixing, lymph_escape, release, migration, unfixing, light_dose, rate_values };
/// 3 x 3 propagator less the identity, row by row, and what each pool loses to the lymph. What changes is
/// added to what is there, so that rounding does not pile up over thousands of steps.
constexpr int exchange_values = 12;

template <int Width>
struct TransportFields {
    static constexpr int width = Width;
    /// Steps whose rates are worked out together: on a GPU, where a dot's threads would all do the same.
    static constexpr int ahead = Width == 1 ? 64 : 1;
    TransportTask task;
    DotInput* dots;        // [Width], as all below
    int* places;           // positions in the results; -1 for padding
    DotState* states;
    Real* fields;          // [component][free: n_z, macrophage: n_z - n_e, matrix: n_z - n_e][pitch], ng/mm^3
    Real* rings;           // [ring_values][n_r]
    Real* layers;          // [layer_values][n_z]
    Real* slices;          // [slice_values][n_s]
    Real* rates;           // [ahead][rate_values]
    Real* exchanges;       // [component][n_s][exchange_values], of this step
    Real* shade;           // [n_s][n_r], share of light left by the pigment above
    Real* losses;          // [loss_lines][component][loss_count], ng of this step, by line
    Real* slice_masses;    // [component][n_s][n_r], ng/mm^2, at a snapshot
    Real* column_masses;   // [n_r], ng/mm^2 in the dermis, at a snapshot
    double* slice_totals;  // [component][n_s][2], ng, and first moment in depth, ng mm, at a snapshot

    FADECAST_HD const GridShape& grid() const { return task.grid; }
    FADECAST_HD int n_c() const { return task.component_count; }
    FADECAST_HD int n_r() const { return task.grid.radial_cells; }
    FADECAST_HD int n_z() const { return task.grid.depth_cells; }
    FADECAST_HD int n_e() const { return task.grid.epidermis_cells; }
    FADECAST_HD int n_s() const { return task.grid.slices(); }
    /// Rings per row in memory; odd, so that rows start in different cache sets and memory banks.
    FADECAST_HD int pitch() const { return n_r() | 1; }

    /// Rows of rings of one component: in the epidermis there is nothing but free pigment.
    FADECAST_HD int rows() const { return n_z() + (pool_count - 1) * (n_z() - n_e()); }
    FADECAST_HD Real* row(int component, Pool pool, int z) const {
        const int before = pool == free_pool ? 0 : n_z() + (pool - 1) * (n_z() - n_e()) - n_e();
        return fields + (component * rows() + before + z) * depth_stride();
    }
    /// Distance in memory between the same cell of two depths.
    FADECAST_HD int depth_stride() const { return pitch() * Width; }
    /// What all pools of a cell hold; `cell` counts from the row's first.
    FADECAST_HD Real held(int component, int z, int cell) const {
        const Real free = row(component, free_pool, z)[cell];
        return z < n_e() ? free
                         : free + row(component, macrophage_pool, z)[cell] +
                               row(component, matrix_pool, z)[cell];
    }
    FADECAST_HD Real* ring(RingValue what, int r) const { return rings + (what * n_r() + r) * Width; }
    FADECAST_HD Real* layer(LayerValue what, int z) const { return layers + (what * n_z() + z) * Width; }
    FADECAST_HD Real* slice(SliceValue what, int s) const { return slices + (what * n_s() + s) * Width; }
    FADECAST_HD Real* exchange(int component, int s) const {
        return exchanges + (component * n_s() + s) * exchange_values * Width;
    }
    FADECAST_HD Real* shade_at(int s, int r) const { return shade + (s * n_r() + r) * Width; }
    FADECAST_HD Real* rate(int step, RateValue what) const {
        return rates + (step * rate_values + what) * Width;
    }
    /// Lines are rows of rings or, of an upward flow, columns; half columns where the exchange takes those.
    FADECAST_HD int loss_lines() const { return n_z() > 2 * n_r() ? n_z() : 2 * n_r(); }
    FADECAST_HD Real* loss(int line, int component, Loss what) const {
        return losses + ((line * n_c() + component) * loss_count + what) * Width;
    }
    FADECAST_HD Real* slice_mass(int component, int s, int r) const {
        return slice_masses + ((component * n_s() + s) * n_r() + r) * Width;
    }
    FADECAST_HD double* slice_total(int component, int s) const {
        return slice_totals + (component * n_s() + s) * 2 * Width;
    }
    FADECAST_HD double* slice_moment(int component, int s) const { return slice_total(component, s) + Width; }
    FADECAST_HD Real* column_mass(int r) const { return column_masses + r * Width; }
    FADECAST_HD double age(int lane, double day) const { return day - task.session_day[dots[lane].session]; }

    /// Bytes of the working arrays.
    static std::size_t bytes(const GridShape& grid, int components) {
        TransportFields empty{};
        empty.task.grid = grid;
        empty.task.component_count = components;
        std::size_t sum = 0;
        empty.arrays([&](auto*& pointer, int count) { sum += padded(count * sizeof(*pointer)); });
        return sum;
    }
    /// Lays them out from `memory` on.
    FADECAST_HD void lay_out(char* memory) {
        arrays([&](auto*& pointer, int count) {
            pointer = reinterpret_cast<std::remove_reference_t<decltype(pointer)>>(memory);
            memory += padded(count * sizeof(*pointer));
        });
    }

private:
    FADECAST_HD static std::size_t padded(std::size_t bytes) { return (bytes * Width + 63) / 64 * 64; }
    template <typename Take>
    FADECAST_HD void arrays(const Take& take) {
        take(dots, 1);
        take(states, 1);
        take(slice_totals, n_c() * n_s() * 2);
        take(slice_masses, n_c() * n_s() * n_r());
        take(fields, n_c() * rows() * pitch());
        take(rings, ring_values * n_r());
        take(layers, layer_values * n_z());
        take(slices, slice_values * n_s());
        take(rates, ahead * rate_values);
        take(exchanges, n_c() * n_s() * exchange_values);
        take(shade, n_s() * n_r());
        take(column_masses, n_r());
        take(losses, loss_lines() * n_c() * loss_count);
        take(places, 1);
    }
};

}  // namespace fadecast
