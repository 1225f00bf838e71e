"""Which other equilibria a scan of the whole curve can see, and when no visits is one (T5, T6).

The equations of T5 only say where to look; whether something found there is an equilibrium is judged by its
deviations, like everything else. A scan proves no completeness: it says how many points were looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .beliefs import Profile, belief_gap, with_deal
from .curve import Array, Curve, Points
from .deviations import deal, maximise
from .payoffs import Game, price

_BISECTIONS = 60


def visit_residual(game: Game, curve: Curve, p: Points, proposer: str) -> Array:
    """[F-eq], or the derivative of W(v'; v*) at v' = v*, which is zero inside an equilibrium (T5)."""
    gap, z = belief_gap(game, curve, p, False), price(game, p.kappa, p.low)
    scale = game.office / game.c
    if proposer == "F":
        return np.asarray(scale * p.kappa * gap - game.money * z)
    excess, risk = p.low - p.kappa, p.kappa * p.low / game.c
    bracket = p.low * gap - game.q * p.kappa * excess
    slope = (game.rho + (1.0 - game.r) * game.tau) / (1.0 - (1.0 - game.r) * risk) ** 2
    rise = slope * (game.q * p.low * excess + p.kappa * p.steep) / game.c
    return np.asarray(scale * bracket - game.money * (z + rise))


def candidates(game: Game, curve: Curve, proposer: str) -> Iterator[Profile]:
    """Profiles with visits that solve the proposer's condition: inside a piece, or at its end (T5, T6)."""
    grid = curve.grid
    left = visit_residual(game, curve, grid, proposer)
    inner = np.isfinite(grid.x)
    usable = np.isfinite(left) & inner
    same = (grid.piece[1:] == grid.piece[:-1]) & usable[1:] & usable[:-1]
    start = np.flatnonzero(
        same & (np.sign(left[1:]) * np.sign(left[:-1]) <= 0.0) & (left[1:] != left[:-1])
    )
    if start.size:
        piece, lo, hi = grid.piece[start], grid.x[start], grid.x[start + 1]
        side = np.sign(left[start])
        for _ in range(_BISECTIONS):
            mid = 0.5 * (lo + hi)
            here = np.sign(visit_residual(game, curve, curve.at(piece, mid), proposer)) == side
            lo, hi = np.where(here, mid, lo), np.where(here, hi, mid)
        roots = curve.at(piece, 0.5 * (lo + hi))
        for p in (roots[i] for i in range(start.size)):
            yield with_deal(game, curve, p, float(price(game, p.kappa, p.low)), proposer)
    ends = grid[grid.x == np.inf]
    low = price(game, ends.kappa, ends.low)
    if proposer == "F":
        z = game.office / game.c * ends.kappa * belief_gap(game, curve, ends, False)
        high = price(game, ends.kappa, np.minimum(ends.high, 1.0))
        fits = (low <= z) & ((z <= high) | np.isinf(ends.high))
    else:
        z, fits = low, _locally_best(game, curve, ends)
        if curve.pieces == 1:
            fits = fits & (left[-2] >= 0.0)  # else L prefers a root just inside v = 1
    for i in np.flatnonzero(fits):
        yield with_deal(game, curve, ends[i], float(z[i]), proposer)


def _locally_best(game: Game, curve: Curve, ends: Points) -> Array:
    """Find the ends at which L, as proposer, gains and does not prefer what is next to them."""
    every = with_deal(game, curve, ends, 0.0, "L")
    own = deal(game, every, ends)
    slack = 1e-9 * own.stakes
    best = own.gain >= -slack
    size = ends.v.size
    for step in (-1, 1):
        near = np.clip(np.arange(size) + step, 0, size - 1)
        best &= deal(game, every, ends[near]).gain <= own.gain + slack
    for piece, x in ((ends.piece, 3.0), (np.minimum(ends.piece + 1, curve.pieces - 1), -3.0)):
        inside = curve.at(piece, np.full(size, x))
        best &= deal(game, every, inside).gain <= own.gain + slack
    return np.asarray(best)


def no_visit_margin(game: Game, curve: Curve, reading: float) -> float:
    """Largest share of its terms by which some deal pays L when C expects no visit (T5, "No visits").

    No visits is an equilibrium if and only if this is not positive; the reading is what C makes of a visit
    with unseen price.
    """
    drop = _first_drop(curve) if reading == curve.m_first else curve.k0 - reading
    return maximise(curve, lambda p: _margin(game, p, reading, drop))[0]


def _first_drop(curve: Curve) -> Any:
    """k₀ − m(0), with its digits."""
    return curve.at(np.array(0), np.array(-np.inf)).drop


def _margin(game: Game, p: Points, reading: Any, drop: Any) -> Array:
    """(Ψ/c)·κ(v')·(k₀ − k̄) − ζ, as a share of these two."""
    k = game.q * p.kappa + (1.0 - game.q) * reading
    below = game.q * p.drop + (1.0 - game.q) * drop
    gain = game.office / game.c * p.kappa * below
    cost = game.money * price(game, k, p.low)
    size = game.office / game.c * p.kappa * (game.q * p.drop + (1.0 - game.q) * np.abs(drop)) + cost
    return np.asarray((gain - cost) / np.where(size > 0.0, size, 1.0))


def supporting_reading(game: Game, curve: Curve) -> float | None:
    """Find κ̂, the smallest reading of an unexpected visit that supports no visits; None: none does."""
    low, high, c = curve.m_first, curve.m_last, game.c
    if no_visit_margin(game, curve, high) > 1e-12:
        return None
    if game.q == 1.0:
        return low

    def needed(p: Points) -> Array:
        # a deal stops paying at the k̄ where (Ψ/c)·κ·(k₀ − k̄) = ζ(k̄, m), a quadratic equation in k̄
        gain, keep = game.office / c * p.kappa, (1.0 - game.r) * p.low / c
        linear = gain * (1.0 + keep * p.k0) + game.money * game.rho * p.low / c
        rest = gain * p.k0 - game.money * game.tau
        k = 2.0 * rest / (linear + np.sqrt(linear**2 - 4.0 * gain * keep * rest))
        return np.clip((k - game.q * p.kappa) / (1.0 - game.q), low, high)

    return maximise(curve, needed)[0]
