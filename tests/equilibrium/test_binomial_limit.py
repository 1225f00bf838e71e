"""Coin flips against the linear signal: O(1/n) apart where both have equilibria, and failing by less (T6)."""

from __future__ import annotations

import pytest

import summitry as sm

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
MODELS = {
    "T10, first": BASE,
    "uniform prior": BASE.replace(alpha=1, beta=1, psi=100, q=0.9),
    "T10, third": BASE.replace(
        alpha=4, beta=1.2, tau=0.3, rho=0.2, r=0.1, sigma=0.1, q=0.95, psi=60
    ),
    "rarely seen price": BASE.replace(q=0.2, sigma=0.6),
}


def nearest_gap(model: sm.Model, proposer: str) -> tuple[float, float] | None:
    """Distance in v and z between the nearest visit equilibria of both signals."""
    flips = sm.solve(model.replace(information=sm.Binomial()), proposer=proposer)
    smooth = sm.solve(model, proposer=proposer)
    gaps = [
        (abs(x.visit_probability - y.visit_probability), abs(x.concession - y.concession))
        for x in flips.equilibria
        for y in smooth.equilibria
        if x.concession is not None and y.concession is not None
    ]
    return min(gaps, default=None)


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("name", MODELS)
def test_coin_flips_approach_the_linear_signal_at_rate_one_over_n(name, proposer):
    # M of both signals differs by O(1/n), and v*, z* solve smooth equations in M: n times the gap is bounded
    for n in (100, 400):
        gap = nearest_gap(MODELS[name].replace(n=n), proposer)
        if gap is not None:
            assert n * gap[0] < 3.0
            assert n * gap[1] < 3.0


def test_the_best_rejected_candidate_fails_by_as_much_as_theory_says():
    # T6: .023, .011, .0012, .00014 at n = 12, 30, 100, 400 "in one case", which is the first of T10
    expected = {12: 0.023, 30: 0.011, 100: 0.0012, 400: 0.00014}
    for n, gain in expected.items():
        solution = sm.solve(BASE.replace(n=n, information=sm.Binomial()), proposer="L")
        best = min(eq.max_gain for eq in solution.rejected if eq.concession is not None)
        assert best == pytest.approx(gain, rel=0.05)


def test_where_coin_flips_have_no_equilibrium_the_best_candidate_fails_by_ever_less():
    model = MODELS["rarely seen price"].replace(information=sm.Binomial())
    gains = []
    for n in (100, 400, 1600):
        solution = sm.solve(model.replace(n=n), proposer="L")
        assert solution.status is sm.Status.NONE
        gains.append(min(eq.max_gain for eq in solution.rejected))
    assert gains[0] > 4 * gains[1] > 16 * gains[2]
