"""The engine against the reader: every answer to a random model is confirmed, list and all."""

from __future__ import annotations

import json

import pytest

import summitry as sm
from verification.random_results import results
from witness.brute_force import random_models
from witness.brute_force.compare import as_library_model

BATCHES, EACH = (
    9,
    12,
)  # with those of the Sobol sequence 300 models; `make verify-many` judges 10,000

SOBOL = [
    *random_models.draw(64, seed=7),
    *random_models.draw(32, seed=8, information="binomial"),
    *({**case, "psi": float("inf"), "q": 0.0} for case in random_models.draw(16, seed=9)),
    *({**case, "psi": float("inf"), "q": 0.0} for case in random_models.draw(64, 4, "binomial")),
    *({**case, "sigma": 1.0} for case in random_models.draw(16, seed=10)),
]


@pytest.mark.parametrize("seed", range(BATCHES))
def test_answers_to_random_models_are_confirmed(seed):
    for model, document in results(EACH, seed):
        found = sm.verify(document)
        assert found.passed, (model, *found.lines)


@pytest.mark.parametrize("index", range(len(SOBOL)))
def test_answers_on_a_sobol_sequence_are_confirmed(index):
    for solution in sm.solve_protocols(as_library_model(SOBOL[index])):
        found = sm.verify(json.loads(solution.to_json()))
        assert found.passed, found.lines
