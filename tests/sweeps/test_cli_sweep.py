"""`summitry sweep` as a user runs it: killed, interrupted, resumed, on a cluster; always the same bytes."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
import xarray

from summitry.cli import main
from summitry.model.installation import install_command
from sweeps.designs import tree

HERE = Path(__file__).parent
SPEC = """\
[model]
scenario = "uniform-example"

[grid]
sigma = { from = 0, to = 1, points = 12 }
alpha = [0.7, 1, 2, 5]
psi = [5, 50, 500, inf]

[sweep]
proposer = "both"
chunk = 16
"""
CHUNKS = 12 * 4 * 4 // 12  # of 3 × 2 × 2 points
FILES = 22  # that a chunk has
FIRST = 26 + 4 + 2  # descriptions of arrays, coordinates, and the group's twice, before any chunk


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    path = tmp_path_factory.mktemp("spec") / "spec.toml"
    path.write_text(SPEC, "utf-8")
    return path


@pytest.fixture(scope="module")
def whole(spec):
    """A store that was never interrupted, and what its making said."""
    out = spec.parent / "whole.zarr"
    done = summitry(spec, out, "--threads", "1")
    assert done.returncode == 0, done.stderr
    return out, done


def summitry(spec: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = "from summitry.cli import main; main()"
    command = [sys.executable, "-c", program, "sweep", str(spec), "--out", str(out), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def cut_short(number: int, signal: str, spec: Path, out: Path, *options: str):
    command = [
        sys.executable,
        str(HERE / "sweep_killed.py"),
        str(number),
        signal,
        "sweep",
        str(spec),
    ]
    return subprocess.run(
        [*command, "--out", str(out), *options],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_answer_says_what_is_in_the_store(spec, whole):
    out, done = whole
    statuses = xarray.open_zarr(out)["status"].values
    names = ("one", "several", "limit", "unbounded")
    lines = [
        f"{name:10} {(statuses == code).mean():8.3%} {(statuses == code).sum():16,}"
        for code, name in enumerate(names, start=1)
    ]
    assert done.stdout.splitlines() == [
        "192 points, closed bargaining, F and L proposing",
        *lines,
        f"Open it with: xarray.open_zarr({str(out)!r})",
    ]
    assert "192 of 192 points, " in done.stderr and " a second, 0 s left" in done.stderr


def test_two_threads_write_the_same_bytes(spec, whole, tmp_path):
    assert summitry(spec, tmp_path / "a.zarr", "--threads", "2").returncode == 0
    assert tree(tmp_path / "a.zarr") == tree(whole[0])


def test_killed_outright_again_and_again_and_resumed(spec, whole, tmp_path):
    """Each time in the middle of a write: of a variable, of the mark of a chunk, of the last chunk."""
    out = tmp_path / "a.zarr"
    before: set[str] = set()
    for number in (FIRST + 5, 2 * FILES, 3 * FILES, 7, FILES * 5 + 3):
        done = cut_short(number, "SIGKILL", spec, out, "--resume", "--threads", "2")
        assert done.returncode == -9, done.stderr
        there = {name for name in tree(out) if not name.endswith(".partial")}
        assert before <= there  # nothing is lost
        assert len(there) < len(tree(whole[0]))
        before = there
    assert [name for name in tree(out) if name.endswith(".partial")]
    refused = summitry(spec, out)
    assert (
        refused.returncode == 2
        and f"of its {CHUNKS} chunks are there. Write --resume" in refused.stderr
    )
    done = summitry(spec, out, "--resume")
    assert done.returncode == 0 and " from before)" in done.stderr
    assert done.stdout == whole[1].stdout.replace(str(whole[0]), str(out))
    assert tree(out) == tree(whole[0])


def test_killed_while_the_store_is_made_leaves_no_store(spec, tmp_path):
    for number in (3, FIRST):
        done = cut_short(number, "SIGKILL", spec, tmp_path / "a.zarr")
        assert done.returncode == -9 and not (tmp_path / "a.zarr").exists()


def test_interrupted_with_control_c(spec, whole, tmp_path):
    out = tmp_path / "a.zarr"
    done = cut_short(FIRST + 3 * FILES, "SIGINT", spec, out, "--threads", "1")
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert (
        "stopped. At least " in done.stderr
        and f"points are in {str(out)!r}. Go on with --resume." in done.stderr
    )
    assert not [name for name in tree(out) if name.endswith(".partial")]
    assert summitry(spec, out, "--resume").returncode == 0
    assert tree(out) == tree(whole[0])


def test_a_cluster_that_loses_a_worker_writes_the_same_bytes(spec, whole, tmp_path):
    pytest.importorskip("distributed")
    command = [
        sys.executable,
        str(HERE / "sweep_on_cluster.py"),
        str(spec),
        str(tmp_path / "a.zarr"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("tcp://") and done.stdout.endswith(" 1\n")
    assert tree(tmp_path / "a.zarr") == tree(whole[0])


def test_a_scheduler_that_is_not_there(spec, tmp_path, monkeypatch, capsys):
    pytest.importorskip("distributed")
    out = tmp_path / "a.zarr"
    monkeypatch.setattr("summitry.sweeps.run._CONNECT", "1s")
    arguments = [
        "summitry",
        "sweep",
        str(spec),
        "--out",
        str(out),
        "--scheduler",
        "tcp://127.0.0.1:1",
    ]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    shown = capsys.readouterr().err
    assert shown.startswith("Error: the scheduler 'tcp://127.0.0.1:1' cannot be reached: ")
    assert shown.endswith(
        "Start one with dask scheduler and give the address that it prints, such as tcp://10.0.0.1:8786.\n"
    )
    assert not out.exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_one_line_is_written_again(spec, tmp_path, monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(
        sys, "argv", ["summitry", "sweep", str(spec), "--out", str(tmp_path / "a.zarr")]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert screen.getvalue().startswith("\r") and screen.getvalue().count("\n") == 1
    assert "192 of 192 points, " in screen.getvalue()


def test_without_the_extra_the_command_says_what_to_install(spec, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("summitry.model.extras.find_spec", lambda name: name != "dask" or None)
    monkeypatch.setattr(
        sys, "argv", ["summitry", "sweep", str(spec), "--out", str(tmp_path / "a.zarr")]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "Error: summitry sweep needs dask, which is not installed. "
        f"Run: {install_command('sweep')}\n"
    )
