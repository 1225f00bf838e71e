"""Observed probabilities given x by logits, with clustered covariances: the reduced form's statistics."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .clusters import clustered_covariance
from .fields import expit
from .logit import Logit, fit_logit
from .observed import Probabilities, joined
from .panel import Panel

Matrix = NDArray[np.float64]
_STEP = 1e-5  # of central differences, in standard errors of a coefficient


class Logits(NamedTuple):
    """Logits of V on x, of R on x and V; with challenges, of Ch on both, and of R on both where Ch = 1."""

    matrix: Matrix  # distinct rows of x
    weights: Matrix  # how often each occurs
    row: NDArray[np.int64]  # the distinct row of each row of the panel
    fits: tuple[Logit, ...]
    covariance: Matrix  # of all coefficients, clustered
    llf_without_visit: float  # of the logit of R on x alone

    @property
    def coefficients(self) -> Matrix:
        """All coefficients, one logit after the other."""
        return np.concatenate([fit.coefficients for fit in self.fits])

    @property
    def influence(self) -> Matrix:
        """What each row of the panel contributes to the error of all coefficients."""
        return np.hstack([fit.influence for fit in self.fits])

    def probabilities(self, coefficients: Matrix) -> Probabilities:
        """Return the probabilities in each distinct row of x at some coefficients."""
        width = self.matrix.shape[1]
        visit, rest = coefficients[:width], coefficients[width:]
        columns = [expit(self.matrix @ visit)]
        for k in range(len(self.fits) - 1):
            part = rest[k * (width + 1) : (k + 1) * (width + 1)]
            index = self.matrix @ part[:-1]
            columns += [expit(index), expit(index + part[-1])]
        return Probabilities(*columns)

    def means(self, coefficients: Matrix) -> Matrix:
        """Return the means over the panel's rows of everything in `observed.NAMES`."""
        return np.asarray(
            self.weights @ joined(self.probabilities(coefficients)) / self.weights.sum()
        )

    def jacobian(self) -> Matrix:
        """Return the derivatives of the means by the coefficients, by central differences."""
        at, steps = self.coefficients, _STEP * np.sqrt(np.diag(self.covariance))
        columns = []
        for k, step in enumerate(steps):
            change = np.zeros(at.size)
            change[k] = step
            columns.append((self.means(at + change) - self.means(at - change)) / (2.0 * step))
        return np.column_stack(columns)

    def means_influence(self) -> Matrix:
        """Return what each row contributes to the error of the means: by its x, and by the coefficients."""
        here = joined(self.probabilities(self.coefficients))[self.row]
        sampled = (here - here.mean(axis=0)) / len(here)
        return np.asarray(sampled + self.influence @ self.jacobian().T)

    def draws(self, count: int, seed: int) -> Matrix:
        """Return the means at coefficients drawn from their normal approximation; rows of x are fixed."""
        values, vectors = np.linalg.eigh(self.covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        normal = np.random.default_rng(seed).standard_normal((count, root.shape[0]))
        return np.array([self.means(self.coefficients + root @ z) for z in normal])


def fit_logits(panel: Panel, matrix: Matrix, names: tuple[str, ...]) -> Logits:
    """Fit all logits of a panel on the same columns.

    Raises
    ------
    InputError
        If one has no finite estimate.
    """
    distinct, row, counts = np.unique(matrix, axis=0, return_inverse=True, return_counts=True)
    with_visit = np.column_stack([matrix, panel.visit])
    longer = (*names, "the visit")
    visit = fit_logit(matrix, panel.visit, names, "visit")
    alone = fit_logit(matrix, panel.removed, names, "removed")
    fits = [visit, fit_logit(with_visit, panel.removed, longer, "removed")]
    if panel.challenged is not None:
        fits.append(fit_logit(with_visit, panel.challenged, longer, "challenged"))
        among = panel.challenged == 1.0
        success = fit_logit(
            with_visit[among], panel.removed[among], longer, "removed given a challenge"
        )
        influence = np.zeros(with_visit.shape)
        influence[among] = success.influence
        fits.append(success._replace(influence=influence))
    stacked = np.hstack([fit.influence for fit in fits])
    covariance = clustered_covariance(stacked, panel.cluster, panel.clusters)
    return Logits(distinct, counts.astype(float), row.ravel(), tuple(fits), covariance, alone.llf)
