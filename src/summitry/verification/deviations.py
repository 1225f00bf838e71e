"""Every player's best deviation, by a global search (T5, "Certificate").

A deviation is played out as T5 says: C sees an unexpected price with probability q and infers the visits
it induces, otherwise she keeps her conjecture; F visits as long as the marginal visitor gains. Nothing here
knows how the profile was found. The search evaluates every point of the curve's grid, a few thousand, and
closes in on the highest local peaks by comparing values only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from .beliefs import Profile
from .curve import Array, Curve, Points
from .payoffs import Game, challenger_value, price, visit_value

VISIT_RULE, AFTER_VISIT, AFTER_NONE = (
    "visit rule",
    "cut-off after a visit",
    "cut-off without a visit",
)
PROPOSAL, ANSWER = "proposal", "answer"
_ROUNDING = 1e-12  # of the terms of which L's gain is the difference: what is less is no gain
_PEAKS, _WIDTH, _ROUNDS = 6, 25, 12


class Deal(NamedTuple):
    """What follows a deal that induces other visits than C expects, at the lowest price that does."""

    price: Any
    k: Any  # average perceived weakness after a visit, k̄(v')
    benefit: Any  # what L's office gains over rejecting the deal
    paid: Any
    stakes: Any  # size of the terms of which L's gain W is the difference

    @property
    def gain(self) -> Any:
        """W(v'; v*), L's gain over rejecting."""
        return self.benefit - self.paid


def deal(game: Game, profile: Profile, p: Points) -> Deal:
    """Play out the deal with visit rule p against C's conjecture (T4, T5)."""
    if profile.is_open:
        # C knows the deal: removal is D(v') instead of k₀²/c, and D − k₀²/c = (k₀v − M)²/(v(1−v)c)
        k: Any = p.kappa
        scale: Any = game.office / game.c
        inside = p.v * p.rest
        risk = np.where(inside > 0.0, p.lift**2 / np.where(inside > 0.0, inside, 1.0), 0.0)
        benefit = -scale * risk
        size = np.abs(benefit)
    else:
        k = game.q * p.kappa + (1.0 - game.q) * profile.k_visit
        rise = profile.gap + game.q * (p.drop - profile.drop)  # k_N − k̄
        scale = game.office / game.c * p.weak
        benefit = scale * rise
        size = scale * (np.abs(profile.gap) + game.q * (p.drop + np.abs(profile.drop)))
    z = price(game, k, p.low)
    paid = game.money * p.v * z
    return Deal(z, k, benefit, paid, size + paid)


def own_payoffs(game: Game, profile: Profile) -> tuple[float, float]:
    """Compute F's payoff and L's gain over rejecting, on the path."""
    if not profile.deal:
        return 0.0, 0.0
    p, z = profile.point, profile.price
    payoff_f = p.v * visit_value(game, z, profile.k_visit * p.kappa / game.c)
    return float(payoff_f), float(deal(game, profile, p).benefit - game.money * p.v * z)


def proposal_value(game: Game, profile: Profile, p: Points) -> Array:
    """Compute what proposing the deal with visit rule p brings the proposer; −∞ if it is rejected."""
    d = deal(game, profile, p)
    if profile.proposer == "L":
        return np.asarray(d.gain)  # F accepts: its marginal visitor is indifferent, the others gain
    # at the end of a step, and at v = 1, F can raise the price as far as L's consent without losing visits
    top = np.where(np.isinf(p.high), np.inf, price(game, d.k, np.minimum(p.high, 1.0)))
    most = d.benefit / (p.v * game.money) if game.money else np.full_like(d.benefit, np.inf)
    z = np.maximum(d.price, np.minimum(top, most))
    payoff = p.v * visit_value(game, z, d.k * p.kappa / game.c)
    return np.where(d.gain > _ROUNDING * d.stakes, payoff, -np.inf)


def maximise(
    curve: Curve, objective: Callable[[Points], Array], peaks: int = _PEAKS
) -> tuple[float, Points]:
    """Find the highest value of an objective over the whole curve."""
    grid = curve.grid
    values = np.nan_to_num(objective(grid), nan=-np.inf, posinf=np.inf, neginf=-np.inf)
    best = int(np.argmax(values))
    value, where = float(values[best]), grid[best]
    index = np.arange(values.size)
    left, right = np.maximum(index - 1, 0), np.minimum(index + 1, values.size - 1)
    left = np.where(grid.piece[left] == grid.piece, left, index)
    right = np.where(grid.piece[right] == grid.piece, right, index)
    top = (
        (values >= values[left])
        & (values >= values[right])
        & (values > -np.inf)
        & (values < np.inf)
    )
    chosen = np.flatnonzero(top)
    chosen = chosen[np.argsort(-values[chosen])][:peaks]
    if not chosen.size:
        return value, where
    piece = np.repeat(grid.piece[chosen][:, None], _WIDTH, 1)
    # an end of the curve is on the grid itself: what is next to it is searched
    x = np.where(grid.x == np.inf, np.roll(grid.x, 1) + 60.0, grid.x)
    x = np.where(grid.x == -np.inf, np.roll(grid.x, -1), x)
    lo, hi = x[left[chosen]], x[right[chosen]]
    rows = np.arange(chosen.size)
    for _ in range(_ROUNDS):
        x = lo[:, None] + (hi - lo)[:, None] * np.linspace(0.0, 1.0, _WIDTH)
        points = curve.at(piece, x)
        found = np.nan_to_num(objective(points), nan=-np.inf)
        at = found.argmax(1)
        high = int(found[rows, at].argmax())
        if found[high, at[high]] > value:
            value, where = float(found[high, at[high]]), points[high, at[high]]
        lo, hi = x[rows, np.maximum(at - 1, 0)], x[rows, np.minimum(at + 1, _WIDTH - 1)]
    return value, where


def gains(
    game: Game, curve: Curve, profile: Profile, k_visit: float, k_absent: float
) -> dict[str, float]:
    """Find the largest gain of each player at each decision, in payoff units (T5, "Certificate").

    `k_visit` and `k_absent` are the cut-offs that C is said to use; the profile has those of Bayes' rule.
    """
    own_f, own_l = own_payoffs(game, profile)
    own = own_l if profile.proposer == "L" else own_f
    best, _ = maximise(curve, lambda p: proposal_value(game, profile, p))
    if profile.proposer == "F":
        # deals that L accepts may hide between two grid points where she does not
        _, peak = maximise(curve, lambda p: _consent(deal(game, profile, p)))
        best = max(best, float(proposal_value(game, profile, peak)))
    k, kn, c = float(profile.k_visit), float(profile.k_absent), game.c
    out = {AFTER_NONE: (k_absent - kn) ** 2 / (2.0 * c), PROPOSAL: max(best, 0.0) - own}
    if profile.deal:
        rule, _ = maximise(curve, lambda p: _rule_value(game, profile, p))
        out[VISIT_RULE] = max(rule, 0.0) - own_f
        out[AFTER_VISIT] = (k_visit - k) ** 2 / (2.0 * c)
        out[ANSWER] = max(-(own_f if profile.proposer == "L" else own_l), 0.0)
    return {decision: max(gain, 0.0) for decision, gain in out.items()}


def _consent(d: Deal) -> Array:
    """Measure how willingly L accepts a deal that she does not clearly accept; −∞ for the others."""
    share = d.gain / np.where(d.stakes > 0.0, d.stakes, 1.0)
    return np.where(share > _ROUNDING, -np.inf, share)


def _rule_value(game: Game, profile: Profile, p: Points) -> Array:
    """Compute F's payoff if it visits by the rule p after the profile's own deal."""
    risk = profile.k_visit * p.kappa / game.c
    return np.asarray(p.v * visit_value(game, profile.price, risk))


def gain_of(
    game: Game, curve: Curve, profile: Profile, decision: str, values: Mapping[str, float],
    cutoffs: tuple[float, float],
) -> float:  # fmt: skip
    """Compute what one stated deviation gains, to hold a saved certificate against."""
    own_f, own_l = own_payoffs(game, profile)
    own = own_l if profile.proposer == "L" else own_f
    if decision == ANSWER:
        return max(-(own_f if profile.proposer == "L" else own_l), 0.0)
    if decision in (AFTER_VISIT, AFTER_NONE):
        rights = profile.k_visit, profile.k_absent
        right, used = rights[decision == AFTER_NONE], cutoffs[decision == AFTER_NONE]
        k = values["weakness"]
        return float(challenger_value(game, k, right) - challenger_value(game, used, right))
    if not values:
        return -own
    v = values["visit_probability"]
    p = curve.at(*curve.locate(v, 1.0 - v))
    if decision == VISIT_RULE:
        return float(_rule_value(game, profile, p)) - own_f
    z, d = values["concession"], deal(game, profile, p)
    gain_l = float(d.benefit - game.money * p.v * z)
    if profile.proposer == "L":
        return gain_l - own
    if not gain_l >= -1e-9 * float(d.stakes):
        return -own  # L refuses
    return float(p.v * visit_value(game, z, d.k * p.kappa / game.c)) - own
