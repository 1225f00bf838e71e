"""Bad command lines and files: each is refused with the message in the table, and nothing else."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys

import pytest

from cases.bad_command_lines import BAD, Bad
from cases.bad_estimates import BAD_ESTIMATES
from cases.bad_models import CASE
from summitry.cli import main

PROGRAM = "from summitry.cli import main; main()"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that holds a good scenario."""
    (tmp_path / "case.toml").write_text(CASE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(bad: Bad, folder) -> None:
    for name, content in bad.files.items():
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("bad", BAD + BAD_ESTIMATES, ids=lambda bad: bad.name)
def test_message(bad: Bad, folder, monkeypatch, capsys):
    """The whole of standard error is the message, and standard output is empty."""
    write(bad, folder)
    monkeypatch.setattr(sys, "argv", ["summitry", *shlex.split(bad.command)])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bad.stdin), "utf-8"))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert shown.err == f"Error: {bad.message}\n"
    assert not shown.out


@pytest.mark.parametrize("bad", [BAD[0], BAD[-4], BAD[-2]], ids=lambda bad: bad.name)
def test_a_process_of_its_own_says_the_same(bad: Bad, folder):
    write(bad, folder)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *shlex.split(bad.command)],
        capture_output=True, input=bad.stdin, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.decode() == f"Error: {bad.message}\n"
    assert not done.stdout


def test_the_table_is_long_and_says_different_things():
    assert len({bad.name for bad in BAD}) == len(BAD) >= 60
    assert len({bad.message for bad in BAD}) >= 60
