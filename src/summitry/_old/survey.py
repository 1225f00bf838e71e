"""Deviations from eight assessments at once: the best deal of each in a lane, and what may rise above it.

What `deviations` finds on the nodes is found here by the same functions of one deal, in the same
order of operations. Where it would look between nodes, the lane is left in *doubt*, and the assessment to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._compile import compiled_inline
from .abreast import Abreast, coordinate_abreast, node_abreast
from .around import Around
from .landscape import Assessment, bayes_absence, follow, gain_leader, refused_payoff, visit_value
from .lanes import alike, any_true, select
from .payoffs import Game, payoff_challenger
from .peaks import is_narrow, negligible, parabola, rise
from .points import Curves, Point


class Deal(NamedTuple):
    """What a deal at a coordinate is worth: L's gain, F's payoff, and F's from visiting up to there."""

    x: float
    gain: float
    payoff: float
    visit: float
    accepted: bool  # whether L accepts it
    below: bool  # whether it is below the own place


class Best(NamedTuple):
    """The best so far of each row, and how high what turns between nodes may rise."""

    gain: float
    payoff: float  # of deals that L accepts
    visit: float
    rising_gain: float
    rising_visit: float
    bound: float  # F's payoff next to where L's acceptance ends or may hide


class Flank(NamedTuple):
    """The two nodes on either side of the own place, and whether both pairs were found."""

    before_that: Deal
    before: Deal
    after: Deal
    after_that: Deal
    found_before: bool
    found_after: bool


class Verdict(NamedTuple):
    """The largest gain of every lane, and whether it is in doubt; of F as proposer and of L."""

    gain_f: float
    doubt_f: bool
    gain_l: float
    doubt_l: bool


@compiled_inline
def _deal(game: Game, curves: Curves, a: Assessment, p: Point, x: float, accept: float) -> Deal:
    play = follow(game, curves, a, p)
    visit = visit_value(game, a, p)
    return Deal(x, play.gain_L, play.payoff_F, visit, play.gain_L > accept, x < a.x)


@compiled_inline
def _larger(x: float, y: float) -> float:
    """Keep ``y`` unless ``x`` is larger: what is no number is not."""
    return select(x > y, x, y)


@compiled_inline
def _counted(best: Best, deal: Deal) -> Best:
    """Count one more deal among the best."""
    kept = select(deal.accepted, deal.payoff, -np.inf)
    return Best(
        _larger(deal.gain, best.gain), _larger(kept, best.payoff), _larger(deal.visit, best.visit),
        best.rising_gain, best.rising_visit, best.bound,
    )  # fmt: skip


@compiled_inline
def _turns(before: float, here: float, after: float) -> bool:
    return (before <= here) & (after <= here)


@compiled_inline
def _stays(
    left: float, mid: float, right: float, before: float, here: float, after: float, enough: float
) -> bool:
    """Say whether a climb from a place would end there at once: see `summitry._old.peaks.climb`."""
    promise = parabola(left, mid, right, before, here, after)[2]
    return (promise <= enough) & is_narrow(left, mid, right)


@compiled_inline
def _with_turns(
    best: Best, before: Deal, here: Deal, after: Deal, counts: bool, accept: float, enough: float
) -> Best:
    """Take in how high the rows may rise around a place, where it counts: above the best so far."""
    gain, visit, bound = best.rising_gain, best.rising_visit, best.bound
    turn = _turns(before.gain, here.gain, after.gain) & counts
    top = rise(before.gain, here.gain, after.gain)
    # L may accept some deal around a place, though she refuses it and its neighbours, which gain her no more
    hidden = turn & (here.accepted ^ True) & (top >= accept)
    bound = _larger(select(hidden, after.payoff, -np.inf), bound)
    higher = turn & (top >= best.gain + enough)
    if any_true(higher):  # rarely, so that a processor guesses right
        stays = _stays(before.x, here.x, after.x, before.gain, here.gain, after.gain, enough)
        gain = _larger(select(higher & (stays ^ True), top, -np.inf), gain)
    turn = _turns(before.visit, here.visit, after.visit) & counts
    top = rise(before.visit, here.visit, after.visit)
    higher = turn & (top >= best.visit + enough)
    if any_true(higher):
        stays = _stays(before.x, here.x, after.x, before.visit, here.visit, after.visit, enough)
        visit = _larger(select(higher & (stays ^ True), top, -np.inf), visit)
    return Best(best.gain, best.payoff, best.visit, gain, visit, bound)


@compiled_inline
def _with_end(best: Best, before: Deal, here: Deal, counts: bool) -> Best:
    """Take in F's payoff where L refuses a deal and accepts the one before."""
    end = before.accepted & (here.accepted ^ True) & counts
    bound = _larger(select(end, here.payoff, -np.inf), best.bound)
    return Best(
        best.gain, best.payoff, best.visit, best.rising_gain, best.rising_visit, bound
    )  # fmt: skip


@compiled_inline
def _pick(which: bool, yes: Deal, no: Deal) -> Deal:
    return Deal(
        select(which, yes.x, no.x), select(which, yes.gain, no.gain),
        select(which, yes.payoff, no.payoff), select(which, yes.visit, no.visit),
        (which & yes.accepted) | ((which ^ True) & no.accepted),
        (which & yes.below) | ((which ^ True) & no.below),
    )  # fmt: skip


@compiled_inline
def _noted(flank: Flank, last: bool, first: bool, before: Deal, here: Deal, after: Deal) -> Flank:
    """Note nodes beside the own place: ``here`` is the last before it, or the first after it."""
    return Flank(
        _pick(last, before, flank.before_that), _pick(last, here, flank.before),
        _pick(last, after, flank.after), _pick(first, after, flank.after_that),
        flank.found_before | last, flank.found_after | first,
    )  # fmt: skip


@compiled_inline
def _survey(
    game: Game, curves: Curves, a: Assessment, nodes: Abreast, accept: float
) -> tuple[Best, Flank, bool]:
    """Follow the deals at all nodes; say where L accepts the one with all visits, too."""
    before = _deal(game, curves, a, node_abreast(nodes, 0), coordinate_abreast(nodes, 0), accept)
    here = _deal(game, curves, a, node_abreast(nodes, 1), coordinate_abreast(nodes, 1), accept)
    none, nowhere, enough = alike(-np.inf, accept), before.x > np.inf, negligible(game)
    best = Best(none, none, none, none, none, none)
    best = _counted(_counted(best, before), here)
    flank = Flank(before, before, before, before, nowhere, nowhere)
    for i in range(2, nodes.size):
        x = coordinate_abreast(nodes, i)
        after = _deal(game, curves, a, node_abreast(nodes, i), x, accept)
        best = _counted(best, after)
        first, last = before.below ^ here.below, here.below ^ after.below
        if any_true(first | last):
            flank = _noted(flank, last, first, before, here, after)
        best = _with_turns(best, before, here, after, (first | last) ^ True, accept, enough)
        best = _with_end(best, before, here, first ^ True)
        before, here = here, after
    best = _with_end(best, before, here, nowhere ^ True)
    return best, flank, here.accepted


@compiled_inline
def _beside(
    game: Game, curves: Curves, a: Assessment, around: Around, best: Best, flank: Flank, accept: float
) -> Best:  # fmt: skip
    """Take in the own place and its close neighbours, between the nodes on either side."""
    below = _deal(game, curves, a, around.below, around.below_x, accept)
    own = _deal(game, curves, a, around.own, a.x, accept)
    above = _deal(game, curves, a, around.above, around.above_x, accept)
    best = _counted(_counted(_counted(best, below), own), above)
    everywhere, enough = (below.x > np.inf) ^ True, negligible(game)
    best = _with_turns(best, flank.before_that, flank.before, below, everywhere, accept, enough)
    best = _with_turns(best, flank.before, below, own, everywhere, accept, enough)
    best = _with_turns(best, below, own, above, everywhere, accept, enough)
    best = _with_turns(best, own, above, flank.after, everywhere, accept, enough)
    best = _with_turns(best, above, flank.after, flank.after_that, everywhere, accept, enough)
    best = _with_end(best, flank.before, below, everywhere)
    best = _with_end(best, below, own, everywhere)
    best = _with_end(best, own, above, everywhere)
    return _with_end(best, above, flank.after, everywhere)


@compiled_inline
def judge_no_deals(
    game: Game, curves: Curves, a: Assessment, nodes: Abreast, accept: float
) -> Verdict:
    """Find the largest gain from any deviation from no deal, whoever proposes (T5)."""
    best, _, all_visits = _survey(game, curves, a, nodes, accept)
    nothing, enough = alike(0.0, accept), negligible(game)
    absent = payoff_challenger(curves.k0, curves.k0, game.c)
    absent = absent - payoff_challenger(a.k_absent, curves.k0, game.c)
    worst = _larger(absent, nothing)
    payoff = _larger(best.payoff, nothing)
    doubt_f = all_visits | (best.bound > payoff + enough)
    doubt_l = best.rising_gain >= best.gain + enough
    wrong = (absent != absent) | (best.gain != best.gain)
    return Verdict(
        _larger(payoff, worst),
        doubt_f | wrong,
        _larger(_larger(best.gain, nothing), worst),
        doubt_l | wrong,
    )


@compiled_inline
def judge_deals(
    game: Game, curves: Curves, a: Assessment, around: Around, nodes: Abreast, accept: float
) -> Verdict:  # fmt: skip
    """Find the largest gain from any deviation from a deal inside a piece, whoever proposes (T5)."""
    best, flank, all_visits = _survey(game, curves, a, nodes, accept)
    best = _beside(game, curves, a, around, best, flank, accept)
    p, nothing, enough = around.own, alike(0.0, accept), negligible(game)
    own_f = visit_value(game, a, p)
    refused = refused_payoff(game, curves, a)
    own_l = gain_leader(game, p, a.k_visit, a.k_absent, a.price, refused)
    w = bayes_absence(game, curves.k0, p)
    absent = payoff_challenger(w, w, game.c) - payoff_challenger(a.k_absent, w, game.c)
    rule = best.visit - own_f
    worst = _larger(rule, _larger(absent, nothing))
    payoff = _larger(best.payoff, nothing)
    most = _larger(payoff, own_f)
    doubt = (flank.found_before & flank.found_after) ^ True
    doubt = doubt | (around.below_x < flank.before.x) | (around.above_x > flank.after.x)
    doubt = doubt | (best.rising_visit >= best.visit + enough)
    doubt = doubt | (absent != absent) | (rule != rule) | (own_l != own_l)
    doubt_f = doubt | all_visits | (best.bound > most + enough)
    doubt_l = doubt | (best.rising_gain >= best.gain + enough)
    gain_f = _larger(payoff - own_f, _larger(-own_l, worst))
    gain_l = _larger(_larger(best.gain, nothing) - own_l, _larger(-own_f, worst))
    return Verdict(gain_f, doubt_f, gain_l, doubt_l)
