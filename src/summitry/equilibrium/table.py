"""The table of `summitry solve`: protocols side by side, one column for each equilibrium."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from ..engine import removal_probability
from ..model.cost_laws import UNIFORM
from ..model.variables import VARIABLES
from ..model.words import PROTOCOLS
from .check import curve_of, game_of

if TYPE_CHECKING:
    from rich.table import Table

    from .equilibrium import Equilibrium
    from .solution import Solution

    Shown: TypeAlias = Equilibrium | None

ROWS = tuple(
    name
    for name in VARIABLES
    if name not in ("concession_above_cost", "no_visit_probability", "max_gain")
)
_OF_OFFERS = ("concession", "threshold", "threshold_share")  # each offer has its own
_OFFERS = {
    "probability of a visit after the offer": "visit_probability",
    "probability that the offer is accepted": "accepted",
    "probability that the offer is made": "offered",
}


def number(value: float | None) -> str:
    """Write a number for a table; undefined is a dash."""
    return "-" if value is None else f"{value:.6g}"


def columns(solutions: tuple[Solution, ...]) -> list[tuple[Solution, Shown]]:
    """List the columns: every equilibrium of every protocol, or one empty column."""
    out: list[tuple[Solution, Shown]] = []
    for solution in solutions:
        found: tuple[Shown, ...] = (*solution.equilibria, *solution.mixed)
        out += [(solution, eq) for eq in found or (None,)]
    return out


def heading(solution: Solution, eq: Shown = None) -> str:
    """Name a column; open bargaining by its proposer only where that may matter (Prop. 5, T13.1)."""
    if solution.power is not None:
        return f"closed, F proposes with probability {solution.power:g}"
    protocol = PROTOCOLS["open" if solution.bargaining == "open" else solution.proposer].label
    if solution.bargaining == "open" and solution.model.cost != UNIFORM:
        protocol = f"{protocol}, {solution.proposer} proposes"
    if solution.disclosure != "none":
        protocol = f"{protocol}, {solution.disclosure}"
    return f"{protocol}, {eq.kind}" if _is_mixed(eq) else protocol


def _is_mixed(eq: Shown) -> TypeGuard[Equilibrium]:
    return eq is not None and eq.is_mixed


def value(solution: Solution, eq: Shown, name: str) -> float | None:
    """Return a variable of a column; without an equilibrium only what concerns isolation is defined."""
    if eq is not None:
        number: float | None = getattr(eq, name)
        return number
    if name not in ("weakness_prior", "removal_isolated", "payoff_L_isolated"):
        return None
    k0, psi, game = curve_of(solution.model).k0, solution.model.psi, game_of(solution.model)
    risk = float(removal_probability(k0, k0, game.c, game.law))
    survival = 1.0 if math.isinf(psi) else psi  # at Ψ = ∞ L's payoffs are survival probabilities
    return {"weakness_prior": k0, "removal_isolated": risk}.get(name, survival * (1.0 - risk))


def cell(solution: Solution, eq: Shown, name: str) -> str:
    """Write a variable of a column; of a mixed one what differs between offers stands side by side."""
    if eq is not None and len(eq.offers) > 1 and name in _OF_OFFERS:
        return _side_by_side(eq, name)
    text = number(value(solution, eq, name))
    return text + (" off path" if off_path(solution, eq, name) else "")


def _side_by_side(eq: Equilibrium, name: str) -> str:
    """Write a number of every offer."""
    return " / ".join(number(getattr(offer, name)) for offer in eq.offers)


def off_path(solution: Solution, eq: Shown, name: str) -> bool:
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
        texts = [cell(solution, eq, name) for solution, eq in shown]
        if name == "threshold_share" and not any(text.strip("- /") for text in texts):
            continue
        variable = VARIABLES[name]
        out.append((f"{variable.long_name}, {variable.symbol}", texts))
    if any(_is_mixed(eq) for _, eq in shown):
        for label, name in _OFFERS.items():
            texts = [_side_by_side(eq, name) if _is_mixed(eq) else "-" for _, eq in shown]
            out.insert(3, (label, texts))
    if any(eq is not None and eq.index is not None for _, eq in shown):
        found = [None if eq is None else eq.index for _, eq in shown]
        indices = ["-" if i is None else f"{i:+d}" if i else "0" for i in found]
        out.append(("index (−1: a tipping point)", indices))
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
    for solution, eq in columns(solutions):
        table.add_column(heading(solution, eq).replace(", ", ",\n"), justify="right")
    for label, texts in rows(solutions):
        table.add_row(escape(label), *texts)
    return table
