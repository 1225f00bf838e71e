"""Scan the weakness curve: every root of an equation, the best deal against a conjecture.

Continuous and stepped signals are both lists of smooth pieces (`summitry._old.curves`), so one scanner serves
both; a jump of the price between two pieces is a sign change between two nodes with the same v.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ...model.tolerances import SIGN
from .._compile import compiled_inline, compiled_lean, compiled_within
from ..curves import point
from ..lanes import (
    WIDTH,
    alike,
    all_true,
    first_bit,
    load,
    pack,
    select,
    store,
)
from ..nodes import PIECE, Nodes, Work, at_lanes, piece_at, x_at
from ..payoffs import Game
from ..points import LINEAR, STEPS, Curve, EachCurve, Rows, Vector
from ..steps import StepShares, is_inner_step, log_odds, share_at
from .together import Queue, evaluate, put_bracket
from .turns import (
    F_EQUATION,
    L_EQUATION,
    NOBODY,
    TOGETHER,
    WORD,
    climb,
    may_reach,
    may_reach_zero,
    nodes_between,
    residual,
    scale_row,
)

ROUNDING = 4.0 * 2.2e-16
ROOT = 1e-9  # a step after which the next is rounding
INSIDE, EDGE = 0, 1


# rows of a table of candidates, a column each; FILLED says in its first column how many there are, and in
# the next whether refuted ones are kept
PIECES, X, KIND, REFUTED, COLUMN, CERTIFIED, REPORT, FILLED = range(8)
KEEPS = 1


class Candidates(NamedTuple):
    """Candidate equilibria: a root inside a piece, or an edge v_j (also v = 1) with its price range.

    One table, because a kernel hands it on at every step: piece, coordinate, kind, whether the solver has
    refuted it, where its points stand (see `summitry._old.around`), and if it was certified in company (see
    `summitry._old.company`) the largest gain from a deviation and where its numbers stand.
    """

    table: Rows


@compiled_lean
def most_candidates(nodes: Nodes, curve: Curve) -> int:
    """How many candidates a scan of these nodes may find."""
    return 3 * nodes.size + curve.pieces


@compiled_inline
def insert(found: Candidates, piece: int, x: float, kind: int, refuted: bool) -> None:
    """Insert a candidate in order of v; two brackets may meet in one root, which counts once."""
    t = found.table
    count = int(t[FILLED, 0])
    i = count
    while i > 0 and (piece, x, kind) < (t[PIECES, i - 1], t[X, i - 1], t[KIND, i - 1]):
        i -= 1
    for j in (i - 1, i):
        if 0 <= j < count and t[PIECES, j] == piece:
            other = t[X, j]
            if other == x or abs(x - other) < 1e-11 * (1.0 + abs(x)):
                return
    for j in range(count, i, -1):
        for k in range(FILLED):
            t[k, j] = t[k, j - 1]
    t[PIECES, i], t[X, i], t[KIND, i], t[REFUTED, i], t[COLUMN, i] = piece, x, kind, refuted, -1
    t[CERTIFIED, i] = np.nan
    t[FILLED, 0] = count + 1


@compiled_lean
def add(found: Candidates, piece: int, x: float, kind: int, refuted: bool) -> None:
    """Do the same, where few candidates are found: `insert`, compiled once."""
    insert(found, piece, x, kind, refuted)


@compiled_inline
def _end_row(out: Vector, size: int) -> None:
    """Let what follows the last node be no number."""
    for i in range(size, size + WIDTH):
        out[i] = np.nan


@compiled_inline
def _residuals(which: int, game: Game, nodes: Nodes, out: Vector) -> None:
    for i in range(0, nodes.size, WIDTH):
        store(out, i, residual(which, game, at_lanes(nodes, i)))
    _end_row(out, nodes.size)


@compiled_inline
def scan(for_f: bool, for_l: bool, game: Game, nodes: Nodes, work: Work) -> None:
    """Evaluate the equations at every node, into the rows of ``work`` that have their numbers.

    Both have most terms in common: they are evaluated together.
    """
    of_f, of_l = work.rows[F_EQUATION], work.rows[L_EQUATION]
    if not for_l:
        _residuals(F_EQUATION, game, nodes, of_f)
    elif not for_f:
        _residuals(L_EQUATION, game, nodes, of_l)
    else:
        for i in range(0, nodes.size, WIDTH):
            p = at_lanes(nodes, i)
            store(of_f, i, residual(F_EQUATION, game, p))
            store(of_l, i, residual(L_EQUATION, game, p))
        _end_row(of_f, nodes.size)
        _end_row(of_l, nodes.size)


@compiled_inline
def polish(
    which: int, game: Game, curve: Curve | EachCurve | StepShares, piece: int,
    a: float, b: float, c: float, fa: float, fb: float, fc: float, near: float,
) -> float:  # fmt: skip
    """Find the root between two coordinates of opposite sign (Chandrupatla 1997), given the values there.

    ``c`` is a third point beyond ``a``, or ``a`` itself. Inverse quadratic steps multiply the last three
    errors: once a step is shorter than ``near``, relative to the coordinate, the next would be rounding.
    With lanes for numbers, and `EachCurve` for the curve, a root is found in each lane.
    """
    result, done = a, fa == 0.0
    for i in range(200):
        ab, cb, ca, f_ab, f_cb, f_ca = a - b, c - b, c - a, fa - fb, fc - fb, fc - fa
        # Chandrupatla's φ² < ξ and (1 − φ)² < 1 − ξ, multiplied by the squares of what they are divided by
        room = f_cb * f_cb * cb
        smooth = (f_ab * f_ab * cb * cb < room * ab) & (f_ca * f_ca * cb * cb < room * ca)
        t = alike(0.5, a)
        if i == 0:
            # a first guess by the secant: neighbouring nodes are near enough for it
            t = fa / f_ab
            t = select(t > 0.95, 0.95, select(t < 0.05, 0.05, t))
        # both terms of the inverse quadratic over one denominator
        direct = fa * (fc * ab * f_ca - ca * fb * f_ab) / (f_ab * f_cb * f_ca * ab)
        smooth = smooth & (direct > 0.0) & (direct < 1.0)  # else what is multiplied has underflowed
        t = select(smooth, direct, t)
        best, gap = select(abs(fa) < abs(fb), a, b), abs(ab)
        scale = select(abs(best) > 1e-3, abs(best), 1e-3)
        least = ROUNDING * scale
        result = select(done, result, best)
        done = done | (fb == 0.0) | (least > 0.5 * gap) | (gap < 1e-300)
        # at least so far from either end
        step = t * gap
        step = select(step < least, least, select(step > gap - least, gap - least, step))
        x = a - select(ab > 0.0, step, -step)
        short = select(step < 0.5 * gap, step, gap - step) <= near * scale
        result = select(done, result, x)
        done = done | (smooth & short & (i > 0))
        if all_true(done):
            return result
        fx = residual(which, game, evaluate(curve, piece, x))
        done = done | (fx == 0.0)
        other = (fx > 0.0) ^ (fa > 0.0)
        c, fc = select(other, b, a), select(other, fb, fa)
        b, fb = select(other, a, b), select(other, fa, fb)
        a, fa = x, fx
    return result


@compiled_lean
def polish_one(
    which: int, game: Game, curve: Curve, piece: int,
    a: float, b: float, c: float, fa: float, fb: float, fc: float, near: float,
) -> float:  # fmt: skip
    """Find a single root: `polish`, compiled once for all who need it."""
    return polish(which, game, curve, piece, a, b, c, fa, fb, fc, near)


@compiled_lean
def _root(which: int, game: Game, curve: Curve, piece: int, a: float, b: float) -> float:
    """Find the root of an equation between two coordinates to machine precision."""
    fa = residual(which, game, point(curve, piece, a))
    fb = residual(which, game, point(curve, piece, b))
    return polish_one(which, game, curve, piece, a, b, a, fa, fb, fa, ROOT)


@compiled_lean
def _far_root(which: int, game: Game, curve: Curve, nodes: Nodes, values: Vector, i: int) -> float:
    """Find the root between the end of a piece and its neighbour, nodes i and i + 1.

    There v or 1 − v is below 1e-290 (a step: 1e-11 of it); prices still move.
    """
    j, a, b = piece_at(nodes, i), x_at(nodes, i), x_at(nodes, i + 1)
    finite = b if np.isinf(a) else a
    far = finite - 650.0 if np.isinf(a) else finite + 650.0
    f_far = residual(which, game, point(curve, j, far))
    f_near = values[i + 1] if np.isinf(a) else values[i]
    if f_far * f_near < 0.0:
        return _root(which, game, curve, j, min(finite, far), max(finite, far))
    return float(finite)


@compiled_within
def _bracket(
    which: int, game: Game, curve: Curve, nodes: Nodes, values: Vector, i: int, found: Candidates
) -> None:  # fmt: skip
    """Find the root between nodes i and i + 1, at which the equation has opposite signs."""
    j, a, b = piece_at(nodes, i), x_at(nodes, i), x_at(nodes, i + 1)
    inner = is_inner_step(curve, j)
    if (np.isinf(a) or np.isinf(b)) and not inner:
        add(found, j, _far_root(which, game, curve, nodes, values, i), INSIDE, False)
        return
    a, b, c, fa, fb, fc = _three(nodes, values, i)
    if inner:
        x = _step_root(which, game, curve, j, a, b, c, fa, fb, fc)
    else:
        x = polish_one(which, game, curve, j, a, b, c, fa, fb, fc, ROOT)
    add(found, j, x, INSIDE, False)


@compiled_within
def _step_root(
    which: int, game: Game, curve: Curve, piece: int, a: float, b: float, c: float, fa: float, fb: float,
    fc: float,
) -> float:  # fmt: skip
    """Find a root inside an inner step in its share, in which the equations are nearly straight."""
    t = polish(
        which, game, StepShares(curve), piece, share_at(a), share_at(b), share_at(c), fa, fb, fc, ROOT
    )
    return log_odds(t)


@compiled_inline
def _three(
    nodes: Nodes, values: Vector, i: int
) -> tuple[float, float, float, float, float, float]:  # fmt: skip
    """Take nodes i and i + 1, and the neighbour beyond the one that is nearer to the root, for `polish`."""
    here, after = values[i], values[i + 1]
    # either is as likely: a processor would guess wrong every other time
    turned = int(abs(after) < abs(here))
    first, second, third = i + turned, i + 1 - turned, i - 1 + 3 * turned
    a, b, fa, fb = x_at(nodes, first), x_at(nodes, second), values[first], values[second]
    within = 0 <= third < nodes.size and piece_at(nodes, third) == piece_at(nodes, i)
    if within and not np.isinf(x_at(nodes, third)):
        return a, b, x_at(nodes, third), fa, fb, values[third]
    return a, b, a, fa, fb, fa


@compiled_inline
def _is_settled(
    slot: int, curve: Curve, nodes: Nodes, values: Vector, i: int, queue: Queue
) -> bool:  # fmt: skip
    """Say whether nothing is left to do at a node: its bracket waits in the queue, or there is no root.

    Only linear signals queue, as long as there is room. Where the equation dips towards zero a parabola
    mostly shows that it does not come near.
    """
    inner = not (np.isinf(x_at(nodes, i)) or np.isinf(x_at(nodes, i + 1)))
    if _crosses(values[i], values[i + 1]):
        if curve.kind != LINEAR or not inner:
            return False
        a, b, c, fa, fb, fc = _three(nodes, values, i)
        return put_bracket(queue, slot, a, b, c, fa, fb, fc)
    if values[i + 1] == 0.0:
        return False
    scale = nodes.value[scale_row(curve)]
    return not may_reach(scale, nodes, values, i, -math.copysign(1.0, values[i]), 0.0)


@compiled_lean
def _near_double(
    which: int, game: Game, curve: Curve, nodes: Nodes, values: Vector, i: int, found: Candidates
) -> None:
    """Look for a pair of roots around node i, where the equation dips towards zero without crossing it."""
    j, sign = piece_at(nodes, i), -math.copysign(1.0, values[i])
    a, b = max(x_at(nodes, i - 1), -700.0), min(x_at(nodes, i + 1), 700.0)
    turn, above = climb(which, game, NOBODY, curve, nodes, values, i, sign, 0.0)
    if above > 0.0:
        add(found, j, _root(which, game, curve, j, a, turn), INSIDE, False)
        add(found, j, _root(which, game, curve, j, turn, b), INSIDE, False)
    elif abs(above) <= 1e-3 * SIGN * abs(values[i - 1]):
        add(found, j, turn, INSIDE, False)


@compiled_inline
def _crosses(here: float, after: float) -> bool:
    """Say whether the equation changes sign between a node and the next."""
    return ((here > 0.0) & (after < 0.0)) | ((here < 0.0) & (after > 0.0))


@compiled_inline
def _touches(here: float, after: float, last: float) -> bool:
    """Say whether the node after one is a root; zeros in a row are underflow."""
    return (after == 0.0) & (here != 0.0) & (last != 0.0)


@compiled_inline
def _same_piece(nodes: Nodes, i: int) -> int:
    """Say which of the nodes of a word from ``i`` on have their piece in common with the next."""
    pieces, one = nodes.value[PIECE], 0
    for k in range(0, min(WORD, nodes.size - i), WIDTH):
        one = one | (pack(load(pieces, i + k) == load(pieces, i + k + 1)) << k)
    return one


@compiled_inline
def _places(values: Vector, nodes: Nodes, scale: Vector, smooth: bool, i: int) -> int:
    """Say at which nodes of a word from ``i`` on a root may begin: those that the last word did not decide.

    Where the equation changes sign before the next node, where that is a root, and where it dips: it is
    nearer to zero than at either neighbour, with one sign.
    """
    above, below, nearer = 0, 0, 0
    for k in range(0, min(WORD, nodes.size - i), WIDTH):
        here, after = load(values, i + k), load(values, i + k + 1)
        above = above | (pack(here > 0.0) << k)
        below = below | (pack(here < 0.0) << k)
        nearer = nearer | (pack(abs(after) < abs(here)) << k)
    zero = ~(above | below)
    roots = (above & (below >> 1)) | (below & (above >> 1)) | (~zero & (zero >> 1) & ~(zero >> 2))
    dips = (nearer << 1) & ~nearer & ((above & (above << 1)) | (below & (below << 1)))
    mine = nodes_between(min(i, 1), nodes.size - 1 - i)
    if not smooth:
        one = _same_piece(nodes, i)
        mine, dips = mine & one, dips & (one << 1)
    dips = dips & mine
    while dips != 0:
        lowest = dips & -dips
        if may_reach_zero(scale, values, i + first_bit(dips)):
            roots = roots | lowest
        dips = dips ^ lowest
    return roots & mine


@compiled_inline
def find_roots(
    which: int, slot: int, game: Game, curve: Curve, nodes: Nodes, found: Candidates, queue: Queue,
    values: Vector,
) -> None:  # fmt: skip
    """Find every root of [F-eq] or [L-eq] inside a piece, near-double roots included.

    Parameters
    ----------
    which
        F_EQUATION or L_EQUATION.
    slot, game, curve
        The model, and its number among those searched together.
    nodes
        Scan nodes in order of v.
    found
        Where the roots go.
    queue
        Where brackets of a linear signal go, to be polished with those of other models.
    values
        The equation's value at every node: see `scan`.
    """
    scale, smooth = nodes.value[scale_row(curve)], curve.kind != STEPS
    for i in range(0, nodes.size - 1, TOGETHER - 1):
        places = _places(values, nodes, scale, smooth, i)
        while places != 0:
            j = i + first_bit(places)
            if not _is_settled(slot, curve, nodes, values, j, queue):
                _root_at(which, game, curve, nodes, values, j, found)
            places = places & (places - 1)


@compiled_lean
def _root_at(
    which: int, game: Game, curve: Curve, nodes: Nodes, values: Vector, i: int, found: Candidates
) -> None:  # fmt: skip
    """Look closer at a node where a root may begin."""
    j, b = piece_at(nodes, i), x_at(nodes, i + 1)
    if _touches(values[i], values[i + 1], values[i + 2]):
        if not np.isinf(b):
            add(found, j, b, INSIDE, False)
    elif _crosses(values[i], values[i + 1]):
        _bracket(which, game, curve, nodes, values, i, found)
    else:
        _near_double(which, game, curve, nodes, values, i, found)
