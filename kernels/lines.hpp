#pragma once
// What one step does to the cells of a row of rings, and to the lines of depth: exchange of the pools,
// bleaching, spread. Symbols of docs/model.md: X free, M macrophage, F matrix pigment.

#include "transport_fields.hpp"

namespace fadecast {

/// 1 - e^-dose by a polynomial, to 3e-7 for doses below .4; what bleaches faster than e^-4 a step is capped.
FADECAST_HD inline Real faded_share(Real dose) {
    const Real y = dose < 4 ? Real(0.25) * dose : Real(1);
    const Real u = y * (1 - y * (Real(1 / 2.) - y * (Real(1 / 6.) - y * Real(1 / 24.))));
    const Real v = u * (2 - u);
    return v * (2 - v);
}

/// Share of a component that the step's light bleaches in one ring of a slice.
template <typename Fields, int W>
FADECAST_HD void fade(const Fields& p, int c, int s, int r, Lanes<W> lanes, Real* share) {
    const Real *passed = p.shade_at(s, r) + lanes.first, *light = p.slice(dose, s) + lanes.first;
    FADECAST_SIMD
    for (int i = 0; i < W; ++i)
        share[i] = faded_share(Real(p.dot(lanes.first + i).bleaching_per_day[c]) * light[i] * passed[i]);
}

/// Pools of the cells of a slice exchange, light bleaches, and what leaves is counted. Changes are added to
/// what is there, so that rounding does not pile up.
template <int W>
struct Exchange {
    Real q[exchange_values][W];
    Real lymph[W] = {}, bleached[W] = {};

    Exchange() = default;
    template <typename Fields>
    FADECAST_HD Exchange(const Fields& p, int c, int s, int lane) {
        take(p, c, s, lane);
    }
    template <typename Fields>
    FADECAST_HD void take(const Fields& p, int c, int s, int lane) {
        const Real* shared = p.exchange(c, s) + lane;
        for (int e = 0; e < exchange_values; ++e)
            for (int i = 0; i < W; ++i) q[e][i] = shared[e * Fields::width + i];
    }
    /// @param share   that fades;  @param weight  with which the cell's losses count
    FADECAST_HD void in_dermis(int i, Real share, Real weight, Real& x, Real& m, Real& f) {
        const Real x0 = x, m0 = m, f0 = f;
        const Real x1 = x0 + (q[0][i] * x0 + q[1][i] * m0 + q[2][i] * f0);
        const Real m1 = m0 + (q[3][i] * x0 + q[4][i] * m0 + q[5][i] * f0);
        const Real f1 = f0 + (q[6][i] * x0 + q[7][i] * m0 + q[8][i] * f0);
        lymph[i] += weight * (q[9][i] * x0 + q[10][i] * m0 + q[11][i] * f0);
        bleached[i] += weight * (share * (x1 + m1 + f1));
        x = x1 - x1 * share;
        m = m1 - m1 * share;
        f = f1 - f1 * share;
    }
    FADECAST_HD void in_epidermis(int i, Real share, Real weight, Real& x) {  // nothing but free pigment
        bleached[i] += weight * (share * x);
        x -= share * x;
    }
    /// @param weights  [W], what all cells' weights lack
    template <typename Fields>
    FADECAST_HD void book(const Fields& p, int c, int line, int lane, const Real* weights) const {
        FADECAST_SIMD
        for (int i = 0; i < W; ++i) {
            p.loss(line, c, to_lymph)[lane + i] += lymph[i] * weights[i];
            p.loss(line, c, to_bleach)[lane + i] += bleached[i] * weights[i];
        }
    }
};

/// The exchange in one half of a ring's column, one of two lines: the upper slices or the lower ones.
template <typename Fields, int W>
FADECAST_HD void exchange_half_column(const Fields& p, int c, int half, int r, int top, Lanes<W> lanes) {
    constexpr int N = Fields::width;
    const int middle = p.n_s() / 2, lane = lanes.first, stride = p.depth_stride();
    Exchange<W> exchange;
    for (int s = half ? middle : 0; s < (half ? p.n_s() : middle); ++s) {
        const int from = p.first_cell(s), to = p.first_cell(s + 1);
        if (from < top) continue;
        const Real* dz = p.layer(height, 0) + lane;
        Real share[W];
        fade(p, c, s, r, lanes, share);
        Real* x = p.row(c, free_pool, from) + r * N + lane;
        if (from >= p.n_e()) {
            exchange.take(p, c, s, lane);
            Real *m = p.row(c, macrophage_pool, from) + r * N + lane,
                 *f = p.row(c, matrix_pool, from) + r * N + lane;
            for (int z = from; z < to; ++z, x += stride, m += stride, f += stride)
                for (int i = 0; i < W; ++i) exchange.in_dermis(i, share[i], dz[z * N + i], x[i], m[i], f[i]);
        } else {
            for (int z = from; z < to; ++z, x += stride)
                for (int i = 0; i < W; ++i) exchange.in_epidermis(i, share[i], dz[z * N + i], x[i]);
        }
    }
    exchange.book(p, c, 2 * r + half, lane, p.ring(area, r) + lane);
}

template <typename Fields, int W>
FADECAST_HD void exchange_row(const Fields& p, int c, int z, const Real* share, Lanes<W> lanes) {
    constexpr int N = Fields::width;
    Exchange<W> exchange(p, c, p.grid().slice_of(z), lanes.first);
    const Real* a = p.ring(area, 0) + lanes.first;
    Real* X = p.row(c, free_pool, z) + lanes.first;
    if (z >= p.n_e()) {
        Real *M = p.row(c, macrophage_pool, z) + lanes.first, *F = p.row(c, matrix_pool, z) + lanes.first;
        for (int r = 0; r < p.n_r() * N; r += N) {
            Real *x = X + r, *m = M + r, *f = F + r;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) exchange.in_dermis(i, share[r + i], a[r + i], x[i], m[i], f[i]);
        }
    } else {
        for (int r = 0; r < p.n_r() * N; r += N) {
            Real* x = X + r;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) exchange.in_epidermis(i, share[r + i], a[r + i], x[i]);
        }
    }
    exchange.book(p, c, z, lanes.first, p.layer(height, z) + lanes.first);
}

/// X and M spread along a row; before that, if asked for, pools exchange, and after it the row is
/// eliminated in the lines of depth.
/// @param share  [n_r][N], that fades, where pools exchange
template <bool exchange_first, bool eliminate_after, typename Fields, int W>
FADECAST_HD void spread_row(const Fields& p, int c, int z, const Real* share, Lanes<W> lanes) {
    constexpr int N = Fields::width;
    const int n_r = p.n_r();
    Exchange<W> exchange;
    if (exchange_first) exchange.take(p, c, p.grid().slice_of(z), lanes.first);
    Real* X = p.row(c, free_pool, z) + lanes.first;
    const Real *s = p.ring(scale, 0) + lanes.first, *b = p.ring(below, 0) + lanes.first,
               *a = p.ring(above, 0) + lanes.first, *ring_area = p.ring(area, 0) + lanes.first;
    // Nothing passes through the surface or the membrane: below_z is 0 there.
    const Index over = z == 0 || z == p.n_e() ? 0 : -Index(p.depth_stride());
    const Real *sz = p.layer(scale_z, z) + lanes.first, *bz = p.layer(below_z, z) + lanes.first;
    Real before_X[W] = {}, before_M[W] = {};
    if (z >= p.n_e()) {
        Real *M = p.row(c, macrophage_pool, z) + lanes.first, *F = p.row(c, matrix_pool, z) + lanes.first;
        for (int r = 0; r < n_r * N; r += N) {
            Real *x = X + r, *m = M + r, *f = F + r;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                Real xi = x[i], mi = m[i];
                if (exchange_first) exchange.in_dermis(i, share[r + i], ring_area[r + i], xi, mi, f[i]);
                x[i] = before_X[i] = s[r + i] * xi + b[r + i] * before_X[i];
                m[i] = before_M[i] = s[r + i] * mi + b[r + i] * before_M[i];
            }
        }
        for (int i = 0; i < W; ++i) before_X[i] = before_M[i] = 0;
        for (int r = (n_r - 1) * N; r >= 0; r -= N) {
            Real *x = X + r, *m = M + r;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                before_X[i] = x[i] + a[r + i] * before_X[i];
                before_M[i] = m[i] + a[r + i] * before_M[i];
                x[i] = eliminate_after ? sz[i] * before_X[i] + bz[i] * x[over + i] : before_X[i];
                m[i] = eliminate_after ? sz[i] * before_M[i] + bz[i] * m[over + i] : before_M[i];
            }
        }
    } else {
        for (int r = 0; r < n_r * N; r += N) {
            Real* x = X + r;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                Real xi = x[i];
                if (exchange_first) exchange.in_epidermis(i, share[r + i], ring_area[r + i], xi);
                x[i] = before_X[i] = s[r + i] * xi + b[r + i] * before_X[i];
            }
        }
        for (int i = 0; i < W; ++i) before_X[i] = 0;
        for (int r = (n_r - 1) * N; r >= 0; r -= N) {
            Real* x = X + r;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                before_X[i] = x[i] + a[r + i] * before_X[i];
                x[i] = eliminate_after ? sz[i] * before_X[i] + bz[i] * x[over + i] : before_X[i];
            }
        }
    }
    if (exchange_first) exchange.book(p, c, z, lanes.first, p.layer(height, z) + lanes.first);
}

/// One pool of one line spreads along it, by itself. Cells are `stride` apart.
/// @param s, b, a  the eliminated line, [cells][N]; nothing passes where `b` and `a` are 0
template <int N, int W>
FADECAST_HD void spread_line(Real* x, int stride, int cells, const Real* s, const Real* b, const Real* a,
                             Lanes<W>) {
    static_assert(W == 1, "a CPU's rows do more at once");
    constexpr int batch = 4;  // loads before stores, which the compiler cannot tell from each other
    Real beside = 0, value[batch], factor[batch], other[batch];
    const auto many = [&](int first, int step, const auto& load, const auto& advance) {
        for (int k = 0; k < cells; k += batch) {
            for (int j = 0; j < batch; ++j)
                if (k + j < cells) load(first + step * (k + j), j);
            for (int j = 0; j < batch; ++j)
                if (k + j < cells) x[(first + step * (k + j)) * stride] = beside = advance(j);
        }
    };
    many(
        0, 1, [&](int k, int j) { value[j] = x[k * stride], factor[j] = s[k * N], other[j] = b[k * N]; },
        [&](int j) { return factor[j] * value[j] + other[j] * beside; });
    beside = 0;
    many(
        cells - 1, -1, [&](int k, int j) { value[j] = x[k * stride], factor[j] = a[k * N]; },
        [&](int j) { return value[j] + factor[j] * beside; });
}

/// What is left of the spread along depth of the rows of one component, from the bottom row up.
template <typename Fields, int W>
FADECAST_HD void substitute_depth(const Fields& p, int c, int z, Lanes<W> lanes) {
    constexpr int N = Fields::width;
    if (z + 1 == p.n_z() || z + 1 == p.n_e()) return;
    const Real* a = p.layer(above_z, z) + lanes.first;
    for (const Pool pool : {free_pool, macrophage_pool}) {
        if (pool == macrophage_pool && z < p.n_e()) continue;
        Real* x = p.row(c, pool, z) + lanes.first;
        const Real* under = x + p.depth_stride();
        for (int r = 0; r < p.n_r() * N; r += N) {
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) x[r + i] += a[i] * under[r + i];
        }
    }
}

}  // namespace fadecast
