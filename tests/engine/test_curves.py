"""The weakness curve against T2's own formulas at 300 digits, far into both tails (relative 1e-11)."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest

import summitry as sm
from summitry.engine import binomial_atoms, binomial_curve, locate, point
from summitry.model.experiments import linear_curve
from witness.high_precision import formulas

PRIORS = [  # α, β, n: far below and far above 1, uninformative and nearly revealing signals
    (2, 3, 12),
    (0.7, 1.6, 5),
    (1, 1, 1e-9),
    (1e-3, 2e-3, 1),
    (1e-2, 50, 1e6),
    (300, 0.02, 5),
    (4, 1.2, 30.5),
    (40, 7, 0.01),
    (1000, 2500, 1e4),
    (1, 3, 2),
    (926.0960265069306, 2.479794014042091, 35.2897178186037),  # skewed: visitors hardly differ
]
SHARES = [(1e-200, 1), (1e-40, 1), (1e-5, 1 - 1e-5), (0.2, 0.8), (0.5, 0.5), (0.9, 0.1)]
SHARES += [(1 - 1e-9, 1e-9), (1, 1e-60), (1, 1e-200)]


@pytest.fixture(autouse=True)
def many_digits():
    with mp.workdps(formulas.DIGITS):
        yield


def agrees(found, exact, what: str, tolerance: float = 1e-11):
    assert found == pytest.approx(float(exact), rel=tolerance, abs=1e-290), what


def agrees_everywhere(p, exact):
    """Compare every field of a point, differences included, with the exact point."""
    agrees(p.v, exact.v, "v")
    agrees(p.vc, exact.vc, "1 − v")
    agrees(p.kappa, exact.kappa, "κ")
    agrees(p.kappa + p.spread, exact.nu, "ν")
    agrees(p.spread, exact.nu - exact.kappa, "ν − κ")
    agrees(p.vc * p.spread, exact.M + exact.rest - exact.kappa, "k₀ − κ")
    agrees(p.m, exact.m, "m")
    agrees(p.excess, exact.m - exact.kappa, "m − κ")


@pytest.mark.parametrize("prior", PRIORS)
def test_linear_signal(prior):
    curve = linear_curve(*map(float, prior))
    for v, vc in SHARES:
        piece, x = locate(curve, float(v), float(vc))
        exact = formulas.linear(*prior, x)
        p = point(curve, piece, x)
        agrees_everywhere(p, exact)
        # it is only ever added to terms of size 1
        agrees((p.flat + p.steep) / p.flat, 1 + exact.v * exact.slope, "1 + v·m'(v)")


@pytest.mark.parametrize("prior", PRIORS)
def test_place_of_a_visit_probability_leads_back_to_it(prior):
    curve = linear_curve(*map(float, prior))
    # the rounding of b itself moves bᵅ(1−b)ᵝ by α + β times as much
    rounding = 1e-12 + 1e-15 * (prior[0] + prior[1])
    for v, vc in SHARES:
        p = point(curve, *locate(curve, float(v), float(vc)))
        agrees(min(p.v, p.vc), min(v, vc), "v or 1 − v", rounding)


@pytest.mark.parametrize(
    ("alpha", "beta", "n"), [(2, 3, 12), (0.3, 0.01, 1), (150, 20, 60), (1, 1, 400)]
)
def test_probabilities_of_coin_flips(alpha, beta, n):
    exact = formulas.beta_binomial(alpha, beta, n)
    probabilities, weaknesses = binomial_atoms(float(alpha), float(beta), float(n))
    for (p, w), found, weakness in zip(exact, probabilities, weaknesses, strict=True):
        agrees(found, p, "probability")
        agrees(weakness, w, "weakness", 1e-14)


@pytest.mark.parametrize(
    "atoms",
    [
        formulas.beta_binomial(2, 3, 12),
        formulas.beta_binomial(0.4, 1.7, 3),
        [(0.2, 0.1), (0.5, 0.4), (0.3, 0.9)],
        [(1e-9, 0.49), (1 - 2e-9, 0.5), (1e-9, 0.51)],
    ],
    ids=["flips", "few flips", "three", "hardly informative"],
)
def test_stepped_signal(atoms):
    mp.mp.dps = 300  # the reference subtracts from 1
    atoms = [(float(p), float(w)) for p, w in atoms]
    curve = sm.steps_curve(*zip(*atoms, strict=True))
    for j in range(len(atoms)):
        for odds in (-600.0, -30.0, -1.5, 0.0, 2.0, 25.0, 500.0):
            exact = formulas.steps(atoms, j, 1 / (1 + mp.exp(-odds)))
            p = point(curve, j, odds)
            agrees(p.v, exact.v, "v")
            agrees(p.vc, exact.vc, "1 − v")
            agrees(p.kappa, exact.kappa, "κ")
            agrees(p.m, exact.m, "m")
            # the sums of given doubles carry their rounding of 1 into k₀: measured against κ
            assert p.spread == pytest.approx(float(exact.nu - exact.kappa), rel=1e-11, abs=1e-16)
            assert p.excess == pytest.approx(float(exact.m - exact.kappa), rel=1e-11, abs=1e-16)


@pytest.mark.parametrize("given", [False, True], ids=["coin flips", "atoms"])
def test_rare_weak_values_keep_their_digits_on_a_stepped_curve(given):
    """Where 1 − v is 1e-12, ν − κ is as exact as elsewhere: it is summed from the end where it is small."""
    mp.mp.dps = 60
    atoms = formulas.beta_binomial(30, 1.3, 12)
    plain = [(float(p), float(w)) for p, w in atoms]
    curve = sm.steps_curve(*zip(*plain, strict=True)) if given else binomial_curve(30.0, 1.3, 12)
    for j in (6, 9, 11):
        for odds in (0.0, 30.0, 500.0):
            exact = formulas.steps(atoms, j, 1 / (1 + mp.exp(-odds)))
            right = float(exact.nu - exact.kappa)
            assert point(curve, j, odds).spread == pytest.approx(right, rel=1e-11)


class Tabulated(sm.Information):
    """A density and a weakness on [0, 1], counted from the strong end."""

    kind = "tabulated"

    def __init__(self, density, weakness):
        self.density, self.weakness = density, weakness

    def curve(self, alpha, beta, n):
        return sm.density_curve(self.density, self.weakness)


def test_tabulated_uniform_density_is_the_linear_signal_of_a_uniform_prior():
    n = 10
    model = sm.Model(alpha=1, beta=1, n=n, tau=0.1, rho=1, r=0.5, sigma=0.3, q=0.4, psi=50)
    table = Tabulated(lambda s: np.ones_like(s), lambda s: (1 + n * s) / (2 + n))
    theirs, ours = sm.WeaknessCurve(model.replace(information=table)), sm.WeaknessCurve(model)
    v = np.array([0, 1e-100, 1e-7, 0.1, 0.25, 0.4999, 0.8, 1 - 1e-9, 1])
    for name in ("M", "m", "weakness_visit", "weakness_no_visit"):
        assert getattr(theirs, name)(v) == pytest.approx(getattr(ours, name)(v), rel=1e-12), name


@pytest.mark.parametrize("x", [-300.0, -20.0, -2.0, -0.1, 0.0, 0.7, 3.0, 20.0, 300.0])
def test_tabulated_density_against_its_integral(x):
    # density eˢ and weakness ½ + s²/5 integrate in closed form
    def total(s):
        return (mp.expm1(s), mp.expm1(s) / 2 + (mp.exp(s) * (s * s - 2 * s + 2) - 2) / 5)

    curve = sm.density_curve(lambda s: 3 * np.exp(s), lambda s: 0.5 + s * s / 5)
    s = 1 / (1 + mp.exp(-mp.mpf(x)))
    mp.mp.dps = 400  # e^x − 1 and its like cancel here
    s = 1 / (1 + mp.exp(-mp.mpf(x)))
    (part, moment), (whole, mean) = total(s), total(mp.mpf(1))
    exact = formulas._cell(
        part / whole, 1 - part / whole, moment / whole, (mean - moment) / whole, 0.5 + s * s / 5,
        (2 * s / 5) / (mp.exp(s) / whole),
    )  # fmt: skip
    p = point(curve, 0, x)
    for found, right, what in (
        (p.v, exact.v, "v"), (p.vc, exact.vc, "1 − v"), (p.kappa, exact.kappa, "κ"),
        (p.kappa + p.spread, exact.nu, "ν"), (p.m, exact.m, "m"),
        (p.spread, exact.nu - exact.kappa, "ν − κ"),
    ):  # fmt: skip
        agrees(found, right, what)
    assert curve.k0 == pytest.approx(float(mean / whole), rel=1e-13)
    assert p.steep / p.flat == pytest.approx(float(exact.v * exact.slope), rel=1e-10, abs=1e-13)


def literal(alpha, beta, n):
    """The article's density at real counts, not normalised (T2)."""

    def density(x):
        choose = mp.gamma(n + 1) / (mp.gamma(x + 1) * mp.gamma(n - x + 1))
        return choose * mp.beta(alpha + x, beta + n - x) / mp.beta(alpha, beta)

    return density


@pytest.mark.parametrize(("alpha", "beta", "n"), [(4, 1, 10), (1.5, 1.5, 7.25), (0.6, 2, 3.5)])
def test_the_articles_density_against_quadrature(alpha, beta, n):
    mp.mp.dps = 25
    density = literal(mp.mpf(alpha), mp.mpf(beta), mp.mpf(n))

    def weighted(x):
        return density(x) * (beta + n - x) / (alpha + beta + n)

    model = sm.Model(
        alpha=alpha, beta=beta, n=n, tau=0.1, rho=1, r=0.5, sigma=0, q=1, psi=9,
        information=sm.Article(),
    )  # fmt: skip
    curve = sm.WeaknessCurve(model)
    whole = mp.quad(density, [0, n / 2, n])
    mean = mp.quad(weighted, [0, n / 2, n]) / whole
    agrees(curve.prior_weakness, mean, "M(1)")
    assert curve.plausibility_gap == pytest.approx(float(mean) - beta / (alpha + beta), abs=1e-13)
    for a in (0.05 * n, 0.4 * n, 0.9 * n):
        v = mp.quad(density, [a, n]) / whole
        M = mp.quad(weighted, [a, n]) / whole
        found = curve.visit_probability(a)
        agrees(found, v, "v")
        agrees(curve.threshold(found), a, "a", 1e-10)
        agrees(curve.weakness_visit(found), M / v, "κ")
        agrees(curve.weakness_no_visit(found), (mean - M) / (1 - v), "ν")


def test_the_articles_density_is_implausible_unless_the_prior_is_symmetric():
    assert sm.Article().plausibility_gap(alpha=4, beta=1, n=10) == pytest.approx(
        0.22496 - 0.2, abs=5e-6
    )
    for alpha, n in ((0.5, 3.0), (1.0, 10.0), (20.0, 4.5)):
        assert abs(sm.Article().plausibility_gap(alpha=alpha, beta=alpha, n=n)) < 1e-13
        assert sm.Linear().plausibility_gap(alpha=4 * alpha, beta=alpha, n=n) == 0
        gap = sm.Binomial().plausibility_gap(alpha=4 * alpha, beta=alpha, n=math.ceil(n))
        assert abs(gap) < 1e-13


@pytest.mark.parametrize(
    ("alpha", "beta", "n"), [(2, 3, 12), (0.3, 0.01, 1), (1e6, 1e-6, 40), (1e-6, 1e6, 3000)]
)
def test_curve_of_coin_flips_is_that_of_their_list(alpha, beta, n):
    curve = sm.Binomial().curve(alpha, beta, n)
    other = sm.steps_curve(*binomial_atoms(float(alpha), float(beta), float(n)))
    assert curve.segments == other.segments
    for name in ("cum_v", "cum_vc", "cum_m", "mass", "weakness"):
        np.testing.assert_allclose(getattr(curve, name), getattr(other, name), 1e-13, err_msg=name)
    np.testing.assert_allclose(curve.cum_gap, other.cum_gap, 1e-13, 1e-15)
    assert curve.k0 == pytest.approx(beta / (alpha + beta), rel=1e-13)
