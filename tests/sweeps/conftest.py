"""Stores that the tests of sweeps break, each test a copy of its own."""

import shutil

import pytest

import summitry as sm
from sweeps.designs import CHUNK, GRID, MODEL


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """A store that was never interrupted."""
    path = tmp_path_factory.mktemp("whole") / "a.zarr"
    sm.sweep(MODEL, GRID, chunk=CHUNK, out=path, threads=2)
    return path


@pytest.fixture
def store(whole, tmp_path):
    """A copy of it to break."""
    shutil.copytree(whole, tmp_path / "a.zarr")
    return tmp_path / "a.zarr"
