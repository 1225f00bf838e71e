"""A solver that errs is found out: its answer is checked before it is given, or withheld."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import summitry as sm
from summitry._old import deviations, found
from summitry._old.around import look_around
from summitry._old.bargaining.search import INSIDE
from summitry._old.nodes import make_work

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)


@pytest.mark.parametrize("proposer", "FL")
def test_a_wrong_root_makes_the_answer_undecided(monkeypatch, proposer):
    # the solver is made to vouch for a deal that solves no equation
    right = sm.solve(BASE, proposer=proposer).equilibrium
    module = importlib.import_module("summitry.equilibrium.solve")
    real = found.closed

    def with_a_wrong_root(case, which):
        true = real(case, which)
        parts = true._asdict()
        for name in ("kind", "piece", "x", "refuted", "numbers", "proof"):
            parts[name] = np.concatenate([parts[name], parts[name][-1:]])
        longer = found.Found(**parts)
        longer.x[-1] = -1.0
        side = deviations.PROPOSER_L if proposer == "L" else deviations.PROPOSER_F
        here, work = look_around(case.curve, 0, -1.0), make_work(case.checking)
        numbers, proof = longer.numbers[-1], longer.proof[-1]
        found.assess(case, False, side, INSIDE, 0, -1.0, here, numbers, proof, work)
        return longer

    monkeypatch.setattr(module, "closed", with_a_wrong_root)
    solution = sm.solve(BASE, proposer=proposer)
    assert solution.status is sm.Status.UNDECIDED
    assert [eq.visit_probability for eq in solution.equilibria] == [right.visit_probability]
    disputed = solution.rejected[-1]
    assert disputed.max_gain > 1e-3
    assert not disputed.certificate.passed
    assert not sm.verify(solution.to_dict()).passed
