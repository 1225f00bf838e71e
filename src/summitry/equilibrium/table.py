"""The table of `summitry solve`: protocols side by side, one column for each equilibrium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.variables import VARIABLES
from ..model.words import PROTOCOLS

if TYPE_CHECKING:
    from rich.table import Table

    from .solution import Equilibrium, Solution

ROWS = tuple(
    name
    for name in VARIABLES
    if name not in ("concession_above_cost", "no_visit_probability", "max_gain")
)


def number(value: float | None) -> str:
    """Write a number for a table; undefined is a dash."""
    return "-" if value is None else f"{value:.6g}"


def columns(solutions: tuple[Solution, ...]) -> list[tuple[Solution, Equilibrium | None]]:
    """List the columns: every equilibrium of every protocol, or one empty column."""
    return [(s, eq) for s in solutions for eq in (s.equilibria or (None,))]


def heading(solution: Solution) -> str:
    """Name a column; open bargaining once, since there the proposer does not matter (Prop. 5)."""
    return PROTOCOLS["open" if solution.bargaining == "open" else solution.proposer].label


def rows(solutions: tuple[Solution, ...]) -> list[tuple[str, list[str]]]:
    """List the rows: label, and a text for each of `columns`."""
    shown = columns(solutions)
    out = [("status", [solution.status.name.lower() for solution, _ in shown])]
    for name in ROWS:
        values = [None if eq is None else getattr(eq, name) for _, eq in shown]
        if name == "threshold_share" and all(value is None for value in values):
            continue
        variable = VARIABLES[name]
        out.append((f"{variable.long_name}, {variable.symbol}", list(map(number, values))))
    gains = [None if eq is None else eq.payoff_L_salient - eq.payoff_L_isolated for _, eq in shown]
    out.append(("L's gain over isolation (S=1)", list(map(number, gains))))
    deviations = [f"{eq.max_gain:.1e}" if eq else "-" for _, eq in shown]
    out.append(("largest gain from deviating", deviations))
    out.append(("allowed", [f"{eq.certificate.allowed:.1e}" if eq else "-" for _, eq in shown]))
    return out


def protocol_table(solutions: tuple[Solution, ...]) -> Table:
    """Build the table for a terminal."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for solution, _ in columns(solutions):
        table.add_column(heading(solution).replace(", ", ",\n"), justify="right")
    for label, texts in rows(solutions):
        table.add_row(escape(label), *texts)
    return table
