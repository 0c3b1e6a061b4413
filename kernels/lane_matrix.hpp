#pragma once
// Small matrices of fixed size, W of them side by side in lanes, so that every inner loop becomes SIMD code.

#include "portable.hpp"

namespace fadecast::adding_doubling {

template <int N, int W>
struct Matrix {
    double v[N][N][W];
};
template <int N, int W>
struct Vector {
    double v[N][W];
};

/// out = a b
template <int N, int W>
FADECAST_HD void multiply(const Matrix<N, W>& a, const Matrix<N, W>& b, Matrix<N, W>& out) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j) {
            double sum[W] = {};
            for (int k = 0; k < N; ++k)
                for (int l = 0; l < W; ++l) sum[l] += a.v[i][k][l] * b.v[k][j][l];
            for (int l = 0; l < W; ++l) out.v[i][j][l] = sum[l];
        }
}

/// m = 1 - m
template <int N, int W>
FADECAST_HD void subtract_from_one(Matrix<N, W>& m) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) m.v[i][j][l] = (i == j ? 1. : 0.) - m.v[i][j][l];
}

/// Gauss-Jordan in place without pivoting: energy conservation keeps these matrices diagonally strong.
template <int N, int W>
FADECAST_HD void invert(Matrix<N, W>& m) {
    for (int k = 0; k < N; ++k) {
        double pivot[W];
        for (int l = 0; l < W; ++l) pivot[l] = 1 / m.v[k][k][l];
        for (int l = 0; l < W; ++l) m.v[k][k][l] = 1;
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) m.v[k][j][l] *= pivot[l];
        for (int i = 0; i < N; ++i) {
            if (i == k) continue;
            double factor[W];
            for (int l = 0; l < W; ++l) factor[l] = m.v[i][k][l], m.v[i][k][l] = 0;
            for (int j = 0; j < N; ++j)
                for (int l = 0; l < W; ++l) m.v[i][j][l] -= factor[l] * m.v[k][j][l];
        }
    }
}

/// out = a b, of which is known that it is symmetric
template <int N, int W>
FADECAST_HD void multiply_to_symmetric(const Matrix<N, W>& a, const Matrix<N, W>& b, Matrix<N, W>& out) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            double sum[W] = {};
            for (int k = 0; k < N; ++k)
                for (int l = 0; l < W; ++l) sum[l] += a.v[i][k][l] * b.v[k][j][l];
            for (int l = 0; l < W; ++l) out.v[i][j][l] = out.v[j][i][l] = sum[l];
        }
}

/// Inverse of a symmetric positive matrix by the sweep operator, which works on one half of it.
template <int N, int W>
FADECAST_HD void invert_symmetric(Matrix<N, W>& m) {
    for (int k = 0; k < N; ++k) {
        double pivot[W], column[N][W];
        for (int l = 0; l < W; ++l) pivot[l] = 1 / m.v[k][k][l];
        for (int i = 0; i < N; ++i)
            for (int l = 0; l < W; ++l) column[i][l] = i < k ? m.v[k][i][l] : m.v[i][k][l];
        for (int i = 0; i < N; ++i) {
            if (i == k) continue;
            double factor[W];
            for (int l = 0; l < W; ++l) factor[l] = column[i][l] * pivot[l];
            for (int j = 0; j <= i; ++j)
                if (j != k)
                    for (int l = 0; l < W; ++l) m.v[i][j][l] -= factor[l] * column[j][l];
            double(&swept)[W] = i < k ? m.v[k][i] : m.v[i][k];
            for (int l = 0; l < W; ++l) swept[l] = factor[l];
        }
        for (int l = 0; l < W; ++l) m.v[k][k][l] = -pivot[l];
    }
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j)
            for (int l = 0; l < W; ++l) m.v[i][j][l] = m.v[j][i][l] = -m.v[i][j][l];
}

template <int N, int W>
FADECAST_HD void stretch(Matrix<N, W>& m, double factor) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) m.v[i][j][l] *= factor;
}

}  // namespace fadecast::adding_doubling
