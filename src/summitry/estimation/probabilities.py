"""Probabilities of what is observed, given x: the model's equilibria integrated over F's cost (T12, E1).

F's cost is known to the players: ln τ = x'γ + s·ε with ε ~ N(0, 1). A visit equilibrium exists up to a cost
threshold, which the engine finds; the integral runs over Gauss-Legendre nodes below it, in
u = Φ((ln τ̄ − x'γ)/s)·(1 − (1 − t)²), so that nothing is evaluated beyond it and the square-root end at a
fold is smooth. Above the threshold nobody visits.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine.costs import PARAMETERS
from .fields import K_MAX, SIGMA, SPREAD, TAU, WEAKNESS, Matrix, Models, models

NODES = 12
_BLOCK = 1024  # rows that one thread takes at a time: what they need stays in its cache
# the events whose probabilities the engine's equilibria give; "0" is no visit
EVENTS = ("V", "V Ch", "V R", "0 Ch", "0 R")


class Nodes(NamedTuple):
    """Costs of a visit at which each model is solved, ln τ = median + s·z, and the weights of their integral.

    The standardized threshold moves with the indices; the nodes and the probability below it move with it.
    """

    cost: Matrix  # rows × nodes
    weight: Matrix  # rows × nodes; adds up to Pr(τ below the threshold)
    share: Matrix  # rows: that probability
    z: Matrix  # rows × nodes
    z_slopes: Matrix  # rows × nodes: dz/d(standardized threshold)
    share_slopes: Matrix  # rows: d ln Pr/d(standardized threshold)
    threshold_slopes: Matrix  # rows × indices: of the standardized threshold
    binding: Matrix  # rows: what binds at the threshold


class Events(NamedTuple):
    """Probabilities of `EVENTS` in each row of x, and what is known of their equilibria."""

    probability: Matrix  # rows × events
    slopes: Matrix  # rows × events × indices; empty if not asked for
    share: Matrix  # rows: probability that F's cost is below the threshold
    gaps: Matrix  # rows: probability of costs below the threshold at which no visit equilibrium was found
    valid: NDArray[np.bool_]


@cache
def gauss_legendre(count: int) -> tuple[Matrix, Matrix]:
    """Return nodes and weights of the Gauss-Legendre rule on [0, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return 0.5 * (nodes + 1.0), 0.5 * weights


def cost_nodes(made: Models, proposer: int, count: int = NODES) -> Nodes:
    """Find each model's cost threshold, and place the nodes below it."""
    from scipy.special import ndtr, ndtri

    found = engine.cost_thresholds(made.table, proposer)
    exists = found.binding != engine.BINDS_NEVER
    threshold = np.where(exists, found.cost, 1.0)
    spread = made.spread
    rise = np.matmul(found.slopes[:, None, :], made.chain)[:, 0] / threshold[:, None]
    standard = np.where(exists, (np.log(threshold) - made.median) / spread, -np.inf)
    share = ndtr(standard)
    reached = share > 0.0
    at = np.where(reached, standard, 0.0)
    t, w = gauss_legendre(count)
    part = 1.0 - (1.0 - t) ** 2
    z = ndtri(np.where(reached, share, 0.5)[:, None] * part)
    d_at = np.where(reached[:, None], rise, 0.0) / spread[:, None]
    d_at[:, TAU] -= 1.0 / spread
    d_at[:, SPREAD] -= at
    density = np.exp(-0.5 * at**2) / np.sqrt(2.0 * np.pi)
    d_share = np.where(reached, density / np.where(reached, share, 1.0), 0.0)
    d_z = part * np.exp(0.5 * (z**2 - at[:, None] ** 2))
    cost = np.exp(made.median[:, None] + spread[:, None] * z)
    weight = share[:, None] * (2.0 * w * (1.0 - t))
    return Nodes(cost, weight, share, z, d_z, d_share, d_at, found.binding)


def events(
    index: Matrix, r: float, proposer: int, *, slopes: bool = True, threads: int = 1, nodes: int = NODES
) -> Events:  # fmt: skip
    """Return the probabilities of what is observed in each row of x.

    Parameters
    ----------
    index
        Rows × indices, in the order of `NAMES`.
    r
        Retention, which is fixed (T12).
    proposer
        The engine's number of the proposer.
    slopes
        Whether the derivatives in the indices are wanted.
    threads, nodes
        How many threads, which change no bit, and how many nodes below the threshold.
    """

    def block(start: int) -> Events:
        return _events(models(index[start : start + _BLOCK], r), proposer, slopes, nodes)

    return _joined(block, range(0, len(index), _BLOCK), threads)


def _joined(block: Callable[[int], Events], starts: range, threads: int) -> Events:
    if threads > 1 and len(starts) > 1:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(block, starts))
    else:
        parts = [block(start) for start in starts]
    return parts[0] if len(parts) == 1 else Events(*map(np.concatenate, zip(*parts, strict=True)))


def _events(made: Models, proposer: int, slopes: bool, nodes: int) -> Events:
    """Return the events of one block."""
    made = made._replace(table=np.where(made.valid[:, None], made.table, _HARMLESS))
    at = cost_nodes(made, proposer, nodes)
    cost = np.where(at.share[:, None] > 0.0, at.cost, 1.0)
    found = engine.visits_at_costs(made.table, proposer, cost, slopes=slopes)
    seen = np.isfinite(found.beliefs[:, :, 0]) & (at.share[:, None] > 0.0)
    gaps = np.where(seen | (at.binding == engine.BINDS_AT_ENTRY)[:, None], 0.0, at.weight).sum(
        axis=1
    )
    beliefs = np.where(seen[:, :, None], found.beliefs, 0.0)
    weight = np.where(seen, at.weight, 0.0)
    chances = event_probabilities(made, beliefs, weight)
    if not slopes:
        return Events(chances, np.empty((len(chances), 0, 0)), at.share, gaps, made.valid)
    found.slopes[~seen] = 0.0
    rise = _event_slopes(made, beliefs, found.slopes, at._replace(cost=cost, weight=weight))
    return Events(chances, rise, at.share, gaps, made.valid)


# any model: its row is not valid, and what comes out is not read
_HARMLESS = np.array([2.0, 3.0, 12.0, 0.3, 0.6, 0.1, 0.8, 0.4, 30.0, 1.0])


def event_probabilities(made: Models, beliefs: Matrix, weight: Matrix) -> Matrix:
    """Return the probabilities of `EVENTS` (E1), each joint mass its mean over F's cost."""
    v, kappa, absent = np.moveaxis(beliefs, 2, 0)
    visit = made.sigma[:, None] * v
    none = 1.0 - weight.sum(axis=1)
    by_node = (
        visit,
        visit * kappa,
        visit * kappa**2,
        (1.0 - visit) * absent,
        (1.0 - visit) * absent**2,
    )
    sums = np.stack([(weight * term).sum(axis=1) for term in by_node], axis=1)
    sums[:, 3] += none * made.weakness
    sums[:, 4] += none * made.weakness**2
    sums[:, 1:] /= made.k_max[:, None]
    return np.asarray(sums)


def _event_slopes(made: Models, beliefs: Matrix, slopes: Matrix, at: Nodes) -> Matrix:
    """Return the derivatives of the probabilities of `EVENTS` in the indices.

    ``slopes`` are those of the beliefs in the columns of the table of models, at a given cost.
    """
    v, kappa, absent = np.moveaxis(beliefs, 2, 0)
    sigma, k0, weight = made.sigma[:, None], made.weakness, at.weight
    visit, idle = sigma * v, 1.0 - sigma * v
    rows, nodes = v.shape
    # each event's derivatives in v, κ and k_N, weighted
    parts = np.zeros((rows, len(EVENTS), nodes, 3))
    parts[:, 0, :, 0] = sigma * weight
    parts[:, 1, :, 0], parts[:, 1, :, 1] = sigma * kappa * weight, visit * weight
    parts[:, 2, :, 0], parts[:, 2, :, 1] = sigma * kappa**2 * weight, 2.0 * visit * kappa * weight
    parts[:, 3, :, 0], parts[:, 3, :, 2] = -sigma * absent * weight, idle * weight
    parts[:, 4, :, 0], parts[:, 4, :, 2] = -sigma * absent**2 * weight, 2.0 * idle * absent * weight
    in_table = np.matmul(parts.reshape(rows, len(EVENTS), -1), slopes.reshape(rows, -1, PARAMETERS))
    out = np.matmul(in_table, made.chain)
    # the cost of each node, which moves with the threshold, with its median and with its spread
    in_cost = (parts * (slopes[:, :, :, engine.TAU] * at.cost[:, :, None])[:, None]).sum(axis=3)
    spread = made.spread[:, None]
    by_threshold = np.matmul(in_cost, (spread * at.z_slopes)[:, :, None])[:, :, 0]
    out[:, :, TAU] += in_cost.sum(axis=2)
    out[:, :, SPREAD] += np.matmul(in_cost, (spread * at.z)[:, :, None])[:, :, 0]
    own = np.stack([v, v * kappa, v * kappa**2, -v * absent, -v * absent**2], 1)
    d_sigma = made.sigma * (1.0 - made.sigma)
    out[:, :, SIGMA] += np.matmul(own, weight[:, :, None])[:, :, 0] * d_sigma[:, None]
    # the weights: all of them are in proportion to the share of costs below the threshold
    values = np.stack([visit, visit * kappa, visit * kappa**2, idle * absent, idle * absent**2], 1)
    by_weight = np.matmul(values, weight[:, :, None])[:, :, 0]
    inside = weight.sum(axis=1)
    none = 1.0 - inside
    by_weight[:, 3] -= inside * k0
    by_weight[:, 4] -= inside * k0**2
    by_threshold += by_weight * at.share_slopes[:, None]
    out += by_threshold[:, :, None] * at.threshold_slopes[:, None, :]
    d_k0 = k0 * (1.0 - k0)
    out[:, 3, WEAKNESS] += none * d_k0
    out[:, 4, WEAKNESS] += none * 2.0 * k0 * d_k0
    out[:, 1:] /= made.k_max[:, None, None]
    chances = by_weight[:, 1:] + np.stack([0.0 * k0, 0.0 * k0, k0, k0**2], 1)
    out[:, 1:, K_MAX] -= chances / made.k_max[:, None]
    return np.asarray(out)
