"""Which equilibria exist over two parameters: pure, mixed, and with another reading of visits (T11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..batch.broadcast import table_of
from ..batch.table import protocol_codes, solve_table, variable_codes
from ..equilibrium.mixed import KIND_NAMES
from ..equilibrium.status import Status
from ..model.faults import InputError
from ..model.given import GivenModel, model_of
from .axis import Axis, fields_of, make_axis, with_axis
from .borders import halfway
from .data import Columns, FigureData, one_of, whole
from .maps import draw_axes, draw_region

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_CELLS = 500
NOTIONS = ("pure", "mixed", "smallest")
FOUND = ("none", "no visits", "one with visits", "one, mixed", "several", "undecided")
_NONE, _NO_VISITS, _PURE, _MIXED, _SEVERAL, _UNDECIDED = range(len(FOUND))
_PURE_KINDS = KIND_NAMES.index("visits")  # the highest code of a kind in pure strategies
# regions of `words.json` that are painted alike
_LIKE = ("NONE", "NO_DEAL", "MUTUAL", "LIMIT", "SEVERAL", "UNANSWERED")


@dataclass(frozen=True)
class ExistenceData(FigureData):
    """Which equilibria exist over two parameters.

    Attributes
    ----------
    x, y
        The two parameters and their values.
    proposer
        ``"F"`` or ``"L"``.
    found
        Numbers of `FOUND`, for each of `NOTIONS`, y and x.
    """

    x: Axis
    y: Axis
    proposer: str
    found: NDArray[np.uint8]

    @cached_property
    def columns(self) -> Columns:
        """One row for each notion and cell."""
        which, row, column = (index.ravel() for index in np.indices(self.found.shape))
        return {
            "strategies": np.array(["pure", "mixed", "mixed"])[which],
            "off_path": np.array(["strongest", "strongest", "smallest"])[which],
            self.y.name: self.y.values[row], self.x.name: self.x.values[column],
            "equilibria": np.array(FOUND)[self.found.ravel()],
        }  # fmt: skip


def prepare_existence(
    model: GivenModel,
    x: str = "sigma",
    y: str = "q",
    *,
    proposer: str = "L",
    nx: int = 61,
    ny: int = 61,
    x_span: Sequence[float] | None = None,
    y_span: Sequence[float] | None = None,
    threads: int | None = None,
) -> ExistenceData:
    """Find which equilibria exist over a grid of two parameters, closed bargaining (T11).

    Three times: in pure strategies under Assumption 1, in pure or mixed ones, and with an unexpected visit
    read as the smallest belief that supports no visits.

    Parameters
    ----------
    model
        The game, with the uniform cost law and finite Ψ.
    x, y
        Two parameters, as for `prepare_lines`; σ ends below 1.
    proposer
        ``"F"`` or ``"L"``.
    nx, ny, x_span, y_span
        Number of values and range of either axis.
    threads
        As for `solve_many`.

    Raises
    ------
    InputError
        For Ψ = ∞, an unknown or repeated name, or a range that leaves a parameter's domain.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_existence
    >>> model = sm.load_scenario("trump-zelensky-2019").model.replace(n=4, information=sm.Binomial())
    >>> data = prepare_existence(model, nx=9, ny=9)
    >>> [bool((layer == 0).any()) for layer in data.found]
    [True, False, False]
    """
    model = model_of(model, "prepare_existence")
    faults: list[str] = []
    sizes = whole("nx", nx, 2, _MOST_CELLS, faults), whole("ny", ny, 2, _MOST_CELLS, faults)
    spans = [
        (0.0, 0.99) if name == "sigma" and span is None else span
        for name, span in ((x, x_span), (y, y_span))
    ]
    across = make_axis(model, x, sizes[0], spans[0], None, faults, "x")
    up = make_axis(model, y, sizes[1], spans[1], None, faults, "y")
    one_of("proposer", proposer, ("F", "L"), faults)
    if x == y:
        faults.append(f"x and y are both {x!r}. A map needs two different parameters.")
    if np.isinf(model.psi) and "psi" not in (x, y):
        faults.append("psi = inf: nothing is mixed there (T11). Give a finite psi.")
    if faults:
        raise InputError(faults, "prepare_existence")
    columns, rows = np.meshgrid(across.values, up.values)
    fields = with_axis(with_axis(fields_of(model), across, columns), up, rows)
    table, shape = table_of(fields, columns.shape), columns.shape

    def kinds(off_path: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the kinds of all equilibria, and where the list may be incomplete."""
        answer = solve_table(
            table, model.information, protocol_codes("closed", proposer), off_path, threads=threads,
            columns=variable_codes(["kind"]), mixed=True, cost=model.cost,
        )  # fmt: skip
        return answer.numbers[:, 0, :, 0], answer.status[0] >= Status.UNDECIDED.code

    (strict, doubtful), (smallest, unsure) = kinds(engine.STRONGEST), kinds(engine.SMALLEST)
    pure = np.where(strict <= _PURE_KINDS, strict, np.nan)
    layers = [_layer(pure, doubtful), _layer(strict, doubtful), _layer(smallest, unsure)]
    found = np.stack([layer.reshape(shape) for layer in layers])
    return ExistenceData(f"existence-{x}-{y}", model, across, up, proposer, found)


def _layer(kind: NDArray[np.float64], doubtful: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return what exists in each row, a number of `FOUND`, from the kinds of its equilibria."""
    count = np.isfinite(kind).sum(0)
    only = np.where(count == 1, np.nanmax(kind, axis=0, initial=-1.0), -1.0)
    found = np.select(
        [doubtful, count == 0, count > 1, only == 0.0, only <= _PURE_KINDS],
        [_UNDECIDED, _NONE, _SEVERAL, _NO_VISITS, _PURE],
        _MIXED,
    )
    return found.astype(np.uint8)


def draw_existence(data: ExistenceData, ax: Axes, notion: str = "pure") -> Axes:
    """Draw which equilibria exist by one notion of equilibrium: a region for each answer."""
    borders = halfway(data.found[NOTIONS.index(notion)])
    for code, (words, name) in enumerate(zip(FOUND, _LIKE, strict=True)):
        draw_region(ax, borders, code, data.x, data.y, words, name)
    return draw_axes(ax, data.model, data.x, data.y)
