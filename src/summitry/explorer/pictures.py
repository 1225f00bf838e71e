"""The data behind each picture, as the library's own pictures have it: for tables to take along."""

from __future__ import annotations

from ..figures import (
    FigureData,
    prepare_closed,
    prepare_landscape,
    prepare_lines,
    prepare_open,
    prepare_timeline,
)
from ..model.faults import InputError
from .maps import Grid, whole_map
from .view import View, chosen, solved

PICTURES = ("line", "map", "curve", "open", "landscape", "timeline")


def picture(name: str, view: View, grid: Grid) -> FigureData:
    """Prepare one picture's data."""
    if name == "map":
        return whole_map(view.model, grid)
    if name == "open":
        return prepare_open(view.model)
    solutions = solved(view.model)
    if name == "curve":
        return prepare_closed(view.model, solutions=tuple(solutions.values()))
    if name == "line":
        span = view.line
        return prepare_lines(
            view.model, span.name, variables=[view.variable], points=span.points, span=span.ends,
            log=span.log,
        )  # fmt: skip
    index = chosen(solutions, view.protocol, view.equilibrium)
    solution = solutions[view.protocol]
    if index is None:
        raise InputError(
            f"there is no equilibrium to draw: {solution.answer}. Choose another protocol or "
            "other values."
        )
    if name == "timeline":
        return prepare_timeline(solution, equilibrium=index)
    return prepare_landscape(solution, equilibrium=index)
