"""One outcome by protocol, as bars: what the report shows of each scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .data import PROTOCOL_LABELS, label
from .style import Paint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..equilibrium.solution import Solution


def prepare_protocols(solutions: tuple[Solution, ...]) -> list[dict[str, Any]]:
    """Tidy data of `protocols`: one row for each equilibrium with a concession, or an empty one."""
    rows = []
    for solution in solutions:
        protocol = "open" if solution.bargaining == "open" else solution.proposer
        for eq in solution.equilibria or (None,):
            rows.append({
                "protocol": protocol,
                "status": solution.status.name.lower(),
                "concession": eq.concession if eq else None,
                "visit_probability": eq.visit_probability if eq else None,
            })  # fmt: skip
    return rows


def protocols(solutions: tuple[Solution, ...], ax: Axes, name: str) -> Axes:
    """Draw one variable, ``concession`` or ``visit_probability``, by protocol."""
    rows, paint = prepare_protocols(solutions), Paint(ax)
    top = max((row[name] or 0.0 for row in rows), default=0.0) or 1.0
    for position, row in enumerate(rows):
        value = row[name]
        ax.barh(position, value or 0.0, color=paint.protocol(row["protocol"]), height=0.6)
        if value is not None:
            text = f"{value:.3g}"
        elif row["visit_probability"] is None:
            text = row["status"]
        else:
            text = "no visit"
        ax.text((value or 0.0) + 0.02 * top, position, text, va="center")
    ax.set_yticks(range(len(rows)), [PROTOCOL_LABELS[row["protocol"]] for row in rows])
    if not ax.yaxis_inverted():  # panels may share the axis
        ax.invert_yaxis()
    ax.set_xlim(0.0, 1.25 * top)
    ax.set_xlabel(label(name))
    return ax
