"""The package as a whole: what a bare import loads, and how long its files are.

Which room may import which is a contract in pyproject.toml, checked by `make lint`.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import summitry as sm

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "summitry"
MAX_FILE_LINES = 400


def loaded_after(statement: str) -> set[str]:
    """List the modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_bare_import_loads_nothing_but_the_loader_of_names():
    extra = loaded_after("import summitry") - loaded_after(
        "import lazy_loader, ast, __future__, typing"
    )
    # an editable installation's finder loads parts of the import system
    assert {name for name in extra if not name.startswith("importlib.")} == {"summitry"}


@pytest.mark.parametrize("name", sm.__all__)
def test_every_public_name_is_there(name):
    assert getattr(sm, name) is not None


BARE = """
import sys
for name in ("scipy", "xarray", "pandas", "dask", "pyarrow", "zarr", "matplotlib", "jinja2", "formulaic"):
    sys.modules[name] = None
import json, summitry as sm
from summitry.cli import main
model = sm.load_scenario("trump-zelensky-2019").model
for options in ({}, {"strategies": "mixed"}):
    for solution in sm.solve_protocols(model, **options):
        assert sm.verify(json.loads(solution.to_json())).passed
sm.solve(model, proposer="random", power=0.5), sm.solve(model, disclosure="absence"), sm.WeaknessCurve(model)
sys.argv = ["summitry", "solve", "trump-zelensky-2019"]
main()
"""


def test_what_needs_no_extra_works_without_any():
    # the wheel alone brings NumPy: a module that imports an extra at its top would stop `solve` there
    done = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "equilibrium exists" in done.stdout


def test_a_function_is_not_replaced_by_a_module_of_its_name():
    code = "import summitry.claims.claim, summitry as sm; assert callable(sm.claims)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_files_are_short(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_FILE_LINES, f"{path} has {lines} lines: does it hold two ideas?"


def test_every_mutation_still_finds_its_text(monkeypatch):
    # a mutation whose text is gone tests nothing, and `make mutate` is too long to be run every time
    monkeypatch.syspath_prepend(ROOT / "scripts")
    mutate = importlib.import_module("mutate")
    texts = {m: mutate.place_of(m.file).read_text(encoding="utf-8") for m in mutate.MUTATIONS}
    assert [m.name for m, text in texts.items() if text.count(m.old) != 1] == []
    names = [m.name for m in mutate.MUTATIONS]
    assert len(set(names)) == len(names)
    assert [path for m in mutate.MUTATIONS for path in m.tests
            if path.startswith("tests/") and not (ROOT / path).exists()] == []  # fmt: skip
