"""Peaks of what deviations are worth: found among columns of the landscape, climbed by values alone (T5)."""

from __future__ import annotations

import numpy as np

from ..model.tolerances import GAIN, GAIN_PER_PSI
from ._compile import compiled_inline, compiled_lean
from .curves import point
from .landscape import GAIN_L, PIECES, VISIT, VISIT_RULE, Assessment, Landscape, X, criterion
from .lanes import WIDTH, alike, any_true, fma, largest, load, order, pack, select
from .nodes import Work
from .payoffs import Game
from .points import Curve
from .steps import is_inner_step, log_odds, share_at, step_at

GOLDEN = 0.3819660112501051
RISE = 3.0  # a peak may rise by so many times the drop to a neighbour
_NARROW = 1e-3  # relative to the coordinate: a parabola over less than this can be trusted


@compiled_inline
def negligible(game: Game) -> float:
    """Gain that needs no refinement: a thousandth of what a certificate allows."""
    return 1e-3 * (GAIN + GAIN_PER_PSI * game.psi)


@compiled_inline
def rise(before: float, here: float, after: float) -> float:
    """Say how high a peak may rise between three places: see `RISE`."""
    return fma(RISE, here - select(before < after, before, after), here)


@compiled_inline
def parabola(
    left: float, mid: float, right: float, f_left: float, f_mid: float, f_right: float
) -> tuple[float, float, float]:
    """Lay a parabola through three places: its slope in the middle, its bend, how far it rises above that."""
    rise, fall = (f_mid - f_left) / (mid - left), (f_right - f_mid) / (right - mid)
    bend = (fall - rise) / (right - left)
    slope = rise + bend * (mid - left)
    return slope, bend, select(bend < 0.0, -0.25 * slope * slope / bend, np.inf)


@compiled_inline
def is_narrow(left: float, mid: float, right: float) -> bool:
    """Say whether a parabola over this stretch can be trusted at once."""
    return right - left < _NARROW * select(abs(mid) > 1.0, abs(mid), 1.0)


@compiled_lean
def climb(
    what: int, game: Game, curve: Curve, a: Assessment, work: Work, i: int
) -> tuple[float, float]:  # fmt: skip
    """Refine the local maximum at column ``i`` by parabolas through its neighbours; return it and its value.

    It ends when two parabolas in a row, or one over a narrow stretch, promise less than a thousandth of what
    a certificate allows.
    """
    enough = negligible(game)
    x, f = work.rows[X], work.rows[VISIT if what == VISIT_RULE else GAIN_L]
    piece, mid, f_mid = int(work.rows[PIECES, i]), x[i], f[i]
    f_left, f_right = f[i - 1], f[i + 1]
    left, right = max(x[i - 1], mid - 700.0), min(x[i + 1], mid + 700.0)
    shares = is_inner_step(curve, piece)
    if shares:
        left, mid, right = share_at(x[i - 1]), share_at(mid), share_at(x[i + 1])
    settled = False
    for _ in range(80):
        if not left < mid < right:
            break
        slope, bend, promise = parabola(left, mid, right, f_left, f_mid, f_right)
        if promise <= enough and (settled or is_narrow(left, mid, right)):
            break
        settled = promise <= enough
        if right - left < 1e-9 * (1.0 + abs(mid)):
            break
        wide = right - mid if right - mid > mid - left else left - mid
        if max(f_left, f_right) > f_mid:  # the search began at the end of a step
            wide = left - mid if f_left > f_right else right - mid
        new = mid - 0.5 * slope / bend if bend < 0.0 else mid + GOLDEN * wide
        if not left < new < right:
            new = mid + GOLDEN * wide
        if abs(new - mid) < 0.01 * abs(wide):
            new = mid + 0.01 * wide
        p = step_at(curve, piece, new, 1.0 - new) if shares else point(curve, piece, new)
        f_new = criterion(what, game, curve, a, p)
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


@compiled_inline
def turns(work: Work, row: int, i: int) -> bool:
    """Say at which of eight columns from ``i`` on a criterion is no lower than beside it."""
    f = work.rows[row]
    return (load(f, i - 1) <= load(f, i)) & (load(f, i + 1) <= load(f, i))


@compiled_inline
def peaks_at(work: Work, row: int, i: int, level: float) -> bool:
    """Say around which of eight columns from ``i`` on the criterion has a peak that may rise to a level.

    A smooth peak rises above its node by about the drop to its neighbours at most; far out, where the deal
    hardly matters, rounding makes peaks that promise less than a certificate could ever notice. A peak at the
    end of a piece is a node itself.
    """
    f, piece = work.rows[row], work.rows[PIECES]
    before, here, after = load(f, i - 1), load(f, i), load(f, i + 1)
    own = load(piece, i)
    one = (load(piece, i - 1) == own) & (load(piece, i + 1) == own)
    return turns(work, row, i) & (rise(before, here, after) >= level) & one


@compiled_inline
def end_peaks_at(work: Work, land: Landscape, i: int, level: float, last_piece: float) -> int:
    """Say at which of eight columns from ``i`` on L's gain may rise to a level inside a step that ends there.

    Packed; of inner steps, on which nodes are even in v. The end is no lower than the next node inside, the
    line through the next two reaches the level there, and they fall too fast for a parabola that ends at its
    peak.
    """
    f, piece, x = work.rows[GAIN_L], work.rows[PIECES], load(work.rows[X], i)
    before, here, after = load(f, i - 1), load(f, i), load(f, i + 1)
    before_that, after_that = load(f, max(i - 2, 0)), load(f, i + 2)
    first = (2.0 * after - after_that >= level) & (x == -np.inf)
    last = (2.0 * before - before_that >= level) & (x == np.inf)
    if not any_true(first | last):  # mostly
        return 0
    own = load(piece, i)
    inside, beyond = select(first, after, before), select(first, after_that, before_that)
    steep = (inside <= here) & (inside - beyond > 2.0 * (here - inside))
    # columns beyond the nodes hold what was searched before
    steep = steep & (order() < float(land.size - i))
    return pack(steep & (first | last) & (own > 0.0) & (own < last_piece))


@compiled_inline
def nodes_within(land: Landscape, i: int, first: int, last: int) -> bool:
    """Say which of eight columns from ``i`` on are nodes, less those from ``first`` to ``last``."""
    places = order()
    excluded = (places >= float(first - i)) & (places <= float(last - i))
    return (places < float(land.size - i)) & (excluded ^ True)


@compiled_inline
def best_column(work: Work, row: int, land: Landscape) -> tuple[float, int]:
    """Find the largest entry of a row, and its column."""
    f = work.rows[row]
    best = alike(-np.inf, order())  # so that what is no number is never best
    for i in range(0, land.size, WIDTH):
        here = load(f, i)
        best = select((here > best) & (order() < float(land.size - i)), here, best)
    top, stop = largest(best), land.size
    if land.own >= 0:
        for i in range(land.near + 2, land.near + 5):
            top, stop = max(top, f[i]), land.near + 5
    for i in range(0, stop, WIDTH):
        places = pack(load(f, i) == top)
        if places != 0:
            while places & 1 == 0:
                places, i = places >> 1, i + 1
            return top, i
    return top, 0
