"""Ψ = ∞ where visits exist only as a limit (T5): profiles at ever larger Ψ that tend to it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from .beliefs import Profile, belief_gap, with_deal
from .curve import Curve
from .deviations import allowance, gains, player_of
from .payoffs import Game, price

_PLACES = 1e-3, 1e-6  # 1 − v of the profiles, nearer and nearer to v = 1
_SMALL = 1e-3  # of the price, for L of Ψ: at the last of them nobody gains more


def approach(game: Game, curve: Curve, proposer: str) -> Iterator[tuple[Game, Profile]]:
    """Yield profiles ever nearer to v = 1, each with the Ψ at which it meets the proposer's condition.

    Both conditions of T5 are linear in Ψ: L is indifferent if F proposes; if L proposes, at q = 0, the
    marginal visit is worth to her what it costs. If she has weakness w a visit saves her Ψ·w·(G(k_N) − G(κ)).
    """
    game = replace(game, office=1.0, money=1.0)
    for rest in _PLACES:
        piece, x = curve.locate(1.0 - rest, rest)
        p = curve.at(piece, x)
        saved = _saved(game, p.kappa, belief_gap(game, curve, p, False))
        worth, cost = p.kappa * saved, price(game, p.kappa, p.low)
        if proposer == "L":
            near = curve.at(piece, x + np.array([-1e-4, 1e-4]))
            more = near.rest[0] - near.rest[1]
            worth = p.low * saved
            cost = np.diff(near.v * price(game, p.kappa, near.low))[0] / more
        finite = replace(game, office=float(cost / worth))
        z = float(price(game, p.kappa, p.low))
        yield finite, with_deal(finite, curve, p, z, proposer)


def _saved(game: Game, k: Any, gap: Any) -> Any:
    """Compute G(k + gap) − G(k), with the digits of the gap where G is linear."""
    if game.law.kind == "uniform":
        return gap / game.c
    return game.challenge(k + gap) - game.challenge(k)


@lru_cache(maxsize=64)
def limit_fault(game: Game, curve: Curve, proposer: str, z: float) -> str:
    """Tell why v = 1 at the price z is not the limit of such profiles; an empty string if it is.

    Their prices must approach z, and either nobody gains, or what somebody still gains vanishes (T5: at
    q = 0 the limit may be one of near-equilibria only). L's gains count in removal probability there.
    """
    far, most = math.inf, math.inf
    for finite, profile in approach(game, curve, proposer):
        psi, now = finite.office, abs(profile.price - z)
        if now > far * (1.0 + 1e-9) + 1e-9 * z:
            return f"at Ψ = {psi:g} the price is {profile.price!r}, no nearer to the limit's"
        allowed = allowance(profile, finite, psi)
        shares = (
            gain / (psi if player_of(decision, proposer) == "L" else profile.price)
            for decision, gain in gains(finite, curve, profile).items()
            if gain > allowed
        )
        far, most = now, max(shares, default=0.0)
    return "" if most <= _SMALL else f"at Ψ = {psi:g} somebody still gains a share of {most:.2g}"


@lru_cache(maxsize=64)
def rises_to_one(game: Game, curve: Curve) -> bool:
    """Tell whether nearly sure visits that C sees spare L risk: then F's demands rise to v = 1 (T13.1)."""
    if game.law.kind == "uniform":
        return False
    before = curve.k0 * game.challenge(curve.k0)
    for rest in reversed(_PLACES):  # as near to v = 1 as rounding lets the difference be seen
        p = curve.at(*curve.locate(1.0 - rest, rest))
        nu = curve.k0 + p.lift / p.rest
        risk = p.weak * game.challenge(p.kappa) + (curve.k0 * p.rest + p.lift) * game.challenge(nu)
        if abs(risk - before) > 1e-13 * before:
            return bool(risk < before)
    return False
