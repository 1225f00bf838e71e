"""Statuses, corners and limits of the solver (T5, T6): each against its formula in theory."""

from __future__ import annotations

import itertools
import math

import pytest

import summitry as sm
from witness.brute_force import brute

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
FIELDS = ("alpha", "beta", "n", "tau", "rho", "r", "sigma", "q", "psi", "k_max")
NONE = BASE.replace(n=3, psi=20, information=sm.Binomial())


def plain(model: sm.Model) -> dict:
    """The model as brute force takes it."""
    return {name: getattr(model, name) for name in FIELDS} | {"information": model.information.kind}


def price(model: sm.Model, k: float, m: float) -> float:
    P = k * m / model.k_max
    return (model.tau + model.rho * P) / (1 - (1 - model.r) * P)


def weakest(model: sm.Model) -> float:
    """m(1) of the linear signal."""
    return (model.beta + model.n) / (model.alpha + model.beta + model.n)


def visits(solution: sm.Solution) -> list[sm.Equilibrium]:
    return [eq for eq in solution.equilibria if eq.concession is not None]


@pytest.mark.parametrize("k_max", [1, 2.5])
def test_F_names_the_corner_price_when_a_favour_is_sure_to_be_wanted(k_max):
    model = BASE.replace(sigma=1, psi=200, k_max=k_max)
    corner = [eq for eq in visits(sm.solve(model, proposer="F")) if eq.no_visit_probability == 0]
    k0 = model.prior_weakness
    expected = 200 / k_max * k0 * (weakest(model) - k0)
    assert len(corner) == 1
    assert expected > price(model, k0, weakest(model))
    assert corner[0].concession == pytest.approx(expected, rel=1e-13)
    assert corner[0].weakness_no_visit == pytest.approx(weakest(model), rel=1e-14)
    assert corner[0].weakness_visit == pytest.approx(k0, rel=1e-14)
    assert corner[0].certificate.passed
    # L pays for all that the visit is worth to her
    left = 200 * (1 - k0 * weakest(model) / k_max)
    assert corner[0].payoff_L_salient == pytest.approx(left, rel=1e-13)


def test_there_is_no_corner_where_L_would_not_pay_enough():
    model = BASE.replace(sigma=1, psi=1)
    k0 = model.prior_weakness
    assert k0 * (weakest(model) - k0) < price(model, k0, weakest(model))
    for proposer in "FL":
        solution = sm.solve(model, proposer=proposer)
        assert all(eq.no_visit_probability > 0 for eq in visits(solution))


@pytest.mark.parametrize("alpha", [0.6, 1.0])
def test_L_asks_for_certain_visits_when_a_favour_is_sure_to_be_wanted(alpha):
    model = BASE.replace(alpha=alpha, sigma=1, psi=2000)
    corner = [eq for eq in visits(sm.solve(model, proposer="L")) if eq.no_visit_probability == 0]
    assert len(corner) == 1
    expected = price(model, model.prior_weakness, weakest(model))
    assert corner[0].concession == pytest.approx(expected, rel=1e-13)
    assert corner[0].weakness_no_visit == pytest.approx(weakest(model), rel=1e-14)
    equilibrium = {"v": 1.0, "one_minus_v": 0.0, "z": expected}
    beliefs = {"kappa": model.prior_weakness, "k_N": weakest(model)}
    assert brute.best_response_gain(plain(model), "L", equilibrium | beliefs)["max"] < 3e-9


def test_L_stops_just_short_of_certain_visits_when_weak_signals_are_rare():
    # α > 1: m'(1) = ∞, so v = 1 is never L's best deal, and the root lies just inside (T5)
    eq = sm.solve(BASE.replace(sigma=1, psi=2000), proposer="L").equilibrium
    assert 0 < eq.no_visit_probability < 1e-2


def test_office_dominates_and_F_proposes():
    model = BASE.replace(psi="inf")
    solution = sm.solve(model, proposer="F")
    eq = next(eq for eq in solution.equilibria if eq.kind == "limit")
    assert solution.status is sm.Status.LIMIT
    assert eq.visit_probability == 1
    expected = price(model, 0.6, weakest(model))
    assert eq.concession == pytest.approx(expected, rel=1e-13)
    gaps = [abs(step.concession - expected) for step in eq.certificate.sequence]
    assert all(later < earlier for earlier, later in itertools.pairwise(gaps))
    assert gaps[-1] < 1e-3
    assert all(step.max_gain <= 1e-9 + 1e-12 * step.psi for step in eq.certificate.sequence)


def test_the_limit_is_the_same_for_L_only_when_prices_stay_hidden():
    hidden = sm.solve(BASE.replace(psi="inf", q=0), proposer="L")
    assert hidden.status is sm.Status.LIMIT
    assert visits(hidden)[-1].visit_probability == 1
    seen = sm.solve(BASE.replace(psi="inf", q=0.5), proposer="L")
    assert seen.status is not sm.Status.LIMIT
    assert all(eq.visit_probability < 1 for eq in seen.equilibria)


def test_price_is_unbounded_when_office_dominates_and_a_favour_is_sure():
    solution = sm.solve(BASE.replace(psi="inf", sigma=1), proposer="F")
    assert solution.status is sm.Status.UNBOUNDED
    assert not visits(solution)
    certain = sm.solve(BASE.replace(psi="inf", sigma=1), proposer="L").equilibrium
    assert certain.visit_probability == 1
    assert certain.concession == pytest.approx(price(BASE, 0.6, weakest(BASE)), rel=1e-13)


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize(("alpha", "beta"), [(0.7, 1.5), (1, 3), (1, 0.4), (1.5, 2.0)])
@pytest.mark.parametrize(("rho", "n"), [(0.8, 12), (0.2, 3), (6, 2)])
def test_hidden_prices_and_a_large_office_benefit_near_certain_visits(
    alpha, beta, rho, n, proposer
):
    # T5: at q = 0 and large Ψ an equilibrium near v = 1 survives iff
    # k₀·m'(1)·[ρ+(1−r)τ]/(c(1−(1−r)P)²) ≥ z(1)(m(1)−k₀)/k₀; m'(1) is 0, (1−ω)/β, ∞ for α <, =, > 1
    model = BASE.replace(alpha=alpha, beta=beta, rho=rho, n=n, q=0, psi=1e7)
    k0, m1 = model.prior_weakness, weakest(model)
    P = k0 * m1
    signal = n / (alpha + beta + n)
    slope = 0.0 if alpha < 1 else (signal / beta if alpha == 1 else math.inf)
    left = k0 * slope * (rho + 0.6 * 0.1) / (1 - 0.6 * P) ** 2
    right = price(model, k0, m1) * (m1 - k0) / k0
    assert abs(left - right) > 0.02 * right
    near = [
        eq for eq in sm.solve(model, proposer=proposer).equilibria if eq.visit_probability > 0.99
    ]
    assert bool(near) == (left > right)


def test_a_signal_of_one_value_buys_no_visits():
    model = BASE.replace(information=sm.Atoms([1.0], [0.6]), psi=1e6, sigma=0.9)
    for proposer in "FL":
        eq = sm.solve(model, proposer=proposer).equilibrium
        assert eq.kind == "no visits"
        assert eq.payoff_L_salient == pytest.approx(eq.payoff_L_isolated, rel=1e-14)
    sub = sm.visit_subgame(model, visit_probability=0.5)
    assert sub.removal_salient == pytest.approx(0.36, rel=1e-14)


def test_first_step_example_of_theory():
    # T6: beside no visits, F's best type mixes with v* = .4837; F earns nothing, L is indifferent
    model = sm.Model(
        alpha=1.875, beta=1.721, n=1, tau=0.348, rho=0.962, r=0.093, sigma=0.683, q=0.921,
        psi=9.504, information=sm.Binomial(),
    )  # fmt: skip
    k0, first = model.prior_weakness, 1.721 / 4.596
    z = price(model, first, first)
    share = (1 - 9.504 * first * (k0 - first) / z) / 0.683
    for proposer in "FL":
        found = sm.solve(model, proposer=proposer).equilibria
        assert found[0].visit_probability == 0
        some = found[1]
        assert 0 < some.threshold_share < 1
        assert some.visit_probability == pytest.approx(share, rel=1e-12)
        assert some.visit_probability == pytest.approx(0.4837, abs=4e-4)  # from rounded inputs
        assert some.concession == pytest.approx(z, rel=1e-13)
        assert some.payoff_F == pytest.approx(0, abs=1e-15)
        assert some.payoff_L_salient == pytest.approx(some.payoff_L_not_salient, rel=1e-13)
        assert some.threshold == 1


def test_F_stops_inside_a_price_gap_of_coin_flips():
    # at v_j L pays all that the visits are worth, between the prices of the type below and the next
    model = NONE.replace(n=2, psi=8, sigma=0.6, q=0.2)
    curve = sm.WeaknessCurve(model)
    found = [eq for eq in visits(sm.solve(model, proposer="F")) if eq.threshold_share == 1]
    assert found
    for eq in found:
        v, kappa = eq.visit_probability, eq.weakness_visit
        worth = 8 * kappa * (0.6 - kappa) / (1 - 0.6 * v)
        assert eq.concession == pytest.approx(worth, rel=1e-13)
        assert price(model, kappa, curve.m(v)) < worth < price(model, kappa, curve.m_right(v))


def test_no_equilibrium_names_who_would_deviate_to_what():
    solution = sm.solve(NONE, proposer="L")
    assert solution.status is sm.Status.NONE
    assert not solution.equilibria
    assert {eq.kind for eq in solution.rejected} == {"no visits", "visits"}
    for eq in solution.rejected:
        best = eq.certificate.best
        assert not eq.certificate.passed
        assert best.player == "L"
        assert best.decision == "proposal"
        assert 0 < best.values["visit_probability"] <= 1
        assert best.gain == eq.max_gain > 1e-9
    with pytest.raises(sm.NoUniqueEquilibriumError, match="rejected"):
        _ = solution.equilibrium


@pytest.mark.parametrize(
    "model", [NONE, BASE, BASE.replace(psi=20, q=0.05, n=40), BASE.replace(psi="inf")]
)
@pytest.mark.parametrize("proposer", "FL")
def test_no_visits_stand_exactly_when_unexpected_visits_are_read_as_weak_enough(model, proposer):
    solution = sm.solve(model, proposer=proposer)
    reading = solution.supporting_reading

    def silent(off_path) -> bool:
        answer = sm.solve(model, proposer=proposer, off_path=off_path)
        return any(eq.kind == "no visits" for eq in answer.equilibria)

    curve = sm.WeaknessCurve(model)
    low, high = curve.m(0), curve.m(1)
    assert silent("strongest") == solution.supports_no_visits["strongest"]
    assert silent("prior") == solution.supports_no_visits["prior"]
    if reading is None:
        assert not silent(high)
        return
    assert low <= reading <= high
    assert silent(min(high, reading + 1e-6))
    if reading > low:
        assert not silent("strongest")
        assert not silent(reading - 1e-6)
    else:
        assert silent("strongest")


def test_a_dear_visit_is_never_bought():
    # L cannot gain more than Ψk₀(m(1)−k₀)/(1−σ) a visit, F wants at least τ
    model = BASE.replace(tau=50, psi=5)
    for proposer in "FL":
        eq = sm.solve(model, proposer=proposer).equilibrium
        assert eq.kind == "no visits"
        assert eq.weakness_no_visit == 0.6
        assert eq.removal_salient == pytest.approx(0.36, rel=1e-14)
        assert eq.payoff_C == pytest.approx(0.18, rel=1e-14)
        assert eq.concession is None
        assert "no visit" in eq.reasons["concession"]


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize(
    "change",
    [
        {"sigma": 0},
        {"r": 1},
        {"tau": 0},
        {"rho": 0},
        {"q": 0},
        {"q": 1},
        {"r": 0},
        {"tau": 0, "r": 1},
    ],
    ids=str,
)
def test_edges_of_the_parameters_have_certified_answers_that_nobody_leaves(change, proposer):
    model = BASE.replace(**change)
    solution = sm.solve(model, proposer=proposer)
    assert visits(solution)
    for eq in visits(solution):
        played = {
            "v": eq.visit_probability, "one_minus_v": eq.no_visit_probability, "z": eq.concession,
            "kappa": eq.weakness_visit, "k_N": eq.weakness_no_visit,
        }  # fmt: skip
        assert brute.best_response_gain(plain(model), proposer, played)["max"] <= 1e-9 + 3e-11
        assert eq.removal_ex_ante >= eq.removal_isolated * (1 - 1e-14)
        if proposer == "F":
            # T5: isolation − U_L = σ·v·z·k₀/κ
            loss = eq.payoff_L_isolated - eq.payoff_L_salient
            v, z, ratio = eq.visit_probability, eq.concession, 0.6 / eq.weakness_visit
            assert loss == pytest.approx(model.sigma * v * z * ratio, abs=1e-12)
            assert eq.is_resource_curse == (model.sigma > 0)


def test_without_salience_absence_says_nothing():
    for proposer in "FL":
        eq = visits(sm.solve(BASE.replace(sigma=0), proposer=proposer))[0]
        assert eq.weakness_no_visit == pytest.approx(0.6, rel=1e-14)
        assert eq.removal_ex_ante == pytest.approx(0.36, rel=1e-14)


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize("psi", [0.5, 30, 1e6, "inf"])
def test_open_bargaining_never_makes_a_deal(proposer, psi):
    solution = sm.solve(BASE.replace(psi=psi, sigma=0.9), bargaining="open", proposer=proposer)
    eq = solution.equilibrium
    assert solution.status is sm.Status.ONE
    assert (eq.kind, eq.visit_probability, eq.concession) == ("no visits", 0, None)
    assert eq.removal_salient == eq.removal_not_salient == eq.removal_isolated
    assert eq.payoff_F == 0
    assert eq.certificate.passed


def test_equilibria_come_in_order_of_visits_and_the_only_one_is_only_given_when_it_is():
    triple = sm.Model(
        alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778,
        q=0.7715, psi=1312.86,
    )  # fmt: skip
    for proposer in "FL":
        solution = sm.solve(triple, proposer=proposer)
        shares = [eq.visit_probability for eq in solution.equilibria]
        assert solution.status is sm.Status.SEVERAL
        assert len(shares) == 3
        assert shares == sorted(shares)
        assert shares[0] == 0
        with pytest.raises(sm.NoUniqueEquilibriumError, match="several"):
            _ = solution.equilibrium
    solution = sm.solve(BASE)
    assert (solution.equilibrium,) == solution.equilibria


def test_bad_options_are_named_together():
    with pytest.raises(sm.InputError) as fault:
        sm.solve(BASE, bargaining="half", proposer="C")
    assert "half" in str(fault.value)
    assert "'C'" in str(fault.value)
    for reading in (0.01, 0.999, "weakest", True):
        with pytest.raises(sm.InputError, match="off_path"):
            sm.solve(BASE, off_path=reading)


@pytest.mark.parametrize("n", range(1, 40))
def test_visits_and_their_absence_have_probabilities_that_sum_to_one(n):
    # coin flips: their probabilities sum to one only up to rounding, 1 − v must not
    for alpha, beta in ((2, 3), (0.37, 1.9), (11, 0.6)):
        model = BASE.replace(alpha=alpha, beta=beta, n=n, information=sm.Binomial())
        silent = sm.solve(model, bargaining="open").equilibrium
        assert (silent.visit_probability, silent.no_visit_probability) == (0, 1)
        for v in (0.01, 0.3, 0.5, 0.77, 0.999):
            sub = sm.visit_subgame(model, visit_probability=v)
            assert sub.visit_probability + sub.no_visit_probability == 1


def test_zeros_of_a_slope_that_has_underflowed_are_no_equilibria():
    # Cor. 3 at σ = 1: v* = 1; far out W's slope, in units that vanish with the density, is exactly zero
    model = sm.Model(
        alpha=288.149, beta=0.196621, n=547.843, q=0.11645, tau=1.92857, rho=18.2381, r=0.986247,
        k_max=35.945, sigma=1, psi="inf",
    )  # fmt: skip
    only = sm.solve(model, proposer="L").equilibrium
    assert (only.visit_probability, only.no_visit_probability) == (1.0, 0.0)
