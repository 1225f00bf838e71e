"""The smallest belief that supports no visits, as a limit of profiles with Bayes' rule (T11, g)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine import PSI, SIGMA, Curve, Game
from ..equilibrium.check import curve_of, game_of
from .claim import Evaluation
from .sample import Sample

Array = NDArray[np.float64]
_SHARES = (1e-4, 1e-6)  # of the visits of the deal that nearly pays: how rare visits are
_ZOOMS, _AROUND = 8, 9  # looks for the best deal, each at so many points around the last


def reading_limit(sample: Sample) -> Evaluation:
    """Measure how fast L's largest loss falls when visits become rarer: 1 if in proportion, less a half.

    With δ ≪ 1, L names a deal of visits δ nearly always and rarely the deal v_a that leaves her nothing at
    that belief, so often that a visit is worth exactly the belief by Bayes' rule.
    """
    table = sample.table
    inside = np.isfinite(table[:, PSI]) & (table[:, SIGMA] < 1.0)
    margins = np.full(sample.rows, np.nan)
    for row in np.flatnonzero(inside):
        model = sample.model(row)
        game, curve = game_of(model), curve_of(model)
        stands, _, belief, below = engine.off_path_beliefs(game, curve)
        if stands or np.isnan(belief):
            continue
        found = _losses(game, curve, belief, below)
        if found is not None:
            margins[row] = np.log(found[0] / found[1]) / np.log(_SHARES[0] / _SHARES[1]) - 0.5
    return Evaluation(margins, 0.0)


def _best_deal(game: Game, curve: Curve, belief: float, below: float) -> tuple[float, float]:
    """Return v and 1 − v of the deal that pays L best if no visits are expected: h is least there."""
    p = engine.scan_grid(curve, engine.CHECKER_GRID)[0]
    v, vc = np.asarray(p.v), np.asarray(p.vc)
    inside = (v > 0.0) & (vc > 0.0)
    odds = np.sort(np.log(v[inside]) - np.log(vc[inside]))
    for _ in range(_ZOOMS):
        shares, rests = 1.0 / (1.0 + np.exp(-odds)), 1.0 / (1.0 + np.exp(odds))
        p = engine.points(curve, *engine.locate_all(curve, shares, rests))
        worth = engine.deals(game, (belief, below, below), p).gain / p.kappa  # W/M
        i = int(np.argmax(worth))
        best = float(shares[i]), float(rests[i])
        ends = odds[max(i - 1, 0)], odds[min(i + 1, odds.size - 1)]
        odds = np.linspace(*ends, _AROUND)
    return best


def _losses(game: Game, curve: Curve, belief: float, below: float) -> tuple[float, float] | None:
    """Return L's largest losses at two shares; None if the deal that nearly pays says too much."""
    v, vc = _best_deal(game, curve, belief, below)
    grid, out = engine.scan_grid(curve, engine.CHECKER_GRID)[0], []
    for share in _SHARES:
        shares, rests = np.array([share * v, v]), np.array([1.0 - share * v, vc])
        p = engine.points(curve, *engine.locate_all(curve, shares, rests))
        lower, upper = p.kappa - belief
        if not lower < 0.0 < upper:
            return None
        odds = -share * lower / upper  # of naming v_a
        visits = (share + odds) / (1.0 + odds) * v
        absent = below / (1.0 - game.sigma * visits)  # k_N less the belief
        conjecture = belief, below, absent
        named = p.v * engine.deals(game, conjecture, p).gain
        others = grid.v * engine.deals(game, conjecture, grid).gain
        best = max(float(others.max()), float(named.max()), 0.0)
        out.append(best - float(named.min()))
    return out[0], out[1]
