"""Plays and trees under other laws of C's cost (T13.1)."""

from __future__ import annotations

import json

import numpy as np
import pytest

import summitry as sm

A = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
LAWS = [
    sm.Power(2),
    sm.Power(0.3),
    sm.Beta(2, 4),
    sm.Exponential(5),
    sm.Never(0.2, sm.Kumaraswamy(2, 2)),
]


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_plays_agree_with_the_equilibrium(law):
    model = A.replace(cost=law)
    for proposer in "FL":
        eq = sm.solve(model, proposer=proposer).equilibrium
        played = sm.simulate(model, eq, plays=200_000, seed=3)
        assert played.agrees, played.summary()


@pytest.mark.parametrize("law", [*LAWS, sm.Lognormal(-1, 0.5)], ids=repr)
def test_costs_are_drawn_from_the_law(law):
    model = A.replace(cost=law, k_max=1.5)
    eq = sm.solve(model, proposer="F").equilibria[0]
    cost = sm.simulate(model, eq, plays=100_000).to_xarray().cost.values
    for x in (0.01, 0.2, 0.5, 0.9):
        share = float(law.cdf(x))
        error = np.sqrt(share * (1.0 - share) / cost.size)
        assert abs((cost <= 1.5 * x).mean() - share) <= 4.5 * error


def test_a_cut_off_is_worth_the_integral_of_the_law():
    """C's best cut-off k is worth ∫₀ᵏ G (T13.1)."""
    model = A.replace(cost=sm.Power(2))
    eq = sm.solve(model, proposer="L").equilibrium
    worth = sm.challenge_payoff(model, eq, eq.weakness_visit, visit=True)
    assert worth == pytest.approx(eq.weakness_visit**3 / 3, rel=1e-12)


def test_mixed_equilibria_are_played_too():
    model = sm.Model(alpha=0.87, beta=0.498, n=0.906, sigma=0.69, q=0.191, tau=0.14, rho=1.27, r=0.664,
                     psi=16, k_max=2.04, cost=sm.Power(1.3))  # fmt: skip
    for proposer in "FL":
        (eq,) = sm.solve(model, proposer=proposer, strategies="mixed").mixed
        played = sm.simulate(model, eq, plays=200_000, seed=1)
        assert played.agrees, played.summary()


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("law", [*LAWS, sm.Lognormal(-1, 0.5)], ids=repr)
def test_nobody_gains_on_the_tree(law, proposer):
    model = A.replace(n=4, information=sm.Binomial(), cost=law)
    for eq in sm.solve(model, proposer=proposer, strategies="mixed").equilibria:
        tree = sm.extensive_form(model, proposer=proposer, concessions=6, cutoffs=5, equilibrium=eq)
        profile = sm.profile_on_tree(tree, eq)
        assert profile.agent_max_regret < 1e-12
        assert max(profile.imposed_regrets().values()) < 1e-9
        assert profile.payoffs["C"] == pytest.approx(eq.payoff_C, rel=1e-9)
        assert profile.payoffs["F"] == pytest.approx(model.sigma * eq.payoff_F, abs=1e-12)


def test_a_sweep_takes_a_law_and_says_so(tmp_path):
    law = sm.Beta(2, 4)
    model, psi = A.replace(cost=law), [5.0, 30.0, 200.0]
    swept = sm.sweep(
        model, {"psi": psi, "k_max": [0.5, 1.5]}, proposer="both", out=tmp_path / "s.zarr"
    )
    assert swept.attrs["cost"] == repr(law)
    for i, office in enumerate(psi):
        for k, scale in enumerate((0.5, 1.5)):
            for proposer in "FL":
                one = sm.solve(model, psi=office, k_max=scale, proposer=proposer)
                row = swept.sel(proposer=proposer).isel(psi=i, k_max=k)
                assert int(row["status"]) == one.status.code
                listed = [eq.visit_probability for eq in one.equilibria]
                found = row["visit_probability"].values
                np.testing.assert_allclose(found[: len(listed)], listed, rtol=1e-12)
    with pytest.raises(sm.InputError, match="cost"):  # the store is another sweep's
        sm.sweep(A.replace(cost=sm.Power(2)), {"psi": psi, "k_max": [0.5, 1.5]}, proposer="both",
                 out=tmp_path / "s.zarr", resume=True)  # fmt: skip


def test_a_sweeps_file_names_the_law(tmp_path):
    path = tmp_path / "spec.toml"
    path.write_text(
        '[model]\nscenario = "uniform-example"\n[cost]\nlaw = "power"\np = 2\n[grid]\nsigma = [0.2, 0.4]\n',
        "utf-8",
    )
    from summitry.sweeps.file import read_spec

    spec = read_spec(path)
    assert spec.cost == sm.Power(2)
    assert json.loads(spec.to_json())["cost"] == {"law": "power", "p": 2.0}


@pytest.mark.parametrize("law", [sm.Uniform(), sm.Power(2)], ids=repr)
def test_a_random_proposer_is_played(law):
    """F's deal is struck with probability λ, L's otherwise (T13.3)."""
    model = A.replace(cost=law)
    (eq,) = sm.solve(model, proposer="random", power=0.4).mixed
    played = sm.simulate(model, eq, plays=200_000, seed=5)
    assert played.agrees, played.summary()
