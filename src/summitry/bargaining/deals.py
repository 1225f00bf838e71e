"""Deals against a conjecture of C: whether any pays, and which one L likes best (T5)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled_lean
from ..curves import point
from ..equations import Conjecture, deal_gain, deal_gain_slope, deal_size
from ..nodes import Nodes, Work, at
from ..payoffs import Game
from ..points import Curve, Point, Vector
from ..tolerances import SIGN
from .search import PEAK, SLOPE, polish


@compiled_lean
def is_gain(game: Game, believed: Conjecture, p: Point, gain: float) -> bool:
    """Say whether a gain per visit is positive beyond the rounding of its two terms."""
    return gain > SIGN * deal_size(game, believed, p)


@compiled_lean
def _peak(
    game: Game, believed: Conjecture, curve: Curve, piece: int, a: float, b: float, fa: float, fb: float
) -> float:  # fmt: skip
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
    return polish(SLOPE, game, believed, curve, piece, a, b, a, fa, fb, fa, PEAK)


@compiled_lean
def _may_exceed(nodes: Nodes, gain: Vector, slope: Vector, i: int, level: float) -> bool:
    """Say whether a peak of W between nodes i − 1 and i may rise above a level.

    A concave peak lies below both its tangents; twice that rise is allowed for.
    """
    v0, v1 = nodes.value[0, i - 1], nodes.value[0, i]
    w0, w1 = v0 * gain[i - 1], v1 * gain[i]
    up = slope[i - 1] / max(nodes.value[6, i - 1], 1e-12)
    down = -slope[i] / max(nodes.value[6, i], 1e-12)
    top = max(w0, w1)
    crossing = (
        (w0 * down + w1 * up + up * down * (v1 - v0)) / (up + down) if up + down > 0.0 else top
    )
    return not top + 2.0 * max(crossing - top, 0.0) <= level


@compiled_lean
def _beyond(piece: int, x: float, after_piece: int, after_x: float) -> bool:
    """Say whether a point has more visits than another; v itself cannot tell near 0 and 1."""
    return (piece > after_piece) | ((piece == after_piece) & (x > after_x))


@compiled_lean
def _turns(slope: Vector, nodes: Nodes, i: int) -> bool:
    """Say whether L's gain has a peak between node ``i`` − 1 and node ``i``."""
    same = nodes.piece[i - 1] == nodes.piece[i]
    return bool((slope[i - 1] > 0.0) & (slope[i] <= 0.0) & same)


@compiled_lean
def _count_turns(slope: Vector, nodes: Nodes, start: int) -> int:
    count = 0
    for i in range(1, nodes.x.size):
        count += (i >= start) & _turns(slope, nodes, i)
    return count


@compiled_lean
def _first_beyond(nodes: Nodes, after_piece: int, after_x: float) -> int:
    """Find the first node with more visits than a point."""
    count = 0
    for i in range(nodes.x.size):
        count += not _beyond(nodes.piece[i], nodes.x[i], after_piece, after_x)
    return count


@compiled_lean
def _count_positive(gain: Vector, nodes: Nodes, start: int) -> int:
    count = 0
    for i in range(nodes.x.size):
        count += (i >= start) & (gain[i] > 0.0)
    return count


@compiled_lean
def _gains(game: Game, believed: Conjecture, nodes: Nodes, out: Vector) -> None:
    """Evaluate L's gain per visit from the deal at every node."""
    for i in range(nodes.x.size):
        out[i] = deal_gain(game, believed, at(nodes, i))


@compiled_lean
def _slopes(game: Game, believed: Conjecture, nodes: Nodes, out: Vector) -> None:
    """Evaluate the slope of L's gain at every node."""
    for i in range(nodes.x.size):
        out[i] = deal_gain_slope(game, believed, at(nodes, i))


@compiled_lean
def any_pays(
    game: Game, believed: Conjecture, curve: Curve, nodes: Nodes, after_piece: int, after_x: float,
    work: Work,
) -> bool:  # fmt: skip
    """Say whether a deal with more visits than a point gains L more than rounding; piece −1 for any deal."""
    size = nodes.x.size
    gain, slope = work.rows[0], work.rows[1]
    _gains(game, believed, nodes, gain)
    start = _first_beyond(nodes, after_piece, after_x)
    if _count_positive(gain, nodes, start) > 0:
        for i in range(start, size):
            if gain[i] > 0.0 and is_gain(game, believed, at(nodes, i), gain[i]):
                return True
    _slopes(game, believed, nodes, slope)
    left, i = _count_turns(slope, nodes, start), max(start, 1) - 1
    while left > 0:
        i += 1
        if not _turns(slope, nodes, i):
            continue
        left -= 1
        if not _may_exceed(nodes, gain, slope, i, 0.0):
            continue
        j = nodes.piece[i]
        x = _peak(game, believed, curve, j, nodes.x[i - 1], nodes.x[i], slope[i - 1], slope[i])
        if _beyond(j, x, after_piece, after_x):
            top = point(curve, j, x)
            if is_gain(game, believed, top, deal_gain(game, believed, top)):
                return True
    return False


@compiled_lean
def best_deal(
    game: Game, believed: Conjecture, curve: Curve, nodes: Nodes, own_piece: int, own_x: float, own: float,
    work: Work,
) -> tuple[float, Point]:  # fmt: skip
    """Find the deal that L likes best against a conjecture: largest W(v'; v*) (T5).

    Parameters
    ----------
    game, believed, curve, nodes
        The model, C's conjecture and the scan nodes.
    own_piece, own_x
        A peak that is known already; piece −1 for none.
    own
        Peaks that cannot exceed this gain are not refined.
    work
        Room for two rows of numbers.

    Returns
    -------
    tuple
        The gain W, and the point of the curve where it is reached.
    """
    gain, slope, size = work.rows[0], work.rows[1], nodes.x.size
    _gains(game, believed, nodes, gain)
    _slopes(game, believed, nodes, slope)
    best, where = -np.inf, 0
    for i in range(size):
        worth = nodes.value[0, i] * gain[i]
        if worth > best:
            best, where = worth, i
    best_point = at(nodes, where)
    left, i = _count_turns(slope, nodes, 1), 0
    while left > 0:
        i += 1
        if not _turns(slope, nodes, i):
            continue
        left -= 1
        j, a, b = nodes.piece[i], nodes.x[i - 1], nodes.x[i]
        if j == own_piece and a <= own_x <= b:
            continue
        if not _may_exceed(nodes, gain, slope, i, max(best, own)):
            continue
        x = _peak(game, believed, curve, j, a, b, slope[i - 1], slope[i])
        top = point(curve, j, x)
        worth = top.v * deal_gain(game, believed, top)
        if worth > best:
            best, best_point = worth, top
    return best, best_point
