"""Build weakness curves (T2): from the linear signal, from a list of atoms, from a density."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .conversion import number_list
from .faults import InputError

LINEAR, STEPS, TABLE = 0, 1, 2  # kinds of curves
HEADER = 14  # numbers before a curve's lists: see ``engine/include/summitry.h``, "A CURVE"
PANEL_NODES = 17  # Chebyshev-Lobatto nodes of a panel of a tabulated signal
Vector = NDArray[np.float64]
LOBATTO: Vector = np.array([-math.cos(math.pi * i / (PANEL_NODES - 1)) for i in range(PANEL_NODES)])
Matrix = NDArray[np.float64]
Values = Sequence[float] | Vector
_PANEL_TOLERANCE = 2e-13  # relative interpolation error allowed in a panel of a tabulated density
_MAX_PANELS = 4096
_NEGLIGIBLE = 1e-280  # density per largest: signals so rare that no visit probability can show them
_LOG_FLOOR = -690.0  # log of a density that is still positive, and negligible
_RAISED = 12  # by how much an argument of Γ is raised before Stirling's series serves
_TO_CHEBYSHEV = np.linalg.inv(np.polynomial.chebyshev.chebvander(LOBATTO, PANEL_NODES - 1))


class Curve:
    """A weakness curve as the engine reads it: one array of numbers (T2).

    Parameters
    ----------
    array
        The numbers, in the order that ``engine/include/summitry.h`` defines.
    """

    __slots__ = ("address", "array", "k0", "kind", "m_first", "m_last", "segments", "size")

    def __init__(self, array: Vector) -> None:
        self.array: Vector = np.ascontiguousarray(array, dtype=np.float64)
        self.address = int(self.array.ctypes.data)
        self.kind, self.segments = int(self.array[0]), int(self.array[1])
        self.k0: float = float(self.array[2])  # prior weakness M(1)
        self.m_first: float = float(self.array[3])  # weakness of the strongest type, m(0)
        self.m_last: float = float(self.array[4])  # weakness of the weakest type, m(1)
        self.size = int(self.array[12])

    def __reduce__(self) -> tuple[Any, ...]:
        return Curve, (self.array,)

    def _list(self, number: int, length: int) -> Vector:
        start = HEADER + number * (self.size + 1)
        return self.array[start : start + length]

    @property
    def cum_v(self) -> Vector:
        """Return V[j], the probability of the first j steps or panels, summed from the strong end."""
        return self._list(0, self.size + 1)

    @property
    def cum_vc(self) -> Vector:
        """Return 1 − V[j], summed from the weak end."""
        return self._list(1, self.size + 1)

    @property
    def cum_m(self) -> Vector:
        """Return M at V[j]."""
        return self._list(2, self.size + 1)

    @property
    def cum_gap(self) -> Vector:
        """Return k₀V − M at V[j]."""
        return self._list(3, self.size + 1)

    @property
    def mass(self) -> Vector:
        """Return the probability of each step or panel."""
        return self._list(4, self.size)

    @property
    def weakness(self) -> Vector:
        """Return the weakness of each step, non-decreasing."""
        return self._list(5, self.size)


def _curve(
    kind: int, segments: int, m_first: float, m_last: float, sums: dict[str, Any], *lists: Vector
) -> Curve:
    """Put the header and the lists of a curve one after the other."""
    size = sums["mass"].size
    names = ("cum_v", "cum_vc", "cum_m", "cum_gap", "mass")
    padded = [np.append(x, np.zeros(size + 1 - x.size)) for x in (sums[name] for name in names)]
    data = np.concatenate([*padded, *lists])
    header = np.array([kind, segments, sums["k0"], m_first, m_last, *(0.0,) * 7, size, data.size])
    return Curve(np.concatenate([header, data]))


def linear_curve(alpha: float, beta: float, n: float) -> Curve:
    """Return the curve of the linear signal: A/n ~ Beta(α, β), E[θ | A] = (α+A)/(α+β+n) (T2)."""
    from .. import engine

    s = alpha + beta
    return engine.linear_curve(float(alpha), float(beta), s / (s + n), n / (s + n))


def revealed_curve(alpha: float, beta: float) -> Curve:
    """Return the curve of the fully revealed prior, M°: no experiment on θ lies below it (T2)."""
    from .. import engine

    return engine.linear_curve(float(alpha), float(beta), 0.0, 1.0)


def binomial_curve(alpha: float, beta: float, n: float) -> Curve:
    """Return the curve of A | θ ~ Binomial(n, θ), n a whole number (T2)."""
    from .. import engine

    return engine.binomial_curve(float(alpha), float(beta), int(n))


def _cumulate(mass: Vector, moment: Vector, gap: Vector, level: Vector) -> dict[str, Any]:
    """Sum v, 1 − v, M and k₀v − M over steps or panels, each from the end where it is small."""
    cum_v = np.concatenate([[0.0], np.cumsum(mass)])
    cum_vc = np.concatenate([np.cumsum(mass[::-1])[::-1], [0.0]])
    from_strong = np.concatenate([[0.0], np.cumsum(gap)])
    from_weak = np.concatenate([-np.cumsum(gap[::-1])[::-1], [0.0]])
    strong_side = np.concatenate([[True], level > 0])
    return {
        "k0": math.fsum(moment), "mass": mass, "cum_v": cum_v, "cum_vc": cum_vc,
        "cum_m": np.concatenate([[0.0], np.cumsum(moment)]),
        "cum_gap": np.where(strong_side, from_strong, from_weak),
    }  # fmt: skip


def steps_curve(probabilities: Values, weaknesses: Values) -> Curve:
    """Curve of a signal with finitely many values (T6); equal weaknesses are merged.

    Parameters
    ----------
    probabilities, weaknesses
        Probability and posterior weakness of each value, in any order.

    Raises
    ------
    InputError
        If they are not two lists of numbers of one length, or no probability is above 0.
    """
    faults: list[str] = []
    p = number_list("probabilities", probabilities, faults)
    listed = number_list("weaknesses", weaknesses, faults)
    if not faults and (len(p) != len(listed) or min(p) < 0.0 or max(p) <= 0.0):
        faults.append(
            f"atoms: {len(p)} probabilities and {len(listed)} weaknesses; give one of each for every atom, "
            "no probability below 0 and one at least above"
        )
    if faults:
        raise InputError(faults, "steps_curve")
    w, where = np.unique(np.array(listed), return_inverse=True)
    mass = np.bincount(where.ravel(), weights=np.array(p), minlength=w.size)
    keep = mass > 0.0
    w, share = w[keep], mass[keep] / math.fsum(mass)
    k0 = math.fsum(share * w)
    gap = share * (k0 - w)
    sums = _cumulate(share, share * w, gap, k0 - w)
    return _curve(STEPS, w.size, float(w[0]), float(w[-1]), sums, np.append(w, 0.0))


def _to_panels(f: Callable[[Vector], Vector], edges: Vector) -> Matrix:
    """Sample a function at the Chebyshev-Lobatto nodes of every panel."""
    half, mid = 0.5 * np.diff(edges)[:, None], 0.5 * (edges[1:] + edges[:-1])[:, None]
    nodes = np.clip(mid + half * LOBATTO, edges[:-1, None], edges[1:, None])
    return np.asarray(f(nodes.ravel()), float).reshape(nodes.shape)


def _refine(functions: list[Callable[[Vector], Vector]], tolerance: float) -> Vector:
    """Bisect panels of [0, 1] until every function is interpolated to near rounding.

    What is negligible beside a function's largest value need not be: a density may fall below double
    precision.
    """
    done: list[tuple[float, float]] = []
    edges = np.linspace(0.0, 1.0, 5)
    floors = [_NEGLIGIBLE * np.abs(_to_panels(f, edges)).max() for f in functions]
    work = list(pairwise(edges))
    while work:
        lo, hi = work.pop()
        bad = False
        for f, floor in zip(functions, floors, strict=True):
            values = _to_panels(f, np.array([lo, hi]))[0]
            tail = np.abs(_TO_CHEBYSHEV @ values)[-2:].max()
            largest = np.abs(values).max()
            bad = bad or not (tail <= tolerance * largest or largest <= floor)
        if bad and hi - lo > 1e-12:
            work += [(lo, 0.5 * (lo + hi)), (0.5 * (lo + hi), hi)]
        else:
            done.append((lo, hi))
        if len(done) + len(work) > _MAX_PANELS:
            raise InputError([
                "the signal's density or weakness is too rough to tabulate: "
                f"more than {_MAX_PANELS} panels; use Atoms, or a smoother function"
            ])  # fmt: skip
    return np.array(sorted({edge for pair in done for edge in pair}))


def density_curve(
    density: Callable[[Vector], Vector],
    weakness: Callable[[Vector], Vector],
    *,
    tolerance: float = _PANEL_TOLERANCE,
) -> Curve:
    """Curve of a continuous signal, from functions of s ∈ [0, 1] counted from the strong end.

    Parameters
    ----------
    density
        Density of s up to a constant; positive, smooth, vectorised.
    weakness
        Posterior weakness E[1 − θ | s]; non-decreasing, in (0, 1), smooth, vectorised.
    tolerance
        Relative accuracy of the table; raise it to the rounding of your density if that is larger.

    Returns
    -------
    Curve
        A table of Chebyshev panels, accurate to about 1e-12. The density is normalised, and the prior
        weakness of the curve is M(1), so that Bayes' rule holds between C's beliefs (T2).
    """
    edges = _refine([density, weakness], tolerance)
    values, posterior = _to_panels(density, edges), _to_panels(weakness, edges)
    faults = []
    if not (np.isfinite(values).all() and (values > 0.0).all()):
        faults.append("the signal's density must be positive and finite on [0, 1]")
    if not ((posterior > 0.0) & (posterior < 1.0)).all():
        faults.append("the posterior weakness must lie strictly between 0 and 1 on [0, 1]")
    if (np.diff(posterior.ravel()) < -1e-13).any():
        faults.append("the posterior weakness must not fall in s, which runs from strong to weak")
    if faults:
        raise InputError(faults)
    half = 0.5 * np.diff(edges)[:, None]
    nodes, weights = np.polynomial.legendre.leggauss(PANEL_NODES)
    to_gauss = np.polynomial.chebyshev.chebvander(nodes, PANEL_NODES - 1) @ _TO_CHEBYSHEV
    share = values @ to_gauss.T * weights * half
    total = math.fsum(share.ravel())
    share, values = share / total, values / total
    at = posterior @ to_gauss.T
    k0 = math.fsum((share * at).ravel())
    slope = np.empty_like(posterior)
    for i, row in enumerate(posterior @ _TO_CHEBYSHEV.T):
        derivative = np.polynomial.chebyshev.chebder(row)
        slope[i] = np.polynomial.chebyshev.chebval(LOBATTO, derivative) / half[i, 0]
    gap = (share * (k0 - at)).sum(1)
    sums = _cumulate(share.sum(1), (share * at).sum(1), gap, k0 - posterior[:, -1])
    panels = (values.ravel(), posterior.ravel(), np.maximum(slope, 0.0).ravel())
    return _curve(TABLE, 1, float(posterior[0, 0]), float(posterior[-1, -1]), sums, edges, *panels)


def _log_gamma_ratio(count: Vector, prior: float) -> Vector:
    """Compute log Γ(prior + count)/Γ(1 + count) for a count ≥ 0, as sharp as its own size allows.

    The difference of two logarithms of Γ has the rounding of either, which is about x·log x. Here both
    arguments are raised by a recurrence, and Stirling's series are subtracted term by term.
    """
    d = prior - 1.0
    low = np.log(prior + count) - np.log1p(count)
    low += np.log1p(d / (count[:, None] + np.arange(2, _RAISED + 1))).sum(1)
    x, z = count + (1.0 + _RAISED), count + (prior + _RAISED)
    series = _stirling_rest(z) - _stirling_rest(x)
    return np.asarray(d * np.log(z) - d + (x - 0.5) * np.log1p(d / x) + series - low)


def _stirling_rest(z: Vector) -> Vector:
    """Compute log Γ(z) less (z − ½)·log z − z + ½·log 2π, for z ≥ 12, by Stirling's series."""
    y = 1.0 / (z * z)
    terms = (1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156)
    total = np.zeros_like(z)
    for term in reversed(terms):
        total = total * y + term
    return total / z


def article_curve(alpha: float, beta: float, n: float) -> Curve:
    """Curve of the article's words taken literally: the binomial density at real counts (T2)."""

    def log_density(s: Vector) -> Vector:
        return _log_gamma_ratio(n * (1.0 - s), alpha) + _log_gamma_ratio(n * s, beta)

    top = float(log_density(np.linspace(0.0, 1.0, 1001)).max())
    # log Γ(x + d)/Γ(x) is about as large as d times a logarithm, and so is its rounding
    rounding = _PANEL_TOLERANCE + 2e-15 * (alpha + beta + n)
    return density_curve(
        lambda s: np.exp(np.maximum(log_density(s) - top, _LOG_FLOOR)),
        lambda s: (beta + n * s) / (alpha + beta + n),
        tolerance=rounding,
    )


def impossible_atoms(
    probabilities: Values, weaknesses: Values, alpha: float, beta: float, prior: Any = None
) -> float:
    """Largest shortfall of the atoms' M below M° of the fully revealed prior (T2); ≤ 0 if possible.

    The prior of strength is Beta(α, β) unless a prior of weakness is given (T13.2).
    """
    from .. import engine

    if prior is not None:
        from .continuous import revealed_shortfall

        steps = steps_curve(probabilities, weaknesses)
        if steps.size < 2:
            return -math.inf
        return revealed_shortfall(prior, steps.cum_v[1:-1], steps.cum_m[1:-1])
    curve, limit = steps_curve(probabilities, weaknesses), revealed_curve(alpha, beta)
    if curve.size < 2:
        return -math.inf
    v, vc, m = curve.cum_v[1:-1], curve.cum_vc[1:-1], curve.cum_m[1:-1]
    here = engine.points(limit, *engine.locate_all(limit, v, vc))
    return float((here.v * here.kappa - m).max())
