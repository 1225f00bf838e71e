"""Standard errors: sandwich by cluster, outer products, Hessian, expected information (T12)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .data import Data
from .fields import Matrix
from .likelihood import Likelihood, evaluate, score_products

COVARIANCES = ("cluster", "opg", "hessian", "expected")
RANK_TOLERANCE = (
    1e-9  # eigenvalue of an information with diagonal 1, below which a direction is unknown
)
_SILENT = 1e-12  # share of the largest information about a parameter that is none
_STEP = 1e-4  # of central differences of the gradient, in standard errors


class Curvature(NamedTuple):
    """Matrices at a maximum, beliefs included, from which every covariance is made."""

    information: Matrix
    hessian: Matrix  # of minus the objective; NaN where it was not computed
    products: Matrix  # outer products of scores by row, and the beliefs' precision
    clustered: Matrix  # the same by cluster


def scaled_eigenvalues(information: Matrix) -> Matrix:
    """Return the eigenvalues of an information matrix whose diagonal is brought to 1, ascending."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    return np.asarray(np.linalg.eigvalsh(information / np.outer(scale, scale)))


def rank(information: Matrix) -> int:
    """Return how many directions an information matrix knows."""
    diagonal = np.diag(information)
    known = diagonal > _SILENT * np.max(diagonal, initial=0.0)
    if not known.any():
        return 0
    values = scaled_eigenvalues(information[np.ix_(known, known)])
    return int((values > RANK_TOLERANCE * values[-1]).sum())


def is_identified(data_information: Matrix, believed: NDArray[np.bool_]) -> bool:
    """Return whether data determine every direction that they say anything of, and beliefs the rest.

    A parameter of which they say nothing at all must be believed. Where data know fewer directions than
    parameters they speak of, what a posterior says of these parameters is what was believed (T12).
    """
    silent = np.diag(data_information) <= _SILENT * np.max(np.diag(data_information), initial=0.0)
    return bool(believed[silent].all() and rank(data_information) == int((~silent).sum()))


def inverse(matrix: Matrix) -> Matrix:
    """Invert a positive definite matrix in units in which its diagonal is 1; NaN if it has not full rank."""
    if not np.isfinite(matrix).all() or rank(matrix) < len(matrix):
        return np.full_like(matrix, np.nan)
    scale = np.sqrt(np.diag(matrix))
    return np.asarray(np.linalg.inv(matrix / np.outer(scale, scale)) / np.outer(scale, scale))


def curvature(data: Data, parameters: Matrix, at: Likelihood, threads: int) -> Curvature:
    """Return the matrices at a maximum; the Hessian by central differences of the gradient."""
    precision = np.diag(data.belief_precision)
    products = score_products(data, at, clustered=False) + precision
    clustered = score_products(data, at, clustered=True) + precision
    errors = np.sqrt(np.diag(inverse(at.information)))
    hessian = np.full_like(at.information, np.nan)
    if np.isfinite(errors).all():
        for k, error in enumerate(errors):
            step = np.zeros(parameters.size)
            step[k] = _STEP * error
            high = evaluate(data, parameters + step, threads).gradient
            low = evaluate(data, parameters - step, threads).gradient
            hessian[k] = (low - high) / (2.0 * step[k])
        hessian = 0.5 * (hessian + hessian.T)
    return Curvature(at.information, hessian, products, clustered)


def covariance(kind: str, at: Curvature) -> Matrix:
    """Return the covariance of the estimates; NaN where the data and the beliefs do not identify them.

    Of the sandwich the outer matrices are the inverse Hessian, or the inverse information where the Hessian
    is not positive definite.
    """
    if kind == "expected":
        return inverse(at.information)
    if kind == "opg":
        return inverse(at.products)
    bread = inverse(at.hessian)
    if np.isfinite(bread).all() and np.linalg.eigvalsh(bread)[0] > 0.0:
        return bread if kind == "hessian" else bread @ at.clustered @ bread
    if kind == "hessian":
        return np.full_like(bread, np.nan)
    bread = inverse(at.information)
    return np.asarray(bread @ at.clustered @ bread)
