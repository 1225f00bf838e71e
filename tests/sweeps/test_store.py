"""A store of a sweep: resumed, refused, damaged, full; never lost, and always the same bytes in the end."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest
import xarray

import summitry as sm
from summitry.model.parameters import FIELDS
from summitry.sweeps import cost, layout, resume
from summitry.sweeps import store as stores
from summitry.sweeps.spec import Options, make_spec
from sweeps.designs import CHUNK, GRID, MODEL, tree


def again(path, fields=GRID, **options):
    return sm.sweep(MODEL, fields, out=path, resume=True, threads=1, **{"chunk": CHUNK} | options)


def refusal(path, fields=GRID, **options) -> str:
    before = tree(path) if path.is_dir() else None
    with pytest.raises(sm.InputError) as caught:
        again(path, fields, **options)
    if before is not None:
        assert tree(path) == before  # nothing was touched
    return str(caught.value)


# --- interruptions -------------------------------------------------------------------------------


class StoppedHereError(Exception):
    pass


def fail_to_put(monkeypatch, folder: Path, after: int, error: Exception) -> None:
    """Allow so many files of a folder to be put in place, and fail from then on as a kill would.

    What was being written stays behind half-written, without its name.
    """
    real, written = Path.replace, 0

    def replace(self, target):
        nonlocal written
        if folder in target.parents:
            written += 1
            if written > after:
                half = self.read_bytes()[: self.stat().st_size // 2]
                target.with_suffix(".0123.partial").write_bytes(half)
                raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("after", [0, 1, 20, 21, 22, 23, 44, 50, 300, 527])
def test_a_run_that_ends_in_the_middle_of_a_write_is_resumed_to_the_same_bytes(
    after, whole, tmp_path, monkeypatch
):
    path = tmp_path / "a.zarr"
    fail_to_put(monkeypatch, path, after, StoppedHereError())
    with pytest.raises(StoppedHereError):
        sm.sweep(MODEL, GRID, chunk=CHUNK, out=path, threads=1)
    monkeypatch.undo()
    there = {name for name in tree(path) if name.startswith("status/c.")}
    assert len(there) == after // 22  # of the 22 files of a chunk its status is the last
    assert tree(path) != tree(whole)
    again(path)
    assert tree(path) == tree(whole)
    assert not list(tmp_path.glob(".*"))


def test_resuming_solves_only_what_is_missing(store, whole, monkeypatch):
    (store / "status/c.1.0.0").unlink()
    (store / "status/c.3.2.1").unlink()
    solved = []
    real = stores.solve_part

    def recorded(spec, slices, points):
        solved.append(slices)
        return real(spec, slices, points)

    monkeypatch.setattr(stores, "solve_part", recorded)
    said = []
    again(store, progress=said.append)
    assert [slices[0].start for slices in solved] == [2, 6]
    assert tree(store) == tree(whole)
    assert said[-1].done == said[-1].total == 140 and said[-1].kept == 140 - 8 - 2


def test_a_chunk_that_is_not_there_reads_as_not_computed(store):
    for file in (store / "status").glob("c.0.0.*"):
        file.unlink()
    status = xarray.open_zarr(store)["status"].values
    assert (status[:2, :2] == layout.NOT_COMPUTED).all() and (status[2:] >= 0).all()


@pytest.mark.parametrize("damage", ["removed", "emptied", "cut", "changed"])
@pytest.mark.parametrize("name", ["concession", "status", "psi"])
def test_a_damaged_chunk_is_computed_again(name, damage, store, whole):
    file = store / (f"{name}/c.3.2.1" + (".0" if name == "concession" else ""))
    if name == "psi":
        file = store / "psi/c.0"
    data = bytearray(file.read_bytes())
    if damage == "removed":
        file.unlink()
    elif damage == "changed":
        data[len(data) // 2] ^= 255
        file.write_bytes(data)
    else:
        file.write_bytes(data[: len(data) // 2] if damage == "cut" else b"")
    again(store)
    assert tree(store) == tree(whole)


def test_an_empty_folder_is_filled_and_a_finished_store_is_left_alone(whole, tmp_path):
    (tmp_path / "a.zarr").mkdir()
    again(tmp_path / "a.zarr")
    times = {file: file.stat().st_mtime_ns for file in (tmp_path / "a.zarr").rglob("*")}
    assert tree(tmp_path / "a.zarr") == tree(whole)
    again(tmp_path / "a.zarr")
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "a.zarr").rglob("*")} == times


@pytest.mark.parametrize("number, words", [
    (errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only file system"),
    (errno.EIO, "input/output error"),
])  # fmt: skip
def test_a_full_disk_keeps_what_is_there_and_says_how_to_go_on(
    number, words, whole, tmp_path, monkeypatch
):
    path = tmp_path / "a.zarr"
    fail_to_put(monkeypatch, path, 57, OSError(number, os.strerror(number)))
    with pytest.raises(sm.StoppedError) as caught:
        sm.sweep(MODEL, GRID, chunk=CHUNK, out=path, threads=1)
    assert str(caught.value) == (
        f"{str(path)!r}: {words}. 2 of its 24 chunks are there and are kept. When the cause is gone, go on "
        "with --resume (resume=True)."
    )
    monkeypatch.undo()
    again(path)
    assert tree(path) == tree(whole)


def test_a_lost_cluster_keeps_what_is_there_and_says_how_to_go_on(whole, tmp_path):
    distributed = pytest.importorskip("distributed")
    path = tmp_path / "a.zarr"
    with distributed.Client(processes=False, n_workers=1, dashboard_address=None) as client:

        def lose(_):
            client.cancel([distributed.Future(key, client) for key in list(client.futures)])

        with pytest.raises(sm.StoppedError, match=r"the connection to the scheduler was lost\. \d"):
            sm.sweep(MODEL, GRID, chunk=CHUNK, out=path, scheduler=client, progress=lose)
    assert tree(path) != tree(whole)
    again(path)
    assert tree(path) == tree(whole)


# --- refusals ------------------------------------------------------------------------------------


def test_a_store_is_not_overwritten(store):
    with pytest.raises(sm.InputError) as caught:
        sm.sweep(MODEL, GRID, chunk=CHUNK, out=store)
    assert (
        str(caught.value)
        == f"{str(store)!r} exists and is complete. Open it, or choose another name."
    )
    (store / "status/c.1.0.0").unlink()
    with pytest.raises(sm.InputError) as caught:
        sm.sweep(MODEL, GRID, chunk=CHUNK, out=store)
    assert str(caught.value) == (
        f"{str(store)!r} exists: 23 of its 24 chunks are there. Write --resume (resume=True) to compute the "
        "others, or choose another name."
    )
    with pytest.raises(sm.InputError) as caught:
        sm.sweep(MODEL, GRID, out=store)
    assert str(caught.value) == (
        f"{str(store)!r} exists: it is the store of another sweep. Choose another name."
    )


ADVICE = "Choose another place, or go on with what made this store."


@pytest.mark.parametrize(
    "model, fields, options, line",
    [
        (MODEL, GRID, {"proposer": "F"}, 'proposer differs: "L" in the store, "F" now'),
        (MODEL, GRID, {"bargaining": "open"}, 'bargaining differs: "closed" in the store, "open" now'),
        (MODEL, GRID, {"off_path": 0.5}, 'off_path differs: "strongest" in the store, 0.5 now'),
        (MODEL, GRID, {"equilibria": 2}, "equilibria differs: 3 in the store, 2 now"),
        (MODEL, GRID, {"chunk": 9}, "chunk differs: 8 in the store, 9 now"),
        (MODEL.replace(tau=0.2), GRID, {}, "fixed.tau differs: 0.1 in the store, 0.2 now"),
    ],
)  # fmt: skip
def test_another_sweep_is_refused_by_the_field_that_differs(model, fields, options, line, store):
    before = tree(store)
    with pytest.raises(sm.InputError) as caught:
        sm.sweep(model, fields, out=store, resume=True, **{"chunk": CHUNK} | options)
    assert str(caught.value) == f"{str(store)!r} was made by another sweep: {line}. {ADVICE}"
    assert tree(store) == before


def test_another_axis_is_refused_even_if_only_a_value_in_its_middle_differs(store):
    said = refusal(store, GRID | {"q": [0, 0.3, 0.5001, 0.6, 1]})
    assert f"{str(store)!r} was made by another sweep: varied.q.sha256 differs: " in said
    said = refusal(store, {name: GRID[name] for name in ("sigma", "psi")})
    assert "varied.q.count differs: 5 in the store, nothing now." in said


@pytest.mark.parametrize("what", ["version", "kernels"])
def test_another_version_is_refused(what, store, monkeypatch):
    ours = layout.versions()
    monkeypatch.setattr(layout, "versions", lambda: ours | {f"summitry_{what}": "other"})
    found = ours[f"summitry_{what}"]
    assert refusal(store) == (
        f'{str(store)!r} was made by another sweep: summitry_{what} differs: "{found}" in the store, '
        f'"other" now. {ADVICE}'
    )


def test_a_worker_with_another_version_is_refused(store, tmp_path):
    known = {field.name: getattr(MODEL, field.name) for field in FIELDS}
    spec = make_spec(known, GRID, "grid", Options(chunk=CHUNK))
    with pytest.raises(sm.InputError, match=r'summitry_version differs: "9\.9" in the sweep, '):
        stores.compute_chunk(
            str(store), spec, layout.versions() | {"summitry_version": "9.9"}, (0, 0, 0)
        )


def test_a_store_of_another_layout_is_refused_also_one_that_does_not_say(store):
    document = json.loads((store / "zarr.json").read_text("utf-8"))
    now = document["attributes"].pop("summitry_layout")
    (store / "zarr.json").write_text(json.dumps(document), "utf-8")
    assert refusal(store) == (
        f"{str(store)!r} was made by another sweep: summitry_layout differs: nothing in the store, {now} "
        f"now. {ADVICE}"
    )


def foreign(path, kind):
    if kind == "a file":
        path.write_text("mine")
        return
    path.mkdir()
    (path / "precious.txt").write_text("mine")
    if kind == "another store":
        (path / "zarr.json").write_text(
            '{"zarr_format": 3, "node_type": "group", "attributes": {}}'
        )
    elif kind == "not JSON":
        (path / "zarr.json").write_text('{"attributes": ')


@pytest.mark.parametrize("kind", ["a file", "a folder", "another store", "not JSON"])
def test_what_is_not_ours_is_not_touched(kind, tmp_path):
    path = tmp_path / "a.zarr"
    foreign(path, kind)
    what = "a file" if kind == "a file" else "a folder"
    assert refusal(path) == (
        f"{str(path)!r} is {what}, but not the store of a sweep. It has not been touched. Choose a name that "
        "does not exist yet."
    )


def test_two_runs_do_not_write_one_store(store):
    pytest.importorskip("fcntl")
    with resume.locked(store):
        assert refusal(store) == (
            f"{str(store)!r} is being written by another run. Wait for it, or stop it first."
        )


def test_a_place_that_cannot_be_written(tmp_path, monkeypatch):
    path = tmp_path / "nowhere" / "a.zarr"
    assert refusal(path) == (
        f"{str(path)!r}: there is no folder {str(path.parent)!r}. Make it first, or choose another place."
    )

    def refuse(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    path = tmp_path / "a.zarr"
    monkeypatch.setattr(Path, "mkdir", refuse)
    assert refusal(path) == (
        f"{str(path)!r} cannot be written: read-only file system. Choose a place that has room and where you "
        "may write."
    )


@pytest.mark.parametrize("after", [0, 10, 29])
def test_a_store_that_cannot_be_made_leaves_nothing_behind(after, tmp_path, monkeypatch):
    fail_to_put(monkeypatch, tmp_path, after, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert "cannot be written: no space left on device." in refusal(tmp_path / "a.zarr")
    assert not list(tmp_path.iterdir())


# --- too large -----------------------------------------------------------------------------------


def test_a_trillion_points_must_be_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(cost, "_measured", lambda spec: (25_000.0, 120.0))
    axis = np.linspace(0, 1, 10_000)
    fields = {"sigma": axis, "q": axis, "r": axis}
    with pytest.raises(sm.InputError) as caught:
        sm.sweep(MODEL, fields, out=tmp_path / "a.zarr", threads=2)
    said, rest = str(caught.value).split(", where ")
    assert said == (
        "sweep: 1,000,000,000,000 points would take about 231 days (measured here: 25,000 points a second on "
        "one thread; threads: 2) and about 120 TB of disk"
    )
    assert rest.endswith(
        " are free. If that is what you want, write --yes (yes=True). Otherwise choose fewer points."
    )
    assert not list(tmp_path.iterdir())
    with pytest.raises(
        sm.InputError, match=r"7,747,000 chunks, too many to plan in memory\. Give the name"
    ):
        sm.sweep(MODEL, fields)


def test_what_a_large_sweep_takes_is_measured_on_its_own_points():
    known = {field.name: getattr(MODEL, field.name) for field in FIELDS}
    axis = np.linspace(0, 1, 10_000)
    grid = make_spec(known, {"sigma": axis, "q": axis, "r": axis}, "grid", Options())
    sobol = make_spec(known, {"sigma": (0, 1)}, "sobol", Options(points=10**9))
    for spec in (grid, sobol):
        rate, each = cost._measured(spec)
        assert rate > 100 and 50 < each < 3 * 20 * 8


def test_said_yes_or_small_enough_nobody_asks(tmp_path, monkeypatch):
    monkeypatch.setattr(cost, "_TRUSTED", 10)
    monkeypatch.setattr(cost, "_LONG", 1e-9)
    with pytest.raises(sm.InputError, match="write --yes"):
        sm.sweep(MODEL, GRID, out=tmp_path / "a.zarr")
    sm.sweep(MODEL, GRID, out=tmp_path / "a.zarr", yes=True)
    monkeypatch.setattr(cost, "_LONG", 3600.0)
    sm.sweep(MODEL, GRID, out=tmp_path / "b.zarr")


def test_the_description_is_strict_json(whole):
    text = (whole / "zarr.json").read_text("utf-8")
    document = json.loads(text, parse_constant=lambda word: word == "NaN" or pytest.fail(word))
    spec = json.loads(document["attributes"]["summitry_sweep"], parse_constant=pytest.fail)
    assert spec["varied"]["psi"]["last"] == "inf"
