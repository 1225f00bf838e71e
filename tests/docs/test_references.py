"""What the documentation names exists: files, commands with their options, make targets, Python names."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import shlex
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
import typer

import summitry as sm
from summitry.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "engine").rglob("*.md")),
]  # fmt: skip
NAMED = [str(page.relative_to(ROOT)) for page in PAGES]
FOLDERS = ("engine/", "src/", "docs/", "benchmarks/", "scripts/", "tests/", "frontend/", ".ci/")
OPTIONAL = {"scikit_build_core", "pygambit", "playwright"}  # what not every installation of the tests has
MADE = ("src/summitry/explorer/static", "docs/NAME.md")  # by a build; by the reader
COMMANDS = typer.main.get_command(app)
PLACEHOLDER = re.compile(r"^[A-Z][A-Z0-9_.]*$")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def literals(text: str) -> list[str]:
    """Inline code, outside of fenced blocks."""
    plain = re.sub(r"^(`{3,}).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+", " ", code) for code in re.findall(r"(?<!`)`([^`]+)`(?!`)", plain)]


def command_lines(text: str) -> list[str]:
    """Commands in console and text blocks and in inline code, one a line."""
    text = re.sub(r"\\\n\s*", "", text)
    return [*re.findall(r"^\s*(?:\$ )?((?:summitry|make|python) .*)$", text, re.MULTILINE),
            *(code for code in literals(text) if re.match(r"(summitry|make|python) ", code))]  # fmt: skip


@pytest.mark.parametrize("page", NAMED)
def test_every_file_that_a_page_names_exists(page):
    words = [word.strip("[](),:;") for code in literals(text_of(page)) for word in code.split()]
    words += [word for line in command_lines(text_of(page)) for word in line.split()]
    named = {word for word in words if word.startswith(FOLDERS)} - set(MADE)
    assert not {word for word in named if not list(ROOT.glob(word.rstrip("/")))}


def faults_of(line: str) -> list[str]:
    """What of a `summitry` command line the program does not know."""
    words = shlex.split(re.split(r"\s[|>]|\s2>|\s#", line)[0].replace("…", " "))[1:]
    if not words or words[0].startswith("-"):
        return [] if set(words) <= {"--version", "--help"} else [line]
    if PLACEHOLDER.match(words[0]):
        return []
    command = COMMANDS.commands.get(words[0])
    if command is None:
        return [f"{line}: no such command"]
    known = {name for p in command.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}
    return [
        f"{line}: {word}"
        for word in words[1:]
        if word.startswith("--") and word.split("=")[0] not in known
    ]


@pytest.mark.parametrize("page", NAMED)
def test_every_command_that_a_page_names_is_understood(page):
    lines = [line for line in command_lines(text_of(page)) if line.startswith("summitry ")]
    # a sentence may begin with the name of the program: only what looks like a command is one
    wanted = [line for line in lines if re.match(r"summitry (-|[a-z]+( |$))", line)]
    prose = [
        line
        for line in wanted
        if line.split()[1] in ("is", "says", "only", "finds", "needs", "computes")
    ]
    assert not [fault for line in wanted if line not in prose for fault in faults_of(line)]


@pytest.mark.parametrize("page", NAMED)
def test_every_target_of_make_that_a_page_names_exists(page):
    known = set(re.findall(r"^([a-z][a-z-]*):", text_of("Makefile"), re.MULTILINE))
    named = set()
    for code in literals(text_of(page)):
        named |= set(re.findall(r"\bmake ([a-z][a-z-]*)", code))
    assert named <= known


@pytest.mark.parametrize("page", NAMED)
def test_every_python_name_of_the_library_that_a_page_names_exists(page):
    for code in literals(text_of(page)):
        for name in re.findall(r"^sm\.(\w+)", code):
            assert hasattr(sm, name), code
        if (found := re.match(r"summitry((?:\.\w+)+)", code)) and code != "summitry.h":
            assert resolves(found[1].split(".")[1:]), code


def resolves(parts: list[str]) -> bool:
    """Follow a dotted name: modules as far as there are any, then attributes."""
    found = sm
    for k, part in enumerate(parts, 1):
        try:
            found = importlib.import_module(".".join(["summitry", *parts[:k]]))
        except ImportError:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
    return True


def where_is() -> list[list[str]]:
    section = text_of("docs/architecture.md").split("## Where is …")[1].split("\n## ")[0]
    return [row.strip("| ").split(" | ") for row in section.splitlines() if row.startswith("| ")][
        1:
    ]


@pytest.mark.parametrize("row", where_is(), ids=lambda row: row[0])
def test_the_architecture_finds_each_name_in_the_file_that_it_names(row):
    codes = literals(row[1])
    files = [ROOT / code for code in codes if code.startswith(FOLDERS)]
    sources = [f for file in files for f in (file.rglob("*.*") if file.is_dir() else [file])]
    text = "".join(
        f.read_text("utf-8") for f in sources if f.suffix in (".py", ".hpp", ".toml", ".h")
    )
    names = [code for code in codes if re.fullmatch(r"[A-Za-z_]\w*", code)]
    assert not [name for name in names if not re.search(rf"\b{name}\b", text)]


@pytest.mark.parametrize("folder", ["benchmarks", "scripts"])
def test_every_module_that_a_script_imports_exists(folder):
    where = [*sys.path, str(ROOT / folder), str(ROOT / "docs" / "_ext"), str(ROOT)]
    gone = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                root = name.split(".")[0]
                known = sys.stdlib_module_names | OPTIONAL
                found = root in known or PathFinder.find_spec(root, where)
                if not found or (root == "summitry" and not importlib.util.find_spec(name)):
                    gone.append(f"{path.name}: {name}")
    assert not gone


def test_a_page_that_names_what_is_gone_is_noticed():
    assert faults_of("summitry solve CASE --jsno")
    assert faults_of("summitry solv CASE")
    assert not faults_of("summitry solve CASE --json > result.json")
    assert literals("a `b c` d") == ["b c"]
