"""A solver that errs is found out: its answer is checked before it is given, or withheld."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from summitry import engine

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)


@pytest.mark.parametrize("proposer", "FL")
def test_a_wrong_root_makes_the_answer_undecided(monkeypatch, proposer):
    # the solver is made to vouch for a deal that solves no equation
    right = sm.solve(BASE, proposer=proposer).equilibrium
    real = engine.solve

    def with_a_wrong_root(game, curve, n, side, belief, below):
        true = real(game, curve, n, side, belief, below)
        wrong = (engine.INSIDE, 0, -1.0)
        numbers, gains = engine.certify(game, curve, n, False, side, belief, below, wrong)
        return true._replace(
            table=np.vstack([true.table, (*wrong, 0.0)]),
            numbers=np.vstack([true.numbers, numbers]),
            certificates=np.concatenate([true.certificates, gains[None]]),
        )

    monkeypatch.setattr(engine, "solve", with_a_wrong_root)
    solution = sm.solve(BASE, proposer=proposer)
    assert solution.status is sm.Status.UNDECIDED
    assert [eq.visit_probability for eq in solution.equilibria] == [right.visit_probability]
    disputed = solution.rejected[-1]
    assert disputed.max_gain > 1e-3
    assert not disputed.certificate.passed
    assert not sm.verify(solution.to_dict()).passed
