"""Many points of linear signals at once: the functions of `summitry._old.linear`, eight points at a time."""

from __future__ import annotations

from ._compile import compiled_inline, compiled_lean
from .lanes import alike, all_true, any_true, fma, gather, lane, largest, load, select
from .linear import (
    HEAD,
    Signal,
    inverse_tail,
    is_strong,
    largest_argument,
    linear_end,
    linear_from,
    linear_signal,
    terms,
)
from .points import Curve, EachCurve, Point, Rows, Vector, put, put_lanes


@compiled_inline
def _tail(coefficients: Vector, start: int, x: float, a: float, b: float) -> float:
    """Evaluate a continued fraction at eight arguments, to as many terms as the largest needs."""
    count = terms(coefficients, start, largest(x), largest_argument(a, b))
    return inverse_tail(coefficients, start + HEAD, start + HEAD + count, x)


@compiled_inline
def _eight_points(curve: Curve, x: float) -> Point:
    """Evaluate eight points of one curve."""
    at = linear_signal(curve, x)
    strong, per_tail = is_strong(curve, at.bc), alike(0.0, x)
    if any_true(strong):
        per_tail = _tail(curve.data, 0, at.bc, curve.beta, curve.alpha)
    if not all_true(strong):
        weak = _tail(curve.data, curve.size, at.b, curve.alpha, curve.beta)
        per_tail = select(strong, per_tail, weak)
    return linear_from(curve, at, strong, per_tail)


@compiled_lean
def linear_points(curve: Curve, x: Vector, size: int, out: Rows) -> None:
    """Evaluate the linear curve at ascending coordinates, ends included, into the columns of ``out``.

    What of the last eight columns is left over repeats the end.
    """
    for i in range(0, size, 8):
        put_lanes(out, i, _eight_points(curve, load(x, i)))
    put(out, 0, linear_end(curve, False))
    end = linear_end(curve, True)
    for i in range(size - 1, 8 * ((size + 7) // 8)):
        put(out, i, end)


@compiled_inline
def _entry(each: EachCurve, first: float, size: float, i: int) -> float:
    """Read an entry of the list of the first lane's curve, 0 beyond its end."""
    return each.fractions[int(lane(first, 0)) + i] if i < int(lane(size, 0)) else 0.0


@compiled_inline
def _coefficient_each(each: EachCurve, shared: bool, strong: bool, i: int) -> float:
    """Read the coefficient that each lane needs, 0 beyond the end of its list.

    Curves that are ``shared``, the same in all lanes, have but two.
    """
    curves = each.curves
    if shared:
        few = _entry(each, curves.strong, curves.strong_size, i)
        return select(strong, few, _entry(each, curves.weak, curves.weak_size, i))
    start = select(strong, curves.strong, curves.weak)
    here = select(strong, curves.strong_size, curves.weak_size) > float(i)
    return select(here, gather(each.fractions, start, i), 0.0)


@compiled_inline
def _tail_each(each: EachCurve, strong: bool, at: Signal) -> float:
    """Do what `summitry._old.linear.inverse_tail` does, of the continued fraction that each lane needs."""
    curves, x = each.curves, select(strong, at.bc, at.b)
    shared = all_true(curves.strong == lane(curves.strong, 0))
    size = select(strong, curves.strong_size, curves.weak_size)
    top, bottom, top_before, bottom_before = alike(1.0, x), alike(1.0, x), alike(1.0, x), alike(0.0, x)
    i = 0
    while any_true(size > float(i)):
        for k in range(4):
            # terms of 0 change nothing
            d = _coefficient_each(each, shared, strong, i + k) * x
            top, top_before = fma(d, top_before, top), top
            bottom, bottom_before = fma(d, bottom_before, bottom), bottom
        if i % 256 == 252:
            here = size > float(i)
            scale = select(here, 1.0 / bottom, 1.0)
            top, top_before = top * scale, top_before * scale
            bottom, bottom_before = select(here, 1.0, bottom), bottom_before * scale
        i += 4
    return bottom / top


@compiled_inline
def point_each(each: EachCurve, x: float) -> Point:
    """Evaluate a point of the curve in each lane, at finite coordinates."""
    curve = each.curves
    at = linear_signal(curve, x)
    strong = is_strong(curve, at.bc)
    return linear_from(curve, at, strong, _tail_each(each, strong, at))
