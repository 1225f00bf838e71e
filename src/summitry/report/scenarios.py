"""The report's scenarios: a row of a comparison, and a page of its own for each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import NamedTuple

from ..equilibrium.equilibrium import Equilibrium
from ..equilibrium.gains import who_gains
from ..equilibrium.offers import Offer, numbered
from ..equilibrium.solutions import Solutions
from ..equilibrium.solve import solve_protocols
from ..equilibrium.status import Status
from ..equilibrium.table import columns, heading, number, rows
from ..figures.files import render
from ..figures.layout import freeze_layout
from ..figures.protocols import protocols
from ..figures.style import matplotlib_figure, settings
from ..model.cost_laws import UNIFORM
from ..model.faults import InputError, shown
from ..model.parameters import FIELDS
from ..model.scenarios import Scenario, list_scenarios, load_scenario, scenario_reasons
from ..model.variables import VARIABLES
from .pictures import Pictures


class Solved(NamedTuple):
    """A scenario with every equilibrium, pure and mixed.

    ``reread`` holds the protocols that have none, solved again with an unexpected visit read as the smallest
    belief that supports no visits (T11, g); ``path`` is what it is called on the command line.
    """

    scenario: Scenario
    solutions: Solutions
    reread: Solutions
    path: str
    packaged: bool

    @property
    def slug(self) -> str:
        """Its name as an id and as a file's: no packaged scenario and no section is called so."""
        name = self.scenario.name
        return name if self.packaged else f"case-{_slug(name)}"


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
    reread: str = (
        ""  # who gains where there is no equilibrium, but one under another off-path belief
    )

    @property
    def price(self) -> str:
        """The concession in each equilibrium with visits, of a mixed one in each of its deals."""
        return _listed(_prices(eq) for eq in self.equilibria)

    @property
    def visits(self) -> str:
        """The chance of a visit in each of them."""
        return _listed(f"{eq.visit_probability:.3g}" for eq in self.equilibria)


@dataclass(frozen=True)
class Deal:
    """A row of the table of equilibria: one of its deals, or that there is none."""

    protocol: str
    kind: str
    index: str
    offer: Offer | None
    rowspan: int  # rows of its equilibrium, at the first of them; else 0
    found: bool = True  # whether there is an equilibrium

    def numbers(self, several: bool) -> list[float | None]:
        """Return price, visits, weakness; where there are ``several`` also how often it is struck."""
        names = ["concession", "visit_probability", "weakness_visit"]
        names += ["offered", "accepted", "struck"] if several else []
        return [getattr(self.offer, name, None) for name in names]


@dataclass(frozen=True)
class Case:
    """One scenario, as its page needs it."""

    solved: Solved
    parameters: list[Parameter]
    pictures: list[str]
    deals: list[Deal]
    tables: list[tuple[Solutions, list[str], list[tuple[str, list[str]]]]]

    @property
    def scenario(self) -> Scenario:
        """The case in words."""
        return self.solved.scenario

    @property
    def summaries(self) -> list[str]:
        """What the answers mean."""
        return [solution.summary() for solution in self.solved.solutions]

    @property
    def reread(self) -> Solutions:
        """Answers where there was none, an unexpected visit read as the smallest belief."""
        return self.solved.reread

    @property
    def mixed(self) -> bool:
        """Whether equilibria have an index: mixed ones were searched for."""
        return any(deal.index for deal in self.deals)

    @property
    def several(self) -> bool:
        """Whether a deal is struck at times only."""
        return any(deal.offer is not None and deal.offer.struck < 1.0 for deal in self.deals)


def read_cases(names: Sequence[str | PathLike[str]]) -> list[tuple[Scenario, str]]:
    """Read a user's own cases, each with the path that was given.

    Parameters
    ----------
    names
        Paths of scenario files; a packaged scenario needs no mention.

    Raises
    ------
    InputError
        If one cannot be read, is packaged, or is called like another one; all faults at once.
    """
    faults: list[str] = []
    found: dict[str, tuple[Scenario, str]] = {}
    for name in names:
        if str(name) in list_scenarios():
            faults.append(
                f"case {shown(str(name))} is a packaged scenario: the report has it already. "
                f"Leave it out, or write ./{name} for a file of this name."
            )
            continue
        try:
            scenario = load_scenario(name)
        except InputError as error:
            faults += error.located
            continue
        if _slug(scenario.name) in found:
            faults.append(
                f"case {shown(str(name))}: another case has a file of this name too. The pages of "
                "cases are named like their files. Rename one of them."
            )
        found[_slug(scenario.name)] = scenario, str(name)
    if faults:
        raise InputError(faults)
    return list(found.values())


def solve_cases(own: Sequence[tuple[Scenario, str]]) -> Iterator[Solved]:
    """Solve the packaged scenarios, then a user's own, in pure and mixed strategies."""
    for name in list_scenarios():
        yield _solved(load_scenario(name), name, True)
    for scenario, path in own:
        yield _solved(scenario, path, False)


def _solved(scenario: Scenario, path: str, packaged: bool) -> Solved:
    """Solve a scenario; at σ = 1 mixed equilibria are not searched for (T11)."""
    strategies = "pure" if scenario.model.sigma == 1.0 else "mixed"
    solutions = solve_protocols(scenario.model, strategies=strategies)
    without = tuple((s.bargaining, s.proposer) for s in solutions if s.status is Status.NONE)
    again = Solutions(())
    if without:
        again = solve_protocols(
            scenario.model, protocols=without, off_path="smallest", strategies=strategies
        )
    return Solved(scenario, solutions, again, path, packaged)


def compared(solved: Solved) -> list[Compared]:
    """Compare what closed bargaining brings by proposer."""
    again = {(s.bargaining, s.proposer): s for s in solved.reread}
    out = []
    for solution in solved.solutions:
        if solution.bargaining != "closed":
            continue
        gains = who_gains(solution)
        found = (*solution.equilibria, *solution.mixed)
        visited = tuple(eq for eq in found if eq.visit_probability > 0.0)
        words, reread = gains.label, ""
        if solution.status is Status.NONE and solution.strategies == "mixed":
            words = "none, pure or mixed"
        other = again.get((solution.bargaining, solution.proposer))
        if other is not None and other.supporting_reading is not None:
            reread = f"with κ̂ = {other.supporting_reading:.3g}: {who_gains(other).label}"
        out.append(Compared(solution.proposer, words, gains.name, visited, reread))
    return out


def deals_in_the_open(solved: Sequence[Solved]) -> int:
    """Count the scenarios in which open bargaining brings a deal: only where φ is not convex (T13.1)."""
    return sum(
        any(s.bargaining == "open" and eq.offers for s in each.solutions for eq in s.equilibria)
        for each in solved
    )


def case(solved: Solved, pictures: Pictures) -> Case:
    """Prepare what the page of a scenario shows: words, numbers and, where there is a deal, two pictures."""
    deal = any(eq and eq.offers for _, eq in columns(solved.solutions))
    told = [solved.solutions, *([solved.reread] if solved.reread else [])]
    return Case(
        solved=solved, parameters=_parameters(solved),
        pictures=[
            _picture(solved, name, pictures) for name in ("concession", "visit_probability") if deal
        ],
        deals=list(_deals(solved.solutions)),
        tables=[(each, [heading(*column) for column in columns(each)], rows(each)) for each in told],
    )  # fmt: skip


def _deals(solutions: Solutions) -> Iterator[Deal]:
    """List the deals of every equilibrium."""
    for solution, eq in columns(solutions):
        name = heading(solution)
        if eq is None:
            yield Deal(name, solution.answer, "", None, 1, found=False)
            continue
        index = "" if eq.index is None else f"{eq.index:+d}".replace("-", "−").replace("+0", "0")
        if eq.index == -1:
            index += ", a tipping point"
        offers: tuple[Offer | None, ...] = eq.offers or (None,)
        for i, offer in enumerate(offers):
            yield Deal(name, eq.kind, index, offer, 0 if i else len(offers))


def _prices(eq: Equilibrium) -> str:
    return " or ".join(f"{offer.concession:.3g}" for offer in eq.offers) or "–"


def _listed(texts: Iterator[str]) -> str:
    return " / ".join(texts) or "–"


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name).strip("-").lower()


def _picture(solved: Solved, name: str, pictures: Pictures) -> str:
    """Draw one variable by protocol."""
    with settings():
        height = 0.8 + 0.45 * len(columns(solved.solutions))
        figure = matplotlib_figure()(figsize=(4.4, height), layout="constrained")
        protocols(solved.solutions, figure.subplots(), name)
        freeze_layout(figure)
        svg = render(figure, "svg", f"{solved.slug} {name}")
    words = f"{solved.scenario.title}: {VARIABLES[name].long_name} by protocol"
    return pictures.inline(svg, words)


def _parameters(solved: Solved) -> list[Parameter]:
    """List every parameter with its value and the reason that a packaged scenario gives for it."""
    reasons = scenario_reasons(solved.scenario.name) if solved.packaged else {}
    model, kind = solved.scenario.model, str(solved.scenario.model.information.to_dict()["kind"])
    found = [
        Parameter(f.symbol, f.meaning, number(getattr(model, f.name)), reasons.get(f.name, ""))
        for f in FIELDS
    ]
    found.append(
        Parameter("kind", "how F's intelligence becomes a signal", kind, reasons.get("kind", ""))
    )
    if model.cost != UNIFORM:
        found.append(Parameter("cost", "the law of C's cost of a challenge", repr(model.cost), ""))
    return found


def table_csv(solved: Sequence[Solved]) -> str:
    """Write one row for each equilibrium of each protocol of each scenario, as CSV.

    Mixed equilibria are among them, their deals numbered as in `solve_many`.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    head = ["scenario", "bargaining", "proposer", "status", "kind", *VARIABLES, "index"]
    writer.writerow([*head, *numbered(())])
    for scenario, solutions, *_ in solved:
        for s, eq in columns(solutions):
            offers = numbered(eq.offers if eq and eq.is_mixed else ())
            values = [getattr(eq, name, None) for name in (*VARIABLES, "index")]
            told = ["" if value is None else repr(value) for value in (*values, *offers.values())]
            kind = eq.kind if eq else ""
            writer.writerow(
                [scenario.name, s.bargaining, s.proposer, s.status.name.lower(), kind, *told]
            )
    return text.getvalue()
