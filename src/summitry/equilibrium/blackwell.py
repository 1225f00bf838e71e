"""Blackwell's order of experiments on the same prior weakness, which only the curves M decide (T2, T13.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engine import CHECKER_GRID, SOLVER_GRID, STEPS, Curve, locate_all, points, scan_grid
from ..model.faults import InputError
from ..model.given import GivenModel, model_of
from .check import curve_of

Array = NDArray[np.float64]
_ROUNDING = 1e-12  # of k₀: a smaller difference of M is none
_NARROWINGS = 60


@dataclass(frozen=True)
class BlackwellComparison:
    """Which of two experiments is the more informative, from their curves M.

    Attributes
    ----------
    verdict
        ``"yes"`` (the first is, or they are equal), ``"no"`` (the second is) or ``"not comparable"``.
    fails_at
        The visit probability at which the first reveals less by most, M larger than the second's; None
        if nowhere.
    exceeds_at
        That at which the first reveals more by most; None if nowhere.
    shortfall, excess
        By how much M differs there.
    """

    verdict: str
    fails_at: float | None
    exceeds_at: float | None
    shortfall: float
    excess: float

    def __bool__(self) -> bool:
        return self.verdict == "yes"


def more_informative(a: GivenModel, b: GivenModel) -> BlackwellComparison:
    """Compare the information of two models by Blackwell's order.

    An experiment is more informative if and only if its M(v) is nowhere larger: among the strongest share v
    of signals its leaders are at least as strong (T2). Everything else about the models is left aside.

    Parameters
    ----------
    a, b
        Two models, in any form that `solve` takes, with the same prior weakness β/(α+β).

    Returns
    -------
    BlackwellComparison
        The verdict, true if the first is more informative, with the places where each reveals more.

    Raises
    ------
    InputError
        If a model is none, or their prior weaknesses differ.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> sm.more_informative(model.replace(n=20), model).verdict
    'yes'
    >>> sm.more_informative(model, model.replace(n=8, information=sm.Binomial())).verdict
    'not comparable'
    """
    one = curve_of(model_of(a, "more_informative"))
    other = curve_of(model_of(b, "more_informative"))
    if abs(one.k0 - other.k0) > 1e-9:
        raise InputError(
            f"the prior weaknesses differ, {one.k0:.12g} and {other.k0:.12g}: experiments on different "
            "priors have no order. Give two models with the same beta/(alpha+beta).",
            "more_informative",
        )
    below, here = _most(one, other)
    above, there = _most(other, one)
    rounding = _ROUNDING * one.k0
    fails, exceeds = below > rounding, above > rounding
    verdict = "yes" if not fails else "not comparable" if exceeds else "no"
    return BlackwellComparison(
        verdict,
        here if fails else None,
        there if exceeds else None,
        max(below, 0.0),
        max(above, 0.0),
    )


def _drops(curve: Curve, v: Array, vc: Array) -> Array:
    """Return k₀v − M, which keeps its digits where a signal says little."""
    p = points(curve, *locate_all(curve, v, vc))
    return np.asarray(p.v * p.vc * p.spread)


def _most(one: Curve, other: Curve) -> tuple[float, float]:
    """Return the most by which the first M is above the second, and where: grids of both, then narrowed."""
    grids = [
        scan_grid(curve, which)[0]
        for curve in (one, other)
        for which in (SOLVER_GRID, CHECKER_GRID)
    ]
    v = np.concatenate([np.asarray(p.v) for p in grids])
    vc = np.concatenate([np.asarray(p.vc) for p in grids])
    for curve in (one, other):
        if curve.kind == STEPS:
            v, vc = np.append(v, curve.cum_v), np.append(vc, curve.cum_vc)
    inside = (v > 0.0) & (vc > 0.0)
    v, vc = v[inside], vc[inside]
    order = np.argsort(np.log(v) - np.log(vc))
    odds = (np.log(v) - np.log(vc))[order]
    gap = _drops(other, v, vc) - _drops(one, v, vc)
    best = int(np.argmax(gap[order]))
    low, high = odds[max(best - 1, 0)], odds[min(best + 1, odds.size - 1)]
    most, where = float(gap[order][best]), float(v[order][best])
    for _ in range(_NARROWINGS):
        x = np.linspace(low, high, 9)
        shares, rests = 1.0 / (1.0 + np.exp(-x)), 1.0 / (1.0 + np.exp(x))
        found = _drops(other, shares, rests) - _drops(one, shares, rests)
        i = int(np.argmax(found))
        if found[i] > most:
            most, where = float(found[i]), float(shares[i])
        low, high = x[max(i - 1, 0)], x[min(i + 1, 8)]
        if high - low < 1e-12 * (1.0 + abs(high)):
            break
    return most, where
