"""Scan the weakness curve: every root of an equation, the best deal against a conjecture.

Continuous and stepped signals are both lists of smooth pieces (`summitry.curves`), so one scanner serves
both; a jump of the price between two pieces is a sign change between two nodes with the same v.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._compile import compiled, compiled_inline, compiled_lean
from ..curves import point
from ..equations import (
    Conjecture,
    deal_gain_slope,
    f_proposes,
    l_proposes,
)
from ..nodes import Nodes, at
from ..payoffs import Game
from ..points import Curve, Point, Vector
from ..tolerances import SIGN

F_EQUATION, L_EQUATION, SLOPE = 0, 1, 2
ROUNDING = 4.0 * 2.2e-16
ROOT, PEAK = 1e-9, 1e-5  # steps after which the next is rounding, or moves a flat peak by nothing
NOBODY = Conjecture(0.0, 0.0, 0.0)  # what the first two do not need
INSIDE, EDGE = 0, 1


class Candidates(NamedTuple):
    """Candidate equilibria: a root inside a piece, or an edge v_j (also v = 1) with its price range."""

    piece: NDArray[np.int64]
    x: NDArray[np.float64]
    kind: NDArray[np.int64]
    refuted: NDArray[np.int64]  # 1 if the solver has refuted it
    filled: NDArray[np.int64]  # how many there are, in its only place


@compiled
def no_candidates(nodes: Nodes, curve: Curve) -> Candidates:
    """Make room for all the candidates that a scan of these nodes may find."""
    room = 3 * nodes.x.size + curve.pieces
    whole = np.empty((3, room), np.int64)
    return Candidates(whole[0], np.empty(room), whole[1], whole[2], np.zeros(1, np.int64))


@compiled_lean
def add(found: Candidates, piece: int, x: float, kind: int) -> None:
    """Insert a candidate in order of v; two brackets may meet in one root, which counts once."""
    count = found.filled[0]
    i = count
    while i > 0 and (piece, x, kind) < (found.piece[i - 1], found.x[i - 1], found.kind[i - 1]):
        i -= 1
    for j in (i - 1, i):
        if 0 <= j < count and found.piece[j] == piece:
            other = found.x[j]
            if other == x or abs(x - other) < 1e-11 * (1.0 + abs(x)):
                return
    for j in range(count, i, -1):
        found.piece[j], found.x[j] = found.piece[j - 1], found.x[j - 1]
        found.kind[j], found.refuted[j] = found.kind[j - 1], found.refuted[j - 1]
    found.piece[i], found.x[i], found.kind[i], found.refuted[i] = piece, x, kind, 0
    found.filled[0] = count + 1


@compiled_inline
def residual(which: int, game: Game, believed: Conjecture, p: Point) -> float:
    """Evaluate what a search sets to zero: [F-eq], [L-eq], or the slope of L's gain given a conjecture."""
    if which == F_EQUATION:
        return f_proposes(game, p)
    if which == L_EQUATION:
        return l_proposes(game, p)
    return deal_gain_slope(game, believed, p)


@compiled_lean
def _f_residuals(game: Game, nodes: Nodes, out: Vector) -> None:
    for i in range(nodes.x.size):
        out[i] = f_proposes(game, at(nodes, i))


@compiled_lean
def _l_residuals(game: Game, nodes: Nodes, out: Vector) -> None:
    for i in range(nodes.x.size):
        out[i] = l_proposes(game, at(nodes, i))


@compiled_lean
def residuals(which: int, game: Game, nodes: Nodes, out: Vector) -> None:
    """Evaluate that equation at every node."""
    if which == F_EQUATION:
        _f_residuals(game, nodes, out)
    else:
        _l_residuals(game, nodes, out)


@compiled_inline
def polish(
    which: int, game: Game, believed: Conjecture, curve: Curve, piece: int,
    a: float, b: float, c: float, fa: float, fb: float, fc: float, near: float,
) -> float:  # fmt: skip
    """Find the root between two coordinates of opposite sign (Chandrupatla 1997), given the values there.

    ``c`` is a third point beyond ``a``, or ``a`` itself. Inverse quadratic steps multiply the last three
    errors: once a step is shorter than ``near``, relative to the coordinate, the next would be rounding.
    """
    if fa == 0.0:
        return a
    for i in range(200):
        t, smooth = 0.5, False
        if c != a and fc != fa:
            xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
            smooth = phi * phi < xi and (1.0 - phi) * (1.0 - phi) < 1.0 - xi
        if smooth:
            t = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (
                fc - fb
            )
        elif i == 0:
            # a first guess by the secant: neighbouring nodes are near enough for it
            t = min(0.95, max(0.05, fa / (fa - fb)))
        best = a if abs(fa) < abs(fb) else b
        scale = max(abs(best), 1e-3)
        width = ROUNDING * scale / abs(b - a) if b != a else 1.0
        if fb == 0.0 or width > 0.5 or abs(b - a) < 1e-300:
            return best
        t = min(1.0 - width, max(width, t))
        x = a + t * (b - a)
        if smooth and i > 0 and min(t, 1.0 - t) * abs(b - a) <= near * scale:
            return x
        fx = residual(which, game, believed, point(curve, piece, x))
        if fx == 0.0:
            return x
        if (fx > 0.0) == (fa > 0.0):
            c, fc = a, fa
        else:
            c, b, fc, fb = b, a, fb, fa
        a, fa = x, fx
    return a


@compiled_lean
def _root(which: int, game: Game, curve: Curve, piece: int, a: float, b: float) -> float:
    """Find the root of an equation between two coordinates to machine precision."""
    fa = residual(which, game, NOBODY, point(curve, piece, a))
    fb = residual(which, game, NOBODY, point(curve, piece, b))
    return polish(which, game, NOBODY, curve, piece, a, b, a, fa, fb, fa, ROOT)


@compiled_lean
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


@compiled_lean
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


@compiled_inline
def _bracket(which: int, game: Game, curve: Curve, nodes: Nodes, values: Vector, i: int) -> float:
    """Find the root between nodes i and i + 1, at which the equation has opposite signs."""
    j, a, b = nodes.piece[i], nodes.x[i], nodes.x[i + 1]
    fa, fb = values[i], values[i + 1]
    if np.isinf(a) or np.isinf(b):
        # beyond the last node v or 1 − v is below 1e-290 (a step: 1e-11 of it); prices still move
        finite = b if np.isinf(a) else a
        far = finite - 650.0 if np.isinf(a) else finite + 650.0
        f_far = residual(which, game, NOBODY, point(curve, j, far))
        f_near = fb if np.isinf(a) else fa
        if f_far * f_near < 0.0:
            return _root(which, game, curve, j, min(finite, far), max(finite, far))
        return float(finite)
    # the neighbour beyond the end that is nearer to the root
    if abs(fb) < abs(fa):
        c = i + 2
        a, b, fa, fb = b, a, fb, fa
    else:
        c = i - 1
    if 0 <= c < nodes.x.size and nodes.piece[c] == j and not np.isinf(nodes.x[c]):
        return polish(which, game, NOBODY, curve, j, a, b, nodes.x[c], fa, fb, values[c], ROOT)
    return polish(which, game, NOBODY, curve, j, a, b, a, fa, fb, fa, ROOT)


@compiled_lean
def _near_double(
    which: int, game: Game, curve: Curve, nodes: Nodes, values: Vector, i: int, found: Candidates
) -> None:
    """Look for a pair of roots around node i, where the equation dips towards zero without crossing it."""
    j, a, b = nodes.piece[i], nodes.x[i], nodes.x[i + 1]
    c, before = nodes.x[i - 1], values[i - 1]
    turn = _turning_point(which, game, curve, j, c, a, b)
    f_turn = residual(which, game, NOBODY, point(curve, j, turn))
    if f_turn * before < 0.0:
        add(found, j, _root(which, game, curve, j, c, turn), INSIDE)
        add(found, j, _root(which, game, curve, j, turn, b), INSIDE)
    elif abs(f_turn) <= 1e-3 * SIGN * abs(before):
        add(found, j, turn, INSIDE)


@compiled_lean
def _crosses(values: Vector, nodes: Nodes, i: int) -> bool:
    """Say whether the equation changes sign between node ``i`` and the next."""
    differ = (values[i] > 0.0) != (values[i + 1] > 0.0)
    proper = (values[i] != 0.0) & (values[i + 1] != 0.0)
    return bool(differ & proper & (nodes.piece[i] == nodes.piece[i + 1]))


@compiled_lean
def _dips(values: Vector, nodes: Nodes, i: int) -> bool:
    """Say whether the equation is nearer to zero at node ``i`` than at its neighbours, with one sign."""
    here, before, after = abs(values[i]), abs(values[i - 1]), abs(values[i + 1])
    one = (values[i - 1] * values[i] > 0.0) & (nodes.piece[i - 1] == nodes.piece[i])
    same = nodes.piece[i] == nodes.piece[i + 1]
    return bool((here < before) & (here <= after) & one & same)


@compiled_lean
def _touches(values: Vector, nodes: Nodes, i: int) -> bool:
    """Say whether the node after ``i`` is a root; zeros in a row are underflow."""
    after = min(i + 2, nodes.x.size - 1)
    alone = (values[i] != 0.0) & ((values[after] != 0.0) | (after == i + 1))
    return bool((values[i + 1] == 0.0) & alone & (nodes.piece[i] == nodes.piece[i + 1]))


@compiled_lean
def _is_place(values: Vector, nodes: Nodes, i: int) -> bool:
    """Say whether a root may begin at node ``i`` > 0. No branches: such a loop runs side by side."""
    return _touches(values, nodes, i) | _crosses(values, nodes, i) | _dips(values, nodes, i)


@compiled_lean
def _count_places(values: Vector, nodes: Nodes) -> int:
    count = 0
    for i in range(1, nodes.x.size - 1):
        count += _is_place(values, nodes, i)
    return count


@compiled_inline
def find_roots(
    which: int, game: Game, curve: Curve, nodes: Nodes, found: Candidates, values: Vector
) -> None:  # fmt: skip
    """Find every root of [F-eq] or [L-eq] inside a piece, near-double roots included.

    Parameters
    ----------
    which
        F_EQUATION or L_EQUATION.
    game, curve
        The model.
    nodes
        Scan nodes in order of v.
    found
        Where the roots go.
    values
        Where the equation's value at every node goes.
    """
    residuals(which, game, nodes, values)
    left, i = _count_places(values, nodes), 0
    if _crosses(values, nodes, 0):
        add(found, nodes.piece[0], _bracket(which, game, curve, nodes, values, 0), INSIDE)
    elif _touches(values, nodes, 0):
        add(found, nodes.piece[0], nodes.x[1], INSIDE)
    while left > 0:
        i += 1
        if not _is_place(values, nodes, i):
            continue
        left -= 1
        j, a, b = nodes.piece[i], nodes.x[i], nodes.x[i + 1]
        if _touches(values, nodes, i):
            if not np.isinf(b):
                add(found, j, b, INSIDE)
        elif _crosses(values, nodes, i):
            add(found, j, _bracket(which, game, curve, nodes, values, i), INSIDE)
        else:
            c = nodes.x[i - 1]
            inner = not (np.isinf(c) or np.isinf(b))
            if inner and _may_touch(values[i - 1], values[i], values[i + 1], c, a, b):
                _near_double(which, game, curve, nodes, values, i, found)
