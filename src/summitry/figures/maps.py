"""Who gains, over two parameters: mutually beneficial, resource curse, no deal, none, several (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..equilibrium.gains import Gains
from ..model.faults import InputError
from ..model.given import GivenModel
from ..model.information import Binomial
from ..model.parameters import Model
from .axis import Axis, current, fields_of, make_axis, with_axis
from .borders import Borders, Codes, Shares, area, find_borders, halfway, loops, thinned
from .data import Columns, FigureData, article_model, label, one_of, whole
from .solving import GAIN, solve_fields
from .style import Paint, plain_log_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_CELLS = 2_000
_PRIORS = ("alpha", "beta", "n", "prior_mean", "prior_evidence")
_CLOSED = ("F", "L")
_MOST_HALVINGS = 40
_SEEN = 3e-4  # share of a map below which a region is too small to be seen, and to be in the legend
_FINE = 1e-4  # share of a map's side by which a border may be drawn aside: a sixtieth of a point in print


@dataclass(frozen=True)
class MapData(FigureData):
    """Who gains over two parameters.

    Attributes
    ----------
    x, y
        The two parameters and their values.
    protocols
        ``"F"`` and ``"L"``, who proposes behind closed doors, or one of them.
    gains
        Codes of `Gains`, protocols × y × x.
    values
        ``concession``, ``visit_probability`` and ``gain_L`` of the only equilibrium, protocols × y × x;
        NaN where there is not exactly one.
    borders
        For each protocol, where the answer changes between neighbouring points.
    """

    x: Axis
    y: Axis
    protocols: tuple[str, ...]
    gains: NDArray[np.uint8]
    values: dict[str, NDArray[np.float64]]
    borders: tuple[Borders, ...]

    @cached_property
    def columns(self) -> Columns:
        """One row for each protocol and cell."""
        which, row, column = (index.ravel() for index in np.indices(self.gains.shape))
        return {
            "protocol": np.array(self.protocols)[which],
            self.y.name: self.y.values[row], self.x.name: self.x.values[column],
            "who_gains": self.gains.ravel(),
        } | {name: array.ravel() for name, array in self.values.items()}  # fmt: skip


def prepare_map(
    model: GivenModel,
    x: str = "sigma",
    y: str = "q",
    *,
    nx: int = 60,
    ny: int = 60,
    x_span: Sequence[float] | None = None,
    y_span: Sequence[float] | None = None,
    x_log: bool | None = None,
    y_log: bool | None = None,
    protocols: Sequence[str] = _CLOSED,
    halvings: int = 0,
    threads: int | None = None,
) -> MapData:
    """Solve a model over a grid of two parameters, and say in every cell who gains.

    Parameters
    ----------
    model
        The game; its own values of the two parameters do not matter.
    x, y
        Two parameters, as for `prepare_lines`.
    nx, ny, x_span, y_span, x_log, y_log
        Number of values, range and scale of either axis.
    protocols
        ``"F"``, ``"L"`` or both. (With open bargaining there is never a deal.)
    halvings
        How often a stretch between different answers is halved to find the border, on a grid four times as
        fine. 0 puts borders half way between the points.
    threads
        As for `solve_many`.

    Raises
    ------
    InputError
        For an unknown or repeated name or a range that leaves a parameter's domain; all faults at once.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_map
    >>> data = prepare_map(sm.load_scenario("uniform-example").model, nx=5, ny=3)
    >>> data.gains.shape
    (2, 3, 5)
    >>> {int(code) for code in data.gains[0].ravel()} == {sm.Gains.NEUTRAL.code, sm.Gains.CURSE.code}
    True
    """
    model = article_model(model, "prepare_map")
    faults: list[str] = []
    sizes = whole("nx", nx, 2, _MOST_CELLS, faults), whole("ny", ny, 2, _MOST_CELLS, faults)
    halved = whole("halvings", halvings, 0, _MOST_HALVINGS, faults)
    across = make_axis(model, x, sizes[0], x_span, x_log, faults, "x")
    up = make_axis(model, y, sizes[1], y_span, y_log, faults, "y")
    names = (protocols,) if isinstance(protocols, str) else tuple(protocols)
    chosen = tuple(one_of("protocols", name, _CLOSED, faults) for name in names)
    if x == y:
        faults.append(f"x and y are both {x!r}. A map needs two different parameters.")
    if faults:
        raise InputError(faults, "prepare_map")
    # rows of the same prior and n share their work if they follow each other
    flip = across.name in _PRIORS and up.name not in _PRIORS
    outer, inner = (across, up) if flip else (up, across)
    over, along = np.meshgrid(outer.values, inner.values, indexing="ij")
    fields = with_axis(with_axis(fields_of(model), outer, over), inner, along)
    answers = solve_fields(model, fields, chosen, threads)
    codes = []
    values: dict[str, list[NDArray[np.float64]]] = {
        "concession": [],
        "visit_probability": [],
        GAIN: [],
    }
    for answer in answers:
        codes.append(answer.gains)
        only = answer.count == 1
        for name, kept in values.items():
            kept.append(np.where(only, answer.values(name)[..., 0], np.nan))
    turn = (0, 2, 1) if flip else (0, 1, 2)
    gains = np.ascontiguousarray(np.stack(codes).transpose(turn))
    borders = tuple(
        _borders(model, across, up, side, each, halved, threads)
        for side, each in zip(chosen, gains, strict=True)
    )
    return MapData(
        f"map-{across.name}-{up.name}", model, across, up, chosen, gains,
        {name: np.ascontiguousarray(np.stack(kept).transpose(turn)) for name, kept in values.items()},
        borders,
    )  # fmt: skip


def _borders(
    model: Model, across: Axis, up: Axis, protocol: str, codes: Codes, halvings: int,
    threads: int | None,
) -> Borders:  # fmt: skip
    """Find the borders of one protocol's map."""
    if halvings == 0:
        return halfway(codes)

    def solve(column: Shares, row: Shares) -> Codes:
        fields = with_axis(fields_of(model), up, value_at(up, row))
        fields = with_axis(fields, across, value_at(across, column))
        return solve_fields(model, fields, (protocol,), threads)[0].gains

    whole_numbers = isinstance(model.information, Binomial)
    fixed = tuple(whole_numbers and axis.name == "n" for axis in (across, up))
    return find_borders(codes, solve, halvings, (fixed[0], fixed[1]))


def value_at(axis: Axis, place: Shares) -> Shares:
    """Value of an axis at a fractional index, evenly in the logarithm if the axis is."""
    values = np.log(axis.values) if axis.log else axis.values
    out = np.interp(place, np.arange(values.size), values)
    return np.clip(np.exp(out), axis.values[0], axis.values[-1]) if axis.log else out


def draw_map(data: MapData, ax: Axes, protocol: str = "L") -> Axes:
    """Draw who gains with one proposer: a region for each answer, told apart by lightness and hatch too."""
    borders = data.borders[data.protocols.index(protocol)]
    for word in Gains:
        draw_region(ax, borders, word.code, data.x, data.y, word.label, word.name)
    return draw_axes(ax, data.model, data.x, data.y)


def draw_region(
    ax: Axes, borders: Borders, code: int, x: Axis, y: Axis, words: str, name: str
) -> None:
    """Draw the points with one answer, painted as the named region of `words.json`; in the legend if seen."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    sides = x.values.size - 1, y.values.size - 1
    found = loops(borders, code)
    if not found:
        return
    paint = Paint(ax)
    corners = []
    for loop in found:
        column, row = (thinned(loop / sides, _FINE) * sides).T
        corners.append(np.column_stack([value_at(x, column), value_at(y, row)]))
    path = Path.make_compound_path(*(Path(corner, closed=True) for corner in corners))
    least = _SEEN * sides[0] * sides[1]
    shown = words if sum(map(area, found)) >= least else None
    ax.add_patch(PathPatch(path, ec=paint.ink, lw=0.4, label=shown, **paint.region(name)))


def draw_axes(ax: Axes, model: Model, x: Axis, y: Axis) -> Axes:
    """Draw scales and labels of a map, and the model's own place on it."""
    paint = Paint(ax)
    for axis, set_scale, ticks in (
        (x, ax.set_xscale, ax.xaxis), (y, ax.set_yscale, ax.yaxis),
    ):  # fmt: skip
        if axis.log:
            set_scale("log")
            plain_log_ticks(ticks)
    xs, ys = x.values, y.values
    ax.set_xlim(xs[0], xs[-1])
    ax.set_ylim(ys[0], ys[-1])
    own = current(model, x.name), current(model, y.name)
    if xs[0] <= own[0] <= xs[-1] and ys[0] <= own[1] <= ys[-1]:
        ax.plot(
            *own, marker="P", ms=6, mfc=paint.paper, mec=paint.ink, mew=0.8, ls="", clip_on=False,
            label="the model itself",
        )  # fmt: skip
    ax.set_xlabel(label(x.name))
    ax.set_ylabel(label(y.name))
    return ax
