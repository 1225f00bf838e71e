"""What is reported of a profile, in the order of `summitry.model.variables` (T5, "Reported values")."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._compile import compiled_inline
from .equations import outcome
from .landscape import Assessment
from .lanes import WIDTH, alike, store, turned
from .payoffs import Game
from .points import Curve, Curves, Point, Vector

NUMBERS = 20  # of a profile: the length of VARIABLES
MAX_GAIN = 19  # the last: the certificate's
REPORT_ROOM = 24  # whole eights that hold them
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
def _store_square(out: Vector, start: int, rows: tuple[float, ...]) -> None:
    """Write eight of the numbers of eight profiles, profile by profile."""
    store(out, start, rows[0])
    store(out, start + REPORT_ROOM, rows[1])
    store(out, start + 2 * REPORT_ROOM, rows[2])
    store(out, start + 3 * REPORT_ROOM, rows[3])
    store(out, start + 4 * REPORT_ROOM, rows[4])
    store(out, start + 5 * REPORT_ROOM, rows[5])
    store(out, start + 6 * REPORT_ROOM, rows[6])
    store(out, start + 7 * REPORT_ROOM, rows[7])


@compiled_inline
def store_numbers(n: Numbers, out: Vector, start: int) -> None:
    """Write the numbers of eight profiles, one after the other, from ``start`` on."""
    _store_square(out, start, turned(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]))
    second = turned(n[8], n[9], n[10], n[11], n[12], n[13], n[14], n[15])
    _store_square(out, start + WIDTH, second)
    rest = n[18]  # what follows is no number of theirs
    _store_square(out, start + 2 * WIDTH, turned(n[16], n[17], rest, rest, rest, rest, rest, rest))
