"""Run every example of the documentation and follow its links: `make docs-check`.

What is looked at in README.md, the other Markdown files beside it, and docs/**/*.md:

- a block fenced as ```python is executed. The blocks of one file share their names, as a reader
  who types them in order would. A block written as a session (`>>>`) must print what it shows.
- a block fenced as ```console is run line by line, where a line starts with `$`; a line that ends in
  a backslash goes on. Each command must be summitry (or cat, or ls) and exit with 0.
- words after the language change that: `no-run` (shown only), `exit=2` (the exit code of every
  command in the block), `output` (the lines under a command are what it prints; `...` stands for
  anything).
- a block fenced as ```toml or ```json must be well formed.
- a page with a Jupyter header is a notebook: Sphinx executes its {code-cell}s (`make docs`). Anywhere
  else a {code-cell} would be shown and never run, which is a fault.
- a block in any other language is code that nothing runs: a fault, unless it says `no-run`. What is
  no code is fenced as ```text, or without a language.
- a relative link must lead to a file that exists and, after a `#`, to one of its headings.

The examples of one file run in one empty folder, in which `scenarios/` and
`src/summitry/model/data/` hold the shipped scenario files. Then the examples in the docstrings of
src/summitry are run.
"""

from __future__ import annotations

import argparse
import contextlib
import doctest
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = Path("src/summitry/model/data")
COMMAND_SECONDS = 600

FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
LINK = re.compile(r"!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)>?")
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
TAGS = re.compile(r"no-run|output|exit=\d+")
DATA = {"toml": tomllib.loads, "json": json.loads}
NO_CODE = {"", "text", "output", "bibtex"}
NOTEBOOK = re.compile(r"\A---\n(?:.*\n)*?(?:kernelspec|jupytext):")
CELL = "{code-cell}"
SHOWING = {"{code-block}", "{code}", "{sourcecode}", "{literalinclude}"}


class DocsError(Exception):
    """An example or a link that does not do what the page says."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its tags, its text, and the line on which the text starts."""

    language: str
    tags: tuple[str, ...]
    text: str
    line: int

    @property
    def runs(self) -> bool:
        """Whether a reader is meant to be able to run it."""
        return "no-run" not in self.tags

    @property
    def exit_code(self) -> int:
        """The exit code that its commands must have."""
        return next((int(tag[5:]) for tag in self.tags if tag.startswith("exit=")), 0)


@dataclass
class Report:
    """What was checked and what failed."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def fail(self, where: str, text: str) -> None:
        """Note a failure and print it."""
        self.failures.append(where)
        print(f"{where}: {text.strip()}\n", file=sys.stderr)

    def closing_line(self) -> str:
        """Count everything in one line."""
        kinds = ("python block", "command", "link", "docstring example", "unrun block")
        parts = [f"{self.counts[k]} {k}{'' if self.counts[k] == 1 else 's'}" for k in kinds]
        return f"docs: {', '.join(parts)}; {len(self.failures)} failed"


# -------------------------------------------------------------------------------------------------
# Reading Markdown


def split_page(text: str) -> tuple[list[Block], list[tuple[int, str]]]:
    """Split a page into its fenced blocks and its numbered lines of prose."""
    blocks: list[Block] = []
    prose: list[tuple[int, str]] = []
    opening: re.Match[str] | None = None
    inside: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line)
        if opening is None:
            if fence:
                opening, inside = fence, []
            else:
                prose.append((number, line))
        elif fence and fence["ticks"].startswith(opening["ticks"]) and not fence["info"].strip():
            language, *tags = opening["info"].split() or [""]
            body = textwrap.dedent("\n".join(inside)) + "\n"
            blocks.append(Block(language, tuple(tags), body, number - len(inside)))
            opening = None
        else:
            inside.append(line)
    if opening is not None:
        raise DocsError("a fenced block is never closed")
    return blocks, prose


def anchors(page: Path) -> set[str]:
    """List the anchors of a page's headings, as the usual Markdown hosts derive them."""
    seen: Counter[str] = Counter()
    names = set()
    for _, line in split_page(page.read_text(encoding="utf-8"))[1]:
        heading = HEADING.match(line)
        if heading:
            plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).lower()
            name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
            names.add(f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1
    return names


def links(prose: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the line and target of every link that stays inside the project."""
    for number, line in prose:
        visible = re.sub(r"(`+).*?\1", "", line)
        for pattern in (LINK, DEFINITION):
            for match in pattern.finditer(visible):
                if not ELSEWHERE.match(match[1]):
                    yield number, match[1]


def check_link(page: Path, target: str) -> None:
    """Fail unless a relative link leads somewhere."""
    path, _, anchor = unquote(target).partition("#")
    goal = (page.parent / path).resolve() if path else page
    if not goal.exists():
        raise DocsError(f"link to {target}: there is no such file")
    if anchor and goal.suffix == ".md" and anchor not in anchors(goal):
        raise DocsError(f"link to {target}: {goal.name} has no such heading")


# -------------------------------------------------------------------------------------------------
# Running examples


def run_python(block: Block, names: dict[str, object], label: str) -> None:
    """Execute a Python block among the names that earlier blocks of its page left."""
    printed = io.StringIO()
    if re.search(r"^>>> ", block.text, re.MULTILINE):
        options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        session = doctest.DocTestParser().get_doctest(block.text, names, label, label, block.line)
        session.globs = names
        result = doctest.DocTestRunner(optionflags=options).run(
            session, out=printed.write, clear_globs=False
        )
        if result.failed:
            raise DocsError(printed.getvalue())
        return
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (block.line - 1) + block.text, label, "exec"), names)
    except (Exception, SystemExit):
        raise DocsError(traceback.format_exc(limit=-3)) from None


def commands(block: Block) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the command and the text shown under it, for each line that starts with `$`."""
    lines = block.text.splitlines()
    at = 0
    while at < len(lines):
        start, line = at, lines[at]
        at += 1
        if not line.startswith("$ "):
            continue
        command = line[2:]
        while command.endswith("\\") and at < len(lines):
            command = command[:-1] + lines[at].strip().removeprefix("> ")
            at += 1
        shown = []
        while at < len(lines) and not lines[at].startswith("$ "):
            shown.append(lines[at])
            at += 1
        yield block.line + start, command, "\n".join(shown)


def run_command(command: str, shown: str | None, exit_code: int) -> None:
    """Run one command line; compare its exit code and, if given, what it prints."""
    if command.split()[:1] not in (["summitry"], ["cat"], ["ls"]):
        raise DocsError(
            f"$ {command}\nis not run: only summitry, cat and ls are. Use `no-run`, or text"
        )
    try:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            env=command_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise DocsError(f"$ {command}\nstill running after {COMMAND_SECONDS} s") from None
    if done.returncode != exit_code:
        outcome = f"exit code {done.returncode}, not {exit_code}"
        raise DocsError(f"$ {command}\n{outcome}. It printed:\n{done.stdout[-4000:]}")
    if shown is not None and not same_output(shown, done.stdout):
        raise DocsError(f"$ {command}\nthe page shows:\n{shown}\nbut it printed:\n{done.stdout}")


def command_environment() -> dict[str, str]:
    """Let `summitry` be the one installed beside this interpreter, and its output plain."""
    here = str(Path(sys.executable).parent)
    plain = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"}
    return {**os.environ, **plain, "PATH": here + os.pathsep + os.environ.get("PATH", "")}


def same_output(shown: str, printed: str) -> bool:
    """Compare line by line, without blanks at line ends; `...` stands for anything."""
    want, got = (
        "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"
        for text in (shown, printed)
    )
    return doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS)


@contextlib.contextmanager
def scratch_folder() -> Iterator[None]:
    """Work in an empty folder that holds only the shipped scenarios."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="summitry-docs-") as folder:
        if (ROOT / SCENARIOS).is_dir():
            for place in (Path("scenarios"), SCENARIOS):
                shutil.copytree(ROOT / SCENARIOS, Path(folder, place))
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


# -------------------------------------------------------------------------------------------------
# The whole


def fault_of_code_that_does_not_run(block: Block, notebook: bool) -> str:
    """Say what is wrong with a block that neither this program nor Sphinx runs; nothing, if nothing is."""
    if block.language == CELL and not notebook:
        return f"a {CELL} in a page without a Jupyter header is never run: write ```python"
    if block.language in DATA:
        try:
            DATA[block.language](block.text)
        except ValueError as error:
            return f"this is no {block.language}: {error}"
    elif block.language in SHOWING or not (
        block.language in NO_CODE or block.language.startswith("{")
    ):
        return f"nothing runs ```{block.language}: write `no-run` after it if it cannot be run here"
    return ""


def check_block(
    block: Block, names: dict[str, object], page: str, report: Report, notebook: bool = False
) -> None:
    """Check one block, whatever its language."""
    unknown = [tag for tag in block.tags if not TAGS.fullmatch(tag)]
    if not block.runs:
        report.counts["unrun block"] += 1
        return
    if block.language not in ("python", "console"):
        fault = fault_of_code_that_does_not_run(block, notebook)
        if fault:
            report.fail(f"{page}:{block.line - 1}", fault)
        return
    if unknown:
        report.fail(f"{page}:{block.line - 1}", f"unknown tag {shlex.join(unknown)}")
    if block.language == "python":
        report.counts["python block"] += 1
        try:
            run_python(block, names, page)
        except DocsError as error:
            report.fail(f"{page}:{block.line}", str(error))
        return
    for line, command, shown in commands(block):
        report.counts["command"] += 1
        try:
            run_command(command, shown if "output" in block.tags else None, block.exit_code)
        except DocsError as error:
            report.fail(f"{page}:{line}", str(error))


def check_page(path: Path, report: Report) -> None:
    """Run the examples of one page in order and follow its links."""
    page = str(path.relative_to(ROOT))
    try:
        blocks, prose = split_page(path.read_text(encoding="utf-8"))
    except DocsError as error:
        report.fail(page, str(error))
        return
    for line, target in links(prose):
        report.counts["link"] += 1
        try:
            check_link(path, target)
        except DocsError as error:
            report.fail(f"{page}:{line}", str(error))
    names: dict[str, object] = {"__name__": "__main__"}
    notebook = bool(NOTEBOOK.match(path.read_text(encoding="utf-8")))
    with scratch_folder():
        for block in blocks:
            check_block(block, names, page, report, notebook)


def check_docstrings(report: Report) -> None:
    """Run the examples in the docstrings of the library."""
    command = [sys.executable, "-m", "pytest", "--doctest-modules", "src/summitry"]
    options = ["-q", "-p", "no:cacheprovider", "-o", "doctest_optionflags=ELLIPSIS"]
    done = subprocess.run(command + options, cwd=ROOT, capture_output=True, text=True)
    closing = done.stdout.strip().rpartition("\n")[2]
    outcomes = re.findall(r"(\d+) (passed|failed|errors?)\b", closing)
    report.counts["docstring example"] += sum(int(count) for count, _ in outcomes)
    none_collected = 5
    if done.returncode not in (0, none_collected):
        report.fail("src/summitry", done.stdout + done.stderr)


def pages() -> list[Path]:
    """List the Markdown files to check."""
    return sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md"))


def compile_solver() -> None:
    """Have the solver compiled before any example: the command that does so says so, as no page shows."""
    run_command("summitry solve trump-zelensky-2019", None, 0)


def main() -> int:
    """Check the pages named on the command line, or every page and docstring."""
    parser = argparse.ArgumentParser(
        description="Run every example of the documentation and follow its links."
    )
    parser.add_argument("page", nargs="*", type=Path, help="only these pages, and no docstrings")
    chosen = [path.resolve() for path in parser.parse_args().page]
    os.environ.setdefault("MPLBACKEND", "Agg")
    report = Report()
    compile_solver()
    for path in chosen or pages():
        check_page(path, report)
    if not chosen:
        check_docstrings(report)
    print(report.closing_line())
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
