"""L's best offer when C sees lower and higher prices with different probabilities (T13.5, T5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine import CHECKER_GRID, Curve, Game, Point
from .seen import Seen

Array = NDArray[np.float64]
_PEAKS, _WIDTH, _ROUNDS = 2, 33, 4


class Offer(NamedTuple):
    """A deal and what it brings L over refusing it."""

    v: float
    price: float
    gain: float


def offer_values(game: Game, expected: Point, seen: Seen, p: Point) -> tuple[Array, Array]:
    """Return L's gain W(v'; v*) from offers and their prices, C expecting the deal at a point."""
    none = game.sigma_c + game.sigma * expected.vc  # chance of no visit; at σ = v = 1 it means the weakest
    gap = expected.spread * expected.vc / none if none > 0.0 else expected.spread
    believed = (expected.kappa, expected.vc * expected.spread, gap)
    fewer = np.asarray((p.vc > expected.vc) if expected.v > 0.5 else (p.v < expected.v))
    if seen.more == seen.less or fewer.all() or not fewer.any():
        found = engine.deals(game._replace(q=seen.less if fewer.all() else seen.more), believed, p)
        return np.asarray(p.v * found.gain), np.asarray(found.price)
    less, more = (engine.deals(game._replace(q=q), believed, p) for q in seen)
    gain = p.v * np.where(fewer, less.gain, more.gain)
    return np.asarray(gain), np.where(fewer, less.price, more.price)


def best_offer(game: Game, curve: Curve, expected: Point, seen: Seen) -> Offer:
    """Find the offer that brings L most, over the whole curve, C expecting the deal at a point."""
    grid = engine.scan_grid(curve, CHECKER_GRID)[0]
    gain, price = offer_values(game, expected, seen, grid)
    top = int(np.nanargmax(gain))
    best = Offer(float(grid.v[top]), float(price[top]), float(gain[top]))
    lower = np.where(np.isfinite(gain), gain, -np.inf)
    left, right = np.r_[lower[0], lower[:-1]], np.r_[lower[1:], lower[-1]]
    peaks = np.flatnonzero((lower >= left) & (lower >= right))
    peaks = peaks[np.argsort(-lower[peaks])][:_PEAKS]
    first, last = np.maximum(peaks - 1, 0), np.minimum(peaks + 1, grid.v.size - 1)
    low, high = (np.stack([grid.v[i], grid.vc[i]], -1) for i in (first, last))
    share = np.linspace(0.0, 1.0, _WIDTH)
    rows = np.arange(peaks.size)
    for _ in range(_ROUNDS):
        v, rest = (low[:, k, None] + (high - low)[:, k, None] * share for k in (0, 1))
        where = engine.locate_all(curve, v, rest)
        p = engine.points(curve, *(a.reshape(v.shape) for a in where))
        gain, price = offer_values(game, expected, seen, p)
        gain = np.where(np.isfinite(gain), gain, -np.inf)
        at = gain.argmax(1)
        high_row = int(gain[rows, at].argmax())
        found = float(gain[high_row, at[high_row]])
        if found > best.gain:
            best = Offer(
                float(v[high_row, at[high_row]]), float(price[high_row, at[high_row]]), found
            )
        below, above = np.maximum(at - 1, 0), np.minimum(at + 1, _WIDTH - 1)
        low = np.stack([v[rows, below], rest[rows, below]], -1)
        high = np.stack([v[rows, above], rest[rows, above]], -1)
    return best


def best_secret_deal(
    game: Game, curve: Curve, visit: float, silence: float, by_f: bool = False
) -> Offer:  # fmt: skip
    """Find the best deal for its proposer when L could have proved that there is none (T13.5).

    Parameters
    ----------
    game, curve
        The game.
    visit, silence
        C's readings of a visit whose price she does not see, and of no visit without the proof.
    by_f
        Whether F proposes, so that the gain is F's, over deals that L prefers to the proof.
    """
    grid = engine.scan_grid(curve, CHECKER_GRID)[0]
    v, rest = _denser(grid)
    p = engine.points(curve, *engine.locate_all(curve, v, rest))
    k = game.q * p.kappa + (1.0 - game.q) * visit
    weak, k0 = p.v * p.kappa, curve.k0
    proved = engine.removal_probability(k0, k0, game.c)
    hidden = engine.removal_probability(k, weak, game.c)
    hidden = hidden + engine.removal_probability(silence, k0 - weak, game.c)
    price = engine.concession(game, k, p.m)
    gain = game.psi * (proved - hidden) - game.price * p.v * price
    if by_f:
        risk = engine.removal_probability(k, p.kappa, game.c)
        payoff = p.v * engine.payoff_visit(price, risk, game.tau, game.rho, game.r)
        gain = np.where(gain > engine.acceptance(game), payoff, 0.0)
    best = int(np.argmax(gain))
    return Offer(float(p.v[best]), float(price[best]), float(gain[best]))


def _denser(grid: Point, parts: int = 16) -> tuple[Array, Array]:
    """Return visit probabilities and their complements between those of a grid."""
    share = np.arange(parts) / parts
    v, rest = (a[:-1, None] + np.diff(a)[:, None] * share for a in (grid.v, grid.vc))
    return np.append(v.ravel(), grid.v[-1]), np.append(rest.ravel(), grid.vc[-1])
