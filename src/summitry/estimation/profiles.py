"""Likelihood-ratio intervals: one parameter held, all others fitted again (T12)."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from ..model.faults import InputError, shown
from .fields import Matrix
from .likelihood import Likelihood, evaluate
from .scoring import maximize
from .starting import column_scales

if TYPE_CHECKING:
    import pandas

    from .fit import Fit

_MOST_TRIES = 25
_FARTHEST = 12.0  # units of the index beyond which an interval is said to have no end
_CLOSE = 1e-3  # of the square root of 2Δℓ at an end


@dataclass(frozen=True)
class Profile:
    """The profile of a parameter.

    Attributes
    ----------
    name
        The parameter.
    estimate
        Its estimate.
    interval
        The values at which twice the loss of log-likelihood (beliefs included) reaches the χ² quantile; ±∞
        where it does not.
    level
        How often such an interval covers, by the asymptotic theory.
    table
        The points that were fitted: ``value`` and ``llf``, the objective there.
    """

    name: str
    estimate: float
    interval: tuple[float, float]
    level: float
    table: pandas.DataFrame

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{self.name} = {self.estimate:.4g}, {self.level:.0%} likelihood-ratio interval {low:.4g} to "
            f"{high:.4g} ({len(self.table)} refits)"
        )


class _Held:
    """The objective with one parameter held at a value."""

    def __init__(self, fit: Fit, position: int) -> None:
        self.fit, self.position = fit, position
        self.free = np.delete(np.arange(fit.df_model), position)
        self.scales = column_scales(fit.data)[self.free]
        self.best = fit.llf + fit.log_prior
        self.points: list[tuple[float, float]] = []

    def refit(self, value: float, start: Matrix) -> tuple[float, Matrix]:
        """Return the square root of 2Δℓ at a value, and the other parameters there."""

        def likelihood(others: Matrix) -> Likelihood:
            at = evaluate(self.fit.data, np.insert(others, self.position, value), self.fit.threads)
            square = np.ix_(self.free, self.free)
            return at._replace(gradient=at.gradient[self.free], information=at.information[square])

        found = maximize(likelihood, start, self.scales)
        objective = found.at.objective
        self.points.append((value, objective))
        return float(np.sqrt(max(0.0, 2.0 * (self.best - objective)))), found.parameters


def profile(fit: Fit, name: str, alpha: float = 0.05) -> Profile:
    """Return the likelihood-ratio interval of a parameter.

    Each end is found by secants on the signed root of 2Δℓ, which is straight where Wald intervals are right.

    Raises
    ------
    InputError
        If ``alpha`` is no probability, or the fit did not converge.
    """
    import pandas

    if not 0.0 < alpha < 1.0:
        raise InputError(
            f"alpha = {shown(alpha)} must be between 0 and 1, for example 0.05.", "profile"
        )
    if not fit.converged:
        raise InputError(
            f"the fit did not converge ({fit.message}), so that it has no maximum to compare with. Try more "
            "starts.",
            "profile",
        )
    held = _Held(fit, int(fit.params.index.get_loc(name)))
    target = NormalDist().inv_cdf(1.0 - alpha / 2.0)
    estimate = float(fit.params[name])
    error = float(fit.bse[name])
    error = min(error, 1.0) if np.isfinite(error) and error > 0.0 else 0.5
    low, high = (_end(held, fit, estimate, side * error, target) for side in (-1.0, 1.0))
    points = sorted([*held.points, (estimate, held.best)])
    table = pandas.DataFrame(points, columns=["value", "llf"])
    return Profile(name, estimate, (low, high), 1.0 - alpha, table)


def _end(held: _Held, fit: Fit, estimate: float, error: float, target: float) -> float:
    """Return the end of an interval on the side of ``error``."""
    inside, at_inside = estimate, 0.0
    others = fit.params.to_numpy()[held.free]
    outside, at_outside = np.nan, np.nan
    value, warm = estimate + target * error, others
    for _ in range(_MOST_TRIES):
        root, fitted = held.refit(value, warm)
        if abs(root - target) < _CLOSE:
            return value
        if root < target:
            inside, at_inside, warm = value, root, fitted
        else:
            outside, at_outside = value, root
        if np.isnan(outside):
            if abs(value - estimate) > _FARTHEST:
                return float(np.copysign(np.inf, error))
            rate = max(at_inside / max(abs(inside - estimate), 1e-12), 0.2 * target / _FARTHEST)
            reach = min(
                (target - at_inside) / rate * 1.2, 3.0 * max(abs(inside - estimate), abs(error))
            )
            value = inside + np.copysign(max(reach, 0.05 * abs(error)), error)
        else:
            share = (
                (target - at_inside) / (at_outside - at_inside) if np.isfinite(at_outside) else 0.5
            )
            value = inside + min(max(share, 0.05), 0.95) * (outside - inside)
            if abs(outside - inside) < 1e-9 * (1.0 + abs(inside)):
                return inside
    return value
