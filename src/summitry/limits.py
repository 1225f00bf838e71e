"""Ψ = ∞ where visits have no equilibrium of their own but a limit, or no finite price (T5)."""

from __future__ import annotations

import math
from dataclasses import replace

from .certificate import Certificate, LimitStep
from .curves import point
from .equations import concession
from .profiles import Problem, certified, visit_candidates, with_visits
from .solution import Equilibrium

_EXACT = (
    "As Ψ grows the visit becomes certain and its price tends to z(1); "
    "every Ψ of the sequence has such an equilibrium."
)
_NEAR = (
    "v = 1 and z(1) are only a limit of near-equilibria: "
    "at large finite Ψ somebody still gains a little (T5)."
)
_SEQUENCE = (1e3, 1e6, 1e9, 1e12)  # the large Ψ that certify a limit


def is_unbounded(problem: Problem, proposer: str) -> bool:
    """Say whether F can ask for any price: Ψ = ∞ and σ = 1 (T5)."""
    infinite = math.isinf(problem.model.psi) and problem.model.sigma == 1.0
    return infinite and proposer == "F" and problem.curve.m_last > problem.curve.k0


def has_limit(problem: Problem, proposer: str) -> bool:
    """Say whether visits exist only as the limit v → 1, z → z(1) as Ψ → ∞ (T5)."""
    model = problem.model
    if not math.isinf(model.psi) or model.sigma == 1.0 or problem.curve.m_last <= problem.curve.k0:
        return False
    return proposer == "F" or model.q == 0.0


def limit_equilibrium(problem: Problem, proposer: str) -> tuple[Equilibrium, str]:
    """Report the limit v = 1, z = z(1), certified by the equilibria at a sequence of large Ψ (T5)."""
    last = problem.curve.pieces - 1
    p = point(problem.curve, last, math.inf)
    eq = with_visits(problem, proposer, last, math.inf, p, concession(problem.game, p.kappa, p.m))
    steps, exact = [], True
    for psi in _SEQUENCE:
        finite = problem._replace(
            model=problem.model.replace(psi=psi), game=problem.game._replace(psi=psi, price=1.0)
        )
        found = sorted(visit_candidates(finite, proposer))
        # The candidate with most visits is the one that tends to the limit, refuted or not: stepped
        # signals may have an equilibrium elsewhere at one Ψ and not at the next.
        nearest = certified(finite, proposer, found[-1]) if found else None
        exact = exact and nearest is not None and nearest.certificate.passed
        exact = exact and not found[-1].refuted
        if nearest is not None and nearest.concession is not None:
            steps.append(LimitStep(
                psi, nearest.visit_probability, nearest.no_visit_probability, nearest.concession,
                nearest.max_gain, nearest.certificate.allowed,
            ))  # fmt: skip
    proof = Certificate(eq.certificate.deviations, eq.certificate.allowed, tuple(steps))
    note = _EXACT if exact else _NEAR
    return replace(eq, kind="limit", certificate=proof), note
