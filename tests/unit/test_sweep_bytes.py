"""The bytes of a store are those that zarr would write: it is written without zarr, and read with it."""

from __future__ import annotations

import json
import shutil
import warnings

import pytest
import xarray
import zarr
from numcodecs import Blosc

import summitry as sm
from unit.sweeps import CHUNK, GRID, MODEL, tree

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


def test_zarr_would_write_the_same_chunks(store, tmp_path):
    copy = tmp_path / "b.zarr"
    shutil.copytree(store, copy)
    for name, array in zarr.open_group(copy, mode="r+").arrays():
        values = array[:]
        for file in (copy / name).glob("c.*"):
            file.unlink()
        array.with_config({"write_empty_chunks": True})[:] = values
    assert tree(copy) == tree(store)


def test_zarr_would_write_the_same_descriptions(store, tmp_path):
    copy = tmp_path / "b.zarr"
    shutil.copytree(store, copy)
    whole = json.loads((copy / "zarr.json").read_text("utf-8"))
    del whole["consolidated_metadata"]
    (copy / "zarr.json").write_text(json.dumps(whole), "utf-8")
    prototype = zarr.core.buffer.default_buffer_prototype()
    for name, array in zarr.open_group(copy, mode="r").arrays():
        again = array.metadata.to_buffer_dict(prototype)["zarr.json"].to_bytes()
        assert json.loads((store / name / "zarr.json").read_text("utf-8")) == json.loads(again)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", zarr.errors.ZarrUserWarning)
        zarr.consolidate_metadata(copy)
    documents = (json.loads((path / "zarr.json").read_text("utf-8")) for path in (copy, store))
    assert next(documents) == next(documents)


def test_slots_come_first_in_a_chunk_and_proposers_last(tmp_path):
    """Empty slots are runs of NaN, and what is the same for both proposers stands side by side."""
    answer = sm.sweep(
        MODEL, WIDE, out=tmp_path / "a.zarr", design="sobol", points=64, proposer="both"
    )
    for name in ("payoff_C", "concession"):
        # the last four bytes are a checksum
        data = Blosc().decode((tmp_path / f"a.zarr/{name}/c.0.0.0").read_bytes()[:-4])
        numbers = answer[name].transpose("equilibrium", "point", "proposer").values
        assert data == numbers.astype("<f8").tobytes()


def test_a_chunk_keeps_nothing_of_the_one_before(tmp_path):
    options = {"design": "sobol", "points": 2048, "proposer": "both"}
    stored = sm.sweep(MODEL, WIDE, out=tmp_path / "a.zarr", chunk=64, threads=1, **options)
    assert 10 < (stored["equilibrium_count"] > 1).sum() < 400
    assert (stored["equilibrium_count"] == 0).sum() > 10
    xarray.testing.assert_identical(stored.load(), sm.sweep(MODEL, WIDE, chunk=64, **options))
