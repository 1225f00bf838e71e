"""Points of a weakness curve at which a figure evaluates the model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import engine
from ..engine import STEPS, Curve
from ..equilibrium.check import curve_of, game_of

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium
    from ..equilibrium.solution import Solution
    from ..model.parameters import Model

CurvePoints = tuple[NDArray[np.int64], NDArray[np.float64]]
_STEPS_IN_FULL = 50  # a signal with more steps is drawn by its step ends


def shares(points: int) -> NDArray[np.float64]:
    """Numbers from 0 to 1, ever denser towards both ends, where the model's functions are steep."""
    half = np.sin(0.5 * math.pi * np.arange(points) / (points - 1)) ** 2
    half[-1] = 1.0
    return half


def log_odds(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coordinate of a share of a piece: log(s/(1−s)), infinite at the ends."""
    with np.errstate(divide="ignore"):
        return np.log(share) - np.log1p(-share)


def by_threshold(curve: Curve, points: int) -> CurvePoints:
    """Return points in order of v that spread evenly over the thresholds, ends and step ends included."""
    if curve.kind != STEPS:
        return np.zeros(points, np.int64), log_odds(shares(points))
    inside = max(2, points // curve.segments) if curve.segments <= _STEPS_IN_FULL else 2
    steps = np.unique(np.linspace(0, curve.segments - 1, min(curve.segments, points)).astype(np.int64))
    return np.repeat(steps, inside), np.tile(log_odds(np.linspace(0.0, 1.0, inside)), steps.size)


def by_visits(curve: Curve, points: int) -> CurvePoints:
    """Return points in order of v that spread over the visit probabilities, step ends included."""
    v = shares(points)
    if curve.kind == STEPS and curve.segments <= points:
        v = np.unique(np.clip(np.concatenate([v, curve.cum_v]), 0.0, 1.0))
    return at_visits(curve, v, 1.0 - v)


def at_visits(curve: Curve, v: ArrayLike, vc: ArrayLike) -> CurvePoints:
    """Find the points of visit probabilities, given v and 1 − v."""
    return engine.locate_all(curve, v, vc)


def merge(first: CurvePoints, second: CurvePoints) -> CurvePoints:
    """Merge two lists of points in order of v."""
    piece, x = (np.concatenate(pair) for pair in zip(first, second, strict=True))
    order = np.lexsort((x, piece))
    return piece[order], x[order]


def along(model: Model, at: CurvePoints) -> dict[str, NDArray[np.float64]]:
    """Compute what follows at every place if C expects that deal: columns as in `summitry.engine.TRACED`."""
    out = engine.trace(game_of(model), curve_of(model), model.n or 1.0, *at)
    return dict(zip(engine.TRACED, out, strict=True))


def equilibria_of(
    solutions: Sequence[Solution],
) -> list[tuple[str, int, Solution, Equilibrium]]:
    """List every equilibrium with its protocol (``open``, ``F`` or ``L``) and its number in the solution."""
    return [
        ("open" if s.bargaining == "open" else s.proposer, number, s, eq)
        for s in solutions
        for number, eq in enumerate(s.equilibria)
    ]
