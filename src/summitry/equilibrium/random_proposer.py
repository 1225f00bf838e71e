"""A random proposer (T13.3): F names the price with probability λ, else L, and C does not see who."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .. import engine
from ..model.arguments import number_faults
from ..model.faults import InputError, shown
from ..model.information import Atoms, Binomial, Information
from .equilibrium import Equilibrium
from .profiles import Candidate, Problem, certified, equilibrium, offer_of

if TYPE_CHECKING:
    from ..engine import Curve

KIND = "random proposer"


def power_faults(power: Any, proposer: Any, bargaining: Any, strategies: Any) -> list[str]:
    """Return what is wrong with λ, or with asking for a random proposer; λ is given if and only if one is."""
    if not isinstance(proposer, str) or proposer != "random":
        if power is None:
            return []
        return [
            f"power = {shown(power)} is the probability that F proposes, but proposer = "
            f"{shown(proposer)}. "
            "Leave power out, or write proposer='random'."
        ]
    if power is None:
        return [
            "power is missing: with proposer = 'random' it is the probability λ that F proposes. Write for "
            "example power=0.5."
        ]
    faults = number_faults("power", power, highest=1.0, example=0.5)
    if isinstance(bargaining, str) and bargaining == "open":
        faults.append(
            "bargaining = 'open' with proposer = 'random': C sees who proposes, and each proposer's deal "
            "is as if the other could not. Solve proposer='F' and proposer='L'."
        )
    if isinstance(strategies, str) and strategies == "mixed":
        faults.append(
            "strategies = 'mixed' with proposer = 'random' is not worked out (T11, T13.3). Write "
            "strategies='pure'."
        )
    return faults


def parameter_faults(psi: float, sigma: float) -> list[str]:
    """Return why parameters have no answer with a random proposer yet."""
    faults = []
    if math.isinf(psi):
        faults.append("psi = inf with proposer = 'random' is not worked out. Give a finite psi.")
    if sigma == 1.0:
        faults.append(
            "sigma = 1 with proposer = 'random': absences may never happen, which is worked out for power 0 "
            "and 1 only. Write for example sigma=0.999999."
        )
    return faults


def structure_faults(given: Curve | Information) -> list[str]:
    """Return why an information structure, or its curve, has no answer with a random proposer yet."""
    stepped = given.kind == engine.STEPS or isinstance(given, Binomial | Atoms)
    if not stepped:
        return []
    return [
        "the information structure has steps, on which F may stop inside a price gap; with proposer = "
        "'random' only continuous signals are worked out. Use for example information=sm.Linear()."
    ]


def find_random(
    problem: Problem, power: float
) -> tuple[tuple[Equilibrium, ...], tuple[Equilibrium, ...]]:
    """Find no visits, if it is an equilibrium, and every profile of two deals (T13.3).

    Raises
    ------
    InputError
        For signals with steps, Ψ = ∞ or σ = 1, which are not worked out.
    """
    faults = parameter_faults(problem.model.psi, problem.model.sigma)
    if faults := [*faults, *structure_faults(problem.curve)]:
        raise InputError(faults, "solve")
    found = engine.random_proposer(problem.game, problem.curve, problem.n, power)
    profiles = [
        equilibrium(
            problem, "closed", "random", KIND, row, certificate,
            tuple(offer_of(offer) for offer in offers.tolist()),
        )
        for row, offers, certificate in zip(
            found.profiles, found.offers, found.certificates, strict=True
        )
    ]  # fmt: skip
    profiles.sort(key=lambda eq: eq.visit_probability)
    nothing = certified(problem, "closed", "random", Candidate(engine.NO_DEAL, 0, -math.inf))
    supports = problem.stands
    return ((nothing,) if supports else ()), tuple(profiles)
