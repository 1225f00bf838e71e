"""Deals from which L wants neither to move up nor down, when the two are seen differently (T13.5)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine import SOLVER_GRID, STEPS, Curve, Game
from ..model.extras import require
from .seen import Seen

Array = NDArray[np.float64]
Place = tuple[int, float]  # segment and coordinate


class Span(NamedTuple):
    """A stretch of deals, or one deal twice: each a segment of the curve and a coordinate in it."""

    low: Place
    high: Place


def stable_spans(game: Game, curve: Curve, seen: Seen) -> list[Span]:
    """Find all deals that L accepts and does not want to change a little, C expecting them.

    Inside a segment these are the deals with L's slope, at the transparency of fewer visits, at least zero,
    at that of more visits at most zero, and with a gain for L. At the end of a step only the first and the
    last count, since there the price jumps.

    Returns
    -------
    list of Span
        In order of v.
    """
    spans: list[Span] = []
    _, segments, x = engine.scan_grid(curve, SOLVER_GRID)
    for segment in range(curve.segments):
        own = x[segments == segment]
        own = np.unique(np.concatenate([own, _between(own)]))
        inside = list(_spans_of_segment(game, curve, seen, segment, own))
        if curve.kind == STEPS and not (inside and inside[-1].high == (segment, math.inf)):
            end = _values(game, curve, seen, segment, np.array([math.inf]))[:, 0]
            if end[0] >= 0.0 and end[2] >= 0.0:
                inside.append(Span((segment, math.inf), (segment, math.inf)))
        for span in inside:
            joins = bool(spans) and spans[-1].high == (segment - 1, math.inf)
            if joins and span.low == (segment, -math.inf) and curve.kind != STEPS:
                spans[-1] = Span(spans[-1].low, span.high)
            else:
                spans.append(span)
    return spans


def _between(x: Array) -> Array:
    """Return coordinates half way between those of a grid, where a sign may change twice."""
    finite = x[np.isfinite(x)]
    return np.asarray(0.5 * (finite[1:] + finite[:-1]))


def _values(game: Game, curve: Curve, seen: Seen, segment: int, x: Array) -> Array:
    """Return L's slopes at both transparencies and her gain, at coordinates of one segment.

    The three rows are zero at the borders of the stretches that are sought.
    """
    p = engine.points(curve, np.full(x.shape, segment), x)
    less = engine.equations(game._replace(q=seen.less), p)
    more = engine.equations(game._replace(q=seen.more), p)
    return np.stack([less.l_equation, more.l_equation, less.f_equation])


def _spans_of_segment(
    game: Game, curve: Curve, seen: Seen, segment: int, x: Array
) -> Iterator[Span]:
    """Find the stretches of one segment between roots of the two slopes and of the gain."""
    values = _values(game, curve, seen, segment, x)
    borders = [float(x[0]), float(x[-1])]
    for row, signs in enumerate(values > 0.0):
        for i in np.flatnonzero(signs[1:] != signs[:-1]):
            root = _root(game, curve, seen, segment, row, float(x[i]), float(x[i + 1]))
            borders += [root] if math.isfinite(root) else []
    borders = sorted(set(borders))
    middles = np.array([_middle(low, high) for low, high in pairwise(borders)])
    less, more, gain = _values(game, curve, seen, segment, middles)
    holds = (less >= 0.0) & (more <= 0.0) & (gain >= 0.0)
    for low, high, ok in zip(borders[:-1], borders[1:], holds, strict=True):
        if ok:
            yield Span((segment, low), (segment, high))


def _middle(low: float, high: float) -> float:
    """Return a coordinate between two, of which one may be infinite."""
    low = low if math.isfinite(low) else high - 8.0
    high = high if math.isfinite(high) else low + 8.0
    return 0.5 * (low + high)


def _root(
    game: Game, curve: Curve, seen: Seen, segment: int, row: int, low: float, high: float
) -> float:
    """Close in on a root of one of the three functions; infinite if it lies beyond every number."""
    require("disclosure", "audit", "scipy")  # an extra, which `solve` without proofs does not need
    from scipy.optimize import brentq

    rated = game._replace(q=seen.more if row == 1 else seen.less)
    name = "f_equation" if row == 2 else "l_equation"

    def value(x: float) -> float:
        return float(getattr(engine.equations(rated, engine.point(curve, segment, x)), name))

    if not math.isfinite(low):
        low = high - 500.0
    if not math.isfinite(high):
        high = low + 500.0
    ends = value(low), value(high)
    if (ends[0] > 0.0) == (ends[1] > 0.0):
        return math.inf
    return float(brentq(value, low, high, xtol=1e-14, rtol=1e-15))
