"""What F can demand: the best deal among those that L accepts (T5)."""

from __future__ import annotations

import numpy as np

from ._compile import compiled_inline, compiled_lean
from .curves import point
from .landscape import (
    GAIN_L,
    PAYOFF_F,
    PIECES,
    PRICE,
    PROPOSAL,
    SPARE,
    VISITS,
    Assessment,
    Landscape,
    X,
    follow,
)
from .lanes import WIDTH, any_true, load, order, pack, select, store
from .nodes import Work
from .payoffs import Game
from .peaks import best_column, climb, negligible, nodes_within, peaks_at, turns
from .points import Curve, Point


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
    payoff, top = best_column(work, SPARE, land)
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
    return refused & (load(gain, i + 1) <= accept) & peaks_at(work, GAIN_L, i, accept)


@compiled_inline
def _may_accept_more(work: Work, i: int, accept: float) -> bool:
    """Say whether either is so at any of eight columns: rarely."""
    gain = work.rows[GAIN_L]
    here = load(gain, i)
    return any_true((here <= accept) & ((load(gain, i - 1) > accept) | turns(work, GAIN_L, i)))


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
        start, peak = climb(PROPOSAL, game, curve, a, work, i)
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
        near = beside and start >= land.size
        if not (near or _may_accept_more(work, start, accept)):
            start += WIDTH
            continue
        if near:
            start = land.near + 1
            ends_inside = (order() >= 1.0) & (order() < 5.0)
            hides_inside = order() < 5.0
        else:
            ends_inside = nodes_within(land, start, last if beside else -1, last if beside else -1)
            hides_inside = nodes_within(land, start, first if beside else -1, last if beside else -1)
            hides_inside = hides_inside & (order() < float(land.size - 1 - start))
        ends = pack(_ends_acceptance(work, start, accept) & ends_inside)
        doubts, i = ends | pack(_hides_acceptance(work, start, accept) & hides_inside), start
        while doubts != 0:
            if doubts & 1:
                least = max(best, own) + negligible(game)
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
