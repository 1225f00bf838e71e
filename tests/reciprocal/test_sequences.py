"""A visit for a later visit, and pooled intelligence (T13.6)."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from reciprocal.test_swaps import A, B, drawn

# T13.6: v₂, R, V₂, C, v₁ with η = 0.3
VALUES = [
    (0.5, 0.335807464618, 0.625103648439, 0.311278416294, 0.893342751857),
    (0.2, 0.247320885425, 0.281485221464, None, 0.207645951531),
]


@pytest.mark.parametrize(("v", "cost", "worth", "bill", "first"), VALUES)
def test_the_theorys_sequences(
    v: float, cost: float, worth: float, bill: float | None, first: float
) -> None:
    found = sm.reciprocal.sequence(A, A, 0.3, visit_probability=v)
    assert found.reneging_cost == pytest.approx(cost, abs=1e-11)
    assert found.debt_worth == pytest.approx(worth, abs=1e-11)
    assert found.first_visit == pytest.approx(first, abs=1e-11)
    assert bill is None or found.debt_cost == pytest.approx(bill, abs=1e-11)
    assert found.agrees
    again = sm.reciprocal.sequence(A, A, 0.3, found.reneging_cost)
    assert again.return_visit == pytest.approx(v, abs=1e-12)


def test_enforcement_must_be_partial() -> None:
    low, high = sm.reciprocal.sequence(A, A, 0.3, 0.3).useful_reneging_costs
    assert (low, high) == pytest.approx((0.124913494810, 0.523529411765), abs=1e-11)
    for cost, words in ((0.9 * low, "too weak"), (1.1 * high, "too strong")):
        found = sm.reciprocal.sequence(A, A, 0.3, cost)
        assert found.enforcement == words
        assert found.debt_worth == pytest.approx(0.0, abs=1e-12)
        assert not found.agrees


def test_a_debt_that_everybody_knows_is_worthless() -> None:
    rng = np.random.default_rng(2)
    for _ in range(40):
        found = sm.reciprocal.sequence(
            drawn(rng), drawn(rng), 1.0, visit_probability=float(rng.uniform(0, 1)), sigma=0.3
        )
        assert found.debt_worth <= 1e-12 * found.model_2.psi


def test_a_debt_is_worth_something_iff_its_visit_says_more_than_its_chance() -> None:
    rng = np.random.default_rng(4)
    for _ in range(60):
        eta = float(rng.uniform(0, 1))
        found = sm.reciprocal.sequence(
            drawn(rng), drawn(rng), eta, visit_probability=float(rng.uniform(0.05, 0.95)), sigma=0.2
        )
        lead = found.weakness_return - eta * found.model_2.prior_weakness
        assert (found.debt_worth > 0) == (lead > 0)


def test_agreement_is_judged_by_its_certificate() -> None:
    found = sm.reciprocal.sequence(A, B, 0.3, visit_probability=0.5, sigma=0.35)
    assert found.agrees == (found.certificate.passed and found.first_visit > 0)
    assert found.surplus == pytest.approx(
        found.payoff_1 - (1 - found.weakness_no_first * A.prior_weakness) * A.psi, abs=1e-10
    )


def test_faults_of_a_sequence() -> None:
    with pytest.raises(sm.InputError) as error:
        sm.reciprocal.sequence(A.replace(psi="inf"), A, 2, -1)
    assert [fault.split(" ")[0] for fault in error.value.faults] == [
        "eta",
        "reneging_cost",
        "model_1:",
    ]
    with pytest.raises(sm.InputError, match="both missing"):
        sm.reciprocal.sequence(A, A, 0.3)
    with pytest.raises(sm.InputError, match="both given"):
        sm.reciprocal.sequence(A, A, 0.3, 0.3, 0.5)


def test_no_joint_rule_sustains_swaps() -> None:
    rng = np.random.default_rng(8)
    for _ in range(12):
        found = sm.reciprocal.pooled(drawn(rng), drawn(rng), float(rng.uniform(0, 0.95)))
        assert found.exceptions == 0
        assert found.largest_gain < 0
        assert found.sustains_no_swaps["prior"]


def test_pooling_needs_a_cost_of_visiting() -> None:
    with pytest.raises(sm.InputError, match="tau = 0 in both"):
        sm.reciprocal.pooled(A.replace(tau=0), A.replace(tau=0))
