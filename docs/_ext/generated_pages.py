"""Pages that are written when they are read: the library from its docstrings, the commands from `--help`.

So a public name or a command that is added is in the reference by being added. A page of docs/ that the
index does not name is listed there under *More*.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
from pathlib import Path
from typing import Any

import typer

import summitry

WIDTH = 92
PATTERN = re.compile(r"[\w/-]*\*")
EMPTY_LIST = re.compile(r"^```\{toctree\}\n(?::.*\n)*\n*```\n", re.MULTILINE)


# -------------------------------------------------------------------------------------------------
# The library


def public_names() -> dict[str, list[str]]:
    """List the public names by the module that defines them, both in the order of `__init__.pyi`."""
    stub = Path(summitry.__file__).with_suffix(".pyi").read_text("utf-8")
    homes: dict[str, list[str]] = {}
    for node in ast.parse(stub).body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:  # `from . import reciprocal`: a package is its own home
                homes.setdefault(node.module or alias.name, []).append(alias.name)
    return homes


def title_of(home: str) -> str:
    """Take the first sentence of a module's docstring as the title of its section."""
    text = inspect.getdoc(importlib.import_module(f"summitry.{home}")) or home
    first = re.split(r"(?<=[.:;])\s|\n\n", " ".join(text.split("\n\n")[0].split()), maxsplit=1)[0]
    return first.rstrip(".:;")


def entry(name: str, owner: Any = summitry, prefix: str = "summitry") -> str:
    """Write the directive that documents one public name; of a package, all of its own names."""
    thing = getattr(owner, name)
    if inspect.ismodule(thing):
        inner = [entry(part, thing, f"{prefix}.{name}") for part in thing.__all__]
        return "\n".join([f".. py:module:: {prefix}.{name}\n", *inner])
    if inspect.isclass(thing):
        lines = [f".. autoclass:: {prefix}.{name}", "   :members:"]
        if issubclass(thing, Exception):
            lines.append("   :show-inheritance:")
    elif callable(thing):
        lines = [f".. autofunction:: {prefix}.{name}"]
    else:
        lines = [f".. autodata:: {prefix}.{name}"]
    return "\n".join(lines) + "\n"


def library() -> str:
    """Write the reference of the library."""
    parts = []
    for home, names in public_names().items():
        parts.append(f"## {title_of(home)}\n")
        parts += [f"```{{eval-rst}}\n{entry(name)}```\n" for name in names]
    return "\n".join(parts)


# -------------------------------------------------------------------------------------------------
# The command line


def command_names() -> list[str]:
    """List the commands that are registered."""
    from summitry.cli import app

    group: Any = typer.main.get_command(app)
    return sorted(group.commands)


def help_text(arguments: list[str]) -> str:
    """Run `summitry ... --help` and return what it prints."""
    from typer.testing import CliRunner

    plain = {"COLUMNS": str(WIDTH), "TERMINAL_WIDTH": str(WIDTH), "NO_COLOR": "1", "TERM": "dumb"}
    before = dict(os.environ)
    os.environ.update(plain)
    try:
        from summitry.cli import app

        done = CliRunner().invoke(app, [*arguments, "--help"], prog_name="summitry")
    finally:
        os.environ.clear()
        os.environ.update(before)
    if done.exit_code != 0:
        raise RuntimeError(f"summitry {' '.join(arguments)} --help: exit code {done.exit_code}")
    return "\n".join(line.rstrip() for line in done.output.strip().splitlines())


def commands() -> str:
    """Write the reference of the command line."""
    parts = [f"```text\n{help_text([])}\n```\n"]
    for name in command_names():
        parts.append(f"## summitry {name}\n\n```text\n{help_text([name])}\n```\n")
    return "\n".join(parts)


# -------------------------------------------------------------------------------------------------
# The index


def unlisted(folder: Path, index: str) -> list[str]:
    """List the pages directly in a folder that its index does not name."""
    named = {line.strip() for line in index.splitlines()}
    patterns = [entry for entry in named if "*" in entry]
    pages = sorted(page.stem for page in folder.glob("*.md") if page.stem != "index")
    return [
        page
        for page in pages
        if page not in named and not any(Path(page).match(pattern) for pattern in patterns)
    ]


def more(folder: Path, index: str) -> str:
    """Write the list of the pages that the index does not name."""
    pages = unlisted(folder, index)
    if not pages:
        return ""
    return "\n".join(["```{toctree}", ":caption: More", "", *pages, "```", ""])


def without_empty_patterns(folder: Path, index: str) -> str:
    """Drop patterns that no page matches, and lists left empty: a page may be on another branch still."""
    lines = index.splitlines(keepends=True)
    kept = "".join(
        line for line in lines if not PATTERN.fullmatch(line.strip()) or matches(folder, line)
    )
    return EMPTY_LIST.sub("", kept)


def matches(folder: Path, pattern: str) -> bool:
    """Say whether some page in a folder has a name of this pattern."""
    return any(folder.glob(f"{pattern.strip()}.md"))


def fill(app: Any, page: str, source: list[str]) -> None:
    """Put generated text where a page asks for it."""
    text = source[0]
    if page == "index":
        folder = Path(app.srcdir)
        text = without_empty_patterns(folder, text) + "\n" + more(folder, text)
    elif page == "decisions/README":
        text += "\n```{toctree}\n:hidden:\n:glob:\n\n0*\n```\n"
    elif "<!-- generated: library -->" in text:
        text = text.replace("<!-- generated: library -->", library())
    elif "<!-- generated: commands -->" in text:
        text = text.replace("<!-- generated: commands -->", commands())
    source[0] = text


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("source-read", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
