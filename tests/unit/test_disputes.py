"""A solver that errs is found out: its answer is checked before it is given, or withheld."""

from __future__ import annotations

import importlib

import pytest

import summitry as sm
from summitry import profiles
from summitry.bargaining.search import INSIDE

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)


@pytest.mark.parametrize("proposer", "FL")
def test_a_wrong_root_makes_the_answer_undecided(monkeypatch, proposer):
    # the solver is made to vouch for a deal that solves no equation
    right = sm.solve(BASE, proposer=proposer).equilibrium
    real = profiles.visit_candidates
    wrong = profiles.Candidate(0, -1.0, INSIDE, False)
    module = importlib.import_module("summitry.solve")  # the name itself is the function
    monkeypatch.setattr(
        module, "visit_candidates", lambda problem, who: (*real(problem, who), wrong)
    )
    solution = sm.solve(BASE, proposer=proposer)
    assert solution.status is sm.Status.UNDECIDED
    assert [eq.visit_probability for eq in solution.equilibria] == [right.visit_probability]
    disputed = solution.rejected[-1]
    assert disputed.max_gain > 1e-3
    assert not disputed.certificate.passed
    assert not sm.verify(solution.to_dict()).passed
