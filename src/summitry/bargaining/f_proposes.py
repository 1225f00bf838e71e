"""F proposes behind closed doors: F asks for the most that L accepts (Prop. 6, T5, T6)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled
from ..curves import point
from ..equations import conjecture, deal_gain_slope, deal_size, f_proposes
from ..nodes import Nodes, at
from ..payoffs import Game
from ..points import Curve
from ..tolerances import SIGN
from .search import (
    F_EQUATION,
    INSIDE,
    Candidates,
    best_deal,
    find_roots,
    with_edges,
)


@compiled
def candidates(game: Game, curve: Curve, nodes: Nodes) -> Candidates:
    """Find every v* at which L is indifferent: roots of [F-eq], price gaps at v_j, the corner at σ = 1."""
    if game.price == 0.0:
        return Candidates(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))
    roots = find_roots(F_EQUATION, game, curve, nodes)
    edges = np.empty(curve.pieces, np.int64)
    count = 0
    last = nodes.x.size - 1
    for i in range(last + 1):
        if i < last and nodes.piece[i] == nodes.piece[i + 1]:
            continue
        # σ < 1: with v = 1 nothing is learnt from a visit and L pays nothing for it
        if i == last and game.sigma_c > 0.0:
            continue
        below = f_proposes(game, at(nodes, i))
        above = f_proposes(game, at(nodes, i + 1)) if i < last else -1.0
        if below >= 0.0 and above <= 0.0:
            edges[count] = nodes.piece[i]
            count += 1
    return with_edges(roots, edges[:count])


@compiled
def is_refuted(game: Game, curve: Curve, nodes: Nodes, piece: int, x: float, kind: int) -> bool:
    """Say whether F could ask for more: L would accept a deal with more visits (T5: W(v'; v*) ≤ 0)."""
    p = point(curve, piece, x)
    believed = conjecture(game, p)
    if kind == INSIDE:
        slope = deal_gain_slope(game, believed, p)
        size = deal_size(game, believed, p)
        # the root carries rounding of its own, hence the wider margin
        if slope > 50.0 * SIGN * p.flat * size * p.m / p.kappa:
            return True
    return best_deal(game, believed, curve, nodes, piece, x, -1, 0.0, 0.0)[3]
