"""Mixed strategies of many models (T11): the answers of `solve`, row by row, and what always holds."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm

NAMES = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")


def fields(binomial: bool, size: int) -> dict:
    """Draw wide models with σ < 1 and finite Ψ."""
    random = np.random.default_rng(23)
    spread = {
        "alpha": (-1, 2),
        "beta": (-1, 2),
        "tau": (-2.5, 0.7),
        "rho": (-2.5, 0.7),
        "psi": (0, 4),
    }
    out = {name: 10 ** random.uniform(*ends, size) for name, ends in spread.items()}
    out |= {name: random.random(size) for name in ("sigma", "q", "r")}
    out["k_max"] = 1.0 + 3.0 * random.random(size)
    out["n"] = random.integers(1, 31, size) if binomial else 10 ** random.uniform(-1, 3, size)
    return out


@pytest.mark.parametrize("binomial", [False, True])
def test_rows_are_the_answers_of_solve(binomial):
    given, information = fields(binomial, 60), sm.Binomial() if binomial else sm.Linear()
    options = {"off_path": "smallest", "strategies": "mixed"}
    table = sm.to_dataframe(
        sm.solve_many(given, proposer="both", information=information, **options)
    )
    for row, proposer in [(row, proposer) for row in range(60) for proposer in "FL"]:
        values = {name: given[name][row].item() for name in NAMES}
        solution = sm.solve(
            sm.Model(**values, information=information), proposer=proposer, **options
        )
        right = sorted((*solution.equilibria, *solution.mixed), key=lambda eq: eq.visit_probability)
        found = table[(table["point"] == row) & (table["proposer"] == proposer)]
        assert found["status"].iloc[0] == solution.status.name.lower()
        assert found["index"].tolist() == [eq.index for eq in right]
        for name in (
            "visit_probability",
            "weakness_visit",
            "weakness_no_visit",
            "payoff_F",
            "payoff_C",
        ):
            numbers = [getattr(eq, name) for eq in right]
            np.testing.assert_allclose(found[name], numbers, rtol=1e-9, atol=1e-14)
        prices = [[offer.concession for offer in eq.offers] + [np.nan] * 2 for eq in right]
        np.testing.assert_allclose(
            found["concession_1"], [listed[0] for listed in prices], rtol=1e-9
        )
        np.testing.assert_allclose(
            found["concession_2"], [listed[1] for listed in prices], rtol=1e-9
        )


@pytest.mark.parametrize("binomial", [False, True])
def test_every_model_has_an_equilibrium_under_the_smallest_belief(binomial):
    """T11's theorem, and (e): the indices of all equilibria add up to 1."""
    answer = sm.solve_many(
        fields(binomial, 2000), proposer="both", off_path="smallest", strategies="mixed",
        information=sm.Binomial() if binomial else sm.Linear(),
    )  # fmt: skip
    assert (answer["equilibrium_count"] > 0).all()
    decided = answer["status"] != sm.Status.UNDECIDED.code
    assert (~decided).sum() <= 1
    assert (answer["index"].sum("equilibrium").where(decided, 1.0) == 1.0).all()
    kinds = set(np.unique(answer["kind"].values[~np.isnan(answer["kind"].values)]))
    assert kinds >= ({0.0, 1.0, 3.0, 4.0} if binomial else {0.0, 1.0, 4.0})


def test_rows_without_a_complete_answer_say_so():
    model = dict(alpha=13.1, beta=8.23, n=1, q=0.583, tau=0.171, rho=1.93, r=0.488, k_max=2.69)
    answer = sm.solve_many(
        model | {"sigma": [0.699, 1.0, 0.1, np.nan, 2.0], "psi": [844.0, 844.0, np.inf, 1.0, 1.0]},
        proposer="F", strategies="mixed", information=sm.Binomial(),
    )  # fmt: skip
    names = [list(sm.Status)[code].name for code in answer["status"].values]
    assert names[1:] == ["UNDECIDED", "LIMIT", "MISSING", "INVALID"]
    assert np.isnan(answer["index"].values[1:]).all()


def test_unknown_strategies_and_variables_of_the_other_kind_are_refused_together():
    with pytest.raises(sm.InputError) as refused:
        sm.solve_many({}, strategies="behavioural", variables=["struck_1"])
    assert any(fault.startswith("strategies = ") for fault in refused.value.faults)
    assert any("struck_1" in fault for fault in refused.value.faults)


def test_a_sweep_holds_offers_too():
    model = sm.Model(
        alpha=13.1, beta=8.23, n=1, sigma=0.699, q=0.583, tau=0.171, rho=1.93, r=0.488, psi=844, k_max=2.69,
        information=sm.Binomial(),
    )  # fmt: skip
    answer = sm.sweep(model, {"sigma": [0.1, 0.699]}, strategies="mixed")
    two = answer.sel(sigma=0.699).isel(equilibrium=0)
    # T11, model E
    assert float(two["struck_1"]) == pytest.approx(0.4425286007, rel=1e-9)
    assert float(two["concession_2"]) == pytest.approx(0.2910083120, rel=1e-9)
    assert answer.attrs["strategies"] == "mixed"
