"""Summaries in words: no sentence says that something moved from a number to the same number."""

from __future__ import annotations

import re

import numpy as np
import pytest

import summitry as sm
from summitry.equilibrium.summary import apart

BASE = sm.load_scenario("uniform-example").model
MOVE = re.compile(r"(falls|rises) from (\S+) to (\S+)")
ABOVE = re.compile(r"is (\S+)%, above the (\S+)% of isolation")
LIMITS = [
    {}, {"psi": "inf"}, {"sigma": 0}, {"sigma": 1}, {"sigma": 1, "psi": 1e9}, {"psi": 1e15},
    {"psi": "inf", "q": 0}, {"psi": "inf", "sigma": 1}, {"n": 1e-9}, {"n": 1e9}, {"q": 0, "psi": 1e8},
    {"r": 1}, {"tau": 0}, {"rho": 0}, {"tau": 0.3, "psi": 4}, {"alpha": 1e-3}, {"alpha": 400, "beta": 3},
]  # fmt: skip


def random_models(count):
    rng = np.random.default_rng(18)
    for _ in range(count):
        yield BASE.replace(
            alpha=10 ** rng.uniform(-1, 2), beta=10 ** rng.uniform(-1, 2), n=10 ** rng.uniform(-2, 3),
            sigma=rng.random(), q=rng.random(), tau=rng.random(), rho=2 * rng.random(), r=rng.random(),
            psi=10 ** rng.uniform(0, 12),
        )  # fmt: skip


MODELS = [BASE.replace(**changes) for changes in LIMITS] + list(random_models(150))


def solutions():
    return [solution for model in MODELS for solution in sm.solve_protocols(model)]


def test_words_agree_with_the_numbers_of_which_they_speak():
    kinds = set()
    for solution in solutions():
        text = solution.summary()
        kinds.add(solution.status.name)
        for _, before, after in MOVE.findall(text):
            assert float(after) < float(before), text
        for risk, isolated in ABOVE.findall(text):
            assert float(risk) > float(isolated), text
        assert text.count("resource curse") == sum(
            eq.is_resource_curse for eq in solution.equilibria
        )
        mutual = sum(eq.is_mutually_beneficial for eq in solution.equilibria)
        assert text.count("mutually beneficial") == mutual
        assert text.count("No visit takes place") == sum(
            eq.visit_probability == 0 for eq in solution.equilibria
        )
    assert kinds == {"ONE", "SEVERAL", "NONE", "LIMIT", "UNBOUNDED"}


def test_the_limit_teaches_c_nothing():
    limit = sm.solve(BASE.replace(psi="inf"), proposer="F")
    assert "C learns nothing from it: her perceived weakness of L stays at 0.5." in limit.summary()


def test_a_belief_off_the_path_would_rise():
    corner = sm.solve(BASE.replace(sigma=1), proposer="F")
    assert "would rise to 0.917 without one" in corner.summary()


def test_no_equilibrium_names_who_gains_and_how():
    none = sm.solve(
        BASE.replace(alpha=2, beta=3, n=12, tau=0.3, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=4),
        proposer="F",
    )
    assert none.status is sm.Status.NONE
    best = min(none.rejected, key=lambda eq: eq.max_gain).certificate.best
    assert f"fails: {best.player} would gain {best.gain:.3g} by " in none.summary()


@pytest.mark.parametrize("difference", [1e-2, 1e-4, 1e-6, 1e-8, 1e-10])
def test_two_numbers_are_written_apart(difference):
    first, second = apart(0.5, 0.5 - difference)
    assert float(first) > float(second)
    first, second = apart(0.5, 0.5 - difference / 10, percent=True)
    assert first != second
