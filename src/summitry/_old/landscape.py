"""What every deviation is worth, from payoffs alone: the landscape that the checker searches (T5).

Nothing here knows how an equilibrium was found. A deviation to another price is followed through as T1 and
T5 say: C sees the new price with probability q and infers the visits it induces, otherwise keeps her
conjecture; F visits as long as the marginal visitor gains.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..model.tolerances import ACCEPTANCE
from ._compile import compiled_inline, compiled_lean
from .around import Around
from .curves import point
from .lanes import WIDTH, alike, fma, load, select, store
from .nodes import PIECE, PLACE, Nodes, Work, at_lanes, count_before
from .payoffs import Game, payoff_leader, payoff_visit, removal_probability
from .points import Curve, Curves, Point

OPEN, CLOSED = 0, 1
PROPOSER_F, PROPOSER_L = 0, 1
VISIT_RULE, PROPOSAL = 0, 3

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


@compiled_inline
def gain_leader(game: Game, p: Point, k: float, k_no: float, z: float, refused: float) -> float:
    """L's payoff with a deal less ``refused``, her payoff without one."""
    stays = p.vc * removal_probability(k_no, p.kappa + p.spread, game.c)
    removal = fma(p.v, removal_probability(k, p.kappa, game.c), stays)
    return payoff_leader(removal, p.v * z, game.psi, game.price) - refused


@compiled_inline
def refused_payoff(game: Game, curve: Curve | Curves, a: Assessment) -> float:
    """L's payoff if the deal is refused: C sees no visit, and under open bargaining knows why."""
    k = curve.k0 if a.open else a.k_absent
    return payoff_leader(removal_probability(k, curve.k0, game.c), 0.0, game.psi, game.price)


@compiled_inline
def acceptance(game: Game) -> float:
    """Gain above which L accepts an unexpected deal: what is less may be rounding."""
    return ACCEPTANCE * (1.0 + game.psi)


@compiled_inline
def follow(game: Game, curve: Curve | Curves, a: Assessment, p: Point) -> Play:
    """Play out the deal that induces visit probability p.v against C's conjecture (T5)."""
    if a.open:
        k, k_no = p.kappa, p.kappa + p.spread
    else:
        k = fma(game.q, p.kappa, (1.0 - game.q) * a.k_visit)
        k_no = alike(a.k_absent, p.v)
    # F's payoff is linear in the price: two values give the price of the indifferent visitor
    risk = removal_probability(k, p.m, game.c)
    at_zero = payoff_visit(0.0, risk, game.tau, game.rho, game.r)
    at_one = payoff_visit(1.0, risk, game.tau, game.rho, game.r)
    price = at_zero / (at_zero - at_one)
    mean_risk = removal_probability(k, p.kappa, game.c)
    payoff_f = p.v * payoff_visit(price, mean_risk, game.tau, game.rho, game.r)
    whole = payoff_visit(1.0, mean_risk, game.tau, game.rho, game.r)
    kept = whole - payoff_visit(0.0, mean_risk, game.tau, game.rho, game.r)
    refused = refused_payoff(game, curve, a)
    return Play(price, gain_leader(game, p, k, k_no, price, refused), payoff_f, k, kept)


@compiled_lean
def bayes_no_visit(game: Game, curve: Curve, a: Assessment, p: Point) -> float:
    """Posterior weakness after no visit, by Bayes' rule over S and F's visit rule (T5)."""
    nu = p.kappa + p.spread
    if not a.deal:
        return curve.k0
    if a.open:
        return nu
    if game.sigma_c == 0.0 and a.piece == curve.pieces - 1 and a.x == np.inf:
        # Assumption 1 at v = 1: an absence that should never happen; just inside it is merely rare
        return curve.m_last
    return bayes_absence(game, curve.k0, p)


@compiled_inline
def bayes_absence(game: Game, k0: float, p: Point) -> float:
    """Posterior weakness after an absence that may happen behind closed doors, once a deal was made (T5)."""
    nu = p.kappa + p.spread
    mass = game.sigma_c + game.sigma * p.vc
    mixed = (game.sigma_c * k0 + game.sigma * p.vc * nu) / mass
    return select(game.sigma_c == 0.0, nu, mixed)


@compiled_inline
def visit_value(game: Game, a: Assessment, p: Point) -> float:
    """F's payoff on the path if she visits up to this point of the curve."""
    risk = removal_probability(a.k_visit, p.kappa, game.c)
    return p.v * payoff_visit(a.price, risk, game.tau, game.rho, game.r)


@compiled_lean
def criterion(what: int, game: Game, curve: Curve, a: Assessment, p: Point) -> float:
    """Objective of a local search: F's payoff from a visit rule, or L's gain from a deal."""
    if what == VISIT_RULE:
        return visit_value(game, a, p)
    return follow(game, curve, a, p).gain_L


# Rows of the landscape: what every deal at the checker's nodes, and around the own place, is worth. VISIT is
# F's payoff from visiting up to there.
X, VISITS, PIECES, GAIN_L, PAYOFF_F, PRICE, VISIT, SPARE = range(8)
AROUND = 5  # columns that may be searched around the own place; one before and one after stand beside them


class Landscape(NamedTuple):
    """How much of the rows is filled: nodes from column 0, then the nodes and places around the own place."""

    size: int
    own: int  # the node before which the own place lies; −1 if there is none
    near: int  # first column of those around it, from the second node before to the second after


@compiled_inline
def _fill(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, work: Work, in_full: bool
) -> None:  # fmt: skip
    """Play out the deals and, if there is a deal on the path, the visit rules at every node."""
    rows = work.rows
    for i in range(0, nodes.size, WIDTH):
        p = at_lanes(nodes, i)
        play = follow(game, curve, a, p)
        store(rows[X], i, load(nodes.value[PLACE], i))
        store(rows[PIECES], i, load(nodes.value[PIECE], i))
        store(rows[VISITS], i, p.v)
        store(rows[GAIN_L], i, play.gain_L)
        store(rows[PRICE], i, play.price)
        if in_full:
            store(rows[PAYOFF_F], i, play.payoff_F)
        if a.deal:
            store(rows[VISIT], i, visit_value(game, a, p))


@compiled_inline
def _put_place(
    game: Game, curve: Curve, a: Assessment, p: Point, x: float, i: int, work: Work
) -> None:  # fmt: skip
    """Play out one more place, into column ``i``."""
    rows = work.rows
    play = follow(game, curve, a, p)
    rows[X, i], rows[VISITS, i], rows[PIECES, i] = x, p.v, a.piece
    rows[GAIN_L, i], rows[PAYOFF_F, i] = play.gain_L, play.payoff_F
    rows[PRICE, i], rows[VISIT, i] = play.price, visit_value(game, a, p)


@compiled_lean
def _copy_place(work: Work, source: int, size: int, i: int) -> None:
    """Put a node beside the own place; what is no node belongs to no piece."""
    rows = work.rows
    inside = 0 <= source < size
    for k in range(SPARE):
        rows[k, i] = rows[k, source] if inside else 0.0
    if not inside:
        rows[PIECES, i] = -1.0


@compiled_inline
def _beside(
    game: Game, curve: Curve, a: Assessment, here: Around, own: int, size: int, near: int, work: Work
) -> None:  # fmt: skip
    """Put the own place, a close neighbour on either side, and the nodes next to them side by side."""
    x = work.rows[X]
    low, high, below, above = here.below_x, here.above_x, here.below, here.above
    # never beyond the nodes on either side
    if low < x[own - 1]:
        low, below = x[own - 1], point(curve, a.piece, x[own - 1])
    if own < size and high > x[own]:
        high, above = x[own], point(curve, a.piece, x[own])
    _copy_place(work, own - 2, size, near)
    _copy_place(work, own - 1, size, near + 1)
    _put_place(game, curve, a, below, low, near + 2, work)
    _put_place(game, curve, a, here.own, a.x, near + 3, work)
    _put_place(game, curve, a, above, high, near + 4, work)
    _copy_place(work, own, size, near + 5)
    _copy_place(work, own + 1, size, near + 6)


@compiled_inline
def landscape(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, here: Around, work: Work
) -> Landscape:
    """Play out every deal, and every visit rule after the assessment's own deal, into rows of ``work``.

    Only the rows that the proposer's deviations need are filled: `PAYOFF_F` if F proposes.
    """
    _fill(game, curve, nodes, a, work, a.proposer == PROPOSER_F)
    if not (a.deal and not np.isinf(a.x)):
        return Landscape(nodes.size, -1, 0)
    own, near = count_before(nodes, a.piece, a.x), WIDTH * ((nodes.size + WIDTH - 1) // WIDTH)
    _beside(game, curve, a, here, own, nodes.size, near, work)
    return Landscape(nodes.size, own, near)
