"""Closed bargaining: the candidates of either proposer, each judged by the solver's own search (T5)."""

from __future__ import annotations

from .._compile import compiled_within
from ..nodes import Nodes, Work
from ..payoffs import Game
from ..points import Curve, Point
from . import f_proposes, l_proposes
from .search import Candidates
from .together import Queue
from .turns import F_EQUATION

_F_CANDIDATES, _F_REFUTED = f_proposes.candidates, f_proposes.is_refuted
_L_CANDIDATES, _L_REFUTED = l_proposes.candidates, l_proposes.is_refuted


@compiled_within
def seek(
    which: int, slot: int, game: Game, curve: Curve, nodes: Nodes, found: Candidates, queue: Queue,
    work: Work,
) -> None:  # fmt: skip
    """Find the candidates of one proposer, or brackets of them, which wait in the queue.

    ``which`` is the equation that they solve: F_EQUATION or L_EQUATION.
    """
    if which == F_EQUATION:
        _F_CANDIDATES(slot, game, curve, nodes, found, queue, work)
    else:
        _L_CANDIDATES(slot, game, curve, nodes, found, queue, work)


@compiled_within
def is_refuted(
    which: int, game: Game, curve: Curve, nodes: Nodes, piece: int, x: float, kind: int, p: Point, work: Work
) -> bool:  # fmt: skip
    """Say whether the solver refutes a candidate, given its point."""
    if which == F_EQUATION:
        return _F_REFUTED(game, curve, nodes, piece, x, kind, p, work)
    return _L_REFUTED(game, curve, nodes, piece, x, kind, p, work)
