"""Every answer of the solver, written as JSON and read again, is confirmed from the payoffs alone."""

from __future__ import annotations

import json

import pytest

import summitry as sm
from witness.brute_force import random_models
from witness.brute_force.compare import as_library_model

DRAWS = [
    *random_models.draw(64, seed=7),
    *random_models.draw(32, seed=8, information="binomial"),
    *({**case, "psi": float("inf"), "q": 0.0} for case in random_models.draw(16, seed=9)),
    *({**case, "psi": float("inf"), "q": 0.0} for case in random_models.draw(64, 4, "binomial")),
    *({**case, "sigma": 1.0} for case in random_models.draw(16, seed=10)),
]


@pytest.mark.parametrize("index", range(len(DRAWS)))
def test_saved_answers_are_confirmed(index):
    model = as_library_model(DRAWS[index])
    for solution in sm.solve_protocols(model):
        found = sm.verify(json.loads(solution.to_json()))
        assert found.passed, found.lines
