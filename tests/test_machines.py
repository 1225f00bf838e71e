"""Machines as they are: no home, optimised Python, folders that anybody may write to, libraries of others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import summitry

SOLVE = """
import json, os, sys
loaded = []
sys.addaudithook(lambda event, args: event == "ctypes.dlopen" and loaded.append(str(args[0])))
import summitry as sm
model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
solution = sm.solve(model, bargaining="closed", proposer="F")
played = sm.simulate(model, solution.equilibrium, plays=1000, seed=1)
found = {
    "price": solution.equilibrium.concession, "plays": played.plays,
    "verified": sm.verify(solution.to_dict()).passed,
}
"""
MANY = """
from summitry.figures.make import make_figure
swept = sm.sweep(model, {"sigma": [0.35, 0.9]}, proposer="F", out=sys.argv[1])
audited = sm.audit(points=16, claims=["prop-4"], threads=1)
figure, _ = make_figure("1")
found |= {"swept": float(swept.concession[0, 0]), "claims": len(audited.claims)}
"""
PRINT = """
files = sorted({getattr(module, "__file__", None) or "" for module in list(sys.modules.values())})
print(json.dumps(found | {"loaded": loaded, "modules": files}))
"""
PRICE = 0.627452316266  # T10


def run(folder: Path, where: Path, calls: str, **environment: str) -> dict[str, Any]:
    """Run calls in a folder, by a script that is elsewhere, in a process with another environment."""
    script = where / "calls.py"
    script.write_text(calls, "utf-8")
    keep = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    done = subprocess.run(
        [sys.executable, str(script), str(where / "swept.zarr")], cwd=folder, env=keep | environment,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["price"] == pytest.approx(PRICE, rel=1e-10)
    assert found["verified"] and found["plays"] == 1000
    return found


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A folder that all may write to, with a library and caches in it that somebody else has put there."""
    folder = tmp_path_factory.mktemp("hostile")
    folder.chmod(0o777)
    for name in ("libsummitry.so", "libsummitry.dylib", "libsummitry.dll"):
        (folder / name).write_bytes(b"not a library: loading it is an error")
    for name in ("summitry", "numba", "numba_cache", "__pycache__"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    return folder


def test_code_is_loaded_from_where_it_is_installed_and_nowhere_else(hostile, tmp_path):
    """Neither the folder one is in, nor a cache, nor an environment variable chooses a library.

    The home is no folder: nobody can write there, the superuser included.
    """
    names = (
        "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "TMPDIR", "SUMMITRY_CACHE_DIR", "SUMMITRY_LIBRARY",
        "SUMMITRY_ENGINE", "NUMBA_CACHE_DIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    )  # fmt: skip
    home = tmp_path / "home"
    home.write_text("no folder", "utf-8")
    environment = dict.fromkeys(names, str(hostile)) | {"HOME": str(home)}
    found = run(hostile, tmp_path, SOLVE + MANY + PRINT, **environment)
    assert found["swept"] == pytest.approx(PRICE, rel=1e-10) and found["claims"] == 1
    engines = [Path(path) for path in found["loaded"] if "summitry" in Path(path).name]
    assert len(engines) == 1 and engines[0].parent == Path(summitry.__file__).parent
    for path in found["modules"] + found["loaded"]:
        assert not path.startswith(str(hostile)), path
    assert not any("/numba/" in Path(path).as_posix() for path in found["modules"])
    left = {path.suffix for path in hostile.rglob("*") if path.is_file()}
    assert not left & {".nbi", ".nbc", ".pyc", ".o"}  # nothing compiled is put there either
    assert home.read_text("utf-8") == "no folder"


def test_python_without_docstrings_and_assertions(tmp_path):
    run(tmp_path, tmp_path, SOLVE + PRINT, PYTHONOPTIMIZE="2", PYTHONDONTWRITEBYTECODE="1")


@pytest.mark.parametrize("line", ["--help", "solve uniform-example", "audit --list"])
def test_the_command_line_without_docstrings(line, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "summitry", *line.split()], cwd=tmp_path,
        env=os.environ | {"PYTHONOPTIMIZE": "2", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 500
