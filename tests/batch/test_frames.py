"""Models as people have them: dictionaries and frames give the same answers; a missing package is named."""

from __future__ import annotations

import importlib
import sys

import numpy as np
import pytest
import xarray

import summitry as sm

BASE = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
ROWS = {name: [value] * 4 for name, value in BASE.items()} | {"sigma": [0.35, 0.9, 0.0, None]}
DEAL = dict(proposer="L", concession=0.6, visit_probability=0.8)


def frame_of(library: str, columns):
    return pytest.importorskip(library).DataFrame(columns)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_row_of_a_frame_is_a_model_and_one_with_a_missing_value_says_so(library):
    answer = sm.solve_many(frame_of(library, ROWS), proposer="both")
    columns = ROWS | {"sigma": [0.35, 0.9, 0.0, np.nan]}
    xarray.testing.assert_identical(answer, sm.solve_many(columns, proposer="both"))
    assert answer.status.sel(proposer="L").values.tolist()[::3] == [1, 7]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_without_a_field_is_refused_by_name(library):
    fields = {name: values for name, values in ROWS.items() if name != "rho"}
    with pytest.raises(sm.InputError, match="rho missing"):
        sm.solve_many(frame_of(library, fields))


def test_a_dataset_of_answers_becomes_a_table_with_a_row_for_each_model_and_equilibrium():
    table = sm.solve_many(BASE | {"sigma": [0.35, 0.9]}, proposer="L", equilibria=1).to_dataframe()
    for row, sigma in enumerate((0.35, 0.9)):
        one = sm.solve(sm.Model(**BASE | {"sigma": sigma}), proposer="L").equilibrium
        assert table.loc[(row, 0), "concession"] == one.concession


def test_values_without_names_are_refused():
    with pytest.raises(sm.InputError, match=r"solve_many: fields = 1 is a number, not values by name"):
        sm.solve_many(1)
    with pytest.raises(sm.InputError, match=r"solve_many: fields\[0\] = 1 is a number, not a Model"):
        sm.solve_many([1, 2])


@pytest.mark.parametrize("given", ["dictionary", "pandas", "polars"])
def test_check_judges_a_model_however_it_is_given(given):
    model = BASE if given == "dictionary" else frame_of(given, {k: [v] for k, v in BASE.items()})
    assert sm.check(model, **DEAL) == sm.check(sm.Model(**BASE), **DEAL)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ([1, 2], r"check: model = \[1, 2\] is a list, not a Model"),
        (BASE | {"sigma": 2}, "sigma"),
        (BASE | {"sigmma": 0.2}, "Did you mean"),
    ],
)
def test_check_refuses_what_is_no_model(model, words):
    with pytest.raises(sm.InputError, match=words):
        sm.check(model, **DEAL)


def test_check_asks_for_one_row_of_many():
    with pytest.raises(
        sm.InputError, match="a frame with 4 rows, and one model is wanted"
    ):
        sm.check(frame_of("pandas", ROWS), **DEAL)


def test_a_solution_becomes_a_table_with_a_row_for_each_equilibrium():
    solution = sm.solve(sm.Model(**BASE), proposer="F")
    table = solution.to_dataframe()
    assert len(table) == len(solution.equilibria)
    for name in table.columns:
        wanted = [np.nan if (x := getattr(eq, name)) is None else x for eq in solution.equilibria]
        np.testing.assert_array_equal(table[name], wanted)


def test_plays_become_a_table_with_a_row_for_each_play():
    model = sm.Model(**BASE)
    played = sm.simulate(model, sm.solve(model, proposer="L").equilibrium, plays=500)
    table = played.to_dataframe(start=100, count=50)
    assert table.index.tolist() == list(range(100, 150))
    assert table.equals(played.to_dataframe().loc[100:149])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sm.solve_many(BASE), "solve_many needs xarray"),
        (lambda: sm.solve(sm.Model(**BASE)).to_dataframe(), "to_dataframe needs xarray"),
        (lambda: sm.sweep(sm.Model(**BASE), {"q": [0.2]}), "sweep needs xarray"),
    ],
)
def test_a_missing_package_is_named_with_the_extra_that_brings_it(call, words, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    importlib.invalidate_caches()
    with pytest.raises(ImportError) as caught:
        call()
    assert words in str(caught.value)
    assert "which is not installed. Run: pip install 'summitry[" in str(caught.value)
