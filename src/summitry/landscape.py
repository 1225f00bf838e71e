"""What every deviation is worth, from payoffs alone: the landscape that the checker searches (T5).

Nothing here knows how an equilibrium was found. A deviation to another price is followed through as T1 and
T5 say: C sees the new price with probability q and infers the visits it induces, otherwise keeps her
conjecture; F visits as long as the marginal visitor gains.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled_inline, compiled_lean
from .curves import point
from .nodes import Nodes, Work, at
from .payoffs import Game, payoff_leader, payoff_visit, removal_probability
from .points import Curve, Point, Vector

OPEN, CLOSED = 0, 1
PROPOSER_F, PROPOSER_L = 0, 1
VISIT_RULE, PROPOSAL = 0, 3


Pieces = NDArray[np.int64]


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
    removal = p.v * removal_probability(k, p.kappa, game.c) + stays
    return payoff_leader(removal, p.v * z, game.psi, game.price) - refused


@compiled_lean
def refused_payoff(game: Game, curve: Curve, a: Assessment) -> float:
    """L's payoff if the deal is refused: C sees no visit, and under open bargaining knows why."""
    k = curve.k0 if a.open else a.k_absent
    return payoff_leader(removal_probability(k, curve.k0, game.c), 0.0, game.psi, game.price)


@compiled_inline
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
    return Play(price, gain_leader(game, p, k, k_no, price, refused), payoff_f, k, kept)


@compiled_lean
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
# F's payoff from visiting up to there; from SPARE on rows stand until the own place is put among them.
X, VISITS, GAIN_L, PAYOFF_F, PRICE, VISIT, SPARE = range(7)
_AROUND = (-1e-4, 0.0, 1e-4)  # relative to the coordinate: a peak at the own place is seen at once


# One quantity a loop, and each loop a function: such loops run side by side (docs/decisions/0014).
@compiled_lean
def _gains(game: Game, curve: Curve, nodes: Nodes, a: Assessment, out: Vector) -> None:
    """Evaluate L's gain from the deal at every node."""
    for i in range(nodes.x.size):
        out[i] = follow(game, curve, a, at(nodes, i)).gain_L


@compiled_lean
def _payoffs(game: Game, curve: Curve, nodes: Nodes, a: Assessment, out: Vector) -> None:
    """Evaluate F's payoff from the deal at every node."""
    for i in range(nodes.x.size):
        out[i] = follow(game, curve, a, at(nodes, i)).payoff_F


@compiled_lean
def _prices(game: Game, curve: Curve, nodes: Nodes, a: Assessment, out: Vector) -> None:
    """Evaluate the price of the deal at every node."""
    for i in range(nodes.x.size):
        out[i] = follow(game, curve, a, at(nodes, i)).price


@compiled_lean
def _visits(game: Game, nodes: Nodes, a: Assessment, out: Vector) -> None:
    """Evaluate F's payoff on the path from visiting up to every node."""
    for i in range(nodes.x.size):
        out[i] = visit_value(game, a, at(nodes, i))


@compiled_lean
def _own_place(nodes: Nodes, a: Assessment) -> int:
    """Find the node before which the assessment's own place lies."""
    own = 0
    for i in range(nodes.x.size):
        before = (nodes.piece[i] == a.piece) & (nodes.x[i] < a.x)
        own += before | (nodes.piece[i] < a.piece)
    return own


@compiled_inline
def _spread(source: Vector, size: int, own: int, extra: int, out: Vector) -> None:
    """Copy a row, leaving places free before ``own``."""
    for i in range(own):
        out[i] = source[i]
    rest, high = source[own:], out[own + extra :]
    for i in range(size - own):
        high[i] = rest[i]


@compiled_inline
def _spread_pieces(source: Pieces, size: int, own: int, extra: int, out: Pieces) -> None:
    """Do the same with the pieces."""
    for i in range(own):
        out[i] = source[i]
    rest, high = source[own:], out[own + extra :]
    for i in range(size - own):
        high[i] = rest[i]


@compiled_inline
def _put_own(
    game: Game, curve: Curve, nodes: Nodes, a: Assessment, own: int, work: Work
) -> None:  # fmt: skip
    """Play out the assessment's own place and a close neighbour on either side."""
    rows = work.rows
    for j in range(len(_AROUND)):
        x = a.x + _AROUND[j] * max(abs(a.x), 1.0)
        # never beyond the nodes on either side
        if own > 0 and nodes.piece[own - 1] == a.piece:
            x = max(x, nodes.x[own - 1])
        if own < nodes.x.size and nodes.piece[own] == a.piece:
            x = min(x, nodes.x[own])
        p = point(curve, a.piece, x)
        play = follow(game, curve, a, p)
        i = own + j
        work.piece[i], rows[X, i], rows[VISITS, i] = a.piece, x, p.v
        rows[GAIN_L, i], rows[PAYOFF_F, i] = play.gain_L, play.payoff_F
        rows[PRICE, i], rows[VISIT, i] = play.price, visit_value(game, a, p)


@compiled_inline
def landscape(game: Game, curve: Curve, nodes: Nodes, a: Assessment, work: Work) -> int:
    """Play out every deal, and every visit rule after the assessment's own deal, into rows of ``work``.

    Only the rows that the proposer's deviations need are filled: `PAYOFF_F` if F proposes.

    Returns
    -------
    int
        How many places of every row are filled.
    """
    size, rows = nodes.x.size, work.rows
    inside = a.deal and not np.isinf(a.x)
    own, extra, spare = size, 0, 0
    if inside:
        own, extra, spare = _own_place(nodes, a), len(_AROUND), SPARE
    _gains(game, curve, nodes, a, rows[spare + GAIN_L])
    _prices(game, curve, nodes, a, rows[spare + PRICE])
    if a.proposer == PROPOSER_F:
        _payoffs(game, curve, nodes, a, rows[spare + PAYOFF_F])
    if a.deal:
        _visits(game, nodes, a, rows[spare + VISIT])
    _spread_pieces(nodes.piece, size, own, extra, work.piece)
    _spread(nodes.x, size, own, extra, rows[X])
    _spread(nodes.value[0], size, own, extra, rows[VISITS])
    if inside:
        for k in (GAIN_L, PAYOFF_F, PRICE, VISIT):
            _spread(rows[spare + k], size, own, extra, rows[k])
        _put_own(game, curve, nodes, a, own, work)
    return int(size + extra)
