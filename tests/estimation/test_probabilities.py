"""Probabilities of what is observed: T12's test values, identities, gradients, and no noise."""

from __future__ import annotations

import numpy as np
import pytest

from estimation.certified import most_visits
from summitry import engine
from summitry.estimation.fields import (
    K_MAX,
    NAMES,
    SIGMA,
    SPREAD,
    TAU,
    WEAKNESS,
    models,
    parameter_name,
)  # fmt: skip
from summitry.estimation.probabilities import cost_nodes, events

POINT = np.array([[-0.8, -1.4, 0.0, 4.8, 3.0, np.log(12), np.log(6), np.log(2), 0.4, np.log(0.5)]])
CASES = {"F": engine.PROPOSER_F, "L": engine.PROPOSER_L}
# Pr(V), Pr(V, Ch), Pr(V, R), Pr(¬V, R) (T12, "Test values", 48 nodes)
VALUES = {
    "F": (0.164990, 0.00227672, 0.000632767, 0.00416512),
    "L": (0.127507, 0.00153366, 0.000371054, 0.00444898),
}


def near(count, seed, spread=0.4):
    random = np.random.default_rng(seed)
    return POINT + random.normal(0.0, spread, (count, len(NAMES))) * np.where(
        np.arange(10) == SPREAD, 0.5, 1.0
    )


@pytest.mark.parametrize("who", CASES)
def test_values_of_the_theory(who):
    made = models(POINT, 0.5)
    found = engine.cost_thresholds(made.table, CASES[who])
    assert abs(np.log(found.cost[0]) - 1.04607829) < 1e-8
    exact = events(POINT, 0.5, CASES[who], nodes=48)
    assert abs(1.0 - exact.share[0] - 0.01821226) < 1e-8
    visit, challenged, removed, _, idle_removed = exact.probability[0]
    for value, expected in zip(
        (visit, challenged, removed, idle_removed), VALUES[who], strict=True
    ):
        assert abs(value - expected) < 1e-6 * max(1.0, expected)
        assert abs(value / expected - 1.0) < 3e-6  # as many digits as are printed
    few = events(POINT, 0.5, CASES[who])
    assert 3e-6 < abs(few.probability[0, 0] - visit) < 6e-6  # "12 nodes are 5e-6 off in Pr(V)"


@pytest.mark.parametrize("who", CASES)
def test_probabilities_are_the_certified_equilibria_integrated(who):
    """Bisection and Gauss-Legendre nodes on the certified solver alone, with none of the code under test."""
    from scipy.stats import norm

    for index in near(4, 7):
        made = models(index[None], 0.5)
        low, high = -8.0, 8.0  # of ln τ
        for _ in range(45):
            middle = 0.5 * (low + high)
            visits = most_visits(made.table, CASES[who], np.array([[np.exp(middle)]]))
            low, high = (middle, high) if np.isfinite(visits[0, 0, 0]) else (low, middle)
        x, w = np.polynomial.legendre.leggauss(12)
        t, w = 0.5 * (x + 1.0), 0.5 * w
        spread, sigma, c = (
            np.exp(index[SPREAD]),
            1.0 / (1.0 + np.exp(-index[SIGMA])),
            np.exp(index[K_MAX]),
        )
        top = norm.cdf((low - index[TAU]) / spread)
        costs = np.exp(index[TAU] + spread * norm.ppf(top * (1.0 - (1.0 - t) ** 2)))
        v, kappa, absent = most_visits(made.table, CASES[who], costs[None])[0].T
        weight, k0 = top * w * 2.0 * (1.0 - t), 1.0 / (1.0 + np.exp(-index[WEAKNESS]))
        expected = [
            np.sum(weight * sigma * v),
            np.sum(weight * sigma * v * kappa) / c,
            np.sum(weight * sigma * v * kappa**2) / c,
            (np.sum(weight * (1.0 - sigma * v) * absent) + (1.0 - top) * k0) / c,
            (np.sum(weight * (1.0 - sigma * v) * absent**2) + (1.0 - top) * k0**2) / c,
        ]
        found = events(index[None], 0.5, CASES[who]).probability[0]
        assert np.abs(found / expected - 1.0).max() < 1e-9


@pytest.mark.parametrize("who", CASES)
def test_challenges_are_independent_of_bargaining(who):
    """By iterated expectations C challenges with probability k₀/c, whatever she can learn (T5)."""
    index = near(200, 8)
    found = events(index, 0.5, CASES[who])
    k0, c = 1.0 / (1.0 + np.exp(-index[:, WEAKNESS])), np.exp(index[:, K_MAX])
    assert np.abs((found.probability[:, 1] + found.probability[:, 3]) * c / k0 - 1.0).max() < 1e-12


@pytest.mark.parametrize("who", CASES)
def test_gradient_is_that_of_differences_and_has_no_noise(who):
    index = near(80, 9)
    exact = events(index, 0.5, CASES[who])
    assert exact.valid.all() and exact.gaps.max() == 0.0
    size = np.abs(exact.slopes).max(axis=2)
    previous = None
    for step in (1e-3, 1e-4, 1e-5):
        rise = np.empty_like(exact.slopes)
        for k in range(len(NAMES)):
            up, down = index.copy(), index.copy()
            up[:, k] += step
            down[:, k] -= step
            high, low = (events(x, 0.5, CASES[who], slopes=False).probability for x in (up, down))
            rise[:, :, k] = (high - low) / (2.0 * step)
        if step < 1e-3:
            assert np.quantile(np.abs(rise - exact.slopes) / size[:, :, None], 0.999) < 1e-6
        if (
            previous is not None
        ):  # a difference is O(h²) from the last, and noise would grow as h falls
            assert np.abs(rise - previous).max() < (1e-4 if step == 1e-4 else 1e-6) * size.max()
        previous = rise


@pytest.mark.parametrize("who", CASES)
def test_threads_change_no_bit(who):
    index = near(1300, 10)
    one, four = (events(index, 0.5, CASES[who], threads=threads) for threads in (1, 4))
    for a, b in zip(one, four, strict=True):
        assert np.array_equal(a, b)


def test_nodes_lie_below_the_threshold_and_weigh_its_probability():
    made = models(near(50, 11), 0.5)
    at = cost_nodes(made, engine.PROPOSER_L)
    threshold = engine.cost_thresholds(made.table, engine.PROPOSER_L).cost
    assert (at.cost < threshold[:, None]).all()
    assert np.abs(at.weight.sum(axis=1) - at.share).max() < 1e-14


def test_rows_that_are_no_models_say_so():
    index = np.repeat(POINT, 3, axis=0)
    index[1, K_MAX], index[2, SIGMA] = -0.5, 40.0  # c < 1; an index out of range
    assert events(index, 0.5, engine.PROPOSER_F).valid.tolist() == [True, False, False]


def test_parameters_are_named_by_field_and_column():
    assert parameter_name("tau", "x3") == "tau:x3"
