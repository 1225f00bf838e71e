"""L proposes behind closed doors: the deal that L likes best given C's conjecture (Prop. 7, T5, T6)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled
from ..curves import point
from ..equations import Conjecture, conjecture, deal_gain, deal_size, l_proposes
from ..nodes import Nodes, at
from ..payoffs import Game
from ..points import Curve
from ..tolerances import SIGN
from .search import (
    INSIDE,
    L_EQUATION,
    Candidates,
    best_deal,
    find_roots,
    with_edges,
)


@compiled
def candidates(game: Game, curve: Curve, nodes: Nodes) -> Candidates:
    """Find every v* that may be L's best deal: roots of [L-eq], every v_j up to which W rises."""
    roots = find_roots(L_EQUATION, game, curve, nodes)
    edges = np.empty(curve.pieces, np.int64)
    count = 0
    last = nodes.x.size - 1
    for i in range(last + 1):
        if i < last and nodes.piece[i] == nodes.piece[i + 1]:
            continue
        # σ < 1: at v = 1 an absence is no worse news than a visit, and L would rather pay nothing
        if i == last and game.sigma_c > 0.0:
            continue
        if l_proposes(game, at(nodes, i)) >= 0.0:
            edges[count] = nodes.piece[i]
            count += 1
    return with_edges(roots, edges[:count])


@compiled
def _size(game: Game, curve: Curve, believed: Conjecture, piece: int, x: float) -> float:
    """Size of the two terms of W, against which rounding is measured."""
    p = point(curve, piece, x)
    return p.v * deal_size(game, believed, p)


@compiled
def is_refuted(game: Game, curve: Curve, nodes: Nodes, piece: int, x: float, kind: int) -> bool:
    """Say whether L prefers another deal, or none (T5: v* maximises W(·; v*) and W(v*; v*) ≥ 0)."""
    p = point(curve, piece, x)
    believed = conjecture(game, p)
    own, size = p.v * deal_gain(game, believed, p), _size(game, curve, believed, piece, x)
    if own < -SIGN * size:
        return True
    best, best_piece, best_x, _ = best_deal(
        game, believed, curve, nodes, -1, 0.0, piece if kind == INSIDE else -1, x, own
    )
    size += _size(game, curve, believed, best_piece, best_x)
    return best > own + SIGN * size
