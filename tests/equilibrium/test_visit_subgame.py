"""The visit subgame when everybody knows the price (T3): Propositions 1–4 and Corollary 1."""

from __future__ import annotations

import itertools

import mpmath as mp
import pytest

import summitry as sm
from witness.high_precision import formulas, mp_game

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
MODELS = {
    "T10": BASE,
    "little known": BASE.replace(alpha=0.7, beta=1.6, n=0.5, r=1),
    "shared cost": BASE.replace(alpha=20, beta=4, n=60, k_max=3, tau=0),
    "coin flips": BASE.replace(n=5, information=sm.Binomial()),
}
FIELDS = ("alpha", "beta", "n", "tau", "rho", "r", "sigma", "q", "psi", "k_max")
every_model = pytest.mark.parametrize("name", MODELS)
SHARES = (0.05, 0.3, 0.6, 0.95)


def between(model: sm.Model, share: float) -> float:
    """A price between z_n and z_0."""
    ends = sm.visit_subgame(model, concession=0)
    low, high = ends.concession_never, ends.concession_always
    return low + share * (high - low)


@every_model
def test_proposition_1_visits_at_a_price_are_those_of_the_witness(name):
    model = MODELS[name]
    plain = {field: getattr(model, field) for field in FIELDS}
    plain["information"] = model.information.kind
    for share in SHARES:
        z = between(model, share)
        found = sm.visit_subgame(model, concession=z)
        right = mp_game.subgame(plain, z)
        assert found.visit_probability == pytest.approx(float(right["v"]), rel=1e-11)
        assert found.no_visit_probability == pytest.approx(float(right["one_minus_v"]), rel=1e-11)
        assert found.weakness_visit == pytest.approx(float(right["kappa"]), rel=1e-12)
        assert found.weakness_no_visit == pytest.approx(float(right["nu"]), rel=1e-12)


@every_model
def test_proposition_1_price_and_visits_determine_each_other(name):
    model = MODELS[name]
    for v in SHARES:
        there = sm.visit_subgame(model, visit_probability=v)
        back = sm.visit_subgame(model, concession=there.concession)
        low, high = back.visit_probability_range
        assert low - 1e-10 <= v <= high + 1e-10


@every_model
def test_proposition_2_visits_pool_outside_the_prices_of_the_ends(name):
    model = MODELS[name]
    curve = sm.WeaknessCurve(model)
    ends = sm.visit_subgame(model, concession=0)
    low, high = ends.concession_never, ends.concession_always
    for k, m, z in ((curve.m(0), curve.m(0), low), (curve.prior_weakness, curve.m(1), high)):
        P = k * m / model.k_max
        expected = (model.tau + model.rho * P) / (1 - (1 - model.r) * P)
        assert z == pytest.approx(expected, rel=1e-13)
    never = sm.visit_subgame(model, concession=0.999 * low)
    assert (never.visits, never.visit_probability, never.threshold) == ("never", 0, None)
    assert never.weakness_visit == pytest.approx(curve.m(0), rel=1e-14)  # Assumption 1
    assert never.weakness_no_visit == pytest.approx(curve.prior_weakness, rel=1e-14)
    assert never.payoff_F == 0
    assert never.payoff_L_salient == pytest.approx(never.payoff_L_isolated, rel=1e-14)
    for z in (1.001 * high, 10 * high):
        always = sm.visit_subgame(model, concession=z)
        assert (always.visits, always.visit_probability) == ("always", 1)
        assert always.threshold == 0
        assert always.weakness_no_visit == pytest.approx(curve.m(1), rel=1e-14)  # Assumption 1
        assert always.removal_salient == pytest.approx(always.removal_isolated, rel=1e-13)
        assert always.payoff_L_salient == pytest.approx(always.payoff_L_isolated - z, rel=1e-12)


@every_model
def test_proposition_3_a_higher_price_means_more_visits_by_weaker_leaders(name):
    model = MODELS[name]
    subs = [sm.visit_subgame(model, concession=between(model, 0.01 + s / 20)) for s in range(20)]
    flips = name == "coin flips"  # inside a price gap nothing moves
    for one, two in itertools.pairwise(subs):
        for what in ("visit_probability", "weakness_visit", "weakness_no_visit"):
            rise = getattr(two, what) - getattr(one, what)
            # once 1 − v is too small to move v and κ, only it and the threshold can tell
            assert rise > 0 or ((flips or one.no_visit_probability < 1e-9) and rise >= -1e-12)
        for what in ("no_visit_probability", "threshold"):
            rise = getattr(two, what) - getattr(one, what)
            assert rise < 0 or (flips and rise <= 1e-12)


@pytest.mark.parametrize("name", ["T10", "little known", "shared cost"])
def test_corollary_1_visits_rise_with_retention_and_fall_with_costs(name):
    model = MODELS[name].replace(r=0.5, tau=0.2)
    z = between(model, 0.5)
    v = sm.visit_subgame(model, concession=z).visit_probability
    for field, sign in (("r", 1), ("tau", -1), ("rho", -1)):
        value = getattr(model, field)
        for step in (-1e-3, 1e-3):
            moved = sm.visit_subgame(model.replace(**{field: value + step}), concession=z)
            assert (moved.visit_probability - v) * step * sign > 0, (field, step)


@every_model
def test_proposition_4_a_visit_lottery_in_the_open_costs_L(name):
    model = MODELS[name]
    curve = sm.WeaknessCurve(model)
    for v in SHARES:
        sub = sm.visit_subgame(model, visit_probability=v)
        kappa, nu, k0 = curve.weakness_visit(v), curve.weakness_no_visit(v), curve.prior_weakness
        risk = (v * kappa**2 + (1 - v) * nu**2) / model.k_max
        assert sub.removal_salient == pytest.approx(risk, rel=1e-13)
        # Jensen: D − k₀²/c is the variance of C's belief
        spread = v * (1 - v) * (nu - kappa) ** 2 / model.k_max
        assert sub.removal_salient - k0**2 / model.k_max == pytest.approx(spread, abs=1e-15)
        assert sub.removal_salient > sub.removal_isolated


def test_payoffs_are_those_of_T1():
    model = BASE
    with mp.workdps(40):
        for x in (-2.0, 0.3, 2.0):
            cell = formulas.linear(2, 3, 12, x)
            v = float(cell.v)
            sub = sm.visit_subgame(model, visit_probability=v)
            z, visit = sub.concession, cell.kappa**2
            salient = cell.v * visit + cell.vc * cell.nu**2
            payoff_f = cell.v * (
                (1 - visit) * z + visit * model.r * z - model.tau - visit * model.rho
            )
            assert sub.payoff_F == pytest.approx(float(payoff_f), rel=1e-10)
            leader = 30 * (1 - salient) - cell.v * z
            assert sub.payoff_L_salient == pytest.approx(float(leader), rel=1e-12)
            assert sub.payoff_C_salient == pytest.approx(float(salient / 2), rel=1e-12)
            assert sub.removal_visit == pytest.approx(float(visit), rel=1e-12)
            assert sub.removal_no_visit == pytest.approx(float(cell.nu**2), rel=1e-12)


def test_Fs_best_type_mixes_freely_at_the_lowest_price_of_coin_flips():
    # on the first step κ = m, so z ≡ z_n: every v up to the first atom solves the subgame (T6)
    model = MODELS["coin flips"]
    first = float(mp.beta(7, 3) / mp.beta(2, 3))  # Pr(A = 5)
    ends = sm.visit_subgame(model, concession=0)
    sub = sm.visit_subgame(model, concession=ends.concession_never)
    assert sub.visit_probability_range == pytest.approx((0, first), rel=1e-12)
    for v in (0.1 * first, 0.9 * first):
        inside = sm.visit_subgame(model, visit_probability=v)
        assert inside.concession == pytest.approx(ends.concession_never, rel=1e-14)
    above = sm.visit_subgame(model, concession=1.0001 * ends.concession_never)
    assert above.visit_probability_range[0] == above.visit_probability_range[1]
    assert above.visit_probability >= first * (1 - 1e-12)


def test_a_price_inside_a_gap_of_coin_flips_changes_no_visit():
    model = MODELS["coin flips"]
    curve = sm.WeaknessCurve(model)
    v = float(sum(p for p, _ in formulas.beta_binomial(2, 3, 5)[:3]))
    low, high = curve.m(v - 1e-9), curve.m(v + 1e-9)
    kappa = curve.weakness_visit(v)
    prices = [(0.1 + 0.8 * kappa * m) / (1 - 0.6 * kappa * m) for m in (low, high)]
    assert prices[1] > prices[0] * 1.01
    for share in (0.01, 0.5, 0.99):
        z = prices[0] + share * (prices[1] - prices[0])
        assert sm.visit_subgame(model, concession=z).visit_probability == pytest.approx(
            v, rel=1e-12
        )


def test_one_of_price_and_visits_must_be_given():
    for given in (
        {}, {"concession": 1, "visit_probability": 0.5}, {"concession": -1},
        {"concession": float("inf")}, {"visit_probability": 1.01}, {"visit_probability": float("nan")},
    ):  # fmt: skip
        with pytest.raises(sm.InputError, match="visit_subgame"):
            sm.visit_subgame(BASE, **given)


@pytest.mark.parametrize("n", [2, 7, 30])
def test_a_price_for_the_end_of_a_step_is_that_of_its_own_marginal_visitor(n):
    # 1 − v rounds differently from the sum of the steps above v
    model = BASE.replace(information=sm.Binomial(), n=n)
    curve = sm.WeaknessCurve(model)
    for count in range(1, n + 1):
        v = curve.visit_probability(count)
        sub = sm.visit_subgame(model, visit_probability=v)
        risk = sub.weakness_visit * (model.beta + n - count) / (model.alpha + model.beta + n)
        price = (model.tau + model.rho * risk) / (1 - (1 - model.r) * risk)
        assert sub.concession == pytest.approx(price, rel=1e-12)
