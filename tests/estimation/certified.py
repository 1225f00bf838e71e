"""Equilibria with most visits from the certified solver alone."""

from __future__ import annotations

import numpy as np

from summitry import engine
from summitry.batch.table import solve_table, variable_codes
from summitry.model.information import Linear

BELIEFS = variable_codes(("visit_probability", "weakness_visit", "weakness_no_visit"))


def at_costs(table, costs):
    """The table with a row for each model and cost."""
    rows = np.repeat(table, costs.shape[1], axis=0)
    rows[:, engine.TAU] = costs.ravel()
    return rows


def most_visits(table, proposer, costs):
    """v, κ and k_N of the certified equilibrium with most visits; NaN where none has visits."""
    answers = solve_table(
        at_costs(table, costs),
        Linear(),
        np.array([proposer]),
        engine.PRIOR,
        slots=5,
        threads=1,
        columns=BELIEFS,
    )
    numbers = answers.numbers[:, 0].reshape(5, *costs.shape, 3)
    best = np.argmax(np.where(numbers[..., 0] > 0.0, numbers[..., 0], -1.0), axis=0)
    found = np.take_along_axis(numbers, best[None, :, :, None], axis=0)[0]
    return np.where(found[..., :1] > 0.0, found, np.nan)
