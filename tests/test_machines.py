"""Machines as they are: no home, optimised Python, folders that anybody may write to, libraries of others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import summitry

# One call of every part of the library; prints what was computed, and which code was loaded from where.
CALLS = """
import json, os, sys
loaded = []
sys.addaudithook(lambda event, args: event == "ctypes.dlopen" and loaded.append(str(args[0])))
import summitry as sm
from summitry.figures.gallery import make_figure
model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
solution = sm.solve(model, bargaining="closed", proposer="F")
fields = {name: getattr(model, name) for name in ("alpha", "beta", "n", "tau", "rho", "r", "q", "psi")}
many = sm.solve_many(fields | {"sigma": [0.35, 0.9]}, proposer="F")
swept = sm.sweep(model, {"sigma": [0.35, 0.9]}, proposer="F", out="swept.zarr")
played = sm.simulate(model, solution.equilibrium, plays=1000, seed=1)
audited = sm.audit(points=16, claims=["prop-4"], threads=1)
figure, _ = make_figure("1")
print(json.dumps({
    "price": [solution.equilibrium.concession, float(many.concession[0, 0]), float(swept.concession[0, 0])],
    "verified": sm.verify(solution.to_dict()).passed, "plays": played.plays, "claims": len(audited.claims),
    "loaded": loaded,
    "modules": sorted({getattr(m, "__file__", None) or "" for m in list(sys.modules.values())}),
}))
"""
PRICE = 0.627452316266  # T10


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the calls in a folder, in a process with another environment."""
    keep = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, *options, "-c", CALLS], cwd=folder, env=keep | environment,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A folder that all may write to, with a library and caches in it that somebody else has put there."""
    folder = tmp_path_factory.mktemp("hostile")
    folder.chmod(0o777)
    for name in ("libsummitry.so", "libsummitry.dylib", "libsummitry.dll", "libstdc++.so.6"):
        (folder / name).write_bytes(b"not a library: loading it is an error")
    for name in ("summitry", "numba", "numba_cache", "__pycache__"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    return folder


def test_code_is_loaded_from_where_it_is_installed_and_nowhere_else(hostile):
    """Neither the folder one is in, nor a cache, nor an environment variable chooses a library."""
    names = (
        "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "TMPDIR", "MPLCONFIGDIR", "SUMMITRY_CACHE_DIR",
        "SUMMITRY_LIBRARY", "SUMMITRY_ENGINE", "NUMBA_CACHE_DIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    )  # fmt: skip
    done = run(hostile, "-P", **dict.fromkeys(names, str(hostile)))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    own = Path(summitry.__file__).parent
    engines = [Path(path) for path in found["loaded"] if "summitry" in Path(path).name]
    assert len(engines) == 1 and engines[0].parent == own
    for path in found["modules"] + found["loaded"]:
        assert not path.startswith(str(hostile)), path
    assert not any("numba" in path for path in found["modules"])
    left = {path.suffix for path in hostile.rglob("*") if path.is_file()}
    assert not left & {".nbi", ".nbc", ".pyc", ".o"}  # nothing compiled is put there either


def test_home_cannot_be_written_and_python_drops_docstrings_and_assertions(tmp_path):
    """A home that is no folder cannot be written by anybody, the superuser included."""
    home = tmp_path / "home"
    home.write_text("no folder", "utf-8")
    done = run(
        tmp_path, "-P", HOME=str(home), XDG_CACHE_HOME=str(home), XDG_CONFIG_HOME=str(home),
        PYTHONOPTIMIZE="2", PYTHONDONTWRITEBYTECODE="1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["price"] == pytest.approx([PRICE] * 3, rel=1e-10)
    assert found["verified"] and found["plays"] == 1000 and found["claims"] == 1
    assert home.read_text("utf-8") == "no folder"


@pytest.mark.parametrize("level", ["1", "2"])
@pytest.mark.parametrize("line", ["--help", "solve uniform-example", "scenarios", "audit --list"])
def test_the_command_line_without_docstrings(line, level, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "summitry", *line.split()], cwd=tmp_path,
        env=os.environ | {"PYTHONOPTIMIZE": level, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 500
