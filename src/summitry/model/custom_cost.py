"""A cost law of the user's own, from its distribution function, tabulated once (T13.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .cost_laws import CostLaw
from .cost_table import shaped
from .faults import InputError, kind_of, shown

Array = NDArray[np.float64]
TABLE_ERROR = 1e-11  # probability: the largest error of a user's law between the nodes of its table
_LOBATTO = np.cos(np.pi * np.arange(16, -1, -1) / 16)
_BETWEEN = np.cos(np.pi * (np.arange(16) + 0.37) / 16)
_WEIGHTS = np.where(np.arange(17) % 2 == 0, 1.0, -1.0) * np.where(
    np.isin(np.arange(17), (0, 16)), 0.5, 1.0
)
_NARROWEST = 2.0**-44
_STEEPEST = 1e-4  # rise of G over the narrowest panel at 0 or 1 that may be the foot of a power
# a panel so narrow and not near 0 or 1 says that G has a kink there
_NARROW, _NEAR_AN_END = 2.0**-18, 1e-3
_PANELS = 4000


@dataclass(frozen=True, init=False, repr=False, eq=False)
class CostTable(CostLaw):
    """A law of your own, from its distribution function on [0, 1] (K/k_max), tabulated once.

    What the function lacks of 1 at 1 is the chance that C never challenges. It is evaluated at 17 nodes
    of panels that are halved until the polynomial through them is right between them too, to `TABLE_ERROR`.

    Parameters
    ----------
    cdf : callable
        G, of a number or of an array: 0 at 0, never falling, at most 1, with a density that is continuous
        inside (0, 1).

    Raises
    ------
    InputError
        If the function is no number somewhere, falls, leaves [0, 1], jumps (an atom: C would mix there),
        or its density jumps.

    Examples
    --------
    >>> law = CostTable(lambda x: x * (2 - x))
    >>> round(float(law.cdf(0.5)), 12), law.error < 1e-11
    (0.75, True)
    """

    edges: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    kind: ClassVar[str] = "table"

    def __init__(self, cdf: Callable[[Any], Any]) -> None:
        if not callable(cdf):
            raise InputError(
                f"cost: CostTable({shown(cdf)}) is {kind_of(cdf)}, not a function. Give the distribution "
                "function of K/k_max on [0, 1], for example CostTable(lambda x: x**2)."
            )
        edges, values, error = _sampled(_evaluator(cdf))
        self._keep(edges, values, error)

    def _keep(self, edges: Sequence[float], values: Sequence[Any], error: float) -> None:
        object.__setattr__(self, "edges", tuple(map(float, edges)))
        object.__setattr__(self, "values", tuple(tuple(map(float, row)) for row in values))
        object.__setattr__(self, "error", error)

    error: ClassVar[float] = 0.0

    @classmethod
    def from_values(cls, edges: Any, values: Any) -> CostTable:
        """Read what `to_dict` gives: the ends of the panels, and G at 17 Chebyshev-Lobatto nodes of each."""
        fault = "cost: a table has edges from 0 to 1 in rising order and 17 values for each panel"
        try:
            ends, rows = np.asarray(edges, float), np.asarray(values, float)
        except (TypeError, ValueError):
            raise InputError(f"{fault}; these are no numbers. Write what to_dict gives.") from None
        good = ends.ndim == 1 and ends.size >= 2 and rows.shape == (ends.size - 1, 17)
        if not good or ends[0] != 0.0 or ends[-1] != 1.0 or not (np.diff(ends) > 0.0).all():
            raise InputError(f"{fault}. Write what to_dict gives.")
        _check_values(np.array([0.0, 1.0]), rows[[0, -1], [0, -1]])
        for a, b, row in zip(ends, ends[1:], rows, strict=False):
            _check_values(a + (b - a) * 0.5 * (_LOBATTO + 1.0), row)
        if not (np.abs(rows[1:, 0] - rows[:-1, -1]) <= 1e-9).all():
            raise InputError("cost: the table jumps between two panels. Write what to_dict gives.")
        law = object.__new__(cls)
        law._keep(ends.tolist(), rows.tolist(), 0.0)
        return law

    def __repr__(self) -> str:
        return f"<CostTable of {len(self.values)} panels>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CostTable) and (self.edges, self.values) == (
            other.edges,
            other.values,
        )

    def __hash__(self) -> int:
        return hash((self.edges, self.values))

    @cached_property
    def _arrays(self) -> tuple[Array, Any, Any]:
        values = np.array(self.values)
        coefficients = np.polynomial.chebyshev.chebfit(_LOBATTO, values.T, 16)
        return np.array(self.edges), coefficients, np.polynomial.chebyshev.chebder(coefficients)

    def _evaluate(self, x: ArrayLike, slope: bool) -> Any:
        edges, values, slopes = self._arrays
        y = np.clip(np.atleast_1d(np.asarray(x, float)), 0.0, 1.0)
        j = np.clip(np.searchsorted(edges, y, side="right") - 1, 0, edges.size - 2)
        width = edges[j + 1] - edges[j]
        t = 2.0 * (y - edges[j]) / width - 1.0
        chosen = (slopes if slope else values)[:, j]
        found = np.polynomial.chebyshev.chebval(t, chosen, tensor=False)
        return shaped(found * 2.0 / width if slope else found, x)

    def cdf(self, x: ArrayLike) -> Any:
        """Return G."""
        return self._evaluate(x, False)

    def pdf(self, x: ArrayLike) -> Any:
        """Return g."""
        return self._evaluate(x, True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `cost_from_dict` reads back."""
        return {
            "law": self.kind,
            "edges": list(self.edges),
            "values": [list(row) for row in self.values],
        }


def _evaluator(cdf: Callable[[Any], Any]) -> Callable[[Array], Array]:
    """Return a function of arrays, whether the user's takes arrays or numbers."""

    def evaluate(x: Array) -> Array:
        try:
            found = np.asarray(cdf(x), float)
            if found.shape == x.shape:
                return found
        except (TypeError, ValueError):
            pass
        try:
            return np.array([float(cdf(float(y))) for y in x])
        except (TypeError, ValueError) as error:
            raise InputError(
                f"cost: the function of CostTable fails or gives no number at {float(x[0]):.6g}: {error}. "
                "Give a function that returns a probability."
            ) from None

    return evaluate


def _check_values(x: Array, values: Array) -> None:
    """Refuse values that no distribution function has."""
    if not np.isfinite(values).all():
        where = float(x[~np.isfinite(values)][0])
        raise InputError(
            f"cost: G({where:.6g}) is no number. It must be a probability everywhere on [0, 1]."
        )
    if (values < -1e-12).any() or (values > 1.0 + 1e-12).any():
        where = int(np.argmax(np.abs(values - 0.5)))
        given = f"G({x[where]:.6g}) = {values[where]:.6g}"
        raise InputError(f"cost: {given} is no probability. It must lie in [0, 1].")
    falls = np.flatnonzero(np.diff(values) < -1e-11)
    if falls.size:
        i = int(falls[0])
        raise InputError(
            f"cost: G falls from {values[i]:.6g} at {x[i]:.6g} to {values[i + 1]:.6g} at {x[i + 1]:.6g}. "
            "A distribution function never falls."
        )


def _sampled(cdf: Callable[[Array], Array]) -> tuple[list[float], list[Array], float]:
    """Halve panels of [0, 1] until the polynomial through their nodes is right between them."""
    ends = cdf(np.array([0.0, 1.0]))
    _check_values(np.array([0.0, 1.0]), ends)
    if ends[0] > 1e-12:
        raise InputError(
            f"cost: G(0) = {ends[0]:.6g}: C has no cost with that probability, an atom at 0. G(0) must be 0."
        )
    edges, worst = [0.0], 0.0
    values: list[Array] = []
    waiting = [(0.0, 1.0)]
    while waiting:
        a, b = waiting.pop()
        x, other = (0.5 * (a + b) + 0.5 * (b - a) * nodes for nodes in (_LOBATTO, _BETWEEN[::-1]))
        x[0], x[-1] = a, b
        row = cdf(x)
        _check_values(x, row)
        error = float(np.abs(_interpolated(row, _BETWEEN[::-1]) - cdf(other)).max())
        if not error <= TABLE_ERROR and b - a > _NARROWEST and len(values) < _PANELS:
            waiting += [(0.5 * (a + b), b), (a, 0.5 * (a + b))]
            continue
        at_end = (a == 0.0 or b == 1.0) and b - a <= _NARROWEST and row[-1] - row[0] < _STEEPEST
        inside = a > _NEAR_AN_END and b < 1.0 - _NEAR_AN_END and b - a < _NARROW
        if (not error <= TABLE_ERROR and not at_end) or inside:
            # what makes panels narrow may lie beside this one
            wide = 0.0 if a == 0.0 or b == 1.0 else 4.0 * _NARROW
            _refuse_jump(cdf, a - wide, b + wide)
        edges.append(b)
        values.append(row)
        worst = worst if at_end else max(worst, error)
        _check_kink(edges, values)
    return edges, values, worst


def _refuse_jump(cdf: Callable[[Array], Array], a: float, b: float) -> None:
    """Refuse a law that jumps, or whose density does: a rise that is left on ever less is an atom."""
    rise = 1.0
    while b - a > _NARROWEST:
        middle = 0.5 * (a + b)
        low, half, high = cdf(np.array([a, middle, b]))
        a, b, rise = (
            (a, middle, half - low) if half - low > high - half else (middle, b, high - half)
        )
    if rise > 1e-7:
        raise InputError(
            f"cost: G jumps by {rise:.3g} at {a:.6g}, an atom: C would mix there, and the risk of removal "
            "jumps (T13.1). Smooth it, or move it beyond 1, where C never challenges."
        )
    raise InputError(
        f"cost: G cannot be tabulated to {TABLE_ERROR:g} near {a:.6g}: it is not smooth there, its density "
        "jumps or nearly so. Smooth it."
    )


def _check_kink(edges: list[float], values: list[Array]) -> None:
    """Refuse a density that jumps between two panels: the equations need a continuous one."""
    if len(values) < 2:
        return
    (a, b, c), (left, right) = edges[-3:], values[-2:]
    before = np.polynomial.chebyshev.chebder(np.polynomial.chebyshev.chebfit(_LOBATTO, left, 16))
    after = np.polynomial.chebyshev.chebder(np.polynomial.chebyshev.chebfit(_LOBATTO, right, 16))
    one = 2.0 / (b - a) * float(np.polynomial.chebyshev.chebval(1.0, before))
    two = 2.0 / (c - b) * float(np.polynomial.chebyshev.chebval(-1.0, after))
    noise = 1e-8 / min(b - a, c - b)
    if min(b - a, c - b) > _NARROWEST and abs(one - two) > 1e-4 * max(abs(one), abs(two)) + noise:
        raise InputError(
            f"cost: the density jumps from {one:.6g} to {two:.6g} at {b:.6g}. It must be continuous inside "
            "(0, 1). Smooth the kink of G there."
        )


def _interpolated(values: Array, x: Array) -> Array:
    """Evaluate the polynomial through values at the Chebyshev-Lobatto nodes."""
    shares = _WEIGHTS / (x[:, None] - _LOBATTO)
    return np.asarray((shares * values).sum(1) / shares.sum(1))
