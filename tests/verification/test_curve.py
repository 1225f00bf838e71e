"""The reader's weakness curve against closed forms, exact fractions and 60-digit arithmetic (T2, T6, T7)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from mpmath import mp, mpf

import summitry as sm
from summitry.verification.curve import CannotJudgeError, StepsCurve, curve_of, density_curve
from witness.high_precision import mp_game as witness

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # `verify` silences them itself


@pytest.mark.parametrize("n", [0.3, 10.0, 400.0])
def test_uniform_prior_has_the_closed_form_of_the_article(n):
    grid = curve_of("linear", 1.0, 1.0, n).grid
    size, u = n + 2.0, n * grid.v + 2.0
    np.testing.assert_allclose(grid.kappa, u / (2.0 * size), rtol=1e-13)
    np.testing.assert_allclose(grid.low, (u - 1.0) / size, rtol=1e-13)
    early = grid.v < 0.9
    nu = 0.5 + grid.lift[early] / grid.rest[early]
    np.testing.assert_allclose(nu, (size + u[early] - 2.0) / (2.0 * size), rtol=1e-13)


@pytest.mark.parametrize(
    ("alpha", "beta", "n"),
    [(2, 3, 12), (0.01, 0.01, 5), (0.01, 3, 1e3), (300, 0.5, 1e-3), (1e3, 40, 7), (0.7, 1.6, 5),
     (1e4, 2e4, 1e5), (1e4, 0.01, 100)],
)  # fmt: skip
def test_linear_curve_agrees_with_the_witness_at_both_ends(alpha, beta, n):
    grid = curve_of("linear", alpha, beta, n).grid
    others = {"sigma": 0.5, "q": 0.5, "tau": 0.1, "rho": 1.0, "r": 0.5, "psi": 10.0}
    model = {"alpha": alpha, "beta": beta, "n": n, **others}
    sums = (grid.v > 1e-200) & (grid.rest > 1e-200)
    places = np.flatnonzero(sums)[np.linspace(0, sums.sum() - 1, 9).astype(int)]
    for i in places:
        right = witness.curve(model, -mpf(float(grid.x[i])))  # the witness counts by strength
        with mp.workdps(60):
            lift = right["v"] * (right["k0"] - right["kappa"])
        for value, exact in (
            (grid.v, right["v"]), (grid.rest, right["one_minus_v"]), (grid.weak, right["M"]),
            (grid.low, right["m"]), (grid.lift, lift),
        ):  # fmt: skip
            if (
                value is not grid.lift or 1e-30 < grid.v[i] < 1.0 - 1e-15
            ):  # k₀ − κ to 60 digits only
                assert abs(mpf(float(value[i])) / exact - 1) < 2e-12


@pytest.mark.parametrize(("alpha", "beta", "n"), [(50, 48, 30), (0.5, 900, 20), (1e4, 1e4, 1e4)])
def test_visits_too_rare_for_doubles_say_what_the_witness_computes(alpha, beta, n):
    curve = curve_of("linear", alpha, beta, n)
    others = {"sigma": 0.5, "q": 0.5, "tau": 0.1, "rho": 1.0, "r": 0.5, "psi": 10.0}
    rare = np.flatnonzero((curve.grid.v > 0.0) & (curve.grid.v <= 1e-270))
    assert rare.size > 50
    for i in rare[::20]:
        right = witness.curve(
            {"alpha": alpha, "beta": beta, "n": n, **others}, -mpf(float(curve.grid.x[i]))
        )
        assert right["v"] < 1e-269
        assert float(curve.grid.kappa[i]) == pytest.approx(float(right["kappa"]), rel=1e-13)
        with mp.workdps(60):
            drop = float(right["k0"] - right["kappa"])
        assert float(curve.grid.drop[i]) == pytest.approx(drop, rel=1e-12)


@pytest.mark.parametrize(("alpha", "beta", "n"), [(2, 3, 4), (1, 1, 1), (7, 2, 30)])
def test_binomial_curve_is_that_of_exact_fractions(alpha, beta, n):
    curve = curve_of("binomial", alpha, beta, n)
    ends = curve.grid[curve.grid.x == np.inf]
    mass, masses = Fraction(1), []
    for a in range(n, -1, -1):
        masses.append(mass)
        mass *= Fraction(a, n - a + 1) * Fraction(beta + n - a, max(alpha + a - 1, 1))
    total, v, weak = sum(masses), Fraction(0), Fraction(0)
    for i, p in enumerate(masses):
        v += p / total
        weak += p / total * Fraction(beta + i, alpha + beta + n)
        assert float(ends.v[i]) == pytest.approx(float(v), rel=1e-14)
        assert float(ends.weak[i]) == pytest.approx(float(weak), rel=1e-14)
    assert curve.k0 == pytest.approx(beta / (alpha + beta), rel=1e-14)


@pytest.mark.parametrize(("alpha", "beta", "n"), [(4.0, 1.0, 10.0), (0.6, 2.5, 3.7)])
def test_article_curve_integrates_the_literal_density(alpha, beta, n):
    curve = curve_of("article", alpha, beta, n)

    def density(x):
        choose = mp.gamma(n + 1) / (mp.gamma(x + 1) * mp.gamma(n - x + 1))
        return choose * mp.beta(alpha + x, beta + n - x)

    def moment(x):
        return density(x) * (beta + n - x) / (alpha + beta + n)

    with mp.workdps(25):
        total = mp.quad(density, [0, n / 2, n])
        for a in (0.2 * n, 0.7 * n):
            p = curve.at(np.array(0), np.array(np.log((n - a) / a)))
            assert float(p.v) == pytest.approx(float(mp.quad(density, [a, n]) / total), rel=1e-12)
            assert float(p.weak) == pytest.approx(float(mp.quad(moment, [a, n]) / total), rel=1e-12)
    if alpha == 4.0:
        assert curve.k0 == pytest.approx(0.22496, abs=5e-6)  # T2: the prior's is 0.2


def test_a_density_of_ones_own_gives_the_curve_that_it_describes():
    # density 1 + a(1 − 2s) and weakness (b + ds)/density integrate in closed form
    a, b, d = 0.3, 0.5, 0.2
    curve = density_curve(
        lambda s: 1 + a * (1 - 2 * s), lambda s: (b + d * s) / (1 + a * (1 - 2 * s))
    )
    assert curve.k0 == pytest.approx(b + d / 2, rel=1e-14)
    for s in (1e-12, 0.2, 0.7, 1.0 - 1e-9):
        p = curve.at(np.array(0), np.array(np.log(s / (1.0 - s))))
        density = 1 + a * (1 - 2 * s)
        assert float(p.v) == pytest.approx(s + a * (s - s * s), rel=1e-12)
        assert float(p.rest) == pytest.approx((1 - s) * (1 - a * s), rel=1e-7)
        assert float(p.weak) == pytest.approx(b * s + d * s * s / 2, rel=1e-12)
        assert float(p.low) == pytest.approx((b + d * s) / density, rel=1e-12)


def test_equal_weaknesses_are_one_value_of_a_signal():
    split, whole = StepsCurve([0.2, 0.3, 0.5], [0.4, 0.4, 0.6]), StepsCurve([0.5, 0.5], [0.4, 0.6])
    assert split.pieces == whole.pieces == 2
    np.testing.assert_array_equal(split.grid.weak, whole.grid.weak)


@pytest.mark.parametrize("v", [1e-30, 0.13, 0.5, 0.87, 1.0])
@pytest.mark.parametrize("kind", ["linear", "binomial", "article"])
def test_a_visit_rule_is_found_again_from_its_probability(kind, v):
    curve = curve_of(kind, 2.0, 3.0, 6.0)
    p = curve.at(*curve.locate(v, 1.0 - v))
    assert float(p.v) == pytest.approx(v, rel=1e-13)


def test_what_the_reader_cannot_integrate_it_refuses():
    with pytest.raises(CannotJudgeError, match="unknown to the reader"):
        curve_of("embassy", 1.0, 1.0, 1.0)
    with pytest.raises(CannotJudgeError, match="loses its digits"):
        curve_of("article", 1e6, 1.0, 10.0)
    with pytest.raises(CannotJudgeError, match="too rough"):
        density_curve(lambda s: 1.0 + 0.5 * np.sign(np.sin(1e5 * s)), lambda s: 0.2 + 0.6 * s)


@pytest.mark.parametrize(
    "information", [sm.Linear(), sm.Article(), sm.Binomial(), sm.Atoms([0.3, 0.7], [0.2, 0.3])]
)
def test_every_structure_that_summitry_knows_has_the_curve_of_the_engine(information):
    alpha, beta, n = 7.3, 2.7, 8.0
    reader = curve_of(information.kind, alpha, beta, n, information)
    model = sm.Model(
        alpha=alpha, beta=beta, n=n, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
        information=information,
    )  # fmt: skip
    engine = sm.WeaknessCurve(model)
    for v in (1e-6, 0.11, 0.5, 0.93):
        p = reader.at(*reader.locate(v, 1.0 - v))
        assert engine.M(v) == pytest.approx(float(p.weak), rel=1e-11)
        assert engine.m(v) == pytest.approx(float(p.low), rel=1e-11)
