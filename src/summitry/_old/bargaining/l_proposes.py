"""L proposes behind closed doors: the deal that L likes best given C's conjecture (Prop. 7, T5, T6)."""

from __future__ import annotations

from ...model.tolerances import SIGN
from .._compile import compiled_within
from ..equations import conjecture, deal_gain, deal_size
from ..nodes import Nodes, Work, count_before
from ..payoffs import Game
from ..points import Curve, Point
from .deals import any_better
from .ends import add_ends
from .search import INSIDE, Candidates, find_roots
from .together import Queue
from .turns import L_EQUATION


@compiled_within
def candidates(
    slot: int, game: Game, curve: Curve, nodes: Nodes, found: Candidates, queue: Queue, work: Work
) -> None:  # fmt: skip
    """Find every v* that may be L's best deal: roots of [L-eq], every v_j up to which W rises."""
    values = work.rows[L_EQUATION]
    find_roots(L_EQUATION, slot, game, curve, nodes, found, queue, values)
    add_ends(L_EQUATION, game, curve, nodes, found, values)


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
    before = count_before(nodes, piece, x) - 1 if kind == INSIDE else -1
    return any_better(game, believed, curve, nodes, before, own, size, work)
