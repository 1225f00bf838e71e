"""The report's scenarios: a row of a comparison, and a page of its own for each."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from ..equilibrium.equilibrium import Equilibrium
from ..equilibrium.gains import who_gains
from ..equilibrium.solution import Solution
from ..equilibrium.table import columns, heading, number, rows
from ..figures.files import render
from ..figures.layout import freeze_layout
from ..figures.protocols import protocols
from ..figures.style import matplotlib_figure, settings
from ..model.parameters import FIELDS
from ..model.scenarios import Scenario, scenario_reasons
from ..model.variables import VARIABLES
from .pictures import Pictures

Solved = tuple[Scenario, tuple[Solution, ...]]


@dataclass(frozen=True)
class Parameter:
    """A row of a scenario's table of parameters."""

    symbol: str
    meaning: str
    value: str
    reason: str


@dataclass(frozen=True)
class Compared:
    """What a protocol brings in a case, for the comparison of all cases."""

    proposer: str
    words: str  # who gains
    region: str  # key of the same in words.json
    equilibria: tuple[Equilibrium, ...]  # those with visits

    @property
    def price(self) -> str:
        """The concession in each equilibrium with visits."""
        return _listed([eq.concession for eq in self.equilibria])

    @property
    def visits(self) -> str:
        """The chance of a visit in each of them."""
        return _listed([eq.visit_probability for eq in self.equilibria])


@dataclass(frozen=True)
class Case:
    """One scenario, as its page needs it."""

    scenario: Scenario
    parameters: list[Parameter]
    pictures: list[str]
    headings: list[str]
    rows: list[tuple[str, list[str]]]
    summaries: list[str]


def compared(solutions: tuple[Solution, ...]) -> list[Compared]:
    """Compare what closed bargaining brings by proposer; open bargaining brings no deal (Prop. 5)."""
    out = []
    for solution in solutions:
        if solution.bargaining == "closed":
            gains = who_gains(solution)
            visited = tuple(eq for eq in solution.equilibria if eq.visit_probability > 0.0)
            out.append(Compared(solution.proposer, gains.label, gains.name, visited))
    return out


def _listed(values: list[float | None]) -> str:
    return " / ".join("–" if value is None else f"{value:.3g}" for value in values) or "–"


def case(scenario: Scenario, solutions: tuple[Solution, ...], pictures: Pictures) -> Case:
    """Prepare what the page of a scenario shows: words, numbers and two pictures."""
    return Case(
        scenario=scenario, parameters=_parameters(scenario),
        pictures=[
            _picture(solutions, name, scenario, pictures)
            for name in ("concession", "visit_probability")
        ],
        headings=[heading(s) for s, _ in columns(solutions)], rows=list(rows(solutions)),
        summaries=[s.summary() for s in solutions],
    )  # fmt: skip


def _picture(
    solutions: tuple[Solution, ...], name: str, scenario: Scenario, pictures: Pictures
) -> str:
    """Draw one variable by protocol."""
    with settings():
        figure = matplotlib_figure()(figsize=(4.4, 2.2), layout="constrained")
        protocols(solutions, figure.subplots(), name)
        freeze_layout(figure)
        svg = render(figure, "svg", f"{scenario.name} {name}")
    return pictures.inline(svg, f"{scenario.title}: {VARIABLES[name].long_name} by protocol")


def _parameters(scenario: Scenario) -> list[Parameter]:
    """List every parameter with its value and the reason that the scenario's file gives for it."""
    reasons = scenario_reasons(scenario.name)
    model, kind = scenario.model, str(scenario.model.information.to_dict()["kind"])
    return [
        Parameter(f.symbol, f.meaning, number(getattr(model, f.name)), reasons.get(f.name, ""))
        for f in FIELDS
    ] + [Parameter("kind", "how F's intelligence becomes a signal", kind, reasons.get("kind", ""))]


def table_csv(solved: list[Solved]) -> str:
    """Write one row for each equilibrium of each protocol of each scenario, as CSV."""
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
