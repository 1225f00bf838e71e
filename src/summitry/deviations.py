"""The core of the checker (T5, "Certificate"): the best deviation of every player, from payoffs alone.

The search uses values only, no derivatives, on nodes of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled, compiled_inline, compiled_lean
from .curves import point
from .landscape import (
    CLOSED,
    GAIN_L,
    OPEN,
    PAYOFF_F,
    PRICE,
    PROPOSAL,
    PROPOSER_F,
    PROPOSER_L,
    SPARE,
    VISIT,
    VISIT_RULE,
    VISITS,
    Assessment,
    Pieces,
    X,
    bayes_no_visit,
    criterion,
    follow,
    gain_leader,
    landscape,
    refused_payoff,
    visit_value,
)
from .nodes import Nodes, Work, make_work
from .payoffs import Game, payoff_challenger
from .points import Curve, Rows, Vector
from .tolerances import GAIN, GAIN_PER_PSI

__all__ = [  # what others need of the landscape too
    "ANSWER",
    "CLOSED",
    "CUTOFF_NO_VISIT",
    "CUTOFF_VISIT",
    "OPEN",
    "PROPOSAL",
    "PROPOSER_F",
    "PROPOSER_L",
    "VISIT_RULE",
    "Assessment",
    "bayes_no_visit",
    "certify",
    "certify_into",
    "follow",
    "refused_payoff",
]

CUTOFF_VISIT, CUTOFF_NO_VISIT, ANSWER = 1, 2, 4
GOLDEN = 0.3819660112501051
_NARROW = 1e-3  # relative to the coordinate: a parabola over less than this can be trusted


@compiled_inline
def _negligible(game: Game) -> float:
    """Gain that needs no refinement: a thousandth of what a certificate allows."""
    return 1e-3 * (GAIN + GAIN_PER_PSI * game.psi)


@compiled_lean
def _climb(
    what: int, game: Game, curve: Curve, a: Assessment, work: Work, i: int
) -> tuple[float, float]:  # fmt: skip
    """Refine the local maximum at node ``i`` by parabolas through its neighbours; return it and its value.

    It ends when two parabolas in a row, or one over a narrow stretch, promise less than a thousandth of what
    a certificate allows.
    """
    enough = _negligible(game)
    x, f = work.rows[X], work.rows[VISIT if what == VISIT_RULE else GAIN_L]
    piece, mid, f_mid, f_left, f_right = work.piece[i], x[i], f[i], f[i - 1], f[i + 1]
    left, right = max(x[i - 1], mid - 700.0), min(x[i + 1], mid + 700.0)
    settled = False
    for _ in range(80):
        if not left < mid < right:
            break
        rise, fall = (f_mid - f_left) / (mid - left), (f_right - f_mid) / (right - mid)
        bend = (fall - rise) / (right - left)
        slope = rise + bend * (mid - left)
        promise = -0.25 * slope * slope / bend if bend < 0.0 else np.inf
        narrow = right - left < _NARROW * max(abs(mid), 1.0)
        if promise <= enough and (settled or narrow):
            break
        settled = promise <= enough
        if right - left < 1e-9 * (1.0 + abs(mid)):
            break
        wide = right - mid if right - mid > mid - left else left - mid
        new = mid - 0.5 * slope / bend if bend < 0.0 else mid + GOLDEN * wide
        if not left < new < right:
            new = mid + GOLDEN * wide
        if abs(new - mid) < 0.01 * abs(wide):
            new = mid + 0.01 * wide
        f_new = criterion(what, game, curve, a, point(curve, piece, new))
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
    return mid, f_mid


@compiled_inline
def _top(f: Vector, size: int) -> int:
    """Find the largest entry of a row: four maxima at once, then the place of the largest."""
    a, b, c, e, part = -np.inf, -np.inf, -np.inf, -np.inf, size // 4
    second, third, fourth = f[part:], f[2 * part :], f[3 * part :]
    for i in range(part):
        a = f[i] if f[i] > a else a
        b = second[i] if second[i] > b else b
        c = third[i] if third[i] > c else c
        e = fourth[i] if fourth[i] > e else e
    a, c = max(a, b), max(c, e)
    best = max(a, c)
    for i in range(4 * part, size):
        best = max(best, f[i])
    for i in range(size):
        if f[i] == best:
            return i
    return 0


@compiled_lean
def _is_peak(f: Vector, piece: Pieces, i: int, level: float) -> bool:
    """Say whether the criterion has a peak around node ``i`` that may rise to a level.

    A smooth peak rises above its node by no more than the drop to its neighbours; far out, where the deal
    hardly matters, rounding makes peaks that promise less than a certificate could ever notice. A peak at the
    end of a piece is a node itself.
    """
    double = 2.0 * f[i]
    high = (f[i - 1] <= f[i]) & (f[i + 1] <= f[i])
    promising = (double - f[i - 1] >= level) | (double - f[i + 1] >= level)
    return bool(high & promising & (piece[i - 1] == piece[i]) & (piece[i + 1] == piece[i]))


@compiled_lean
def _count_peaks(f: Vector, piece: Pieces, size: int, level: float) -> int:
    count = 0
    for i in range(1, size - 1):
        count += _is_peak(f, piece, i, level)
    return count


@compiled_inline
def _best(
    what: int, game: Game, curve: Curve, a: Assessment, work: Work, size: int
) -> tuple[float, float, float]:
    """Maximise a criterion over the whole curve: every node, then every local peak that could beat it.

    Returns
    -------
    tuple
        The criterion, and the visit probability and the price of the deal where it is reached.
    """
    enough = _negligible(game)
    f, piece = work.rows[VISIT if what == VISIT_RULE else GAIN_L], work.piece
    top = _top(f, size)
    best, visits, price = f[top], work.rows[VISITS, top], work.rows[PRICE, top]
    left, i = _count_peaks(f, piece, size, best + enough), 0
    while left > 0:
        i += 1
        if not _is_peak(f, piece, i, f[top] + enough):
            continue
        left -= 1
        x, value = _climb(what, game, curve, a, work, i)
        if value > best:
            p = point(curve, piece[i], x)
            best, visits, price = value, p.v, follow(game, curve, a, p).price
    return best, visits, price


@compiled_inline
def _headroom(game: Game, work: Work, size: int, i: int) -> float:
    """How much F gains by raising the price at an edge as far as visits and L's consent allow."""
    slack, prices = work.rows[GAIN_L, i] / work.rows[VISITS, i], work.rows[PRICE]
    if game.price > 0.0:
        slack /= game.price
    if i < size - 1:
        slack = min(slack, prices[i + 1] - prices[i])
    return float(slack)


@compiled_lean
def _accepted_payoffs(work: Work, size: int, accept: float) -> int:
    """Keep F's payoffs where L accepts, −∞ elsewhere, in a spare row; count the accepted ends of pieces."""
    x, gain, payoffs, kept = work.rows[X], work.rows[GAIN_L], work.rows[PAYOFF_F], work.rows[SPARE]
    ends = 0
    for i in range(size):
        accepted = gain[i] > accept
        kept[i] = payoffs[i] if accepted else -np.inf
        ends += accepted & (x[i] == np.inf)
    return ends


@compiled_inline
def _best_accepted_node(
    game: Game, curve: Curve, a: Assessment, accept: float, work: Work, size: int
) -> tuple[float, float, float]:
    """Find the node that F likes best among those L accepts: payoff, price, visit probability."""
    best, price, visits = 0.0, 0.0, 0.0
    ends = _accepted_payoffs(work, size, accept)
    top = _top(work.rows[SPARE], size)
    if work.rows[SPARE, top] > best:
        best, price, visits = work.rows[SPARE, top], work.rows[PRICE, top], work.rows[VISITS, top]
    if ends == 0:
        return best, price, visits
    x, gain, payoffs = work.rows[X], work.rows[GAIN_L], work.rows[PAYOFF_F]
    for i in range(size):
        if gain[i] > accept and x[i] == np.inf:
            extra = max(0.0, _headroom(game, work, size, i))
            p = point(curve, work.piece[i], x[i])
            payoff = payoffs[i] + p.v * extra * follow(game, curve, a, p).kept
            if payoff > best:
                best, price, visits = payoff, work.rows[PRICE, i] + extra, work.rows[VISITS, i]
    return best, price, visits


@compiled_lean
def _ends_acceptance(gain: Vector, piece: Pieces, i: int, accept: float) -> bool:
    """Say whether L refuses the deal at node ``i`` and accepts the one before."""
    return bool((gain[i] <= accept) & (gain[i - 1] > accept) & (piece[i - 1] == piece[i]))


@compiled_lean
def _hides_acceptance(gain: Vector, piece: Pieces, i: int, accept: float) -> bool:
    """Say whether L may accept some deal around node ``i``, though she refuses it and its neighbours."""
    refused = (gain[i - 1] <= accept) & (gain[i] <= accept) & (gain[i + 1] <= accept)
    return bool(refused & _is_peak(gain, piece, i, accept))


@compiled_lean
def _count_doubts(gain: Vector, piece: Pieces, size: int, accept: float) -> int:
    """Count the places of either kind."""
    count = 0
    for i in range(1, size - 1):
        count += _ends_acceptance(gain, piece, i, accept)
        count += _hides_acceptance(gain, piece, i, accept)
    return count + (size > 1 and _ends_acceptance(gain, piece, size - 1, accept))


@compiled_inline
def best_demand(
    game: Game, curve: Curve, a: Assessment, own: float, accept: float, work: Work, size: int
) -> tuple[float, float, float]:
    """Find the deal that F likes best among those L accepts: payoff, price, visit probability.

    L accepts an unexpected deal only for a gain above ``accept``. Peaks of L's gain are refined, and the
    last accepted deal before L begins to refuse is located by bisection.
    """
    best, price, visits = _best_accepted_node(game, curve, a, accept, work, size)
    x, gain, payoffs, piece = work.rows[X], work.rows[GAIN_L], work.rows[PAYOFF_F], work.piece
    left, i = _count_doubts(gain, piece, size, accept), 0
    while left > 0:
        i += 1
        j = piece[i]
        if _ends_acceptance(gain, piece, i, accept):
            start, end, bound = x[i - 1], x[i], payoffs[i]
        elif i < size - 1 and _hides_acceptance(gain, piece, i, accept):
            start, peak = _climb(PROPOSAL, game, curve, a, work, i)
            end, bound = x[i + 1], payoffs[i + 1]
            if not peak > accept:
                bound = -np.inf
        else:
            continue
        left -= 1
        # F's payoff rises with the visits: what L refuses bounds what she accepts just before
        if bound <= max(best, own) + _negligible(game):
            continue
        q = point(curve, j, _last_accepted(game, curve, a, j, start, end, accept))
        found = follow(game, curve, a, q)
        if found.payoff_F > best:
            best, price, visits = found.payoff_F, found.price, q.v
    return best - own, price, visits


@compiled_lean
def _last_accepted(
    game: Game, curve: Curve, a: Assessment, piece: int, left: float, right: float, accept: float
) -> float:
    """Bisect for the end of L's acceptance between an accepted and a refused coordinate."""
    left, right = max(left, -700.0), min(right, 700.0)
    for _ in range(60):
        mid = 0.5 * (left + right)
        if follow(game, curve, a, point(curve, piece, mid)).gain_L > accept:
            left = mid
        else:
            right = mid
    return left


@compiled_inline
def certify_into(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, accept: float, work: Work, out: Rows
) -> None:  # fmt: skip
    """Find the largest gain of every player from any unilateral deviation (T5).

    Parameters
    ----------
    game, curve, nodes, a
        The model, the checker's nodes and the assessment.
    accept
        L accepts an unexpected deal only for a gain above this.
    work
        Room for the landscape.
    out
        Shape (5, 3), one row per decision (F's visit rule, C's cut-off after a visit, without one, the
        proposal, the answer): gain in payoff units, then the deviation: its visit probability or
        cut-off, and its price.
    """
    out[:, :] = np.nan
    p = point(curve, a.piece, a.x)
    size = landscape(game, curve, nodes, a, work)
    own_f, own_l = 0.0, 0.0
    out[VISIT_RULE, 0], out[CUTOFF_VISIT, 0] = 0.0, 0.0
    if a.deal:
        own_f = visit_value(game, a, p)
        value, out[VISIT_RULE, 1], _ = _best(VISIT_RULE, game, curve, a, work, size)
        out[VISIT_RULE, 0] = value - own_f
        k_no = p.kappa + p.spread if a.open else a.k_absent
        own_l = gain_leader(game, p, a.k_visit, k_no, a.price, refused_payoff(game, curve, a))
        right = payoff_challenger(p.kappa, p.kappa, game.c)
        out[CUTOFF_VISIT, 0] = right - payoff_challenger(a.k_visit, p.kappa, game.c)
        out[CUTOFF_VISIT, 1] = p.kappa
    w = bayes_no_visit(game, curve, a, p)
    out[CUTOFF_NO_VISIT, 0] = payoff_challenger(w, w, game.c) - payoff_challenger(
        a.k_absent, w, game.c
    )
    out[CUTOFF_NO_VISIT, 1] = w
    if a.proposer == PROPOSER_L:
        value, out[PROPOSAL, 1], out[PROPOSAL, 2] = _best(PROPOSAL, game, curve, a, work, size)
        out[PROPOSAL, 0] = max(value, 0.0) - own_l
        out[ANSWER, 0] = -min(own_f, 0.0)
    else:
        gain, price, visits = best_demand(game, curve, a, own_f, accept, work, size)
        out[PROPOSAL, 0], out[PROPOSAL, 1], out[PROPOSAL, 2] = gain, visits, price
        out[ANSWER, 0] = -min(own_l, 0.0)


@compiled
def certify(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, accept: float
) -> NDArray[np.float64]:
    """Find the largest gain of every player from any unilateral deviation, in a new array."""
    out = np.empty((5, 3))
    certify_into(game, curve, nodes, a, accept, make_work(nodes), out)
    return out
