"""`sweep`: the same answers as `solve`, labelled, in memory, lazily and in a store, byte for byte."""

from __future__ import annotations

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray

import summitry as sm
from summitry.model.parameters import FIELDS
from summitry.model.variables import FIELD_VARIABLES, VARIABLES
from summitry.sweeps import dataset, solve
from summitry.sweeps.points import sobol_points
from summitry.sweeps.spec import Options, make_spec
from sweeps.designs import CHUNK, GRID, MODEL, tree

RANGES = {"sigma": (0, 1), "psi": (1, 1000, "log"), "alpha": (0.5, 20, "log"), "n": (1, 40)}
LIST = {"sigma": [0.35, 0.9, 2.0, 0.1, 0.5], "alpha": [2, 3, 2, 3, 2]}
DESIGNS = {
    "grid": (GRID, {}),
    "sobol": (RANGES, {"design": "sobol", "points": 50, "seed": 4}),
    "list": (LIST, {"design": "list"}),
}


@pytest.fixture(params=DESIGNS)
def kind(request):
    return DESIGNS[request.param]


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_every_point_of_a_grid_is_what_solve_says(proposer):
    answer = sm.sweep(MODEL, GRID, proposer=proposer)
    for sigma, q, psi in (
        (0, 0.3, 1),
        (0.35, 0.6, 30),
        (0.9, 0, math.inf),
        (1, 1, 900),
        (0.5, 1, 30),
    ):
        here = answer.sel(sigma=sigma, q=q, psi=psi)
        one = sm.solve(MODEL.replace(sigma=sigma, q=q, psi=psi), proposer=proposer)
        assert int(here.equilibrium_count) == len(one.equilibria)
        for name in VARIABLES:
            expected = [np.nan if (x := getattr(eq, name)) is None else x for eq in one.equilibria]
            found = here[name].values
            assert np.array_equal(found[: len(expected)], expected, equal_nan=True), name
            assert np.isnan(found[len(expected) :]).all()


def test_rows_of_a_list_and_sobol_points_are_what_solve_says():
    for fields, options in (DESIGNS["list"], DESIGNS["sobol"]):
        answer = sm.sweep(MODEL, fields, **options)
        for point in (0, 1, 4):
            here = answer.isel(point=point)
            values = {name: float(here[name]) for name in fields}
            one = sm.solve(MODEL.replace(**values))
            assert int(here.equilibrium_count) == len(one.equilibria)
            assert here.payoff_F.values[0] == one.equilibria[0].payoff_F


def test_a_row_of_a_list_that_is_no_model_gets_a_status():
    assert sm.sweep(MODEL, LIST, design="list").status.values.tolist() == [1, 1, 6, 1, 1]


@pytest.mark.parametrize("proposer", ["L", "both"])
def test_memory_store_and_lazy_arrays_agree_to_the_bit(kind, proposer, tmp_path, monkeypatch):
    fields, options = kind
    options = options | {"proposer": proposer, "chunk": CHUNK}
    eager = sm.sweep(MODEL, fields, **options)
    stored = sm.sweep(MODEL, fields, out=tmp_path / "a.zarr", threads=2, **options)
    xarray.testing.assert_identical(eager, stored)
    xarray.testing.assert_identical(eager, xarray.open_zarr(tmp_path / "a.zarr").load())
    monkeypatch.setattr(dataset, "SMALL", 0)
    lazy = sm.sweep(MODEL, fields, **options)
    assert lazy.concession.chunks and lazy.status.chunks
    xarray.testing.assert_identical(eager, lazy.compute())


@pytest.mark.parametrize("information", [sm.Binomial(), sm.Article()], ids=lambda i: i.kind)
def test_other_information_structures(information, tmp_path):
    model = MODEL.replace(information=information)
    fields = {"n": [3, 6], "beta": [1, 3], "sigma": [0.2, 0.7]}
    stored = sm.sweep(model, fields, out=tmp_path / "a.zarr", chunk=2, proposer="F")
    one = sm.solve(model.replace(n=6, beta=1, sigma=0.7), proposer="F")
    here = stored.sel(n=6, beta=1, sigma=0.7)
    assert int(here.equilibrium_count) == len(one.equilibria)
    assert here.visit_probability.values[0] == one.equilibria[0].visit_probability
    xarray.testing.assert_identical(stored, sm.sweep(model, fields, chunk=2, proposer="F"))


def test_bytes_do_not_depend_on_threads_or_on_how_many_rows_are_solved_at_once(
    kind, tmp_path, monkeypatch
):
    fields, options = kind
    options = options | {"chunk": CHUNK}
    sm.sweep(MODEL, fields, out=tmp_path / "one.zarr", threads=1, **options)
    sm.sweep(MODEL, fields, out=tmp_path / "two.zarr", threads=2, **options)
    monkeypatch.setattr(solve, "_ROWS_AT_ONCE", 3)
    sm.sweep(MODEL, fields, out=tmp_path / "rows.zarr", threads=1, **options)
    one = tree(tmp_path / "one.zarr")
    assert one == tree(tmp_path / "two.zarr") == tree(tmp_path / "rows.zarr")
    assert len(one) > 40


def test_the_layout_of_chunks_changes_no_number(kind):
    fields, options = kind
    small, large = (sm.sweep(MODEL, fields, chunk=chunk, **options) for chunk in (3, 10_000))
    xarray.testing.assert_equal(small, large)


def spec_of(fields, **options):
    known = {field.name: getattr(MODEL, field.name) for field in FIELDS}
    design = options.pop("design", "grid")
    return make_spec(known, fields, design, Options(**options))


@pytest.mark.parametrize("chunk", [1, 2, 7, 8, 60, 140, 1000])
def test_chunks_tile_the_grid_and_are_no_larger_than_asked(chunk):
    spec = spec_of(GRID, chunk=chunk)
    covered = np.zeros(spec.shape, int)
    for index in spec.chunk_indices():
        covered[spec.chunk_slices(index)] += 1
    assert (covered == 1).all()
    assert math.prod(spec.chunk_shape) <= chunk


def test_a_trillion_points_are_described_without_being_made():
    axis = np.linspace(0, 1, 10_000)
    spec = spec_of({"sigma": axis, "q": axis, "r": axis})
    assert spec.points == 10**12 and math.prod(spec.chunk_shape) <= 2 * 65_536


@pytest.mark.parametrize("points, chunks", [
    (1, 1), (65_536, 1), (65_537, 2), (10**5, 2), (2**19 - 1, 8), (2**19, 4), (3 * 10**6, 23), (10**7, 77),
    (10**8, 763),
])  # fmt: skip
def test_points_in_a_row_are_cut_into_as_few_chunks_as_their_size_allows(points, chunks):
    spec = spec_of({"sigma": (0, 1)}, design="sobol", points=points)
    largest = 2 * 65_536 if points >= 2**19 else 65_536
    assert spec.chunk_counts == (chunks,) == (math.ceil(points / largest),)
    assert spec.chunk_shape[0] - math.ceil(points / chunks) == 0  # of even size


def test_a_grid_s_last_cut_is_no_finer_than_needed():
    """600 × 500 points: both sides halved are 300 × 250 points, and the longer one halved again 150 × 250."""
    sides = {"sigma": np.linspace(0, 1, 600), "q": np.linspace(0, 1, 500)}
    assert spec_of(sides, chunk=75_000).chunk_shape == (300, 250)
    assert spec_of(sides, chunk=74_999).chunk_shape == (200, 250)
    assert spec_of(sides, chunk=49_999).chunk_shape == (150, 250)


def test_who_asks_for_slots_gets_no_larger_chunks():
    """What a thread holds grows with both."""
    wide = {"sigma": (0, 1)}
    assert spec_of(wide, design="sobol", points=10**7).chunk == 2 * 65_536
    assert spec_of(wide, design="sobol", points=10**7, equilibria=60).chunk == 65_536


def test_sobol_points_are_those_of_scipy_whichever_part_is_drawn_first():
    from scipy.stats import qmc

    spec = spec_of(
        {"sigma": (0.2, 0.6), "psi": (2, 1000, "log")}, design="sobol", points=64, seed=9
    )
    unit = qmc.Sobol(2, bits=32, rng=9).random(64)
    late = sobol_points(spec, 40, 64)
    early = sobol_points(spec, 0, 40)
    sigma = np.concatenate([early["sigma"], late["sigma"]])
    psi = np.concatenate([early["psi"], late["psi"]])
    assert sigma == pytest.approx(0.2 + 0.4 * unit[:, 0], rel=1e-14)
    assert psi == pytest.approx(2 * 500 ** unit[:, 1], rel=1e-12)
    assert sobol_points(spec, 39, 41)["psi"].tolist() == psi[39:41].tolist()


def test_other_seeds_draw_other_points():
    options = {"design": "sobol", "points": 8}
    one, two = (sobol_points(spec_of(RANGES, seed=seed, **options), 0, 8) for seed in (1, 2))
    assert not (one["sigma"] == two["sigma"]).any()


def test_fewer_slots_keep_the_count(tmp_path):
    # T5's model with three equilibria
    model = sm.Model(alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283,
                     sigma=0.9778, q=0.7715, psi=1312.86)  # fmt: skip
    few = sm.sweep(model, {"k_max": [1, 2]}, equilibria=1, proposer="F", out=tmp_path / "a.zarr")
    assert few.sizes["equilibrium"] == 1 and int(few.equilibrium_count.sel(k_max=1)) == 3
    assert few.visit_probability.sel(k_max=1).values.tolist() == [0.0]


def test_the_registry_names_every_field_with_its_symbol():
    named = [FIELD_VARIABLES[field.name] for field in FIELDS]
    assert [v.symbol for v in named] == [field.symbol for field in FIELDS]
    assert [v.unit for v in named] == [field.unit for field in FIELDS]


def test_every_variable_and_coordinate_says_what_it_is(kind):
    fields, options = kind
    answer = sm.sweep(MODEL, fields, proposer="both", **options)
    assert set(answer.data_vars) == {*VARIABLES, "status", "equilibrium_count"}
    assert set(answer.coords) == {*fields, "proposer"}
    for name, array in answer.variables.items():
        said = ("long_name", "symbol", "source", *(["units"] if name != "proposer" else []))
        assert all(array.attrs[key] for key in said), name


def test_plots_label_themselves(tmp_path):
    answer = sm.sweep(MODEL, {"sigma": [0, 0.4, 0.8], "q": [0, 0.5, 1]}, out=tmp_path / "a.zarr")
    first = answer["concession"].isel(equilibrium=0)
    figure, (left, right) = plt.subplots(1, 2)
    first.sel(q=0.5).plot(ax=left)
    first.plot(ax=right)
    axes = (
        left.xaxis,
        left.yaxis,
        right.xaxis,
        right.yaxis,
        figure.axes[-1].yaxis,
    )  # the colours last
    assert [" ".join(axis.get_label_text().split()) for axis in axes] == [
        "expected salience [probability]", "concession [payoff]",
        "concession transparency [probability]", "expected salience [probability]",
        "concession [payoff]",
    ]  # fmt: skip
    plt.close(figure)


def test_the_attributes_say_what_was_computed_and_by_what():
    answer = sm.sweep(MODEL, RANGES, design="sobol", points=4, seed=7)
    assert answer.attrs["seed"] == 7 and answer.attrs["summitry_version"] == sm.__version__
    assert '"psi": {"from": 1.0, "to": 1000.0, "scale": "log"}' in answer.attrs["summitry_sweep"]
    assert '"beta": 3.0' in answer.attrs["summitry_sweep"]


def test_a_field_that_varies_need_not_fit_the_model_it_replaces():
    one = sm.sweep(MODEL, {"q": [0.2]}), sm.sweep(MODEL.replace(q=0.9), {"q": [0.2]})
    xarray.testing.assert_identical(*one)


def test_reading_a_part_of_a_lazy_sweep_solves_only_that_part(monkeypatch):
    monkeypatch.setattr(dataset, "SMALL", 0)
    solved = []
    real = dataset.solve_part

    def recorded(spec, slices, points):
        solved.append(slices)
        return real(spec, slices, points)

    monkeypatch.setattr(dataset, "solve_part", recorded)
    lazy = sm.sweep(MODEL, GRID, chunk=CHUNK)
    assert not solved
    assert float(lazy["concession"].sel(sigma=0.35, q=0.6, psi=30)[0]) == pytest.approx(
        0.474265736539
    )
    assert len(solved) == 1


FRAME = {"sigma": [0.35, 0.9, 2.0, None], "alpha": [2, 3, 2, 3]}


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_is_a_list_of_rows_and_a_missing_value_is_no_model(library):
    frame = pytest.importorskip(library).DataFrame(FRAME)
    columns = FRAME | {"sigma": [0.35, 0.9, 2.0, math.nan]}
    answer = sm.sweep(MODEL, frame, design="list")
    xarray.testing.assert_identical(answer, sm.sweep(MODEL, columns, design="list"))
    assert answer.status.values.tolist() == [1, 1, 6, 7]
    with pytest.raises(sm.InputError) as caught:
        sm.sweep(MODEL, frame)
    assert str(caught.value) == (
        "sweep: fields is a table, but design = 'grid'. The rows of a table are points as they stand: write "
        "design='list'."
    )


def test_nullable_columns_of_pandas_are_numbers_too():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(FRAME).convert_dtypes()
    assert sm.sweep(MODEL, frame, design="list").status.values.tolist() == [1, 1, 6, 7]


def test_a_sweep_becomes_a_table_of_pandas():
    table = sm.sweep(MODEL, {"sigma": [0, 0.35], "q": [0.2, 0.6]}).to_dataframe()
    assert table.index.names == ["sigma", "q", "equilibrium"]
    one = sm.solve(MODEL.replace(sigma=0.35, q=0.6)).equilibria[0]
    assert table.loc[(0.35, 0.6, 0), "concession"] == one.concession


@pytest.mark.parametrize("names", [("alpha", "sigma"), ("sigma", "alpha"), ("beta", "sigma", "n")])
def test_models_of_one_prior_are_solved_together_and_put_back_in_their_places(names, monkeypatch):
    fields = {name: [0.3, 0.9, 0.5] if name == "sigma" else [2, 7, 3] for name in names}
    grid = sm.sweep(MODEL, fields, proposer="both")
    monkeypatch.setattr(solve, "_by_prior", lambda *_: None)
    xarray.testing.assert_identical(grid, sm.sweep(MODEL, fields, proposer="both"))
