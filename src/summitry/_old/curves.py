"""The weakness curve (T2), compiled: all that the game needs to know of F's information.

A curve is a list of smooth *pieces*. A continuous signal has one; a signal with J values has J, each of
constant marginal weakness m. Inside a piece a point is named by a log-odds coordinate ``x`` that grows with
the visit probability v, from −∞ to +∞, so that v and 1 − v both keep full relative accuracy:

* linear: x = log((1−b)/b), with b = a/n the threshold;
* steps:  v = V[j] + p[j]·t, with t = 1/(1+e⁻ˣ);
* table:  a signal s ∈ [0, 1] counted from the strong end, s = 1/(1+e⁻ˣ).
"""

from __future__ import annotations

import math

import numpy as np

from ._compile import compiled_lean
from .linear import linear_point
from .points import (
    CUM_GAP,
    CUM_M,
    CUM_V,
    CUM_VC,
    DENSITY,
    EDGES,
    LINEAR,
    PANEL_NODES,
    POSTERIOR,
    SLOPE,
    STEPS,
    Curve,
    Point,
    Vector,
    entry,
    panel,
)
from .steps import share_at, step_at


@compiled_lean
def log_share(x: float) -> float:
    """Log of 1/(1+e⁻ˣ), accurate at both ends."""
    return -math.log1p(math.exp(-x)) if x >= 0.0 else x - math.log1p(math.exp(x))


@compiled_lean
def _steps_point(curve: Curve, j: int, x: float) -> Point:
    """Evaluate step ``j``: m is constant, F's threshold type mixes (T6)."""
    return step_at(curve, j, share_at(x), share_at(-x))


# Gauss-Legendre rule for partial panels and barycentric weights for Chebyshev-Lobatto nodes
_GAUSS_X, _GAUSS_W = np.polynomial.legendre.leggauss(12)
LOBATTO: Vector = np.array([-math.cos(math.pi * i / (PANEL_NODES - 1)) for i in range(PANEL_NODES)])
_BARY: Vector = np.array([(-1.0) ** i for i in range(PANEL_NODES)])
_BARY[0] *= 0.5
_BARY[-1] *= 0.5


@compiled_lean
def interpolate(values: Vector, start: int, y: float) -> float:
    """Evaluate the interpolant through Chebyshev-Lobatto values from ``start`` on at ``y`` ∈ [−1, 1]."""
    top, bottom = 0.0, 0.0
    for i in range(PANEL_NODES):
        gap = y - LOBATTO[i]
        if gap == 0.0:
            return float(values[start + i])
        weight = _BARY[i] / gap
        top += weight * values[start + i]
        bottom += weight
    return float(top / bottom)


@compiled_lean
def _panel_part(
    curve: Curve, j: int, from_left: bool, length: float, level: float
) -> tuple[float, float]:
    """Find the probability of a stretch of panel j next to one of its edges, and the mean of w − level there.

    The stretch is given by its length, which keeps full relative accuracy where it is tiny.
    """
    share = length / (entry(curve, EDGES, j + 1) - entry(curve, EDGES, j))
    total, moment = 0.0, 0.0
    for i in range(_GAUSS_X.size):
        y = -1.0 + share * (1.0 + _GAUSS_X[i]) if from_left else 1.0 - share * (1.0 - _GAUSS_X[i])
        mass = _GAUSS_W[i] * interpolate(curve.data, panel(curve, DENSITY, j), y)
        total += mass
        moment += mass * (interpolate(curve.data, panel(curve, POSTERIOR, j), y) - level)
    return 0.5 * length * total, moment / total


@compiled_lean
def _table_end(curve: Curve, weak: bool) -> Point:
    """Return v = 0 or v = 1 of a tabulated signal exactly."""
    k0 = curve.k0
    if not weak:
        return Point(0.0, 1.0, curve.m_first, k0 - curve.m_first, curve.m_first, 0.0, 1.0, 0.0, 0.0)
    density = curve.data[panel(curve, POSTERIOR, 0) - 1]  # the last value of each block
    flat = density / (density + curve.data[-1])
    spread = curve.m_last - k0
    return Point(1.0, 0.0, k0, spread, curve.m_last, spread, flat, 1.0 - flat, 0.0)


@compiled_lean
def table_point(curve: Curve, x: float) -> Point:
    """Evaluate a tabulated continuous signal (T2: the literal density, a user's own experiment)."""
    if math.isinf(x):
        return _table_end(curve, x > 0.0)
    s, sc = math.exp(log_share(x)), math.exp(log_share(-x))
    panels, k0 = curve.size, curve.k0
    edges = curve.data[EDGES * (panels + 1) : 6 * (panels + 1)]
    j = int(np.searchsorted(edges, s, side="right")) - 1
    j = min(max(j, 0), panels - 1)
    width = entry(curve, EDGES, j + 1) - entry(curve, EDGES, j)
    left = s - entry(curve, EDGES, j)
    right = sc if j == panels - 1 else entry(curve, EDGES, j + 1) - s
    y = -1.0 + 2.0 * left / width if left < right else 1.0 - 2.0 * right / width
    density = interpolate(curve.data, panel(curve, DENSITY, j), y)
    m = interpolate(curve.data, panel(curve, POSTERIOR, j), y)
    below, below_mean = _panel_part(curve, j, True, left, k0)
    above, above_mean = _panel_part(curve, j, False, right, k0)
    v, vc = entry(curve, CUM_V, j) + below, entry(curve, CUM_VC, j + 1) + above
    if vc < 0.5:
        v = 1.0 - vc
    else:
        vc = 1.0 - v
    # in the outermost panels from the means themselves: v or 1 − v may be too small to divide by
    if j == 0:
        kappa = k0 + below_mean
        excess = -_panel_part(curve, j, True, left, m)[1]
    else:
        kappa = (entry(curve, CUM_M, j) + below * (below_mean + k0)) / v
        excess = m - kappa
    if j == 0 and m < k0:
        spread = -below_mean / vc
    elif j == panels - 1 and m >= k0:
        spread = above_mean / v
    elif m < k0:
        spread = (entry(curve, CUM_GAP, j) - below * below_mean) / (v * vc)
    else:
        spread = (entry(curve, CUM_GAP, j + 1) + above * above_mean) / (v * vc)
    ratio = v * interpolate(curve.data, panel(curve, SLOPE, j), y) / density
    flat = 1.0 / (1.0 + ratio)
    return Point(v, vc, kappa, spread, m, excess, flat, 1.0 - flat, density * s * sc)


@compiled_lean
def point(curve: Curve, piece: int, x: float) -> Point:
    """Evaluate the curve at coordinate ``x`` of a piece (T2).

    Parameters
    ----------
    curve
        The weakness curve.
    piece
        Which smooth piece, counted from the strong end.
    x
        Log-odds coordinate, −∞ to +∞; v grows with it.
    """
    if curve.kind == LINEAR:
        return linear_point(curve, x)
    if curve.kind == STEPS:
        return _steps_point(curve, piece, x)
    return table_point(curve, x)
