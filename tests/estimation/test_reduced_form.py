"""The reduced form: closed forms for counts, identities of the solver, clustered intervals (T12)."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

import summitry as sm
from estimation.panels import COUNTS, counted, random_panel
from summitry.estimation.observed import Probabilities

P, R0, R1 = 0.2, 100 / 800, 10 / 200  # of `COUNTS`


def test_counts_give_the_closed_forms_of_t12():
    found = sm.reduced_form(counted())
    isolated = (P * math.sqrt(R1) + (1 - P) * math.sqrt(R0)) ** 2
    ex_ante = P * R1 + (1 - P) * R0
    wanted = {
        "visit": P, "removal_no_visit": R0, "removal_visit": R1, "risk_ratio": R1 / R0,
        "belief_ratio": math.sqrt(R1 / R0), "removal_ex_ante": ex_ante, "removal_isolated": isolated,
        "effect": isolated - ex_ante, "effect_relative": isolated / ex_ante - 1,
        "salience_bound": P * (1 - math.sqrt(R1)) / (1 - math.sqrt(isolated)),
    }  # fmt: skip
    for name, value in wanted.items():
        assert found[name].estimate == pytest.approx(value, rel=1e-9), name
    assert found["effect"].estimate == pytest.approx(
        -P * (1 - P) * (math.sqrt(R0) - math.sqrt(R1)) ** 2
    )


def test_standard_errors_of_counts_are_the_textbook_ones():
    found, rows = sm.reduced_form(counted()), sum(COUNTS.values())
    correction = math.sqrt(rows / (rows - 1))
    assert found["visit"].standard_error == pytest.approx(
        math.sqrt(P * (1 - P) / rows) * correction, rel=1e-6
    )
    # Katz's standard error of a log risk ratio
    log_error = math.sqrt((1 - R1) / (200 * R1) + (1 - R0) / (800 * R0)) * correction
    ratio = found["risk_ratio"]
    assert ratio.standard_error == pytest.approx(ratio.estimate * log_error, rel=1e-6)
    assert math.log(ratio.high / ratio.estimate) == pytest.approx(1.959964 * log_error, rel=1e-6)


def test_rows_copied_within_their_clusters_teach_nothing():
    frame = random_panel().assign(row=range(400))
    once = sm.reduced_form(frame, covariates="x + region", challenged="challenged")
    thrice = sm.reduced_form(
        pd.concat([frame] * 3), covariates="x + region", challenged="challenged", cluster="row"
    )
    for name in once.estimates:
        assert thrice[name].estimate == pytest.approx(once[name].estimate, rel=1e-8)
        assert thrice[name].standard_error == pytest.approx(once[name].standard_error, rel=1e-6)


def test_a_logit_given_x_solves_its_equations_and_has_the_sandwich():
    from summitry.estimation.logit import fit_logit

    frame = random_panel(seed=3)
    x = np.column_stack([np.ones(400), frame["x"], 1e4 * frame["gdp"]])
    y = frame["visit"].to_numpy(float)
    fit = fit_logit(x, y, ("Intercept", "x", "gdp"), "visit")
    chance = 1 / (1 + np.exp(-x @ fit.coefficients))
    assert np.abs(x.T @ (y - chance) / np.abs(x).sum(0)).max() < 1e-9
    bread = np.linalg.inv(x.T @ (x * (chance * (1 - chance))[:, None]))
    wanted = bread @ (x.T @ (x * ((y - chance) ** 2)[:, None])) @ bread
    np.testing.assert_allclose(fit.influence.T @ fit.influence, wanted, rtol=1e-5)


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_identities_hold_at_every_equilibrium_with_visits(proposer):
    rng = np.random.default_rng(7)
    n = 3_000
    fields = {
        "alpha": rng.uniform(0.5, 5, n), "beta": rng.uniform(0.5, 5, n), "n": rng.uniform(0.5, 40, n),
        "sigma": rng.uniform(0.02, 0.98, n), "q": rng.random(n), "tau": np.exp(rng.uniform(-3, 2, n)),
        "rho": np.exp(rng.uniform(-3, 3, n)), "r": rng.random(n), "psi": np.exp(rng.uniform(0, 7, n)),
        "k_max": np.exp(rng.uniform(0, 4, n)),
    }  # fmt: skip
    table = sm.solve_many(fields, proposer=proposer).isel(equilibrium=0).to_dataframe()
    table = table.assign(sigma=fields["sigma"], c=fields["k_max"])
    table = table[table["visit_probability"] > 0]
    assert len(table) > 500
    observed = Probabilities(
        *(column.to_numpy() for column in (
            table["sigma"] * table["visit_probability"], table["weakness_no_visit"] ** 2 / table["c"],
            table["removal_visit"],
        ))
    )  # fmt: skip
    np.testing.assert_allclose(observed.isolated, table["removal_isolated"], rtol=1e-12)
    np.testing.assert_allclose(observed.ex_ante, table["removal_ex_ante"], rtol=1e-12)
    difference = table["removal_isolated"] - table["removal_ex_ante"]
    np.testing.assert_allclose(observed.effect, difference, rtol=1e-6, atol=1e-15)
    # σ ≥ p(1 − κ)/(1 − k₀) with challenges, and with the smaller bound that needs none
    beliefs = (table["weakness_no_visit"].to_numpy(), table["weakness_visit"].to_numpy())
    sharp = observed._replace(success_no_visit=beliefs[0], success_visit=beliefs[1]).salience_bound
    assert (observed.salience_bound <= sharp * (1 + 1e-12)).all()
    assert (sharp <= table["sigma"] * (1 + 1e-12)).all()


def test_the_challenge_test_is_the_log_ratio_of_ratios():
    frame = random_panel(seed=5)
    found = sm.reduced_form(frame, challenged="challenged")
    rate = frame.groupby("visit")["challenged"].mean()
    won = frame[frame["challenged"] == 1].groupby("visit")["removed"].mean()
    test = found["challenge_test"].estimate
    assert test == pytest.approx(math.log(won[1] / won[0]) - math.log(rate[1] / rate[0]), abs=1e-9)
    assert found["k_max_visit"].estimate == pytest.approx(won[1] / rate[1], rel=1e-9)
    assert "challenge_test" not in sm.reduced_form(frame).estimates


def test_the_challenge_test_accepts_the_model_and_refuses_another_cost_law():
    panel = sm.simulate_panel(rows=60_000, seed=11)
    given = {"covariates": "x1 + x2 + x3", "challenged": "challenged", "cluster": "leader"}
    assert sm.reduced_form(panel, **given).p_challenge > 0.01
    # success given a challenge no longer falls with the belief that brings the challenge about
    rng = np.random.default_rng(0)
    other = panel.assign(
        challenged=(rng.random(len(panel)) < np.where(panel["visit"] == 1, 0.03, 0.09)).astype(int)
    )
    other["removed"] = other["challenged"] * (rng.random(len(panel)) < 0.5)
    assert sm.reduced_form(other, **given).p_challenge < 1e-4


def test_the_effect_reaches_zero_where_the_sign_is_not_known_and_never_passes_it():
    same = {(0, 0): 900, (0, 1): 100, (1, 0): 90, (1, 1): 10}
    doubtful, clear = sm.reduced_form(counted(same)), sm.reduced_form(counted())
    assert doubtful["effect"].estimate == pytest.approx(0.0, abs=1e-12)
    assert doubtful["effect"].low < 0.0 == doubtful["effect"].high
    assert clear["effect"].low < clear["effect"].estimate < clear["effect"].high < 0.0


def test_covariates_undo_that_f_visits_weak_leaders():
    rng = np.random.default_rng(2)
    weak = rng.integers(0, 2, 40_000)
    visit = (rng.random(weak.size) < np.where(weak, 0.5, 0.1)).astype(int)
    risk = np.where(weak, 0.2, 0.02) * np.where(visit, 0.7, 1.0)
    removed = (rng.random(weak.size) < risk).astype(int)
    frame = pd.DataFrame({"visit": visit, "removed": removed, "weak": weak})
    assert sm.reduced_form(frame)["risk_ratio"].low > 1.0
    given = sm.reduced_form(frame, covariates="weak")["risk_ratio"]
    assert given.low < 0.7 < given.high < 1.0


def test_what_is_written_can_be_read():
    found = sm.reduced_form(
        random_panel(), covariates="x", challenged="challenged", cluster="leader"
    )
    table = found.tidy()
    assert list(table)[:5] == ["term", "estimate", "std.error", "conf.low", "conf.high"]
    assert table.set_index("term").loc["visit", "estimate"] == found["visit"].estimate
    assert len(found.glance()) == 1 and found.glance()["nobs"][0] == 400
    document = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert document["estimates"][0] == found["visit"]._asdict()
    assert found.to_latex().count(r"\\") == len(table) + 2
    assert "400 rows, 60 clusters in leader, given x" in found.summary()


@pytest.mark.parametrize(
    ("options", "words"),
    [({"level": 2}, "level = 2 is out of range"), ({"seed": -1}, "seed = -1"),
     ({"covariates": "0 + x"}, "a constant is understood"),
     ({"cluster": "half"}, "there are 2 clusters in half"),
     ({"covariates": "perfect"}, "no finite estimate")],
)  # fmt: skip
def test_bad_arguments(options, words):
    frame = random_panel()
    frame = frame.assign(half=frame["x"] > 0, perfect=frame["visit"] + 0.1 * np.tanh(frame["x"]))
    with pytest.raises(sm.InputError, match=words):
        sm.reduced_form(frame, **options)


def test_no_removal_after_a_visit_is_said_before_anything_is_computed():
    with pytest.raises(sm.InputError, match="no row with visit = 1 has removed = 1"):
        sm.reduced_form(counted({(0, 0): 50, (0, 1): 9, (1, 0): 20}))
