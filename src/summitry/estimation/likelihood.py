"""The log-likelihood, its gradient and its expected information (T12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from .. import engine
from .clusters import cluster_sums
from .data import Data
from .fields import NAMES, Matrix
from .probabilities import Events, events

PROPOSER = {"F": engine.PROPOSER_F, "L": engine.PROPOSER_L}


class Likelihood(NamedTuple):
    """The log-likelihood at some parameters.

    Attributes
    ----------
    llf
        Of the data alone; −∞ where something happened that the model excludes, or a row is no model.
    log_belief
        Log density of the beliefs, without its constant.
    gradient, information
        Of both together: the gradient, and the expected information plus the beliefs' precision.
    data_information
        The expected information of the data alone.
    scores
        Derivatives of ln Pr(outcome | x) in the indices: distinct rows of x × outcomes × indices.
    probabilities
        Of each outcome at each distinct row of x.
    found
        The events they are made of.
    """

    llf: float
    log_belief: float
    gradient: Matrix
    information: Matrix
    data_information: Matrix
    scores: Matrix
    probabilities: Matrix
    found: Events

    @property
    def objective(self) -> float:
        """What is maximized."""
        return self.llf + self.log_belief


def outcome_probabilities(data: Data, found: Events) -> Matrix:
    """Return the probability of each outcome in each row."""
    return np.asarray(found.probability @ data.mix.T + data.constants)


def log_likelihood(data: Data, chances: Matrix, valid: bool) -> float:
    """Return Σ n ln p; −∞ where an outcome that occurred has no probability."""
    occurred = data.counts > 0
    if not valid or not (chances[occurred] > 0.0).all():
        return -np.inf
    return float(np.sum(data.counts[occurred] * np.log(chances[occurred])))


def evaluate(data: Data, parameters: Matrix, threads: int = 1) -> Likelihood:
    """Return the log-likelihood with its gradient and information."""
    found = events(data.index(parameters), data.r, PROPOSER[data.proposer], threads=threads)
    chances = outcome_probabilities(data, found)
    llf = log_likelihood(data, chances, bool(found.valid.all()))
    away, precision = parameters - data.belief_mean, data.belief_precision
    log_belief = -0.5 * float(np.sum(precision * away**2))
    size = parameters.size
    if llf == -np.inf:
        empty = np.full(size, np.nan)
        return Likelihood(
            llf, log_belief, empty, np.full((size, size), np.nan), np.full((size, size), np.nan),
            np.empty((0, 0, 0)), chances, found,
        )  # fmt: skip
    slopes = np.matmul(data.mix, found.slopes)
    safe = np.where(chances > 0.0, chances, np.inf)  # what cannot happen teaches nothing
    scores = slopes / safe[:, :, None]
    by_index = np.matmul(data.counts[:, None, :], scores)[:, 0]
    gradient = project(data, by_index) - precision * away
    information = products(data, data.counts.sum(axis=1)[:, None] * chances, scores)
    return Likelihood(
        llf,
        log_belief,
        gradient,
        information + np.diag(precision),
        information,
        scores,
        chances,
        found,
    )


def project(data: Data, by_index: Matrix, matrices: Mapping[str, Matrix] | None = None) -> Matrix:
    """Return derivatives in the parameters, summed over rows, from those in the indices."""
    matrices = matrices or data.matrices
    return np.concatenate(
        [matrix.T @ by_index[:, NAMES.index(name)] for name, matrix in matrices.items()]
    )


def products(data: Data, weights: Matrix, scores: Matrix) -> Matrix:
    """Return Σ w ss' over rows of x and outcomes, s the scores in the parameters."""
    root = np.sqrt(weights)
    stacked = np.empty((*weights.shape, sum(matrix.shape[1] for matrix in data.matrices.values())))
    for name, place in data.slices.items():
        weighted = root * scores[:, :, NAMES.index(name)]
        stacked[:, :, place] = weighted[:, :, None] * data.matrices[name][:, None, :]
    flat = stacked.reshape(-1, stacked.shape[2])
    return np.asarray(flat.T @ flat)


def row_scores(data: Data, at: Likelihood) -> Matrix:
    """Return the derivative of each row's ln Pr(outcome | x) in the parameters."""
    by_index = at.scores[data.row_cell, data.row_outcome]
    return np.hstack([
        matrix[data.row_cell] * by_index[:, NAMES.index(name), None]
        for name, matrix in data.matrices.items()
    ])  # fmt: skip


def score_products(data: Data, at: Likelihood, clustered: bool) -> Matrix:
    """Return the sum of outer products of scores, by cluster or by row."""
    if clustered:
        sums = cluster_sums(row_scores(data, at), data.cluster, data.clusters)
        return np.asarray(sums.T @ sums * (data.clusters / (data.clusters - 1.0)))
    return products(data, data.counts, at.scores)
