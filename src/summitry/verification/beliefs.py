"""What C believes, and the profile that is judged: strategies with the beliefs they imply (T3, T5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .curve import Curve, Points
from .payoffs import Game


@dataclass(frozen=True, eq=False)
class Profile:
    """Strategies on the path and C's beliefs.

    `k_visit` is κ*, or without a deal what C reads into a visit that she did not expect and whose price she
    does not see. `drop` is k₀ − k_visit and `gap` is k_N − k_visit, which are kept apart from the beliefs
    because near v = 1 their digits are lost in them. `fewer` is how often C sees a price of fewer visits than
    she expects, where that is not the game's q because somebody may prove it (T13.5). `terms` is the size of
    the beliefs that `gap` is the difference of, if it was taken as one and has their rounding.
    """

    is_open: bool
    proposer: str
    deal: bool
    point: Points
    price: Any
    k_visit: Any
    drop: Any
    gap: Any
    fewer: float | None = None
    terms: float = 0.0

    @property
    def k_absent(self) -> Any:
        """k_N, C's perceived weakness after no visit."""
        return self.k_visit + self.gap


def belief_gap(game: Game, curve: Curve, p: Points, is_open: bool) -> Any:
    """Compute k_N − κ* by Bayes' rule over S and F's visit rule (T5); ν − κ if open (T4)."""
    # under closed bargaining nobody visits with probability 1 − σv, here without its rounding
    absent = p.rest if is_open else (1.0 - game.sigma) + game.sigma * p.rest
    # σ = v = 1: an absence that should never happen is read as the weakest signal (Assumption 1)
    return np.where(absent > 0.0, p.drop / np.where(absent > 0.0, absent, 1.0), curve.fall)


def with_deal(
    game: Game, curve: Curve, p: Points, z: Any, proposer: str, is_open: bool = False
) -> Profile:
    """Return the profile in which the deal (z, v) is struck whenever F wants a favour."""
    gap = belief_gap(game, curve, p, is_open)
    return Profile(is_open, proposer, True, p, z, p.kappa, p.drop, gap)


def without_deal(curve: Curve, proposer: str, is_open: bool, reading: float) -> Profile:
    """Return the profile in which no visit ever happens; C keeps k₀."""
    p = curve.at(np.array(0), np.array(-math.inf))
    if reading in (curve.m_first, curve.k0):
        drop, terms = float(p.drop) if reading == curve.m_first else 0.0, 0.0
    else:
        drop, terms = curve.k0 - reading, curve.k0 + reading
    return Profile(is_open, proposer, False, p, math.nan, reading, drop, drop, terms=terms)


def off_path_belief(rule: Any, curve: Curve) -> float | None:
    """Return what C reads into an unexpected visit with unseen price (T3, T5); None for no rule."""
    named = {"strongest": curve.m_first, "prior": curve.k0}
    if isinstance(rule, str):
        return named.get(rule)
    low, high = curve.m_first, curve.m_last
    number = isinstance(rule, int | float) and not isinstance(rule, bool)
    if number and low * (1.0 - 1e-12) <= rule <= high * (1.0 + 1e-12):
        return min(max(float(rule), low), high)
    return None
