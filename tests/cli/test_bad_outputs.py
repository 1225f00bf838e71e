"""Outputs that cannot be written: refused before the work, or kept elsewhere if the write fails after it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest

import summitry as sm
from cli.commands import CASE, Output, prepare, run
from permissions import read_only
from summitry.cli.streams import MACHINE
from summitry.model.output_files import write_whole

DEVICE = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")


class Target(NamedTuple):
    """A command line that would take hours, up to its last option, which names an output."""

    line: str
    suffix: str = ""


FILES = [
    Target(f"export {CASE} --binomial 2 --out", ".efg"),
    Target("audit --points 1000000000 --out", ".html"),
    Target(f"simulate {CASE} --plays 10000000 --out", ".parquet"),
]
FOLDERS = [
    Target("audit --points 1000000000 --examples"),
    Target("figures --out"),
    Target("reproduce --points 1000000000 --out"),
    Target("sweep long.toml --out"),
]
LONG = """\
[model]
scenario = "uniform-example"

[sobol]
points = 1_000_000
sigma = { from = 0, to = 1 }
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    prepare(tmp_path)
    (tmp_path / "long.toml").write_text(LONG, "utf-8")
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "old").write_text("old", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def options(targets):
    return pytest.mark.parametrize("target", targets, ids=lambda target: target.line)


def state(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def refused(monkeypatch, target: Target, out: str, folder: Path) -> str:
    """Run the command; it must end at once with one message that names the output, and leave no trace."""
    before = state(folder)
    printed = io.BytesIO()
    code, said = run(monkeypatch, f"{target.line} {out}", Output(printed, "utf-8"))
    assert code == 2 and not printed.getvalue()
    assert said.startswith("Error: ") and said.count("\n") == 1
    assert repr(out) in said or repr(str(folder / out)) in said
    assert state(folder) == before
    return said


@options(FILES)
@pytest.mark.parametrize(
    "kind, words",
    [
        ("a folder", "is a folder"), ("no parent", "there is no folder 'none'"),
        ("below a file", "there is no folder 'spec.toml'"), ("too long", "file name too long"),
        ("an address", "is an address, not a file on this machine"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_is_refused_before_the_work(target, kind, words, folder, monkeypatch):
    out = {
        "a folder": "place", "no parent": "none/a", "below a file": "spec.toml/a", "too long": "x" * 300,
        "an address": "s3://bucket/a",
    }[kind] + target.suffix  # fmt: skip
    if kind == "a folder":
        (folder / out).mkdir()
    assert words in refused(monkeypatch, target, out, folder)


@options(FILES)
@pytest.mark.parametrize("name", ["new", "old"])
def test_a_file_that_may_not_be_written_is_refused_before_the_work(
    target, name, folder, monkeypatch
):
    if name == "old":
        (folder / "closed" / f"old{target.suffix}").write_text("old", "utf-8")
    with read_only(folder / "closed"):
        said = refused(monkeypatch, target, f"closed/{name}{target.suffix}", folder)
    assert "cannot be written: permission denied" in said


@options(FOLDERS)
@pytest.mark.parametrize(
    "kind, words",
    [
        ("a file", "is a file"), ("below a file", ""), ("too long", "file name too long"),
        ("an address", "is an address, not a folder on this machine"),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_is_refused_before_the_work(
    target, kind, words, folder, monkeypatch
):
    out = {
        "a file": "spec.toml", "below a file": "spec.toml/a", "too long": "x" * 300,
        "an address": "s3://bucket/a",
    }[kind]  # fmt: skip
    assert words in refused(monkeypatch, target, out, folder)


@options(FOLDERS)
@pytest.mark.parametrize("out", ["closed", "closed/new"])
def test_a_folder_that_may_not_be_written_is_refused_before_the_work(
    target, out, folder, monkeypatch
):
    with read_only(folder / "closed"):
        refused(monkeypatch, target, out, folder)


def test_all_bad_outputs_are_named_at_once(folder, monkeypatch):
    line = "audit --points many --out none/page.html --examples spec.toml"
    code, said = run(monkeypatch, line, Output(io.BytesIO(), "utf-8"))
    assert code == 2
    assert [line.split()[1] for line in said.splitlines()[1:]] == [
        "--points",
        "--out",
        "--examples",
    ]


# --- a write that fails after the work ------------------------------------------------------------


def kept(said: str, what: str) -> Path:
    """Return where the message says that the result is."""
    assert f"{what!r} cannot be written: " in said
    return Path(said.split("The result is in '")[1].split("'")[0]).resolve()


@DEVICE
@pytest.mark.parametrize(
    "line, suffix, start",
    [
        (f"export {CASE} --binomial 2 --out", ".efg", "EFG 2 R"),
        ("audit --points 64 --claim prop-4 --out", ".html", "<!doctype html>"),
    ],
)
def test_a_full_device_leaves_the_result_in_a_file_beside(line, suffix, start, folder, monkeypatch):
    name = f"full{suffix}"
    (folder / name).symlink_to("/dev/full")
    code, said = run(monkeypatch, f"{line} {name}", Output(io.BytesIO(), "utf-8"))
    assert code == MACHINE
    place = kept(said, name)
    assert "no space left on device" in said
    assert place.is_relative_to(folder) and place.name == name
    assert place.read_text("utf-8").lstrip().startswith(start)


@DEVICE
def test_plays_that_cannot_be_written_leave_the_comparison(folder, monkeypatch):
    pytest.importorskip("pyarrow")
    (folder / "full.parquet").symlink_to("/dev/full")
    out = io.BytesIO()
    line = f"simulate {CASE} --plays 300000 --out full.parquet --json"
    code, said = run(monkeypatch, line, Output(out, "utf-8"))
    assert code == MACHINE
    assert "'full.parquet' cannot be written: no space left on device." in said
    model = sm.load_scenario(CASE).model
    eq = sm.solve(model, bargaining="closed", proposer="L").equilibrium
    whole = sm.simulate(model, eq, plays=300_000, seed=0)
    assert json.loads(out.getvalue()) == json.loads(json.dumps(whole.to_dict()))
    with pytest.raises(sm.StoppedError) as caught:
        sm.simulate(model, eq, plays=300_000, out="full.parquet")
    assert caught.value.result.comparisons == whole.comparisons


@pytest.mark.parametrize(
    "line, out, blocked, found",
    [
        (
            "audit --points 256 --claim s7-closed-doors-U_L-F --examples", "examples",
            "s7-closed-doors-U_L-F-1.toml", "s7-closed-doors-U_L-F-5.toml",
        ),
        ("figures 1 --format svg --out", "drawn", "figure-1.svg", "figure-1.svg"),
    ],
)  # fmt: skip
def test_a_folder_in_which_a_file_cannot_be_put_leaves_the_results_beside(
    line, out, blocked, found, folder, monkeypatch
):
    (folder / out / blocked).mkdir(parents=True)
    code, said = run(monkeypatch, f"{line} {out}", Output(io.BytesIO(), "utf-8"))
    assert code == MACHINE
    place = kept(said, out if "examples" in line else f"{out}/{blocked}")
    assert place.is_relative_to(folder / out) or place.parent == folder
    assert place.name == found or (place / found).stat().st_size > 100


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_a_file_in_a_folder_that_takes_no_new_ones_is_written(mode, tmp_path):
    (tmp_path / "old").write_text("old", "utf-8")
    (tmp_path / "old").chmod(mode)
    with read_only(tmp_path):
        (tmp_path / "old").chmod(mode)
        write_whole(tmp_path / "old", "new")
    assert (tmp_path / "old").read_text("utf-8") == "new"


def test_what_no_place_takes_is_said_to_be_lost(tmp_path, monkeypatch):
    """No place is left: neither beside, nor here, nor where temporary files are."""
    import tempfile

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with read_only(tmp_path), pytest.raises(sm.StoppedError) as caught:
        write_whole(tmp_path / "new", "content")
    assert str(caught.value) == (
        f"{str(tmp_path / 'new')!r} cannot be written: permission denied. No other place would take the "
        "result."
    )
