"""Every player's best deviation, by a global search (T5, "Certificate").

A deviation is played out as T5 says: C sees an unexpected price with probability q and infers the visits
it induces, otherwise she keeps her conjecture; F visits as long as the marginal visitor gains. Nothing here
knows how the profile was found. The search evaluates every point of the curve's grid, a few thousand, and
closes in on the highest local peaks by comparing values only. C herself has no other cut-off to try: a
profile's are those of Bayes' rule, and her payoff is strictly concave in them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..model.tolerances import allowed_gain
from .beliefs import Profile
from .curve import Array, Curve, Points
from .payoffs import Game, price_at, visit_value

ROUNDING = 1e-12  # of the terms of which L's gain is the difference: what is less is no gain
PRICE_SHARE = 1e-9  # of the price: at an equilibrium nobody who pays or gets it gains more (T5)
_PEAKS, _WIDTH, _ROUNDS = 6, 25, 12
_LEVEL = 1e-14  # relative: values that differ by less are on a plateau


class Deal(NamedTuple):
    """What follows a deal that induces other visits than C expects, at the lowest price that does."""

    price: Any
    k: Any  # average perceived weakness after a visit, k̄(v')
    h: Any  # average probability of a challenge after it
    benefit: Any  # what L's office gains over rejecting the deal
    paid: Any
    stakes: Any  # size of the terms of which L's gain W is the difference

    @property
    def gain(self) -> Any:
        """W(v'; v*), L's gain over rejecting."""
        return self.benefit - self.paid


def deal(game: Game, profile: Profile, p: Points) -> Deal:
    """Play out the deal with visit rule p against C's conjecture (T4, T5)."""
    seen: Any = game.challenge(p.kappa)
    if profile.is_open:
        k: Any = p.kappa
        h = seen
        benefit, size = _open_benefit(game, p, seen)
    else:
        q: Any = game.q
        if profile.fewer is not None:
            q = np.where(p.drop > profile.drop, profile.fewer, game.q)
        k = q * p.kappa + (1.0 - q) * profile.k_visit
        h = q * seen + (1.0 - q) * game.challenge(profile.k_visit)
        benefit, size = _closed_benefit(game, profile, p, h, q)
    z = price_at(game, h, p.low)
    paid = game.money * p.v * z
    return Deal(z, k, h, benefit, paid, size + paid)


def _open_benefit(game: Game, p: Points, seen: Any) -> tuple[Any, Any]:
    """Compute what office gains by a deal that C knows, φ(k₀) less D(v'), and its size (T4)."""
    inside = p.v * p.rest
    share = np.where(inside > 0.0, inside, 1.0)
    if game.law.kind == "uniform":  # D − k₀²/c = (k₀v − M)²/(v(1−v)c), which keeps its digits
        benefit = -game.office / game.c * np.where(inside > 0.0, p.lift**2 / share, 0.0)
        return benefit, np.abs(benefit)
    nu = p.k0 + p.lift / np.where(p.rest > 0.0, p.rest, 1.0)
    stay = p.k0 * p.rest + p.lift  # (1 − v)·ν
    before = game.challenge(p.k0)
    benefit = game.office * (p.weak * (before - seen) + stay * (before - game.challenge(nu)))
    return np.where(inside > 0.0, benefit, 0.0), game.office * before * p.k0


def _closed_benefit(
    game: Game, profile: Profile, p: Points, h: Any, q: Any
) -> tuple[Any, Any]:
    """Compute what office gains by a deal behind closed doors over a refusal, and its size (T5)."""
    if game.law.kind == "uniform":  # from differences of beliefs, which keep their digits
        rise = profile.gap + q * (p.drop - profile.drop)  # k_N − k̄
        size = np.maximum(np.abs(profile.gap), profile.terms) + q * (p.drop + np.abs(profile.drop))
        scale = game.office / game.c
        return scale * p.weak * rise, scale * p.weak * size
    absent = game.challenge(profile.k_absent)
    return game.office * p.weak * (absent - h), game.office * p.weak * (absent + h)


def own_payoffs(game: Game, profile: Profile) -> tuple[float, float]:
    """Compute F's payoff and L's gain over rejecting, on the path."""
    if not profile.deal:
        return 0.0, 0.0
    p, z = profile.point, profile.price
    payoff_f = p.v * visit_value(game, z, game.challenge(profile.k_visit) * p.kappa)
    return float(payoff_f), float(deal(game, profile, p).benefit - game.money * p.v * z)


def allowance(profile: Profile, game: Game, psi: float) -> float:
    """Return the largest gain that counts as rounding: never more than 1e-9 of the price (T5)."""
    if not (profile.deal and game.money):
        return allowed_gain(psi)
    rounding = ROUNDING * float(deal(game, profile, profile.point).stakes)
    return float(min(allowed_gain(psi), max(PRICE_SHARE * profile.price, rounding)))


def proposal_value(game: Game, profile: Profile, p: Points) -> Array:
    """Compute what proposing the deal with visit rule p brings the proposer; −∞ if it is rejected."""
    d = deal(game, profile, p)
    if profile.proposer == "L":
        return np.asarray(d.gain)  # F accepts: its marginal visitor is indifferent, the others gain
    # at the end of a step, and at v = 1, F can raise the price as far as L's consent without losing visits
    top = np.where(np.isinf(p.high), np.inf, price_at(game, d.h, np.minimum(p.high, 1.0)))
    most = d.benefit / (p.v * game.money) if game.money else np.full_like(d.benefit, np.inf)
    z = np.maximum(d.price, np.minimum(top, most))
    payoff = p.v * visit_value(game, z, d.h * p.kappa)
    return np.where(d.gain > ROUNDING * d.stakes, payoff, -np.inf)


def maximise(curve: Curve, objective: Callable[[Points], Array]) -> tuple[float, Points]:
    """Find the highest value of an objective over the whole curve."""
    grid = curve.grid
    values = np.nan_to_num(objective(grid), nan=-np.inf, posinf=np.inf, neginf=-np.inf)
    best = int(np.argmax(values))
    value, where = float(values[best]), grid[best]
    index = np.arange(values.size)
    left, right = np.maximum(index - 1, 0), np.minimum(index + 1, values.size - 1)
    left = np.where(grid.piece[left] == grid.piece, left, index)
    right = np.where(grid.piece[right] == grid.piece, right, index)
    # of a plateau, such as the first step of a signal with steps, only the end on the left is a top
    with np.errstate(invalid="ignore"):
        level = _LEVEL * np.abs(values)
        rises = (values - values[left] > level) | (left == index)
        top = rises & (values >= values[right] - level) & np.isfinite(values)
    chosen = np.flatnonzero(top)
    chosen = chosen[np.argsort(-values[chosen])][:_PEAKS]
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
        if (np.ptp(found, 1) <= 1e-15 * np.abs(found[rows, at])).all():
            break  # what is left is rounding
        lo, hi = x[rows, np.maximum(at - 1, 0)], x[rows, np.minimum(at + 1, _WIDTH - 1)]
    return value, where


def player_of(decision: str, proposer: str) -> str:
    """Return who decides: F its visit rule, the proposer the price, the other leader the answer."""
    other = {"F": "L", "L": "F"}[proposer]
    return {"visit rule": "F", "proposal": proposer, "answer": other}[decision]


def gains(game: Game, curve: Curve, profile: Profile) -> dict[str, float]:
    """Find the largest gain of either leader at each decision, in payoff units (T5, "Certificate")."""
    own = dict(zip("FL", own_payoffs(game, profile), strict=True))
    best, _ = maximise(curve, lambda p: proposal_value(game, profile, p))
    if profile.proposer == "F":
        # deals that L accepts may hide between two grid points where she does not
        _, peak = maximise(curve, lambda p: _consent(deal(game, profile, p)))
        best = max(best, float(proposal_value(game, profile, peak)))
    found = {"proposal": max(best, 0.0) - own[profile.proposer]}
    if profile.deal:
        rule, _ = maximise(curve, lambda p: _rule_value(game, profile, p))
        found["visit rule"] = max(rule, 0.0) - own["F"]
        found["answer"] = -own[player_of("answer", profile.proposer)]
    return {decision: max(0.0, gain) for decision, gain in found.items()}


def _consent(d: Deal) -> Array:
    """Measure how willingly L accepts a deal that she does not clearly accept; −∞ for the others."""
    share = d.gain / np.where(d.stakes > 0.0, d.stakes, 1.0)
    return np.where(share > ROUNDING, -np.inf, share)


def _rule_value(game: Game, profile: Profile, p: Points) -> Array:
    """Compute F's payoff if it visits by the rule p after the profile's own deal."""
    risk = game.challenge(profile.k_visit) * p.kappa
    return np.asarray(p.v * visit_value(game, profile.price, risk))
