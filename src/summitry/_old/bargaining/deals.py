"""Deals against a conjecture of C: whether any pays, and whether L likes any better than her own (T5)."""

from __future__ import annotations

import numpy as np

from ...model.tolerances import SIGN
from .._compile import compiled_inline, compiled_lean
from ..curves import point
from ..equations import Conjecture, deal_gain, deal_gain_slope, deal_size
from ..lanes import WIDTH, alike, any_true, first_bit, largest, load, order, select, store
from ..nodes import Nodes, Work, at, at_lanes, piece_at
from ..payoffs import Game
from ..points import STEPS, Curve, Point, Vector
from .turns import (
    PER_VISIT,
    TOGETHER,
    WORTH,
    climb,
    is_end,
    may_reach,
    scale_row,
    step_turns_from,
    turns_from,
)


@compiled_inline
def is_gain(game: Game, believed: Conjecture, p: Point, gain: float) -> bool:
    """Say whether a gain per visit is positive beyond the rounding of its two terms."""
    return gain > SIGN * deal_size(game, believed, p)


@compiled_inline
def _eight_before(start: int) -> int:
    """Say where the eights begin that hold a node and the two before it, whose slope bounds it."""
    return max(start - 2, 0) // WIDTH * WIDTH


@compiled_inline
def _gains(
    game: Game, believed: Conjecture, nodes: Nodes, start: int, gain: Vector, worth: Vector, until_gain: bool
) -> bool:  # fmt: skip
    """Evaluate L's gain from deals, per visit and in all, from the second node before ``start`` on.

    With ``until_gain``, only until one from ``start`` on is positive beyond rounding; say whether one is.
    """
    for i in range(_eight_before(start), nodes.size, WIDTH):
        p = at_lanes(nodes, i)
        per_visit = deal_gain(game, believed, p)
        store(gain, i, per_visit)
        store(worth, i, p.v * per_visit)
        if until_gain:
            counts = (order() >= float(start - i)) & (order() < float(nodes.size - i))
            positive = (per_visit > 0.0) & counts
            if any_true(positive) and any_true(positive & is_gain(game, believed, p, per_visit)):
                return True
    return False


@compiled_inline
def any_pays(
    game: Game, believed: Conjecture, curve: Curve, nodes: Nodes, start: int, own_x: float, own_v: float,
    work: Work,
) -> bool:  # fmt: skip
    """Say whether a deal at node ``start`` or beyond gains L more than rounding.

    If her own deal, which gains nothing, lies inside the piece just before that node, ``own_x`` and ``own_v``
    are its coordinate and visit probability, and deals between them count; else they are not numbers.
    """
    gain, worth, scale = work.rows[0], work.rows[1], nodes.value[scale_row(curve)]
    if _gains(game, believed, nodes, start, gain, worth, True):
        return True
    # far out the gain vanishes with v, and only per visit has a shape; on a step it is concave in v
    steps = curve.kind == STEPS
    what, f = (WORTH, worth) if steps else (PER_VISIT, gain)
    if not np.isnan(own_x) and start < nodes.size - 1:
        # her own deal takes the place of the node before it
        for i in range(_eight_before(start), nodes.size, WIDTH):
            store(work.rows[2], i, load(scale, i))
        scale, f[start - 1] = work.rows[2], 0.0
        scale[start - 1] = own_v if steps else own_x
    for first in range(max(start, 1), nodes.size, TOGETHER):
        turns = (
            step_turns_from(f, nodes, first, start, 0.0)
            if steps
            else turns_from(f, nodes.size, first, start)
        )
        while turns != 0:
            i = first + first_bit(turns)
            if _pays_around(game, believed, curve, nodes, scale, what, f, i):
                return True
            turns = turns & (turns - 1)
    return False


@compiled_lean
def _peak_from(game: Game, believed: Conjecture, nodes: Nodes, i: int) -> int:
    """Say from which node to climb to the peak of W that shows at node i: at an end, from the next inside.

    −1 if none is there: on a step W is concave, and its slope at the end says where it is.
    """
    first, last = is_end(nodes, i)
    if not (first or last):
        return i
    slope = deal_gain_slope(game, believed, at(nodes, i))
    if first:
        return i + 1 if slope > 0.0 else -1
    return i - 1 if slope < 0.0 else -1


@compiled_lean
def _pays_around(
    game: Game, believed: Conjecture, curve: Curve, nodes: Nodes, scale: Vector, what: int, f: Vector, i: int
) -> bool:  # fmt: skip
    """Say whether a deal pays around a node at which L's gain turns."""
    p = at(nodes, i)
    level = SIGN * deal_size(game, believed, p)
    if what == WORTH:
        level *= p.v
    if not may_reach(scale, nodes, f, i, 1.0, level):
        return False
    i = _peak_from(game, believed, nodes, i)
    if i < 0:
        return False
    x, above = climb(what, game, believed, curve, nodes, f, i, 1.0, level)
    top = point(curve, piece_at(nodes, i), x)
    return above > 0.0 and is_gain(game, believed, top, deal_gain(game, believed, top))


@compiled_inline
def is_better(game: Game, believed: Conjecture, p: Point, own: float, size: float) -> bool:
    """Say whether L likes another deal better than one that gains ``own``, beyond rounding.

    ``size`` is that of the terms of ``own``.
    """
    rounding = SIGN * (size + p.v * deal_size(game, believed, p))
    return p.v * deal_gain(game, believed, p) > own + rounding


@compiled_lean
def _best_is_better(
    game: Game, believed: Conjecture, nodes: Nodes, worth: Vector, level: float, own: float, size: float
) -> bool:
    """Say whether L likes the node at which her gain is largest better than her own deal.

    None can be that is not above ``level``, which is her own gain and its rounding.
    """
    best = alike(-np.inf, order())  # so that what is no number is never best
    for i in range(0, nodes.size, WIDTH):
        here = load(worth, i)
        best = select(here > best, here, best)
    top = largest(best)
    if not top > level:
        return False
    for i in range(nodes.size):
        if worth[i] == top:
            return is_better(game, believed, at(nodes, i), own, size)
    return False


@compiled_inline
def any_better(
    game: Game, believed: Conjecture, curve: Curve, nodes: Nodes, before: int, own: float, size: float,
    work: Work,
) -> bool:  # fmt: skip
    """Say whether L likes any deal better than her own, against a conjecture: a larger W(v'; v*) (T5).

    Parameters
    ----------
    game, believed, curve, nodes
        The model, C's conjecture and the scan nodes.
    before
        The node before her own deal, which is a peak between it and the next; −1 if she is at a node.
    own, size
        What her deal gains, and the size of the terms of that.
    work
        Room for two rows of numbers.
    """
    worth, scale = work.rows[1], nodes.value[scale_row(curve)]
    _gains(game, believed, nodes, 0, work.rows[0], worth, False)
    level, steps = own + SIGN * size, curve.kind == STEPS
    if _best_is_better(game, believed, nodes, worth, level, own, size):
        return True
    for first in range(1, nodes.size, TOGETHER):
        turns = (
            step_turns_from(worth, nodes, first, 1, level)
            if steps
            else turns_from(worth, nodes.size, first, 1)
        )
        while turns != 0:
            i = first + first_bit(turns)
            rival = not (before >= 0 and before <= i <= before + 1)
            if rival and may_reach(scale, nodes, worth, i, 1.0, level):
                j = _peak_from(game, believed, nodes, i)
                if j >= 0 and _climbs_above(game, believed, curve, nodes, worth, j, own, size):
                    return True
            turns = turns & (turns - 1)
    return False


@compiled_lean
def _climbs_above(
    game: Game, believed: Conjecture, curve: Curve, nodes: Nodes, worth: Vector, i: int, own: float,
    size: float,
) -> bool:  # fmt: skip
    """Say whether the peak of W around a node is better for L than her own deal."""
    x, above = climb(WORTH, game, believed, curve, nodes, worth, i, 1.0, own + SIGN * size)
    top = point(curve, piece_at(nodes, i), x)
    return above > 0.0 and is_better(game, believed, top, own, size)
