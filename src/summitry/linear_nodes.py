"""Many points of a linear signal at once: the functions of `summitry.linear`, side by side.

Everything stands in one scratch array, in rows at a fixed distance, so that the compiler sees that they do
not overlap and evaluates eight points at a time (``docs/decisions/0014``).
"""

from __future__ import annotations

import numpy as np

from ._compile import compiled, compiled_lean
from .linear import Signal, is_strong, linear_end, linear_signal, linear_strong, linear_weak
from .points import Curve, Point, Rows, Vector, put

_ROW = 256  # points that one scratch holds; more are done in turn
_B, _BC, _G, _TOP, _BOTTOM, _TOP_BEFORE, _BOTTOM_BEFORE, _OUT = (_ROW * k for k in range(8))
_LAST = 8  # points are done in groups of this many; a group may reach beyond the last


@compiled
def make_scratch() -> Vector:
    """Make room for the points of a linear signal."""
    return np.zeros(_ROW * 16 + _LAST)


@compiled_lean
def _signals(curve: Curve, x: Vector, size: int, scratch: Vector) -> None:
    """Evaluate threshold and density at every coordinate."""
    for i in range(size):
        at = linear_signal(curve, x[i])
        scratch[_B + i], scratch[_BC + i], scratch[_G + i] = at.b, at.bc, at.g


@compiled_lean
def _begin(size: int, scratch: Vector) -> None:
    """Begin the convergents of the continued fraction."""
    for i in range(size):
        scratch[_TOP + i], scratch[_BOTTOM + i] = 1.0, 1.0
        scratch[_TOP_BEFORE + i], scratch[_BOTTOM_BEFORE + i] = 1.0, 0.0


@compiled_lean
def _four_terms(
    c0: float, c1: float, c2: float, c3: float, argument: int, size: int, scratch: Vector
) -> None:
    """Take four steps of `summitry.linear.beta_tail` at every point."""
    for i in range(size):
        x = scratch[argument + i]
        top, top_before = scratch[_TOP + i], scratch[_TOP_BEFORE + i]
        bottom, bottom_before = scratch[_BOTTOM + i], scratch[_BOTTOM_BEFORE + i]
        d0, d1, d2, d3 = c0 * x, c1 * x, c2 * x, c3 * x
        top_before, bottom_before = top + d0 * top_before, bottom + d0 * bottom_before
        top, bottom = top_before + d1 * top, bottom_before + d1 * bottom
        top_before, bottom_before = top + d2 * top_before, bottom + d2 * bottom_before
        top, bottom = top_before + d3 * top, bottom_before + d3 * bottom
        scratch[_TOP + i], scratch[_TOP_BEFORE + i] = top, top_before
        scratch[_BOTTOM + i], scratch[_BOTTOM_BEFORE + i] = bottom, bottom_before


@compiled_lean
def _rescale(size: int, scratch: Vector) -> None:
    """Keep the convergents of a long fraction from overflowing."""
    for i in range(size):
        scale = 1.0 / scratch[_BOTTOM + i]
        scratch[_TOP + i] *= scale
        scratch[_TOP_BEFORE + i] *= scale
        scratch[_BOTTOM + i] = 1.0
        scratch[_BOTTOM_BEFORE + i] *= scale


@compiled_lean
def _tails(
    coefficients: Vector, start: int, stop: int, weak: bool, size: int, scratch: Vector
) -> None:
    """Evaluate the continued fraction at every point, in the order of `summitry.linear.beta_tail`."""
    _begin(size, scratch)
    for k in range(start, stop, 4):
        c0, c1, c2, c3 = (
            coefficients[k],
            coefficients[k + 1],
            coefficients[k + 2],
            coefficients[k + 3],
        )
        if weak:
            _four_terms(c0, c1, c2, c3, _B, size, scratch)
        else:
            _four_terms(c0, c1, c2, c3, _BC, size, scratch)
        if (k + 4 - start) % 256 == 0:
            _rescale(size, scratch)


@compiled_lean
def _store(scratch: Vector, i: int, p: Point) -> None:
    """Write a point into the last rows of the scratch, in the order of its fields."""
    scratch[_OUT + i], scratch[_OUT + _ROW + i], scratch[_OUT + 2 * _ROW + i] = p.v, p.vc, p.kappa
    scratch[_OUT + 3 * _ROW + i], scratch[_OUT + 4 * _ROW + i] = p.spread, p.m
    scratch[_OUT + 5 * _ROW + i], scratch[_OUT + 6 * _ROW + i] = p.excess, p.flat
    scratch[_OUT + 7 * _ROW + i], scratch[_OUT + 8 * _ROW + i] = p.steep, p.speed


@compiled_lean
def _strong_points(curve: Curve, size: int, scratch: Vector) -> None:
    """Complete the points at which few types visit."""
    for i in range(size):
        at = Signal(scratch[_B + i], scratch[_BC + i], scratch[_G + i])
        _store(scratch, i, linear_strong(curve, at, scratch[_TOP + i] / scratch[_BOTTOM + i]))


@compiled_lean
def _weak_points(curve: Curve, size: int, scratch: Vector) -> None:
    """Complete the points at which most types visit."""
    for i in range(size):
        at = Signal(scratch[_B + i], scratch[_BC + i], scratch[_G + i])
        _store(scratch, i, linear_weak(curve, at, scratch[_TOP + i] / scratch[_BOTTOM + i]))


@compiled_lean
def _some_points(curve: Curve, x: Vector, size: int, scratch: Vector) -> None:
    """Evaluate as many points as the scratch holds."""
    _signals(curve, x, size, scratch)
    strong = 0
    while strong < size and is_strong(curve, scratch[_BC + strong]):
        strong += 1
    padded = _LAST * ((strong + _LAST - 1) // _LAST)
    _tails(curve.data, 0, curve.size, False, padded, scratch)
    _strong_points(curve, padded, scratch)
    if strong < size:
        rest = scratch[strong:]
        padded = _LAST * ((size - strong + _LAST - 1) // _LAST)
        _tails(curve.data, curve.size, curve.data.size, True, padded, rest)
        _weak_points(curve, padded, rest)


@compiled_lean
def linear_points(curve: Curve, x: Vector, out: Rows, scratch: Vector) -> None:
    """Evaluate the linear curve at ascending coordinates, ends included, into the columns of ``out``."""
    for first in range(0, x.size, _ROW - _LAST):
        size = min(x.size - first, _ROW - _LAST)
        _some_points(curve, x[first:], size, scratch)
        for k in range(9):
            row, part = out[k, first:], scratch[_OUT + k * _ROW :]
            for i in range(size):
                row[i] = part[i]
    put(out, 0, linear_end(curve, False))
    put(out, x.size - 1, linear_end(curve, True))
