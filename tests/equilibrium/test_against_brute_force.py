"""The library finds exactly the equilibria that brute force finds, and none can be improved on.

A fast part of ``benchmarks/audit_solver.py``, which draws thousands of models.
"""

import pytest

from witness.brute_force import random_models
from witness.brute_force.compare import compare

LINEAR = random_models.draw(60, seed=20240215)
BINOMIAL = [
    {**model, "n": 1 + i % 30}
    for i, model in enumerate(random_models.draw(40, 20240216, "binomial"))
]
BASE = {
    "alpha": 2.0,
    "beta": 3.0,
    "n": 12,
    "tau": 0.1,
    "rho": 0.8,
    "r": 0.4,
    "sigma": 0.35,
    "q": 0.6,
    "psi": 30.0,
    "k_max": 1.0,
    "information": "linear",
}
INFINITE = float("inf")
TRIPLE = {
    "alpha": 10.908,
    "beta": 0.4495,
    "n": 5.254,
    "tau": 0.5899,
    "rho": 0.6174,
    "r": 0.1283,
    "sigma": 0.9778,
    "q": 0.7715,
    "psi": 1312.86,
}
FIRST_STEP = {
    "alpha": 1.875,
    "beta": 1.721,
    "n": 1,
    "tau": 0.348,
    "rho": 0.962,
    "r": 0.093,
    "sigma": 0.683,
    "q": 0.921,
    "psi": 9.504,
}
# What random draws hardly or never meet: several equilibria, corners, limits.
SPECIAL = {
    "triple of T5": TRIPLE,
    "first step of T6": {**FIRST_STEP, "information": "binomial"},
    "no salience": {"sigma": 0.0},
    "full salience": {"sigma": 1.0, "psi": 200.0},
    "full salience, alpha < 1": {"sigma": 1.0, "psi": 200.0, "alpha": 0.6},
    "full salience, alpha = 1": {"sigma": 1.0, "psi": 200.0, "alpha": 1.0},
    "full salience, steps": {"sigma": 1.0, "psi": 200.0, "information": "binomial"},
    "opaque": {"q": 0.0},
    "transparent": {"q": 1.0},
    "opaque, steps": {"q": 0.0, "information": "binomial"},
    "transparent, steps": {"q": 1.0, "information": "binomial"},
    "concession kept": {"r": 1.0},
    "concession lost": {"r": 0.0},
    "no fixed cost": {"tau": 0.0},
    "no reputation": {"rho": 0.0},
    "office dominates": {"psi": INFINITE},
    "office dominates, opaque": {"psi": INFINITE, "q": 0.0},
    "office dominates, full salience": {"psi": INFINITE, "sigma": 1.0},
    "office dominates, steps": {"psi": INFINITE, "information": "binomial"},
    "cheap office": {"psi": 0.5},
}


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("name", SPECIAL)
def test_special(name, proposer):
    result = compare({**BASE, **SPECIAL[name]}, proposer)
    assert not result.disagreements, result


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("index", range(len(LINEAR)))
def test_linear(index, proposer):
    result = compare(LINEAR[index], proposer)
    assert not result.disagreements, result


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("index", range(len(BINOMIAL)))
def test_binomial(index, proposer):
    result = compare(BINOMIAL[index], proposer)
    assert not result.disagreements, result
