"""`estimate`: recovery, what must not change it, what is said of it, and what is refused (T12)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import summitry as sm
from estimation.fitted import ASKED, BELIEVED, FIXED, TRUTH, believed, estimate, fit, panel
from summitry.estimation.likelihood import evaluate
from summitry.estimation.scoring import maximize
from summitry.estimation.specification import Specification, make_specification
from summitry.estimation.starting import column_scales, random_start


def test_parameters_are_recovered_and_converged():
    found = fit()
    assert found.converged and found.decrement < 1e-8 and found.agreeing == 1
    assert list(found.params.index) == list(TRUTH)
    away = (found.params - pd.Series(TRUTH)) / found.bse
    assert np.abs(away).max() < 3.5
    assert float((away**2).sum()) < 20.3  # 99.5 % of χ² with 7 degrees of freedom


def test_the_gradient_is_zero_at_the_maximum_and_the_likelihood_lower_beside_it():
    found = believed()
    point = found.params.to_numpy()
    here = evaluate(found.data, point)
    assert np.abs(here.gradient / np.sqrt(np.diag(here.information))).max() < 1e-3
    random = np.random.default_rng(1)
    for _ in range(10):
        beside = point + 0.3 * found.bse.to_numpy() * random.standard_normal(point.size)
        assert evaluate(found.data, beside).objective < here.objective


def test_gradient_and_hessian_are_those_of_differences():
    found = believed()
    point = found.params.to_numpy() + 0.05
    at = evaluate(found.data, point)
    for k in range(point.size):
        step = np.zeros(point.size)
        step[k] = 1e-5
        rise = (
            evaluate(found.data, point + step).objective
            - evaluate(found.data, point - step).objective
        ) / 2e-5
        assert abs(rise - at.gradient[k]) < 1e-6 * np.abs(at.gradient).max() + 1e-5
    fixed = fit().curvature
    assert np.linalg.eigvalsh(fixed.hessian)[0] > 0.0
    ratio = np.linalg.eigvals(np.linalg.solve(fixed.information, fixed.hessian)).real
    assert (
        ratio.min() > 0.5 and ratio.max() < 2.0
    )  # the information equality, since the model is true


def test_every_equilibrium_behind_a_fit_is_certified():
    found = fit()
    assert found.unconfirmed == 0
    assert found.certified >= 0.9 * 12 * found.cells
    assert 0.0 <= found.worst_gain < 1e-9
    shares = found.shares
    assert 0.0 < shares["none"] < 0.5 and shares["gaps"] == 0.0 and shares["llf_fewest"] < found.llf
    assert shares["selection"] == "most visits"


def test_threads_change_no_bit_and_the_order_of_rows_nothing():
    frame = panel()
    one, two = estimate(frame, starts=1), estimate(frame, starts=1, threads=3)
    assert (one.params == two.params).all() and one.llf == two.llf
    mixed = estimate(frame.sample(frac=1.0, random_state=4), starts=1)
    assert np.abs(mixed.params / one.params - 1.0).max() < 1e-12
    assert np.abs(mixed.bse / one.bse - 1.0).max() < 1e-12


def test_rows_with_the_same_x_are_solved_once():
    frame = panel()
    assert fit().cells == len(frame[["x1", "x2", "x3"]].drop_duplicates())
    assert fit().nobs == len(frame)


def test_missing_values_drop_a_row_everywhere_and_are_counted():
    frame = panel().copy()
    frame.loc[[3, 4], "x3"] = np.nan
    frame.loc[[4, 5], "x1"] = np.nan
    found = estimate(frame, starts=1)
    assert found.nobs == len(frame) - 3 and sum(found.dropped.values()) == 3
    whole = estimate(frame.dropna(subset=["x1", "x3"]), starts=1)
    assert found.llf == whole.llf


def test_standard_errors_fall_with_the_root_of_the_rows():
    frame = panel(rows=8_000)
    copies = pd.concat([frame.assign(leader=frame["leader"] + 10_000 * k) for k in range(4)])
    more = estimate(copies, starts=1)
    for kind in ("expected", "opg", "hessian", "cluster"):
        few = np.sqrt(np.diag(fit().cov_params(kind)))
        assert np.abs(np.sqrt(np.diag(more.cov_params(kind))) / few - 0.5).max() < 2e-3


def test_rows_that_depend_on_each_other_teach_nothing_more():
    frame = panel(rows=8_000)
    same = estimate(pd.concat([frame] * 4), starts=1)
    ratio = same.bse / fit().bse
    assert same.cov_type == "cluster" and np.abs(ratio - 1.0).max() < 2e-3
    opg = np.sqrt(np.diag(same.cov_params("opg"))) / np.sqrt(np.diag(fit().cov_params("opg")))
    assert np.abs(opg - 0.5).max() < 2e-3  # which takes them for new


def test_a_start_without_likelihood_is_never_converged():
    found = fit()
    nowhere = found.params.to_numpy().copy()
    nowhere[-1] = -2.0  # c below 1
    end = maximize(lambda p: evaluate(found.data, p), nowhere, np.ones(nowhere.size))
    assert end.at.llf == -np.inf and not end.converged and end.iterations == 0


@pytest.mark.parametrize("design", [fit, believed])
def test_starts_near_the_truth_find_the_best_maximum(design):
    found = design()
    truth = np.array([{**TRUTH, **BELIEVED}[name] for name in found.params.index])
    scales, random = column_scales(found.data), np.random.default_rng(5)
    ends = [
        maximize(
            lambda p: evaluate(found.data, p), random_start(truth, scales, random, 0.5), scales
        )
        for _ in range(20)
    ]
    best = max(end.at.objective for end in ends)
    assert sum(end.converged and end.at.objective > best - 1e-3 for end in ends) >= 16
    assert found.llf + found.log_prior > best - 1e-6


def test_starts_are_counted_and_the_best_is_kept():
    found = estimate(panel("L"), proposer="L", given=None, starts=3, seed=2)
    assert len(found.starts) == 3 and found.agreeing == int(found.starts["agrees"].sum())
    assert found.agreeing >= 2  # both first guesses
    assert found.llf + found.log_prior == found.starts["objective"].max()
    assert found.llf == pytest.approx(believed().llf, abs=1e-4)


def test_without_covariates_rank_is_said_and_no_standard_error():
    frame = panel()
    found = sm.estimate(
        frame, visit="visit", removed="removed", beliefs={"k_max": (20.0, 0.5)}, starts=1, threads=1
    )
    assert not found.identified and found.bse.isna().all()
    said = found.identification()
    assert (said.rank, said.parameters) == (3, 8)
    assert "rank 3 of 8" in str(said)


def test_beliefs_pull_towards_their_median_and_contract():
    found = believed()
    assert set(found.contraction.index) == {
        f"{name}:Intercept" for name in ("n", "prior_strength", "rho", "q")
    }
    assert found.contraction.between(0.0, 1.0).all()
    tight = estimate(panel("L"), proposer="L", given=None, starts=1, beliefs={"n": (30.0, 1e-3)})
    assert abs(tight.params["n:Intercept"] - np.log(30.0)) < 1e-2
    assert abs(tight.contraction["n:Intercept"]) < 0.01
    away = found.params["n:Intercept"] - np.log(12.0)
    assert found.log_prior <= -0.5 * away**2 + 1e-12


def test_a_formula_takes_the_place_of_a_default():
    found = estimate(panel(), cost_spread="1", starts=1)
    name = "cost_spread:Intercept"
    assert found.converged and abs(found.params[name] - np.log(0.5)) < 3.5 * found.bse[name]
    assert found.llf > fit().llf
    assert not found.data.beliefs


def test_a_belief_may_be_removed_and_columns_remove_a_default_one():
    columns = {"visit": "visit", "removed": "removed", "challenged": "challenged", "cluster": None}
    asked = make_specification({}, None, {"q": None, "n": (9.0, 0.5)}, "L", columns)
    assert asked.beliefs == {"n": (9.0, 0.5), "prior_strength": (6.0, 1.0), "rho": (2.0, 1.0)}
    assert asked.given == {"r": 0.5, "cost_spread": 0.5}
    asked = make_specification({"n": "x1", "cost_spread": "1"}, {"rho": 2.0}, None, "L", columns)
    assert set(asked.beliefs) == {"prior_strength", "q"} and asked.given == {"r": 0.5, "rho": 2.0}
    assert asked == Specification.from_dict(asked.to_dict())


def test_progress_counts_starts():
    seen = []
    estimate(panel(), progress=lambda done, wanted: seen.append((done, wanted)))
    assert seen == [(0, 1), (1, 1)]


REFUSED = {
    "no challenges, no belief": ({"challenged": None}, "curved ridge", "beliefs=dict(k_max="),
    "constant in the cost index": ({"tau": "1 + x3"}, "has a constant", "median is 1"),
    "cost index of a constant alone": ({"tau": "1"}, "has a constant", "Leave out the 1"),
    "groups that add up to a constant": ({"tau": "0 + C(group)"}, "add up to a constant", "one group"),
    "constant column": ({"sigma": "x2 + two"}, "two is 2 in every row", "Leave it out"),
    "collinear": ({"sigma": "x2 + double"}, "double follows exactly from", "collinear"),
    "separation": ({"sigma": "x2 + never"}, "rows with never = 1 has a visit", "separation"),
    "no column": ({"sigma": "x4"}, "'x4' is no column", "Its columns are"),
    "visit not 0 or 1": ({"visit": "two"}, "neither 0 nor 1", "V must be 0, 1 or missing"),
    "no visits": ({"visit": "zero"}, "no row that is used has a visit", "nothing to estimate"),
    "removed, not challenged": ({"challenged": "some"}, "removed = 1 with some = 0", "mend the rows"),
    "proposer": ({"proposer": "C"}, "'C' is not a proposer", "'F' or 'L'"),
    "few clusters": ({"cluster": "group"}, "2 clusters in group for 7 parameters", "finer"),
    "given twice": ({"given": {**FIXED, "sigma": 0.2}}, "sigma has a formula and is given too", "Leave one"),
    "given no field": ({"given": {"sigmo": 0.2}}, "'sigmo' is no field", "Did you mean sigma?"),
    "given a bad value": ({"given": {"n": -1}}, "n = -1 is not a value", "above 0"),
    "given the cost": ({"given": {"tau": 2.0}}, "tau has no value to fix", "scale of all"),
    "belief of one number": ({"given": None, "beliefs": {"n": 3}}, "n = 3 is no belief", "n=(0.6, 1)"),
    "belief about r": ({"beliefs": {"r": (0.5, 1)}}, "r is fixed", "given=dict(r=0.5)"),
    "covariance": ({"cov_type": "HC3"}, "'HC3' is no covariance", "cluster, opg, hessian, expected"),
    "cluster without a column": ({"cov_type": "cluster", "cluster": None}, "lacks", "cluster='…'"),
    "starts": ({"starts": 0}, "starts = 0 is out of range", "for example starts=5"),
    "threads": ({"threads": -1}, "threads = -1 is out of range", "threads=2"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_estimated_is_refused_with_the_reason(case):
    frame = panel().assign(two=2.0, zero=0)
    frame["double"], frame["group"] = 2.0 * frame["x2"], np.where(frame["x1"] > 0.0, "a", "b")
    frame["never"] = ((frame["visit"] == 0) & (frame["x2"] > 0.4)).astype(int)
    frame["some"] = np.where(
        frame.index == frame.index[frame["removed"] == 1][0], 0, frame["challenged"]
    )
    changes, *said = REFUSED[case]
    with pytest.raises(sm.InputError) as caught:
        sm.estimate(frame, **{**ASKED, "proposer": "F", "given": FIXED, **changes})
    for words in said:
        assert words in str(caught.value)


def test_all_faults_of_a_specification_are_told_at_once():
    with pytest.raises(sm.InputError) as caught:
        estimate(panel(), proposer="C", given={"n": -1, "zz": 1}, starts=0)
    assert len(caught.value.faults) == 4
