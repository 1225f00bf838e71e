"""What is reported of a profile, in the order of `summitry.variables.VARIABLES` (T5, "Reported values")."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._compile import compiled_inline
from .equations import outcome
from .landscape import Assessment
from .lanes import WIDTH, alike, store
from .payoffs import Game
from .points import Curve, Curves, Point, Vector

NUMBERS = 20  # of a profile: the length of VARIABLES
MAX_GAIN = 19  # the last: the certificate's
V, Z = 2, 0  # places of the visit probability and the concession


class Numbers(NamedTuple):
    """All of them but the certificate's, of one profile or of eight in lanes."""

    concession: float
    concession_above_cost: float
    visit_probability: float
    no_visit_probability: float
    threshold: float
    threshold_share: float
    weakness_prior: float
    weakness_visit: float
    weakness_no_visit: float
    removal_visit: float
    removal_salient: float
    removal_not_salient: float
    removal_ex_ante: float
    removal_isolated: float
    payoff_F: float
    payoff_L_salient: float
    payoff_L_not_salient: float
    payoff_L_isolated: float
    payoff_C: float


@compiled_inline
def numbers_of(
    game: Game, curve: Curve | Curves, p: Point, a: Assessment, net: float, threshold: float, share: float,
    reading: float,
) -> Numbers:  # fmt: skip
    """Say what T5 reports of a profile.

    ``net`` is its price above F's cost, ``threshold`` and ``share`` are F's lowest visiting signal and how
    often F visits there, and ``reading`` is the weakness read into a visit if there is no deal.
    """
    out = outcome(game, curve, p, a.k_absent, a.k_absent, a.price)
    undefined = alike(np.nan, p.v)
    return Numbers(
        a.price, net, p.v, p.vc, threshold if a.deal else undefined, share, alike(curve.k0, p.v),
        p.kappa if a.deal else alike(reading, p.v), out.k_absent, out.removal_visit if a.deal else undefined,
        out.removal_salient, out.removal_not_salient, out.removal_ex_ante, out.removal_isolated,
        out.payoff_F, out.payoff_L_salient, out.payoff_L_not_salient, out.payoff_L_isolated, out.payoff_C,
    )  # fmt: skip


@compiled_inline
def write_numbers(n: Numbers, out: Vector) -> None:
    """Write the numbers of one profile."""
    out[0], out[1], out[2], out[3] = n[0], n[1], n[2], n[3]
    out[4], out[5], out[6], out[7] = n[4], n[5], n[6], n[7]
    out[8], out[9], out[10], out[11] = n[8], n[9], n[10], n[11]
    out[12], out[13], out[14], out[15] = n[12], n[13], n[14], n[15]
    out[16], out[17], out[18] = n[16], n[17], n[18]


@compiled_inline
def _store_four(out: Vector, start: int, a: float, b: float, c: float, d: float) -> None:
    store(out, start, a)
    store(out, start + WIDTH, b)
    store(out, start + 2 * WIDTH, c)
    store(out, start + 3 * WIDTH, d)


@compiled_inline
def store_numbers(n: Numbers, out: Vector, start: int) -> None:
    """Write the numbers of eight profiles from ``start`` on, number by number."""
    _store_four(out, start, n[0], n[1], n[2], n[3])
    _store_four(out, start + 32, n[4], n[5], n[6], n[7])
    _store_four(out, start + 64, n[8], n[9], n[10], n[11])
    _store_four(out, start + 96, n[12], n[13], n[14], n[15])
    _store_four(out, start + 128, n[16], n[17], n[18], n[18])
