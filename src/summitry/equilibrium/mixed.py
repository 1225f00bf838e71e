"""Equilibria in mixed strategies: profiles of several offers, or of one that is struck at times (T11)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .. import engine
from ..engine import Mixed
from .equilibrium import Equilibrium
from .profiles import Problem, equilibrium, offer_of, side

if TYPE_CHECKING:
    from ..model.parameters import Model

STRATEGIES = ("pure", "mixed")
# of an equilibrium in datasets, whoever proposes, in the order of the engine's numbers
KIND_NAMES = ("no_visits", "visits", "limit", "two_offers", "deal_or_none", "two_or_none")
_DEAL_OR_NONE = KIND_NAMES.index("deal_or_none")
_HIGHEST = 1.0 - 1e-9  # a salience that is nearly one
# by the engine's number of a kind and the proposer
KINDS = {
    (3, "F"): "two demands",
    (3, "L"): "two offers",
    (4, "F"): "demand or refusal",
    (4, "L"): "deal or no deal",
    (5, "F"): "two demands or refusal",
    (5, "L"): "two offers or none",
}


def strategies_faults(strategies: Any, model: Model | None = None) -> list[str]:
    """Return what is wrong with the kind of strategies asked for."""
    if strategies not in STRATEGIES:
        return [
            f"strategies = {strategies!r} is unknown. It must be 'pure' or 'mixed' (pure and mixed). "
            "Write for example strategies='mixed'."
        ]
    if strategies == "mixed" and model is not None and model.sigma == 1.0:
        return [
            "strategies = 'mixed' with sigma = 1 has no complete answer: that a mixed equilibrium exists is "
            "known there, how to find them all is not (T11). Write strategies='pure', or sigma=0.999999."
        ]
    return []


def find_mixed(
    problem: Problem, proposer: str
) -> tuple[tuple[Equilibrium, ...], tuple[int, ...], bool]:
    """Find every equilibrium in mixed strategies, in order of the probability of a visit (T11).

    Also return the indices of the pure ones, and whether the list may be incomplete: a profile's certificate
    failed, or a sign of g stayed unexplained. With Ψ = ∞ nothing is mixed (T11, b): with L proposing that
    takes a convex φ, and where φ is not the list may be incomplete.
    """
    who = side(proposer)
    found = engine.mixed(
        problem.game, problem.curve, problem.n, who, problem.found(who).table
    )
    if math.isinf(problem.model.psi):
        return (), (), found.unexplained > 0
    profiles = [_profile(problem, proposer, found, i) for i in range(len(found.profiles))]
    kept = [eq for eq in profiles if eq.certificate.passed]
    kept.sort(key=lambda eq: eq.visit_probability)
    doubtful = found.unexplained > 0 or len(kept) < len(profiles)
    return tuple(kept), tuple(map(int, found.pure_indices)), doubtful


def least_salience(problem: Problem) -> float | None:
    """Return σ_min, the least salience at which a deal that is struck at times is an equilibrium (T11, h).

    The deal, its price and C's beliefs do not depend on σ, and it is struck with probability σ_min/σ. None if
    there is no such deal at any σ < 1.
    """
    nearly_sure = problem.game._replace(sigma=_HIGHEST, sigma_c=1.0 - _HIGHEST)
    who, at = engine.PROPOSER_L, replace(problem, game=nearly_sure, _found={})
    found = engine.mixed(nearly_sure, problem.curve, problem.n, who, at.found(who).table)
    legs = found.profiles[:, engine.KIND] == _DEAL_OR_NONE
    struck = found.offers[legs, 0, 0]
    return float(struck.min() * _HIGHEST) if struck.size else None


def _profile(problem: Problem, proposer: str, found: Mixed, i: int) -> Equilibrium:
    """Name the numbers of one profile."""
    row = found.profiles[i]
    offers = tuple(offer_of(row) for row in found.offers[i].tolist() if not math.isnan(row[0]))
    kind = KINDS[int(row[engine.KIND]), proposer]
    eq = equilibrium(
        problem,
        "closed",
        proposer,
        kind,
        row,
        found.certificates[i],
        offers,
        int(row[engine.INDEX]),
    )
    return eq
