"""Deals against a conjecture of C: whether any pays, and which one L likes best (T5)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled_inline, compiled_lean
from ..curves import point
from ..equations import Conjecture, deal_gain, deal_gain_slope, deal_size
from ..lanes import WIDTH, alike, any_true, largest, load, order, pack, select, store
from ..nodes import PIECE, Nodes, Work, at, at_lanes, piece_at, x_at
from ..payoffs import Game
from ..points import Curve, Point, Vector
from ..tolerances import SIGN
from .search import PEAK, SLOPE, polish_one


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
    return polish_one(SLOPE, game, believed, curve, piece, a, b, a, fa, fb, fa, PEAK)


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


@compiled_inline
def _turns(slope: Vector, nodes: Nodes, i: int, start: int) -> int:
    """Say between which of eight nodes from ``i`` on and those before L's gain has a peak, packed.

    Only from node ``start`` on.
    """
    pieces = nodes.value[PIECE]
    falls = (load(slope, i - 1) > 0.0) & (load(slope, i) <= 0.0)
    places = order()
    within = (places >= float(start - i)) & (places < float(nodes.size - i))
    return pack(falls & within & (load(pieces, i - 1) == load(pieces, i)))


@compiled_inline
def _gains(game: Game, believed: Conjecture, nodes: Nodes, start: int, out: Vector) -> bool:
    """Evaluate L's gain per visit from the deal at every node; say whether any from ``start`` on gains."""
    positive = False
    for i in range(0, nodes.size, WIDTH):
        gain = deal_gain(game, believed, at_lanes(nodes, i))
        store(out, i, gain)
        positive = positive | any_true((gain > 0.0) & (order() >= float(start - i)))
    return positive


@compiled_inline
def _slopes(game: Game, believed: Conjecture, nodes: Nodes, out: Vector) -> None:
    """Evaluate the slope of L's gain at every node."""
    for i in range(0, nodes.size, WIDTH):
        store(out, i, deal_gain_slope(game, believed, at_lanes(nodes, i)))


@compiled_lean
def any_pays(
    game: Game, believed: Conjecture, curve: Curve, nodes: Nodes, after_piece: int, after_x: float,
    start: int, work: Work,
) -> bool:  # fmt: skip
    """Say whether a deal with more visits than a point gains L more than rounding; piece −1 for any deal.

    ``start`` is the first node beyond the point.
    """
    gain, slope = work.rows[0], work.rows[1]
    if _gains(game, believed, nodes, start, gain):
        for i in range(start, nodes.size):
            if gain[i] > 0.0 and is_gain(game, believed, at(nodes, i), gain[i]):
                return True
    _slopes(game, believed, nodes, slope)
    for first in range(max(start, 1), nodes.size, WIDTH):
        turns, i = _turns(slope, nodes, first, start), first
        while turns != 0:
            if turns & 1 and _may_exceed(nodes, gain, slope, i, 0.0):
                x = _peak(
                    game, believed, curve, piece_at(nodes, i), x_at(nodes, i - 1), x_at(nodes, i),
                    slope[i - 1], slope[i],
                )  # fmt: skip
                if _beyond(piece_at(nodes, i), x, after_piece, after_x):
                    top = point(curve, piece_at(nodes, i), x)
                    if is_gain(game, believed, top, deal_gain(game, believed, top)):
                        return True
            turns, i = turns >> 1, i + 1
    return False


@compiled_lean
def _best_node(nodes: Nodes, gain: Vector) -> tuple[float, int]:
    """Find the node at which L's gain is largest."""
    best = alike(-np.inf, order())  # so that what is no number is never best
    for i in range(0, nodes.size, WIDTH):
        worth = load(nodes.value[0], i) * load(gain, i)
        best = select(worth > best, worth, best)
    top = largest(best)
    for i in range(nodes.size):
        if nodes.value[0, i] * gain[i] == top:
            return top, i
    return -np.inf, 0


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
    gain, slope = work.rows[0], work.rows[1]
    _gains(game, believed, nodes, 0, gain)
    _slopes(game, believed, nodes, slope)
    best, where = _best_node(nodes, gain)
    best_point = at(nodes, where)
    for first in range(1, nodes.size, WIDTH):
        turns, i = _turns(slope, nodes, first, 1), first
        while turns != 0:
            j, a, b = piece_at(nodes, i), x_at(nodes, i - 1), x_at(nodes, i)
            known = j == own_piece and a <= own_x <= b
            if turns & 1 and not known and _may_exceed(nodes, gain, slope, i, max(best, own)):
                x = _peak(game, believed, curve, j, a, b, slope[i - 1], slope[i])
                top = point(curve, j, x)
                worth = top.v * deal_gain(game, believed, top)
                if worth > best:
                    best, best_point = worth, top
            turns, i = turns >> 1, i + 1
    return best, best_point


@compiled_lean
def _beyond(piece: int, x: float, after_piece: int, after_x: float) -> bool:
    """Say whether a point has more visits than another; v itself cannot tell near 0 and 1."""
    return (piece > after_piece) | ((piece == after_piece) & (x > after_x))
