"""The core of the checker (T5, "Certificate"): the best deviation of every player, from payoffs alone.

The search uses values only, no derivatives, on nodes of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled, compiled_inline, compiled_within
from .around import Around, look_around
from .curves import point
from .demands import best_demand
from .landscape import (
    CLOSED,
    GAIN_L,
    OPEN,
    PIECES,
    PRICE,
    PROPOSAL,
    PROPOSER_F,
    PROPOSER_L,
    VISIT,
    VISIT_RULE,
    VISITS,
    Assessment,
    Landscape,
    bayes_no_visit,
    follow,
    gain_leader,
    landscape,
    refused_payoff,
    visit_value,
)
from .lanes import WIDTH, any_true, order, pack
from .nodes import Nodes, Work, make_work
from .payoffs import Game, payoff_challenger
from .peaks import best_column, climb, end_peaks_at, negligible, nodes_within, peaks_at, turns
from .points import STEPS, Curve, Rows

__all__ = [  # what others need of the landscape too
    "ANSWER",
    "CLOSED",
    "CUTOFF_NO_VISIT",
    "CUTOFF_VISIT",
    "OPEN",
    "PROPOSAL",
    "PROPOSER_F",
    "PROPOSER_L",
    "VISIT_RULE",
    "Assessment",
    "bayes_no_visit",
    "certify",
    "certify_into",
    "follow",
    "refused_payoff",
]

CUTOFF_VISIT, CUTOFF_NO_VISIT, ANSWER = 1, 2, 4


@compiled_inline
def _best(
    what: int, game: Game, curve: Curve, a: Assessment, work: Work, land: Landscape
) -> tuple[float, float, float]:
    """Maximise a criterion over the whole curve: every node, then every local peak that could beat it.

    Returns
    -------
    tuple
        The criterion, and the visit probability and the price of the deal where it is reached.
    """
    row = VISIT if what == VISIT_RULE else GAIN_L
    top, where = best_column(work, row, land)
    best, visits, price = top, work.rows[VISITS, where], work.rows[PRICE, where]
    # the nodes on either side of the own place have it for a neighbour: they stand again beside it
    beside = land.own >= 0
    first, last, end = land.own - 1, land.own, land.near + 2 if beside else land.size
    start = 1
    while start < end:
        near = beside and start >= land.size - 1
        if near:
            start = land.near + 1
        peaks, i = 0, start
        if any_true(turns(work, row, start)):  # rarely
            inside = order() < 5.0
            if not near:
                inside = nodes_within(land, start, first if beside else -1, last if beside else -1)
            peaks = pack(peaks_at(work, row, start, top + negligible(game)) & inside)
        ends = 0
        if what == PROPOSAL and curve.kind == STEPS and not near:
            ends = end_peaks_at(work, land, start, top + negligible(game), float(curve.pieces - 1))
            peaks = peaks | ends
        while peaks != 0:
            if peaks & 1:
                # from the end of a step to the next node inside it
                inside_end = 1 if work.rows[PIECES, i - 1] != work.rows[PIECES, i] else -1
                x, value = climb(what, game, curve, a, work, i + inside_end * (ends & 1))
                if value > best:
                    p = point(curve, int(work.rows[PIECES, i]), x)
                    best, visits, price = value, p.v, follow(game, curve, a, p).price
            peaks, ends, i = peaks >> 1, ends >> 1, i + 1
        start += WIDTH
    return best, visits, price


@compiled_within
def certify_into(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, here: Around, accept: float, work: Work,
    out: Rows,
) -> None:  # fmt: skip
    """Find the largest gain of every player from any unilateral deviation (T5).

    Parameters
    ----------
    game, curve, nodes, a
        The model, the checker's nodes and the assessment.
    here
        Its place on the curve, and what is around.
    accept
        L accepts an unexpected deal only for a gain above this.
    work
        Room for the landscape.
    out
        Shape (5, 3), one row per decision (F's visit rule, C's cut-off after a visit, without one, the
        proposal, the answer): gain in payoff units, then the deviation: its visit probability or
        cut-off, and its price.
    """
    out[:, :] = np.nan
    p = here.own
    land = landscape(game, curve, nodes, a, here, work)
    own_f, own_l = 0.0, 0.0
    out[VISIT_RULE, 0], out[CUTOFF_VISIT, 0] = 0.0, 0.0
    if a.deal:
        own_f = visit_value(game, a, p)
        value, out[VISIT_RULE, 1], _ = _best(VISIT_RULE, game, curve, a, work, land)
        out[VISIT_RULE, 0] = value - own_f
        k_no = p.kappa + p.spread if a.open else a.k_absent
        own_l = gain_leader(game, p, a.k_visit, k_no, a.price, refused_payoff(game, curve, a))
        right = payoff_challenger(p.kappa, p.kappa, game.c)
        out[CUTOFF_VISIT, 0] = right - payoff_challenger(a.k_visit, p.kappa, game.c)
        out[CUTOFF_VISIT, 1] = p.kappa
    w = bayes_no_visit(game, curve, a, p)
    out[CUTOFF_NO_VISIT, 0] = payoff_challenger(w, w, game.c) - payoff_challenger(
        a.k_absent, w, game.c
    )
    out[CUTOFF_NO_VISIT, 1] = w
    if a.proposer == PROPOSER_L:
        value, out[PROPOSAL, 1], out[PROPOSAL, 2] = _best(PROPOSAL, game, curve, a, work, land)
        out[PROPOSAL, 0] = max(value, 0.0) - own_l
        out[ANSWER, 0] = -min(own_f, 0.0)
    else:
        gain, price, visits = best_demand(game, curve, a, own_f, accept, work, land)
        out[PROPOSAL, 0], out[PROPOSAL, 1], out[PROPOSAL, 2] = gain, visits, price
        out[ANSWER, 0] = -min(own_l, 0.0)


@compiled
def certify(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, accept: float
) -> NDArray[np.float64]:
    """Find the largest gain of every player from any unilateral deviation, in a new array."""
    out = np.empty((5, 3))
    here = look_around(curve, a.piece, a.x)
    certify_into(game, curve, nodes, a, here, accept, make_work(nodes), out)
    return out
