"""The table of protocols: what is defined is shown, and a belief off the path is marked as one."""

from __future__ import annotations

import pytest

import summitry as sm
from summitry.equilibrium.table import columns, rows

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
NONE = BASE.replace(tau=0.3, psi=4)
STEPS = BASE.replace(n=3, information=sm.Binomial(), q=0.1)


def table(model: sm.Model) -> dict[str, list[str]]:
    return dict(rows(sm.solve_protocols(model)))


def row(model: sm.Model, start: str) -> list[str]:
    [found] = [texts for label, texts in table(model).items() if label.startswith(start)]
    return found


@pytest.mark.parametrize("model", [NONE, NONE.replace(k_max=1.05), NONE.replace(alpha=2.01)])
def test_without_an_equilibrium_the_prior_and_isolation_are_still_shown(model):
    assert "none" in row(model, "status")
    k0, c = model.prior_weakness, model.k_max
    for label, number in (
        ("perceived weakness before", k0),
        ("removal risk in isolation", k0 * k0 / c),
        ("L's payoff in isolation", model.psi * (1 - k0 * k0 / c)),
    ):
        assert row(model, label) == [f"{number:.6g}"] * 3, label
    assert row(model, "concession")[1:] == ["-", "-"]


@pytest.mark.parametrize("psi", [4, 30, 1e4, "inf"])
def test_isolation_is_the_same_number_with_and_without_an_equilibrium(psi):
    for model in (NONE.replace(psi=psi), BASE.replace(psi=psi, sigma=1), STEPS.replace(psi=psi)):
        assert len(set(row(model, "L's payoff in isolation"))) == 1
        assert len(set(row(model, "perceived weakness before"))) == 1


def test_a_density_that_is_no_experiment_has_its_own_prior():
    model = NONE.replace(information=sm.Article(), alpha=4, beta=1, n=10, psi=0.5)
    assert set(row(model, "perceived weakness before")) == {
        f"{sm.WeaknessCurve(model).prior_weakness:.6g}"
    }


@pytest.mark.parametrize("model", [BASE, NONE, BASE.replace(psi=0.1), BASE.replace(sigma=1)])
def test_beliefs_after_what_never_happens_are_marked(model):
    shown = columns(sm.solve_protocols(model))
    visits = [eq and eq.visit_probability for _, eq in shown]
    for v, text in zip(visits, row(model, "perceived weakness after"), strict=True):
        assert text.endswith(" off path") == (v == 0)
    for v, text in zip(visits, row(model, "perceived weakness without"), strict=True):
        assert text.endswith(" off path") == (v == 1 and model.sigma == 1)
