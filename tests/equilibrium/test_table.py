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


# G of T11: one deal that is struck at times, and two demands or offers, beside no visits
G = sm.Model(alpha=1.19, beta=0.46, n=2, sigma=0.853, q=0.398, tau=0.176, rho=1.72, r=0.458, psi=31.1,
             k_max=3.76, information=sm.Binomial())  # fmt: skip


def test_mixed_equilibria_have_columns_with_every_offer():
    solutions = sm.solve_protocols(G, protocols=(("closed", "F"),), strategies="mixed")
    shown = dict(rows(solutions))
    assert shown["probability that the offer is accepted"] == ["-", "0.599175", "1 / 0.750945"]
    assert shown["probability of a visit after the offer"] == ["-", "0.846404", "0.846404 / 0.954206"]
    assert shown["probability that the offer is made"][1] == "1"
    assert "demand or refusal" in solutions._repr_html_()
    latex = solutions.to_latex()
    assert "closed, F proposes, two demands" in latex
    assert "$0.241213$ / $0.257541$" in latex


def test_tables_hold_mixed_equilibria_and_their_offers():
    """T11's 10 digits, in CSV, in pandas and as a dataset."""
    solution = sm.solve(G, proposer="F", strategies="mixed")
    lines = [line.split(",") for line in solution.to_csv().splitlines()]
    table = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert [row["kind"] for row in table] == ["no visits", "demand or refusal", "two demands"]
    assert float(table[2]["struck_2"]) == pytest.approx(0.4226300824, rel=1e-9)
    assert float(table[2]["concession_1"]) == pytest.approx(0.2412132728, rel=1e-9)
    assert table[2]["concession"] == table[1]["struck_2"] == table[0]["struck_1"] == ""
    dataset = solution.to_xarray()
    assert dataset["kind"].values.tolist() == [row["kind"] for row in table]
    assert dataset["index"].values.tolist() == [1, -1, 1]
    assert float(dataset["struck_1"][1]) == pytest.approx(0.5991748813, rel=1e-9)
    assert len(sm.solve_protocols(G, strategies="mixed").to_dataframe()) == 7
    assert "struck_1" not in sm.solve(G).to_csv()
