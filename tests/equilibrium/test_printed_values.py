"""The test values of T10, to the digits printed there."""

from __future__ import annotations

import pytest

import summitry as sm

FIRST = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
F = {
    "threshold": 1.74578634686, "concession": 0.627452316266, "visit_probability": 0.896298830089,
    "weakness_visit": 0.575038321917, "weakness_no_visit": 0.611409945184,
    "removal_salient": 0.348099807877, "removal_not_salient": 0.36684596711,
    "removal_ex_ante": 0.360284811379, "payoff_F": 0.124074301046, "payoff_C": 0.180142405690,
    "payoff_L_salient": 18.9946209867, "payoff_L_not_salient": 18.9946209867,
    "payoff_L_isolated": 19.2,
}  # fmt: skip
L = {
    "threshold": 3.66476839376, "concession": 0.474265736539, "visit_probability": 0.642167500144,
    "weakness_visit": 0.517541563501, "weakness_no_visit": 0.623906418582,
    "removal_salient": 0.338993664719, "removal_not_salient": 0.374343851149,
    "removal_ex_ante": 0.361971285899, "payoff_F": 0.0537926259484,
    "payoff_L_salient": 19.525632016, "payoff_L_not_salient": 18.7696844655,
}  # fmt: skip


@pytest.mark.parametrize(("proposer", "values"), [("F", F), ("L", L)])
def test_every_value_of_the_first_model(proposer, values):
    eq = sm.solve(FIRST, proposer=proposer).equilibrium
    for name, value in values.items():
        assert getattr(eq, name) == pytest.approx(value, rel=1e-10), name


@pytest.mark.parametrize(
    ("model", "f", "l"),
    [
        (sm.Model(alpha=0.7, beta=1.6, n=5, tau=0.02, rho=1.3, r=0.9, sigma=0.8, q=0.25, psi=200),
         0.00212965014736, 0.0438984474679),
        (sm.Model(alpha=4, beta=1.2, n=30.5, tau=0.3, rho=0.2, r=0.1, sigma=0.1, q=0.95, psi=60),
         14.731053823, 21.685787966),
    ],
)  # fmt: skip
def test_thresholds_of_the_other_models(model, f, l):  # noqa: E741
    assert sm.solve(model, proposer="F").equilibrium.threshold == pytest.approx(f, rel=1e-10)
    assert sm.solve(model, proposer="L").equilibrium.threshold == pytest.approx(l, rel=1e-10)


def test_an_answer_verifies_from_the_payoffs_and_a_tampered_one_does_not():
    saved = sm.solve(FIRST, proposer="F").to_dict()
    assert sm.verify(saved).passed
    for name in ("concession", "weakness_no_visit", "payoff_F", "removal_ex_ante"):
        tampered = sm.solve(FIRST, proposer="F").to_dict()
        tampered["equilibria"][0][name] += 1e-3
        assert not sm.verify(tampered).passed, name


def test_three_equilibria_of_theory_are_found():
    # T5's example; its inputs are rounded there, which moves v in the fourth digit
    model = sm.Model(
        alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778,
        q=0.7715, psi=1312.86,
    )  # fmt: skip
    for proposer, expected in {"F": (0, 0.2654, 0.9974), "L": (0, 0.2735, 0.9920)}.items():
        solution = sm.solve(model, proposer=proposer)
        found = [eq.visit_probability for eq in solution.equilibria]
        assert found == pytest.approx(expected, abs=4e-4)
