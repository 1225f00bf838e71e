"""A random proposer (T13.3): F names the price with probability λ, else L, and C does not see who."""

from __future__ import annotations

import math
from typing import Any

from .. import engine
from ..model.arguments import number_faults
from ..model.faults import InputError, shown
from .equilibrium import Equilibrium
from .profiles import Candidate, Problem, certified, equilibrium, offer_of

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


def who_proposes(proposer: str, power: float | None) -> tuple[str, float | None]:
    """Return the proposer, and λ if chance draws one: at λ = 0 and 1 it is known who (T13.3)."""
    if power is None or 0.0 < power < 1.0:
        return proposer, power
    return ("F" if power else "L"), None


def parameter_faults(psi: float) -> list[str]:
    """Return why parameters have no answer with a random proposer yet."""
    faults = []
    if math.isinf(psi):
        faults.append(
            "psi = inf with proposer = 'random' is a limit that is not derived: where L would buy a sure "
            "visit, F's price grows with psi without an end (T13.3). Give a finite psi, such as psi=1e6."
        )
    return faults


def find_random(
    problem: Problem, power: float
) -> tuple[tuple[Equilibrium, ...], tuple[Equilibrium, ...]]:
    """Find no visits, if it is an equilibrium, and every profile of two deals (T13.3).

    Raises
    ------
    InputError
        For Ψ = ∞, which is not worked out.
    """
    if faults := parameter_faults(problem.model.psi):
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
