"""When no visits is an equilibrium (T5, "No visits"): the condition over all deals, which needs no list."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from .beliefs import without_deal
from .curve import Array, Curve, Points
from .deviations import deal, maximise
from .payoffs import Game, price_at

_READING = 1e-9  # of m(1) − m(0): the digits to which solver and reader find κ̂


@lru_cache(maxsize=256)  # the same for every protocol of a model
def no_visit_margin(game: Game, curve: Curve, reading: float) -> float:
    """Return the largest share of its terms by which some deal pays L when C expects no visit.

    No visits is an equilibrium if and only if this is not positive; the reading is what C makes of a visit
    with unseen price.
    """
    drop: Any = curve.k0 - reading
    if reading == curve.m_first:  # with all its digits
        drop = curve.at(np.array(0), np.array(-np.inf)).drop

    def margin(p: Points) -> Array:
        # Ψ·κ(v')·(G(k₀) − h̄) − ζ, as a share of these two
        h = game.q * game.challenge(p.kappa) + (1.0 - game.q) * game.challenge(reading)
        cost = game.money * price_at(game, h, p.low)
        if game.law.kind == "uniform":
            benefit = game.office / game.c * p.kappa
            gain = benefit * (game.q * p.drop + (1.0 - game.q) * drop)
            size = benefit * (game.q * p.drop + (1.0 - game.q) * np.abs(drop)) + cost
        else:
            before = game.challenge(curve.k0)
            gain = game.office * p.kappa * (before - h)
            size = game.office * p.kappa * (before + h) + cost
        return np.asarray((gain - cost) / np.where(size > 0.0, size, 1.0))

    return maximise(curve, margin)[0]


@lru_cache(maxsize=256)
def supporting_reading(game: Game, curve: Curve) -> float | None:
    """Find κ̂, the smallest reading of an unexpected visit that supports no visits; None: none does."""
    low, high, c = curve.m_first, curve.m_last, game.c
    if no_visit_margin(game, curve, high) > 1e-12:
        return None
    if game.q == 1.0:
        return low

    if game.law.kind != "uniform":
        return _weakness_of(game, _supporting_chance(game, curve), low, high)

    def needed(p: Points) -> Array:
        # a deal stops paying at the k̄ where (Ψ/c)·κ·(k₀ − k̄) = ζ(k̄, m), a quadratic equation in k̄
        gain, keep = game.office / c * p.kappa, (1.0 - game.r) * p.low / c
        linear = gain * (1.0 + keep * p.k0) + game.money * game.rho * p.low / c
        rest = gain * p.k0 - game.money * game.tau
        k = 2.0 * rest / (linear + np.sqrt(linear**2 - 4.0 * gain * keep * rest))
        return np.clip((k - game.q * p.kappa) / (1.0 - game.q), low, high)

    return maximise(curve, needed)[0]


def reading_slack(game: Game, curve: Curve, least: float) -> float:
    """Return how far from κ̂ = ``least`` another calculation of it may be.

    It is found to nine digits of m(1) − m(0), and is the difference of k̄ and q·κ, by 1 − q. Of a law but
    the uniform one G is known to 1e-14: where it is smaller still, no belief can be told from another.
    """
    slack = _READING * (curve.m_last - curve.m_first)
    if game.q < 1.0:
        slack += 1e-14 * curve.coarseness * curve.k0 / (1.0 - game.q)
    if game.law.kind != "uniform":
        chance = float(game.challenge(least))
        known = chance * _READING + 1e-14
        low, high = (_weakness_of(game, chance + d, curve.m_first, curve.m_last) for d in (-known, known))
        slack += max(least - low, high - least)
    return slack


@lru_cache(maxsize=256)
def open_margin(game: Game, curve: Curve) -> float:
    """Return the largest share of its terms by which a deal that C sees pays L (T13.1)."""
    nobody = without_deal(curve, "L", True, curve.m_first)

    def margin(p: Points) -> Array:
        d = deal(game, nobody, p)
        return np.asarray(d.gain / np.where(d.stakes > 0.0, d.stakes, 1.0))

    return maximise(curve, margin)[0]


def _weakness_of(game: Game, chance: float, low: float, high: float) -> float:
    """Find the weakness at which C challenges with a given probability, by halving."""
    for _ in range(100):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if float(game.challenge(middle)) >= chance else (middle, high)
    return high


def _supporting_chance(game: Game, curve: Curve) -> float:
    """Find the largest G at which some deal stops paying: as for the uniform law, with G(κ̂) for κ̂/c."""
    before = float(game.challenge(curve.k0))

    def needed(p: Points) -> Array:
        gain, keep = game.office * p.kappa, (1.0 - game.r) * p.low
        linear = gain * (1.0 + keep * before) + game.money * game.rho * p.low
        rest = gain * before - game.money * game.tau
        h = 2.0 * rest / (linear + np.sqrt(linear**2 - 4.0 * gain * keep * rest))
        return np.asarray((h - game.q * game.challenge(p.kappa)) / (1.0 - game.q))

    return maximise(curve, needed)[0]
