"""The report's scenarios: each case under every protocol, in words, numbers and two pictures."""

from __future__ import annotations

import csv
import html
import io

from ..equilibrium.solution import Solution
from ..equilibrium.table import columns, heading, number, rows
from ..figures.gallery import render
from ..figures.protocols import protocols
from ..figures.style import RC, matplotlib_figure, settle
from ..model.parameters import FIELDS
from ..model.scenarios import Scenario, scenario_reasons
from ..model.variables import VARIABLES
from .pictures import Pictures

Solved = tuple[Scenario, tuple[Solution, ...]]


def section(scenario: Scenario, solutions: tuple[Solution, ...], pictures: Pictures) -> str:
    """Write one scenario."""
    words = "".join(f"<p>{html.escape(s.summary())}</p>" for s in solutions)
    drawn = "".join(
        _picture(solutions, name, scenario, pictures)
        for name in ("concession", "visit_probability")
    )
    return (
        f"<section class=case id={scenario.name}><h3>{html.escape(scenario.title)}</h3>"
        f"<p><small>{html.escape(f'{scenario.name}. {scenario.source}')}</small></p>"
        f"<p>{html.escape(scenario.note)}</p><p><code>{html.escape(repr(scenario.model))}</code></p>"
        f"{_reasons(scenario)}"
        f"<div class=pictures>{drawn}</div>{_table(solutions)}{words}</section>"
    )


def _picture(
    solutions: tuple[Solution, ...], name: str, scenario: Scenario, pictures: Pictures
) -> str:
    """Draw one variable by protocol."""
    figure = matplotlib_figure()(figsize=(4.4, 2.2), layout="constrained")
    import matplotlib

    with matplotlib.rc_context({**RC, "font.size": 9}):
        protocols(solutions, figure.subplots(), name)
        settle(figure)
        svg = render(figure, "svg", f"{scenario.name} {name}").decode()
    return pictures.inline(svg, f"{scenario.title}: {VARIABLES[name].long_name} by protocol")


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
        "<div class=wide><table class=words><tr><th>parameter</th><th>value</th><th>reason</th>"
        f"</tr>{lines}</table></div></details>"
    )


def table_csv(solved: list[Solved]) -> str:
    """One row for each equilibrium of each protocol of each scenario, as CSV."""
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
