"""A cost law as polynomials on panels: what the engine reads (summitry.h, "cost laws").

Panels are named by the leading bits of their arguments: so many to each power of two of x below ½ and, if the
law is bounded, of 1 − x above. Powers of x at 0, and of 1 − x at 1, keep their relative accuracy so. Above
1 − 2⁻⁴⁵, where few numbers of double precision are left, G is a straight line up to G(1).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .cost_laws import CostLaw

Array = NDArray[np.float64]
_DEGREE, _ROW = 8, 12  # of the polynomials of G; numbers of a panel
_HEADER = 8
_ANCHOR, _PER_WIDTH, _AREA, _COEFFICIENTS = 0, 1, 2, 3
_DEEPEST, _RAREST = 300, 1e-40  # powers of ½ below which no panel stands, and the chance there
_NEAREST = 45  # the same of 1 − x
_FINEST, _PRECISE = (
    7,
    3e-14,
)  # log₂ of panels to a power of two; error at which finer ones help no more
_NODES = -np.cos(
    np.pi * (np.arange(_DEGREE) + 0.5) / _DEGREE
)  # counted from the middle, in half widths
_TESTS = np.array([-0.96, -0.58, -0.14, 0.36, 0.94])
_TO_POWERS = np.linalg.inv(np.vander(_NODES, increasing=True))


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
        return shaped(_horner(row[:, _COEFFICIENTS:], t), x)

    def pdf(self, x: ArrayLike) -> Any:
        """Return g."""
        row, t, beyond = self._place(x)
        slopes = row[:, _COEFFICIENTS + 1 :] * np.arange(1, _DEGREE + 1)
        return shaped(np.where(beyond > 0.0, 0.0, _horner(slopes, t) * row[:, _PER_WIDTH]), x)

    def integral(self, x: ArrayLike) -> Any:
        """Return the integral of G from 0 on."""
        row, t, beyond = self._place(x)
        areas = row[:, _COEFFICIENTS:] / np.arange(1, _DEGREE + 2)
        inside = row[:, _AREA] + _horner(areas, t) * t / row[:, _PER_WIDTH]
        return shaped(inside + beyond * self.numbers[7], x)

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


def shaped(values: Array, like: ArrayLike) -> Any:
    """Return a float for a number, else an array of its shape."""
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
    return np.append(
        np.outer(starts, 1.0 + np.arange(2**bits) / 2**bits).ravel(), 2.0**exponents.stop
    )


def _tabulate(law: CostLaw, bits: int) -> CostPanels:
    """Fit the density on every panel, and integrate it from 0 on."""
    shift = 52 - bits
    low = next((e for e in range(1, _DEEPEST) if _below(law, 2.0**-e) < _RAREST), _DEEPEST)
    if law.bounded:
        lower = _edges(range(-low, -1), bits)
        lower = np.append(lower, 0.5 * (1.0 + 2.0**-bits))  # ½ itself is named as what follows it
        rests = _edges(range(-_NEAREST, -1), bits)[::-1]
        starts, ends = (
            np.append(lower[:-1], 1.0 - rests[:-1]),
            np.append(lower[1:], 1.0 - rests[1:]),
        )
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
    return _laid_out(
        starts, widths, coefficients, lower.size - 1, first, top, shift, bits, error, law
    )


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
    return np.asarray(_running(below + above, lower, first) + below)


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
        highest = _total(law)
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


def _total(law: CostLaw) -> float:
    """Return G(1) of a bounded law; what its last panel lacks of it is spread over the rest of the range."""
    from .cost_laws import Beta, Never

    if isinstance(law, Never):
        return (1.0 - law.e) * _total(law.base)
    return 1.0 if isinstance(law, Beta) else float(law.cdf(1.0))


def _has_closed_form(law: CostLaw) -> bool:
    from .cost_laws import Beta, Never

    return not isinstance(law.base if isinstance(law, Never) else law, Beta)


def _name(x: float, shift: int) -> int:
    return int(np.array([x]).view(np.int64)[0] >> shift)
