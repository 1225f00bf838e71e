"""Signals with finitely many values, compiled (T6): points of steps, the binomial signal."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ._compile import compiled, compiled_inline, compiled_lean
from .elementary import exp
from .lanes import WIDTH, alike, load, select
from .points import (
    CUM_GAP,
    CUM_M,
    CUM_V,
    CUM_VC,
    MASS,
    STEPS,
    WEAKNESS,
    Curve,
    Point,
    Rows,
    Vector,
    entry,
    put_flat_lanes,
)

_LARGE = 1e250  # masses beyond this are scaled down together


@compiled_inline
def step_at(curve: Curve, j: int, t: float, tc: float) -> Point:
    """Evaluate step ``j`` where a share ``t`` = 1 − ``tc`` of it visits: m is constant, F mixes (T6)."""
    p, w = entry(curve, MASS, j), entry(curve, WEAKNESS, j)
    v, vc = entry(curve, CUM_V, j) + p * t, entry(curve, CUM_VC, j + 1) + p * tc
    low = vc < 0.5  # each from the end where it is small: their sum is exactly 1
    v, vc = select(low, 1.0 - vc, v), select(low, vc, 1.0 - v)
    per_v = 1.0 / v
    if j == 0:
        excess, kappa = alike(0.0, t), alike(w, t)
    else:
        kappa = (entry(curve, CUM_M, j) + w * p * t) * per_v
        excess = (w * entry(curve, CUM_V, j) - entry(curve, CUM_M, j)) * per_v
    if j == curve.pieces - 1:
        spread = select(v > 0.0, (w - curve.k0) * per_v, 0.0)
    elif j == 0:
        spread = (curve.k0 - w) / vc
    elif w < curve.k0:
        spread = (entry(curve, CUM_GAP, j) + (curve.k0 - w) * p * t) * per_v / vc
    else:
        spread = (entry(curve, CUM_GAP, j + 1) + (w - curve.k0) * p * tc) * per_v / vc
    return Point(
        v, vc, kappa, spread, alike(w, t), excess, alike(1.0, t), alike(0.0, t), p * t * tc
    )  # fmt: skip


class StepShares(NamedTuple):
    """A stepped curve; searches inside a step name points by the share of it that visits."""

    curve: Curve


@compiled_inline
def share_at(x: float) -> float:
    """Give the share 1/(1+e⁻ˣ) of a step that visits, accurate at both ends."""
    e = exp(-abs(x))
    large = 1.0 / (1.0 + e)
    return select(x >= 0.0, large, e * large)


@compiled_inline
def log_odds(t: float) -> float:
    """Give the coordinate of a share of a step, a finite one even of an end: the inverse of `share_at`."""
    inside = min(max(t, 1e-300), 1.0 - 1.1e-16)
    return math.log(inside) - math.log1p(-inside)


@compiled_inline
def is_inner_step(curve: Curve, j: int) -> bool:
    """Say whether a piece is a step that is neither the first nor the last: searches go by its share."""
    return curve.kind == STEPS and 0 < j < curve.pieces - 1


@compiled_lean
def step_points(curve: Curve, piece: Vector, size: int, shares: Rows, value: Rows) -> None:
    """Evaluate a stepped curve at all nodes, given the step of each, its share t and 1 − t.

    Only what varies: m does not on a step.
    Eight nodes at a time; what goes beyond the last node of a step is written again by the next.
    """
    i = 0
    while i < size:
        j = int(piece[i])
        stop = i
        while stop < size and piece[stop] == j:
            stop += 1
        while i < stop:
            put_flat_lanes(value, i, step_at(curve, j, load(shares[0], i), load(shares[1], i)))
            i += WIDTH
        i = stop


@compiled_lean
def _total(values: Vector, size: int) -> float:
    """Sum with Neumaier's correction: as good as exact."""
    total, lost = 0.0, 0.0
    for i in range(size):
        x = values[i]
        new = total + x
        lost += (total - new) + x if abs(total) >= abs(x) else (x - new) + total
        total = new
    return total + lost


@compiled_lean
def _masses(alpha: float, beta: float, n: float, mass: Vector) -> None:
    """List the probabilities of A = n, n−1, …, 0 for beta-binomial A (T2).

    Each is the one before times a ratio of four numbers: that loses less than logarithms of factorials would.
    """
    mass[0] = 1.0
    for i in range(int(n)):
        a = n - i
        mass[i + 1] = mass[i] * (a / (n - a + 1.0)) * ((beta + (n - a)) / (alpha + (a - 1.0)))
        if mass[i + 1] > _LARGE:
            for j in range(i + 2):
                mass[j] /= _LARGE
    total = _total(mass, int(n) + 1)
    for i in range(int(n) + 1):
        mass[i] /= total


@compiled_lean
def _merge(alpha: float, beta: float, n: float, mass: Vector, w: Vector) -> int:
    """List the weakness of each value; merge those that rounding makes equal, drop those without mass.

    Returns
    -------
    int
        How many are left.
    """
    size = 0
    for i in range(int(n) + 1):
        if mass[i] == 0.0:
            continue
        weakness = (beta + i) / (alpha + beta + n)
        if size > 0 and weakness == w[size - 1]:
            mass[size - 1] += mass[i]
        else:
            mass[size], w[size] = mass[i], weakness
            size += 1
    return size


@compiled_lean
def _fill(mass: Vector, w: Vector, size: int, k0: float, data: Vector) -> None:
    """Write the lists of a stepped curve, each summed from the end where it is small."""
    row = size + 1
    v, vc, m, gap = data[:row], data[row:], data[2 * row :], data[3 * row :]
    masses, weaknesses = data[MASS * row :], data[WEAKNESS * row :]
    v[0] = m[0] = gap[0] = 0.0
    masses[size] = weaknesses[size] = vc[size] = 0.0
    below = 0.0
    for j in range(size):
        masses[j], weaknesses[j] = mass[j], w[j]
        v[j + 1] = v[j] + mass[j]
        m[j + 1] = m[j] + mass[j] * w[j]
        below += mass[j] * (k0 - w[j])
        gap[j + 1] = below
    above = 0.0
    for j in range(size - 1, -1, -1):
        vc[j] = vc[j + 1] + mass[j]
        if w[j] >= k0:
            gap[j + 1] = -above
        above += mass[j] * (k0 - w[j])


@compiled_lean
def binomial_room(n: float) -> int:
    """How many numbers `make_binomial_in` needs room for."""
    return 8 * (int(n) + 2)


@compiled
def make_binomial_in(alpha: float, beta: float, n: float, data: Vector) -> Curve:
    """Build the curve of A | θ ~ Binomial(n, θ) in ``data`` (T2); see `binomial_room`."""
    row = int(n) + 2
    mass, w = data[6 * row : 7 * row], data[7 * row :]
    _masses(alpha, beta, n, mass)
    size = _merge(alpha, beta, n, mass, w)
    moment = data[:size]
    for j in range(size):
        moment[j] = mass[j] * w[j]
    k0 = _total(moment, size)
    _fill(mass, w, size, k0, data)
    unused = 0.0
    return Curve(
        STEPS, size, k0, w[0], w[size - 1], unused, unused, unused, unused, unused, unused, unused, size, data
    )  # fmt: skip


@compiled
def make_binomial(alpha: float, beta: float, n: float) -> Curve:
    """Build the curve of A | θ ~ Binomial(n, θ), n a whole number (T2)."""
    c = make_binomial_in(alpha, beta, n, np.empty(binomial_room(n)))
    return Curve(
        c.kind, c.pieces, c.k0, c.m_first, c.m_last, c.alpha, c.beta, c.noise, c.signal, c.log_norm,
        c.log_mean, c.log_prior, c.size, c.data[: 6 * (c.size + 1)].copy(),
    )  # fmt: skip


@compiled
def binomial_atoms(alpha: float, beta: float, n: float) -> tuple[Vector, Vector]:
    """Probabilities and weaknesses of A = n, n−1, …, 0 for beta-binomial A (T2)."""
    mass, w = np.empty(int(n) + 1), np.empty(int(n) + 1)
    _masses(alpha, beta, n, mass)
    for i in range(mass.size):
        w[i] = (beta + i) / (alpha + beta + n)
    return mass, w
