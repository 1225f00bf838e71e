"""F proposes behind closed doors: F asks for the most that L accepts (Prop. 6, T5, T6)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled_inline
from ..curves import point
from ..equations import conjecture, deal_gain_slope, deal_size
from ..nodes import Nodes, Work
from ..payoffs import Game
from ..points import Curve
from ..tolerances import SIGN
from .deals import any_pays
from .search import EDGE, F_EQUATION, INSIDE, Candidates, add, find_roots


@compiled_inline
def candidates(
    game: Game, curve: Curve, nodes: Nodes, found: Candidates, work: Work
) -> None:  # fmt: skip
    """Find every v* at which L is indifferent: roots of [F-eq], price gaps at v_j, the corner at σ = 1."""
    if game.price == 0.0:
        return
    values = work.rows[0]
    find_roots(F_EQUATION, game, curve, nodes, found, values)
    last = nodes.x.size - 1
    for i in range(last + 1):
        if i < last and nodes.piece[i] == nodes.piece[i + 1]:
            continue
        # σ < 1: with v = 1 nothing is learnt from a visit and L pays nothing for it
        if i == last and game.sigma_c > 0.0:
            continue
        above = values[i + 1] if i < last else -1.0
        if values[i] >= 0.0 and above <= 0.0:
            add(found, nodes.piece[i], np.inf, EDGE)


@compiled_inline
def is_refuted(
    game: Game, curve: Curve, nodes: Nodes, piece: int, x: float, kind: int, work: Work
) -> bool:  # fmt: skip
    """Say whether F could ask for more: L would accept a deal with more visits (T5: W(v'; v*) ≤ 0)."""
    p = point(curve, piece, x)
    believed = conjecture(game, p)
    if kind == INSIDE:
        slope = deal_gain_slope(game, believed, p)
        size = deal_size(game, believed, p)
        # the root carries rounding of its own, hence the wider margin
        if slope > 50.0 * SIGN * p.flat * size * p.m / p.kappa:
            return True
    return any_pays(game, believed, curve, nodes, piece, x, work)
