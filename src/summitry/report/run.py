"""Compute everything, then write everything: an interrupted report leaves nothing behind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import Any

from ..audits.result import Audit
from ..audits.run import audit
from ..equilibrium.gains import Gains, who_gains
from ..equilibrium.saved import result_document
from ..equilibrium.solution import plain
from ..figures.gallery import FIGURES
from ..figures.style import matplotlib_figure
from ..model.extras import need_packages
from ..model.output_files import ready_folder, write_files
from ..model.parameters import FIELDS
from ..model.scenarios import Scenario
from . import claims, findings, font, methods, scenarios
from .beside import beside
from .pictures import Picture, Pictures, colour_rules, draw
from .sketches import sketches
from .templates import environment, render

Progress = Callable[[int, int], None]
POINTS = 100_000
ATTACK = 20_000
_FOLDER = (
    "The report is a folder, which is made if it does not exist. Write for example --out results."
)


def reproduce(
    out: Path, *, cases: Sequence[str | PathLike[str]] = (), points: int = POINTS, attack: int = ATTACK,
    seed: int = 0, progress: Progress | None = None, attack_progress: Progress | None = None,
) -> Iterator[str]:  # fmt: skip
    """Write the report, yielding a line of progress for each scenario and figure.

    Parameters
    ----------
    out
        Folder for ``index.html``, ``results.csv`` and ``.json`` (scenarios), ``claims.csv`` and
        ``.json`` (the audit), ``figures/`` and ``scenarios/``; made if it does not exist. Its files are
        replaced when all of them are ready.
    cases
        Paths of scenario files of the user's own, which are shown after the packaged scenarios.
    points, attack, seed
        As for `audit`: how many models are drawn for the claims, and how many each attack tries.
    progress, attack_progress
        Called with the points of the audit, and the models of its attacks, done and wanted.

    Raises
    ------
    InputError
        If the folder cannot be written, a case cannot be read, a number is out of range, or an optional
        package is missing.
    KeyboardInterrupt
        If the audit is stopped: nothing is written then.
    """
    matplotlib_figure()
    environment()
    need_packages("an audit", "audit", "scipy")
    font.source()
    own = scenarios.read_cases(cases)
    ready_folder(out, _FOLDER)
    # what the audit would refuse is refused before anything is computed
    audit(points=min(points, 1), attack=min(attack, 0), seed=seed, claims=["prop-4"], threads=1)

    def audited() -> Audit:
        return audit(
            points=points,
            attack=attack,
            seed=seed,
            progress=progress,
            attack_progress=attack_progress,
        )

    yield from _compute(out, own, audited)


def _compute(
    out: Path, own: Sequence[tuple[Scenario, str]], audited: Callable[[], Audit]
) -> Iterator[str]:
    """Compute everything, then write it."""
    pictures = Pictures()
    solved: list[scenarios.Solved] = []
    for each in scenarios.solve_cases(own):
        solved.append(each)
        answers = ", ".join(f"{s.label}: {s.status.name.lower()}" for s in each.solutions)
        yield f"{each.scenario.name}: {answers}"
    with beside() as others:
        drawn = [others.submit(draw, name) for name in FIGURES]
        pages = [others.submit(_page, each) for each in solved]
        found = audited()
        if found.interrupted:
            raise KeyboardInterrupt
        shown: list[Picture] = []
        for figure in drawn:
            shown.append(figure.result())
            pictures.glyphs |= shown[-1].glyphs
            yield f"figure {shown[-1].name}"
        verdicts = plain(found.to_dict())
        yield f"claims: {found.summary()}"
        files = _texts(solved, verdicts) | dict(page.result() for page in pages)
    groups = findings.groups_of(verdicts["claims"])
    files["index.html"] = render(
        "report.html", audit=verdicts, in_short=findings.in_short(verdicts["claims"]), groups=groups,
        results=findings.results_of(groups), sketches=sketches(), figures=shown, fields=FIELDS,
        compared=[(each, scenarios.compared(each)) for each in solved],
        opened=scenarios.deals_in_the_open(solved), curses=_curses(solved), points=found.points,
        versions=methods.versions(), made=methods.made(),
        colour_rules=colour_rules(), glyphs=pictures.shared(),
        mathematics=font.font_face(render("model.html", fields=FIELDS)),
    )  # fmt: skip
    _write(out, files, shown)
    yield f"written: {out / 'index.html'}"


def _page(solved: scenarios.Solved) -> tuple[str, str]:
    """Write the page of a scenario: its path, and its text."""
    pictures = Pictures()
    shown = scenarios.case(solved, pictures)
    page = render(
        "scenario.html", case=shown, colour_rules=colour_rules(), glyphs=pictures.shared()
    )
    return f"scenarios/{solved.slug}.html", page


def _texts(solved: list[scenarios.Solved], verdicts: Mapping[str, Any]) -> dict[str, str]:
    """Write what is not the page: CSV and JSON."""
    document = {
        "summitry": version("summitry"),
        "versions": methods.versions(),
        "scenarios": [
            result_document(
                each.scenario.model, each.solutions,
                {"scenario": each.scenario.name, "title": each.scenario.title},
            )
            for each in solved
        ],
    }  # fmt: skip

    def written(data: Any) -> str:
        return json.dumps(plain(data), indent=1, allow_nan=False, ensure_ascii=False)

    steady = {key: value for key, value in verdicts.items() if key != "seconds"}
    return {
        "results.csv": scenarios.table_csv(solved), "results.json": written(document),
        "claims.csv": claims.table_csv(verdicts), "claims.json": written(steady),
    }  # fmt: skip


def _curses(solved: list[scenarios.Solved]) -> Counter[str]:
    """Count the resource curses by proposer."""
    return Counter(
        s.proposer for each in solved for s in each.solutions if who_gains(s) is Gains.CURSE
    )


def _write(out: Path, files: Mapping[str, str], shown: list[Picture]) -> None:
    """Write everything, the page last: whoever finds it finds the rest."""
    everything: dict[str, str | bytes] = {}
    for figure in shown:
        everything[f"figures/figure-{figure.name}.svg"] = figure.svg
        everything |= {f"figures/{name}": text for name, text in figure.tables.items()}
    write_files(out, {**everything, **files})
