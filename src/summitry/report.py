"""`summitry reproduce`: every scenario under every protocol, certified, into CSV, JSON and one HTML page."""

from __future__ import annotations

import csv
import html
import io
import json
import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from .errors import InputError
from .scenario import Scenario, list_scenarios, load_scenario
from .solution import Solution, plain
from .solve import solve_protocols
from .tables import ROWS, columns, number
from .variables import VARIABLES

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1rem}
table{border-collapse:collapse;font-size:.85rem}
td,th{padding:.2rem .6rem;border-bottom:1px solid #8886;
text-align:right}td:first-child,th:first-child{text-align:left}.wide{overflow-x:auto}
svg{max-width:100%;height:auto;background:#fff}section{break-inside:avoid-page}
"""

_FOLDER = (
    "The report is a folder, which is made if it does not exist. Write for example --out results."
)


def reproduce(out: Path) -> Iterator[str]:
    """Write the report, yielding a line of progress for each scenario.

    Parameters
    ----------
    out
        Folder for ``results.csv``, ``results.json`` and ``index.html``; made if it does not exist.

    Raises
    ------
    InputError
        If the folder cannot be written, or a picture cannot be drawn because matplotlib is missing.
    """
    try:
        if out.is_file():
            raise InputError(f"--out {str(out)!r} is a file. {_FOLDER}")
        out.mkdir(parents=True, exist_ok=True)
        (out / ".summitry").write_text("")
        (out / ".summitry").unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"--out {str(out)!r} cannot be written: {reason}. {_FOLDER}") from None
    solved: list[tuple[Scenario, tuple[Solution, ...]]] = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        solutions = solve_protocols(scenario.model)
        solved.append((scenario, solutions))
        yield f"{name}: " + ", ".join(f"{s.label}: {s.status.name.lower()}" for s in solutions)
    _write(out / "results.csv", _csv(solved))
    document = {
        "summitry": version("summitry"),
        "scenarios": [
            {"name": scenario.name, "title": scenario.title, "model": scenario.model.to_dict(),
             "solutions": [solution.to_dict() for solution in solutions]}
            for scenario, solutions in solved
        ],
    }  # fmt: skip
    _write(
        out / "results.json",
        json.dumps(plain(document), indent=1, allow_nan=False, ensure_ascii=False),
    )
    _write(out / "index.html", _page(solved))
    yield f"written: {out / 'index.html'}"


def _write(path: Path, text: str) -> None:
    """Write a file so that a reader never sees half of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8")
    os.replace(part, path)


def _csv(solved: list[tuple[Scenario, tuple[Solution, ...]]]) -> str:
    """One row for each equilibrium of each protocol of each scenario."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["scenario", "bargaining", "proposer", "status", "kind", *VARIABLES])
    for scenario, solutions in solved:
        for s, eq in columns(solutions):
            head = [scenario.name, s.bargaining, s.proposer, s.status.name.lower()]
            values = [getattr(eq, name) for name in VARIABLES] if eq else [None] * len(VARIABLES)
            writer.writerow(
                [*head, eq.kind if eq else "", *("" if v is None else repr(v) for v in values)]
            )
    return text.getvalue()


def _picture(solutions: tuple[Solution, ...], title: str) -> str:
    """Draw price and visit probability by protocol as inline SVG."""
    try:
        import matplotlib

        matplotlib.use("svg")
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError(
            "matplotlib is missing, which draws the report. Run: pip install 'summitry[figures]'"
        ) from None
    from .figures import protocols

    figure = Figure(figsize=(8.5, 2.6), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    protocols(solutions, left, "concession")
    protocols(solutions, right, "visit_probability")
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Title": title})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


def _table(solutions: tuple[Solution, ...]) -> str:
    """Write the protocols side by side."""
    shown = columns(solutions)
    heads = "".join(f"<th>{html.escape(s.label)}</th>" for s, _ in shown)
    lines = ["<tr><td>status</td>" + "".join(f"<td>{s.status.name.lower()}</td>" for s, _ in shown)]
    for name in (*ROWS, "max_gain"):
        v = VARIABLES[name]
        cells = "".join(f"<td>{number(getattr(eq, name) if eq else None)}</td>" for _, eq in shown)
        lines.append(f"<tr><td>{html.escape(v.long_name)}, {html.escape(v.symbol)}</td>{cells}")
    return (
        f"<div class=wide><table><tr><th></th>{heads}</tr>{'</tr>'.join(lines)}</tr></table></div>"
    )


def _page(solved: list[tuple[Scenario, tuple[Solution, ...]]]) -> str:
    """Write the page: no outside host, readable on paper and on a phone."""
    parts = []
    for scenario, solutions in solved:
        title = html.escape(scenario.title or scenario.name)
        words = "".join(f"<p>{html.escape(s.summary())}</p>" for s in solutions)
        parts.append(
            f"<section id={scenario.name}><h2>{title}</h2><p>{html.escape(scenario.note or '')}</p>"
            f"<p><code>{html.escape(repr(scenario.model))}</code></p>"
            f"{_picture(solutions, title)}{_table(solutions)}{words}</section>"
        )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport "
        f"content='width=device-width'><title>summitry</title><style>{_STYLE}</style>"
        "<h1>Quid pro quo diplomacy: scenarios, solved and certified</h1>"
        "<p>Stylised cases of Malis &amp; Smith (Games 2024), each under every bargaining protocol. The "
        "largest gain from any deviation certifies an equilibrium.</p>"
        f"{''.join(parts)}<footer>summitry {version('summitry')}</footer></html>"
    )
