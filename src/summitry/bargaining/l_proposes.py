"""L proposes behind closed doors: the deal that L likes best given C's conjecture (Prop. 7, T5, T6)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled_within
from ..equations import conjecture, deal_gain, deal_size
from ..nodes import Nodes, Work, piece_at
from ..payoffs import Game
from ..points import LINEAR, Curve, Point
from ..tolerances import SIGN
from .deals import best_deal
from .search import EDGE, INSIDE, L_EQUATION, Candidates, add, find_roots
from .together import Queue


@compiled_within
def candidates(
    slot: int, game: Game, curve: Curve, nodes: Nodes, found: Candidates, queue: Queue, work: Work
) -> None:  # fmt: skip
    """Find every v* that may be L's best deal: roots of [L-eq], every v_j up to which W rises."""
    values = work.rows[0]
    find_roots(L_EQUATION, slot, game, curve, nodes, found, queue, values)
    last = nodes.size - 1
    for i in range(last if curve.kind == LINEAR else 0, last + 1):
        if i < last and piece_at(nodes, i) == piece_at(nodes, i + 1):
            continue
        # σ < 1: at v = 1 an absence is no worse news than a visit, and L would rather pay nothing
        if i == last and game.sigma_c > 0.0:
            continue
        if values[i] >= 0.0:
            add(found, piece_at(nodes, i), np.inf, EDGE)


@compiled_within
def is_refuted(
    game: Game, curve: Curve, nodes: Nodes, piece: int, x: float, kind: int, p: Point, work: Work
) -> bool:  # fmt: skip
    """Say whether L prefers another deal, or none (T5: v* maximises W(·; v*) and W(v*; v*) ≥ 0)."""
    believed = conjecture(game, p)
    # rounding is measured against the two terms of W
    own, size = p.v * deal_gain(game, believed, p), p.v * deal_size(game, believed, p)
    if own < -SIGN * size:
        return True
    own_piece = piece if kind == INSIDE else -1
    best, there = best_deal(game, believed, curve, nodes, own_piece, x, own, work)
    size += there.v * deal_size(game, believed, there)
    return best > own + SIGN * size
