"""Between nodes: whether a function may reach a level that no node does, and the climb towards it (T5).

Roots in pairs, deals that pay in a narrow range, rival peaks: each shows at the nodes as a turn, a node
nearer to the level than both its neighbours. Few turns can reach it; those are climbed.
"""

from __future__ import annotations

import numpy as np

from .._compile import compiled_inline, compiled_lean
from ..curves import point
from ..equations import Conjecture, deal_gain, f_proposes, l_proposes
from ..lanes import WIDTH, load, order, pack, select
from ..nodes import PIECE, PLACE, Nodes, piece_at, x_at
from ..payoffs import Game
from ..points import STEPS, Curve, Point, Vector
from ..steps import is_inner_step, log_odds, share_at, step_at

F_EQUATION, L_EQUATION, PER_VISIT, WORTH = range(4)
NOBODY = Conjecture(0.0, 0.0, 0.0)  # what the first two do not need
_LITTLE = 0.02  # share of what is missing: a climb that promises less is given up
_GOLDEN = 0.3819660112501051
_FAR = 0.2  # share of the way to a level that a turn must promise: not all is concave
# bits of a word, one for each node; and of how many nodes it decides: some on either side are needed
WORD, TOGETHER = 64, 56


@compiled_inline
def nodes_between(first: int, stop: int) -> int:
    """Give the bits of a word's nodes from ``first`` to before ``stop``, at most `TOGETHER`."""
    stop = min(stop, TOGETHER)
    return (1 << stop) - (1 << first) if first < stop else 0


@compiled_inline
def residual(which: int, game: Game, p: Point) -> float:
    """Evaluate the equation that the candidates of a proposer solve: [F-eq] or [L-eq]."""
    if which == F_EQUATION:
        return f_proposes(game, p)
    return l_proposes(game, p)


@compiled_inline
def _height(what: int, game: Game, believed: Conjecture, p: Point) -> float:
    """Evaluate an equation, L's gain from a deal per visit, or that gain, W."""
    if what <= L_EQUATION:
        return residual(what, game, p)
    gain = deal_gain(game, believed, p)
    return gain if what == PER_VISIT else p.v * gain


@compiled_inline
def turns_from(f: Vector, size: int, i: int, start: int) -> int:
    """Say at which of `TOGETHER` nodes from ``i`` > 0 on, none before ``start``, a function peaks, packed.

    Of smooth signals, which have one piece: its ends are no peaks.
    """
    rises, falls = 0, 0
    for k in range(0, min(WORD, size - i + 1), WIDTH):
        before, here = load(f, i - 1 + k), load(f, i + k)
        rises = rises | (pack(before < here) << k)
        falls = falls | (pack(here < before) << k)
    turns = ~falls & ~(rises >> 1) & (rises | (falls >> 1))
    return turns & nodes_between(max(start - i, 0), size - 1 - i)


@compiled_inline
def _step_turns_at(f: Vector, nodes: Nodes, i: int, start: int, level: float) -> int:
    """Say the same of L's gain W on steps, of eight nodes and those ends whose peaks may rise to a level.

    On inner steps nodes are even in v, in which W is concave: beside a node it rises by no more than it falls
    on the other side, and at an end by no more than the line through the next two nodes says.
    """
    before, here, after = load(f, i - 1), load(f, i), load(f, i + 1)
    pieces, places = nodes.value[PIECE], order()
    own, size = load(pieces, i), float(nodes.size - i)
    first, last = load(pieces, i - 1) != own, (load(pieces, i + 1) != own) | (places >= size - 1.0)
    beyond = 2.0 * before - load(f, max(i - 2, 0))
    beyond = select(first, 2.0 * after - load(f, i + 2), beyond)
    before, after = select(first, -np.inf, before), select(last, -np.inf, after)
    inside = 2.0 * here - select(before < after, before, after)
    outer = (own == 0.0) | (own == float(piece_at(nodes, nodes.size - 1)))
    promising = outer | (select(first | last, beyond, inside) >= level)
    turn = (before <= here) & (after <= here) & ((before < here) | (after < here)) & promising
    return pack(turn & (places >= float(start - i)) & (places < size))


@compiled_inline
def step_turns_from(f: Vector, nodes: Nodes, i: int, start: int, level: float) -> int:
    """Say the same of `TOGETHER` nodes."""
    turns = 0
    for k in range(0, min(TOGETHER, nodes.size - i), WIDTH):
        turns = turns | (_step_turns_at(f, nodes, i + k, start, level) << k)
    return turns


@compiled_inline
def scale_row(curve: Curve) -> int:
    """Which row of nodes is the scale on which functions are smooth: v on steps, else the coordinate."""
    return 0 if curve.kind == STEPS else PLACE


@compiled_inline
def is_end(nodes: Nodes, i: int) -> tuple[bool, bool]:
    """Say whether node i > 0 is the first of its piece, and whether it is the last."""
    piece = piece_at(nodes, i)
    return piece_at(nodes, i - 1) != piece, i + 1 == nodes.size or piece_at(nodes, i + 1) != piece


@compiled_inline
def _outer_slope(scale: Vector, nodes: Nodes, f: Vector, i: int, j: int, none: float) -> float:
    """Slope between node i and the one beyond it, j; ``none`` if that is in another piece or at infinity."""
    if not 0 <= j < nodes.size or piece_at(nodes, j) != piece_at(nodes, i):
        return none
    rise, run = f[j] - f[i], scale[j] - scale[i]
    return none if np.isinf(run) else rise / run


@compiled_inline
def _summit(left: float, up: float, right: float, down: float, width: float) -> float:
    """Height at which a line that rises from the left meets one that falls to the right.

    Where a function is concave it lies below both, if each leads through two of its nodes.
    """
    if np.isinf(up):
        return right - down * width
    if np.isinf(down):
        return left + up * width
    if not (up > 0.0 and down < 0.0):
        return max(left, right)
    way = (right - left - down * width) / (up - down)
    return left + up * min(max(way, 0.0), width)


@compiled_lean
def may_reach(scale: Vector, nodes: Nodes, f: Vector, i: int, sign: float, level: float) -> bool:
    """Say whether ``sign`` times a function, which turns at node i, may rise to a level beside it.

    ``scale`` is the row of `scale_row`.
    """
    here, top = sign * f[i], -np.inf
    first, last = is_end(nodes, i)
    w0, w1 = 0.0 if first else scale[i] - scale[i - 1], 0.0 if last else scale[i + 1] - scale[i]
    if np.isinf(w0) or np.isinf(w1):
        return False
    before, after = sign * f[i - 1], sign * f[i + 1]
    up = np.inf if first else (here - before) / w0
    down = -np.inf if last else (after - here) / w1
    if not first:
        rising = sign * _outer_slope(scale, nodes, f, i - 1, i - 2, sign * np.inf)
        top = _summit(before, rising, here, down, w0)
    if not last:
        falling = sign * _outer_slope(scale, nodes, f, i + 1, i + 2, -sign * np.inf)
        top = max(top, _summit(here, up, after, falling, w1))
    return bool(top - here >= _FAR * (level - here))


@compiled_inline
def _point_at(curve: Curve, piece: int, shares: bool, x: float) -> Point:
    """Evaluate a point named by its coordinate, or by its share of a step."""
    return step_at(curve, piece, x, 1.0 - x) if shares else point(curve, piece, x)


@compiled_inline
def may_reach_zero(scale: Vector, f: Vector, i: int) -> bool:
    """Say whether `may_reach` has to be asked of a node that dips towards zero: mostly not.

    The line through a node and its neighbour, led on to the other neighbour, bounds the summits there.
    """
    w0, w1 = scale[i] - scale[i - 1], scale[i + 1] - scale[i]
    low = abs(f[i])
    missing = 0.99 * _FAR * low
    falls, rises = (abs(f[i + 1]) - low) * w0, (abs(f[i - 1]) - low) * w1
    return not (falls < missing * w1 and rises < missing * w0)


@compiled_lean
def climb(
    what: int, game: Game, believed: Conjecture, curve: Curve, nodes: Nodes, f: Vector, i: int, sign: float,
    level: float,
) -> tuple[float, float]:  # fmt: skip
    """Climb from node i, which has neighbours in its piece, towards a level by parabolas.

    Returns
    -------
    tuple
        The place, and its height above the level. It ends above the level, or when two parabolas in a row
        promise little of what is missing.
    """
    piece = piece_at(nodes, i)
    # L's gain is concave in the share of a step that visits; an equation may turn within rounding of v = 1
    shares = is_inner_step(curve, piece) or (curve.kind == STEPS and what > L_EQUATION)
    left, mid, right = max(x_at(nodes, i - 1), -700.0), x_at(nodes, i), min(x_at(nodes, i + 1), 700.0)
    if shares:
        left, mid, right = share_at(x_at(nodes, i - 1)), share_at(mid), share_at(x_at(nodes, i + 1))
    f_left, f_mid, f_right = sign * f[i - 1] - level, sign * f[i] - level, sign * f[i + 1] - level
    settled = False
    for _ in range(80):
        if f_mid > 0.0 or not left < mid < right or right - left < 1e-9 * (1.0 + abs(mid)):
            break
        rise, fall = (f_mid - f_left) / (mid - left), (f_right - f_mid) / (right - mid)
        bend = (fall - rise) / (right - left)
        slope = rise + bend * (mid - left)
        promise = -0.25 * slope * slope / bend if bend < 0.0 else np.inf
        hopeless = promise <= -_LITTLE * f_mid
        if hopeless and settled:
            break
        settled = hopeless
        # towards the end that is higher, if one is: from there the search began
        wide = right - mid if right - mid > mid - left else left - mid
        if max(f_left, f_right) > f_mid:
            wide = left - mid if f_left > f_right else right - mid
        new = mid - 0.5 * slope / bend if bend < 0.0 else mid + _GOLDEN * wide
        if not left < new < right:
            new = mid + _GOLDEN * wide
        if abs(new - mid) < 0.01 * abs(wide):
            new = mid + 0.01 * wide
        f_new = sign * _height(what, game, believed, _point_at(curve, piece, shares, new)) - level
        if f_new > f_mid:
            if new > mid:
                left, f_left = mid, f_mid
            else:
                right, f_right = mid, f_mid
            mid, f_mid = new, f_new
        elif new > mid:
            right, f_right = new, f_new
        else:
            left, f_left = new, f_new
    return log_odds(mid) if shares else mid, f_mid
