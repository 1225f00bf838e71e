"""Nodes on a weakness curve: where searches look first, and how a visit probability finds its place."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled, compiled_inline, compiled_lean
from .curves import point
from .elementary import exp
from .lanes import WIDTH, alike, count_true, load, order, select, store
from .linear import linear_ladder
from .linear_nodes import linear_points
from .points import (
    CUM_V,
    CUM_VC,
    FLAT,
    LINEAR,
    STEPS,
    Curve,
    Point,
    Rows,
    Vector,
    entry,
    get,
    get_lanes,
    put,
)
from .steps import log_odds, share_at, step_points

_LINEAR_HALF = 11.0  # steps on either side of a linear signal's mode, at a spacing of one


PIECE, PLACE = 9, 10  # rows of nodes after those of `Point`: the piece, and the coordinate


class Nodes(NamedTuple):
    """Scan nodes in order of v.

    One row for each field of `Point`, one for the piece and one for the coordinate; columns beyond the last
    node repeat it, so that eight can be read at any.
    """

    size: int
    value: Rows


@compiled
def _ladder_side(curve: Curve, start: float, direction: float, step: float, out: Vector) -> int:
    """Fill ``out`` with coordinates from ``start`` outward, even in log-odds of v; return their number."""
    x, count = start, 0
    while count < out.size:
        here = point(curve, 0, x)
        if here.v < 1e-290 or here.vc < 1e-290:
            return max(count - 1, 0)  # what was placed last is about to underflow
        odds = math.log(here.v) - math.log(here.vc)
        rate = here.speed / (here.v * here.vc)
        by_mass = step * (1.0 + abs(odds) / 4.0) / rate
        by_signal = 1.25 * step * (1.0 + abs(x) / 4.0)
        x += direction * min(by_mass, by_signal)
        out[count] = x
        count += 1
    return count


@compiled
def _step_nodes(half: int, offset: float) -> Vector:
    """Place 2·half + 1 coordinates inside a step, dense in its middle, the outermost at odds of e±²⁵."""
    out = np.empty(2 * half + 3)
    out[0], out[-1] = -np.inf, np.inf
    for i in range(2 * half + 1):
        out[i + 1] = 2.0 * math.sinh(3.22 * (i - half + offset) / half)
    return out


@compiled
def _inner_step_nodes(count: int) -> Vector:
    """Place so many coordinates inside an inner step, even in its share, and its ends.

    L's gain from a deal is concave in v on a step and F's payoff from a visit rule straight: lines through
    two nodes bound what is between others.
    """
    out = np.empty(count + 2)
    out[0], out[-1] = -np.inf, np.inf
    for i in range(count):
        share = (i + 1.0) / (count + 1.0)
        out[i + 1] = log_odds(share)
    return out


@compiled
def _step_ladder(curve: Curve, step: float, offset: float) -> tuple[NDArray[np.int64], Vector]:
    """Place nodes on every step: many on the first and the last, where v or 1 − v vanishes, few on others."""
    fine = _step_nodes(math.ceil(2.7 / step), offset)
    coarse = _inner_step_nodes(int(1.0 / step + 0.7))
    size = coarse.size * curve.pieces + (fine.size - coarse.size) * min(curve.pieces, 2)
    pieces, xs = np.empty(size, np.int64), np.empty(size)
    at = 0
    for j in range(curve.pieces):
        local = fine if j == 0 or j == curve.pieces - 1 else coarse
        pieces[at : at + local.size] = j
        xs[at : at + local.size] = local
        at += local.size
    return pieces, xs


@compiled
def ladder(curve: Curve, step: float, offset: float) -> tuple[NDArray[np.int64], Vector]:
    """Place scan nodes: pieces and coordinates in order of v, ends included.

    Nodes are even in the log-odds of v near the middle and spread out geometrically in the tails, where
    every function of the model is close to a power law. ``offset`` shifts them by a share of a step, so
    that two searches can use different nodes.
    """
    if curve.kind == STEPS:
        return _step_ladder(curve, step, offset)
    first = point(curve, 0, 0.0)
    centre = offset * step * first.v * first.vc / first.speed
    left, right = np.empty(600), np.empty(600)
    lower = _ladder_side(curve, centre, -1.0, step, left)
    upper = _ladder_side(curve, centre, 1.0, step, right)
    xs = np.empty(lower + upper + 3)
    xs[0], xs[-1], xs[lower + 1] = -np.inf, np.inf, centre
    for i in range(lower):
        xs[lower - i] = left[i]
    xs[lower + 2 : lower + 2 + upper] = right[:upper]
    return np.zeros(xs.size, np.int64), xs


@compiled_lean
def complement(curve: Curve, v: float) -> float:
    """1 − v; for the end of a step as the curve holds it, lest rounding lead into the next step.

    The end is known by V, or in the upper half by 1 less what is left, which is how points report it.
    """
    if curve.kind == STEPS:
        for j in range(curve.size + 1):
            left = entry(curve, CUM_VC, j)
            if entry(curve, CUM_V, j) == v or (left < 0.5 and 1.0 - left == v):
                return left
    return 1.0 - v


@compiled_lean
def locate(curve: Curve, v: float, vc: float) -> tuple[int, float]:
    """Find the piece and coordinate of a visit probability, given v and 1 − v (T2: v ↔ threshold)."""
    if v <= 0.0:
        return 0, -np.inf
    if vc <= 0.0:
        return curve.pieces - 1, np.inf
    j = 0
    if curve.kind == STEPS:
        while j < curve.pieces - 1 and (
            entry(curve, CUM_V, j + 1) < v if v <= 0.5 else entry(curve, CUM_VC, j + 1) > vc
        ):
            j += 1
        if v <= 0.5:  # from the end where it is small, like the points of the curve
            up, down = v - entry(curve, CUM_V, j), entry(curve, CUM_V, j + 1) - v
        else:
            up, down = entry(curve, CUM_VC, j) - vc, vc - entry(curve, CUM_VC, j + 1)
        if down <= 0.0:
            return j, np.inf
        return j, (math.log(up / down) if up > 0.0 else -np.inf)
    return 0, _invert(curve, math.log(v) - math.log(vc))


@compiled_lean
def _log_odds(p: Point) -> float:
    """Return log(v/(1−v)), infinite where either has underflowed."""
    if p.v <= 0.0:
        return -np.inf
    return np.inf if p.vc <= 0.0 else math.log(p.v) - math.log(p.vc)


@compiled_lean
def _invert(curve: Curve, odds: float) -> float:
    """Find the coordinate of a smooth curve with the given log-odds of v: Newton inside a bracket."""
    lo, hi = -1.0, 1.0
    while _log_odds(point(curve, 0, lo)) > odds and lo > -1e12:
        lo *= 2.0
    while _log_odds(point(curve, 0, hi)) < odds and hi < 1e12:
        hi *= 2.0
    x = 0.5 * (lo + hi)
    for _ in range(300):
        here = point(curve, 0, x)
        error = _log_odds(here) - odds
        if error == 0.0 or x in (lo, hi):
            break
        if error > 0.0:
            hi = x
        else:
            lo = x
        rate = here.speed / (here.v * here.vc)
        new = x - error / rate
        if not lo < new < hi:
            new = 0.5 * (lo + hi)
        if abs(new - x) <= 2e-16 * abs(new):
            break
        x = new
    return x


@compiled_lean
def threshold(curve: Curve, n: float, piece: int, x: float) -> float:
    """Lowest visiting signal at a coordinate: a = n·b, or for steps the count from the weakest (T5)."""
    if curve.kind == STEPS:
        return float(curve.pieces - 1 - piece)
    return smooth_threshold(n, x)


@compiled_inline
def smooth_threshold(n: float, x: float) -> float:
    """Say the same of a continuous signal: n·b = n/(1 + eˣ)."""
    e = exp(-abs(x))
    return n * (select(x > 0.0, e, 1.0) / (1.0 + e))


@compiled_lean
def columns(size: int) -> int:
    """How many columns so many nodes need: whole eights, and eight more."""
    return WIDTH * ((size + WIDTH - 1) // WIDTH + 1)


class Work(NamedTuple):
    """Room for a search over nodes; one search after the other may use it."""

    rows: Rows


WORK_ROWS = 8  # as many as the landscape has


@compiled
def make_work(nodes: Nodes) -> Work:
    """Make room for a search over these nodes, and two more eights of places."""
    return Work(np.zeros((WORK_ROWS, columns(nodes.size) + 2 * WIDTH)))


@compiled_lean
def at(nodes: Nodes, i: int) -> Point:
    """Return node ``i`` as a point of the curve."""
    return get(nodes.value, i)


@compiled_inline
def at_lanes(nodes: Nodes, i: int) -> Point:
    """Return eight nodes from ``i`` on."""
    return get_lanes(nodes.value, i)


@compiled_lean
def piece_at(nodes: Nodes, i: int) -> int:
    """Return the piece of node ``i``."""
    return int(nodes.value[PIECE, i])


@compiled_lean
def x_at(nodes: Nodes, i: int) -> float:
    """Return the coordinate of node ``i``."""
    return float(nodes.value[PLACE, i])


@compiled_lean
def count_before(nodes: Nodes, piece: int, x: float) -> int:
    """Count the nodes before a place; v itself cannot tell near 0 and 1."""
    count, own, smooth = 0, float(piece), piece_at(nodes, nodes.size - 1) == 0
    for i in range(0, nodes.size, WIDTH):
        before = load(nodes.value[PLACE], i) < x
        if not smooth:
            pieces = load(nodes.value[PIECE], i)
            before = (pieces < own) | ((pieces == own) & before)
        count += count_true(before)
    return min(count, nodes.size)


@compiled
def linear_nodes(curve: Curve, step: float, offset: float) -> Nodes:
    """Make room for the nodes of any linear signal, and place them for this one."""
    size = 2 * math.ceil(_LINEAR_HALF / step) + 3
    nodes = Nodes(size, np.zeros((PLACE + 1, columns(size))))
    place_linear(curve, offset, nodes)
    return nodes


@compiled_lean
def place_linear(curve: Curve, offset: float, nodes: Nodes) -> None:
    """Move the nodes of another linear signal to where this one needs them."""
    linear_ladder(curve, offset, nodes.size, nodes.value[PLACE])
    linear_points(curve, nodes.value[PLACE], nodes.size, nodes.value)


@compiled
def step_shares(nodes: Nodes) -> Rows:
    """Find the share of its step that visits at every node, and one less it; inner steps have the same."""
    size = nodes.size
    last, inner = piece_at(nodes, size - 1), 0
    out = np.zeros((2, columns(size)))
    for i in range(size):
        piece, x = piece_at(nodes, i), x_at(nodes, i)
        inner += piece == 1
        if 1 < piece < last:
            out[0, i], out[1, i] = out[0, i - inner], out[1, i - inner]
        else:
            out[0, i], out[1, i] = share_at(x), share_at(-x)
    return out


@compiled_lean
def repeat_last(nodes: Nodes, rows: int) -> None:
    """Fill the columns beyond the last node with it, in so many rows."""
    last = nodes.size - 1
    for k in range(rows):
        row = nodes.value[k]
        end = alike(row[last], order())
        store(row, last, end)
        store(row, row.size - WIDTH, end)


@compiled_lean
def place_steps(curve: Curve, nodes: Nodes, shares: Rows) -> None:
    """Move the nodes of another stepped curve, with as many steps, to this one."""
    step_points(curve, nodes.value[PIECE], nodes.size, shares, nodes.value)
    repeat_last(nodes, FLAT)


@compiled
def scan_nodes(curve: Curve, step: float, offset: float) -> Nodes:
    """Evaluate the curve at every scan node."""
    if curve.kind == LINEAR:
        return linear_nodes(curve, step, offset)
    piece, x = ladder(curve, step, offset)
    size = x.size
    nodes = Nodes(size, np.zeros((PLACE + 1, columns(size))))
    for i in range(size):
        nodes.value[PIECE, i], nodes.value[PLACE, i] = piece[i], x[i]
    if curve.kind == STEPS:
        nodes.value[FLAT] = 1.0  # and ``steep`` is zero
        place_steps(curve, nodes, step_shares(nodes))
        repeat_last(nodes, PLACE + 1)
        return nodes
    for i in range(size):
        put(nodes.value, i, point(curve, piece[i], x[i]))
    repeat_last(nodes, PLACE + 1)
    return nodes
