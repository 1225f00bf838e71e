"""Play mode: the visitor sees what the player sees, and is told the truth about the best answer."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

import summitry as sm
from summitry.explorer.answers import answer

CASE = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
MODEL = sm.Model(**CASE)
EQ = {name: sm.solve(MODEL, proposer=name).equilibrium for name in "FL"}


def play(status: int = 200, **keys: Any) -> Any:
    made = answer("/api/play", urlencode(CASE | keys))
    assert made.status == status, made.body
    return json.loads(made.body)


def test_before_the_choice_nothing_is_told_that_the_player_does_not_know():
    asked = play(role="F", protocol="L", seed=3)
    assert set(asked) == {
        "seed", "role", "decision", "protocol", "equilibrium", "situation", "question", "choice",
    }  # fmt: skip
    later = play(role="F", protocol="L", seed=3, choice="yes")
    assert f"A = {later['play']['signal']:.4g}" in " ".join(asked["situation"])
    assert f"{later['play']['strength']:.4g}" not in " ".join(asked["situation"])


@pytest.mark.parametrize("seed", range(6))
def test_f_is_told_to_visit_exactly_from_the_equilibrium_s_threshold_on(seed):
    told = play(role="F", protocol="L", seed=seed, choice="no")
    signal = told["play"]["signal"]
    assert told["best"]["choice"] == ("yes" if signal > EQ["L"].threshold else "no")
    worth = sm.visit_payoff(MODEL, EQ["L"], signal)
    assert told["gain"] == pytest.approx(max(0.0, worth))
    assert not told["play"]["visit"]
    rash = play(role="F", protocol="L", seed=seed, choice="yes")
    assert rash["gain"] == pytest.approx(max(0.0, -worth))
    assert rash["play"]["visit"]


def test_among_these_plays_some_signals_are_weak_and_some_strong():
    best = {play(role="F", protocol="L", seed=s, choice="no")["best"]["choice"] for s in range(6)}
    assert best == {"yes", "no"}


@pytest.mark.parametrize("price", ["0.05", "0.3", "0.9", "none"])
@pytest.mark.parametrize("who", ["F", "L"])
def test_a_proposer_s_own_price_is_never_better_than_the_equilibrium_s(who, price):
    told = play(role=who, protocol=who, decision="price", choice=price)
    name = {"F": "payoff_F", "L": "payoff_L_salient"}[who]
    assert told["best"]["expected"] == pytest.approx(getattr(EQ[who], name), rel=1e-12)
    assert float(told["best"]["choice"]) == pytest.approx(EQ[who].concession, rel=1e-9)
    assert told["gain"] > 0
    assert told["payoff"]["expected"] == pytest.approx(told["best"]["expected"] - told["gain"])


def test_l_as_responder_neither_gains_nor_loses_by_refusing():
    told = play(role="L", protocol="F", choice="no")  # Prop. 6: F asks for the most that L accepts
    assert told["gain"] == 0.0
    assert told["best"]["choice"] == "yes"
    assert not told["play"]["deal"]


@pytest.mark.parametrize("seed", range(4))
def test_c_is_told_her_belief(seed):
    told = play(role="C", protocol="L", seed=seed, choice="0.1")
    eq = EQ["L"]
    belief = eq.weakness_visit if told["play"]["visit"] else eq.weakness_no_visit
    assert float(told["best"]["choice"]) == pytest.approx(belief, rel=1e-5)
    # ∫ (w − K) dK from 0.1 to w, the challenges forgone (T1, c = 1)
    assert told["gain"] == pytest.approx((belief - 0.1) ** 2 / 2, rel=1e-9)
    assert told["play"]["challenge"] == (told["play"]["cost"] <= 0.1)


def test_the_equilibrium_s_own_choice_is_the_equilibrium_s_play():
    told = play(role="L", protocol="L", choice=repr(EQ["L"].concession))
    assert told["payoff"]["realised"] == told["reference"]["realised"]
    assert told["gain"] == 0.0


def test_payoffs_are_those_of_the_rules():
    told = play(role="F", protocol="F", seed=5, choice="yes")
    row, price = told["play"], EQ["F"].concession
    assert row["visit"] == 1.0
    left = 0.0 if row["removed"] else 30.0
    assert told["payoff"]["realised"]["L"] == pytest.approx(left - price)
    kept = price if row["kept"] else 0.0
    assert told["payoff"]["realised"]["F"] == pytest.approx(kept - 0.1 - 0.8 * row["removed"])
    won = row["removed"] - row["cost"] * row["challenge"]
    assert told["payoff"]["realised"]["C"] == pytest.approx(won)


def test_the_same_seed_is_the_same_play():
    assert play(role="C", seed=9, choice="0.5") == play(role="C", seed=9, choice="0.5")
    assert play(role="C", seed=9, choice="0.5") != play(role="C", seed=10, choice="0.5")


@pytest.mark.parametrize(
    "keys, words",
    [
        (dict(role="L", protocol="F", decision="price"), "is not L's under this protocol"),
        (dict(role="F", choice="perhaps"), "must be yes or no"),
        (dict(role="L", choice="-1"), "must be a number of 0 or more, or none"),
        (dict(role="C", choice="2"), "from 0 to 1"),
        (dict(role="C", choice="nan"), "from 0 to 1"),
        (dict(role="L", sigma=0), "F never wanted a favour"),
        (dict(role="F", protocol="open"), "no deal is struck"),
        (dict(role="C", kind="article"), "no joint draw"),
        (dict(role="L", psi="inf", protocol="F"), "only as a limit"),
        (dict(role="X", seed="x", sigma=2), "role = 'X' is unknown"),
    ],
)
def test_where_there_is_nothing_to_play_it_says_why(keys, words):
    assert words in " ".join(play(status=400, **keys)["faults"])
