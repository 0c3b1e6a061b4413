"""The problem line by line in numba: the exchange of the pools exact, the spread implicit along each direction, which
commute. Order 2: Strang splitting, and SDIRK2 along the lines. Order 1: Lie splitting and backward Euler."""

import math

import numpy as np
from numba import njit
from scipy.linalg import expm

GAMMA = 1 - math.sqrt(0.5)


def eliminate(lower, diagonal, upper):
    """Thomas algorithm, eliminated beforehand: y_i = scale f_i + below y_(i-1);  x_i = y_i + above x_(i+1)."""
    n = len(diagonal)
    scale, below, above = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        scale[i] = 1 / (diagonal[i] + (lower[i] * above[i - 1] if i else 0))
        below[i] = -lower[i] * scale[i]
        above[i] = -upper[i] * scale[i]
    above[-1] = 0
    return scale, below, above


@njit(fastmath=True)
def solve_lines(f, scale, below, above):
    """All lines along the first axis of f at once, in place: the second axis is the vector."""
    n, m = f.shape
    for j in range(m):
        f[0, j] *= scale[0]
    for i in range(1, n):
        for j in range(m):
            f[i, j] = scale[i] * f[i, j] + below[i] * f[i - 1, j]
    for i in range(n - 2, -1, -1):
        for j in range(m):
            f[i, j] += above[i] * f[i + 1, j]


@njit(fastmath=True)
def spread(f, once, scale, below, above, gamma):
    """f <- ((1 - gamma) S S f - (1 - 2 gamma) S f) / gamma, S = (1 - gamma h L)^-1 along the first axis; f <- S f for
    gamma = 1."""
    n, m = f.shape
    solve_lines(f, scale, below, above)
    if gamma == 1:
        return
    once[:, :] = f
    solve_lines(f, scale, below, above)
    for i in range(n):
        for j in range(m):
            f[i, j] = ((1 - gamma) * f[i, j] - (1 - 2 * gamma) * once[i, j]) / gamma


@njit(fastmath=True)
def exchange(x, m, f, q):
    """q [depth][3][3]."""
    for z in range(x.shape[0]):
        for r in range(x.shape[1]):
            x0, m0, f0 = x[z, r], m[z, r], f[z, r]
            x[z, r] = q[z, 0, 0] * x0 + q[z, 0, 1] * m0 + q[z, 0, 2] * f0
            m[z, r] = q[z, 1, 0] * x0 + q[z, 1, 1] * m0 + q[z, 1, 2] * f0
            f[z, r] = q[z, 2, 0] * x0 + q[z, 2, 1] * m0 + q[z, 2, 2] * f0


@njit(fastmath=True)
def transpose(a, into):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            into[j, i] = a[i, j]


@njit(fastmath=True)
def run(x, m, f, steps, first, whole, last, along_r, along_z, gamma):
    once_z, once_r = np.empty_like(x), np.empty((x.shape[1], x.shape[0]))
    turned = np.empty_like(once_r)
    exchange(x, m, f, first)
    for step in range(steps):
        for pool in (x, m):
            spread(pool, once_z, along_z[0], along_z[1], along_z[2], gamma)
            transpose(pool, turned)  # so that neighbouring lines are neighbours in memory
            spread(turned, once_r, along_r[0], along_r[1], along_r[2], gamma)
            transpose(turned, pool)
        exchange(x, m, f, whole if step + 1 < steps else last)


class Solver:
    def __init__(self, p, steps, order):
        self.steps, h = steps, p["days"] / steps
        self.gamma = 1 if order == 1 else GAMMA
        inner, outer = p["lateral"] * np.array(p["ring_inner"]), p["lateral"] * np.array(p["ring_outer"])
        upper, lower = p["vertical"] * np.array(p["upper"]), p["vertical"] * np.array(p["lower"])
        # The epidermis holds free pigment alone, so its upward flow may stand in the lines of both pools.
        n_e = p["epidermis_cells"]
        rise = np.where(np.arange(len(upper)) < n_e, p["rise"] / np.array(p["height"]), 0)
        rise_in = np.where(np.arange(len(upper)) + 1 < n_e, rise, 0)
        g = self.gamma * h
        self.along_r = eliminate(-g * inner, 1 + g * (inner + outer), -g * outer)
        self.along_z = eliminate(-g * upper, 1 + g * (upper + lower + rise), -g * (lower + rise_in))
        rates = []
        for z, factor in enumerate(p["lymph_factor"]):
            k = np.array([[-p["uptake"] - p["lymph"] * factor, p["release"], p["unfixing"]],
                          [p["uptake"], -p["release"], 0], [0, 0, -p["unfixing"]]])
            rates.append((z >= n_e) * k - p["bleaching"][z] * np.eye(3))
        self.whole = np.array([expm(h * k) for k in rates])
        self.first = self.whole if order == 1 else np.array([expm(h / 2 * k) for k in rates])
        self.last = np.tile(np.eye(3), (len(rates), 1, 1)) if order == 1 else self.first
        self.shape = len(upper), len(inner), 3

    def solve(self, y):
        x, m, f = (np.ascontiguousarray(y.reshape(self.shape)[:, :, pool]) for pool in range(3))
        run(x, m, f, self.steps, self.first, self.whole, self.last, self.along_r, self.along_z, self.gamma)
        return np.stack([x, m, f], axis=2).ravel()
