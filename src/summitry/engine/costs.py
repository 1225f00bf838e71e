"""Visit equilibria by F's cost: the largest cost that has one, and the one with most visits (T12)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .library import Array, address, call, check_code, doubles
from .records import PROPOSER_F, PROPOSER_L

THRESHOLD, VISITS, BELIEFS, PARAMETERS = 13, 33, 3, 10
BINDS_NEVER, BINDS_AT_ENTRY = 0, 2  # no cost has a visit equilibrium; visits vanish


class Thresholds(NamedTuple):
    """Cost thresholds of models, and how they change with each column of the table."""

    cost: Array
    binding: Array  # what binds there: see ``summitry.h``
    visit: Array  # visit probability there
    slopes: Array  # rows × parameters


class Visits(NamedTuple):
    """Equilibria with most visits: v, κ and k_N, and how each changes with each column of the table."""

    beliefs: Array  # rows × costs × 3
    slopes: Array  # rows × costs × 3 × parameters


def cost_thresholds(table: ArrayLike, proposer: int) -> Thresholds:
    """Return the largest τ at which each model of a table has an equilibrium with visits (T12)."""
    check_code("proposer", proposer, (PROPOSER_F, PROPOSER_L))
    models = doubles(table)
    out = np.empty((models.shape[0], THRESHOLD))
    call("cost_thresholds", address(models), models.shape[0], proposer, address(out))
    return Thresholds(out[:, 0], out[:, 1], out[:, 2], out[:, 3:])


def visits_at_costs(
    table: ArrayLike, proposer: int, cost: ArrayLike, *, slopes: bool = True
) -> Visits:
    """Return the equilibria with most visits at several costs τ of each model; NaN where there is none (T12).

    Without ``slopes`` they have none (an empty array).
    """
    check_code("proposer", proposer, (PROPOSER_F, PROPOSER_L))
    models, costs = doubles(table), doubles(cost)
    rows, each = costs.shape
    out = np.empty((rows, each, VISITS if slopes else BELIEFS))
    call(
        "visits_at_costs",
        address(models),
        rows,
        proposer,
        each,
        address(costs),
        slopes,
        address(out),
    )
    shape = (rows, each, BELIEFS, PARAMETERS if slopes else 0)
    return Visits(out[:, :, :BELIEFS], out[:, :, BELIEFS:].reshape(shape))
