"""`WeaknessCurve`: the curve of T2 for people, with arrays in and out."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..engine import STEPS, Point, complement, locate, point, threshold
from ..model.faults import InputError, kind_of, shown
from ..model.given import GivenModel, model_of
from .check import curve_of

Result = float | NDArray[np.float64]


class WeaknessCurve:
    """What F's intelligence can reveal, against the visit probability v (T2).

    Every method takes a number or an array of visit probabilities in [0, 1] and returns the same shape.

    Parameters
    ----------
    model
        The model whose information structure is meant, in any form that `solve` takes.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=1, beta=1, n=10, tau=0.1, rho=1, r=0.5, sigma=0, q=1, psi=30)
    >>> curve = sm.WeaknessCurve(model)
    >>> round(curve.weakness_visit(0.5), 12)  # u/(2N) with u = nv + 2, N = n + 2 (T7)
    0.291666666667
    >>> round(curve.threshold(0.5), 12)
    5.0
    """

    def __init__(self, model: GivenModel) -> None:
        self._model = model_of(model, "WeaknessCurve")
        self._curve = curve_of(self._model)

    def __repr__(self) -> str:
        return f"<WeaknessCurve of {self._model!r}>"

    def _map(self, visits: ArrayLike, read: Callable[[Point, int, float], float]) -> Result:
        shares = _within("visit probability", visits, 1.0)
        out = np.empty(shares.shape)
        for index, v in np.ndenumerate(shares):
            piece, x = locate(self._curve, float(v), complement(self._curve, float(v)))
            out[index] = read(point(self._curve, piece, x), piece, x)
        return float(out) if out.ndim == 0 else out

    def M(self, visits: ArrayLike) -> Result:
        """M(v): integral of the weakness of visitors up to v; convex, M(1) = k₀."""
        return self._map(visits, lambda p, piece, x: p.v * p.kappa)

    def m(self, visits: ArrayLike) -> Result:
        """m(v): weakness of the marginal visitor, from the left at a step."""
        return self._map(visits, lambda p, piece, x: p.m)

    def m_right(self, visits: ArrayLike) -> Result:
        """m(v+): weakness of the next visitor; differs from m(v) only where v ends a step."""

        def read(p: Point, piece: int, x: float) -> float:
            if math.isinf(x) and x > 0 and piece < self._curve.segments - 1:
                return float(point(self._curve, piece + 1, -math.inf).m)
            return float(p.m)

        return self._map(visits, read)

    def weakness_visit(self, visits: ArrayLike) -> Result:
        """κ(v) = M(v)/v: C's perceived weakness after a visit."""
        return self._map(visits, lambda p, piece, x: p.kappa)

    def weakness_no_visit(self, visits: ArrayLike) -> Result:
        """ν(v) = (k₀ − M(v))/(1 − v): weakness given that F stayed away."""
        return self._map(visits, lambda p, piece, x: p.kappa + p.spread)

    def threshold(self, visits: ArrayLike) -> Result:
        """Lowest visiting signal a: real for continuous signals, a count for steps (0 is the weakest)."""
        n = self._model.n or 1.0
        return self._map(visits, lambda p, piece, x: threshold(self._curve, n, piece, x))

    def visit_probability(self, threshold: ArrayLike) -> Result:
        """V at a threshold: Pr(A ≥ a), counting the whole of the threshold's own step."""
        top = self._curve.segments - 1.0 if self._curve.kind == STEPS else (self._model.n or 1.0)
        signals = _within("threshold", threshold, top)
        out = np.empty(signals.shape)
        for index, a in np.ndenumerate(signals):
            if self._curve.kind == STEPS:
                out[index] = min(1.0, self._curve.cum_v[self._curve.segments - math.ceil(a)])
                continue
            x = math.log((top - a) / a) if 0.0 < a < top else math.copysign(math.inf, 0.5 * top - a)
            out[index] = point(self._curve, 0, x).v
        return float(out) if out.ndim == 0 else out

    @property
    def prior_weakness(self) -> float:
        """k₀ = M(1)."""
        return float(self._curve.k0)

    @property
    def plausibility_gap(self) -> float:
        """Mean posterior weakness less the prior's: zero for every Bayesian experiment (T2)."""
        return float(self._curve.k0 - self._model.beta / (self._model.alpha + self._model.beta))


def _within(name: str, given: Any, top: float) -> NDArray[np.float64]:
    """Return numbers from 0 to a largest one as an array."""
    try:
        numbers = np.asarray(given)
    except (TypeError, ValueError):
        numbers = np.array(None)
    if numbers.dtype.kind not in "iuf":
        raise InputError(
            f"{name} = {shown(given)} is {kind_of(given)}, not a number or an array of numbers. Write for "
            "example 0.5."
        )
    if not ((numbers >= 0.0) & (numbers <= top)).all():
        raise InputError(f"{name} = {shown(given)} is out of range. It must be from 0 to {top:g}.")
    return np.asarray(numbers, float)
