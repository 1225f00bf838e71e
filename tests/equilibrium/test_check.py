"""The checker: who deviates from what, and how much it gains, against brute force and by hand (T1, T5)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.special import betainc, betaincc, expit

import summitry as sm
from witness.brute_force import brute

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
MODELS = {
    "T10": BASE,
    "shared cost": BASE.replace(k_max=2.5, psi=90, r=0.9, tau=0.4),
    "hidden": BASE.replace(q=0, sigma=0.7, alpha=1.4, n=40, psi=55),
    "seen": BASE.replace(q=1, sigma=0.9, beta=1.5, n=5, rho=1.5),
}
FIELDS = ("alpha", "beta", "n", "tau", "rho", "r", "sigma", "q", "psi", "k_max")


class Search:
    """T1's payoffs over all visit rules of a linear signal; places are log-odds of the signal."""

    def __init__(self, model: sm.Model):
        self.model = model
        self.x = np.linspace(-40, 40, 40_001)
        self.grid = self.cells(self.x)

    def cells(self, x):
        """v, M, m when signals with log-odds above −x visit."""
        a, b, n = self.model.alpha, self.model.beta, self.model.n
        k0, signal = b / (a + b), n / (a + b + n)
        v, weak = betainc(b, a, expit(x)), betainc(b + 1, a, expit(x))
        return v, (1 - signal) * k0 * v + signal * k0 * weak, (1 - signal) * k0 + signal * expit(x)

    def F(self, z, k, v, M):
        g, removed = self.model, k * M / self.model.k_max
        return v * (z - g.tau) - (z * (1 - g.r) + g.rho) * removed

    def deal(self, x, k_visit, k_absent):
        """Price, L's gain and F's payoff of the deal with visits up to x (T5)."""
        g = self.model
        v, M, m = self.cells(x)
        k = g.q * M / v + (1 - g.q) * k_visit
        P = k * m / g.k_max
        z = (g.tau + g.rho * P) / (1 - (1 - g.r) * P)
        gain = g.psi / g.k_max * M * (k_absent - k) - v * z
        return z, gain, self.F(z, k, v, M)

    def top(self, f):
        """Largest value of f over places: the best of the grid, refined."""
        best = int(np.nanargmax(f(self.x)))
        lo, hi = self.x[max(best - 1, 0)], self.x[min(best + 1, self.x.size - 1)]
        options = {"xatol": 1e-11}
        found = minimize_scalar(lambda x: -f(x), bounds=(lo, hi), method="bounded", options=options)
        return max(-float(found.fun), float(f(self.x[best])))

    def best_demand(self, k_visit, k_absent):
        """The best that F can ask for: prices up to every point where L ceases to accept."""
        _, gain, payoff = self.deal(self.x, k_visit, k_absent)
        best = max(0.0, float(payoff[gain > 0].max(initial=0.0)))
        for i in np.flatnonzero((gain[:-1] > 0) & (gain[1:] <= 0)):
            root = brentq(
                lambda x: self.deal(x, k_visit, k_absent)[1], self.x[i], self.x[i + 1], xtol=1e-13
            )
            best = max(best, float(self.deal(root, k_visit, k_absent)[2]))
        # once visits are certain a higher price changes nothing, as long as L accepts
        g, k0 = self.model, self.model.prior_weakness
        k = g.q * k0 + (1 - g.q) * k_visit
        high = g.psi / g.k_max * k0 * (k_absent - k)
        P = k * float(self.cells(np.inf)[2]) / g.k_max
        if high > (g.tau + g.rho * P) / (1 - (1 - g.r) * P):
            best = max(best, self.F(high, k, 1.0, k0))
        return best


def gains(certificate: sm.Certificate) -> dict[str, float]:
    return {f"{d.player} {d.decision}": d.gain for d in certificate.deviations}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(
    ("v", "factor"), [(0.15, 1.0), (0.4, 1.3), (0.62, 0.9), (0.85, 1.05), (0.97, 1.0)]
)
def test_gains_of_any_assessment_are_those_of_a_dense_search(name, v, factor):
    model, search = MODELS[name], Search(MODELS[name])
    x = brentq(lambda y: search.cells(y)[0] - v, -40, 40, xtol=1e-14)
    _, M, m = search.cells(x)
    k0, kappa = model.prior_weakness, M / v
    k_absent = (k0 - model.sigma * M) / (1 - model.sigma * v)
    P = kappa * m / model.k_max
    z = factor * (model.tau + model.rho * P) / (1 - (1 - model.r) * P)
    own_f = search.F(z, kappa, v, M)
    own_l = model.psi / model.k_max * M * (k_absent - kappa) - v * z
    rule = search.top(lambda y: search.F(z, kappa, *search.cells(y)[:2])) - own_f
    offer = max(search.top(lambda y: search.deal(y, kappa, k_absent)[1]), 0.0) - own_l
    demand = search.best_demand(kappa, k_absent) - own_f
    expected = {
        "L": {"F visit rule": rule, "L proposal": offer, "F answer": -own_f},
        "F": {"F visit rule": rule, "F proposal": demand, "L answer": -own_l},
    }
    for proposer, right in expected.items():
        found = gains(sm.check(model, proposer=proposer, concession=z, visit_probability=v))
        for what, gain in right.items():
            assert found[what] == pytest.approx(max(gain, 0), rel=1e-6, abs=2e-9), (proposer, what)
        assert found["C cut-off after a visit"] == pytest.approx(0, abs=1e-14)
        assert found["C cut-off without a visit"] == pytest.approx(0, abs=1e-14)


@pytest.mark.parametrize("v", [0.2, 0.5, 0.8, 1.0])
def test_gains_with_coin_flips_are_those_of_brute_force(v):
    model = BASE.replace(n=6, information=sm.Binomial(), psi=80)
    curve = sm.WeaknessCurve(model)
    plain = {name: getattr(model, name) for name in FIELDS} | {"information": "binomial"}
    table = brute.grid(plain, 100_000)
    kappa, m = curve.weakness_visit(v), curve.m(v)
    k_absent = (0.6 - model.sigma * curve.M(v)) / (1 - model.sigma * v)
    z = brute.price(plain, kappa, m)
    played = {"v": v, "one_minus_v": 1 - v, "z": z, "kappa": kappa, "k_N": k_absent}
    for proposer in "FL":
        right = brute.best_response_gain(plain, proposer, played, curve=table)
        found = gains(sm.check(model, proposer=proposer, concession=z, visit_probability=v))
        other = "L" if proposer == "F" else "F"
        names = {f"{proposer}_price": f"{proposer} proposal", f"{other}_answer": f"{other} answer"}
        for theirs, ours in (names | {"F_visit": "F visit rule"}).items():
            assert found[ours] == pytest.approx(right[theirs], rel=1e-4, abs=1e-6), ours


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize("name", MODELS)
def test_an_equilibrium_passes_and_every_disturbance_names_who_gains(name, proposer):
    model = MODELS[name]
    eq = next(e for e in sm.solve(model, proposer=proposer).equilibria if e.concession is not None)
    play = {"concession": eq.concession, "visit_probability": eq.visit_probability}

    def best(**change):
        return sm.check(model, proposer=proposer, **(play | change)).best

    assert sm.check(model, proposer=proposer, **play).passed
    # a price that no longer fits the visits: F visits more, or less
    for shift in (-1e-3, 1e-3):
        certificate = sm.check(
            model, proposer=proposer, concession=eq.concession + shift,
            visit_probability=eq.visit_probability,
        )  # fmt: skip
        found = gains(certificate)
        assert not certificate.passed
        assert found["F visit rule"] > 1e-8
        more = {d.decision: d for d in certificate.deviations}["visit rule"].values
        assert (more["visit_probability"] > eq.visit_probability) == (shift > 0)
    # beliefs against Bayes' rule: C loses (Δk)²/(2c), and only she is wrong about herself
    for belief in ("weakness_visit", "weakness_no_visit"):
        right = getattr(eq, belief)
        found = gains(sm.check(model, proposer=proposer, **play, **{belief: right - 0.01}))
        what = (
            "C cut-off after a visit" if belief == "weakness_visit" else "C cut-off without a visit"
        )
        assert found[what] == pytest.approx(1e-4 / (2 * model.k_max), rel=1e-6)
    # another deal with its own right price: the proposer would ask for something else
    for v in (0.97 * eq.visit_probability, 0.9 * eq.visit_probability):
        curve = sm.WeaknessCurve(model)
        P = curve.weakness_visit(v) * curve.m(v) / model.k_max
        z = (model.tau + model.rho * P) / (1 - (1 - model.r) * P)
        deviation = best(concession=z, visit_probability=v)
        assert (deviation.player, deviation.decision) == (proposer, "proposal")
        assert deviation.gain > 1e-6


def test_a_responder_refuses_what_costs_it():
    # far too dear for L; far too cheap for F, who then would not visit either
    dear = gains(sm.check(BASE, proposer="F", concession=5, visit_probability=1))
    assert dear["L answer"] > 1
    cheap = sm.check(BASE, proposer="L", concession=0, visit_probability=0.5)
    found = gains(cheap)
    removed = sm.WeaknessCurve(BASE).weakness_visit(0.5) ** 2
    assert found["F answer"] == pytest.approx(0.5 * (0.1 + 0.8 * removed), rel=1e-12)
    assert found["F visit rule"] == pytest.approx(found["F answer"], rel=1e-12)


@pytest.mark.parametrize("proposer", "FL")
def test_open_bargaining_rewards_whoever_breaks_off_a_deal(proposer):
    # Prop. 4: a visit lottery that C sees through costs L, whatever its price
    for v in (0.1, 0.5, 0.95):
        sub = sm.visit_subgame(BASE, visit_probability=v)
        certificate = sm.check(
            BASE,
            bargaining="open",
            proposer=proposer,
            concession=sub.concession,
            visit_probability=v,
        )
        loss = 30 * (sub.removal_salient - sub.removal_isolated) + v * sub.concession
        found = gains(certificate)
        assert not certificate.passed
        breaks = "L proposal" if proposer == "L" else "L answer"
        assert found[breaks] == pytest.approx(loss, rel=1e-10)
    assert sm.check(BASE, bargaining="open", proposer=proposer).passed


@pytest.mark.parametrize("proposer", "FL")
def test_no_visits_fail_by_the_best_unexpected_deal(proposer):
    found = gains(sm.check(BASE, proposer=proposer))
    search = Search(BASE)
    first = float(BASE.prior_weakness * 5 / 17)  # m(0)
    if proposer == "L":
        expected = search.top(lambda x: search.deal(x, first, 0.6)[1])
    else:
        expected = search.best_demand(first, 0.6)
    assert expected > 1e-3
    assert found[f"{proposer} proposal"] == pytest.approx(expected, rel=1e-6)


def test_a_deal_given_in_part_is_refused():
    for given in (
        {"visit_probability": 0.5},
        {"concession": 0.5},
        {"concession": -1, "visit_probability": 0.5},
        {"concession": 0.5, "visit_probability": 1.5},
        {"concession": 0.5, "visit_probability": 0.5, "no_visit_probability": 0.4},
        {"concession": math.inf, "visit_probability": 0.5},
    ):
        with pytest.raises(sm.InputError):
            sm.check(BASE, **given)


def test_the_search_itself_agrees_with_the_beta_distribution():
    # T2 as printed, from the weak end
    v, M, _ = Search(BASE).cells(0.3)
    low, signal = expit(-0.3), 12 / 17
    assert v == pytest.approx(betaincc(2, 3, low), rel=1e-13)
    expected = (1 - signal) * 0.6 * v + signal * 0.6 * betaincc(2, 4, low)
    assert pytest.approx(expected, rel=1e-13) == M
