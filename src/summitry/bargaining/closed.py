"""Closed bargaining: the candidates of either proposer, each judged by the solver's own search (T5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._compile import compiled
from ..nodes import Nodes
from ..payoffs import Game
from ..points import Curve
from . import f_proposes, l_proposes
from .search import F_EQUATION, Candidates

_F_CANDIDATES, _F_REFUTED = f_proposes.candidates, f_proposes.is_refuted
_L_CANDIDATES, _L_REFUTED = l_proposes.candidates, l_proposes.is_refuted


@compiled
def judged(
    which: int, game: Game, curve: Curve, nodes: Nodes
) -> tuple[Candidates, NDArray[np.bool_]]:
    """Find the candidates of one proposer, and say of each whether the solver refutes it.

    ``which`` is the equation that they solve: F_EQUATION or L_EQUATION.
    """
    f = which == F_EQUATION
    found = _F_CANDIDATES(game, curve, nodes) if f else _L_CANDIDATES(game, curve, nodes)
    refuted = np.empty(found.x.size, np.bool_)
    for i in range(found.x.size):
        piece, x, kind = found.piece[i], found.x[i], found.kind[i]
        if f:
            refuted[i] = _F_REFUTED(game, curve, nodes, piece, x, kind)
        else:
            refuted[i] = _L_REFUTED(game, curve, nodes, piece, x, kind)
    return found, refuted
