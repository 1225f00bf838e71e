"""What C sees when somebody may prove the price, or that there is no deal (T13.5).

After a visit L and F want C to think well of L, so they prove a price that shows fewer visits than silence
does. An antagonist wants the contrary. If proof is at hand for certain, silence hides what nobody would
prove.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .beliefs import Profile
from .curve import Array, Curve, Points
from .deviations import ROUNDING, maximise
from .payoffs import Game, price, visit_value


def rates(q: float, answer: Mapping[str, Any]) -> tuple[float, float]:
    """Return how often C sees a price of fewer, and of more, visits than she expects."""
    disclosure, reach = answer.get("disclosure", "none"), float(answer.get("reach", 1.0))
    known = q + (1.0 - q) * reach  # by the leak, or because somebody proves it
    if disclosure == "leader":
        return (1.0, 1.0) if reach == 1.0 else (known, q)
    return (q, known) if disclosure == "antagonist" else (q, q)


def silence_gain(game: Game, profile: Profile, q: float) -> float:
    """Return the most that L or F gains by leaving the price of the path unproved, proof being certain."""
    p, unseen = profile.point, (1.0 - q) * float(profile.point.v)
    held, silent = profile.k_visit * p.kappa / game.c, p.k0 * p.kappa / game.c
    gain_l = game.office * (held - silent)
    gain_f = visit_value(game, profile.price, silent) - visit_value(game, profile.price, held)
    return float(max(0.0, unseen * gain_l, unseen * gain_f))


def secret_deal(game: Game, curve: Curve, reading: float, proposer: str) -> float:
    """Return what a secret deal brings its proposer when L could have proved that there is none.

    Without a visit silence shows that there was a deal, and C reads it as the weakest signal.
    """

    def value(p: Points) -> Array:
        k = game.q * p.kappa + (1.0 - game.q) * reading
        saved = (curve.k0**2 - k * p.weak - curve.m_last * (curve.k0 - p.weak)) * game.office / game.c
        z = price(game, k, p.low)
        gain = saved - game.money * p.v * z
        if proposer == "L":
            return np.asarray(gain)
        own = p.v * visit_value(game, z, k * p.kappa / game.c)
        return np.where(gain > ROUNDING * (1.0 + game.office), own, 0.0)

    return maximise(curve, value)[0]
