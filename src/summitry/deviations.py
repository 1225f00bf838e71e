"""The core of the checker (T5, "Certificate"): the best deviation of every player, from payoffs alone.

The search uses values only, no derivatives, on nodes of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled, compiled_inline, compiled_lean, compiled_within
from .around import Around, look_around
from .curves import point
from .landscape import (
    CLOSED,
    GAIN_L,
    OPEN,
    PAYOFF_F,
    PIECES,
    PRICE,
    PROPOSAL,
    PROPOSER_F,
    PROPOSER_L,
    SPARE,
    VISIT,
    VISIT_RULE,
    VISITS,
    Assessment,
    Landscape,
    X,
    bayes_no_visit,
    criterion,
    follow,
    gain_leader,
    landscape,
    refused_payoff,
    visit_value,
)
from .lanes import WIDTH, largest, load, order, pack, select, store
from .nodes import Nodes, Work, make_work
from .payoffs import Game, payoff_challenger
from .points import Curve, Point, Rows
from .tolerances import GAIN, GAIN_PER_PSI

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
GOLDEN = 0.3819660112501051
_NARROW = 1e-3  # relative to the coordinate: a parabola over less than this can be trusted


@compiled_inline
def _negligible(game: Game) -> float:
    """Gain that needs no refinement: a thousandth of what a certificate allows."""
    return 1e-3 * (GAIN + GAIN_PER_PSI * game.psi)


@compiled_lean
def _climb(
    what: int, game: Game, curve: Curve, a: Assessment, work: Work, i: int
) -> tuple[float, float]:  # fmt: skip
    """Refine the local maximum at column ``i`` by parabolas through its neighbours; return it and its value.

    It ends when two parabolas in a row, or one over a narrow stretch, promise less than a thousandth of what
    a certificate allows.
    """
    enough = _negligible(game)
    x, f = work.rows[X], work.rows[VISIT if what == VISIT_RULE else GAIN_L]
    piece, mid, f_mid = int(work.rows[PIECES, i]), x[i], f[i]
    f_left, f_right = f[i - 1], f[i + 1]
    left, right = max(x[i - 1], mid - 700.0), min(x[i + 1], mid + 700.0)
    settled = False
    for _ in range(80):
        if not left < mid < right:
            break
        rise, fall = (f_mid - f_left) / (mid - left), (f_right - f_mid) / (right - mid)
        bend = (fall - rise) / (right - left)
        slope = rise + bend * (mid - left)
        promise = -0.25 * slope * slope / bend if bend < 0.0 else np.inf
        narrow = right - left < _NARROW * max(abs(mid), 1.0)
        if promise <= enough and (settled or narrow):
            break
        settled = promise <= enough
        if right - left < 1e-9 * (1.0 + abs(mid)):
            break
        wide = right - mid if right - mid > mid - left else left - mid
        new = mid - 0.5 * slope / bend if bend < 0.0 else mid + GOLDEN * wide
        if not left < new < right:
            new = mid + GOLDEN * wide
        if abs(new - mid) < 0.01 * abs(wide):
            new = mid + 0.01 * wide
        f_new = criterion(what, game, curve, a, point(curve, piece, new))
        if f_new > f_mid:
            if new > mid:
                left, f_left = mid, f_mid
            else:
                right, f_right = mid, f_mid
            mid, f_mid = new, f_new
        elif new > mid:
            right, f_right = new, f_new
        else:
            left, f_left = new, f_new
    return mid, f_mid

@compiled_inline
def _peaks(work: Work, row: int, i: int, level: float) -> bool:
    """Say around which of eight columns from ``i`` on the criterion has a peak that may rise to a level.

    A smooth peak rises above its node by no more than the drop to its neighbours; far out, where the deal
    hardly matters, rounding makes peaks that promise less than a certificate could ever notice. A peak at the
    end of a piece is a node itself.
    """
    f, piece = work.rows[row], work.rows[PIECES]
    before, here, after = load(f, i - 1), load(f, i), load(f, i + 1)
    own = load(piece, i)
    one = (load(piece, i - 1) == own) & (load(piece, i + 1) == own)
    promising = (2.0 * here - before >= level) | (2.0 * here - after >= level)
    return (before <= here) & (after <= here) & promising & one


@compiled_inline
def _nodes_within(land: Landscape, i: int, first: int, last: int) -> bool:
    """Say which of eight columns from ``i`` on are nodes, less those from ``first`` to ``last``."""
    places = order()
    excluded = (places >= float(first - i)) & (places <= float(last - i))
    return (places < float(land.size - i)) & (excluded ^ True)


@compiled_inline
def _best_column(work: Work, row: int, land: Landscape) -> tuple[float, int]:
    """Find the largest entry of a row, and its column."""
    f = work.rows[row]
    best = load(f, 0)
    for i in range(WIDTH, land.size, WIDTH):
        here = load(f, i)
        best = select((here > best) & (order() < float(land.size - i)), here, best)
    top, stop = largest(best), land.size
    if land.own >= 0:
        for i in range(land.near + 2, land.near + 5):
            top, stop = max(top, f[i]), land.near + 5
    for i in range(0, stop, WIDTH):
        places = pack(load(f, i) == top)
        if places != 0:
            while places & 1 == 0:
                places, i = places >> 1, i + 1
            return top, i
    return top, 0


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
    top, where = _best_column(work, row, land)
    best, visits, price = top, work.rows[VISITS, where], work.rows[PRICE, where]
    # the nodes on either side of the own place have it for a neighbour: they stand again beside it
    beside = land.own >= 0
    first, last, end = land.own - 1, land.own, land.near + 2 if beside else land.size
    start = 1
    while start < end:
        if beside and start >= land.size - 1:
            start = land.near + 1
            inside = order() < 5.0
        else:
            inside = _nodes_within(land, start, first if beside else -1, last if beside else -1)
        peaks, i = pack(_peaks(work, row, start, top + _negligible(game)) & inside), start
        while peaks != 0:
            if peaks & 1:
                x, value = _climb(what, game, curve, a, work, i)
                if value > best:
                    p = point(curve, int(work.rows[PIECES, i]), x)
                    best, visits, price = value, p.v, follow(game, curve, a, p).price
            peaks, i = peaks >> 1, i + 1
        start += WIDTH
    return best, visits, price


@compiled_inline
def _headroom(game: Game, work: Work, size: int, i: int) -> float:
    """How much F gains by raising the price at an edge as far as visits and L's consent allow."""
    slack, prices = work.rows[GAIN_L, i] / work.rows[VISITS, i], work.rows[PRICE]
    if game.price > 0.0:
        slack /= game.price
    if i < size - 1:
        slack = min(slack, prices[i + 1] - prices[i])
    return float(slack)


@compiled_inline
def _accepted_ends(work: Work, i: int, size: int, accept: float) -> int:
    """Say which of eight columns from ``i`` on are ends of pieces that L accepts, packed."""
    accepted = load(work.rows[GAIN_L], i) > accept
    return pack(accepted & (load(work.rows[X], i) == np.inf) & (order() < float(size - i)))


@compiled_inline
def _keep_accepted(work: Work, first: int, size: int, accept: float) -> bool:
    """Keep F's payoffs where L accepts, −∞ elsewhere, in a spare row; say whether she accepts any end."""
    gain, payoffs, kept = work.rows[GAIN_L], work.rows[PAYOFF_F], work.rows[SPARE]
    ends = 0
    for i in range(first, size, WIDTH):
        store(kept, i, select(load(gain, i) > accept, load(payoffs, i), -np.inf))
        ends = ends | _accepted_ends(work, i, size, accept)
    return ends != 0


@compiled_inline
def _best_accepted_node(
    game: Game, curve: Curve, a: Assessment, accept: float, work: Work, land: Landscape
) -> tuple[float, float, float]:
    """Find the node that F likes best among those L accepts: payoff, price, visit probability."""
    best, price, visits = 0.0, 0.0, 0.0
    ends = _keep_accepted(work, 0, land.size, accept)
    if land.own >= 0:
        _keep_accepted(work, land.near, land.near + 7, accept)
    payoff, top = _best_column(work, SPARE, land)
    if payoff > best:
        best, price, visits = payoff, work.rows[PRICE, top], work.rows[VISITS, top]
    if not ends:
        return best, price, visits
    payoffs = work.rows[PAYOFF_F]
    for start in range(0, land.size, WIDTH):
        edges, i = _accepted_ends(work, start, land.size, accept), start
        while edges != 0:
            if edges & 1:
                extra = max(0.0, _headroom(game, work, land.size, i))
                # F keeps at most the whole of a higher price: where that is not enough, look no closer
                if payoffs[i] + work.rows[VISITS, i] * extra > best:
                    p = point(curve, int(work.rows[PIECES, i]), work.rows[X, i])
                    payoff = payoffs[i] + p.v * extra * follow(game, curve, a, p).kept
                    if payoff > best:
                        best, price, visits = payoff, work.rows[PRICE, i] + extra, p.v
            edges, i = edges >> 1, i + 1
    return best, price, visits


@compiled_inline
def _ends_acceptance(work: Work, i: int, accept: float) -> bool:
    """Say at which of eight columns from ``i`` on L refuses the deal and accepts the one before."""
    gain, piece = work.rows[GAIN_L], work.rows[PIECES]
    ends = (load(gain, i) <= accept) & (load(gain, i - 1) > accept)
    return ends & (load(piece, i - 1) == load(piece, i))


@compiled_inline
def _hides_acceptance(work: Work, i: int, accept: float) -> bool:
    """Say around which of eight columns L may accept some deal, though she refuses it and its neighbours."""
    gain = work.rows[GAIN_L]
    refused = (load(gain, i - 1) <= accept) & (load(gain, i) <= accept)
    return refused & (load(gain, i + 1) <= accept) & _peaks(work, GAIN_L, i, accept)


@compiled_inline
def _accepted_before(
    game: Game, curve: Curve, a: Assessment, accept: float, work: Work, i: int, hidden: bool, least: float
) -> Point:  # fmt: skip
    """Find the deal with most visits that L accepts just before column ``i``, or around it if it is hidden.

    A point with v = 0 if F could not gain ``least`` by it.
    """
    x, payoffs, piece = work.rows[X], work.rows[PAYOFF_F], int(work.rows[PIECES, i])
    start, end, bound = x[i - 1], x[i], payoffs[i]
    if hidden:
        start, peak = _climb(PROPOSAL, game, curve, a, work, i)
        end, bound = x[i + 1], payoffs[i + 1]
        if not peak > accept:
            bound = -np.inf
    # F's payoff rises with the visits: what L refuses bounds what she accepts just before
    if bound <= least:
        return point(curve, 0, -np.inf)
    return point(curve, piece, _last_accepted(game, curve, a, piece, start, end, accept))


@compiled_inline
def best_demand(
    game: Game, curve: Curve, a: Assessment, own: float, accept: float, work: Work, land: Landscape
) -> tuple[float, float, float]:
    """Find the deal that F likes best among those L accepts: payoff, price, visit probability.

    L accepts an unexpected deal only for a gain above ``accept``. Peaks of L's gain are refined, and the
    last accepted deal before L begins to refuse is located by bisection.
    """
    best, price, visits = _best_accepted_node(game, curve, a, accept, work, land)
    beside = land.own >= 0
    first, last, end = land.own - 1, land.own, land.near + 2 if beside else land.size
    start = 1
    while start < end:
        if beside and start >= land.size:
            start = land.near + 1
            ends_inside = (order() >= 1.0) & (order() < 5.0)
            hides_inside = order() < 5.0
        else:
            ends_inside = _nodes_within(land, start, last if beside else -1, last if beside else -1)
            hides_inside = _nodes_within(land, start, first if beside else -1, last if beside else -1)
            hides_inside = hides_inside & (order() < float(land.size - 1 - start))
        ends = pack(_ends_acceptance(work, start, accept) & ends_inside)
        doubts, i = ends | pack(_hides_acceptance(work, start, accept) & hides_inside), start
        while doubts != 0:
            if doubts & 1:
                least = max(best, own) + _negligible(game)
                q = _accepted_before(game, curve, a, accept, work, i, ends & 1 == 0, least)
                if q.v > 0.0:
                    found = follow(game, curve, a, q)
                    if found.payoff_F > best:
                        best, price, visits = found.payoff_F, found.price, q.v
            doubts, ends, i = doubts >> 1, ends >> 1, i + 1
        start += WIDTH
    return best - own, price, visits


@compiled_lean
def _last_accepted(
    game: Game, curve: Curve, a: Assessment, piece: int, left: float, right: float, accept: float
) -> float:
    """Bisect for the end of L's acceptance between an accepted and a refused coordinate."""
    left, right = max(left, -700.0), min(right, 700.0)
    for _ in range(60):
        mid = 0.5 * (left + right)
        if follow(game, curve, a, point(curve, piece, mid)).gain_L > accept:
            left = mid
        else:
            right = mid
    return left


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
