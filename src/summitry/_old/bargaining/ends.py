"""Ends of pieces: price gaps at which F may stop, visit probabilities up to which L's gain rises (T6)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled_inline, compiled_lean
from ..equations import conjecture, deal_gain, deal_size
from ..lanes import WIDTH, load, order, pack
from ..nodes import PIECE, Nodes, at, piece_at
from ..payoffs import Game
from ..points import Curve, Vector
from .deals import is_better
from .search import EDGE, FILLED, KEEPS, Candidates, add
from .turns import F_EQUATION


@compiled_inline
def _rising_ends(values: Vector, nodes: Nodes, i: int, falls: bool) -> int:
    """Say which of eight nodes from ``i`` on end a piece but the last, the equation not being negative there.

    With ``falls``, only those after which it is not positive. Packed.
    """
    pieces = nodes.value[PIECE]
    ends = (load(pieces, i) != load(pieces, i + 1)) & (load(values, i) >= 0.0)
    ends = ends & ((load(values, i + 1) <= 0.0) | (not falls))
    return pack(ends & (order() < float(nodes.size - 1 - i)))


@compiled_lean
def _next_is_better(game: Game, nodes: Nodes, i: int) -> bool:
    """Say whether L likes the end of the step before or after node ``i``'s better than its own.

    Most ends are refuted by that alone; those that are not are judged like other candidates.
    """
    p = at(nodes, i)
    believed = conjecture(game, p)
    own, size = p.v * deal_gain(game, believed, p), p.v * deal_size(game, believed, p)
    after, before = i + 1, i
    while after < nodes.size - 1 and piece_at(nodes, after + 1) == piece_at(nodes, i + 1):
        after += 1
    if is_better(game, believed, at(nodes, after), own, size):
        return True
    while before > 0 and piece_at(nodes, before) == piece_at(nodes, i):
        before -= 1
    return before > 0 and is_better(game, believed, at(nodes, before), own, size)


@compiled_lean
def add_ends(
    which: int, game: Game, curve: Curve, nodes: Nodes, found: Candidates, values: Vector
) -> None:  # fmt: skip
    """Add the ends of pieces that may be equilibria, given the equation at every node.

    With σ < 1 that is not v = 1: an absence is no worse news there than a visit, and L would rather pay
    nothing.
    """
    f = which == F_EQUATION
    if curve.pieces > 1:
        for start in range(0, nodes.size, WIDTH):
            ends, i = _rising_ends(values, nodes, start, f), start
            while ends != 0:
                if ends & 1:
                    refuted = not f and _next_is_better(game, nodes, i)
                    if not refuted or found.table[FILLED, KEEPS] != 0.0:
                        add(found, piece_at(nodes, i), np.inf, EDGE, refuted)
                ends, i = ends >> 1, i + 1
    if game.sigma_c == 0.0 and values[nodes.size - 1] >= 0.0:
        add(found, curve.pieces - 1, np.inf, EDGE, False)
