"""What every player gets, and what is reported of it (T1, T3, T5 "Reported values").

All payoffs are linear in L's strength, so an expectation needs only the mean weakness w of the case at
hand. A perceived weakness k brings a challenge with probability G(k), k/c in the article, and removal with
G(k)·w.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..model.cost_laws import CostLaw
from .cost import challenge, integral

if TYPE_CHECKING:
    from ..model.parameters import Model
    from .beliefs import Profile


@dataclass(frozen=True)
class Game:
    """The parameters of T1 without the information; with Ψ = ∞ office counts 1 and money nothing (T5)."""

    office: float
    money: float
    c: float
    tau: float
    rho: float
    r: float
    sigma: float
    q: float
    law: CostLaw

    @classmethod
    def of(cls, model: Model) -> Game:
        """Read a model."""
        office, money = (1.0, 0.0) if math.isinf(model.psi) else (model.psi, 1.0)
        fields = (model.k_max, model.tau, model.rho, model.r, model.sigma, model.q, model.cost)
        return cls(office, money, *fields)

    def challenge(self, k: Any) -> Any:
        """Compute G(k), the chance of a challenge from a C who perceives weakness k."""
        return challenge(self.law, self.c, k)


def visit_value(game: Game, z: Any, risk: Any) -> Any:
    """Compute F's payoff from a visit at price z if L is removed with probability ``risk`` (T1)."""
    return z * (1.0 - (1.0 - game.r) * risk) - game.tau - game.rho * risk


def price(game: Game, k: Any, m: Any) -> Any:
    """Compute ζ(k, m), the price at which a visitor of weakness m, read as k, is indifferent (T3)."""
    return price_at(game, game.challenge(k), m)


def price_at(game: Game, h: Any, m: Any) -> Any:
    """Compute the price that leaves a visitor of weakness m indifferent, a challenge having probability h."""
    risk = h * m
    return (game.tau + game.rho * risk) / (1.0 - (1.0 - game.r) * risk)


def price_above_cost(game: Game, k: Any, m: Any) -> Any:
    """Compute ζ(k, m) − τ, which keeps its digits when the risk is small (T3)."""
    return price_above_cost_at(game, game.challenge(k), m)


def price_above_cost_at(game: Game, h: Any, m: Any) -> Any:
    """Compute the same for a challenge of probability h."""
    risk = h * m
    return risk * (game.rho + (1.0 - game.r) * game.tau) / (1.0 - (1.0 - game.r) * risk)


def challenger_value(game: Game, k: Any, w: Any) -> Any:
    """Compute C's payoff from challenging at every cost up to k if the weakness is w (T1).

    That is G(k)·w less the costs that she bears, which by parts are k·G(k) less the integral of G.
    """
    return game.challenge(k) * (w - k) + integral(game.law, game.c, float(k))


def outcomes(game: Game, profile: Profile) -> dict[str, float | None]:
    """Compute everything that is reported of a profile and follows from play (T5, "Reported values")."""
    p = profile.point
    k0, k, k_absent = p.k0, profile.k_visit, profile.k_absent
    idle = k0 if profile.is_open else k_absent  # C's belief if F wanted nothing
    v, rest, sigma = float(p.v), float(p.rest), game.sigma
    left = k0 + float(p.lift) / rest if rest > 0.0 else k0  # ν: at v = 1 nobody is left to have it
    visit = game.challenge(k) * float(p.kappa)
    salient = v * visit + rest * game.challenge(k_absent) * left
    not_salient, isolated = game.challenge(idle) * k0, game.challenge(k0) * k0
    paid = game.money * v * profile.price if profile.deal else 0.0
    challenge = v * challenger_value(game, k, float(p.kappa)) if profile.deal else 0.0
    challenge += rest * challenger_value(game, k_absent, left)
    above = None
    if profile.deal:
        above = price_above_cost(game, k, p.low) + (profile.price - price(game, k, p.low))
    values = {
        "concession_above_cost": above,
        "weakness_prior": k0,
        "weakness_visit": k,
        "weakness_no_visit": k_absent,
        "removal_visit": visit if profile.deal else None,
        "removal_salient": salient,
        "removal_not_salient": not_salient,
        "removal_ex_ante": sigma * salient + (1.0 - sigma) * not_salient,
        "removal_isolated": isolated,
        "payoff_F": v * visit_value(game, profile.price, visit) if profile.deal else 0.0,
        "payoff_L_salient": game.office * (1.0 - salient) - paid,
        "payoff_L_not_salient": game.office * (1.0 - not_salient),
        "payoff_L_isolated": game.office * (1.0 - isolated),
        "payoff_C": sigma * challenge + (1.0 - sigma) * challenger_value(game, idle, k0),
    }
    return {name: None if value is None else float(value) for name, value in values.items()}
