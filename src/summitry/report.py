"""`summitry reproduce`: every scenario under every protocol, certified, into CSV, JSON and one HTML page."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from .errors import InputError
from .folders import ready_folder, write_whole
from .model import FIELDS
from .scenario import Scenario, list_scenarios, load_scenario, scenario_reasons
from .solution import Solution, plain
from .solve import solve_protocols
from .tables import columns, heading, number, rows
from .variables import VARIABLES

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1rem;overflow-wrap:break-word}
h1,h2{line-height:1.2}h2{margin-top:3rem}ul{padding-left:1.2rem}small{opacity:.75}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem}
td,th{padding:.2rem .6rem;border-bottom:1px solid #8886;text-align:right;white-space:nowrap}
td:first-child,th:first-child{text-align:left;white-space:normal;position:sticky;left:0;background:Canvas}
.reasons td,.reasons th{white-space:normal;text-align:left;vertical-align:top}
.pictures{display:flex;flex-wrap:wrap;gap:1rem}
.pictures svg{flex:1 1 18rem;min-width:0;max-width:28rem;height:auto}
svg{fill:currentColor}summary{cursor:pointer;margin:.5rem 0}
@media(max-width:36rem){td,th{padding:.2rem .3rem}table{font-size:.75rem}
.numbers td:first-child{min-width:7rem}.numbers th{white-space:normal}}
@media print{@page{margin:15mm}body{font-size:9pt;line-height:1.3;padding:0;max-width:none}
table{font-size:7.5pt}section{break-before:page}h2{margin-top:0;break-after:avoid}p{margin:.5em 0}
td,th{padding:1px 6px}td:first-child,th:first-child{position:static}
tr,svg,p{break-inside:avoid}.wide{overflow:visible}.pictures svg{flex:0 1 45%;max-width:45%}}
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
    ready_folder(out, _FOLDER)
    solved: list[tuple[Scenario, tuple[Solution, ...]]] = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        solutions = solve_protocols(scenario.model)
        solved.append((scenario, solutions))
        yield f"{name}: " + ", ".join(f"{s.label}: {s.status.name.lower()}" for s in solutions)
    write_whole(out / "results.csv", _csv(solved))
    document = {
        "summitry": version("summitry"),
        "scenarios": [
            {"name": scenario.name, "title": scenario.title, "model": scenario.model.to_dict(),
             "solutions": [solution.to_dict() for solution in solutions]}
            for scenario, solutions in solved
        ],
    }  # fmt: skip
    write_whole(
        out / "results.json",
        json.dumps(plain(document), indent=1, allow_nan=False, ensure_ascii=False),
    )
    write_whole(out / "index.html", _page(solved))
    yield f"written: {out / 'index.html'}"


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


def _picture(solutions: tuple[Solution, ...], name: str, title: str) -> str:
    """Draw one variable by protocol as inline SVG, in the page's own colours."""
    try:
        import matplotlib

        matplotlib.use("svg")
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError(
            "matplotlib is missing, which draws the report. Run: pip install 'summitry[figures]'"
        ) from None
    from .figures.protocols import protocols

    label = VARIABLES[name].long_name
    figure = Figure(figsize=(4.4, 2.2), layout="constrained")
    protocols(solutions, figure.subplots(), name)
    text = io.StringIO()
    # the salt makes the same answers the same file; unequal ones keep their clips apart on one page
    with matplotlib.rc_context({"svg.hashsalt": f"{title} {name}"}):
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    svg = text.getvalue().replace("#000000", "currentColor")
    words = html.escape(f"{title}: {label} by protocol", quote=True)
    return svg[svg.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{words}"', 1)


def _table(solutions: tuple[Solution, ...]) -> str:
    """Write the protocols side by side."""
    heads = "".join(f"<th scope=col>{heading(s)}</th>" for s, _ in columns(solutions))
    lines = "".join(
        f"<tr><td>{html.escape(label)}</td>{''.join(f'<td>{text}</td>' for text in texts)}</tr>"
        for label, texts in rows(solutions)
    )
    return f"<div class=wide><table class=numbers><tr><th></th>{heads}</tr>{lines}</table></div>"


def _reasons(scenario: Scenario) -> str:
    """Write every parameter with its value and the reason that the scenario's file gives for it."""
    reasons = scenario_reasons(scenario.name)
    values = [
        (f.name, f.symbol, f.meaning, number(getattr(scenario.model, f.name))) for f in FIELDS
    ]
    kind = str(scenario.model.information.to_dict()["kind"])
    values.append(("kind", "kind", "how F's intelligence becomes a signal", kind))
    lines = "".join(
        f"<tr><td>{html.escape(f'{symbol}: {meaning}')}</td><td>{html.escape(value)}</td>"
        f"<td>{html.escape(reasons.get(name, ''))}</td></tr>"
        for name, symbol, meaning, value in values
    )
    return (
        "<details><summary>The parameters, and why they have these values</summary>"
        "<div class=wide><table class=reasons><tr><th>parameter</th><th>value</th><th>reason</th>"
        f"</tr>{lines}</table></div></details>"
    )


def _section(scenario: Scenario, solutions: tuple[Solution, ...]) -> str:
    """Write one scenario."""
    title = html.escape(scenario.title)
    words = "".join(f"<p>{html.escape(s.summary())}</p>" for s in solutions)
    pictures = "".join(
        _picture(solutions, name, scenario.title) for name in ("concession", "visit_probability")
    )
    return (
        f"<section id={scenario.name}><h2>{title}</h2>"
        f"<p><small>{html.escape(f'{scenario.name}. {scenario.source}')}</small></p>"
        f"<p>{html.escape(scenario.note)}</p><p><code>{html.escape(repr(scenario.model))}</code></p>"
        f"{_reasons(scenario)}"
        f"<div class=pictures>{pictures}</div>{_table(solutions)}{words}</section>"
    )


def _page(solved: list[tuple[Scenario, tuple[Solution, ...]]]) -> str:
    """Write the page: no outside host, readable on paper and on a phone."""
    contents = "".join(
        f"<li><a href='#{s.name}'>{html.escape(s.title)}</a> <small>{s.name}</small></li>"
        for s, _ in solved
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport "
        f"content='width=device-width'><title>summitry</title><style>{_STYLE}</style>"
        "<h1>Quid pro quo diplomacy: scenarios, solved and certified</h1>"
        "<p>Stylised cases of Malis &amp; Smith (Games 2024), each under every bargaining protocol. The "
        "largest gain from any deviation certifies an equilibrium.</p>"
        f"<nav><ul>{contents}</ul></nav>{''.join(_section(*pair) for pair in solved)}"
        f"<footer>summitry {version('summitry')}</footer></html>"
    )
