"""L proposes behind closed doors: the deal that L likes best given C's conjecture (Prop. 7, T5, T6)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled_inline
from ..curves import point
from ..equations import conjecture, deal_gain, deal_size
from ..nodes import Nodes, Work
from ..payoffs import Game
from ..points import Curve
from ..tolerances import SIGN
from .deals import best_deal
from .search import EDGE, INSIDE, L_EQUATION, Candidates, add, find_roots


@compiled_inline
def candidates(
    game: Game, curve: Curve, nodes: Nodes, found: Candidates, work: Work
) -> None:  # fmt: skip
    """Find every v* that may be L's best deal: roots of [L-eq], every v_j up to which W rises."""
    values = work.rows[0]
    find_roots(L_EQUATION, game, curve, nodes, found, values)
    last = nodes.x.size - 1
    for i in range(last + 1):
        if i < last and nodes.piece[i] == nodes.piece[i + 1]:
            continue
        # σ < 1: at v = 1 an absence is no worse news than a visit, and L would rather pay nothing
        if i == last and game.sigma_c > 0.0:
            continue
        if values[i] >= 0.0:
            add(found, nodes.piece[i], np.inf, EDGE)


@compiled_inline
def is_refuted(
    game: Game, curve: Curve, nodes: Nodes, piece: int, x: float, kind: int, work: Work
) -> bool:  # fmt: skip
    """Say whether L prefers another deal, or none (T5: v* maximises W(·; v*) and W(v*; v*) ≥ 0)."""
    p = point(curve, piece, x)
    believed = conjecture(game, p)
    # rounding is measured against the two terms of W
    own, size = p.v * deal_gain(game, believed, p), p.v * deal_size(game, believed, p)
    if own < -SIGN * size:
        return True
    own_piece = piece if kind == INSIDE else -1
    best, there = best_deal(game, believed, curve, nodes, own_piece, x, own, work)
    size += there.v * deal_size(game, believed, there)
    return best > own + SIGN * size
