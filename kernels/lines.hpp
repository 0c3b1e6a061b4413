#pragma once
// What one step does to the cells of a row of rings and to the lines of depth through it: exchange of the
// pools, bleaching, spread. Symbols of docs/model.md: X free, M macrophage, F matrix pigment.

#include "transport_fields.hpp"

namespace fadecast {

/// Pools of a cell exchange, light bleaches, and what leaves is counted. Changes are added to what is
/// there, so that rounding does not pile up.
template <int W>
struct Exchange {
    Real q[exchange_values][W];  // of the row's slice
    const Real *faded, *area;    // of its first ring
    int width;
    Real lymph[W] = {}, bleached[W] = {};

    template <typename Fields>
    FADECAST_HD Exchange(const Fields& p, int c, int z, int lane)
        : faded(p.faded_at(c, p.grid().slice_of(z), 0) + lane),
          area(p.ring(RingValue::area, 0) + lane),
          width(Fields::width) {
        const Real* shared = p.exchange(c, p.grid().slice_of(z)) + lane;
        for (int e = 0; e < exchange_values; ++e)
            for (int i = 0; i < W; ++i) q[e][i] = shared[e * width + i];
    }
    FADECAST_HD void in_dermis(int i, int r, Real& x, Real& m, Real& f) {
        const Real x0 = x, m0 = m, f0 = f;
        const Real x1 = x0 + (q[0][i] * x0 + q[1][i] * m0 + q[2][i] * f0);
        const Real m1 = m0 + (q[3][i] * x0 + q[4][i] * m0 + q[5][i] * f0);
        const Real f1 = f0 + (q[6][i] * x0 + q[7][i] * m0 + q[8][i] * f0);
        const Real share = faded[r * width + i], a = area[r * width + i];
        lymph[i] += a * (q[9][i] * x0 + q[10][i] * m0 + q[11][i] * f0);
        bleached[i] += a * (share * (x1 + m1 + f1));
        x = x1 - x1 * share;
        m = m1 - m1 * share;
        f = f1 - f1 * share;
    }
    FADECAST_HD void in_epidermis(int i, int r, Real& x) {  // nothing but free pigment
        const Real share = faded[r * width + i];
        bleached[i] += area[r * width + i] * (share * x);
        x -= share * x;
    }
    template <typename Fields>
    FADECAST_HD void book(const Fields& p, int c, int z, int lane) const {
        const Real* dz = p.layer(height, z) + lane;
        FADECAST_SIMD
        for (int i = 0; i < W; ++i) {
            p.loss(p.n_r() + z, c, to_lymph)[lane + i] = lymph[i] * dz[i];
            p.loss(p.n_r() + z, c, to_bleach)[lane + i] = bleached[i] * dz[i];
        }
    }
};

template <typename Fields, int W>
FADECAST_HD void exchange_row(const Fields& p, int c, int z, Lanes<W> lanes) {
    constexpr int N = Fields::width;
    Exchange<W> exchange(p, c, z, lanes.first);
    Real *X = p.row(c, free_pool, z) + lanes.first, *M = p.row(c, macrophage_pool, z) + lanes.first,
         *F = p.row(c, matrix_pool, z) + lanes.first;
    for (int r = 0; r < p.n_r(); ++r) {
        Real *x = X + r * N, *m = M + r * N, *f = F + r * N;
        if (z >= p.n_e()) {
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) exchange.in_dermis(i, r, x[i], m[i], f[i]);
        } else {
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) exchange.in_epidermis(i, r, x[i]);
        }
    }
    exchange.book(p, c, z, lanes.first);
}

/// X and M spread along a row; before that, if asked for, pools exchange, and after it the row is
/// eliminated in the lines of depth.
template <bool exchange_first, bool eliminate_after, typename Fields, int W>
FADECAST_HD void spread_row(const Fields& p, int c, int z, Lanes<W> lanes) {
    constexpr int N = Fields::width;
    const int n_r = p.n_r();
    Exchange<W> exchange(p, c, z, lanes.first);
    Real *X = p.row(c, free_pool, z) + lanes.first, *M = p.row(c, macrophage_pool, z) + lanes.first,
         *F = p.row(c, matrix_pool, z) + lanes.first;
    const Real *s = p.ring(scale, 0) + lanes.first, *b = p.ring(below, 0) + lanes.first,
               *a = p.ring(above, 0) + lanes.first;
    // Nothing passes through the surface or the membrane: below_z is 0 there.
    const Index over = z == 0 || z == p.n_e() ? 0 : -Index(p.depth_stride());
    const Real *sz = p.layer(scale_z, z) + lanes.first, *bz = p.layer(below_z, z) + lanes.first;
    Real before_X[W] = {}, before_M[W] = {};
    if (z >= p.n_e()) {
        for (int r = 0; r < n_r * N; r += N) {
            Real *x = X + r, *m = M + r, *f = F + r;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                Real xi = x[i], mi = m[i];
                if (exchange_first) exchange.in_dermis(i, r / N, xi, mi, f[i]);
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
                if (exchange_first) exchange.in_epidermis(i, r / N, xi);
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
    if (exchange_first) exchange.book(p, c, z, lanes.first);
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

/// One pool of one ring spreads along depth, by itself. Through surface and membrane `below` and `above` are 0.
template <typename Fields, int W>
FADECAST_HD void spread_column(const Fields& p, int c, Pool pool, int r, int top, Lanes<W> lanes) {
    constexpr int N = Fields::width;
    const int n_z = p.n_z(), stride = p.depth_stride();
    if (pool == macrophage_pool) top = p.n_e();
    Real* x = p.row(c, pool, 0) + r * N + lanes.first;
    const Real *s = p.layer(scale_z, 0) + lanes.first, *b = p.layer(below_z, 0) + lanes.first,
               *a = p.layer(above_z, 0) + lanes.first;
    Real beside[W] = {};
    for (int z = top; z < n_z; ++z)
        for (int i = 0; i < W; ++i)
            x[z * stride + i] = beside[i] = s[z * N + i] * x[z * stride + i] + b[z * N + i] * beside[i];
    for (int i = 0; i < W; ++i) beside[i] = 0;
    for (int z = n_z - 1; z >= top; --z)
        for (int i = 0; i < W; ++i)
            x[z * stride + i] = beside[i] = x[z * stride + i] + a[z * N + i] * beside[i];
}

}  // namespace fadecast
