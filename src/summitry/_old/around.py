"""The place of a candidate on the curve, and a close neighbour on either side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._compile import compiled_inline, compiled_lean
from .curves import point
from .lanes import TWICE, select, store
from .points import Curve, Point, Vector

CLOSE = 1e-4  # relative to the coordinate: a peak at the own place is seen at once
_NUMBERS = 9  # of a point


class Around(NamedTuple):
    """Coordinates and points below, at and above a place."""

    below_x: float
    above_x: float
    below: Point
    own: Point
    above: Point


@compiled_inline
def distance(x: float) -> float:
    """How far the neighbours are."""
    return CLOSE * select(abs(x) > 1.0, abs(x), 1.0)


@compiled_lean
def look_around(curve: Curve, piece: int, x: float) -> Around:
    """Evaluate a place and its neighbours; an end has none but itself."""
    own = point(curve, piece, x)
    if np.isinf(x):
        return Around(x, x, own, own, own)
    low, high = x - distance(x), x + distance(x)
    return Around(low, high, point(curve, piece, low), own, point(curve, piece, high))


@compiled_inline
def column(number: int) -> int:
    """Say where a point begins, given how many were before it: they stand in blocks, number by number."""
    return number // TWICE * (_NUMBERS * TWICE) + number % TWICE


@compiled_lean
def points_room(points: int) -> int:
    """How many numbers so many points need."""
    return _NUMBERS * TWICE * (points // TWICE + 2)


@compiled_inline
def write_point(points: Vector, start: int, p: Point) -> None:
    """Write a point, every so many numbers from ``start`` on."""
    points[start], points[start + TWICE], points[start + 2 * TWICE] = p.v, p.vc, p.kappa
    points[start + 3 * TWICE], points[start + 4 * TWICE], points[start + 5 * TWICE] = p.spread, p.m, p.excess
    points[start + 6 * TWICE], points[start + 7 * TWICE], points[start + 8 * TWICE] = p.flat, p.steep, p.speed


@compiled_inline
def write_points(points: Vector, start: int, p: Point) -> None:
    """Write a block of points, number by number."""
    store(points, start, p.v)
    store(points, start + TWICE, p.vc)
    store(points, start + 2 * TWICE, p.kappa)
    store(points, start + 3 * TWICE, p.spread)
    store(points, start + 4 * TWICE, p.m)
    store(points, start + 5 * TWICE, p.excess)
    store(points, start + 6 * TWICE, p.flat)
    store(points, start + 7 * TWICE, p.steep)
    store(points, start + 8 * TWICE, p.speed)


@compiled_inline
def read_point(points: Vector, start: int) -> Point:
    """Read it back."""
    return Point(
        points[start], points[start + TWICE], points[start + 2 * TWICE], points[start + 3 * TWICE],
        points[start + 4 * TWICE], points[start + 5 * TWICE], points[start + 6 * TWICE],
        points[start + 7 * TWICE], points[start + 8 * TWICE],
    )  # fmt: skip
