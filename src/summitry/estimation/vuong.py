"""Vuong's test between two fits of the same rows: clustered, corrected for size, and nondegenerate (T12)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ..model.faults import InputError
from .clusters import cluster_sums
from .data import Data
from .fields import Matrix
from .fit import Fit
from .likelihood import evaluate, row_scores

_DRAWS = 20_000
_NORMAL = NormalDist()
_LEVEL = 0.05
_SPREADS = np.concatenate(
    [[0.0], np.geomspace(0.05, 50.0, 25)]
)  # of the part that Vuong's test has alone
_CONSTANTS = np.concatenate([[0.0], np.geomspace(0.01, 100.0, 25)])


@dataclass(frozen=True)
class Vuong:
    """Vuong's test of two fits: positive numbers speak for the first.

    Attributes
    ----------
    difference
        Log-likelihood of the first less that of the second.
    z, p
        Clustered statistic, and its two-sided p-value.
    z_bic, p_bic
        The same after Schwarz's correction for the numbers of parameters.
    nondegenerate, critical
        Shi's (2015) statistic and its critical value at 5 %, which keep their size where the two models
        nearly coincide, as F's and L's do: there Vuong's own test may reject either too often.
    clusters
        How many clusters the variance is over.
    names
        What the two fits are called.
    """

    difference: float
    z: float
    p: float
    z_bic: float
    p_bic: float
    nondegenerate: float
    critical: float
    clusters: int
    names: tuple[str, str]

    @property
    def verdict(self) -> str:
        """Which of the two the nondegenerate test prefers, in words."""
        if abs(self.nondegenerate) <= self.critical:
            return f"the data do not tell {self.names[0]} from {self.names[1]}"
        return f"the data prefer {self.names[0] if self.nondegenerate > 0.0 else self.names[1]}"

    def __str__(self) -> str:
        return (
            f"{self.names[0]} against {self.names[1]}: Δℓ = {self.difference:+.2f}, z = {self.z:+.2f} (p = "
            f"{self.p:.2g}), by BIC {self.z_bic:+.2f} (p = {self.p_bic:.2g}); nondegenerate "
            f"{self.nondegenerate:+.2f} against ±{self.critical:.2f}: {self.verdict}."
        )


def vuong(first: Fit, second: Fit, *, seed: int = 0) -> Vuong:
    """Test two fits of the same rows against each other (Vuong 1989; Shi 2015; T12).

    Parameters
    ----------
    first, second
        Fits of the same panel with the same outcomes; clusters are those of the first.
    seed
        Of the draws behind the critical value of the nondegenerate test.

    Raises
    ------
    InputError
        If they are fits of different rows or outcomes.
    """
    mine, other = first.data, second.data
    if mine.rows != other.rows or not np.array_equal(mine.row_outcome, other.row_outcome):
        raise InputError(
            "the two fits are not of the same rows and outcomes, so that their likelihoods cannot be "
            "compared. Drop rows with missing values in any column first, and name the same outcomes.",
            where="vuong",
        )
    points = [evaluate(fit.data, fit.params.to_numpy(), fit.threads) for fit in (first, second)]
    logs = [
        np.log(at.probabilities)[data.row_cell, data.row_outcome]
        for at, data in zip(points, (mine, other), strict=True)
    ]
    gap = logs[0] - logs[1]
    by_cluster = _sums(gap - gap.mean(), mine)
    groups = mine.clusters
    spread = float(np.sqrt(np.sum(by_cluster**2) * groups / (groups - 1.0)))
    difference = float(gap.sum())
    corrected = difference - 0.5 * (first.df_model - second.df_model) * np.log(mine.rows)
    z, z_bic = (x / spread if spread > 0.0 else 0.0 for x in (difference, corrected))
    scores = np.hstack(
        [row_scores(fit.data, at) for fit, at in zip((first, second), points, strict=True)]
    )
    bread = _block(first.data_information, -second.data_information)
    statistic, critical = _shi(
        difference, spread, cluster_sums(scores, mine.cluster, groups), by_cluster, bread, seed
    )
    names = tuple(
        f"{fit.specification.proposer} proposes ({fit.df_model})" for fit in (first, second)
    )
    return Vuong(
        difference, z, _two_sided(z), z_bic, _two_sided(z_bic), statistic, critical, groups,
        (names[0], names[1]),
    )  # fmt: skip


def _two_sided(z: float) -> float:
    return 2.0 * _NORMAL.cdf(-abs(z))


def _sums(values: Matrix, data: Data) -> Matrix:
    return cluster_sums(values[:, None], data.cluster, data.clusters)[:, 0]


def _block(first: Matrix, second: Matrix) -> Matrix:
    size = len(first) + len(second)
    out = np.zeros((size, size))
    out[: len(first), : len(first)] = first
    out[len(first) :, len(first) :] = second
    return out


def _shi(
    difference: float, spread: float, scores: Matrix, gaps: Matrix, bread: Matrix, seed: int
) -> tuple[float, float]:  # fmt: skip
    """Return Shi's statistic and its critical value at 5 %.

    Δℓ is σ·z₀ less a quadratic form z'Λz/2 of the scores, whose mean −tr Λ/2 is the bias of Vuong's
    numerator; Λ are the eigenvalues of B^½ A⁻¹ B^½, B the scores' variance, A the information of the
    first, and minus that of the second. Where σ is small the form dominates. The statistic takes the bias
    out and adds c·tr Λ² to the variance, c the smallest for which the largest quantile over σ is near the
    normal one.
    """
    variance = scores.T @ scores
    root = np.linalg.cholesky(variance + 1e-12 * np.diag(np.diag(variance) + 1e-300))
    form = root.T @ np.linalg.solve(bread, root)
    values, vectors = np.linalg.eigh(0.5 * (form + form.T))
    # correlation of the gap with each direction of the scores
    joint = np.linalg.solve(root, scores.T @ gaps) / max(float(np.sqrt(gaps @ gaps)), 1e-300)
    correlation = vectors.T @ joint
    correlation /= max(1.0, float(np.linalg.norm(correlation)) / 0.999)
    random = np.random.default_rng(seed)
    z = random.standard_normal((_DRAWS, values.size))
    rest = math.sqrt(max(0.0, 1.0 - float(correlation @ correlation)))
    z0 = z @ correlation + rest * random.standard_normal(_DRAWS)
    trace, squares = float(values.sum()), float((values**2).sum())
    numerator = -0.5 * ((z**2 - 1.0) @ values)
    cross, square = z @ (values * correlation), (z**2) @ (values**2)
    scale = np.sqrt(squares) if squares > 0.0 else 1.0

    def largest_quantile(constant: float) -> float:
        worst = 0.0
        for relative in _SPREADS:
            sigma = relative * scale
            below = sigma**2 - 2.0 * sigma * cross + square + constant * squares
            ratio = np.abs(sigma * z0 + numerator) / np.sqrt(np.maximum(below, 1e-300))
            worst = max(worst, float(np.quantile(ratio, 1.0 - _LEVEL)))
        return worst

    usual = _NORMAL.inv_cdf(1.0 - _LEVEL / 2.0)
    allowed = usual + 0.05 if squares > 0.0 else usual
    constant = next(
        (c for c in _CONSTANTS if largest_quantile(c) <= allowed), float(_CONSTANTS[-1])
    )
    critical = max(usual, largest_quantile(constant))
    below = float(np.sqrt(spread**2 + constant * squares))
    return (float((difference + 0.5 * trace) / below) if below > 0.0 else 0.0), critical
