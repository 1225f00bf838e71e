"""Scan the weakness curve: every root of an equation, the best deal against a conjecture.

Continuous and stepped signals are both lists of smooth pieces (`summitry.curves`), so one scanner serves
both; a jump of the price between two pieces is a sign change between two nodes with the same v.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._compile import compiled
from ..curves import point
from ..equations import (
    Conjecture,
    deal_gain,
    deal_gain_slope,
    deal_size,
    f_proposes,
    l_proposes,
)
from ..nodes import Nodes, at
from ..payoffs import Game
from ..points import Curve, Point, Vector
from ..tolerances import SIGN

F_EQUATION, L_EQUATION, SLOPE = 0, 1, 2
ROUNDING = 4.0 * 2.2e-16
NOBODY = Conjecture(0.0, 0.0, 0.0)  # what the first two do not need
INSIDE, EDGE = 0, 1


class Candidates(NamedTuple):
    """Candidate equilibria: a root inside a piece, or an edge v_j (also v = 1) with its price range."""

    piece: NDArray[np.int64]
    x: NDArray[np.float64]
    kind: NDArray[np.int64]


@compiled
def residual(which: int, game: Game, believed: Conjecture, p: Point) -> float:
    """Evaluate what a search sets to zero: [F-eq], [L-eq], or the slope of L's gain given a conjecture."""
    if which == F_EQUATION:
        return f_proposes(game, p)
    if which == L_EQUATION:
        return l_proposes(game, p)
    return deal_gain_slope(game, believed, p)


@compiled
def residuals(which: int, game: Game, nodes: Nodes) -> Vector:
    """Evaluate that equation at every node."""
    out = np.empty(nodes.x.size)
    if which == F_EQUATION:
        for i in range(out.size):
            out[i] = f_proposes(game, at(nodes, i))
    else:
        for i in range(out.size):
            out[i] = l_proposes(game, at(nodes, i))
    return out


@compiled
def polish(
    which: int, game: Game, believed: Conjecture, curve: Curve, piece: int,
    a: float, b: float, fa: float, fb: float, tolerance: float,
) -> float:  # fmt: skip
    """Find the root between two coordinates of opposite sign (Chandrupatla 1997), given the values there."""
    if fa == 0.0:
        return a
    # a first guess by the secant: neighbouring nodes are near enough for it
    t, c, fc = min(0.95, max(0.05, fa / (fa - fb))), a, fa
    for _ in range(200):
        x = a + t * (b - a)
        fx = residual(which, game, believed, point(curve, piece, x))
        if (fx > 0.0) == (fa > 0.0):
            c, fc = a, fa
        else:
            c, b, fc, fb = b, a, fb, fa
        a, fa = x, fx
        best = a if abs(fa) < abs(fb) else b
        width = tolerance * max(abs(best), 1e-3) / abs(b - c) if b != c else 1.0
        if fa == 0.0 or fb == 0.0 or width > 0.5 or abs(b - a) < 1e-300:
            return best
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        t = 0.5
        if phi * phi < xi and (1.0 - phi) * (1.0 - phi) < 1.0 - xi:
            t = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (
                fc - fb
            )
        t = min(1.0 - width, max(width, t))
    return a


@compiled
def _root(which: int, game: Game, curve: Curve, piece: int, a: float, b: float) -> float:
    """Find the root of an equation between two coordinates to machine precision."""
    fa = residual(which, game, NOBODY, point(curve, piece, a))
    fb = residual(which, game, NOBODY, point(curve, piece, b))
    return polish(which, game, NOBODY, curve, piece, a, b, fa, fb, ROUNDING)


@compiled
def _turning_point(
    which: int, game: Game, curve: Curve, piece: int, left: float, mid: float, right: float
) -> float:
    """Go to the extremum of the equation nearest to zero between three nodes of one sign (golden section)."""
    sign = 1.0 if residual(which, game, NOBODY, point(curve, piece, mid)) > 0.0 else -1.0
    golden = 0.3819660112501051
    best, f_best = mid, sign * residual(which, game, NOBODY, point(curve, piece, mid))
    for _ in range(80):
        new = best + golden * (right - best if right - best > best - left else left - best)
        f_new = sign * residual(which, game, NOBODY, point(curve, piece, new))
        if f_new < f_best:
            if new > best:
                left = best
            else:
                right = best
            best, f_best = new, f_new
        elif new > best:
            right = new
        else:
            left = new
        if f_best <= 0.0 or right - left < 1e-9 * (1.0 + abs(best)):
            break
    return best


@compiled
def _may_touch(f0: float, f1: float, f2: float, x0: float, x1: float, x2: float) -> bool:
    """Say whether the parabola through three values of one sign comes near zero at its extremum."""
    if not (abs(f1) <= abs(f0) and abs(f1) <= abs(f2)):
        return False
    s01, s12 = (f1 - f0) / (x1 - x0), (f2 - f1) / (x2 - x1)
    curvature = (s12 - s01) / (x2 - x0)
    if curvature == 0.0:
        return False
    slope = s01 + curvature * (x1 - x0)
    extremum = f1 - slope * slope / (4.0 * curvature)
    return extremum / f1 < 0.6


@compiled
def find_roots(which: int, game: Game, curve: Curve, nodes: Nodes) -> Candidates:
    """Find every root of [F-eq] or [L-eq] inside a piece, near-double roots included.

    Parameters
    ----------
    which
        F_EQUATION or L_EQUATION.
    game, curve
        The model.
    nodes
        Scan nodes in order of v.
    """
    size = nodes.x.size
    values = residuals(which, game, nodes)
    piece, xs = np.empty(3 * size, np.int64), np.empty(3 * size)
    count = 0
    for i in range(size - 1):
        j = nodes.piece[i]
        if nodes.piece[i + 1] != j:
            continue
        a, b = nodes.x[i], nodes.x[i + 1]
        if values[i + 1] == 0.0 and not np.isinf(b):
            piece[count], xs[count] = j, b
            count += 1
        elif values[i] * values[i + 1] < 0.0 or (
            (values[i] > 0.0) != (values[i + 1] > 0.0) and values[i] != 0.0 and values[i + 1] != 0.0
        ):
            if np.isinf(a) or np.isinf(b):
                # beyond the last node v or 1 − v is below 1e-290 (a step: 1e-11 of it); prices still move
                finite = b if np.isinf(a) else a
                far = finite - 650.0 if np.isinf(a) else finite + 650.0
                f_far = residual(which, game, NOBODY, point(curve, j, far))
                f_near = values[i + 1] if np.isinf(a) else values[i]
                if f_far * f_near < 0.0:
                    xs[count] = _root(which, game, curve, j, min(finite, far), max(finite, far))
                else:
                    xs[count] = finite
            else:
                xs[count] = polish(
                    which, game, NOBODY, curve, j, a, b, values[i], values[i + 1], ROUNDING
                )
            piece[count] = j
            count += 1
        elif i > 0 and nodes.piece[i - 1] == j and not (np.isinf(nodes.x[i - 1]) or np.isinf(b)):
            before = values[i - 1]
            if before * values[i] > 0.0 and _may_touch(
                before, values[i], values[i + 1], nodes.x[i - 1], a, b
            ):
                turn = _turning_point(which, game, curve, j, nodes.x[i - 1], a, b)
                f_turn = residual(which, game, NOBODY, point(curve, j, turn))
                if f_turn * before < 0.0:
                    piece[count], xs[count] = j, _root(which, game, curve, j, nodes.x[i - 1], turn)
                    piece[count + 1], xs[count + 1] = j, _root(which, game, curve, j, turn, b)
                    count += 2
                elif abs(f_turn) <= 1e-3 * SIGN * abs(before):
                    piece[count], xs[count] = j, turn
                    count += 1
    return Candidates(piece[:count].copy(), xs[:count].copy(), np.zeros(count, np.int64))


@compiled
def with_edges(roots: Candidates, edges: NDArray[np.int64]) -> Candidates:
    """Add the upper ends of the given pieces to the roots inside pieces."""
    size = roots.x.size
    piece, x = np.empty(size + edges.size, np.int64), np.empty(size + edges.size)
    kind = np.full(size + edges.size, INSIDE)
    piece[:size], x[:size] = roots.piece, roots.x
    piece[size:], x[size:], kind[size:] = edges, np.inf, EDGE
    return Candidates(piece, x, kind)


@compiled
def is_gain(game: Game, believed: Conjecture, p: Point, gain: float) -> bool:
    """Say whether a gain per visit is positive beyond the rounding of its two terms."""
    return gain > SIGN * deal_size(game, believed, p)


@compiled
def peak(
    game: Game,
    believed: Conjecture,
    curve: Curve,
    piece: int,
    a: float,
    b: float,
    fa: float,
    fb: float,
) -> float:
    """Find where L's gain from a deal stops rising, between two coordinates, given its slopes there."""
    if np.isinf(a):
        a = min(b, 0.0) - 700.0 if not np.isinf(b) else -700.0
        fa = deal_gain_slope(game, believed, point(curve, piece, a))
    if np.isinf(b):
        b = max(a, 0.0) + 700.0
        fb = deal_gain_slope(game, believed, point(curve, piece, b))
    if not (fa > 0.0 and fb < 0.0):
        return b if fb > 0.0 else a
    # the gain is flat at its peak: a place good to 1e-8 gives its height to rounding
    return polish(SLOPE, game, believed, curve, piece, a, b, fa, fb, 1e-8)


@compiled
def _may_exceed(nodes: Nodes, per_visit: Vector, slope: Vector, i: int, level: float) -> bool:
    """Say whether a peak of W between nodes i − 1 and i may rise above a level.

    A concave peak lies below both its tangents; twice that rise is allowed for.
    """
    v0, v1 = nodes.value[0, i - 1], nodes.value[0, i]
    w0, w1 = v0 * per_visit[i - 1], v1 * per_visit[i]
    up = slope[i - 1] / max(nodes.value[6, i - 1], 1e-12)
    down = -slope[i] / max(nodes.value[6, i], 1e-12)
    top = max(w0, w1)
    crossing = (
        (w0 * down + w1 * up + up * down * (v1 - v0)) / (up + down) if up + down > 0.0 else top
    )
    return not top + 2.0 * max(crossing - top, 0.0) <= level


@compiled
def beyond(piece: int, x: float, after_piece: int, after_x: float) -> bool:
    """Say whether a point has more visits than another; v itself cannot tell near 0 and 1."""
    return piece > after_piece or (piece == after_piece and x > after_x)


@compiled
def _gains(game: Game, believed: Conjecture, nodes: Nodes) -> tuple[Vector, Vector]:
    """Evaluate L's gain per visit from the deal at every node, and its slope."""
    size = nodes.x.size
    per_visit, slope = np.empty(size), np.empty(size)
    for i in range(size):
        per_visit[i] = deal_gain(game, believed, at(nodes, i))
    for i in range(size):
        slope[i] = deal_gain_slope(game, believed, at(nodes, i))
    return per_visit, slope


@compiled
def best_deal(
    game: Game, believed: Conjecture, curve: Curve, nodes: Nodes,
    after_piece: int, after_x: float, own_piece: int, own_x: float, level: float,
) -> tuple[float, int, float, bool]:  # fmt: skip
    """Find the deal that L likes best against a conjecture: largest W(v'; v*) (T5).

    Parameters
    ----------
    game, believed, curve, nodes
        The model, C's conjecture and the scan nodes.
    after_piece, after_x
        Only deals with more visits than this point count; piece −1 for all.
    own_piece, own_x
        A peak that is known already, with gain ``level``; piece −1 for none.
    level
        Peaks that cannot exceed this gain are not refined.

    Returns
    -------
    tuple
        The gain W, the piece and coordinate where it is reached, and whether any deal gains per visit
        more than rounding.
    """
    best, best_piece, best_x, any_gain = -np.inf, 0, -np.inf, False
    size = nodes.x.size
    per_visit, slope = _gains(game, believed, nodes)
    start = 0
    while start < size and not beyond(nodes.piece[start], nodes.x[start], after_piece, after_x):
        start += 1
    for i in range(start, size):
        gain = nodes.value[0, i] * per_visit[i]
        if per_visit[i] > 0.0 and not any_gain:
            any_gain = is_gain(game, believed, at(nodes, i), per_visit[i])
        if gain > best:
            best, best_piece, best_x = gain, nodes.piece[i], nodes.x[i]
    for i in range(max(start, 1), size):
        j = nodes.piece[i]
        if not (slope[i - 1] > 0.0 and slope[i] <= 0.0 and j == nodes.piece[i - 1]):
            continue
        a, b = nodes.x[i - 1], nodes.x[i]
        if j == own_piece and a <= own_x <= b:
            continue
        if not _may_exceed(
            nodes, per_visit, slope, i, min(max(best, level), 0.0 if not any_gain else np.inf)
        ):
            continue
        x = peak(game, believed, curve, j, a, b, slope[i - 1], slope[i])
        top = point(curve, j, x)
        if beyond(j, x, after_piece, after_x):
            top_gain = deal_gain(game, believed, top)
            any_gain = any_gain or is_gain(game, believed, top, top_gain)
            if top.v * top_gain > best:
                best, best_piece, best_x = top.v * top_gain, j, x
    return best, best_piece, best_x, any_gain
