"""Panels that several tests use."""

from __future__ import annotations

import numpy as np
import pandas as pd

# rows by outcome: (visit, removed) -> how many
COUNTS = {(0, 0): 700, (0, 1): 100, (1, 0): 190, (1, 1): 10}
COVARIATES = {"weakness_prior": "x1", "sigma": "x2", "tau": "x3"}


def counted(counts=COUNTS) -> pd.DataFrame:
    """A panel that has every outcome so many times."""
    rows = [outcome for outcome, count in counts.items() for _ in range(count)]
    return pd.DataFrame(rows, columns=["visit", "removed"])


def random_panel(rows=400, seed=0) -> pd.DataFrame:
    """A panel with covariates that have nothing to do with the model."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    region = rng.choice(["Africa", "Asia", "Europe"], rows)
    visit = (rng.random(rows) < 1 / (1 + np.exp(0.5 - x))).astype(int)
    removed = (rng.random(rows) < 1 / (1 + np.exp(0.7 + x + 0.5 * visit))).astype(int)
    challenged = np.maximum(removed, rng.random(rows) < 0.4).astype(int)
    return pd.DataFrame(
        {"visit": visit, "removed": removed, "challenged": challenged, "x": x, "gdp": np.exp(x),
         "region": region, "leader": rng.integers(0, 60, rows)}
    )  # fmt: skip
