"""Plays in which somebody may prove the price, or that there is no deal (T13.5)."""

from __future__ import annotations

import pytest

import summitry as sm

A = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.2, psi=30)
PLAYS = 100_000


def found(who: str, reach: float = 1.0) -> sm.Equilibrium:
    """Solve; of the antagonist's interval a deal inside."""
    solution = sm.solve(A, disclosure=who, reach=reach, off_path="prior")
    return solution.intervals[0].at(0.7) if solution.intervals else solution.equilibrium


def worth(v: float, seen: float, expected: float, absent: float) -> tuple[float, float]:
    """Return the lowest price of v visits that C sees so often, and L's payoff (T5, T13.5)."""
    curve = sm.WeaknessCurve(A)
    kappa, m = float(curve.weakness_visit(v)), float(curve.m(v))
    k = seen * kappa + (1 - seen) * expected
    price = (A.tau + A.rho * k * m) / (1 - (1 - A.r) * k * m)
    risk = v * k * kappa + absent * (A.prior_weakness - v * kappa)
    return price, A.psi * (1 - risk) - v * price


@pytest.mark.parametrize(("who", "reach"), [("leader", 1.0), ("antagonist", 0.5), ("absence", 1.0)])
def test_plays_pay_what_the_equilibrium_says(who: str, reach: float) -> None:
    assert sm.simulate(A, found(who, reach), plays=PLAYS, seed=3).agrees


@pytest.mark.parametrize(("v", "seen"), [(0.5, 0.2), (0.85, 0.2 + 0.8 * 0.5)])
def test_an_antagonist_shows_prices_of_more_visits_only(v: float, seen: float) -> None:
    eq = found("antagonist", 0.5)
    price, payoff = worth(v, seen, eq.weakness_visit, eq.weakness_no_visit)
    offered = {"concession": price * (1 + 1e-13)}  # the visits of the price itself, not of one below it
    assert sm.payoff_of(A, eq, offered)["payoff_L_salient"] == pytest.approx(payoff, abs=1e-9)
    played = sm.simulate(A, eq, plays=PLAYS, deviation=offered)
    assert played.agrees
    assert played["gain"].analytic < 0


def test_to_expose_the_expected_price_changes_nothing() -> None:
    eq = found("antagonist", 0.5)
    exposure = next(d for d in eq.certificate.deviations if d.decision == "exposure")
    played = sm.simulate(A, eq, plays=PLAYS, deviation=exposure)
    assert played.deviator == "A"
    assert played["gain"].simulated == 0
    assert played["gain"].analytic == pytest.approx(0, abs=1e-15)
    assert sm.payoff_of(A, eq)["removal_salient"] == pytest.approx(eq.removal_salient, abs=1e-14)


@pytest.mark.parametrize("player", ["L", "F"])
def test_who_keeps_a_proof_back_is_taken_to_have_bought_everybody(player: str) -> None:
    eq = found("leader")
    v, kappa, k0 = eq.visit_probability, eq.weakness_visit, A.prior_weakness
    unseen, more = (1 - A.q) * v, kappa * (k0 - kappa)  # how much likelier removal becomes
    lost = unseen * more * (A.psi if player == "L" else (1 - A.r) * eq.concession + A.rho)
    silence = next(d for d in eq.certificate.deviations if d.player == player and "proof" in d.decision)
    played = sm.simulate(A, eq, plays=PLAYS, deviation=silence)
    assert played.agrees
    assert played["gain"].analytic == pytest.approx(-lost, abs=1e-12)


def test_silence_about_there_being_no_deal_looks_like_a_failed_one() -> None:
    eq = found("absence")
    weakest = float(sm.WeaknessCurve(A).m(1.0))
    lost = A.psi * A.prior_weakness * (weakest - A.prior_weakness)
    gain = sm.payoff_of(A, eq, {"silent": "L"})["payoff_L_salient"] - eq.payoff_L_salient
    assert gain == pytest.approx(-lost, abs=1e-12)
    price, payoff = worth(0.6, A.q, A.prior_weakness, weakest)
    offered = {"concession": price * (1 + 1e-13)}
    assert sm.payoff_of(A, eq, offered)["payoff_L_salient"] == pytest.approx(payoff, abs=1e-9)


@pytest.mark.parametrize(
    ("who", "deviation", "words"),
    [
        ("none", {"silent": "L"}, "no such proof"),
        ("leader", {"exposes": "A"}, "no such proof"),
        ("absence", {"silent": "F"}, "no such proof"),
        ("leader", {"silent": "C"}, "must be 'L' or 'F'"),
        ("leader", {"silent": "L", "answer": "reject"}, "strategies of F and L"),
    ],
)
def test_a_proof_that_nobody_has_cannot_be_kept_back(
    who: str, deviation: dict[str, str], words: str
) -> None:
    with pytest.raises(sm.InputError, match=words):
        sm.payoff_of(A, found(who), deviation)
