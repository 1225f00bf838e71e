"""One outcome by protocol, as bars: what the report shows of each scenario."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .data import PROTOCOL_LABELS, label
from .style import Paint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..equilibrium.solution import Solution


def prepare_protocols(solutions: tuple[Solution, ...]) -> list[dict[str, Any]]:
    """Tidy data of `protocols`: one row for each deal of each equilibrium, or an empty one.

    ``equilibrium`` counts the equilibria of a protocol, mixed ones last; ``struck`` is how often a deal is
    struck when F wants a favour.
    """
    rows = []
    for solution in solutions:
        protocol = "open" if solution.bargaining == "open" else solution.proposer
        head: dict[str, Any] = {"protocol": protocol, "proposer": solution.proposer}
        head["status"] = solution.status.name.lower()
        found = (*solution.equilibria, *solution.mixed)
        for number, eq in enumerate(found, 1):
            head |= {"equilibrium": number, "kind": eq.kind}
            rows += [
                head
                | {"struck": offer.struck, "concession": offer.concession}
                | {"visit_probability": offer.visit_probability}
                for offer in eq.offers
            ] or [head | _nothing(eq.visit_probability)]
        if not found:
            rows.append(head | {"equilibrium": 0, "kind": ""} | _nothing(None))
    return rows


def _nothing(visits: float | None) -> dict[str, float | None]:
    """Return what a row says where no deal is struck."""
    return {"struck": 0.0, "concession": None, "visit_probability": visits}


def protocols(solutions: tuple[Solution, ...], ax: Axes, name: str) -> Axes:
    """Draw one variable, ``concession`` or ``visit_probability``, by protocol.

    The deals of a mixed equilibrium share a bar: each is as thick as it is often struck.
    """
    from matplotlib.ticker import MaxNLocator

    rows, paint = prepare_protocols(solutions), Paint(ax)
    top = max((row[name] or 0.0 for row in rows), default=0.0) or 1.0
    bars = [list(deals) for _, deals in groupby(rows, itemgetter("protocol", "proposer", "equilibrium"))]
    for position, deals in enumerate(bars):
        place = position - _THICK / 2
        for row in deals:
            thick = _THICK * row["struck"]
            ax.barh(
                place, row[name] or 0.0, color=paint.protocol(row["protocol"]), height=thick,
                align="edge", ec=paint.paper, lw=0.8 * (len(deals) > 1),
            )  # fmt: skip
            place += thick
        longest = max(row[name] or 0.0 for row in deals)
        ax.text(longest + 0.02 * top, position, _words(deals, name), va="center")
    names = [PROTOCOL_LABELS[deals[0]["protocol"]] for deals in bars]
    kinds = ["" if deals[0]["kind"] in _PURE else f",\n{deals[0]['kind']}" for deals in bars]
    ax.set_yticks(range(len(bars)), [f"{a}{b}" for a, b in zip(names, kinds, strict=True)])
    ax.set_ylim(len(bars) - 0.5, -0.5)  # the first one at the top
    end = 1.0 if name == "visit_probability" else top
    places: Any = MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, end)
    ticks = [place for place in places if place <= (1.0 + 1e-9) * end]
    ax.set_xticks(ticks)
    ax.spines["bottom"].set_bounds(0.0, ticks[-1])  # beyond it are words, and no values
    ax.set_xlim(0.0, end + (0.3 if all(len(deals) == 1 for deals in bars) else 0.8) * top)
    ax.set_xlabel(label(name), loc="left")
    return ax


def _words(deals: list[dict[str, Any]], name: str) -> str:
    """Write what a bar shows."""
    first = deals[0]
    if first[name] is None or not first["struck"]:
        return str(first["status"] if first["visit_probability"] is None else "no visit")
    return " or ".join(
        f"{row[name]:.3g}" + (f" ({row['struck']:.0%})" if row["struck"] < 1.0 else "")
        for row in deals
    )


_THICK = 0.6  # of a bar; its neighbour is 1 away
_PURE = ("", "visits", "no visits", "limit")
