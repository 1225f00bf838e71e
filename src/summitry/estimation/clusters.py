"""Covariances that allow rows of one cluster, such as a leader or a country, to depend on each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def cluster_sums(rows: Matrix, codes: NDArray[np.int64], clusters: int) -> Matrix:
    """Return the sum of a matrix's rows in each cluster; ``codes`` number the clusters from 0."""
    if clusters == len(rows):
        return rows
    sums = np.empty((clusters, rows.shape[1]))
    for k, column in enumerate(rows.T):
        sums[:, k] = np.bincount(codes, weights=column, minlength=clusters)
    return sums


def clustered_covariance(influence: Matrix, codes: NDArray[np.int64], clusters: int) -> Matrix:
    """Return the covariance of estimates from what each row contributes to them.

    Parameters
    ----------
    influence
        A row for each row of the data: its contribution to estimate − truth; the rows add up to 0.
    codes, clusters
        The number of each row's cluster from 0, and how many there are.

    Returns
    -------
    array
        The sum over clusters of the outer products, times G/(G − 1) for G clusters.
    """
    sums = cluster_sums(influence, codes, clusters)
    return np.asarray(sums.T @ sums * (clusters / (clusters - 1.0)))


def cluster_faults(clusters: int, parameters: int, label: str | None) -> list[str]:
    """Return a fault if clusters are fewer than parameters: their covariance would be singular."""
    if clusters > parameters:
        return []
    what = "rows" if label is None else f"clusters in {label}"
    return [
        f"there are {clusters:,} {what} for {parameters} parameters, so that no covariance can be estimated. "
        "Use fewer covariates, or cluster by something finer."
    ]
