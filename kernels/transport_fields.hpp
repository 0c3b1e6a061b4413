#pragma once
// What one pack of dots carries through its history. Every array ends in [32], the lanes of the pack.
// n_r, n_z, n_s: rings, depth cells, slices of the mesh; n_e: depth cells in the epidermis.

#include "launch.hpp"
#include "mesh.hpp"

#include <fadecast/transport.hpp>

namespace fadecast {

/// Scalars that a dot carries from step to step. Masses in ng, all pigment components together.
struct DotState {
    double deposited = 0, dermal_deposit = 0;
    double scab_of[max_components] = {}, shed = 0, lymph = 0, bleached = 0;
    double exudate = 0;             ///< through the basement membrane so far
    double flow_total = 0;          ///< sum of the exudate's weights from puncture to closure
    double flow_so_far = 0;         ///< the part of it that has passed
    double open_share = 0;          ///< of the puncture, now
    double closed_age = never_day;  ///< day on the dot's clock
    double upward_mm = 0;           ///< shift of the open channel during this step
};

/// Pointers of all packs; `of(pack)` gives those of one.
struct TransportFields {
    enum Pool : int { free, macrophage, matrix, pools };
    enum Ring : int {
        area,
        pore,
        channel,
        inner,
        outer,
        scale,
        below,
        above,
        column,
        stain,
        blowout,
        ring_count
    };
    enum Layer : int {
        height,
        upper,
        lower,
        scale_z,
        above_z,
        below_z,
        light_share,
        lymph_share,
        channel_free,
        layer_count
    };
    enum Loss : int { to_lymph, to_bleach, to_scab, to_shed, through_membrane, loss_count };

    GridShape grid;
    int component_count, times;
    ComponentInput components[max_components];
    const double* session_day;
    int session_count;
    double ablation_day;

    const DotInput* dots;  // [32]
    DotState* states;      // [32]
    Real* fields;          // [component][pools][n_z][n_r][32], ng/mm^3
    Real* front;           // [2][n_r][32], epithelial cover e, and a copy to look ahead with
    Real* rings;           // [ring_count][n_r][32]
    Real* layers;          // [layer_count][n_z][32]
    Real* losses;          // [n_r + n_z][component][loss_count][32], ng of this step, by line
    Real* light;           // [n_s][n_r][32], share of light left by the pigment above

    double* row_masses;  // [component][n_z][32], ng, at a snapshot

    Real* radial_faces;  // [n_r + 1][32], mm
    Real* slice_faces;   // [n_s + 1][32], mm
    Real* snapshots;     // [times][component][n_s][n_r][32], ng/mm^3
    Real* scabs;         // [times][component][32], ng
    Real* scalars;       // [times][Snapshots::scalar_count][32]
    Real* record;        // [times][component][pools][n_z][n_r] of dot 0, or nullptr
    Real* record_cover;  // [times][n_r] of dot 0

    FADECAST_HD int n_r() const { return grid.radial_cells; }
    FADECAST_HD int n_z() const { return grid.depth_cells; }
    FADECAST_HD int n_e() const { return grid.epidermis_cells; }
    FADECAST_HD int n_s() const { return grid.slices(); }

    FADECAST_HD Real* field(int component, int pool, int z) const {
        return fields + Index((component * pools + pool) * n_z() + z) * n_r() * pack_width;
    }
    FADECAST_HD Real* ring(Ring what, int r) const { return rings + (what * n_r() + r) * pack_width; }
    FADECAST_HD Real* layer(Layer what, int z) const { return layers + (what * n_z() + z) * pack_width; }
    FADECAST_HD Real* cover(int copy, int r) const { return front + (copy * n_r() + r) * pack_width; }
    FADECAST_HD Real* light_at(int slice, int r) const { return light + (slice * n_r() + r) * pack_width; }
    /// Lines 0..n_r-1 are columns of depth, n_r..n_r+n_z-1 are rows of rings.
    FADECAST_HD Real* loss(int line, int component, Loss what) const {
        return losses + ((line * component_count + component) * loss_count + what) * pack_width;
    }
    FADECAST_HD Real* snapshot(int time, int component, int slice, int r) const {
        return snapshots +
               (((Index(time) * component_count + component) * n_s() + slice) * n_r() + r) * pack_width;
    }
    FADECAST_HD Real* scalar(int time, Snapshots::Scalar what) const {
        return scalars + (time * Snapshots::scalar_count + what) * pack_width;
    }
    FADECAST_HD double age(int lane, double day) const { return day - session_day[dots[lane].session]; }

    FADECAST_HD TransportFields of(Index pack) const {
        TransportFields p = *this;
        p.dots += pack * pack_width;
        p.states += pack * pack_width;
        p.fields += pack * component_count * pools * grid.cells() * pack_width;
        p.front += pack * 2 * n_r() * pack_width;
        p.rings += pack * ring_count * n_r() * pack_width;
        p.layers += pack * layer_count * n_z() * pack_width;
        p.losses += pack * (n_r() + n_z()) * component_count * loss_count * pack_width;
        p.light += pack * n_s() * n_r() * pack_width;
        p.row_masses += pack * component_count * n_z() * pack_width;
        p.radial_faces += pack * (n_r() + 1) * pack_width;
        p.slice_faces += pack * (n_s() + 1) * pack_width;
        p.snapshots += pack * times * component_count * n_s() * n_r() * pack_width;
        p.scabs += pack * times * component_count * pack_width;
        p.scalars += pack * times * Snapshots::scalar_count * pack_width;
        if (pack != 0) p.record = nullptr;
        return p;
    }
};

using TF = TransportFields;

}  // namespace fadecast
