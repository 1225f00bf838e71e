"""Bad sweeps: each is refused with the message in the table, nothing is computed, and nothing is written."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from cases.bad_sweeps import BAD_SWEEPS, GOOD, LIST, POINTS, SOBOL, BadSweep
from summitry.cli import main
from summitry.sweeps.file import read_spec
from sweeps.designs import tree


def write(bad: BadSweep, folder) -> None:
    (folder / "spec.toml").write_text(bad.text, "utf-8")
    for name, content in bad.files.items():
        (folder / name).write_text(content, "utf-8")


@pytest.mark.parametrize("bad", BAD_SWEEPS, ids=lambda bad: bad.name)
def test_message(bad: BadSweep, tmp_path, monkeypatch, capsys):
    """The whole of standard error is the message, standard output is empty, the folder as it was."""
    write(bad, tmp_path)
    before = tree(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["summitry", "sweep", "spec.toml", *shlex.split(bad.options)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert shown.err == f"Error: {bad.message}\n".replace("FOLDER", str(tmp_path))
    assert not shown.out
    assert tree(tmp_path) == before


def test_the_files_that_the_table_breaks_are_good(tmp_path):
    (tmp_path / "points.csv").write_text("﻿" + POINTS, "utf-8")  # with an editor's byte-order mark
    for text, points in ((GOOD, 6), (SOBOL, 100), (LIST, 2)):
        (tmp_path / "spec.toml").write_text(text, "utf-8")
        assert read_spec(tmp_path / "spec.toml").points == points


def test_pieces_and_numbers_make_one_axis(tmp_path):
    piece = "{ from = 1, to = 100, points = 3, scale = 'log' }"
    text = GOOD.replace("sigma = [0, 0.5]", f"psi = [0.5, {piece}, 200, inf]")
    (tmp_path / "spec.toml").write_text(text, "utf-8")
    axis = read_spec(tmp_path / "spec.toml").values["psi"]
    assert axis.tolist() == pytest.approx([0.5, 1, 10, 100, 200, float("inf")])


def test_a_scenario_beside_the_file_and_values_beside_the_scenario(tmp_path):
    from summitry import load_scenario

    load_scenario("korea-1964").model.to_toml(tmp_path / "mine.toml")
    text = GOOD.replace('"uniform-example"', '"mine.toml"\ntau = 0.25')
    (tmp_path / "spec.toml").write_text(text, "utf-8")
    fixed = read_spec(tmp_path / "spec.toml").fixed
    assert fixed["tau"] == 0.25 and fixed["rho"] == load_scenario("korea-1964").model.rho


def test_the_table_says_different_things():
    assert len({bad.name for bad in BAD_SWEEPS}) == len(BAD_SWEEPS) >= 50


@pytest.mark.parametrize("kind", ["grid", "sobol", "list"])
def test_the_packaged_examples_are_good_and_the_page_shows_them(
    kind, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "argv", ["summitry", "sweep", "--example", kind])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    text = capsys.readouterr().out
    (tmp_path / "spec.toml").write_text(text, "utf-8")
    assert read_spec(tmp_path / "spec.toml").design == kind
    page = Path(__file__).parents[2] / "docs" / "sweep.md"
    assert f"```toml\n{text}```" in page.read_text("utf-8")
