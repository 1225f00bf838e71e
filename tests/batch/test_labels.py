"""Labels pair rows whatever their order, or the call is refused; they come out again beside the answers."""

from __future__ import annotations

import numpy as np
import pandas
import polars
import pytest
import xarray
from hypothesis import given, settings
from hypothesis import strategies as st

import summitry as sm

BASE = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
COUNTRIES = ["Ghana", "Kenya", "Peru"]
SIGMA = {"Ghana": 0.1, "Kenya": 0.5, "Peru": 0.9}
Q = {"Ghana": 0.6, "Kenya": 0.2, "Peru": 0.4}
MISSING, INVALID = 7, 6


def column(library: str, values: dict, order, name: str = "country"):
    """One column with labels, in some order of its rows."""
    series = pandas.Series([values[label] for label in order], pandas.Index(order, name=name))
    return series if library == "pandas" else series.to_xarray()


def prices(fields, **options) -> xarray.DataArray:
    return sm.solve_many(BASE | fields, **options).concession.isel(equilibrium=0)


@pytest.mark.parametrize("one", ["pandas", "xarray"])
@pytest.mark.parametrize("other", ["pandas", "xarray"])
def test_each_row_has_its_own_answer_whatever_the_order_of_labels(one, other):
    fields = {
        "sigma": column(one, SIGMA, COUNTRIES),
        "q": column(other, Q, ["Peru", "Kenya", "Ghana"]),
    }
    answer = prices(fields, proposer="L")
    assert answer["country"].values.tolist() == COUNTRIES
    for label in COUNTRIES:
        alone = sm.solve(BASE, sigma=SIGMA[label], q=Q[label], proposer="L").equilibrium
        assert float(answer.sel(country=label)) == alone.concession


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_permuted_columns_give_permuted_answers(data):
    labels = data.draw(st.lists(st.text("abcdef", max_size=3), min_size=1, max_size=6, unique=True))
    names = data.draw(
        st.lists(st.sampled_from(["sigma", "q", "r", "tau"]), min_size=1, unique=True)
    )
    values = {name: dict(zip(labels, np.linspace(0.1, 0.9, len(labels)) ** k, strict=True))
              for k, name in enumerate(names, 1)}  # fmt: skip
    fields = {
        name: column(data.draw(st.sampled_from(["pandas", "xarray"])), values[name],
                     data.draw(st.permutations(labels)))
        for name in names
    }  # fmt: skip
    answer = sm.solve_many(BASE | fields, variables=["payoff_F"], equilibria=1)
    plain = {name: [values[name][label] for label in answer["country"].values] for name in names}
    expected = sm.solve_many(BASE | plain, variables=["payoff_F"], equilibria=1)
    np.testing.assert_array_equal(answer["payoff_F"].values, expected["payoff_F"].values)
    assert sorted(answer["country"].values) == sorted(labels)


REFUSED = {
    "partly the same": (
        {"sigma": column("pandas", SIGMA, COUNTRIES), "q": pandas.Series([0.1, 0.2, 0.3],
         pandas.Index(["Ghana", "Kenya", "Chad"], name="country"))},
        "sigma and q have different labels along country: only sigma has 'Peru' and only q has 'Chad'.",
    ),
    "filtered": (
        {"sigma": pandas.Series([0.1, 0.2]), "q": pandas.Series([0.1, 0.2, 0.3])[1:]},
        "sigma and q have different labels along point: only sigma has 0 and only q has 2.",
    ),
    "fewer": (
        {"sigma": column("xarray", SIGMA, COUNTRIES), "q": column("xarray", Q, COUNTRIES[:2])},
        "only sigma has 'Peru'.",
    ),
    "twice": (
        {"sigma": pandas.Series([0.1, 0.2, 0.3], list("aab")),
         "q": pandas.Series([0.1, 0.2, 0.3], list("aba"))},
        "sigma has 'a' more than once",
    ),
    "one without labels": (
        {"sigma": column("pandas", SIGMA, COUNTRIES), "q": column("pandas", Q, COUNTRIES[::-1]),
         "tau": [0.1, 0.2, 0.3]},
        "tau has none: which value belongs to which label cannot be told",
    ),
    "dimension equilibrium": (
        {"sigma": xarray.DataArray([0.1, 0.2], dims="equilibrium")}, "a dimension is called equilibrium"
    ),
    "dimension status": ({"sigma": xarray.DataArray([0.1], dims="status")}, "a dimension is called status"),
    "coordinate concession": (
        {"sigma": xarray.DataArray([0.1], dims="x", coords={"concession": ("x", [1])})},
        "a label is called concession",
    ),
    "shapes": ({"sigma": np.ones(3), "q": np.ones(4)}, "sigma (3,), q (4,)"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_paired_is_one_clear_fault(case):
    fields, words = REFUSED[case]
    with pytest.raises(sm.InputError) as caught:
        sm.solve_many(BASE | fields)
    (fault,) = caught.value.faults
    assert words in fault
    if "dimension" not in case and "coordinate" not in case and case != "shapes":
        with pytest.raises(sm.InputError) as caught:
            sm.sweep(sm.Model(**BASE), fields, design="list")
        assert words in str(caught.value)


def test_several_levels_of_labels_come_out_as_coordinates():
    index = pandas.MultiIndex.from_product(
        [["Ghana", "Peru"], [1999, 2003]], names=["country", "year"]
    )
    sigma = pandas.Series([0.1, 0.2, 0.3, 0.4], index)
    answer = sm.solve_many(BASE | {"sigma": sigma, "q": sigma[::-1]})
    expected = sm.solve_many(BASE | {"sigma": sigma.to_numpy(), "q": sigma.to_numpy()})
    np.testing.assert_array_equal(answer["payoff_F"].values, expected["payoff_F"].values)
    assert answer["country"].values.tolist() == ["Ghana", "Ghana", "Peru", "Peru"]
    assert answer["year"].values.tolist() == [1999, 2003, 1999, 2003]


@pytest.mark.parametrize(
    "shapes", [((3, 4), (4,)), ((3, 1), (4,)), ((2, 1, 4), (3, 1)), ((1,), (5,)), ((), (2, 2))]
)
def test_arrays_without_labels_broadcast_as_numpy_does(shapes):
    sigma, q = (np.linspace(0.1, 0.9, int(np.prod(shape))).reshape(shape) for shape in shapes)
    answer = sm.solve_many(BASE | {"sigma": sigma, "q": q}, equilibria=1)
    wide = dict(zip(("sigma", "q"), map(np.ravel, np.broadcast_arrays(sigma, q)), strict=True))
    flat = sm.solve_many(BASE | wide, equilibria=1)
    assert answer["status"].shape == np.broadcast_shapes(*shapes)
    np.testing.assert_array_equal(
        answer["payoff_F"].values.ravel(), flat["payoff_F"].values.ravel()
    )


VALUES = [0.35, None, 1.5]
HOLDERS = {
    "list": VALUES,
    "NaN": np.array([0.35, np.nan, 1.5]),
    "masked": np.ma.array([0.35, 0.4, 1.5], mask=[False, True, False]),
    "masked whole numbers": np.ma.array([1, 1, 2], mask=[False, True, False]),
    "objects": np.array(VALUES, object),
    "NA": [0.35, pandas.NA, 1.5],
    "a mask in a list": [0.35, np.ma.masked, 1.5],
    "pandas": pandas.Series(VALUES),
    "nullable": pandas.Series(VALUES, dtype="Float64"),
    "polars": polars.Series(VALUES),
    "xarray": xarray.DataArray([0.35, np.nan, 1.5], dims="point"),
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_missing_value_is_a_row_that_says_so(holder):
    answer = sm.solve_many(BASE | {"sigma": HOLDERS[holder]})
    assert answer["status"].values.tolist() == [1, MISSING, INVALID]
    assert answer["status"].attrs["flag_meanings"].split()[MISSING] == "MISSING"
    assert answer["equilibrium_count"].values.tolist() == [1, 0, 0]
    listed = sm.sweep(sm.Model(**BASE), {"sigma": HOLDERS[holder]}, design="list")
    assert listed["status"].values.tolist() == [1, MISSING, INVALID]


NO_NUMBERS = {
    "text": ["0.3"], "yes/no": [True], "yes/no among numbers": [0.3, True], "complex": [0.3j],
    "array of yes/no": np.array([True]), "array of text": np.array(["a"]), "array of complex": np.array([1j]),
    "times": np.array(["2020-01-01"], "M8[D]"), "spans of time": np.array([1], "m8[ns]"),
    "column of yes/no": pandas.Series([True, None], dtype="boolean"), "column of text": polars.Series(["a"]),
    "dates": pandas.Series(pandas.to_datetime(["2020-01-01"])), "lists": [[0.1], [0.2, 0.3]], "tables": [{}],
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_what_a_model_refuses_is_refused_in_arrays_too(kind):
    values = NO_NUMBERS[kind]
    bad = next(x for x in values if not isinstance(x, float))
    with pytest.raises(sm.InputError):
        sm.Model(**BASE | {"q": bad})
    for call in (lambda: sm.solve_many(BASE | {"q": values}),
                 lambda: sm.sweep(sm.Model(**BASE), {"q": values}, design="list")):  # fmt: skip
        with pytest.raises(sm.InputError) as caught:
            call()
        assert len(caught.value.faults) == 1 and "not a number" in caught.value.faults[0]


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow"])
def test_the_columns_of_a_frame_that_are_no_fields_label_its_rows(library):
    frame = pandas.DataFrame(BASE | {"sigma": [0.1, 0.5], "country": ["Ghana", "Peru"]})
    given = {"pandas": lambda: frame, "polars": lambda: polars.DataFrame(frame),
             "arrow": lambda: polars.DataFrame(frame).to_arrow()}[library]()  # fmt: skip
    answer = sm.solve_many(given)
    assert answer["country"].dims == ("point",) and answer["country"].values.tolist() == [
        "Ghana",
        "Peru",
    ]
    indexed = sm.solve_many(frame.set_index("country"))
    assert float(indexed["payoff_F"].sel(country="Peru")[0]) == float(answer["payoff_F"][1, 0])
    with pytest.raises(sm.InputError, match="Did you mean sigma"):
        sm.solve_many(frame.rename(columns={"sigma": "salience"}))
    with pytest.raises(sm.InputError, match="a label is called status"):
        sm.solve_many(frame.assign(status=1))


MODELS = [sm.Model(**BASE), sm.Model(**BASE | {"q": 0.9})]
FORMS = {
    "models": MODELS,
    "tuple": tuple(MODELS),
    "dictionaries": [model.to_dict() for model in MODELS],
    "columns": {name: [getattr(model, name) for model in MODELS] for name in [*BASE, "k_max"]},
    "frame": pandas.DataFrame([{name: getattr(model, name) for name in BASE} for model in MODELS]),
    "dataset": xarray.Dataset(BASE | {"q": ("point", [0.6, 0.9])}),
}


@pytest.mark.parametrize("form", FORMS)
def test_models_are_the_same_in_every_form(form):
    answer = sm.solve_many(FORMS[form])
    xarray.testing.assert_identical(answer, sm.solve_many(BASE | {"q": [0.6, 0.9]}))


def test_scenarios_are_labelled_by_their_names_and_one_model_is_one_answer():
    answer = sm.solve_many(sm.list_scenarios(), proposer="F")
    for name in sm.list_scenarios():
        found = sm.solve(name, proposer="F").equilibria
        assert int(answer["equilibrium_count"].sel(point=name)) == len(found)
        assert float(answer["payoff_F"].sel(point=name)[0]) == found[0].payoff_F
    one = sm.solve_many("korea-1964", proposer="F")
    assert one["status"].dims == ()
    steps = [model.replace(information=sm.Binomial()) for model in MODELS]
    assert sm.solve_many(steps).attrs["information"] == "{'kind': 'binomial'}"
    with pytest.raises(sm.InputError, match="different information structures"):
        sm.solve_many([steps[0], MODELS[0]])
