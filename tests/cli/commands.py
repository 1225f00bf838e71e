"""Every command line of summitry in a short form, and how tests run one on an output of their choice."""

from __future__ import annotations

import io
import json
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import summitry as sm
from summitry.cli import main

CASE = "trump-zelensky-2019"
SPEC = """\
[model]
scenario = "uniform-example"

[grid]
sigma = { from = 0, to = 1, points = 3 }
"""


class Command(NamedTuple):
    """A command line, and a word of what it prints on a terminal that has ASCII only."""

    line: str
    word: str
    code: int = 0

    @property
    def name(self) -> str:
        """The command with the options that choose what is printed."""
        return " ".join(
            word for word in self.line.split() if word.startswith("--") or word.isalpha()
        )


COMMANDS = [
    Command("--help", "Usage"),
    Command("--version", "summitry"),
    Command("solve --help", "Usage"),
    Command(f"solve {CASE}", "kappa"),
    Command(f"solve {CASE} --json", "bargaining"),
    Command("verify result.json", "verified"),
    Command("scenarios", CASE),
    Command(f"scenarios --show {CASE}", "[prior]"),
    Command(f"simulate {CASE} --plays 2000", "kappa"),
    Command(f"simulate {CASE} --plays 2000 --json", "comparisons"),
    Command(f"export {CASE} --binomial 2 --out game.efg", "game.efg"),
    Command("audit --points 64 --claim prop-4", "prop-4"),
    Command("audit --points 64 --claim prop-4 --json", "prop-4"),
    Command("audit --list", "prop-4"),
    Command("figures 1 --format svg", "figure 1"),
    Command("figures --list", "landscape"),
    Command("sweep --example grid", "[grid]"),
    Command("sweep spec.toml --out out.zarr", "out.zarr"),
    Command("estimate --example", "[panel]"),
    Command("reduced-form panel.csv", "kappa"),
    Command("reduced-form panel.csv --json", "risk_ratio"),
    Command("explore --port 0 --no-browser", "http://127.0.0.1", 130),
    Command("reproduce --out report --points 64", "index.html"),
]


class Output(io.TextIOWrapper):
    """A text stream on a file; when the explorer has said where it is, it is stopped as by Ctrl-C."""

    def write(self, text: str) -> int:
        """Write a text."""
        written = super().write(text)
        if "end it with Ctrl+C" in text:
            signal.raise_signal(signal.SIGINT)
        return written


def prepare(folder: Path) -> None:
    """Put the files that the commands name into a folder."""
    (folder / "spec.toml").write_text(SPEC, "utf-8")
    (folder / "panel.csv").write_text("visit,removed\n" + "0,0\n0,1\n1,0\n1,1\n" * 9, "utf-8")
    solved = sm.solve(sm.load_scenario(CASE).model)
    (folder / "result.json").write_text(json.dumps(solved.to_dict()), "utf-8")


def run(monkeypatch: pytest.MonkeyPatch, line: str, out: Output | None) -> tuple[int, str]:
    """Run a command line in this process; return its exit code and what it says on standard error."""
    said = io.StringIO()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "argv", ["summitry", *line.split()])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", said)
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            signal.signal(signal.SIGINT, before)
    assert isinstance(ended.value.code, int)
    return ended.value.code, said.getvalue()
