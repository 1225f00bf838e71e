"""What follows from a fit: profiles, identification, comparisons, Vuong, counterfactuals (T12)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import summitry as sm
from estimation.fitted import believed, estimate, fit, panel
from summitry.estimation.likelihood import evaluate, row_scores, score_products

CHI2 = 3.841458820694124  # 95 % of χ² with one degree of freedom


def replace_rows(data, rows):
    """Keep the first rows, each a cluster of its own."""
    return replace(
        data, row_cell=data.row_cell[:rows], row_outcome=data.row_outcome[:rows], cluster=np.arange(rows),
        clusters=rows,
    )  # fmt: skip


def test_normal_intervals_and_p_values():
    found = fit()
    ends = found.conf_int(0.1)
    assert np.allclose(ends[1] - ends[0], 2.0 * 1.6448536269514722 * found.bse)
    assert np.allclose(found.tvalues, found.params / found.bse)
    assert abs(found.aic - (14 - 2 * found.llf)) < 1e-9
    assert abs(found.bic - (7 * np.log(found.nobs) - 2 * found.llf)) < 1e-9
    with pytest.raises(sm.InputError, match="one of cluster, opg"):
        found.cov_params("HC1")


def test_clustered_errors_are_those_of_sums_over_clusters():
    """With every row four times in its leader, clustered variances do not fall; those by row do."""
    frame = panel()
    copied = estimate(pd.concat([frame] * 4), starts=1)
    once = np.diag(fit().cov_params("cluster"))
    assert np.abs(np.diag(copied.cov_params("cluster")) / once - 1.0).max() < 5e-3
    assert (
        np.abs(
            np.diag(copied.cov_params("opg")) * 4.0 / np.diag(fit().cov_params("opg")) - 1.0
        ).max()
        < 5e-3
    )


def test_clusters_of_one_row_count_as_rows_but_for_the_loss_of_the_mean():
    """With G clusters of one row each Σ ss' is that of rows, times G/(G − 1)."""
    found = fit()
    rows = 40
    few = replace_rows(found.data, rows)
    at = evaluate(found.data, found.params.to_numpy())
    own = row_scores(few, at)
    by_hand = sum(np.outer(score, score) for score in own)
    mine = score_products(few, at, clustered=True)
    np.testing.assert_allclose(mine, by_hand * rows / (rows - 1), rtol=1e-10)


@pytest.mark.parametrize("name", ["k_max", "sigma:x2"])
def test_a_profile_ends_where_twice_the_loss_is_the_quantile(name):
    found = fit()
    profile = found.profile(name)
    best = found.llf + found.log_prior
    table = profile.table.set_index("value")["llf"]
    for end in profile.interval:
        assert abs(2.0 * (best - table.loc[end]) - CHI2) < 0.01
    wald = found.conf_int().loc[profile.name]
    assert profile.interval[0] < profile.estimate < profile.interval[1]
    assert (
        abs(profile.interval[0] - wald[0]) < 0.5 * found.bse[profile.name]
    )  # nearly quadratic here


def test_a_profile_is_the_maximum_over_the_other_parameters():
    found = fit()
    profile = found.profile("k_max")
    k = list(found.params.index).index("k_max:Intercept")
    value, best = profile.table.iloc[0]
    random = np.random.default_rng(3)
    for _ in range(20):
        point = found.params.to_numpy() + 0.5 * found.bse.to_numpy() * random.standard_normal(7)
        point[k] = value
        assert evaluate(found.data, point).objective <= best + 1e-6


def test_profiles_refuse_what_they_cannot_do():
    with pytest.raises(sm.InputError, match="Did you mean k_max:Intercept"):
        fit().profile("k_max:intercept")
    with pytest.raises(sm.InputError, match="between 0 and 1"):
        fit().profile("k_max", alpha=5)


def test_identification_tells_what_beliefs_did():
    said = believed().identification()
    assert said.rank == said.parameters == 11
    alone, joint = said.table["data alone"], said.table["with beliefs"]
    assert (joint <= alone + 1e-12).all()
    believed_ones = said.table["contraction"].dropna()
    assert np.allclose(believed_ones, 1.0 - joint[believed_ones.index] ** 2)
    assert any("not learned from these data" in line for line in said.words)
    shifted = said.exclusions["with a column that moves F's cost alone"]
    assert shifted["psi:Intercept"] < said.exclusions["as it is"]["psi:Intercept"] * 1.05
    assert said.condition > 1e3 and any("n:Intercept" in line for line in said.directions)


def test_challenges_would_teach_c_and_the_weakness():
    alone = estimate(panel("L"), proposer="L", challenged=None, given=None, starts=1,
                     beliefs={"k_max": (20.0, 1.0)})  # fmt: skip
    table = alone.identification().exclusions
    for name in ("k_max:Intercept", "weakness_prior:Intercept"):
        assert table["with challenges"][name] < 0.6 * table["as it is"][name]


def test_a_comparison_adds_up():
    found = fit()
    compared = found.compare_fit("x1")
    frame = panel()
    whole = compared.table.loc["all rows"]
    assert whole["rows"] == len(frame) == compared.table["rows"].iloc[1:].sum()
    assert abs(whole["visits data"] - frame["visit"].mean()) < 1e-12
    assert (
        abs(whole["visits logits"] - frame["visit"].mean()) < 1e-8
    )  # a logit with a constant fits the mean
    after = frame.loc[frame["visit"] == 1, "removed"].mean()
    assert abs(whole["R₁ data"] - after) < 1e-12
    assert abs(whole["RR data"] - after / frame.loc[frame["visit"] == 0, "removed"].mean()) < 1e-12
    assert abs(whole["visits model"] - whole["visits data"]) < 0.01
    assert compared.logits_parameters == 4 + 5 + 5 and len(compared.notes) >= 2
    with pytest.raises(sm.InputError, match="is no column of the formulas"):
        found.compare_fit("x7")


def test_vuong_is_antisymmetric_and_does_not_tell_a_fit_from_itself():
    of_f, of_l = fit("F"), fit("L")
    one, other = sm.vuong(of_f, of_l), sm.vuong(of_l, of_f)
    assert one.difference == -other.difference
    assert abs(one.difference - (of_f.llf - of_l.llf)) < 1e-8
    assert one.z == -other.z and one.z_bic == one.z  # as many parameters
    assert abs(one.nondegenerate + other.nondegenerate) < 1e-9
    assert one.critical >= 1.95
    assert sm.vuong(of_f, of_f).z == 0.0


def test_vuong_finds_a_model_that_is_much_better():
    poor = estimate(panel(), sigma="x1", weakness_prior="1", tau="x2", starts=1)
    verdict = sm.vuong(fit(), poor)
    assert (
        verdict.z > 3.0
        and verdict.nondegenerate > verdict.critical
        and "prefer F" in verdict.verdict
    )


def test_vuong_refuses_other_rows():
    less = estimate(panel().iloc[1:], starts=1)
    with pytest.raises(sm.InputError, match="not of the same rows"):
        sm.vuong(fit(), less)


def test_opening_bargaining_and_abolishing_visits_are_one_and_lower_removals():
    found = fit()
    opened, abolished = (
        found.counterfactual(bargaining=kind, draws=50) for kind in ("open", "abolished")
    )
    assert opened.table.equals(abolished.table) and opened.label == "from the data"
    row = opened.table.loc["removals"]
    assert (
        row["low"] <= row["change"] <= row["high"] <= 0.0
    )  # Jensen: visits never lower removals ex ante
    assert opened.table.loc["visits", "changed"] == 0.0
    weight = found.data.counts.sum(axis=1) / found.nobs
    index = found.data.index(found.params.to_numpy())
    k0, c = 1.0 / (1.0 + np.exp(-index[:, 0])), np.exp(index[:, 4])
    assert abs(row["changed"] - weight @ (k0**2 / c)) < 1e-15


def test_counterfactuals_move_what_theory_says():
    found = fit()
    less = found.counterfactual(sigma="×0.5", draws=0).table
    assert less.loc["visits", "change"] < -0.3
    assert np.isnan(less["low"]).all()
    assert found.counterfactual(tau="×2", draws=0).table.loc["visits", "change"] < -0.1  # Cor. 1
    same = found.counterfactual(sigma=lambda s: s, draws=0).table
    assert np.abs(same["change"]).max() < 1e-12
    other = found.counterfactual(proposer="L", draws=0).table
    assert other.loc["visits", "change"] < 0.0  # T8, 14
    assert np.abs(other.loc["challenges", "change"]) < 1e-12  # iterated expectations
    assert found.counterfactual(sigma=0.1, n="x2", draws=0).label == "mostly assumption"


@pytest.mark.parametrize(
    "changes, words",
    [
        ({}, "nothing is changed"),
        ({"sigmo": 0.1}, "Did you mean sigma"),
        ({"sigma": 2.0}, "between 0 and 1"),
        ({"bargaining": "closed"}, "'open' or 'abolished'"),
        ({"bargaining": "open", "sigma": 0.1}, "changed alone"),
        ({"proposer": "C"}, "'F' or 'L'"),
        ({"sigma": 0.1, "draws": 3}, "at least 20"),
    ],
)
def test_counterfactuals_refuse_what_is_none(changes, words):
    with pytest.raises(sm.InputError, match=words):
        fit().counterfactual(**changes)


def test_predictions_are_the_model_s_at_new_rows():
    found = fit()
    rows = pd.DataFrame({"x1": [0.0, 1.0], "x2": [0.0, 0.5], "x3": [0.0, 0.0]}, index=["a", "b"])
    table = found.predict(rows, draws=40)
    assert len(table) == 2 and (table["visit_low"] <= table["visit"]).all()
    assert (table["visit"] <= table["visit_high"]).all()
    whole = found.predict(draws=0)
    weight = found.data.counts.sum(axis=1) / found.nobs
    assert (
        abs(weight @ whole["visit"] - found.compare_fit().table.loc["all rows", "visits model"])
        < 1e-12
    )
    with pytest.raises(sm.InputError, match="'x3' is no column"):
        found.predict(rows.drop(columns="x3"))


def test_draws_of_parameters_that_are_not_identified_are_refused():
    loose = sm.estimate(
        panel(),
        visit="visit",
        removed="removed",
        beliefs={"k_max": (20.0, 0.5)},
        starts=1,
        threads=1,
    )
    with pytest.raises(sm.InputError, match="do not identify"):
        loose.counterfactual(sigma="×0.5")
