"""The exponential and the logarithm that loops evaluate side by side, against mpmath."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from summitry._old.elementary import exp, log1p

RNG = np.random.default_rng(11)


@pytest.mark.parametrize(
    "x",
    [*RNG.uniform(-708, 700, 400), *RNG.uniform(-1, 1, 200), *(10.0 ** RNG.uniform(-300, 0, 50))],
)
def test_exponential_is_right_to_a_unit_in_the_last_place(x):
    right = mpmath.exp(mpmath.mpf(float(x)))
    assert abs(exp(x) - right) <= 1.01 * math.ulp(float(right))


def test_exponential_is_exactly_one_at_zero_and_zero_far_below():
    assert exp(0.0) == 1.0
    assert exp(-0.0) == 1.0
    assert exp(-709.0) == 0.0
    assert exp(-math.inf) == 0.0


@pytest.mark.parametrize("e", [*RNG.uniform(0, 1, 400), *(10.0 ** RNG.uniform(-300, 0, 100)), 1.0])
def test_logarithm_keeps_full_relative_accuracy(e):
    right = mpmath.log1p(mpmath.mpf(float(e)))
    assert abs(log1p(e) - right) <= 1.5 * math.ulp(float(right))


def test_logarithm_of_one_is_zero():
    assert log1p(0.0) == 0.0


def test_logarithm_has_no_step_where_its_two_forms_meet():
    edge = math.sqrt(2.0) - 1.0
    assert log1p(math.nextafter(edge, 1.0)) - log1p(edge) <= 2 * math.ulp(0.35)
