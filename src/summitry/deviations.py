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
from .curves import point
from .nodes import Nodes, at
from .payoffs import Game, payoff_challenger, payoff_leader, payoff_visit, removal_probability
from .points import Curve, Point, Vector
from .tolerances import GAIN, GAIN_PER_PSI

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


class Landscape(NamedTuple):
    """What every deal at the checker's nodes, and the assessment's own place among them, is worth."""

    piece: NDArray[np.int64]
    x: Vector
    v: Vector
    gain_L: Vector  # over rejecting the deal
    payoff_F: Vector
    price: Vector
    visit: Vector  # F's payoff on the path if she visits up to here


@compiled
def landscape(game: Game, curve: Curve, nodes: Nodes, a: Assessment) -> Landscape:
    """Play out every deal, and every visit rule after the assessment's own deal."""
    size = nodes.x.size
    inside = a.deal and not np.isinf(a.x)
    total = size + 1 if inside else size
    gain, payoff, price, visit = np.empty(total), np.empty(total), np.empty(total), np.empty(total)
    for i in range(size):
        p = at(nodes, i)
        play = follow(game, curve, a, p)
        gain[i], payoff[i], price[i] = play.gain_L, play.payoff_F, play.price
    if a.deal:
        for i in range(size):
            visit[i] = _visit_value(game, a, at(nodes, i))
    if not inside:
        return Landscape(nodes.piece, nodes.x, nodes.value[0], gain, payoff, price, visit)
    piece, x, v = np.empty(total, np.int64), np.empty(total), np.empty(total)
    own = size  # the assessment's own place splits the stretch between two nodes
    while own > 0 and (
        nodes.piece[own - 1] > a.piece
        or (nodes.piece[own - 1] == a.piece and nodes.x[own - 1] >= a.x)
    ):
        own -= 1
    for i in range(size, own, -1):
        gain[i], payoff[i], price[i] = gain[i - 1], payoff[i - 1], price[i - 1]
        visit[i] = visit[i - 1]
    piece[:own], x[:own], v[:own] = nodes.piece[:own], nodes.x[:own], nodes.value[0, :own]
    piece[own + 1 :], x[own + 1 :] = nodes.piece[own:], nodes.x[own:]
    v[own + 1 :] = nodes.value[0, own:]
    p = point(curve, a.piece, a.x)
    play = follow(game, curve, a, p)
    piece[own], x[own], v[own] = a.piece, a.x, p.v
    gain[own], payoff[own], price[own] = play.gain_L, play.payoff_F, play.price
    visit[own] = _visit_value(game, a, p)
    return Landscape(piece, x, v, gain, payoff, price, visit)


@compiled
def _negligible(game: Game) -> float:
    """Gain that needs no refinement: a thousandth of what a certificate allows."""
    return 1e-3 * (GAIN + GAIN_PER_PSI * game.psi)


@compiled
def _climb(
    what: int, game: Game, curve: Curve, a: Assessment, piece: int,
    left: float, mid: float, right: float, f_left: float, f_mid: float, f_right: float,
) -> tuple[float, float]:  # fmt: skip
    """Refine a local maximum between three coordinates by parabolas; return it and its value.

    It ends when two parabolas in a row promise less than a thousandth of what a certificate allows.
    """
    enough = _negligible(game)
    left, right = max(left, mid - 700.0), min(right, mid + 700.0)
    settled = False
    for _ in range(80):
        rise, fall = (f_mid - f_left) / (mid - left), (f_right - f_mid) / (right - mid)
        bend = (fall - rise) / (right - left)
        slope = rise + bend * (mid - left)
        promise = -0.25 * slope * slope / bend if bend < 0.0 else np.inf
        if promise <= enough and settled:
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
        f_new = _criterion(what, game, curve, a, point(curve, piece, new))
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


@compiled
def _best(
    what: int, game: Game, curve: Curve, land: Landscape, a: Assessment
) -> tuple[float, int, float]:
    """Maximise a criterion over the whole curve: every node, then every local peak that could beat it."""
    enough = _negligible(game)
    f = land.visit if what == VISIT_RULE else land.gain_L
    x = land.x
    top = int(np.argmax(f))
    best, piece, best_x = f[top], land.piece[top], x[top]
    for i in range(1, x.size - 1):
        j = land.piece[i]
        # a peak at the end of a piece is a node itself
        if land.piece[i - 1] != j or land.piece[i + 1] != j or f[i - 1] > f[i] or f[i + 1] > f[i]:
            continue
        # a smooth peak rises above its node by no more than the drop to its neighbours; far out, where the
        # deal hardly matters, rounding makes peaks that promise less than a certificate could ever notice
        if f[i] + max(f[i] - f[i - 1], f[i] - f[i + 1]) < best + enough:
            continue
        at_x, value = _climb(
            what, game, curve, a, j, x[i - 1], x[i], x[i + 1], f[i - 1], f[i], f[i + 1]
        )
        if value > best:
            best, piece, best_x = value, j, at_x
    return best, piece, best_x


@compiled
def _headroom(game: Game, curve: Curve, land: Landscape, a: Assessment, i: int) -> float:
    """How much F gains by raising the price at node ``i`` as far as visits and L's consent allow."""
    if not (np.isinf(land.x[i]) and land.x[i] > 0.0):
        return 0.0
    slack = land.gain_L[i] / land.v[i]
    if game.price > 0.0:
        slack /= game.price
    if i < land.x.size - 1:
        slack = min(slack, land.price[i + 1] - land.price[i])
    return float(slack)


@compiled
def _best_accepted_node(
    game: Game, curve: Curve, land: Landscape, a: Assessment, accept: float
) -> tuple[float, float, float]:
    """Find the node that F likes best among those L accepts: payoff, price, visit probability."""
    best, price, visits = 0.0, 0.0, 0.0
    for i in range(land.x.size):
        if land.gain_L[i] > accept:
            extra = _headroom(game, curve, land, a, i)
            payoff = land.payoff_F[i]
            if extra > 0.0:
                p = point(curve, land.piece[i], land.x[i])
                payoff += p.v * extra * follow(game, curve, a, p).kept
            if payoff > best:
                best, price, visits = payoff, land.price[i] + extra, land.v[i]
    return best, price, visits


@compiled
def best_demand(
    game: Game, curve: Curve, land: Landscape, a: Assessment, own: float, accept: float
) -> tuple[float, float, float]:
    """Find the deal that F likes best among those L accepts: payoff, price, visit probability.

    L accepts an unexpected deal only for a gain above ``accept``. Peaks of L's gain are refined, and the
    last accepted deal before L begins to refuse is located by bisection.
    """
    best, price, visits = _best_accepted_node(game, curve, land, a, accept)
    x, gain, size = land.x, land.gain_L, land.x.size
    for i in range(1, size):
        j = land.piece[i]
        if gain[i] > accept or land.piece[i - 1] != j:
            continue
        start, end = x[i - 1], x[i]
        bound = land.payoff_F[i]
        if not gain[i - 1] > accept:
            if i == size - 1 or land.piece[i + 1] != j or gain[i + 1] > accept:
                continue
            drop = max(gain[i] - gain[i - 1], gain[i] - gain[i + 1])
            if gain[i] < max(gain[i - 1], gain[i + 1]) or gain[i] + drop <= accept:
                continue
            # a peak between refused nodes may still be accepted
            start, peak = _climb(
                PROPOSAL,
                game,
                curve,
                a,
                j,
                x[i - 1],
                x[i],
                x[i + 1],
                gain[i - 1],
                gain[i],
                gain[i + 1],
            )
            if not peak > accept:
                continue
            end, bound = x[i + 1], land.payoff_F[i + 1]
        # F's payoff rises with the visits: what L refuses bounds what she accepts just before
        if bound <= max(best, own):
            continue
        q = point(curve, j, _last_accepted(game, curve, a, j, start, end, accept))
        found = follow(game, curve, a, q)
        if found.payoff_F > best:
            best, price, visits = found.payoff_F, found.price, q.v
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
    land = landscape(game, curve, nodes, a)
    own_f, own_l = 0.0, 0.0
    out[VISIT_RULE, 0], out[CUTOFF_VISIT, 0] = 0.0, 0.0
    if a.deal:
        own_f = _visit_value(game, a, p)
        value, piece, x = _best(VISIT_RULE, game, curve, land, a)
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
        value, piece, x = _best(PROPOSAL, game, curve, land, a)
        best = point(curve, piece, x)
        out[PROPOSAL, 0], out[PROPOSAL, 1] = max(value, 0.0) - own_l, best.v
        out[PROPOSAL, 2] = follow(game, curve, a, best).price
        out[ANSWER, 0] = -min(own_f, 0.0)
    else:
        gain, price, visits = best_demand(game, curve, land, a, own_f, accept)
        out[PROPOSAL, 0], out[PROPOSAL, 1], out[PROPOSAL, 2] = gain, visits, price
        out[ANSWER, 0] = -min(own_l, 0.0)
    return out
