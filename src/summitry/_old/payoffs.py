"""What every player gets (T1): the only formulas that the solver and the checker share.

All payoffs are linear in L's strength θ, so an expectation over θ needs only the *weakness*
w = E[1 − θ] of the case at hand. ``k`` is C's perceived weakness: C challenges iff her cost K ≤ k,
K ~ U[0, c], that is with probability k/c (c is ``k_max``).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ._compile import compiled_inline, compiled_lean
from .lanes import fma


class Game(NamedTuple):
    """The parameters of T1 that are not part of the weakness curve."""

    psi: float  # Ψ, or 1 when Ψ = ∞
    price: float  # weight of the price in L's payoff: 1, or 0 when Ψ = ∞
    c: float
    tau: float
    rho: float
    r: float
    sigma: float
    sigma_c: float  # 1 − σ
    q: float


@compiled_lean
def make_game(
    psi: float, k_max: float, tau: float, rho: float, r: float, sigma: float, q: float
) -> Game:
    """Reduce parameters to what payoffs need; with Ψ = ∞ survival counts 1 and the price 0."""
    infinite = math.isinf(psi)
    return Game(
        1.0 if infinite else psi,
        0.0 if infinite else 1.0,
        k_max,
        tau,
        rho,
        r,
        sigma,
        1.0 - sigma,
        q,
    )


@compiled_inline
def removal_probability(k: float, w: float, c: float) -> float:
    """Probability that L is removed when C perceives weakness ``k`` and the true weakness is ``w`` (T1)."""
    # 1/c is the same at every point of a search, and k often is
    return k * (1.0 / c) * w


@compiled_inline
def payoff_leader(
    removal: float, price_paid: float, office_weight: float, price_weight: float
) -> float:
    """L's expected payoff up to a constant: office lost and concession paid (T1).

    ``office_weight`` is Ψ and ``price_weight`` is 1; with Ψ = ∞ they are 1 and 0, and the payoff is a
    survival probability. The constant Ψ is left out because only differences matter to L, and Ψ times a
    survival probability would drown them in rounding.
    """
    return fma(-office_weight, removal, -price_weight * price_paid)


@compiled_inline
def payoff_visit(z: float, removal: float, tau: float, rho: float, r: float) -> float:
    """F's expected payoff from a visit at price ``z`` when L is removed with probability ``removal`` (T1)."""
    # with removal F loses ρ and the share 1 − r of the concession
    return fma(-removal, fma(z, 1.0 - r, rho), z - tau)


@compiled_inline
def payoff_challenger(k: float, w: float, c: float) -> float:
    """C's expected payoff from challenging iff K ≤ ``k`` when the true weakness is ``w`` (T1)."""
    return k * w / c - k * k / (2.0 * c)
