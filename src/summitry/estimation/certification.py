"""Certificates of a fit: every equilibrium behind the likelihood, solved again and certified (T5, T12)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .. import engine
from ..batch.table import solve_table, variable_codes
from ..model.information import Linear
from .data import Data
from .fields import Matrix, models
from .likelihood import PROPOSER, log_likelihood
from .probabilities import cost_nodes, event_probabilities

_BESIDE = 1e-9  # relative distance from a threshold at which its two sides are solved
_SAME = 1e-7  # visit probabilities as close as this are those of one equilibrium
_NEVER = 1e-9  # a visit probability that is none
_BLOCK = 4096
_COLUMNS = ("visit_probability", "weakness_visit", "weakness_no_visit", "max_gain")


class Certificates(NamedTuple):
    """What the solver says of the equilibria behind a likelihood.

    Attributes
    ----------
    certified
        How many equilibria with visits were solved again with a certificate.
    worst_gain
        The largest gain from any deviation that a certificate found.
    unconfirmed
        At how many nodes and thresholds the solver found something else.
    none
        Probability, over rows and F's costs, of a cost without a visit equilibrium.
    several
        Probability of a cost with more than one equilibrium, no visits included.
    gaps
        Probability of a cost below the threshold without a visit equilibrium.
    llf_fewest
        The log-likelihood if the equilibrium with fewest visits were played wherever there are several.
    """

    certified: int
    worst_gain: float
    unconfirmed: int
    none: float
    several: float
    gaps: float
    llf_fewest: float


def certify(data: Data, parameters: Matrix, threads: int = 1) -> Certificates:
    """Solve every node of every distinct row of x, and both sides of each threshold, with certificates."""
    index, rows = data.index(parameters), data.counts.sum(axis=1) / data.rows
    parts = [
        _certify(index[start : start + _BLOCK], rows[start : start + _BLOCK], data, threads)
        for start in range(0, len(index), _BLOCK)
    ]
    sums = np.sum([part[0] for part in parts], axis=0)
    chances = np.concatenate([part[2] for part in parts]) @ data.mix.T + data.constants
    none, several, gaps = map(float, sums[2:])
    return Certificates(
        int(sums[0]), max(part[1] for part in parts), int(sums[1]), none, several, gaps,
        log_likelihood(data, chances, True),
    )  # fmt: skip


def _certify(
    index: Matrix, share: Matrix, data: Data, threads: int
) -> tuple[Matrix, float, Matrix]:
    """Certify a block; return sums over it, its worst gain, and its events under "fewest"."""
    made, proposer = models(index, data.r), PROPOSER[data.proposer]
    at = cost_nodes(made, proposer)
    threshold = engine.cost_thresholds(made.table, proposer)
    some = (threshold.binding != engine.BINDS_NEVER) & (at.share > 0.0)
    nodes = at.cost.shape[1]
    sides = np.column_stack([threshold.cost * (1.0 - _BESIDE), threshold.cost * (1.0 + _BESIDE)])
    cost = np.where(some[:, None], np.hstack([at.cost, sides]), 1.0)
    table = np.repeat(made.table, nodes + 2, axis=0)
    table[:, engine.TAU] = cost.ravel()
    answers = solve_table(
        table, Linear(), np.array([proposer]), engine.PRIOR, slots=4, threads=threads,
        columns=variable_codes(_COLUMNS),
    )  # fmt: skip
    numbers = answers.numbers[:, 0].reshape(4, len(index), nodes + 2, len(_COLUMNS))
    visits = np.where(np.isnan(numbers[..., 0]), -1.0, numbers[..., 0])
    most = visits.max(axis=0)
    mine = engine.visits_at_costs(made.table, proposer, cost, slopes=False).beliefs[:, :, 0]
    mine = np.where(np.isnan(mine), 0.0, mine)
    visible = (threshold.binding != engine.BINDS_AT_ENTRY) & some
    wrong = (np.abs(np.maximum(most, 0.0) - mine) > _SAME)[:, :nodes] & some[:, None]
    beside = ((most[:, nodes] <= 0.0) | (most[:, nodes + 1] > _NEVER)) & visible
    used = some[:, None] & (most[:, :nodes] > 0.0)
    gains = numbers[:, :, :nodes, 3]
    worst = float(np.fmax.reduce(np.where(used, gains, np.nan).ravel(), initial=0.0))
    counts = answers.counts[0].reshape(len(index), nodes + 2)[:, :nodes]
    weight = np.where(some[:, None], at.weight, 0.0) * share[:, None]
    gap = weight * ((most[:, :nodes] <= 0.0) & visible[:, None])
    sums = np.array([
        float(used.sum()), float(wrong.sum() + beside.sum()), float(share @ (1.0 - at.share * some)),
        float((weight * (counts > 1)).sum()), float(gap.sum()),
    ])  # fmt: skip
    fewest = np.where(np.isnan(numbers[0, :, :nodes, :3]), 0.0, numbers[0, :, :nodes, :3])
    here = some[:, None] & (fewest[:, :, 0] > 0.0)
    events = event_probabilities(made, fewest * here[:, :, None], np.where(here, at.weight, 0.0))
    return sums, worst, events
