"""What a sweep has written leaves the system's memory soon, oldest first, and is none the worse for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray

import summitry as sm
from summitry import sweep_cache
from summitry.sweep_cache import WrittenFiles
from unit.sweeps import CHUNK, GRID, MODEL, tree


@pytest.fixture
def told(monkeypatch):
    """Which files the system was told of, in order."""
    names: list[Path] = []
    monkeypatch.setattr(sweep_cache, "_let_go", names.append)
    return names


def test_a_file_is_let_go_twice_the_oldest_first_and_the_newest_stay(told):
    files = [Path(f"c.{i}") for i in range(10)]
    written = WrittenFiles(kept=40)
    for file in files:
        written.add(file, 10)
    # 20 bytes wait before their way to the disk begins, 20 more before they are forgotten
    assert [file for file in files if told.count(file) == 2] == files[:6]
    assert [file for file in files if told.count(file) == 1] == files[6:8]
    assert sorted(set(told), key=told.index) == files[:8]


def test_a_store_that_keeps_nothing_in_memory_is_the_same_store(monkeypatch, tmp_path):
    sm.sweep(MODEL, GRID, out=tmp_path / "a.zarr", chunk=CHUNK)
    told: list[Path] = []
    let_go = sweep_cache._let_go
    monkeypatch.setattr(sweep_cache, "_let_go", lambda file: (told.append(file), let_go(file)))
    monkeypatch.setattr(WrittenFiles.__init__, "__defaults__", (0,))
    answer = sm.sweep(MODEL, GRID, out=tmp_path / "b.zarr", chunk=CHUNK)
    chunks = (tmp_path / "b.zarr").rglob("c.*")
    assert set(told) == {file for file in chunks if file.parent.name not in GRID}
    assert tree(tmp_path / "a.zarr") == tree(tmp_path / "b.zarr")
    xarray.testing.assert_identical(answer.load(), xarray.open_zarr(tmp_path / "a.zarr").load())


def test_a_file_that_is_gone_is_no_trouble(tmp_path):
    sweep_cache._let_go(tmp_path / "c.0")
    written = WrittenFiles(kept=0)
    written.add(tmp_path / "c.1", 8)
    assert not list(tmp_path.iterdir())
