"""What a choice is worth: against plays of the game, against T1 written out, and against the equilibrium."""

from __future__ import annotations

import math

import numpy as np
import pytest

import summitry as sm

T10 = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
ATOMS = sm.Atoms([0.3, 0.4, 0.3], [0.5, 0.6, 0.7])
MODELS = {
    "linear": T10,
    "binomial": T10.replace(information=sm.Binomial()),
    "atoms": T10.replace(information=ATOMS),
    "dear challenges": T10.replace(k_max=2.5),
    "office dominates": T10.replace(psi="inf"),
}


def equilibrium(model, bargaining="closed", proposer="L"):
    return sm.solve(model, bargaining=bargaining, proposer=proposer).equilibria[-1]


@pytest.mark.parametrize(
    "protocol", [("open", "L"), ("closed", "F"), ("closed", "L")], ids="-".join
)
@pytest.mark.parametrize("name", MODELS)
def test_without_a_deviation_it_is_what_the_equilibrium_reports(name, protocol):
    eq = equilibrium(MODELS[name], *protocol)
    for field, value in sm.payoff_of(MODELS[name], eq).items():
        assert value == pytest.approx(getattr(eq, field), rel=1e-12, abs=1e-13)


@pytest.mark.parametrize(
    "deviation, row",
    [
        ({"concession": 0.7}, "payoff_L_salient"),
        ({"concession": "none"}, "payoff_L_salient"),
        ({"answer": "reject"}, "payoff_F"),
        ({"visit_probability": 0.9}, "payoff_F"),
        ({"weakness_visit": 0.9}, "payoff_C"),
        ({"weakness_no_visit": 0.1}, "payoff_C"),
    ],
)
def test_a_deviation_is_worth_what_plays_of_it_bring(deviation, row):
    eq = equilibrium(T10)
    played = sm.simulate(T10, eq, plays=400_000, seed=5, deviation=deviation)[row]
    value = sm.payoff_of(T10, eq, deviation)[row]
    assert abs(played.simulated - value) <= 4.5 * (played.standard_error or 1e-12)
    assert value <= sm.payoff_of(T10, eq)[row] + 1e-9


def test_the_literal_article_cannot_be_played_but_valued():
    model = T10.replace(information=sm.Article())
    eq = equilibrium(model)
    assert sm.payoff_of(model, eq)["payoff_F"] == pytest.approx(eq.payoff_F, rel=1e-10)


def test_a_visit_is_worth_what_t1_says_at_every_signal():
    eq = equilibrium(T10)
    for signal in (0.0, 1.5, 7.25, 12.0):
        weakness = 1 - (2 + signal) / (2 + 3 + 12)  # T2: E[θ | A] = (α+A)/(α+β+n)
        removed = eq.weakness_visit * weakness
        stays = (1 - removed) * (eq.concession - 0.1)
        falls = removed * (0.4 * eq.concession - 0.1 - 0.8)
        assert sm.visit_payoff(T10, eq, signal) == pytest.approx(stays + falls, rel=1e-12)


def test_at_the_threshold_of_the_literal_article_a_visit_is_worth_nothing():
    model = T10.replace(information=sm.Article())
    eq = equilibrium(model)
    assert 1.0 < eq.threshold < 11.0
    assert sm.visit_payoff(model, eq, eq.threshold) == pytest.approx(0.0, abs=1e-12)
    assert sm.visit_payoff(model, eq, eq.threshold - 0.1) < 0.0
    assert sm.visit_payoff(model, eq, eq.threshold + 0.1) > 0.0


@pytest.mark.parametrize("name", ["linear", "binomial", "atoms"])
def test_f_visits_in_plays_exactly_where_a_visit_pays(name):
    model = MODELS[name]
    eq = equilibrium(model)
    table = sm.simulate(model, eq, plays=4_000, seed=3).to_xarray()
    deals = table.isel(play=np.flatnonzero(table["deal"].values))
    worth = [sm.visit_payoff(model, eq, a) for a in deals["signal"].values]
    for value, visit in zip(worth, deals["visit"].values, strict=True):
        assert abs(value) < 1e-12 or (value > 0) == visit
    assert deals["visit"].values.any()


@pytest.mark.parametrize("visit", [True, False])
def test_c_s_best_cutoff_is_what_she_believes(visit):
    model = MODELS["dear challenges"]
    eq = equilibrium(model)
    belief = eq.weakness_visit if visit else eq.weakness_no_visit
    best = sm.challenge_payoff(model, eq, belief, visit=visit)
    assert best == pytest.approx(belief**2 / (2 * 2.5), rel=1e-12)  # ∫ (k − K) dK/c up to K = k
    for other in (0.0, belief - 0.01, belief + 0.01, 2.5):
        assert sm.challenge_payoff(model, eq, other, visit=visit) < best


@pytest.mark.parametrize(
    "call, words",
    [
        (
            lambda: sm.payoff_of(T10, equilibrium(T10), {"price": 1}),
            "payoff_of: deviation 'price' is unknown",
        ),
        (lambda: sm.visit_payoff(T10, equilibrium(T10), 13), "signal = 13 is out of range"),
        (lambda: sm.visit_payoff(T10, equilibrium(T10), math.nan), "signal = nan is out of range"),
        (lambda: sm.visit_payoff(T10, equilibrium(T10, "open"), 3), "no deal is struck"),
        (
            lambda: sm.challenge_payoff(T10, equilibrium(T10), 1.5, visit=True),
            "cutoff = 1.5 is out of",
        ),
    ],
)
def test_bad_questions_get_one_clear_error(call, words):
    with pytest.raises(sm.InputError, match=words):
        call()
