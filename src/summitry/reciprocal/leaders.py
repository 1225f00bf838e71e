"""A leader of a pair: its office, its costs, and the weakness curve of what the other sees of it (T13.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import engine
from ..engine import SOLVER_GRID, Curve
from ..equilibrium.check import curve_of

if TYPE_CHECKING:
    from ..model.parameters import Model

Array = NDArray[np.float64]
_LOG_ODDS = np.linspace(
    -28.0, 28.0, 113
)  # v from 1e-12 to 1 − 1e-12: what else the engine's grid holds
_APART = 1e-9  # of v or 1 − v: nearer knots are one
_JUMP = 1e-9  # of m(1): a smaller difference between two segments is rounding of a continuous m


class Rule(NamedTuple):
    """Approval rules "the strongest visit", or arrays of them, by what they say about the leader (T2)."""

    v: Any
    rest: Any  # 1 − v
    kappa: Any
    drop: Any  # k₀ − κ
    m: Any


@dataclass(frozen=True)
class Leader:
    """One leader of a pair (T13.6).

    Attributes
    ----------
    model
        ``alpha``, ``beta``, ``n`` and the information structure describe what the other leader sees of this
        one; ``psi`` and ``k_max`` its office and its challenger; ``tau``, ``rho`` and ``r`` its own visits.
    """

    model: Model

    @cached_property
    def curve(self) -> Curve:
        """The weakness curve of this leader, as the other sees it."""
        return curve_of(self.model)

    @property
    def k0(self) -> float:
        """The prior weakness k₀."""
        return self.curve.k0

    def chance(self, k: Any) -> Any:
        """Return G(k), the probability of a challenge by a challenger who perceives weakness k (T1)."""
        return k / self.model.k_max

    def rise(self, k: Any, d: Any) -> Any:
        """Return G(k + d) − G(k) without cancellation."""
        return d / self.model.k_max

    def at(self, v: ArrayLike, rest: ArrayLike) -> Rule:
        """Evaluate the curve at approval probabilities, given 1 − v too."""
        segments, x = engine.locate_all(self.curve, v, rest)
        shape = np.broadcast_shapes(np.shape(v), np.shape(rest))
        return self.of_points(segments.reshape(shape), x.reshape(shape))

    def of_points(self, segments: ArrayLike, x: ArrayLike) -> Rule:
        """Evaluate the curve at points named by segment and coordinate."""
        p = engine.points(self.curve, segments, x)
        return Rule(p.v, p.vc, p.kappa, p.spread * p.vc, p.m)

    @cached_property
    def path(self) -> Path:
        """Every approval rule in order, from "nobody" to "everybody"."""
        return Path.of(self)


@dataclass(frozen=True)
class Path:
    """All approval rules of one leader's type as one line: pieces where v moves, and jumps of m (T6).

    At the end of a step v stands still while the marginal weakness moves from m(v−) to m(v+), so that
    everything is continuous along the line. Interval i leads from knot i to knot i + 1.
    """

    leader: Leader
    knots: Rule
    segment: NDArray[np.int64]  # of each interval; of a jump, the segment before it

    @classmethod
    def of(cls, leader: Leader) -> Path:
        """Lay the line through the engine's grid, even log-odds of v, and the ends of segments."""
        curve = leader.curve
        grid, numbers, _ = engine.scan_grid(curve, SOLVER_GRID)
        odds = np.exp(-np.abs(_LOG_ODDS))
        small, large = odds / (1.0 + odds), 1.0 / (1.0 + odds)
        v = np.where(_LOG_ODDS < 0.0, small, large)
        rest = np.where(_LOG_ODDS < 0.0, large, small)
        between, _ = engine.locate_all(curve, v, rest)
        pieces = []
        for number in range(curve.segments):
            own, added = numbers == number, between == number
            first, last = (leader.of_points([number], [end]) for end in (-np.inf, np.inf))
            inner = (
                np.concatenate([grid.v[own], v[added]]),
                np.concatenate([grid.vc[own], rest[added]]),
            )
            pieces.append(_knots(leader, first, last, *inner))
        return cls._joined(leader, pieces)

    @classmethod
    def _joined(cls, leader: Leader, pieces: list[Rule]) -> Path:
        """Put segments one after the other, with a jump where m jumps."""
        kept, segment = [pieces[0]], [np.zeros(pieces[0].v.size - 1, np.int64)]
        for number, piece in enumerate(pieces[1:], 1):
            jumps = piece.m[0] - kept[-1].m[-1] > _JUMP * leader.curve.m_last
            piece = piece if jumps else Rule(*(array[1:] for array in piece))
            size = piece.v.size - (1 if jumps else 0)
            segment += [np.full(1, number - 1)] if jumps else []
            segment.append(np.full(size, number))
            kept.append(piece)
        knots = Rule(*(np.concatenate(arrays) for arrays in zip(*kept, strict=True)))
        return cls(leader, knots, np.concatenate(segment))

    @cached_property
    def is_jump(self) -> NDArray[np.bool_]:
        """Whether v stands still on an interval."""
        v, rest = self.knots.v, self.knots.rest
        return np.asarray((v[1:] == v[:-1]) & (rest[1:] == rest[:-1]))

    def at(self, interval: NDArray[np.int64], share: Array) -> Rule:
        """Evaluate rules that lie a share of the way along intervals."""
        knots = self.knots
        ends = ((a[interval], a[interval + 1]) for a in (knots.v, knots.rest, knots.m))
        v, rest, m = (a + share * (b - a) for a, b in ends)
        rule = self.leader.at(v, rest)
        steps = self.is_jump[interval] | (knots.m[interval] == knots.m[interval + 1])
        return Rule(v, rest, rule.kappa, rule.drop, np.where(steps, m, rule.m))


def _knots(leader: Leader, first: Rule, last: Rule, v: Array, rest: Array) -> Rule:
    """Return the knots of one segment, its ends included, in order and each once."""
    order = np.lexsort((-rest, v))
    kept = [(float(first.v[0]), float(first.rest[0]))]
    end = float(last.v[0]), float(last.rest[0])
    for pair in zip(v[order].tolist(), rest[order].tolist(), strict=True):
        if _apart(kept[-1], pair) and _apart(pair, end):
            kept.append(pair)
    v, rest = np.array(kept[1:]).reshape(-1, 2).T
    inner = leader.at(v, rest)
    if first.m[0] == last.m[0]:  # a step: the same weakness all along
        inner = inner._replace(m=np.full(inner.v.size, first.m[0]))
    return Rule(*(np.concatenate(parts) for parts in zip(first, inner, last, strict=True)))


def _apart(low: tuple[float, float], high: tuple[float, float]) -> bool:
    """Tell whether two knots differ by more than rounding in v or in 1 − v, and are in order.

    Within rounding of each other they would make an interval on which nothing changes.
    """
    return high[0] - low[0] > _APART * high[0] or low[1] - high[1] > _APART * low[1]
