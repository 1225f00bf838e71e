"""Weakness curves (T2): made, evaluated and inverted by the engine."""

from __future__ import annotations

import ctypes
from ctypes import c_double, c_int64
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..model.experiments import HEADER, Curve
from .library import TOO_SMALL, Array, address, call, check_code, pair, shaped
from .records import CHECKER_GRID, SOLVER_GRID, Point

# numbers that the curve of a linear signal may have; nearly all have less than the first: a small array is
# made ten times faster than one that the system must map
_LENGTHS = (HEADER + 512, HEADER + 2 * 20_008 + 8)


def linear_curve(alpha: float, beta: float, noise: float, signal: float) -> Curve:
    """Return the curve of the linear signal; ``noise`` is ω, ``signal`` 1 − ω (T2)."""
    length = c_int64()
    for capacity in _LENGTHS:
        room = np.empty(capacity)
        code = call(
            "linear_curve", alpha, beta, noise, signal, capacity, address(room), ctypes.addressof(length)
        )
        if code != TOO_SMALL:
            break
    return Curve(room[: length.value].copy())


def binomial_curve(alpha: float, beta: float, n: int) -> Curve:
    """Return the curve of A | θ ~ Binomial(n, θ) (T2)."""
    room, length = np.empty(HEADER + 6 * (n + 2)), c_int64()
    call("binomial_curve", alpha, beta, n, room.size, address(room), ctypes.addressof(length))
    return Curve(room[: length.value].copy())


def binomial_atoms(alpha: float, beta: float, n: float) -> tuple[Array, Array]:
    """Return probabilities and weaknesses of A = n, n−1, …, 0 for beta-binomial A (T2)."""
    n = int(n)
    mass, weakness = np.empty(n + 1), np.empty(n + 1)
    call("binomial_atoms", alpha, beta, n, address(mass), address(weakness))
    return mass, weakness


def points(curve: Curve, segments: ArrayLike, x: ArrayLike) -> Point:
    """Evaluate a curve at points, given by arrays of segments and coordinates (T2)."""
    numbers, coordinates, shape = pair(segments, x)
    out = np.empty((len(Point._fields), coordinates.size))
    call(
        "points", curve.address, coordinates.size, address(numbers), address(coordinates), address(out)
    )
    return Point(*(shaped(row, shape) for row in out))


def point(curve: Curve, segment: int, x: float) -> Point:
    """Evaluate a curve at one point (T2)."""
    named, out = (c_double * 2)(segment, x), (c_double * 9)()
    at = ctypes.addressof(named)
    call("points", curve.address, 1, at, at + 8, ctypes.addressof(out))
    return Point(*out)


def locate_all(curve: Curve, v: ArrayLike, vc: ArrayLike) -> tuple[NDArray[np.int64], Array]:
    """Return segments and coordinates of visit probabilities, given 1 − v too (T2)."""
    shares, rests, _ = pair(v, vc)
    segments, x = np.empty(shares.size), np.empty(shares.size)
    addresses = (address(a) for a in (shares, rests, segments, x))
    call("locate", curve.address, shares.size, *addresses)
    return segments.astype(np.int64), x


def locate(curve: Curve, v: float, vc: float) -> tuple[int, float]:
    """Return segment and coordinate of a visit probability, given 1 − v too (T2)."""
    segments, x = locate_all(curve, v, vc)
    return int(segments[0]), float(x[0])


def complement(curve: Curve, v: float) -> float:
    """Return 1 − v; for the end of a step as the curve holds it."""
    given, out = np.array([v], float), np.empty(1)
    call("complement", curve.address, 1, address(given), address(out))
    return float(out[0])


def threshold(curve: Curve, n: float, segment: ArrayLike, x: ArrayLike) -> Any:
    """Return the lowest visiting signal: n·b, or for steps the count from the weakest (T5)."""
    segments, coordinates, shape = pair(segment, x)
    out = np.empty(segments.size)
    addresses = (address(a) for a in (segments, coordinates, out))
    call("threshold", curve.address, n, out.size, *addresses)
    return shaped(out, shape)


def scan_grid(curve: Curve, which: int) -> tuple[Point, NDArray[np.int64], Array]:
    """Return the solver's or the checker's scan grid: its points, segments and coordinates."""
    check_code("which grid", which, (SOLVER_GRID, CHECKER_GRID))
    size = c_int64()
    call("grid", curve.address, which, 0, None, ctypes.addressof(size))
    rows = np.empty((11, size.value))
    call("grid", curve.address, which, size.value, address(rows), ctypes.addressof(size))
    return Point(*rows[:9]), rows[9].astype(np.int64), rows[10]
