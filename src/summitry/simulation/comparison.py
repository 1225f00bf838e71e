"""A simulated mean beside what the model says of it: standard error and z-score, or an exact comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.tolerances import CONSTANT, SKEWNESS

_NORMAL = NormalDist()
_MANY = 1000.0  # variance of a count from which the normal distribution is as good as the binomial
Z, EXACT, FEW, NONE = "z-score", "exact", "too few plays", "no plays"


@dataclass(frozen=True)
class Comparison:
    """One simulated mean beside the model's value.

    Attributes
    ----------
    name
        Name of the number; that of the field of `Equilibrium` where there is one.
    analytic
        The model's value; None where it is undefined.
    simulated, standard_error
        Mean over the plays that count and its Monte-Carlo standard error; None without such plays.
    z
        (simulated − analytic)/standard error. For a chance of a rare event the z-score with the same
        probability as the exact binomial tail. None unless `kind` is ``"z-score"``.
    plays
        How many plays count.
    kind
        ``"z-score"``; ``"exact"``: nothing varies, and the two agree, or not, to rounding;
        ``"too few plays"``: the mean is still too skewed to judge; ``"no plays"``: none that count.
    agrees
        For an exact comparison, whether the two agree; otherwise None.
    """

    name: str
    analytic: float | None
    simulated: float | None
    standard_error: float | None
    z: float | None
    plays: int
    kind: str
    agrees: bool | None = None

    @property
    def verdict(self) -> str:
        """The z-score in words, or why there is none."""
        if self.z is not None:
            return f"{self.z:+.2f}"
        if self.agrees is not None:
            return "exact" if self.agrees else "DIFFERS"
        return "-" if self.analytic is None else self.kind

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return dict(vars(self))


def compare(
    name: str, analytic: float | None, moments: NDArray[np.float64], centre: float, *,
    chance: bool, width: float, paired: bool = False,
) -> Comparison:  # fmt: skip
    """Compare the moments of one row with the model's value.

    Parameters
    ----------
    name, analytic
        The number and its value in the model.
    moments
        Count, and sums of d, d², d³, and smallest and largest d, the distances from ``centre``.
    chance
        Whether every play gives 0 or 1.
    width
        Largest possible difference between two plays.
    paired
        Whether this is a difference between two ways to play, which may differ only in plays too rare to
        have been seen: the z-score is then no larger than the chance of not seeing them allows.
    """
    number, first, second, cubes, lowest, highest = (float(value) for value in moments)
    n = int(number)
    if n == 0:
        return Comparison(name, analytic, None, None, None, 0, NONE)
    shift = first / n
    mean, variance = centre + shift, max(second / n - shift * shift, 0.0)
    error = math.sqrt(variance / n)
    if analytic is None:
        return Comparison(name, None, mean, error, None, n, NONE)
    gap = shift if centre == analytic else mean - analytic
    if chance and 0.0 < analytic < 1.0:
        error = math.sqrt(analytic * (1.0 - analytic) / n)
        z = _chance_z(round(mean * n), n, analytic, gap)
        return Comparison(name, analytic, mean, error, z, n, Z)
    # what was never seen in n plays has a probability p with (1 − p)ⁿ not small
    unseen = -_tail(-n * min(abs(gap) / width, 1.0))
    if lowest == highest:
        agrees = abs(gap) <= CONSTANT * max(abs(analytic), abs(mean))
        if agrees or chance:
            return Comparison(name, analytic, mean, 0.0, None, n, EXACT, agrees)
        return Comparison(name, analytic, mean, error, math.copysign(unseen, gap), n, Z)
    third = cubes / n - 3.0 * shift * second / n + 2.0 * shift**3
    if n < 2 or abs(third) > SKEWNESS * variance**1.5 * math.sqrt(n):
        return Comparison(name, analytic, mean, error, None, n, FEW)
    z = gap / error
    if paired and abs(z) > unseen:
        z = math.copysign(unseen, gap)
    return Comparison(name, analytic, mean, error, z, n, Z)


def _tail(log_probability: float) -> float:
    """z-score, at most 0, of a two-sided probability given by its log; −38 where it underflows."""
    probability = math.exp(log_probability)
    return min(0.0, _NORMAL.inv_cdf(0.5 * probability)) if probability > 1e-300 else -38.0


def _chance_z(events: int, n: int, p: float, gap: float) -> float:
    """z-score of a count: by the normal distribution, or by the binomial tail where events are rare."""
    variance = n * p * (1.0 - p)
    if variance > _MANY:
        return gap * n / math.sqrt(variance)
    if p > 0.5:
        return -_chance_z(n - events, n, 1.0 - p, -gap)
    above = events > n * p
    tail = _binomial_tail(events, n, p, above)
    return math.copysign(_tail(min(0.0, math.log(2.0) + tail)), gap)


def _binomial_tail(events: int, n: int, p: float, above: bool) -> float:
    """Log of Pr(X ≥ events), or of Pr(X ≤ events), for X binomial with few events expected."""

    def log_pmf(k: int) -> float:
        choose = math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)
        return choose + k * math.log(p) + (n - k) * math.log1p(-p)

    total, term, k = 0.0, 1.0, events
    odds = p / (1.0 - p)
    while 0 <= k <= n and term > 1e-17 * total:
        total += term
        term *= (n - k) / (k + 1.0) * odds if above else k / ((n - k + 1.0) * odds)
        k += 1 if above else -1
    return log_pmf(events) + math.log(total)


def bonferroni(rows: int, level: float) -> float:
    """Bound that none of so many z-scores passes with probability 1 − ``level`` or more.

    Examples
    --------
    >>> round(bonferroni(1, 0.05), 2), round(bonferroni(100, 0.01), 2)
    (1.96, 3.89)
    """
    return -_NORMAL.inv_cdf(0.5 * level / max(rows, 1))
