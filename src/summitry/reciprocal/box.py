"""Every equilibrium of two approval rules: all solutions of a complementarity problem on a box (T13.6).

Leader 1 is approved by rule a, chosen by leader 2, and leader 2 by rule b, chosen by leader 1. At an
equilibrium E₂ = 0 inside the line of rules a, E₂ ≤ 0 at its lower end (nobody) and E₂ ≥ 0 at its upper
end (everybody); so for b and E₁. Both fields are continuous along the lines, and the indices of the
solutions add up to 1 (Poincaré and Hopf; Brouwer's theorem is the existence): so a search that lost one of
an odd number of solutions knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.extras import require
from .leaders import Array, Path, Rule

Fields = Callable[[Rule, Rule], tuple[Array, Array]]
_PARTS = 4  # into which a side of a cell is divided in each round
# in each round a cell stays if a field, bent by this share of its range, may vanish in it
_SLACK = (0.5, 0.25, 0.1, 0.1, 0.05)
_NEWTON, _STEP = 12, 1e-6
_SAME = 1e-7  # shares of an interval: nearer solutions are one
_SETTLED = 1e-9  # of the terms of a field: a larger rest is no solution


class Place(NamedTuple):
    """A solution: interval and share of each line."""

    a: int
    s: float
    b: int
    t: float


class Box:
    """The search for all solutions on the product of two lines.

    Parameters
    ----------
    first, second
        The lines of rules about leader 1 and about leader 2.
    fields
        Return E₁ and E₂ at pairs of rules.
    """

    def __init__(self, first: Path, second: Path, fields: Fields) -> None:
        self.lines, self.fields = (first, second), fields
        one, two = fields(
            Rule(*(x[:, None] for x in first.knots)), Rule(*(x[None, :] for x in second.knots))
        )
        shape = first.knots.v.size, second.knots.v.size
        self.at_knots = np.broadcast_to(one, shape), np.broadcast_to(two, shape)

    def solve(self) -> list[Place]:
        """Return every solution, in order along the first line."""
        found = [*self._inside(), *self._on_sides(), *self._at_corners()]
        return sorted(_distinct(found))

    # ------------------------------------------------------------------------------ inside the box

    def _inside(self) -> list[Place]:
        """Find where both fields vanish: cells are divided as long as they may, then Newton's method."""
        kept = _may_vanish(self.at_knots[0], _SLACK[0]) & _may_vanish(self.at_knots[1], _SLACK[0])
        a, b = np.nonzero(kept)
        low = np.zeros((a.size, 2))
        width = 1.0
        for slack in _SLACK[1:]:
            if not a.size:
                return []
            one, two = self._lattice(a, b, low, width)
            kept = _may_vanish(one, slack) & _may_vanish(two, slack)
            cell, i, j = np.nonzero(kept)
            width /= _PARTS
            a, b = a[cell], b[cell]
            low = low[cell] + width * np.stack([i, j], -1)
        return self._polished(a, b, low + 0.5 * width)

    def _lattice(
        self, a: NDArray[np.int64], b: NDArray[np.int64], low: Array, width: float
    ) -> tuple[Array, Array]:  # fmt: skip
        """Evaluate both fields on a lattice in each cell."""
        marks = width * np.arange(_PARTS + 1) / _PARTS
        rules = []
        for number, intervals in enumerate((a, b)):
            shares = np.minimum(low[:, number, None] + marks, 1.0)
            where = np.broadcast_to(intervals[:, None], shares.shape)
            rules.append(self.lines[number].at(where, shares))
        first, second = rules
        return self.fields(
            Rule(*(x[:, :, None] for x in first)), Rule(*(x[:, None, :] for x in second))
        )

    def _polished(self, a: NDArray[np.int64], b: NDArray[np.int64], x: Array) -> list[Place]:
        """Close in on solutions by Newton's method, all cells at once; leave out those that do not settle."""
        for _ in range(_NEWTON):
            value, slope = self.linearised(a, b, x)
            det = slope[:, 0, 0] * slope[:, 1, 1] - slope[:, 0, 1] * slope[:, 1, 0]
            with np.errstate(all="ignore"):
                step = np.stack([
                    slope[:, 1, 1] * value[:, 0] - slope[:, 0, 1] * value[:, 1],
                    slope[:, 0, 0] * value[:, 1] - slope[:, 1, 0] * value[:, 0],
                ], -1) / det[:, None]  # fmt: skip
            step = np.nan_to_num(np.clip(step, -0.5, 0.5))
            moved = np.clip(x - step, 0.0, 1.0)
            done, x = (np.abs(moved - x) <= 1e-14).all(), moved
            if done:
                break
        value, slope = self.linearised(a, b, x)
        # what a field changes over a whole interval is the scale on which it must vanish
        settled = (np.abs(value) <= _SETTLED * np.abs(slope).sum(-1)).all(-1)
        kept = settled & self._within(a, b, x)
        rows = zip(a[kept].tolist(), b[kept].tolist(), x[kept].tolist(), strict=True)
        return [Place(i, s, j, t) for i, j, (s, t) in rows]

    def _within(self, a: NDArray[np.int64], b: NDArray[np.int64], x: Array) -> NDArray[np.bool_]:
        """Leave the ends of the lines to the search on the sides of the box."""
        ok = np.ones(a.size, bool)
        for number, intervals in enumerate((a, b)):
            last = self.lines[number].segment.size - 1
            share = x[:, number]
            ok &= ~((intervals == 0) & (share <= 0.0)) & ~((intervals == last) & (share >= 1.0))
        return ok

    def values(self, a: NDArray[np.int64], b: NDArray[np.int64], x: Array) -> Array:
        """Evaluate (E₂, E₁), the fields that move a and b, at places."""
        one, two = self.fields(self.lines[0].at(a, x[:, 0]), self.lines[1].at(b, x[:, 1]))
        return np.stack([two, one], -1)

    def linearised(
        self, a: NDArray[np.int64], b: NDArray[np.int64], x: Array
    ) -> tuple[Array, Array]:  # fmt: skip
        """Evaluate (E₂, E₁) and their slopes along both lines, by differences within the intervals."""
        slopes = []
        for number in range(2):
            up, down = x.copy(), x.copy()
            up[:, number] = np.minimum(x[:, number] + _STEP, 1.0)
            down[:, number] = np.maximum(x[:, number] - _STEP, 0.0)
            length = (up - down)[:, number, None]
            slopes.append((self.values(a, b, up) - self.values(a, b, down)) / length)
        return self.values(a, b, x), np.stack(slopes, -1)

    def jacobian(self, place: Place) -> tuple[tuple[int, ...], Array]:
        """Return which rules can move both ways, 0 for a and 1 for b, and ∂(E₂, E₁)/∂(v₁, v₂) among them.

        A rule at an end of its line, or at the end of a step, is held there.
        """
        where = np.array([place.a]), np.array([place.b]), np.array([[place.s, place.t]])
        slope = self.linearised(*where)[1][0]
        free = []
        for number, (interval, share) in enumerate(((place.a, place.s), (place.b, place.t))):
            line = self.lines[number]
            is_end = (interval == 0 and share == 0.0) or (
                interval == line.segment.size - 1 and share == 1.0
            )
            if is_end or line.is_jump[interval]:
                continue
            free.append(number)
            rest = line.knots.rest
            slope[:, number] /= rest[interval] - rest[interval + 1] or 1.0
        return tuple(free), slope[np.ix_(free, free)]

    # ---------------------------------------------------------------------- on the sides of the box

    def _on_sides(self) -> list[Place]:
        """Find solutions with one rule at an end of its line and the other inside."""
        found: list[Place | None] = []
        one, two = self.at_knots
        for end in (0, -1):
            found += [self._root(0, end, int(b)) for b in _sign_changes(one[end])]
            found += [self._root(1, end, int(a)) for a in _sign_changes(two[:, end])]
        return [place for place in found if place]

    def _end(self, line: int, end: int) -> tuple[int, float]:
        """Return interval and share of an end of a line: 0 nobody, −1 everybody."""
        return (0, 0.0) if end == 0 else (self.lines[line].segment.size - 1, 1.0)

    def _root(self, held: int, end: int, interval: int) -> Place | None:
        """Close in on a change of sign along one line, the other held at an end; None if it would move."""
        require("swap", "audit", "scipy")
        from scipy.optimize import brentq

        at_end = self._end(held, end)

        def place(share: float) -> Place:
            return Place(*at_end, interval, share) if held == 0 else Place(interval, share, *at_end)

        def value(share: float) -> float:
            return float(self._at(place(share))[1 - held])

        ends = [share for share in (0.0, 1.0) if value(share) == 0.0]
        share = ends[0] if ends else float(brentq(value, 0.0, 1.0, xtol=1e-16, rtol=1e-15))
        pull = float(self._at(place(share))[held])
        return place(share) if (pull <= 0.0 if end == 0 else pull >= 0.0) else None

    def _at(self, place: Place) -> Array:
        """Evaluate (E₂, E₁) at one place."""
        x = np.array([[place.s, place.t]])
        where = np.array([place.a]), np.array([place.b])
        return np.asarray(self.values(*where, x)[0])

    def _at_corners(self) -> list[Place]:
        """Find solutions with both rules at an end."""
        one, two = self.at_knots
        found = []
        for i in (0, -1):
            for j in (0, -1):
                signs = (1.0 if i else -1.0) * two[i, j], (1.0 if j else -1.0) * one[i, j]
                if min(signs) >= 0.0:
                    found.append(Place(*self._end(0, i), *self._end(1, j)))
        return found


def _may_vanish(values: Array, slack: float) -> NDArray[np.bool_]:
    """Tell of each cell of a lattice whether a field may vanish in it; the last two axes are the lattice."""
    corners = np.stack([
        values[..., :-1, :-1], values[..., 1:, :-1], values[..., :-1, 1:], values[..., 1:, 1:],
    ])  # fmt: skip
    low, high = corners.min(0), corners.max(0)
    bend = slack * (high - low)
    return np.asarray((low - bend <= 0.0) & (high + bend >= 0.0))


def _sign_changes(values: Array) -> NDArray[np.int64]:
    """Return the intervals in which a field changes its sign."""
    positive = values > 0.0
    return np.flatnonzero(positive[1:] != positive[:-1])


def _distinct(places: list[Place]) -> list[Place]:
    """Leave out solutions that were found more than once, also from both sides of a knot."""
    kept: list[Place] = []
    for place in places:
        near = (
            abs(place.a + place.s - other.a - other.s) <= _SAME
            and abs(place.b + place.t - other.b - other.t) <= _SAME
            for other in kept
        )
        if not any(near):
            kept.append(place)
    return kept
