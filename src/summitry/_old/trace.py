"""The model along its weakness curve, for pictures: compiled loops over the scalar functions, no more.

`trace` asks at every place what follows if C expects that deal (T3–T5); `landscape_at` what another
deal is worth against a given conjecture, from the checker's payoffs (T5, "Certificate").
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from . import deviations
from ._compile import compiled
from .curves import point
from .equations import absence_gap, concession, open_risk, outcome
from .nodes import locate, threshold
from .payoffs import Game
from .points import STEPS, Curve, Rows, Vector

# rows of what `trace` fills
TRACED = (
    "threshold", "visit_probability", "no_visit_probability", "concession", "weakness_visit",
    "weakness_no_visit", "removal_visit", "removal_no_visit", "removal_open", "removal_salient",
    "removal_not_salient", "payoff_F", "payoff_L_salient", "payoff_L_isolated",
    "removal_isolated",
)  # fmt: skip
FOLLOWED = ("deviation", "deviation_price", "deviation_gain_L", "deviation_payoff_F")
_follow = deviations.follow


@compiled
def _place(curve: Curve, n: float, piece: int, x: float) -> float:
    """Threshold as a position: for steps the count plus the share of it that stays away."""
    a = threshold(curve, n, piece, x)
    if curve.kind != STEPS:
        return a
    return a + (1.0 / (1.0 + math.exp(x)) if x < 700.0 else 0.0)


@compiled
def trace(
    game: Game, curve: Curve, n: float, piece: NDArray[np.int64], x: Vector, out: Rows
) -> None:
    """Fill a column of ``out`` (rows as in `TRACED`) for every place, C expecting its deal."""
    for i in range(x.size):
        p = point(curve, piece[i], x[i])
        z = concession(game, p.kappa, p.m)
        k_absent = p.kappa + absence_gap(game, p)
        deal = outcome(game, curve, p, k_absent, k_absent, z)
        nu = p.kappa + p.spread
        out[0, i] = _place(curve, n, piece[i], x[i])
        out[1, i], out[2, i], out[3, i] = p.v, p.vc, z
        out[4, i], out[5, i] = p.kappa, k_absent
        out[6, i], out[7, i] = deal.removal_visit, nu * nu / game.c
        out[8, i] = open_risk(game, p)
        out[9, i], out[10, i] = deal.removal_salient, deal.removal_not_salient
        out[11, i], out[12, i] = deal.payoff_F, deal.payoff_L_salient
        out[13, i], out[14, i] = deal.payoff_L_isolated, deal.removal_isolated


@compiled
def landscape_at(
    game: Game,
    curve: Curve,
    a: deviations.Assessment,
    piece: NDArray[np.int64],
    x: Vector,
    out: Rows,
) -> None:
    """Fill a column of ``out`` (rows as in `FOLLOWED`) for every deal, against the conjecture of ``a``."""
    for i in range(x.size):
        p = point(curve, piece[i], x[i])
        play = _follow(game, curve, a, p)
        out[0, i], out[1, i], out[2, i], out[3, i] = p.v, play.price, play.gain_L, play.payoff_F


@compiled
def places_of(curve: Curve, v: Vector, vc: Vector, piece: NDArray[np.int64], x: Vector) -> None:
    """Find the piece and coordinate of visit probabilities, given v and 1 − v."""
    for i in range(v.size):
        piece[i], x[i] = locate(curve, v[i], vc[i])
