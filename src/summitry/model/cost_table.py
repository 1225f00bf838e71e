"""A cost law as polynomials on panels: what the engine reads (summitry.h, "cost laws"), and a user's own law.

Panels are named by the leading bits of their arguments: so many to each power of two of x below ½ and, if the
law is bounded, of 1 − x above. Powers of x at 0, and of 1 − x at 1, keep their relative accuracy so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .cost_laws import CostLaw
from .faults import InputError, kind_of, shown

Array = NDArray[np.float64]
_DEGREE, _ROW = 8, 12  # of the polynomials of G; numbers of a panel
_HEADER = 8
_ANCHOR, _PER_WIDTH, _AREA, _COEFFICIENTS = 0, 1, 2, 3
_DEEPEST, _RAREST = 300, 1e-40  # powers of ½ below which no panel stands, and the chance there
_NEAREST = 45  # the same of 1 − x
_FINEST, _PRECISE = 7, 3e-14  # log₂ of panels to a power of two; error at which finer ones help no more
_NODES = -np.cos(np.pi * (np.arange(_DEGREE) + 0.5) / _DEGREE)  # counted from the middle, in half widths
_TESTS = np.array([-0.96, -0.58, -0.14, 0.36, 0.94])
_TO_POWERS = np.linalg.inv(np.vander(_NODES, increasing=True))
TABLE_ERROR = 1e-11  # probability: the largest error of a user's law between the nodes of its table


class CostPanels(NamedTuple):
    """A table of polynomials, and what they are off by at most where they were compared with the law."""

    numbers: Array
    error: float  # of x·g, as a share of it where it is above 1

    @property
    def top(self) -> float:
        """The largest argument; G is constant from there on."""
        return float(self.numbers[5])

    @property
    def rows(self) -> Array:
        """The panels."""
        return self.numbers[_HEADER:].reshape(-1, _ROW)

    def _place(self, x: ArrayLike) -> tuple[Array, Array, Array]:
        """Return the panel of each argument, the place in it, and how far the argument is beyond the top."""
        count, shift, first, last, fold = (int(number) for number in self.numbers[:5])
        given = np.atleast_1d(np.asarray(x, float))
        y = np.clip(given, 0.0, self.top)
        folded = (y > 0.5) & (fold > 0)
        names = np.where(folded, 1.0 - y, y).view(np.int64) >> shift
        low = np.minimum(np.maximum(names - first, 0), count - 1)
        row = self.rows[np.where(folded, fold + np.maximum(names - last, 0), low)]
        return row, (y - row[:, _ANCHOR]) * row[:, _PER_WIDTH], given - y

    def cdf(self, x: ArrayLike) -> Any:
        """Return G."""
        row, t, _ = self._place(x)
        return _shaped(_horner(row[:, _COEFFICIENTS:], t), x)

    def pdf(self, x: ArrayLike) -> Any:
        """Return g."""
        row, t, beyond = self._place(x)
        slopes = row[:, _COEFFICIENTS + 1 :] * np.arange(1, _DEGREE + 1)
        return _shaped(np.where(beyond > 0.0, 0.0, _horner(slopes, t) * row[:, _PER_WIDTH]), x)

    def integral(self, x: ArrayLike) -> Any:
        """Return the integral of G from 0 on."""
        row, t, beyond = self._place(x)
        areas = row[:, _COEFFICIENTS:] / np.arange(1, _DEGREE + 2)
        inside = row[:, _AREA] + _horner(areas, t) * t / row[:, _PER_WIDTH]
        return _shaped(inside + beyond * self.numbers[7], x)

    @property
    def inflection(self) -> float:
        """The x from which on x²g(x) falls; the top, where it never does."""
        order = np.argsort(self.rows[:, _ANCHOR])
        left = self.rows[order, _ANCHOR][1:-1]  # below the first panel G is straight
        middle = np.unique(np.append(left, self.top * (1.0 - 2.0**-40)))
        values = middle**2 * self.pdf(middle)
        falls = np.flatnonzero(np.diff(values) < -1e-9 * values.max())
        if not falls.size:
            return self.top
        low, high = middle[max(falls[0] - 1, 0)], middle[falls[0] + 1]
        for _ in range(100):  # golden sections: x²g rises up to the place and falls beyond
            a, b = low + 0.381966 * (high - low), high - 0.381966 * (high - low)
            low, high = (low, b) if a * a * self.pdf(a) > b * b * self.pdf(b) else (a, high)
        return float(0.5 * (low + high))


def _horner(coefficients: Array, t: Array) -> Array:
    value = np.zeros_like(t)
    for column in coefficients.T[::-1]:
        value = value * t + column
    return value


def _shaped(values: Array, like: ArrayLike) -> Any:
    return float(values[0]) if np.ndim(like) == 0 else values.reshape(np.shape(like))


@lru_cache(maxsize=64)
def panels_of(law: CostLaw) -> CostPanels:
    """Tabulate a law, with panels as narrow as it needs."""
    best = None
    for bits in range(5, _FINEST + 1):
        panels = _tabulate(law, bits)
        if best is None or panels.error < best.error:
            best = panels
        if best.error < _PRECISE:
            break
    assert best is not None
    return best


def _edges(exponents: range, bits: int) -> Array:
    """Return the ends of the panels of some powers of two."""
    starts = 2.0 ** np.array(exponents)
    return np.append(np.outer(starts, 1.0 + np.arange(2**bits) / 2**bits).ravel(), 2.0**exponents.stop)


def _tabulate(law: CostLaw, bits: int) -> CostPanels:
    """Fit the density on every panel, and integrate it from 0 on."""
    shift = 52 - bits
    low = next((e for e in range(1, _DEEPEST) if _below(law, 2.0**-e) < _RAREST), _DEEPEST)
    if law.bounded:
        lower = _edges(range(-low, -1), bits)
        lower = np.append(lower, 0.5 * (1.0 + 2.0**-bits))  # ½ itself is named as what follows it
        rests = _edges(range(-_NEAREST, -1), bits)[::-1]
        starts, ends = np.append(lower[:-1], 1.0 - rests[:-1]), np.append(lower[1:], 1.0 - rests[1:])
        widths = np.append(np.diff(lower), -np.diff(rests))
        top = 1.0
    else:
        high = next(e for e in range(0, 1024) if _is_done(law, 2.0**e))
        lower, rests = _edges(range(-low, high), bits), np.empty(0)
        starts, ends, widths, top = lower[:-1], lower[1:], np.diff(lower), 2.0**high
    masses, error = _fit(law, starts, ends, widths)
    coefficients = np.zeros((starts.size, _DEGREE + 1))
    coefficients[:, 1:] = masses * 0.5 * widths[:, None] / np.arange(1, _DEGREE + 1)
    first = _below(law, float(starts[0]))
    coefficients[:, 0] = _heights(law, starts + 0.5 * widths, coefficients, lower.size - 1, first)
    return _laid_out(starts, widths, coefficients, lower.size - 1, first, top, shift, bits, error, law)


def _below(law: CostLaw, x: float) -> float:
    """Return G near 0, where a law without a closed form is a power of x."""
    from .cost_laws import Beta, Never

    if isinstance(law, Never):
        return (1.0 - law.e) * _below(law.base, x)
    return float(x * law.pdf(x) / law.a) if isinstance(law, Beta) else float(law.cdf(x))


def _is_done(law: CostLaw, x: float) -> bool:
    return bool(law.cdf(2.0 * x) - law.cdf(x) < 1e-17 and law.cdf(x) > 0.5 * law.cdf(1e300))


def _densities(law: CostLaw, x: Array, rest: Array) -> Array:
    from .cost_laws import Never

    if isinstance(law, Never):
        return (1.0 - law.e) * _densities(law.base, x, rest)
    density = getattr(law, "density", None)
    return np.asarray(density(x, rest) if density else law.pdf(x), float)


def _fit(law: CostLaw, starts: Array, ends: Array, widths: Array) -> tuple[Array, float]:
    """Return coefficients of the density in each panel, and the largest error of x·g between the nodes."""
    far = np.maximum(1.0 - ends, 0.0)[:, None]  # 1 − x, counted from the upper end

    def at(places: Array) -> tuple[Array, Array]:
        half = 0.5 * widths[:, None]
        x = starts[:, None] + half * (1.0 + places)
        return x, _densities(law, x, far + half * (1.0 - places))

    masses = at(_NODES)[1] @ _TO_POWERS.T
    x, right = at(_TESTS)
    fitted = np.stack([_horner(masses, np.full(starts.size, t)) for t in _TESTS], 1)
    return masses, float((x * np.abs(fitted - right) / np.maximum(1.0, x * right)).max())


def _heights(law: CostLaw, middles: Array, coefficients: Array, lower: int, first: float) -> Array:
    """Return G in the middle of each panel: from the law, or where it has no closed form by summing up."""
    if _has_closed_form(law):
        return np.asarray(law.cdf(middles), float)
    signs = (-1.0) ** np.arange(1, _DEGREE + 1)
    below, above = -(coefficients[:, 1:] * signs).sum(1), coefficients[:, 1:].sum(1)
    return _running(below + above, lower, first) + below


def _running(parts: Array, lower: int, first: float) -> Array:
    """Sum up to the start of each panel; the one that begins at ½ reaches beyond the first one above."""
    sums = first + np.append(0.0, np.cumsum(parts)[:-1])
    sums[lower:] -= parts[lower - 1]
    return sums


def _laid_out(
    starts: Array, widths: Array, coefficients: Array, lower: int, first: float, top: float, shift: int,
    bits: int, error: float, law: CostLaw,
) -> CostPanels:  # fmt: skip
    """Put the panels in the order of their names, with the integrals of G up to each."""
    rows, half = np.zeros((starts.size, _ROW)), 0.5 * widths
    rows[:, _ANCHOR], rows[:, _PER_WIDTH] = starts + half, 1.0 / half
    rows[:, _COEFFICIENTS:] = coefficients
    parts, signs = coefficients / np.arange(1, _DEGREE + 2), (-1.0) ** np.arange(_DEGREE + 1)
    below, above = half * (parts * signs).sum(1), half * parts.sum(1)
    end = coefficients[-1].sum()  # G, and its integral, at the end of the last panel
    totals = _running(below + above, lower if law.bounded else starts.size, 0.5 * first * starts[0])
    total = totals[-1] + below[-1] + above[-1]
    rows[:, _AREA] = totals + below
    bottom = np.zeros(_ROW)
    bottom[[_PER_WIDTH, _COEFFICIENTS + 1]] = 1.0 / starts[0], first
    last = np.zeros(_ROW)
    if law.bounded:
        near, rest = starts[-1] + widths[-1], 2.0**-_NEAREST
        highest = float(law.cdf(1.0)) if _has_closed_form(law) else end
        last[:4] = near, 1.0 / rest, total, end  # a straight line, from its lower end
        last[_COEFFICIENTS + 1] = highest - end
        table = np.vstack([bottom, rows[:lower], last, rows[lower:][::-1]])
        fold, upper = lower + 1, _name(rest, shift) - 1
    else:
        highest = end
        last[:4] = top, 1.0, total, end
        table = np.vstack([bottom, rows, last])
        fold, upper = 0, 0
    header = [
        len(table), shift, _name(starts[0], shift) - 1, upper, fold, top, 2.0 ** -(bits + 4), highest,
    ]  # fmt: skip
    return CostPanels(np.append(header, table.ravel()), error)


def _has_closed_form(law: CostLaw) -> bool:
    from .cost_laws import Beta, Never

    return not isinstance(law.base if isinstance(law, Never) else law, Beta)


def _name(x: float, shift: int) -> int:
    return int(np.array([x]).view(np.int64)[0] >> shift)


# ---------------------------------------------------------------------------------- a law of the user's own

_LOBATTO = np.cos(np.pi * np.arange(16, -1, -1) / 16)
_BETWEEN = np.cos(np.pi * (np.arange(16) + 0.37) / 16)
_WEIGHTS = np.where(np.arange(17) % 2 == 0, 1.0, -1.0) * np.where(np.isin(np.arange(17), (0, 16)), 0.5, 1.0)
_NARROWEST = 2.0**-44
_STEEPEST = 1e-4  # rise of G over the narrowest panel at 0 or 1 that may be the foot of a power
_NARROW, _NEAR_AN_END = 2.0**-18, 1e-3  # so narrow a panel not near 0 or 1 says that G has a kink there
_PANELS = 4000


@dataclass(frozen=True, init=False, repr=False, eq=False)
class CostTable(CostLaw):
    """A law of your own, from its distribution function on [0, 1] (K/k_max), tabulated once.

    What the function lacks of 1 at 1 is the chance that C never challenges. It is evaluated at 17 nodes of panels
    that are halved until the polynomial through them is right between them too, to `TABLE_ERROR`.

    Parameters
    ----------
    cdf : callable
        G, of a number or of an array: 0 at 0, never falling, at most 1, with a density that is continuous
        inside (0, 1).

    Raises
    ------
    InputError
        If the function is no number somewhere, falls, leaves [0, 1], jumps (an atom: C would mix there), or its
        density jumps.

    Examples
    --------
    >>> law = CostTable(lambda x: x * (2 - x))
    >>> law.cdf(0.5), law.error < 1e-11
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

    def _keep(self, edges: Sequence[float], values: Sequence[Sequence[float]], error: float) -> None:
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
        return isinstance(other, CostTable) and (self.edges, self.values) == (other.edges, other.values)

    def __hash__(self) -> int:
        return hash((self.edges, self.values))

    @cached_property
    def _arrays(self) -> tuple[Array, Array, Array]:
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
        return _shaped(found * 2.0 / width if slope else found, x)

    def cdf(self, x: ArrayLike) -> Any:
        """Return G."""
        return self._evaluate(x, False)

    def pdf(self, x: ArrayLike) -> Any:
        """Return g."""
        return self._evaluate(x, True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `cost_from_dict` reads back."""
        return {"law": self.kind, "edges": list(self.edges), "values": [list(row) for row in self.values]}


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
        raise InputError(f"cost: G({where:.6g}) is no number. It must be a probability everywhere on [0, 1].")
    if (values < -1e-12).any() or (values > 1.0 + 1e-12).any():
        where = int(np.argmax(np.abs(values - 0.5)))
        raise InputError(f"cost: G({x[where]:.6g}) = {values[where]:.6g} is no probability. It must lie in [0, 1].")
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
    edges, values, worst = [0.0], [], 0.0
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
        if not error <= TABLE_ERROR and not at_end or inside:
            wide = 0.0 if a == 0.0 or b == 1.0 else 4.0 * _NARROW  # what makes panels narrow may lie beside this one
            _refuse_jump(cdf, a - wide, b + wide)
        edges.append(b)
        values.append(row)
        worst = worst if at_end else max(worst, error)
        _check_kink(edges, values)
    return edges, values, worst


def _refuse_jump(cdf: Callable[[Array], Array], a: float, b: float) -> None:
    """Refuse a law that jumps, or whose density does: whatever of the rise is left on ever less is an atom."""
    rise = 1.0
    while b - a > _NARROWEST:
        middle = 0.5 * (a + b)
        low, half, high = cdf(np.array([a, middle, b]))
        a, b, rise = (a, middle, half - low) if half - low > high - half else (middle, b, high - half)
    if rise > 1e-7:
        raise InputError(
            f"cost: G jumps by {rise:.3g} at {a:.6g}, an atom: C would mix there, and the risk of removal jumps "
            "(T13.1). Smooth it, or move it beyond 1, where C never challenges."
        )
    raise InputError(
        f"cost: G cannot be tabulated to {TABLE_ERROR:g} near {a:.6g}: it is not smooth there, its density jumps "
        "or nearly so. Smooth it."
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
