"""Who gains, over two parameters: mutually beneficial, resource curse, no deal, none, several (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..model import Model
from .axis import Axis, fields_of, make_axis, with_axis
from .data import Columns, FigureData, model_only, one_of, whole
from .solving import GAIN, solve_fields

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
