"""Chunks as they lie in a store: whole, checked, with nothing left over from another one."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray
import zarr

import summitry as sm
from summitry.sweeps import solve
from sweeps.designs import CHUNK, GRID, MODEL, tree

RANGES = {"sigma": (0, 1), "alpha": (0.5, 20, "log")}
# some models here have no equilibrium, a few have several
WIDE = {
    "alpha": (0.368, 20.1, "log"), "beta": (0.368, 20.1, "log"), "n": (0.5, 200, "log"), "tau": (0, 1),
    "rho": (0, 2), "r": (0, 1), "sigma": (0, 1), "q": (0, 1), "psi": (2, 2000, "log"),
}  # fmt: skip
DESIGNS = {
    "grid": (GRID, {}), "sobol": (RANGES, {"design": "sobol", "points": 19}),
    "list": ({"sigma": [k / 20 for k in range(19)], "q": [0.3] * 19}, {"design": "list"}),
}  # fmt: skip


@pytest.fixture(params=DESIGNS)
def design(request):
    return DESIGNS[request.param]


@pytest.fixture(params=["L", "both"])
def store(request, design, tmp_path):
    fields, options = design
    sm.sweep(MODEL, fields, out=tmp_path / "a.zarr", chunk=CHUNK, proposer=request.param, **options)
    return tmp_path / "a.zarr"


def test_every_chunk_of_every_array_is_a_file_and_nothing_else_is(store):
    """Empty chunks too: one that is missing has not been computed."""
    group = zarr.open_group(store, mode="r")
    arrays = dict(group.arrays())
    expected = {"zarr.json"} | {f"{name}/zarr.json" for name in arrays}
    for name, array in arrays.items():
        assert array.nchunks_initialized == array.nchunks, name
        counts = (-(-size // chunk) for size, chunk in zip(array.shape, array.chunks, strict=True))
        expected |= {f"{name}/c.{'.'.join(map(str, index))}" for index in np.ndindex(*counts)}
    assert set(tree(store)) == expected


def test_the_description_of_the_group_repeats_those_of_the_arrays(store):
    """xarray reads the group's alone."""
    inside = json.loads((store / "zarr.json").read_text("utf-8"))["consolidated_metadata"][
        "metadata"
    ]
    for name, said in inside.items():
        assert said == json.loads((store / name / "zarr.json").read_text("utf-8"))
    assert set(inside) == {name for name, _ in zarr.open_group(store, mode="r").arrays()}


@pytest.mark.parametrize("name", ["payoff_C/c.0.0.0", "status/c.0.0", "equilibrium_count/c.0.0"])
def test_no_changed_byte_of_a_chunk_is_read_as_if_it_were_none(name, tmp_path):
    """Every byte in turn, in every bit: reading fails, or what is read is what was written."""
    options = {"design": "sobol", "points": 8, "proposer": "both"}
    sm.sweep(MODEL, WIDE, out=tmp_path / "a.zarr", **options)
    file = tmp_path / "a.zarr" / name
    array = zarr.open_array(file.parent, mode="r")
    right, data = array[:], file.read_bytes()
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            file.write_bytes(changed)
            try:
                found = array[:]
            except Exception:  # whatever the codec's library raises
                continue
            assert np.array_equal(found, right, equal_nan=True), (place, bit)


def test_all_numbers_of_chunks_solved_a_few_rows_at_a_time_are_those_of_solve_many(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(solve, "_ROWS_AT_ONCE", 100)
    options = {"design": "sobol", "points": 2048, "proposer": "both"}
    stored = sm.sweep(MODEL, WIDE, out=tmp_path / "a.zarr", chunk=700, **options)
    columns = {name: stored[name].values for name in WIDE}
    many = sm.solve_many(columns, proposer="both", equilibria=3)
    assert (many["equilibrium_count"] > 1).sum() > 10
    for name in stored.data_vars:
        assert np.array_equal(stored[name], many[name], equal_nan=True), name


def test_a_chunk_keeps_nothing_of_the_one_before(tmp_path):
    options = {"design": "sobol", "points": 2048, "proposer": "both"}
    stored = sm.sweep(MODEL, WIDE, out=tmp_path / "a.zarr", chunk=64, threads=1, **options)
    assert 10 < (stored["equilibrium_count"] > 1).sum() < 400
    assert (stored["equilibrium_count"] == 0).sum() > 10
    xarray.testing.assert_identical(stored.load(), sm.sweep(MODEL, WIDE, chunk=64, **options))
