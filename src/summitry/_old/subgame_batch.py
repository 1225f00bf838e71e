"""Compiled loops over many models for the visit subgame (T3, T4): the functions that `visit_subgame` calls.

A *deal* below is a visit probability that C knows, with the price z(v) that induces it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.tolerances import SOLVER_STEP
from ._compile import compiled
from .curves import point
from .equations import (
    absence_gap,
    concession,
    concession_slope,
    conjecture,
    deal_price,
    mean_rise,
    net_price,
    open_risk,
    outcome,
)
from .linear import make_linear
from .nodes import Nodes, at, locate, piece_at, scan_nodes, threshold, x_at
from .payoffs import Game, make_game, payoff_visit, removal_probability
from .points import Curve, Point, Rows, Vector

# columns of a table of parameters (`summitry._old.batch`)
ALPHA, BETA, PRECISION, SIGMA, Q, TAU, RHO, R, PSI, K_MAX = range(10)
LARGEST = 745.0  # log-odds beyond which a share underflows
Cube = NDArray[np.float64]


class Deal(NamedTuple):
    """What a deal that C knows leads to (T3, T4), and k_N if she expects it behind closed doors."""

    v: float
    vc: float
    kappa: float
    spread: float  # ν − κ
    nu: float
    m: float
    price: float
    net: float  # price less τ
    threshold: float
    risk: float  # D(v)
    isolated: float  # k₀²/c
    gain_L: float  # L's payoff less that of isolation, S = 1
    payoff_F: float
    k_absent: float  # k_N
    steepness: float  # ∂ζ/∂P


class Shape(NamedTuple):
    """What is true all along a curve: the least of each over neighbouring scan nodes, or over all nodes."""

    k0: float
    m_first: float
    m_last: float
    price_never: float  # z_n = z(0)
    price_always: float  # z_0 = z(1)
    price_rise: float  # least relative rise of z − τ from node to node
    kappa_rise: float
    nu_rise: float
    jensen: float  # least of D(v)/(k₀²/c) − 1
    jensen_gap: float  # most of |D − k₀²/c − v(1−v)(ν−κ)²/c|, relative to k₀²/c
    deal_loss: float  # least of L's loss from an open deal, relative to Ψ + z


@compiled
def place(game: Game, curve: Curve, nodes: Nodes, z: float) -> tuple[int, float]:
    """Find the deal that a price induces: invert z(v), an increasing set-valued graph (Prop. 1, T6)."""
    size = nodes.size
    first = at(nodes, 0)
    if z < concession(game, first.kappa, first.m):
        return 0, -np.inf
    low, high = 0, size
    while high - low > 1:
        mid = (low + high) // 2
        p = at(nodes, mid)
        if concession(game, p.kappa, p.m) <= z:
            low = mid
        else:
            high = mid
    piece = piece_at(nodes, low)
    if low == size - 1 or piece_at(nodes, low + 1) != piece:
        return piece, np.inf
    left, right = max(x_at(nodes, low), -LARGEST), min(x_at(nodes, low + 1), LARGEST)
    for _ in range(200):
        middle = 0.5 * (left + right)
        if middle in (left, right):
            break
        p = point(curve, piece, middle)
        if concession(game, p.kappa, p.m) <= z:
            left = middle
        else:
            right = middle
    return piece, left


@compiled
def _game(row: Vector) -> Game:
    return make_game(row[PSI], row[K_MAX], row[TAU], row[RHO], row[R], row[SIGMA], row[Q])


@compiled
def deal(game: Game, curve: Curve, n: float, piece: int, x: float) -> Deal:
    """Work out a deal at a place of the curve."""
    p = point(curve, piece, x)
    nu = p.kappa + p.spread
    z = concession(game, p.kappa, p.m)
    out = outcome(game, curve, p, nu, curve.k0, z)
    paid = game.price * p.v * z if p.v > 0.0 else 0.0
    loss = game.psi * (out.removal_salient - out.removal_isolated) + paid
    return Deal(
        p.v, p.vc, p.kappa, p.spread, nu, p.m, z, net_price(game, p.kappa, p.m),
        threshold(curve, n, piece, x), open_risk(game, p), out.removal_isolated, -loss,
        out.payoff_F, p.kappa + absence_gap(game, p), concession_slope(game, p.kappa, p.m),
    )  # fmt: skip


@compiled
def shape(game: Game, curve: Curve, nodes: Nodes) -> Shape:
    """Go along the curve and keep the least of every difference that the article signs."""
    size = nodes.size
    first, last = at(nodes, 0), at(nodes, size - 1)
    isolated = curve.k0 * curve.k0 / game.c
    price, kappa, nu = np.inf, np.inf, np.inf
    jensen, gap, loss = np.inf, 0.0, np.inf
    before = first
    for i in range(size):
        p = at(nodes, i)
        excess = (open_risk(game, p) - isolated) / isolated
        exact = p.v * p.vc * p.spread * p.spread / game.c / isolated
        jensen, gap = min(jensen, excess), max(gap, abs(excess - exact))
        z = concession(game, p.kappa, p.m)
        if p.v > 0.0:
            cost = game.psi * isolated * excess + game.price * p.v * z
            loss = min(loss, cost / (game.psi + game.price * z))
        if i > 0:
            old = net_price(game, before.kappa, before.m)
            price = min(price, (net_price(game, p.kappa, p.m) - old) / max(abs(old), 1e-300))
            kappa = min(kappa, (p.kappa - before.kappa) / before.kappa)
            was = before.kappa + before.spread
            nu = min(nu, (p.kappa + p.spread - was) / was)
        before = p
    return Shape(
        curve.k0, first.m, last.m, concession(game, first.kappa, first.m),
        concession(game, last.kappa, last.m), price, kappa, nu, jensen, gap, loss,
    )  # fmt: skip


@compiled
def visit_rule(game: Game, nodes: Nodes, p: Point, z: float, k: float) -> float:
    """Find how far F's rule "visit iff the type is at least as strong as the marginal one" pays (Lemma 1).

    Returns
    -------
    float
        Least over all types of what the rule gains over its opposite, relative to the stakes.
    """
    least = np.inf
    for i in range(nodes.size):
        t = at(nodes, i)
        removal = removal_probability(k, t.m, game.c)
        gain = payoff_visit(z, removal, game.tau, game.rho, game.r)
        if t.v > p.v:
            gain = -gain
        elif t.v == p.v:
            gain = 0.0
        least = min(least, gain / (z + game.tau + game.rho))
    return least


@compiled
def informed_demand(
    game: Game, curve: Curve, nodes: Nodes, v: float, vc: float, z: float, higher: bool
) -> float:
    """Find what an F who knows its signal loses at least by a lower demand than the pooling one (A.4).

    With ``higher``, by a higher demand if it were accepted.

    Returns
    -------
    float
        Least over types and lower demands, relative to the stakes.
    """
    piece, x = locate(curve, v, vc)
    p = point(curve, piece, x)
    believed = conjecture(game, p)
    stakes = z + game.tau + game.rho
    least = np.inf
    for j in range(nodes.size):
        d = at(nodes, j)
        if d.v <= 0.0 or (d.vc >= vc if higher else d.vc <= vc):
            continue
        lower = deal_price(game, believed, d)
        k = believed.kappa + mean_rise(game, believed, d)
        for i in range(nodes.size):
            t = at(nodes, i)
            here = removal_probability(believed.kappa, t.m, game.c)
            there = removal_probability(k, t.m, game.c)
            own = max(0.0, payoff_visit(z, here, game.tau, game.rho, game.r))
            other = max(0.0, payoff_visit(lower, there, game.tau, game.rho, game.r))
            least = min(least, (own - other) / stakes)
    return least


@compiled
def row_deals(row: Vector, curve: Curve, v: Vector, vc: Vector, out: Rows) -> None:
    """Work out the deals of one model at given visit probabilities."""
    game = _game(row)
    for j in range(v.size):
        if np.isnan(v[j]):
            out[j] = np.nan
            continue
        piece, x = locate(curve, v[j], vc[j])
        d = deal(game, curve, row[PRECISION], piece, x)
        for i in range(len(d)):
            out[j, i] = d[i]


@compiled
def row_places(row: Vector, curve: Curve, nodes: Nodes, z: Vector, out: Rows) -> None:
    """Work out the deals of one model at given prices."""
    game = _game(row)
    for j in range(z.size):
        piece, x = place(game, curve, nodes, z[j])
        d = deal(game, curve, row[PRECISION], piece, x)
        for i in range(len(d)):
            out[j, i] = d[i]


@compiled
def row_shape(row: Vector, curve: Curve, nodes: Nodes, out: Vector) -> None:
    """Go along the curve of one model."""
    s = shape(_game(row), curve, nodes)
    for i in range(len(s)):
        out[i] = s[i]


@compiled
def row_rules(
    row: Vector, curve: Curve, nodes: Nodes, v: Vector, vc: Vector, less: float, out: Vector
) -> None:
    """Judge F's visit rule in one model at the prices of given visit probabilities, less a share of them."""
    game = _game(row)
    for j in range(v.size):
        if np.isnan(v[j]):
            out[j] = np.nan
            continue
        piece, x = locate(curve, v[j], vc[j])
        p = point(curve, piece, x)
        out[j] = visit_rule(game, nodes, p, (1.0 - less) * concession(game, p.kappa, p.m), p.kappa)


@compiled
def row_demands(
    row: Vector,
    curve: Curve,
    nodes: Nodes,
    v: Vector,
    vc: Vector,
    z: Vector,
    higher: bool,
    out: Vector,
) -> None:
    """Judge the pooling demands of one model."""
    game = _game(row)
    for j in range(v.size):
        out[j] = np.nan
        if not np.isnan(v[j]):
            out[j] = informed_demand(game, curve, nodes, v[j], vc[j], z[j], higher)


@compiled
def curve_at(row: Vector) -> Curve:
    """Build the linear curve of a row."""
    alpha, beta, n = row[ALPHA], row[BETA], row[PRECISION]
    s = alpha + beta
    return make_linear(alpha, beta, s / (s + n), n / (s + n))


@compiled
def linear_deals(table: Rows, v: Rows, vc: Rows, out: Cube) -> None:
    """Do `row_deals` for every row under the linear signal."""
    for i in range(table.shape[0]):
        row_deals(table[i], curve_at(table[i]), v[i], vc[i], out[i])


@compiled
def linear_places(table: Rows, z: Rows, out: Cube) -> None:
    """Do `row_places` for every row under the linear signal."""
    for i in range(table.shape[0]):
        curve = curve_at(table[i])
        row_places(table[i], curve, scan_nodes(curve, SOLVER_STEP, 0.0), z[i], out[i])


@compiled
def linear_shapes(table: Rows, out: Rows) -> None:
    """Do `row_shape` for every row under the linear signal."""
    for i in range(table.shape[0]):
        curve = curve_at(table[i])
        row_shape(table[i], curve, scan_nodes(curve, SOLVER_STEP, 0.0), out[i])


@compiled
def linear_rules(table: Rows, v: Rows, vc: Rows, less: float, out: Rows) -> None:
    """Do `row_rules` for every row under the linear signal."""
    for i in range(table.shape[0]):
        curve = curve_at(table[i])
        row_rules(table[i], curve, scan_nodes(curve, SOLVER_STEP, 0.0), v[i], vc[i], less, out[i])


@compiled
def linear_demands(table: Rows, v: Rows, vc: Rows, z: Rows, higher: bool, out: Rows) -> None:
    """Do `row_demands` for every row under the linear signal."""
    for i in range(table.shape[0]):
        curve = curve_at(table[i])
        nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
        row_demands(table[i], curve, nodes, v[i], vc[i], z[i], higher, out[i])


DEAL = {name: i for i, name in enumerate(Deal._fields)}
SHAPE = {name: i for i, name in enumerate(Shape._fields)}
