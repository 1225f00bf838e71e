"""The equations of visits in return, each once (T13.6); numbers or arrays of them.

Index i is the leader whose challenger watches, j the other one. A `Rule` of a leader says who is approved.
"""

from __future__ import annotations

from typing import Any

from .leaders import Leader, Rule


def no_swap_share(sigma: float, one: Rule, two: Rule) -> Any:
    """Compute 1 − σv₁v₂, the probability that no swap takes place, from 1 − v₁ and 1 − v₂."""
    return (1.0 - sigma) + sigma * (one.rest + one.v * two.rest)


def absence_gap(rule: Rule, none: Any) -> Any:
    """Compute k_N − κ = (k₀ − κ)/(1 − σv₁v₂): how much worse no swap looks than a swap."""
    return rule.drop / none


def worth(leader: Leader, rule: Rule, none: Any) -> Any:
    """Compute B_i = Ψ_i·κ_i·(G_i(k_N,i) − G_i(κ_i)), what the other's visit is worth to a leader."""
    rise = leader.rise(rule.kappa, absence_gap(rule, none))
    return leader.model.psi * rule.kappa * rise


def visit_cost(visitor: Leader, host: Leader, rule: Rule) -> Any:
    """Compute τ_i + ρ_i·G_j(κ_j)·m_j(v_j), the expected cost of visiting the marginal partner."""
    return visitor.model.tau + visitor.model.rho * host.chance(rule.kappa) * rule.m


def payments(leader: int, paid: float) -> tuple[float, float]:
    """Return what a leader, 0 or 1, gives and gets at each swap; leader 0 pays the other ``paid``."""
    own = paid if leader == 0 else -paid
    return max(own, 0.0), max(-own, 0.0)


def received(visitor: Leader, host: Leader, rule: Rule, price: float) -> Any:
    """Compute z·(1 − (1−r)·G_j(κ_j)·m_j): what a visitor expects to keep of the host's side payment."""
    return price * (1.0 - (1.0 - visitor.model.r) * host.chance(rule.kappa) * rule.m)


def approvals(
    one: Leader, two: Leader, a: Rule, b: Rule, sigma: float, paid: float
) -> tuple[Any, Any]:
    """Compute E₁ and E₂, what the marginal approval is worth to each leader ([swap]).

    Parameters
    ----------
    one, two
        The leaders.
    a, b
        Who is approved: leader 1 by rule ``a`` (of leader 2), leader 2 by rule ``b`` (of leader 1).
    sigma
        The salience σ.
    paid
        What 1 pays 2 at each swap; negative if 2 pays 1.
    """
    none = no_swap_share(sigma, a, b)
    first = worth(one, a, none) - visit_cost(one, two, b) - max(paid, 0.0)
    second = worth(two, b, none) - visit_cost(two, one, a) - max(-paid, 0.0)
    if paid > 0.0:
        second = second + received(two, one, a, paid)
    elif paid < 0.0:
        first = first + received(one, two, b, -paid)
    return first, second


def debt_worth(creditor: Leader, rule: Rule, eta: float) -> Any:
    """Compute V₂ = Ψ₂·[φ₂(k₀) − M₂·G₂(κ₂) − (k₀−M₂)·G₂(k_N,2)], what a promised return visit is worth.

    Written as Ψ·[(k₀−M)·(G(k₀) − G(k_N)) + M·(G(k₀) − G(κ))], whose terms keep their digits.
    """
    k0, weak = creditor.k0, rule.v * rule.kappa
    kept = weak * creditor.rise(rule.kappa, rule.drop) - (k0 - weak) * creditor.rise(
        k0, debt_absence(creditor, rule, eta)
    )
    return creditor.model.psi * kept


def debt_absence(creditor: Leader, rule: Rule, eta: float) -> float:
    """Compute k_N,2 − k₀ = ηv₂(k₀ − κ₂)/(1 − ηv₂), what no return visit tells of the creditor.

    Where everybody knows of the debt and every debt is honoured an absence is read as the weakest signal.
    """
    none = (1.0 - eta) + eta * float(rule.rest)
    if none == 0.0:
        return creditor.curve.m_last - creditor.k0
    return float(eta * rule.v * rule.drop / none)


def debt_cost(debtor: Leader, creditor: Leader, rule: Rule, reneging_cost: float) -> Any:
    """Compute C = v₂τ₁ + ρ₁G₂(κ₂)M₂ + (1−v₂)R, what a debt costs a debtor who survives."""
    risk = creditor.chance(rule.kappa) * rule.v * rule.kappa
    return rule.v * debtor.model.tau + debtor.model.rho * risk + rule.rest * reneging_cost


def joint_gain(leader: Leader, other: Leader, kappa: Any, k_absent: Any) -> Any:
    """Compute c_i = Ψ_i(G_i(k_N,i) − G_i(κ_i)) − ρ_jG_i(κ_i), the joint gain per unit of weakness."""
    rise = leader.rise(kappa, k_absent - kappa)
    return leader.model.psi * rise - other.model.rho * leader.chance(kappa)
