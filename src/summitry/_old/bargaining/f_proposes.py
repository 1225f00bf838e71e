"""F proposes behind closed doors: F asks for the most that L accepts (Prop. 6, T5, T6)."""

from __future__ import annotations

import numpy as np

from ...model.tolerances import SIGN
from .._compile import compiled_within
from ..equations import conjecture, deal_gain_slope, deal_size
from ..nodes import Nodes, Work, count_before, piece_at, x_at
from ..payoffs import Game
from ..points import Curve, Point
from .deals import any_pays
from .ends import add_ends
from .search import INSIDE, Candidates, find_roots
from .together import Queue
from .turns import F_EQUATION


@compiled_within
def candidates(
    slot: int, game: Game, curve: Curve, nodes: Nodes, found: Candidates, queue: Queue, work: Work
) -> None:  # fmt: skip
    """Find every v* at which L is indifferent: roots of [F-eq], price gaps at v_j, the corner at σ = 1."""
    if game.price == 0.0:
        return
    values = work.rows[F_EQUATION]
    find_roots(F_EQUATION, slot, game, curve, nodes, found, queue, values)
    add_ends(F_EQUATION, game, curve, nodes, found, values)


@compiled_within
def is_refuted(
    game: Game, curve: Curve, nodes: Nodes, piece: int, x: float, kind: int, p: Point, work: Work
) -> bool:  # fmt: skip
    """Say whether F could ask for more: L would accept a deal with more visits (T5: W(v'; v*) ≤ 0)."""
    believed = conjecture(game, p)
    if kind == INSIDE:
        slope = deal_gain_slope(game, believed, p)
        size = deal_size(game, believed, p)
        # the root carries rounding of its own, hence the wider margin
        if slope > 50.0 * SIGN * p.flat * size * p.m / p.kappa:
            return True
    # the first node with more visits: one at the place itself is none
    start = count_before(nodes, piece, x)
    while start < nodes.size and piece_at(nodes, start) == piece and x_at(nodes, start) == x:
        start += 1
    own_x, own_v = (x, p.v) if kind == INSIDE else (np.nan, np.nan)
    return any_pays(game, believed, curve, nodes, start, own_x, own_v, work)
