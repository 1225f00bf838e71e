"""The core of the checker (T5, "Certificate"): the best deviation of every player, from payoffs alone.

Nothing here knows how an equilibrium was found. A deviation to another price is followed through as T1 and
T5 say: C sees the new price with probability q and infers the visits it induces, otherwise keeps her
conjecture; F visits as long as the marginal visitor gains. The search uses values only, no derivatives, on
nodes of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled
from .curves import Curve, Point, point
from .nodes import Nodes, at
from .payoffs import Game, payoff_challenger, payoff_leader, payoff_visit, removal_probability

OPEN, CLOSED = 0, 1
PROPOSER_F, PROPOSER_L = 0, 1
VISIT_RULE, CUTOFF_VISIT, CUTOFF_NO_VISIT, PROPOSAL, ANSWER = 0, 1, 2, 3, 4
GOLDEN = 0.3819660112501051


class Assessment(NamedTuple):
    """A proposed equilibrium: strategies on the path and the beliefs that C's cut-offs express."""

    open: bool
    proposer: int
    deal: bool  # a deal is struck on the path; without one no visit ever happens
    piece: int
    x: float  # F's visit rule: the point of the curve it stops at
    price: float
    k_visit: float  # C's cut-off after a visit (or her reading of an unexpected one whose price is unseen)
    k_absent: float  # C's cut-off without a visit


class Play(NamedTuple):
    """What follows an unexpected deal: its price and what it is worth to both leaders."""

    price: float
    gain_L: float  # over rejecting the deal
    payoff_F: float
    k: float  # C's average cut-off after a visit
    kept: float  # share of a higher price that F keeps in expectation


@compiled
def _gain_leader(game: Game, p: Point, k: float, k_no: float, z: float, refused: float) -> float:
    """L's payoff with a deal less ``refused``, her payoff without one."""
    stays = p.vc * removal_probability(k_no, p.kappa + p.spread, game.c)
    removal = p.v * removal_probability(k, p.kappa, game.c) + stays
    return payoff_leader(removal, p.v * z, game.psi, game.price) - refused


@compiled
def refused_payoff(game: Game, curve: Curve, a: Assessment) -> float:
    """L's payoff if the deal is refused: C sees no visit, and under open bargaining knows why."""
    k = curve.k0 if a.open else a.k_absent
    return payoff_leader(removal_probability(k, curve.k0, game.c), 0.0, game.psi, game.price)


@compiled
def follow(game: Game, curve: Curve, a: Assessment, p: Point) -> Play:
    """Play out the deal that induces visit probability p.v against C's conjecture (T5)."""
    if a.open:
        k, k_no = p.kappa, p.kappa + p.spread
    else:
        k, k_no = game.q * p.kappa + (1.0 - game.q) * a.k_visit, a.k_absent
    # F's payoff is linear in the price: two values give the price of the indifferent visitor
    risk = removal_probability(k, p.m, game.c)
    at_zero = payoff_visit(0.0, risk, game.tau, game.rho, game.r)
    at_one = payoff_visit(1.0, risk, game.tau, game.rho, game.r)
    price = at_zero / (at_zero - at_one)
    mean_risk = removal_probability(k, p.kappa, game.c)
    payoff_f = p.v * payoff_visit(price, mean_risk, game.tau, game.rho, game.r)
    kept = payoff_visit(1.0, mean_risk, game.tau, game.rho, game.r)
    kept -= payoff_visit(0.0, mean_risk, game.tau, game.rho, game.r)
    refused = refused_payoff(game, curve, a)
    return Play(price, _gain_leader(game, p, k, k_no, price, refused), payoff_f, k, kept)


@compiled
def bayes_no_visit(game: Game, curve: Curve, a: Assessment, p: Point) -> float:
    """Posterior weakness after no visit, by Bayes' rule over S and F's visit rule (T5)."""
    nu = p.kappa + p.spread
    if not a.deal:
        return curve.k0
    if a.open:
        return nu
    if game.sigma_c == 0.0:
        # Assumption 1 at v = 1: an absence that should never happen; just inside it is merely rare
        return curve.m_last if a.piece == curve.pieces - 1 and a.x == np.inf else nu
    mass = game.sigma_c + game.sigma * p.vc
    return (game.sigma_c * curve.k0 + game.sigma * p.vc * nu) / mass


@compiled
def _visit_value(game: Game, a: Assessment, p: Point) -> float:
    """F's payoff on the path if she visits up to this point of the curve."""
    risk = removal_probability(a.k_visit, p.kappa, game.c)
    return p.v * payoff_visit(a.price, risk, game.tau, game.rho, game.r)


@compiled
def _criterion(what: int, game: Game, curve: Curve, a: Assessment, p: Point) -> float:
    """Objective of a local search: F's payoff from a visit rule, or L's gain from a deal."""
    if what == VISIT_RULE:
        return _visit_value(game, a, p)
    return follow(game, curve, a, p).gain_L


@compiled
def _climb(
    what: int, game: Game, curve: Curve, a: Assessment, piece: int, left: float, right: float
) -> float:
    """Refine a local maximum between two coordinates by golden section."""
    left, right = max(left, -700.0), min(right, 700.0)
    lo, hi = left + GOLDEN * (right - left), right - GOLDEN * (right - left)
    f_lo = _criterion(what, game, curve, a, point(curve, piece, lo))
    f_hi = _criterion(what, game, curve, a, point(curve, piece, hi))
    for _ in range(60):
        if f_lo >= f_hi:
            right, hi, f_hi = hi, lo, f_lo
            lo = left + GOLDEN * (right - left)
            f_lo = _criterion(what, game, curve, a, point(curve, piece, lo))
        else:
            left, lo, f_lo = lo, hi, f_hi
            hi = right - GOLDEN * (right - left)
            f_hi = _criterion(what, game, curve, a, point(curve, piece, hi))
        if right - left < 1e-8 * (1.0 + abs(left)):
            break
    return lo if f_lo >= f_hi else hi


@compiled
def _best(
    what: int, game: Game, curve: Curve, nodes: Nodes, a: Assessment, floor: float
) -> tuple[float, int, float]:
    """Maximise a criterion over the whole curve: every node, then every local peak that could beat it."""
    size = nodes.x.size
    f = np.empty(size)
    for i in range(size):
        f[i] = _criterion(what, game, curve, a, at(nodes, i))
    top = int(np.argmax(f))
    best, piece, x = f[top], nodes.piece[top], nodes.x[top]
    for i in range(size):
        j = nodes.piece[i]
        inner_l = i > 0 and nodes.piece[i - 1] == j
        inner_r = i < size - 1 and nodes.piece[i + 1] == j
        if (inner_l and f[i - 1] > f[i]) or (inner_r and f[i + 1] > f[i]):
            continue
        rise = 0.0
        if inner_l:
            rise = max(rise, f[i] - f[i - 1])
        if inner_r:
            rise = max(rise, f[i] - f[i + 1])
        # a smooth peak rises above its node by no more than the drop to its neighbours
        if f[i] + rise < max(best, floor) or not (inner_l or inner_r):
            continue
        left = nodes.x[i - 1] if inner_l else nodes.x[i]
        right = nodes.x[i + 1] if inner_r else nodes.x[i]
        at_x = _climb(what, game, curve, a, j, left, right)
        value = _criterion(what, game, curve, a, point(curve, j, at_x))
        if value > best:
            best, piece, x = value, j, at_x
    return best, piece, x


@compiled
def _headroom(game: Game, nodes: Nodes, curve: Curve, a: Assessment, i: int, play: Play) -> float:
    """How far F can raise the price at node ``i`` without changing the visits or losing L's consent."""
    if not (np.isinf(nodes.x[i]) and nodes.x[i] > 0.0):
        return 0.0
    slack = play.gain_L / nodes.value[i, 0]
    if game.price > 0.0:
        slack /= game.price
    if i == nodes.x.size - 1:
        return float(slack)
    return float(min(slack, follow(game, curve, a, at(nodes, i + 1)).price - play.price))


@compiled
def best_demand(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, own: float, accept: float
) -> tuple[float, float, float]:
    """Find the deal that F likes best among those L accepts: payoff, price, visit probability.

    L accepts an unexpected deal only for a gain above ``accept``. Peaks of L's gain are refined, and the
    last accepted deal before L begins to refuse is located by bisection.
    """
    best, price, visits = 0.0, 0.0, 0.0
    size = nodes.x.size
    before = -np.inf
    for i in range(size):
        p = at(nodes, i)
        play = follow(game, curve, a, p)
        j = nodes.piece[i]
        same = i > 0 and nodes.piece[i - 1] == j
        if play.gain_L > accept:
            extra = _headroom(game, nodes, curve, a, i, play)
            payoff = play.payoff_F + p.v * extra * play.kept
            if payoff > best:
                best, price, visits = payoff, play.price + extra, p.v
        start = -np.inf
        if same and before > accept:
            start = nodes.x[i - 1]
        elif same and play.gain_L <= accept and i < size - 1 and nodes.piece[i + 1] == j:
            # a peak between refused nodes may still be accepted
            after = follow(game, curve, a, at(nodes, i + 1)).gain_L
            if (
                play.gain_L >= max(before, after)
                and 2.0 * play.gain_L - min(before, after) > accept
            ):
                x = _climb(PROPOSAL, game, curve, a, j, nodes.x[i - 1], nodes.x[i + 1])
                if follow(game, curve, a, point(curve, j, x)).gain_L > accept:
                    start = x
        if play.gain_L <= accept and (start > -np.inf or (same and before > accept)):
            end = nodes.x[i] if start < nodes.x[i] else nodes.x[i + 1]
            x = _last_accepted(game, curve, a, j, start, end, accept)
            q = point(curve, j, x)
            found = follow(game, curve, a, q)
            if found.payoff_F > best:
                best, price, visits = found.payoff_F, found.price, q.v
        before = play.gain_L
    return best - own, price, visits


@compiled
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


@compiled
def certify(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, accept: float
) -> NDArray[np.float64]:
    """Find the largest gain of every player from any unilateral deviation (T5).

    Returns
    -------
    array, shape (5, 3)
        One row per decision (F's visit rule, C's cut-off after a visit, without one, the proposal, the
        answer): gain in payoff units, then the deviation: visit probability or cut-off, and price.
    """
    out = np.full((5, 3), np.nan)
    p = point(curve, a.piece, a.x)
    own_f, own_l = 0.0, 0.0
    out[VISIT_RULE, 0], out[CUTOFF_VISIT, 0] = 0.0, 0.0
    if a.deal:
        own_f = _visit_value(game, a, p)
        value, piece, x = _best(VISIT_RULE, game, curve, nodes, a, own_f)
        out[VISIT_RULE, 0], out[VISIT_RULE, 1] = value - own_f, point(curve, piece, x).v
        k_no = p.kappa + p.spread if a.open else a.k_absent
        own_l = _gain_leader(game, p, a.k_visit, k_no, a.price, refused_payoff(game, curve, a))
        right = payoff_challenger(p.kappa, p.kappa, game.c)
        out[CUTOFF_VISIT, 0] = right - payoff_challenger(a.k_visit, p.kappa, game.c)
        out[CUTOFF_VISIT, 1] = p.kappa
    w = bayes_no_visit(game, curve, a, p)
    out[CUTOFF_NO_VISIT, 0] = payoff_challenger(w, w, game.c) - payoff_challenger(
        a.k_absent, w, game.c
    )
    out[CUTOFF_NO_VISIT, 1] = w
    if a.proposer == PROPOSER_L:
        value, piece, x = _best(PROPOSAL, game, curve, nodes, a, own_l)
        best = point(curve, piece, x)
        out[PROPOSAL, 0], out[PROPOSAL, 1] = max(value, 0.0) - own_l, best.v
        out[PROPOSAL, 2] = follow(game, curve, a, best).price
        out[ANSWER, 0] = -min(own_f, 0.0)
    else:
        gain, price, visits = best_demand(game, curve, nodes, a, own_f, accept)
        out[PROPOSAL, 0], out[PROPOSAL, 1], out[PROPOSAL, 2] = gain, visits, price
        out[ANSWER, 0] = -min(own_l, 0.0)
    return out
