"""Open bargaining: no deal, whoever proposes, because every visit lottery costs L (Prop. 4, 5, T4)."""

from __future__ import annotations

import numpy as np

from .._compile import compiled_lean
from ..equations import concession, open_risk
from ..nodes import Nodes, at
from ..payoffs import Game
from ..points import Curve


@compiled_lean
def best_open_deal(game: Game, curve: Curve, nodes: Nodes) -> tuple[float, int]:
    """Find the deal that costs L least when C sees it: largest −Ψ(D − k₀²/c) − v·z over the nodes (T4)."""
    best, where = -np.inf, 0
    isolated = curve.k0 * curve.k0 / game.c
    for i in range(nodes.size):
        p = at(nodes, i)
        z = concession(game, p.kappa, p.m)
        gain = -game.psi * (open_risk(game, p) - isolated) - game.price * p.v * z
        if gain > best:
            best, where = gain, i
    return best, where
