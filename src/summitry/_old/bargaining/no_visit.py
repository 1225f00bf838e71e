"""No visits: when neither leader gains from an unexpected deal, whoever proposes (T5)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled, compiled_within
from ..curves import point
from ..equations import deal_gain, no_visit_conjecture
from ..nodes import Nodes, Work, at, piece_at, x_at
from ..payoffs import Game
from ..points import Curve, Point
from .deals import any_pays


@compiled_within
def is_refuted(
    game: Game, curve: Curve, nodes: Nodes, reading: float, below: float, work: Work
) -> bool:  # fmt: skip
    """Say whether some deal pays when an unseen-price visit is read as ``reading`` = k₀ − ``below``."""
    believed = no_visit_conjecture(curve, reading, below)
    return any_pays(game, believed, curve, nodes, 0, np.nan, np.nan, work)


@compiled
def _needed_drop(game: Game, curve: Curve, p: Point) -> float:
    """Smallest reading, as k₀ less it, at which the deal with this visit probability stops paying.

    L's gain per visit falls in the reading, so that bisection is exact; NaN when no reading is enough.
    """
    lo, hi = curve.k0 - curve.m_last, curve.k0 - curve.m_first
    if deal_gain(game, no_visit_conjecture(curve, curve.k0 - lo, lo), p) > 0.0:
        return np.nan
    if deal_gain(game, no_visit_conjecture(curve, curve.k0 - hi, hi), p) <= 0.0:
        return hi
    for _ in range(80):
        mid = 0.5 * (lo + hi)
        if deal_gain(game, no_visit_conjecture(curve, curve.k0 - mid, mid), p) > 0.0:
            hi = mid
        else:
            lo = mid
    return lo


@compiled
def supporting_reading(game: Game, curve: Curve, nodes: Nodes) -> float:
    """Find κ̂: the smallest weakness read into an unseen-price visit that supports no visits (T5).

    Returns
    -------
    float
        κ̂ in [m(0), m(1)]; NaN when even the weakest reading does not support no visits.
    """
    size = nodes.size
    drops = np.empty(size)
    for i in range(size):
        drops[i] = _needed_drop(game, curve, at(nodes, i))
        if np.isnan(drops[i]):
            return np.nan
    i = int(np.argmin(drops))
    best = drops[i]
    piece = piece_at(nodes, i)
    left = x_at(nodes, i - 1) if i > 0 and piece_at(nodes, i - 1) == piece else x_at(nodes, i)
    right = x_at(nodes, i + 1) if i + 1 < size and piece_at(nodes, i + 1) == piece else x_at(nodes, i)
    left, right = max(left, -700.0), min(right, 700.0)
    for _ in range(60):
        a, b = left + 0.381966 * (right - left), right - 0.381966 * (right - left)
        f_a = _needed_drop(game, curve, point(curve, piece, a))
        f_b = _needed_drop(game, curve, point(curve, piece, b))
        if np.isnan(f_a) or np.isnan(f_b):
            return np.nan
        if f_a < f_b:
            right = b
        else:
            left = a
        best = min(best, f_a, f_b)
        if right - left < 1e-9:
            break
    return float(curve.k0 - best)
