"""The problem as one sparse linear system in SciPy: an L-stable method of second order with a prefactored LU."""

import math
import time

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import splu

GAMMA = 1 - math.sqrt(0.5)


def operator(p):
    """dy/dt = A y, unknowns ordered [depth][radial][pool: X, M, F]."""
    n_r, n_z, n_e = len(p["ring_area"]), len(p["height"]), p["epidermis_cells"]

    def line(before, after):
        before, after = np.array(before), np.array(after)
        return sparse.diags([before[1:], -(before + after), after[:-1]], [-1, 0, 1])

    def layers(by_depth, row, column):
        pools = sparse.coo_matrix(([1.0], ([row], [column])), (3, 3))
        return sparse.kron(sparse.kron(by_depth, sparse.eye(n_r)), pools)

    epidermis = (np.arange(n_z) < n_e).astype(float)
    dermis = sparse.diags(1 - epidermis)
    lymph = sparse.diags(p["lymph"] * np.array(p["lymph_factor"]) * (1 - epidermis))
    rise = epidermis * p["rise"] / np.array(p["height"])
    rising = sparse.diags([-rise, rise[:-1] * epidermis[1:]], [0, 1])
    spread = sparse.kron(p["vertical"] * line(p["upper"], p["lower"]), sparse.eye(n_r)) + sparse.kron(
        sparse.eye(n_z), p["lateral"] * line(p["ring_inner"], p["ring_outer"]))
    a = sparse.kron(spread, sparse.diags([1.0, 1.0, 0.0]))
    a += layers(rising - p["uptake"] * dermis - lymph, 0, 0)
    a += layers(p["release"] * dermis, 0, 1) + layers(p["unfixing"] * dermis, 0, 2)
    a += layers(p["uptake"] * dermis, 1, 0) - layers(p["release"] * dermis, 1, 1)
    a -= layers(p["unfixing"] * dermis, 2, 2)
    a -= sparse.kron(sparse.diags(p["bleaching"]), sparse.eye(3 * n_r))
    return a.tocsc()


class Solver:
    """Order 2: SDIRK2 of Alexander, SIAM J. Numer. Anal. 14 (1977) 1006, as partial fractions of its stability function;
    with S = (1 - gamma h A)^-1, y <- ((1 - gamma) S S y - (1 - 2 gamma) S y) / gamma. Order 1: backward Euler."""

    def __init__(self, p, steps, order):
        self.steps, self.order = steps, order
        a = operator(p)
        h = p["days"] / steps
        matrix = sparse.eye(a.shape[0], format="csc") - (h if order == 1 else GAMMA * h) * a
        start = time.perf_counter()
        # Minimum degree on the symmetric pattern: half the fill of SciPy's default ordering, and no pivoting needed.
        self.lu = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.001, options={"SymmetricMode": True})
        self.factor_seconds = time.perf_counter() - start

    def solve(self, y):
        for _ in range(self.steps):
            once = self.lu.solve(y)
            y = once if self.order == 1 else ((1 - GAMMA) * self.lu.solve(once) - (1 - 2 * GAMMA) * once) / GAMMA
        return y
