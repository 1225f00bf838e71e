"""T7: the uniform prior has closed forms; the library gives them to 1e-12 relative."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest

import summitry as sm

UNIFORM = sm.Model(alpha=1, beta=1, n=10, tau=0.1, rho=1, r=0.5, sigma=0.3, q=0.4, psi=50)
PRECISIONS = (0.01, 1, 10, 137.5, 1e4)
SHARES = np.array([0.0, 1e-12, 1e-3, 0.2, 0.5, 0.77, 0.999, 1.0])


@pytest.mark.parametrize("n", PRECISIONS)
def test_beliefs_of_a_uniform_prior_are_linear_in_the_visit_probability(n):
    curve = sm.WeaknessCurve(UNIFORM.replace(n=n))
    u, N = n * SHARES + 2, n + 2
    assert curve.prior_weakness == 0.5
    assert curve.weakness_visit(SHARES) == pytest.approx(u / (2 * N), rel=1e-12)
    assert curve.weakness_no_visit(SHARES) == pytest.approx((N + u - 2) / (2 * N), rel=1e-12)
    assert curve.m(SHARES) == pytest.approx((u - 1) / N, rel=1e-12)
    assert curve.M(SHARES) == pytest.approx(SHARES * u / (2 * N), rel=1e-12)
    assert curve.threshold(SHARES) == pytest.approx(n + 2 - u, rel=1e-12, abs=1e-12 * n)
    assert curve.visit_probability(n * (1 - SHARES)) == pytest.approx(SHARES, rel=1e-3, abs=1e-15)


@pytest.mark.parametrize("n", PRECISIONS)
@pytest.mark.parametrize("v", [1e-6, 0.3, 0.5, 0.9])
def test_price_that_induces_a_visit_probability(n, v):
    # the marginal visitor is removed with probability P = u(u−1)/(2N²), and ζ makes up for it (T3)
    u, N = n * v + 2, n + 2
    P = u * (u - 1) / (2 * N * N)
    sub = sm.visit_subgame(UNIFORM.replace(n=n), visit_probability=v)
    assert sub.concession == pytest.approx((0.1 + P) / (1 - 0.5 * P), rel=1e-12)


@pytest.mark.parametrize(
    ("tau", "rho", "r"), [(0.1, 1, 0.5), (0, 0.3, 1), (2, 0, 0), (0.01, 7, 0.9)]
)
@pytest.mark.parametrize("n", [0.5, 10, 250])
def test_corollary_2_threshold_of_a_known_concession(n, tau, rho, r):
    model = UNIFORM.replace(n=n, tau=tau, rho=rho, r=r)
    sub = sm.visit_subgame(model, concession=0)
    low, high = sub.concession_never, sub.concession_always
    N = mp.mpf(n) + 2
    for share in (0.001, 0.3, 0.8, 0.999):
        z = low + share * (high - low)
        exact = mp.mpf(z)
        root = mp.sqrt(1 + 8 * N**2 * (exact - tau) / (mp.mpf(rho) + (1 - mp.mpf(r)) * exact))
        expected = float(N - (1 + root) / 2)
        found = sm.visit_subgame(model, concession=z)
        assert found.visits == "sometimes"
        # relative to the range of signals: near z_0 the threshold is a small difference of prices,
        # which r = 1 and a small fixed cost leave most of their digits
        assert found.threshold == pytest.approx(expected, abs=2e-12 * n)


def office_dominates(n: float, q: float) -> sm.Solution:
    return sm.solve(UNIFORM.replace(n=n, sigma=0, q=q, psi="inf"), proposer="L")


@pytest.mark.parametrize("n", [0.1, 1, 10, 33.3, 1000])
def test_corollary_4_best_threshold_when_office_dominates(n):
    expected = (2 * n + 2 - math.sqrt(n * n + 2 * n + 4)) / 3
    assert office_dominates(n, 1).equilibrium.threshold == pytest.approx(expected, rel=1e-12)


def test_corollary_4_example_of_theory():
    assert office_dominates(10, 1).equilibrium.threshold == pytest.approx(3.62149042477, rel=1e-11)


@pytest.mark.parametrize("q", [1, 0.7, 0.3, 0.05, 1e-3])
@pytest.mark.parametrize("n", [1, 10, 200])
def test_corollary_4_at_any_transparency(n, q):
    N, share = mp.mpf(n) + 2, mp.mpf(q)
    u = (N + 1 + share + mp.sqrt((N + 1 + share) ** 2 - 2 * N * (2 + share))) / (2 + share)
    found = office_dominates(n, q).equilibrium
    # a = N − u: for little transparency a small difference, here taken with all its digits
    assert found.threshold == pytest.approx(float(N - u), rel=1e-12)
    assert found.visit_probability == pytest.approx(float((u - 2) / n), rel=1e-12)


def test_corollary_4_example_of_theory_at_another_transparency():
    assert office_dominates(10, 0.3).equilibrium.threshold == pytest.approx(1.42116563, rel=1e-8)


def test_corollary_4_threshold_vanishes_with_transparency():
    # a*(q) → 0 as q → 0, and q = 0 itself is the limit of certain visits
    thresholds = [office_dominates(10, q).equilibrium.threshold for q in (1e-2, 1e-4, 1e-6)]
    assert thresholds[0] > thresholds[1] > thresholds[2] > 0
    assert thresholds[2] < 1e-4
    limit = office_dominates(10, 0)
    assert limit.status is sm.Status.LIMIT
    assert limit.equilibrium.threshold == 0
    assert limit.equilibrium.visit_probability == 1
