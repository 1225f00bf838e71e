"""Simulated panels: T12's probabilities from the game's own moves, seeds, forms, and bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import summitry as sm

# the test point of T12 at x = 0: Pr(V), Pr(V, R), Pr(no V, R), Pr(V, Ch)
WANTED = {
    "F": (0.164990, 0.000632767, 0.00416512, 0.00227672),
    "L": (0.127507, 0.000371054, 0.00444898, 0.00153366),
}
NO_COVARIATES = {"weakness_prior:Intercept": -0.8, "sigma:Intercept": -1.4, "tau:x": 0.0}


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_frequencies_are_those_of_t12(proposer):
    rows = 150_000
    panel = sm.simulate_panel(
        rows=rows, parameters=NO_COVARIATES, proposer=proposer, seed=3, latent=True
    )
    visit, removed = panel["visit"], panel["removed"]
    joint = (visit, visit * removed, (1 - visit) * removed, visit * panel["challenged"])
    for found, chance in zip(joint, WANTED[proposer], strict=True):
        assert abs(found.mean() - chance) < 4.0 * np.sqrt(chance * (1.0 - chance) / rows)
    none = 0.01821226
    sold_none = (panel["visit_probability"] == 0.0).mean()
    assert abs(sold_none - none) < 4.0 * np.sqrt(none / rows)
    # no visits are sold above the threshold ln τ = 1.04607829, and only there
    assert np.log(panel.loc[panel["visit_probability"] > 0, "tau"]).max() < 1.04607829
    assert np.log(panel.loc[panel["visit_probability"] == 0, "tau"]).min() > 1.04607829


def test_nobody_is_removed_without_a_challenge_and_every_visit_has_a_price():
    panel = sm.simulate_panel(rows=20_000, seed=4)
    assert (panel["removed"] <= panel["challenged"]).all()
    assert (panel["concession"].notna() == (panel["visit"] == 1)).all()
    assert panel["removed"].sum() > 50


def test_a_seed_is_a_panel_whatever_the_threads():
    first, second = (sm.simulate_panel(rows=3_000, seed=5, threads=threads) for threads in (1, 3))
    pd.testing.assert_frame_equal(first, second)
    assert not first.equals(sm.simulate_panel(rows=3_000, seed=6))


def test_covariates_of_ones_own_are_kept_and_used():
    own = pd.DataFrame({"country": ["A", "B"] * 2_000, "weak": [0.0, 3.0] * 2_000})
    panel = sm.simulate_panel(parameters={"weakness_prior:Intercept": -2, "weakness_prior:weak": 1},
                              covariates=own, seed=1)  # fmt: skip
    assert panel["country"].tolist() == own["country"].tolist()
    removals = panel.groupby("country")["challenged"].mean()
    assert removals["B"] > 2.0 * removals["A"]


def test_an_effect_of_leaders_makes_their_rows_alike():
    def between(effect: float) -> float:
        panel = sm.simulate_panel(rows=12_000, leader_effect=effect, seed=8, latent=True)
        strength = panel["beta"] / (panel["alpha"] + panel["beta"])
        log_odds = np.log(strength / (1 - strength)) - 0.5 * panel["x1"]
        within = log_odds.groupby(panel["leader"]).std()
        assert within.max() < 1e-9
        return log_odds.std()

    assert between(0.0) < 1e-9
    assert between(0.6) == pytest.approx(0.6, rel=0.1)


def test_fewest_visits_are_no_more_than_most():
    parameters = NO_COVARIATES | {
        "prior_strength:Intercept": 0.0,
        "psi:Intercept": 6.0,
        "n:Intercept": 0.5,
    }
    most, fewest = (
        sm.simulate_panel(rows=4_000, parameters=parameters, selection=rule, seed=2, latent=True)
        for rule in ("most", "fewest")
    )
    assert (fewest["visit_probability"] <= most["visit_probability"]).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [({"rows": 0}, "rows = 0 is out of range"), ({"proposer": "both"}, "proposer = 'both' is unknown"),
     ({"selection": "all"}, "selection = 'all' is unknown"), ({"leader_effect": -1}, "leader_effect = -1"),
     ({"parameters": 3}, "is a number, not coefficients by name"),
     ({"parameters": {"sigm:x": 1}}, "Did you mean sigma:x"),
     ({"parameters": {"sigma": 1}}, "no 'field:column'"),
     ({"parameters": {"tau:Intercept": 1}}, "tau has no constant"),
     ({"parameters": {"sigma:x": "1"}}, "is not a finite number"),
     ({"parameters": {"sigma:y": 1}, "covariates": {"x": [1, 2]}}, "'y' is no column of the panel"),
     ({"parameters": {"sigma:x": 1}, "covariates": {"x": ["a", "b"]}}, "not numbers"),
     ({"parameters": {"psi:Intercept": 300}, "rows": 10}, "10 rows have no answer")],
)  # fmt: skip
def test_bad_arguments(options, words):
    with pytest.raises(sm.InputError) as error:
        sm.simulate_panel(**options)
    assert words in str(error.value)
