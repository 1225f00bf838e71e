"""Who gains, over two parameters: mutually beneficial, resource curse, no deal, none, several (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..model.faults import InputError
from ..model.parameters import Model
from .axis import Axis, current, fields_of, make_axis, with_axis
from .data import Columns, FigureData, label, model_only, one_of, whole
from .solving import GAIN, solve_fields
from .style import GAINS, INK, plain_log_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_CELLS = 2_000
_PRIORS = ("alpha", "beta", "n", "prior_mean", "prior_evidence")
_CLOSED = ("F", "L")


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
    """

    x: Axis
    y: Axis
    protocols: tuple[str, ...]
    gains: NDArray[np.uint8]
    values: dict[str, NDArray[np.float64]]

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
    model: Model,
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
    model_only(model, "prepare_map")
    faults: list[str] = []
    sizes = whole("nx", nx, 2, _MOST_CELLS, faults), whole("ny", ny, 2, _MOST_CELLS, faults)
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
    return MapData(
        f"map-{across.name}-{up.name}", model, across, up, chosen,
        np.ascontiguousarray(np.stack(codes).transpose(turn)),
        {name: np.ascontiguousarray(np.stack(kept).transpose(turn)) for name, kept in values.items()},
    )  # fmt: skip


def draw_map(data: MapData, ax: Axes, protocol: str = "L") -> Axes:
    """Draw who gains with one proposer: a region for each answer, told apart by lightness and hatch too."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    codes = data.gains[data.protocols.index(protocol)]
    xs, ys = edges(data.x), edges(data.y)
    for word, style in GAINS.items():
        loops = outline(codes == word.code)
        if not loops:
            continue
        corners = [np.column_stack([xs[loop[:, 0]], ys[loop[:, 1]]]) for loop in loops]
        path = Path.make_compound_path(*(Path(corner, closed=True) for corner in corners))
        ax.add_patch(PathPatch(path, ec=INK, lw=0.4, label=word.label, **style))
    for axis, set_scale, ticks in (
        (data.x, ax.set_xscale, ax.xaxis), (data.y, ax.set_yscale, ax.yaxis),
    ):  # fmt: skip
        if axis.log:
            set_scale("log")
            plain_log_ticks(ticks)
    ax.set_xlim(xs[0], xs[-1])
    ax.set_ylim(ys[0], ys[-1])
    own = current(data.model, data.x.name), current(data.model, data.y.name)
    if xs[0] <= own[0] <= xs[-1] and ys[0] <= own[1] <= ys[-1]:
        ax.plot(
            *own,
            marker="P",
            ms=6,
            mfc="white",
            mec=INK,
            mew=0.8,
            ls="",
            label="the model itself",
            clip_on=False,
        )
    ax.set_xlabel(label(data.x.name))
    ax.set_ylabel(label(data.y.name))
    return ax


def edges(axis: Axis) -> NDArray[np.float64]:
    """Edges of the cells around an axis's values; the outermost end at the range."""
    values = np.log(axis.values) if axis.log else axis.values
    inner = 0.5 * (values[1:] + values[:-1])
    all_edges = np.concatenate([values[:1], inner, values[-1:]])
    return np.exp(all_edges) if axis.log else all_edges


def outline(mask: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Loops around the cells of a mask, as (column, row) of cell corners; holes run the other way round."""
    padded = np.pad(mask, 1)
    ahead: dict[tuple[int, int], list[tuple[int, int]]] = {}
    # every edge between a cell of the mask and one outside, the cell to its left
    for (row, column), turn in (((0, -1), 0), ((0, 1), 1), ((-1, 0), 2), ((1, 0), 3)):
        other = np.roll(padded, (-row, -column), (0, 1))
        for r, c in np.argwhere(padded & ~other) - 1:
            start, end = (
                ((c, r + 1), (c, r)), ((c + 1, r), (c + 1, r + 1)), ((c, r), (c + 1, r)),
                ((c + 1, r + 1), (c, r + 1)),
            )[turn]  # fmt: skip
            ahead.setdefault((int(start[0]), int(start[1])), []).append((int(end[0]), int(end[1])))
    loops = []
    while ahead:
        here = start = next(iter(ahead))
        loop = [here]
        while True:
            following = ahead[here].pop()
            if not ahead[here]:
                del ahead[here]
            here = following
            loop.append(here)
            if here == start:
                break
        loops.append(np.array(loop))
    return loops
