"""The shape of the library: who imports whom, what a bare import loads, how long things are."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "summitry"
FILES = sorted(SOURCE.rglob("*.py"))

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

# Rooms from the ground up. A module may import from its own row and from the rows listed before it.
# A module that is in no row, a helper, is as high up as the highest row that it leads to.
ROOMS = [
    {"_compile", "errors", "payoffs", "tolerances", "variables"},
    {"model", "information", "curves", "experiments"},
    {"equations"},
    {"bargaining"},
    {"solution", "check"},
    {"solve"},
    {"batch", "many"},
    {"sweep", "claims", "audit", "simulate", "prospects", "extensive_form", "gambit"},
    {"figures", "report"},
    {"cli", "cli_audit", "cli_explore", "cli_simulate", "cli_sweep", "explorer", "__main__"},
]
FRONT = {
    "cli",
    "cli_audit",
    "cli_simulate",
    "cli_sweep",
    "explorer",
    "__main__",
}  # what a user touches: may use the public face


def room(path: Path) -> str:
    """Name the room of a file: its module, or the folder directly under the package."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def existing_rooms() -> set[str]:
    return {room(path) for path in FILES}


@cache
def imported_rooms(path: Path) -> set[str]:
    """List the summitry rooms that a file imports anywhere, also inside functions."""
    package = ["summitry", *path.relative_to(SOURCE).parts[:-1]]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            targets = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            targets = [[*base, alias.name] for alias in node.names]
        else:
            continue
        for target in targets:
            if target[0] == "summitry":
                inner = target[1] if len(target) > 1 else ""
                found.add(inner if inner in existing_rooms() else "__init__")
    return found - {room(path)} if room(path) != "__init__" else found


@cache
def imports_of(name: str) -> set[str]:
    return {other for path in FILES if room(path) == name for other in imported_rooms(path)}


def reached_from(name: str) -> set[str]:
    """Follow imports to the end."""
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        new = imports_of(ahead.pop()) - reached
        reached |= new
        ahead.extend(new)
    return reached


def floor(name: str) -> int:
    """Count the rows below a room, or below the highest room that a helper leads to."""
    levels = {listed: level for level, row in enumerate(ROOMS) for listed in row}
    if name in levels:
        return levels[name]
    return max((levels.get(other, 0) for other in reached_from(name)), default=0)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_without_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno is not None
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        assert first.end_lineno is not None
        lines -= first.end_lineno - first.lineno + 1
    return lines


def loaded_after(statement: str) -> set[str]:
    """List the modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def relative(path: Path) -> str:
    return str(path.relative_to(SOURCE))


every_file = pytest.mark.parametrize("path", FILES, ids=relative)


# --- arrows --------------------------------------------------------------------------------------


def test_the_rooms_this_file_speaks_of_exist():
    assert {"model", "information", "payoffs", "equations", "bargaining"} <= existing_rooms()
    assert {"check", "solve", "solution", "cli"} <= existing_rooms()


@every_file
def test_imports_only_go_down(path):
    if room(path) == "__init__":
        return  # the public face gathers names; that it loads lazily is tested below
    here = floor(room(path))
    others = imported_rooms(path) - {"__init__"}
    upward = sorted(other for other in others if floor(other) > here)
    assert not upward, f"{relative(path)} reaches up to {', '.join(upward)}"


@every_file
def test_only_the_front_uses_the_public_face(path):
    if room(path) not in FRONT | {"__init__"}:
        assert "__init__" not in imported_rooms(path)


@every_file
def test_nothing_imports_the_command_line(path):
    if room(path) not in {"cli", "__main__"}:
        assert "cli" not in imported_rooms(path)


def test_check_is_independent_of_the_solver():
    solver = {"equations", "bargaining", "solve"}
    assert not imports_of("check") & solver
    assert not reached_from("check") & solver


def test_check_at_run_time_loads_no_solver():
    loaded = loaded_after("import summitry.equilibrium.check")
    assert "summitry.equilibrium.check" in loaded
    assert not {m for m in loaded if re.match(r"summitry\.(equations|bargaining|solve)\b", m)}


def test_payoffs_import_nothing_but_the_compiler_and_what_numbers_are():
    assert imports_of("payoffs") <= {"_compile", "lanes"}


def test_model_knows_only_its_border():
    above = {name for row in ROOMS[2:] for name in row}
    assert not reached_from("model") & above


def test_the_solver_and_the_checker_meet_only_in_solve():
    assert "check" not in reached_from("equations") | reached_from("bargaining")


# --- weight --------------------------------------------------------------------------------------


def test_a_bare_import_is_light():
    heavy = {"numba", "llvmlite", "xarray", "pandas", "matplotlib", "scipy", "typer", "rich"}
    loaded = loaded_after("import summitry")
    assert "summitry" in loaded
    assert not {name.split(".")[0] for name in loaded} & heavy


# --- size and manners ----------------------------------------------------------------------------


@every_file
def test_files_are_short(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_FILE_LINES, f"{relative(path)} has {lines} lines: does it hold two ideas?"


@every_file
def test_functions_are_short(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = {node.name: length_without_docstring(node) for node in functions(tree)}
    long = {name: lines for name, lines in long.items() if lines > MAX_FUNCTION_LINES}
    assert not long, f"{relative(path)}: {long}"


def decorators(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {d.id for d in node.decorator_list if isinstance(d, ast.Name)}


@every_file
def test_what_counts_no_holders_makes_and_returns_no_array(path):
    # such a function would hand out an array that nobody holds: a wrong answer, or a crash, much later
    lean = {"compiled_lean", "compiled_inline", "compiled_within"}
    for node in functions(ast.parse(path.read_text(encoding="utf-8"))):
        if not lean & decorators(node):
            continue
        returned = ast.unparse(node.returns) if node.returns else ""
        parts = set(re.findall(r"\w+", returned))
        allowed = {"None", "float", "int", "bool", "tuple", "Point", "Signal", "Game", "Conjecture"}
        allowed |= {"Outcome", "Play", "Around", "Landscape", "Curves", "deviations", "Assessment"}
        allowed |= {"Numbers", "Deal", "Best", "Flank", "Verdict"}
        assert parts <= allowed, f"{relative(path)}: {node.name} returns {returned}"
        makers = re.findall(
            r"np\.(?:empty|zeros|ones|full|array|arange)\b|\.copy\(", ast.unparse(node)
        )
        assert not makers, f"{relative(path)}: {node.name} makes an array: {makers}"


def test_every_mutation_still_finds_its_text():
    # a mutation whose text is gone tests nothing, and `make mutate` is too long to be run every time
    spec = importlib.util.spec_from_file_location("mutate", ROOT / "scripts" / "mutate.py")
    mutate = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = mutate
    spec.loader.exec_module(mutate)
    texts = {m: (SOURCE / m.file).read_text(encoding="utf-8") for m in mutate.MUTATIONS}
    assert [m.name for m, text in texts.items() if text.count(m.old) != 1] == []


@every_file
def test_only_the_command_line_prints(path):
    if room(path) in FRONT:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    lines = [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
    assert not lines, f"{relative(path)} prints in lines {lines}"


# --- what the project shows first ----------------------------------------------------------------


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


def test_readme_starts_with_reproduce_and_test():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```\w*[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block, "README.md has no code block"
    assert re.findall(r"make ([a-z-]+)", block[1])[:2] == ["reproduce", "test"]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_pages_name_only_targets_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    code = re.findall(r"`[^`]*`|^    .*$|^make .*$", text, re.MULTILINE)
    named = {name for part in code for name in re.findall(r"\bmake ([a-z][a-z-]*)", part)}
    assert named
    assert named <= make_targets()
