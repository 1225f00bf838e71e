"""Stores that others write, that cannot be written, that are no folder, or whose descriptions are damaged."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path

import pytest
import xarray

import summitry as sm
from permissions import read_only
from summitry.sweeps import resume
from summitry.sweeps import store as stores
from sweeps.designs import CHUNK, GRID, MODEL, tree

DAMAGES = {
    "removed": lambda text: None,
    "emptied": lambda text: "",
    "cut": lambda text: text[: len(text) // 2],
    "another kind": lambda text: "[]",
    "another shape": lambda text: text.replace('"shape"', '"shapes"'),
    "another name": lambda text: text.replace("long_name", "short_name"),
    "another number": lambda text: text.replace("8", "9"),
}


def again(path, **options):
    return sm.sweep(MODEL, GRID, chunk=CHUNK, out=path, threads=1, **options)


def refusal(path, **options) -> str:
    with pytest.raises(sm.InputError) as caught:
        again(path, **options)
    return str(caught.value)


def damage(file: Path, how: str) -> None:
    text = DAMAGES[how](file.read_text("utf-8"))
    if text is None:
        file.unlink()
    else:
        file.write_text(text, "utf-8")


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_descriptions_are_reported_and_mended(how, store, whole):
    names = [f"{name}/zarr.json" for name in ("sigma", "concession", "status")]
    for name in names:
        damage(store / name, how)
    assert tree(store) != tree(whole)
    assert refusal(store) == (
        f"{str(store)!r} exists and is damaged: {', '.join(names)} cannot be read. Write --resume "
        "(resume=True) to mend it, or choose another name."
    )
    again(store, resume=True)
    assert tree(store) == tree(whole)


def test_every_description_damaged_at_once_is_mended(store, whole):
    for file in store.glob("*/zarr.json"):
        damage(file, "emptied")
    shutil.rmtree(store / "removal_visit")
    again(store, resume=True)
    assert tree(store) == tree(whole)


def test_what_the_group_says_of_its_arrays_is_mended_too(store, whole):
    document = json.loads((store / "zarr.json").read_text("utf-8"))
    arrays = document["consolidated_metadata"]["metadata"]
    arrays["concession"]["shape"][0] += 1
    (store / "zarr.json").write_text(json.dumps(document), "utf-8")
    again(store, resume=True)
    assert tree(store) == tree(whole)


def test_a_complete_store_on_a_read_only_medium_is_complete(store, whole):
    (store / "status" / "c.9.partial").write_bytes(
        b"half"
    )  # left by a kill before the copy was made
    said = []
    with read_only(store):
        answer = again(store, resume=True, progress=said.append)
        xarray.testing.assert_identical(answer.load(), xarray.open_zarr(whole).load())
    assert said[-1].done == said[-1].kept == said[-1].total


@pytest.mark.parametrize("missing", ["chunk", "description"])
def test_an_incomplete_store_on_a_read_only_medium_is_refused(missing, store):
    (store / ("status/c.1.0.0" if missing == "chunk" else "status/zarr.json")).unlink()
    before = tree(store)
    with read_only(store):
        assert refusal(store, resume=True) == (
            f"{str(store)!r} cannot be written: it is read-only. Change its permissions, or copy it to a "
            "place where you may write."
        )
    assert tree(store) == before


@pytest.mark.parametrize("options", [{}, {"resume": True}])
def test_a_store_that_another_run_makes_and_writes_meanwhile_is_left_to_it(
    options, whole, tmp_path, monkeypatch
):
    """Both runs see that there is no store; the other one is first to put its own in place."""
    path, create = tmp_path / "a.zarr", stores.create
    with contextlib.ExitStack() as other:

        def be_second(place, spec):
            shutil.copytree(whole, place)
            other.enter_context(resume.locked(place))
            create(place, spec)

        monkeypatch.setattr(resume, "create", be_second)
        assert refusal(path, **options) == (
            f"{str(path)!r} is being written by another run. Wait for it, or stop it first."
        )
    assert tree(path) == tree(whole)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    "out", ["s3://bucket/a.zarr", "gs://b/a", "memory://a", "abfs://a.zarr", Path("s3://bucket/a")]
)
def test_an_address_is_not_taken_for_a_folder(out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    address = out if isinstance(out, str) else "s3://bucket/a"
    assert refusal(out) == (
        f"sweep: out = '{address}' is an address, not a folder on this machine. Write to a folder here, "
        "and copy it there afterwards."
    )
    assert not list(tmp_path.iterdir())
