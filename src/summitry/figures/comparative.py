"""Outcomes against a parameter for every protocol; several equilibria kept apart, gaps as gaps (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..model.faults import InputError
from ..model.given import GivenModel, model_of
from ..model.variables import VARIABLES
from .axis import AXES, Axis, current, fields_of, make_axis, with_axis
from .data import (
    MOST_POINTS,
    PROTOCOL_LABELS,
    PROTOCOLS,
    Columns,
    FigureData,
    label,
    one_of,
    whole,
)
from .solving import GAIN, Solved, solve_fields
from .style import LINE, Paint, line_style, marker, plain_log_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_JUMP = 0.3  # visit probabilities of neighbours further apart belong to different equilibria


@dataclass(frozen=True)
class LineData(FigureData):
    """Outcomes against one parameter.

    Attributes
    ----------
    axis
        The parameter and its values.
    protocols
        ``"open"``, ``"F"`` and ``"L"``, or those asked for.
    status
        Codes of `Status` (as `solve_many` gives them), protocols × points.
    gains
        Codes of `who_gains`, protocols × points.
    count
        How many equilibria there are, protocols × points.
    values
        By variable: protocols × branches × points, NaN where there is nothing. Branch 0 is no visits;
        each of the others is followed by continuity in v.
    """

    axis: Axis
    protocols: tuple[str, ...]
    status: NDArray[np.int8]
    gains: NDArray[np.uint8]
    count: NDArray[np.int64]
    values: dict[str, NDArray[np.float64]]

    @cached_property
    def columns(self) -> Columns:
        """One row for each equilibrium at each point, and one for a point without any."""
        alive = ~np.isnan(self.values["visit_probability"])
        alive[:, 0] |= ~alive.any(1)
        which, branch, point = np.nonzero(alive)
        order = np.lexsort((branch, point, which))
        which, branch, point = which[order], branch[order], point[order]
        return {
            "protocol": np.array(self.protocols)[which],
            self.axis.name: self.axis.values[point],
            "status": self.status[which, point],
            "who_gains": self.gains[which, point],
            "branch": branch,
        } | {name: array[which, branch, point] for name, array in self.values.items()}


def prepare_lines(
    model: GivenModel,
    parameter: str,
    *,
    variables: Sequence[str] = ("concession", "visit_probability"),
    protocols: Sequence[str] = PROTOCOLS,
    points: int = 200,
    span: Sequence[float] | None = None,
    log: bool | None = None,
    threads: int | None = 1,
) -> LineData:
    """Solve a model along one parameter under every protocol.

    Parameters
    ----------
    model
        The game; the parameter's own value in it does not matter, nor does it bound the range.
    parameter
        A field of `Model`, or ``"prior_mean"`` (α/(α+β) with α+β as in the model), or
        ``"prior_evidence"`` (α+β with the mean as in the model).
    variables
        Names of the registry (`summitry.model.variables.VARIABLES`), or ``"gain_L"``.
    protocols
        Some of ``"open"``, ``"F"``, ``"L"`` (closed bargaining by proposer).
    points, span, log
        How many points, from where to where, and whether evenly in the logarithm.
    threads
        As for `solve_many`.

    Raises
    ------
    InputError
        For an unknown name or a range that leaves the parameter's domain; all faults at once.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_lines
    >>> data = prepare_lines(
    ...     sm.load_scenario("uniform-example").model, "sigma", points=5, span=(0, 0.9)
    ... )
    >>> price = data.values["concession"][data.protocols.index("F"), 1]
    >>> bool((price[1:] > price[:-1]).all())  # Prop. 6: the price rises with salience
    True
    """
    model = model_of(model, "prepare_lines")
    faults: list[str] = []
    names = tuple(
        one_of("variables", name, (*VARIABLES, GAIN), faults) for name in _listed(variables)
    )
    chosen = tuple(one_of("protocols", name, PROTOCOLS, faults) for name in _listed(protocols))
    size = whole("points", points, 2, MOST_POINTS, faults)
    axis = make_axis(model, parameter, size, span, log, faults, "parameter")
    if faults:
        raise InputError(faults, "prepare_lines")
    fields = with_axis(fields_of(model), axis, axis.values)
    answers = solve_fields(model, fields, chosen, threads)
    parts = [_branches(answer, names) for answer in answers]
    rows = max(part["visit_probability"].shape[0] for part in parts)
    return LineData(
        f"lines-{axis.name}", model, axis, chosen,
        np.stack([answer.status for answer in answers]),
        np.stack([answer.gains for answer in answers]),
        np.stack([answer.count for answer in answers]),
        {name: np.stack([_padded(part[name], rows) for part in parts]) for name in parts[0]},
    )  # fmt: skip


def _listed(names: Any) -> tuple[Any, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _branches(answer: Solved, names: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Sort the equilibria of every point into branches × points."""
    visits = answer.values("visit_probability")
    points, slots = np.nonzero(~np.isnan(visits))
    certain = answer.values("no_visit_probability") == 0.0
    branch = _follow(visits, certain, points, slots)
    rows = int(branch.max(initial=1)) + 1
    out = {}
    for name in dict.fromkeys(("visit_probability", *names)):
        values = answer.values(name)
        table = np.full((rows, visits.shape[0]), np.nan)
        table[branch, points] = values[points, slots]
        out[name] = table
    return out


def _follow(
    visits: NDArray[np.float64], certain: NDArray[np.bool_], points: NDArray[np.int64],
    slots: NDArray[np.int64],
) -> NDArray[np.int64]:  # fmt: skip
    """Follow the branches: 0 is no visits, any other keeps to its nearest neighbour.

    The corner v = 1 is a branch of its own: its price need not be a limit (T5, σ = 1).
    """
    out = np.zeros(points.size, np.int64)
    before: dict[int, tuple[float, bool]] = {}
    here: dict[int, tuple[float, bool]] = {}
    last = -1
    unassigned: dict[int, tuple[float, bool]] = {}

    def assign_rows() -> None:
        pairs = sorted(
            (abs(v - old[0]), i, row)
            for i, (v, sure) in unassigned.items()
            for row, old in before.items()
            if sure == old[1]
        )
        for gap, i, row in pairs:
            if gap <= _JUMP and i in unassigned and row not in here:
                out[i], here[row] = row, unassigned.pop(i)
        for i, visit in unassigned.items():
            row = next(row for row in count(1) if row not in here and row not in before)
            out[i], here[row] = row, visit
        unassigned.clear()

    for i, point in enumerate(points.tolist()):
        if point != last:
            assign_rows()
            before = here if point == last + 1 else {}
            here, last = {}, point
        v = float(visits[point, slots[i]])
        if v > 0.0:
            unassigned[i] = v, bool(certain[point, slots[i]])
    assign_rows()
    return out


def _padded(table: NDArray[np.float64], rows: int) -> NDArray[np.float64]:
    out = np.full((rows, table.shape[1]), np.nan)
    out[: table.shape[0]] = table
    return out


def draw_lines(data: LineData, ax: Axes, variable: str = "concession") -> Axes:
    """Draw one variable of `prepare_lines` against its parameter, a line for each branch of each protocol.

    Where a protocol has no equilibrium its line has a gap. A thin line marks the model's own value of the
    parameter.
    """
    x, paint = data.axis.values, Paint(ax)
    for row, protocol in enumerate(data.protocols):
        colour, words = paint.protocol(protocol), PROTOCOL_LABELS[protocol]
        for line in data.values[variable][row]:
            if np.isnan(line).all():
                continue
            ax.plot(x, line, color=colour, lw=LINE, label=words, **line_style(protocol))
            lone = _lone(line)
            ax.plot(x[lone], line[lone], color=colour, marker=marker(protocol), ms=2.5, ls="")
            words = "_" + words
    if data.axis.log:
        ax.set_xscale("log")
        plain_log_ticks(ax.xaxis)
    ax.set_xlim(x[0], _end(data.axis))
    if x[0] < (own := current(data.model, data.axis.name)) < x[-1]:
        ax.axvline(own, color=paint.muted, lw=0.5, zorder=1)
    ax.set_xlabel(label(data.axis.name))
    ax.set_ylabel(label(variable))
    return ax


def _end(axis: Axis) -> float:
    """Where an axis ends: at the bound of the parameter if the line stops just short of it."""
    last, bound = float(axis.values[-1]), AXES[axis.name].upper
    return bound if 0.99 * bound <= last < bound < np.inf else last


def _lone(line: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find points without neighbours, which a line does not show."""
    there = np.concatenate([[False], ~np.isnan(line), [False]])
    alone: NDArray[np.bool_] = there[1:-1] & ~there[:-2] & ~there[2:]
    return alone
