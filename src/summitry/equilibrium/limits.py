"""Ψ = ∞ where visits have no equilibrium of their own but a limit (T5)."""

from __future__ import annotations

from dataclasses import replace

from .. import engine
from ..model.words import SENTENCES
from .certificate import Certificate, LimitStep
from .equilibrium import Equilibrium
from .profiles import Problem, equilibrium, side

_NOTES = SENTENCES["notes"]


def limit_equilibrium(problem: Problem, proposer: str) -> tuple[Equilibrium, str]:
    """Report the limit v = 1, z = z(1), certified by the equilibria at a sequence of large Ψ (T5)."""
    numbers, gains, sequence, exact = engine.limit(
        problem.game, problem.curve, problem.n, side(proposer), problem.belief, problem.below
    )
    eq = equilibrium(problem, "closed", proposer, "limit", numbers, gains)
    steps = tuple(LimitStep(*row) for row in sequence.tolist() if row[0] == row[0])
    certificate = Certificate(eq.certificate.deviations, eq.certificate.allowed, steps)
    return replace(eq, certificate=certificate), _NOTES["exact" if exact else "near"]
