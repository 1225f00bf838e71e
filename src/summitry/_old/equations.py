"""Every derived equation of T3–T5, once, as a compiled scalar function.

Conventions: `Game` holds the parameters that are not in the curve; a `Point` of the curve stands for the
deal that induces its visit probability; a `Conjecture` is what C believes on the path. With Ψ = ∞ the weight
of survival is 1 and that of the price 0, and the same equations give the article's limits
(``docs/decisions/0008``).
"""

from __future__ import annotations

from typing import NamedTuple

from ._compile import compiled_inline, compiled_lean
from .lanes import fma, select
from .payoffs import Game, removal_probability
from .points import Curve, Curves, Point


class Conjecture(NamedTuple):
    """What C believes on the path of a closed-bargaining equilibrium (T5)."""

    kappa: float  # κ*, weakness read into a visit whose price is not seen
    below: float  # k₀ − κ*
    gap: float  # k_N − κ*


@compiled_inline
def net_price(game: Game, k: float, m: float) -> float:
    """ζ(k, m) − τ: what the concession must add to F's fixed cost for the marginal visitor (T3, eq. 2)."""
    risk = removal_probability(k, m, game.c)
    lost = 1.0 - game.r
    return risk * ((game.rho + lost * game.tau) * (1.0 / fma(-lost, risk, 1.0)))


@compiled_inline
def concession(game: Game, k: float, m: float) -> float:
    """ζ(k, m): the concession that makes the visitor of weakness ``m`` indifferent (T3)."""
    return game.tau + net_price(game, k, m)


@compiled_inline
def concession_slope(game: Game, k: float, m: float) -> float:
    """∂ζ/∂P at P = k·m/c (T5, in L-eq)."""
    lost = 1.0 - game.r
    # written as `net_price` is, so that where both are needed one division serves them
    per_left = 1.0 / fma(-lost, removal_probability(k, m, game.c), 1.0)
    return (game.rho + lost * game.tau) * per_left * per_left


@compiled_inline
def office_weight(game: Game) -> float:
    """Ψ/c: what a unit of perceived weakness costs L, per unit of her own (T5)."""
    return game.psi * (1.0 / game.c)


@compiled_inline
def absence_gap(game: Game, p: Point) -> float:
    """k_N − κ* = (k₀ − κ*)/(1 − σv*): how much worse no visit looks than a visit (T5)."""
    # an absence that should never happen is read as the weakest signal (Assumption 1)
    never = (p.vc == 0.0) & (game.sigma_c == 0.0)
    return p.spread * select(never, 1.0, p.vc / fma(game.sigma, p.vc, game.sigma_c))


@compiled_inline
def conjecture(game: Game, p: Point) -> Conjecture:
    """Return C's beliefs when she expects the deal with visit probability p.v (T5)."""
    return Conjecture(p.kappa, p.vc * p.spread, absence_gap(game, p))


@compiled_lean
def no_visit_conjecture(curve: Curve, reading: float, below: float) -> Conjecture:
    """C's beliefs when she expects no visit: k_N = k₀, an unseen-price visit is read as ``reading`` (T5)."""
    return Conjecture(reading, below, below)


@compiled_inline
def mean_rise(game: Game, believed: Conjecture, p: Point) -> float:
    """k̄(v') − κ* = q(κ(v') − κ*), without cancellation (T5)."""
    return game.q * (believed.below - p.vc * p.spread)


@compiled_inline
def deal_benefit(game: Game, believed: Conjecture, p: Point) -> float:
    """First term of W/v': what a visit saves L, (Ψ/c)·κ(v')·(k_N − k̄(v')) (T5)."""
    return office_weight(game) * p.kappa * (believed.gap - mean_rise(game, believed, p))


@compiled_inline
def deal_size(game: Game, believed: Conjecture, p: Point) -> float:
    """Sum of the absolute terms of W/v': the size against which its rounding is measured."""
    rise = mean_rise(game, believed, p)
    size = office_weight(game) * p.kappa * (abs(believed.gap) + abs(rise))
    return size + game.price * concession(game, believed.kappa + rise, p.m)


@compiled_inline
def deal_price(game: Game, believed: Conjecture, p: Point) -> float:
    """Price that induces v' when C averages seen and unseen prices, ζ(k̄(v'), m(v')) (T5)."""
    return concession(game, believed.kappa + mean_rise(game, believed, p), p.m)


@compiled_inline
def deal_gain(game: Game, believed: Conjecture, p: Point) -> float:
    """L's gain per visit from a deal over rejecting it, W(v'; v*)/v' (T5)."""
    return fma(-game.price, deal_price(game, believed, p), deal_benefit(game, believed, p))


@compiled_inline
def deal_gain_slope(game: Game, believed: Conjecture, p: Point) -> float:
    """∂W(v'; v*)/∂v' times p.flat ≥ 0, which keeps it finite where m' is infinite (T5; at v' = v*: L-eq)."""
    rise = mean_rise(game, believed, p)
    survival = fma(p.m, believed.gap - rise, -game.q * p.kappa * p.excess)
    slope = p.flat * (office_weight(game) * survival)
    k = believed.kappa + rise
    steepness = concession_slope(game, k, p.m) * (1.0 / game.c)
    cost = p.flat * fma(steepness, game.q * p.m * p.excess, concession(game, k, p.m))
    return fma(-game.price, fma(steepness, k * p.steep, cost), slope)


@compiled_inline
def f_proposes(game: Game, p: Point) -> float:
    """[F-eq]: L's gain per visit when C's conjecture is right, W(v; v)/v (Prop. 6, T5)."""
    return deal_gain(game, conjecture(game, p), p)


@compiled_inline
def l_proposes(game: Game, p: Point) -> float:
    """[L-eq]: slope of L's gain at C's conjecture, times p.flat (Prop. 7, T5)."""
    return deal_gain_slope(game, conjecture(game, p), p)


@compiled_lean
def highest_price(game: Game, p: Point) -> float:
    """Most that L pays for the visits C expects: (Ψ/c)·κ(k₀−κ)/(1−σv) (T5, left side of F-eq)."""
    return deal_benefit(game, conjecture(game, p), p)


@compiled_lean
def open_risk(game: Game, p: Point) -> float:
    """D(v) = [vκ² + (1−v)ν²]/c, removal risk under open bargaining (T4)."""
    nu = p.kappa + p.spread
    return (p.v * p.kappa * p.kappa + p.vc * nu * nu) / game.c


@compiled_inline
def visit_payoff(game: Game, p: Point, k: float, extra: float) -> float:
    """F's payoff from a deal: (ζ(1−r)+ρ)(k/c)(v·m − M), plus what a price above ζ adds (T5).

    ``extra`` is the price less ζ(k, m): positive where F stops inside a price gap, or at v = 1.
    """
    z = concession(game, k, p.m)
    base = (z * (1.0 - game.r) + game.rho) * (k / game.c) * p.v * p.excess
    return base + extra * p.v * (1.0 - (1.0 - game.r) * k * p.kappa / game.c)


class Outcome(NamedTuple):
    """What an assessment means for everybody (T5, "Reported values"); removals are probabilities."""

    k_visit: float
    k_absent: float
    removal_visit: float
    removal_salient: float
    removal_not_salient: float
    removal_ex_ante: float
    removal_isolated: float
    payoff_F: float
    payoff_L_salient: float
    payoff_L_not_salient: float
    payoff_L_isolated: float
    payoff_C: float


@compiled_inline
def outcome(
    game: Game, curve: Curve | Curves, p: Point, k_absent: float, not_salient: float, price: float
) -> Outcome:
    """Report a profile with visit probability p.v, C's cut-offs κ* and ``k_absent``, and a price (T5).

    ``not_salient`` is C's cut-off when S = 0 (k_N behind closed doors, k₀ in the open). L's payoffs are
    Ψ·survival less the price, or survival probabilities when Ψ = ∞.
    """
    c, k0 = game.c, curve.k0
    nu = p.kappa + p.spread
    visit = p.kappa * p.kappa / c
    salient = p.v * visit + p.vc * nu * k_absent / c
    idle = not_salient * k0 / c
    ex_ante = game.sigma * salient + game.sigma_c * idle
    isolated = k0 * k0 / c
    extra = price - concession(game, p.kappa, p.m)
    visits = p.v > 0.0  # else there may be no price
    payoff_f = select(visits, visit_payoff(game, p, p.kappa, extra), 0.0)
    paid = select(visits, game.price * p.v * price, 0.0)
    return Outcome(
        p.kappa, k_absent, visit, salient, idle, ex_ante, isolated, payoff_f,
        game.psi * (1.0 - salient) - paid, game.psi * (1.0 - idle), game.psi * (1.0 - isolated),
        0.5 * ex_ante,
    )  # fmt: skip
