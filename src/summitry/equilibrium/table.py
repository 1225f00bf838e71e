"""The table of `summitry solve`: protocols side by side, one column for each equilibrium."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..model.variables import VARIABLES
from .check import curve_of

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
    return "open" if solution.bargaining == "open" else f"closed, {solution.proposer} proposes"


def value(solution: Solution, eq: Equilibrium | None, name: str) -> float | None:
    """Return a variable of a column; without an equilibrium only what concerns isolation is defined."""
    if eq is not None:
        number: float | None = getattr(eq, name)
        return number
    if name not in ("weakness_prior", "removal_isolated", "payoff_L_isolated"):
        return None
    k0, psi = curve_of(solution.model).k0, solution.model.psi
    risk = k0 * k0 / solution.model.k_max
    survival = 1.0 if math.isinf(psi) else psi  # at Ψ = ∞ L's payoffs are survival probabilities
    return {"weakness_prior": k0, "removal_isolated": risk}.get(name, survival * (1.0 - risk))


def off_path(solution: Solution, eq: Equilibrium | None, name: str) -> bool:
    """Return whether a belief of C follows an event that never happens (Assumption 1)."""
    if eq is None:
        return False
    if name == "weakness_visit":
        return eq.visit_probability == 0.0
    never_absent = eq.no_visit_probability == 0.0 and solution.model.sigma == 1.0
    return name == "weakness_no_visit" and never_absent


def rows(solutions: tuple[Solution, ...]) -> list[tuple[str, list[str]]]:
    """List the rows: label, and a text for each of `columns`."""
    shown = columns(solutions)
    out = [("status", [solution.status.name.lower() for solution, _ in shown])]
    for name in ROWS:
        values = [value(solution, eq, name) for solution, eq in shown]
        if name == "threshold_share" and all(one is None for one in values):
            continue
        texts = [
            number(one) + (" off path" if off_path(solution, eq, name) else "")
            for one, (solution, eq) in zip(values, shown, strict=True)
        ]
        variable = VARIABLES[name]
        out.append((f"{variable.long_name}, {variable.symbol}", texts))
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
