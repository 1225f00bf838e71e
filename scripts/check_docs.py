"""Run every example of the documentation: `make docs-check`.

sybil finds the fenced blocks of README.md, the other Markdown files beside it and docs/**/*.md; pytest
runs them, and the examples in the docstrings of src/summitry. The blocks of one file share their names
and one folder, which holds only the shipped scenario files, in `scenarios/` and where the source has them.

- ```python is executed; one written as a session (`>>>`) must print what it shows.
- ```console is run line by line, where a line starts with `$`; a line that ends in a backslash goes
  on. Each command must be summitry (or cat, or ls) and exit with 0.
- words after the language change that: `no-run` (shown only), `exit=2` (the exit code of every
  command in the block), `output` (the lines under a command are what it prints; `...` stands for
  anything).
- ```toml and ```json must be well formed.
- a page with a Jupyter header is a notebook: Sphinx executes its {code-cell}s (`make docs`). Anywhere
  else a {code-cell} would be shown and never run, which is a fault.
- any other language is code that nothing runs: a fault, unless the block says `no-run`. What is no code
  is fenced as ```text, or without a language.

Sphinx checks the links between the pages of docs/ (`make docs`); the links of the Markdown files beside
README.md, which are no pages of the site, are checked here.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = next((ROOT / "src/summitry").glob("**/trump-zelensky-2019.toml")).parent
COMMAND_SECONDS = 600

TAGS = re.compile(r"no-run|output|exit=\d+")
NOTEBOOK = re.compile(r"\A---\n(?:.*\n)*?(?:kernelspec|jupytext):")
LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)[^)]*\)")
Evaluator = Callable[[Example], str | None]
DATA: dict[str, Callable[[str], object]] = {"toml": tomllib.loads, "json": json.loads}
NO_CODE = {"", "text", "output", "bibtex"}
SHOWING = {"{code-block}", "{code}", "{sourcecode}", "{literalinclude}"}

fences = RawFencedCodeBlockLexer(re.compile(r"(?P<info>[^\n]*)\n"))
session = DocTestStringParser(DocTestEvaluator(doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE))


# -------------------------------------------------------------------------------------------------
# What is an example


def examples(document: Document) -> Iterator[Region]:
    """Yield what is to be checked in a page, block by block."""
    notebook = bool(NOTEBOOK.match(document.text))
    for block in fences(document):
        language, *tags = block.lexemes["info"].split() or [""]
        source = block.lexemes["source"]
        if "no-run" in tags:
            continue
        if language == "python" and re.search(r"^>>> ", source, re.MULTILINE):
            for part in session(source, document.path):
                part.adjust(block, source)
                yield part
            continue
        block.parsed, block.evaluator = source, evaluator(language, tags, notebook)
        if block.evaluator is not None:
            yield block


def evaluator(language: str, tags: list[str], notebook: bool) -> Evaluator | None:
    """Choose what checks a block; None if it is no code."""
    unknown = [tag for tag in tags if not TAGS.fullmatch(tag)]
    if unknown and not language.startswith("{"):
        return partial(fault, text=f"unknown words after the language: {' '.join(unknown)}")
    if language == "python":
        return PythonEvaluator()
    if language == "console":
        code = next((int(tag[5:]) for tag in tags if tag.startswith("exit=")), 0)
        return partial(console, exit_code=code, compare="output" in tags)
    if language in DATA:
        return partial(well_formed, parse=DATA[language])
    if language == "{code-cell}" and not notebook:
        return partial(fault, text="never run in a page without a Jupyter header: write ```python")
    if language in SHOWING or not (language in NO_CODE or language.startswith("{")):
        return partial(fault, text=f"nothing runs ```{language}: write `no-run` after it")
    return None


def fault(example: Example, text: str) -> str:
    """Report a fault that was seen when the page was read."""
    return text


def well_formed(example: Example, parse: Callable[[str], object]) -> None:
    """Parse a block of data; its error is the fault."""
    parse(example.parsed)


def links(document: Document) -> Iterator[Region]:
    """Yield the relative links of a page that Sphinx does not build."""
    if Path(document.path).parent == ROOT:
        plain = re.sub(r"`[^`\n]+`", lambda code: " " * len(code[0]), document.text)
        for match in LINK.finditer(plain):
            yield Region(match.start(), match.end(), match[1], follow)


def follow(example: Example) -> str | None:
    """Look for the file to which a link leads."""
    found = (Path(example.path).parent / example.parsed).exists()
    return None if found else f"link to {example.parsed}: there is no such file"


# -------------------------------------------------------------------------------------------------
# Commands


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the text shown under it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = re.sub(r"\\\n\s*(?:> )?", "", part).partition("\n")
        yield command, shown


def console(example: Example, exit_code: int, compare: bool) -> str | None:
    """Run a console block; return what is wrong with the first command that does not do as shown."""
    plain = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"}
    here = str(Path(sys.executable).parent)  # where `summitry` is installed
    path = here + os.pathsep + os.environ.get("PATH", "")
    for command, shown in commands(example.parsed):
        if command.split()[:1] not in (["summitry"], ["cat"], ["ls"]):
            return f"$ {command}\nis not run: only summitry, cat and ls are. Use `no-run`, or text"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            env={**os.environ, **plain, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode != exit_code:
            outcome = f"exit code {done.returncode}, not {exit_code}"
            return f"$ {command}\n{outcome}. It printed:\n{done.stdout[-4000:]}"
        if compare and not same_output(shown, done.stdout):
            return f"$ {command}\nthe page shows:\n{shown}\nbut it printed:\n{done.stdout}"
    return None


def same_output(shown: str, printed: str) -> bool:
    """Compare line by line, without blanks at line ends; `...` stands for anything."""
    want, got = (
        "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"
        for text in (shown, printed)
    )
    return doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS)


# -------------------------------------------------------------------------------------------------
# The whole


def enter_scratch_folder(names: dict[str, Any]) -> None:
    """Work in a folder that holds only the shipped scenarios."""
    folder = tempfile.TemporaryDirectory(prefix="summitry-docs-")
    for place in (Path("scenarios"), SCENARIOS.relative_to(ROOT)):
        shutil.copytree(SCENARIOS, Path(folder.name, place))
    names.update(__name__="__main__", _scratch=(folder, Path.cwd()))
    os.chdir(folder.name)


def leave_scratch_folder(names: dict[str, Any]) -> None:
    """Go back to where `enter_scratch_folder` came from."""
    folder, before = names["_scratch"]
    os.chdir(before)
    folder.cleanup()


PAGES = Sybil(
    parsers=[examples, links],
    path=str(ROOT),
    pattern="*.md",
    setup=enter_scratch_folder,
    teardown=leave_scratch_folder,
)
pytest_collect_file = PAGES.pytest()


def main() -> int:
    """Check the pages named on the command line, or every page and docstring; options go to pytest."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    pages = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
    everything = ["--doctest-modules", *map(str, pages), str(ROOT / "src/summitry")]
    own = ["-p", "check_docs", "-p", "no:cacheprovider", "-q", "--dist", "loadfile"]
    own += ["-o", "doctest_optionflags=ELLIPSIS"]
    return pytest.main([*own, *options, *(chosen or everything)])


if __name__ == "__main__":
    sys.exit(main())
