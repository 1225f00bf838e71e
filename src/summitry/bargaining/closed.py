"""Closed bargaining: the candidates of either proposer, each judged by the solver's own search (T5)."""

from __future__ import annotations

from .._compile import compiled_inline
from ..nodes import Nodes, Work
from ..payoffs import Game
from ..points import Curve
from . import f_proposes, l_proposes
from .search import F_EQUATION, Candidates

_F_CANDIDATES, _F_REFUTED = f_proposes.candidates, f_proposes.is_refuted
_L_CANDIDATES, _L_REFUTED = l_proposes.candidates, l_proposes.is_refuted


@compiled_inline
def judged(
    which: int, game: Game, curve: Curve, nodes: Nodes, found: Candidates, work: Work
) -> None:  # fmt: skip
    """Find the candidates of one proposer, and say of each whether the solver refutes it.

    ``which`` is the equation that they solve: F_EQUATION or L_EQUATION.
    """
    f = which == F_EQUATION
    if f:
        _F_CANDIDATES(game, curve, nodes, found, work)
    else:
        _L_CANDIDATES(game, curve, nodes, found, work)
    for i in range(found.filled[0]):
        piece, x, kind = found.piece[i], found.x[i], found.kind[i]
        if f:
            found.refuted[i] = _F_REFUTED(game, curve, nodes, piece, x, kind, work)
        else:
            found.refuted[i] = _L_REFUTED(game, curve, nodes, piece, x, kind, work)
