"""Compute everything, then write everything: an interrupted report leaves nothing behind."""

from __future__ import annotations

import html
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..audits.run import audit
from ..equilibrium.gains import Gains, who_gains
from ..equilibrium.solution import plain
from ..equilibrium.solve import solve_protocols
from ..figures.style import matplotlib_figure
from ..model.output_files import ready_folder
from ..model.scenarios import list_scenarios, load_scenario
from . import claims, game, methods, scenarios
from .page import page
from .pictures import Pictures, Shown, figures

Progress = Callable[[int, int], None]
POINTS = 100_000
_FOLDER = (
    "The report is a folder, which is made if it does not exist. Write for example --out results."
)


def reproduce(
    out: Path, *, points: int = POINTS, seed: int = 0, progress: Progress | None = None
) -> Iterator[str]:
    """Write the report, yielding a line of progress for each scenario and figure.

    Parameters
    ----------
    out
        Folder for ``index.html``, ``results.csv`` and ``.json`` (scenarios), ``claims.csv`` and
        ``.json`` (the audit) and ``figures/``; made if it does not exist. Its files are replaced when
        all of them are ready.
    points, seed
        As for `audit`: how many models are drawn for the claims.
    progress
        Called with the points of the audit done and wanted.

    Raises
    ------
    InputError
        If the folder cannot be written, a number is out of range, or an optional package is missing.
    KeyboardInterrupt
        If the audit is stopped: nothing is written then.
    """
    matplotlib_figure()
    ready_folder(out, _FOLDER)
    # what the audit would refuse is refused before anything is computed
    audit(points=min(points, 1), seed=seed, claims=["prop-4"], threads=1)
    yield from _compute(out, points, seed, progress)


def _compute(out: Path, points: int, seed: int, progress: Progress | None) -> Iterator[str]:
    """Compute everything, then write it."""
    pictures = Pictures()
    solved: list[scenarios.Solved] = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        solutions = solve_protocols(scenario.model)
        solved.append((scenario, solutions))
        yield f"{name}: " + ", ".join(f"{s.label}: {s.status.name.lower()}" for s in solutions)
    shown: list[Shown] = []
    for figure in figures(pictures):
        shown.append(figure)
        yield f"figure {figure.name}"
    found = audit(points=points, seed=seed, progress=progress)
    if found.interrupted:
        raise KeyboardInterrupt
    verdicts = plain(found.to_dict())
    yield f"claims: {found.summary()}"
    files = _texts(solved, verdicts)
    files["index.html"] = page(
        abstract=_abstract(solved, verdicts), game=game.section(),
        figures="".join(figure.html for figure in shown), claims=claims.section(verdicts),
        cases="".join(scenarios.section(*pair, pictures) for pair in solved),
        contents="".join(
            f"<li><a href='#{s.name}'>{html.escape(s.title)}</a></li>" for s, _ in solved
        ),
        methods=methods.section(points, seed), letters=pictures.shared(),
    )  # fmt: skip
    _place(out, files, shown)
    yield f"written: {out / 'index.html'}"


def _texts(solved: list[scenarios.Solved], verdicts: Mapping[str, Any]) -> dict[str, str]:
    """Write what is not the page: CSV and JSON."""
    document = {
        "summitry": version("summitry"),
        "versions": methods.versions(),
        "scenarios": [
            {"name": scenario.name, "title": scenario.title, "model": scenario.model.to_dict(),
             "solutions": [solution.to_dict() for solution in solutions]}
            for scenario, solutions in solved
        ],
    }  # fmt: skip

    def written(data: Any) -> str:
        return json.dumps(plain(data), indent=1, allow_nan=False, ensure_ascii=False)

    steady = {key: value for key, value in verdicts.items() if key != "seconds"}
    return {
        "results.csv": scenarios.table_csv(solved), "results.json": written(document),
        "claims.csv": claims.table_csv(verdicts), "claims.json": written(steady),
    }  # fmt: skip


def _abstract(solved: list[scenarios.Solved], verdicts: Mapping[str, Any]) -> str:
    """Say in three sentences what came out."""
    counts = Counter(str(claim["verdict"]) for claim in verdicts["claims"])
    told = ", ".join(f"{counts[name]} {words}" for name, words in _TOLD if counts[name])
    curses = Counter(s.proposer for _, ss in solved for s in ss if who_gains(s) is Gains.CURSE)
    return (
        f"<p><b>In short.</b> Of {len(verdicts['claims'])} statements, looked at over "
        f"{verdicts['points']:,} models, {told}. "
        f"Of {len(solved)} stylised cases {curses['F']} are a diplomatic resource curse when F "
        "proposes and "
        f"{curses['L']} when L does; open bargaining never brings a deal.</p>"
    )


_TOLD = (
    ("holds", "hold at all of them"),
    ("holds under", "hold under a condition that the article does not state"),
    ("fails", "fail somewhere without a simple condition"),
    ("not applicable", "could not be tried"),
)


def _place(out: Path, files: Mapping[str, str], shown: list[Shown]) -> None:
    """Write everything beside its place, then move it there."""
    room = Path(tempfile.mkdtemp(prefix=".summitry-", dir=out))
    try:
        for name, text in files.items():
            (room / name).write_text(text, "utf-8")
        (room / "figures").mkdir()
        for figure in shown:
            (room / "figures" / f"figure-{figure.name}.svg").write_bytes(figure.svg)
            for part, data in figure.data.items():
                data.write_csv(
                    room / "figures" / f"figure-{figure.name}{'-' if part else ''}{part}.csv"
                )
        (out / "figures").mkdir(exist_ok=True)
        # the page last: whoever finds it finds the rest
        for path in sorted(room.rglob("*"), key=lambda path: path.name == "index.html"):
            if path.is_file():
                os.replace(path, out / path.relative_to(room))
    finally:
        shutil.rmtree(room, ignore_errors=True)
