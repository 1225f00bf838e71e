"""λ of a random proposer, and numbers of the cost law, that differ from model to model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import summitry as sm

A = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
OK, INVALID, MISSING = sm.Status.ONE.code, sm.Status.INVALID.code, sm.Status.MISSING.code


def same(row, one) -> bool:
    """Whether a row of a dataset is what another dataset says of one model, bit by bit."""
    cut = row.isel(equilibrium=slice(one.sizes["equilibrium"]))
    return all(
        np.array_equal(cut[name].values, one[name].values, equal_nan=True) for name in one.data_vars
    )


def test_every_row_has_its_own_power():
    powers = [0, 0.1, 0.5, 1, 1.5, np.nan, -0.1]
    many = sm.solve_many(A | {"power": powers}, proposer="random")
    assert many["status"].values.tolist() == [OK] * 4 + [INVALID, MISSING, INVALID]
    for i, power in enumerate(powers[:4]):
        one = sm.solve_many(A, proposer="random", power=power)
        assert same(many.isel(point=i), one)
    # T10's prices at the ends, T13.3's between them
    prices = many["concession_1"].values[:4, 0]
    assert prices == pytest.approx([0.474265736539, 0.9350429532972, 0.67627858635, 0.627452316266])


@pytest.mark.parametrize(
    ("law", "field", "values"),
    [
        (sm.Exponential(9), "rate", [0.5, 1, 5]), (sm.Power(9), "p", [0.5, 1, 2]),
        (sm.Beta(9, 4), "a", [1, 2]), (sm.Kumaraswamy(2, 9), "b", [0.5, 1]),
        (sm.Lognormal(9, 0.5), "mu", [-1.5, 0]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("proposer", ["L", "both", "random"])
def test_every_row_has_its_own_law(law, field, values, proposer):
    from dataclasses import replace

    options = {"proposer": proposer} | ({"power": 0.4} if proposer == "random" else {})
    many = sm.solve_many(A | {f"cost.{field}": values}, cost=law, **options)
    for i, value in enumerate(values):
        one = sm.solve_many(A, cost=replace(law, **{field: value}), **options)
        assert same(many.isel(point=i), one)


def test_laws_broadcast_against_fields_and_are_solved_once_each():
    said = []
    many = sm.solve_many(
        A | {"cost.rate": np.array([[1.0], [2.0]]), "sigma": [0.1, 0.35, 0.8]}, cost=sm.Exponential(1),
        progress=lambda *now: said.append(now),
    )  # fmt: skip
    assert many["status"].shape == (2, 3)
    assert said[0] == (0, 6) and said[-1] == (6, 6) and said == sorted(said)
    one = sm.solve(A | {"sigma": 0.8}, cost=sm.Exponential(2)).equilibrium
    assert float(many["concession"][1, 2, 0]) == one.concession


def test_a_law_that_is_none_is_invalid_and_a_missing_number_missing():
    many = sm.solve_many(A | {"cost.rate": [1, 0, -3, np.nan, np.inf]}, cost=sm.Exponential(1))
    assert many["status"].values.tolist() == [OK, INVALID, INVALID, MISSING, INVALID]


def test_a_frame_may_hold_power_and_a_laws_numbers():
    frame = pd.DataFrame({name: [value] * 3 for name, value in A.items()})
    frame["power"], frame["cost.rate"], frame["country"] = [0.1, 0.5, 1.0], [1.0, 2.0, 1.0], ["x", "y", "z"]
    table = sm.to_dataframe(sm.solve_many(frame, proposer="random", cost=sm.Exponential(1)))
    assert table["country"].tolist() == ["x", "y", "z"]
    for i, (power, rate) in enumerate(zip(frame["power"], frame["cost.rate"], strict=True)):
        one = sm.solve_many(A, proposer="random", power=power, cost=sm.Exponential(rate))
        assert table["concession_1"][i] == float(one["concession_1"][0])
    # where nobody draws the proposer, a column of that name only labels the rows
    labelled = sm.to_dataframe(sm.solve_many(frame.drop(columns="cost.rate")))
    assert labelled["power"].tolist() == [0.1, 0.5, 1.0] and labelled["concession"].nunique() == 1


@pytest.mark.parametrize(
    ("fields", "options", "words"),
    [
        ({"cost.rate": [1, 2]}, {}, "Uniform has no numbers that may vary"),
        ({"cost.p": [1, 2]}, {"cost": sm.Exponential(1)}, "Exponential has cost.rate"),
        ({"cost.e": [0.1]}, {"cost": sm.Never(0.1, sm.Power(2))}, "Never has no numbers that may vary"),
        ({"power": [0.1, 0.2]}, {}, "nobody draws the proposer"),
        ({"power": [0.1, 0.2]}, {"proposer": "random", "power": 0.3}, "Leave one of the two out"),
        ({"power": ["half"]}, {"proposer": "random"}, "not a number"),
        ({"power": [0.1]}, {"proposer": "random", "bargaining": "open"}, "C sees who proposes"),
        ({}, {"proposer": "random"}, "power is missing"),
    ],
)
def test_what_cannot_vary_says_why(fields, options, words):
    with pytest.raises(sm.InputError, match=words):
        sm.solve_many(A | fields, **options)
