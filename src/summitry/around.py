"""A place on the curve and a close neighbour on either side: what is looked at of a candidate."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._compile import compiled_inline, compiled_lean
from .curves import point
from .lanes import TWICE, select, store
from .points import Curve, Point, Vector

CLOSE = 1e-4  # relative to the coordinate: a peak at the own place is seen at once
_NUMBERS = 29  # of a place: three points, two coordinates
# where they begin; places stand in blocks, number by number, so that a block is written at once
BELOW, OWN, ABOVE, BELOW_X, ABOVE_X = (TWICE * k for k in (0, 9, 18, 27, 28))


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
    """Say where a place begins, given how many were before it."""
    return number // TWICE * (_NUMBERS * TWICE) + number % TWICE


@compiled_lean
def near_room(places: int) -> int:
    """How many numbers so many places need."""
    return _NUMBERS * TWICE * (places // TWICE + 2)


@compiled_inline
def write_point(near: Vector, start: int, p: Point) -> None:
    """Write a point, every so many numbers from ``start`` on."""
    near[start], near[start + TWICE], near[start + 2 * TWICE] = p.v, p.vc, p.kappa
    near[start + 3 * TWICE], near[start + 4 * TWICE], near[start + 5 * TWICE] = p.spread, p.m, p.excess
    near[start + 6 * TWICE], near[start + 7 * TWICE], near[start + 8 * TWICE] = p.flat, p.steep, p.speed


@compiled_inline
def write_points(near: Vector, start: int, p: Point) -> None:
    """Write a block of points, number by number."""
    store(near, start, p.v)
    store(near, start + TWICE, p.vc)
    store(near, start + 2 * TWICE, p.kappa)
    store(near, start + 3 * TWICE, p.spread)
    store(near, start + 4 * TWICE, p.m)
    store(near, start + 5 * TWICE, p.excess)
    store(near, start + 6 * TWICE, p.flat)
    store(near, start + 7 * TWICE, p.steep)
    store(near, start + 8 * TWICE, p.speed)


@compiled_inline
def read_point(near: Vector, start: int) -> Point:
    """Read it back."""
    return Point(
        near[start], near[start + TWICE], near[start + 2 * TWICE], near[start + 3 * TWICE],
        near[start + 4 * TWICE], near[start + 5 * TWICE], near[start + 6 * TWICE], near[start + 7 * TWICE],
        near[start + 8 * TWICE],
    )  # fmt: skip


@compiled_lean
def write_around(near: Vector, start: int, here: Around) -> None:
    """Write a place and its neighbours."""
    write_point(near, start + BELOW, here.below)
    write_point(near, start + OWN, here.own)
    write_point(near, start + ABOVE, here.above)
    near[start + BELOW_X], near[start + ABOVE_X] = here.below_x, here.above_x


@compiled_inline
def read_around(near: Vector, start: int) -> Around:
    """Read a place and its neighbours."""
    return Around(
        near[start + BELOW_X], near[start + ABOVE_X], read_point(near, start + BELOW),
        read_point(near, start + OWN), read_point(near, start + ABOVE),
    )  # fmt: skip
