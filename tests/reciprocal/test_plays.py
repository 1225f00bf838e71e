"""Visits in return played from draws of θ, signals and costs: the reported numbers are their means (T1)."""

from __future__ import annotations

import pytest

import summitry as sm
from reciprocal.test_swaps import A, B
from witness.plays.visits import play_sequence, play_swap

PLAYS, SCORES = 400_000, 4.5  # a score above 4.5 has probability 7e-6


@pytest.mark.parametrize(("one", "two", "paid"), [(A, A, 0.0), (A, B, 0.1), (A, B, -0.05)])
def test_a_swap_pays_what_is_reported(one: sm.Model, two: sm.Model, paid: float) -> None:
    eq = sm.reciprocal.swap(one, two, side_payment=paid).swaps[0]
    seen = play_swap(
        (one.to_dict(), two.to_dict()), eq.visit_probability, eq.weakness_visit, eq.weakness_no_visit,
        0.35, paid, PLAYS, 1,
    )  # fmt: skip
    right = {"swap": eq.swap_probability}
    for i in (0, 1):
        right |= {
            f"payoff_{i + 1}": eq.payoff_salient[i],
            f"removal_{i + 1}": eq.removal_salient[i],
            f"payoff_not_salient_{i + 1}": eq.payoff_not_salient[i],
            f"weakness_after_{i + 1}": eq.weakness_visit[i],
            f"weakness_without_{i + 1}": eq.weakness_no_visit[i],
        }
    for name, value in right.items():
        mean, error = seen[name]
        assert abs(mean - value) <= SCORES * error, name


def test_a_sequence_pays_what_is_reported() -> None:
    debt = sm.reciprocal.sequence(A, B, 0.3, visit_probability=0.8)
    names = "weakness_first", "weakness_no_first", "weakness_return", "weakness_no_return"
    seen = play_sequence(
        (A.to_dict(), B.to_dict()), (debt.first_visit, debt.return_visit),
        tuple(getattr(debt, name) for name in names), 0.35, 0.3, debt.reneging_cost, debt.debt_worth,
        PLAYS, 2,
    )  # fmt: skip
    for name in ("first_visit", "payoff_1", "debt_worth", "debt_cost", "gain_2", *names):
        mean, error = seen[name]
        assert abs(mean - getattr(debt, name)) <= SCORES * error, name
