"""The curve for people: what it says at the ends of steps, where rounding could lead into the next."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm


@pytest.mark.parametrize("n", [1, 2, 7, 30, 101])
@pytest.mark.parametrize(("alpha", "beta"), [(2, 3), (0.3, 0.7), (11, 1.5)])
def test_the_marginal_visitor_at_a_threshold_is_the_one_with_that_signal(alpha, beta, n):
    model = sm.Model(
        alpha=alpha, beta=beta, n=n, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
        information=sm.Binomial(),
    )  # fmt: skip
    curve, counts = sm.WeaknessCurve(model), np.arange(n + 1)
    marginal = curve.m(curve.visit_probability(counts))
    assert marginal == pytest.approx((beta + n - counts) / (alpha + beta + n), rel=1e-13)
    assert (curve.threshold(curve.visit_probability(counts)) == counts).all()


def test_everybody_visits_at_v_1_however_many_counts_there_are():
    # V summed from the strong end may miss 1 by a rounding
    for n in range(1, 60):
        model = sm.Model(
            alpha=1, beta=1, n=n, tau=0, rho=1, r=0.5, sigma=0.5, q=0.5, psi=2, information=sm.Binomial()
        )  # fmt: skip
        assert sm.WeaknessCurve(model).M(1.0) == pytest.approx(0.5, rel=1e-14)


@pytest.mark.parametrize("n", [1, 2, 7, 8, 30])
def test_the_end_of_a_step_is_one_as_the_subgame_reports_it_too(n):
    model = sm.Model(
        alpha=2, beta=3, n=n, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
        information=sm.Binomial(),
    )  # fmt: skip
    curve = sm.WeaknessCurve(model)
    for count in range(1, n + 1):
        v = curve.visit_probability(count)
        told = sm.visit_subgame(model, visit_probability=v).visit_probability
        assert curve.m_right(told) - curve.m(told) == pytest.approx(1 / (5 + n), rel=1e-12)
