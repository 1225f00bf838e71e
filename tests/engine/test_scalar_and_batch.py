"""One model at a time and many at once are two ways through the engine; they must say the same."""

from __future__ import annotations

import math

import numpy as np
import pytest

import summitry as sm
from summitry.model.variables import VARIABLES

ROWS = 2000
CORNERS = (
    ("sigma", 0.0), ("sigma", 1.0), ("q", 0.0), ("q", 1.0), ("r", 0.0), ("r", 1.0), ("tau", 0.0),
    ("psi", math.inf), ("psi", 1e6), ("k_max", 1.0),
)  # fmt: skip


def random_fields(rows: int, seed: int) -> dict[str, np.ndarray]:
    """Draw models over the wide ranges of the audit; each corner is in about one row of twelve."""
    rng = np.random.default_rng(seed)
    fields = {
        "alpha": np.exp(rng.uniform(-2, 4, rows)), "beta": np.exp(rng.uniform(-2, 4, rows)),
        "n": rng.integers(1, 25, rows).astype(float), "tau": rng.uniform(0, 2, rows),
        "rho": np.exp(rng.uniform(-4, 1.5, rows)), "r": rng.uniform(0, 1, rows),
        "sigma": rng.uniform(0, 1, rows), "q": rng.uniform(0, 1, rows),
        "psi": np.exp(rng.uniform(0, 11, rows)), "k_max": np.exp(rng.uniform(0, 2, rows)),
    }  # fmt: skip
    for name, value in CORNERS:
        fields[name][rng.random(rows) < 1 / 12] = value
    return fields


@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial()], ids=["linear", "binomial"])
def test_many_models_are_answered_as_each_alone(information):
    fields = random_fields(ROWS, 17)
    many = sm.solve_many(fields, proposer="both", information=information)
    numbers = {
        name: many[name].transpose("point", "proposer", "equilibrium").values for name in VARIABLES
    }
    statuses = many["status"].transpose("point", "proposer").values
    counts = many["equilibrium_count"].transpose("point", "proposer").values
    words = many["status"].attrs["flag_meanings"].split()
    for row in range(ROWS):
        model = sm.Model(**{k: v[row] for k, v in fields.items()}, information=information)
        for side, proposer in enumerate("FL"):
            one = sm.solve(model, proposer=proposer)
            assert words[statuses[row, side]].lower() == one.status.name.lower(), (row, proposer)
            assert counts[row, side] == len(one.equilibria), (row, proposer)
            for slot, equilibrium in enumerate(one.equilibria):
                for name in VARIABLES:
                    value = getattr(equilibrium, name)
                    expected = math.nan if value is None else value
                    # the largest gain of an equilibrium is a difference of payoffs, near nothing
                    slack = (
                        1e-13 * (1.0 + model.psi)
                        if name == "max_gain" and model.psi < math.inf
                        else 0.0
                    )
                    assert numbers[name][row, side, slot] == pytest.approx(
                        expected, rel=1e-12, abs=slack, nan_ok=True
                    ), (row, proposer, name)
