"""Models as people have them: dictionaries and frames give the same answers; a missing package is named."""

from __future__ import annotations

import importlib
import sys

import numpy as np
import pytest
import xarray

import summitry as sm
from summitry.model.installation import install_command

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
    ("call", "words", "extra"),
    [
        (lambda: sm.solve_many(BASE), "solve_many needs xarray", "data"),
        (lambda: sm.solve(sm.Model(**BASE)).to_dataframe(), "to_dataframe needs xarray", "data"),
        (lambda: sm.sweep(sm.Model(**BASE), {"q": [0.2]}), "sweep needs xarray", "sweep"),
    ],
)
def test_a_missing_package_is_named_with_the_extra_that_brings_it(call, words, extra, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    importlib.invalidate_caches()
    with pytest.raises(ImportError) as caught:
        call()
    assert words in str(caught.value)
    assert f"which is not installed. Run: {install_command(extra)}" in str(caught.value)


# (name of the case, dataset): several equilibria, none, invalid rows, one or more dimensions, a sweep
THREE = dict(
    alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778, q=0.7715, psi=1312.86,
)  # fmt: skip
MIXED = {name: [BASE[name], THREE[name], BASE[name], BASE[name]] for name in BASE} | {
    "sigma": [0.35, 0.9778, 1.5, 0.9]
}
DATASETS = {
    "rows": lambda: sm.solve_many(MIXED),
    "both proposers": lambda: sm.solve_many(MIXED, proposer="both"),
    "more slots than needed": lambda: sm.solve_many(MIXED, equilibria=7),
    "fewer slots than needed": lambda: sm.solve_many(MIXED, equilibria=1),
    "chosen variables": lambda: sm.solve_many(MIXED, variables=["concession"]),
    "two dimensions": lambda: sm.solve_many(
        THREE | {"q": np.linspace(0, 1, 12).reshape(3, 4), "sigma": 0.9778}
    ),
    "one model": lambda: sm.solve_many(BASE),
    "grid": lambda: sm.sweep(
        sm.Model(**THREE), {"sigma": [0.2, 0.9, 0.9778], "q": [0.1, 0.7715]}, proposer="both"
    ),
    "sobol": lambda: sm.sweep(
        sm.Model(**THREE), {"sigma": (0.5, 1.0), "q": (0.0, 1.0)}, design="sobol", points=16
    ),
    "binomial": lambda: sm.sweep(
        sm.Model(**BASE | {"n": 6}, information=sm.Binomial()), {"sigma": [0.1, 0.5, 0.9]}
    ),
}  # fmt: skip


@pytest.fixture(params=DATASETS.values(), ids=DATASETS)
def answers(request):
    return request.param()


def test_a_table_has_a_row_for_each_equilibrium_and_one_for_a_model_without(answers):
    table = sm.to_dataframe(answers)
    slots = answers.sizes["equilibrium"]
    count = np.minimum(np.maximum(answers["equilibrium_count"].values, 1), slots)
    assert len(table) == count.sum()
    empty = table["equilibrium"].isna()
    assert (table["equilibrium_count"] == 0).tolist() == empty.tolist()
    for name in {"visit_probability", "max_gain"} & set(table):
        assert (table[name].isna() == empty).all()
    assert set(table["status"]) <= {status.name.lower() for status in sm.Status}


def test_a_table_holds_the_numbers_of_the_dataset(answers):
    """The dataset's own table, whose empty slots are dropped here by hand."""
    table = sm.to_dataframe(answers)
    own = answers.expand_dims("alone").to_dataframe().reset_index()
    kept = own["equilibrium"] < own["equilibrium_count"].clip(lower=1)
    own = own[kept]
    dims = list(answers["status"].dims)
    own, table = (
        part.sort_values([*dims, "equilibrium"], na_position="first").reset_index(drop=True)
        for part in (own, table)
    )
    for name in answers.data_vars:
        if name != "status":
            np.testing.assert_array_equal(table[name], own[name])
    names = np.array([status.name.lower() for status in sm.Status])
    assert table["status"].astype(str).tolist() == names[own["status"].to_numpy()].tolist()
    for name in (*dims, *answers.coords):
        assert table[name].tolist() == own[name].tolist(), name


def test_the_dataset_is_left_as_it_is():
    answers = sm.sweep(sm.Model(**BASE), {"q": [0.2, 0.6]}).chunk()
    table = sm.to_dataframe(answers)
    assert len(table) == 2
    assert answers["concession"].chunks is not None  # still lazy


@pytest.mark.parametrize("given", [3, None, {"status": 1}, sm.Model(**BASE), xarray.Dataset()])
def test_what_is_no_answer_is_refused(given):
    with pytest.raises(sm.InputError, match="not the dataset that solve_many or sweep gives"):
        sm.to_dataframe(given)
