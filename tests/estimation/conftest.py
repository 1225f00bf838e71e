"""A fit that several tests look at."""

from __future__ import annotations

import pytest

import summitry as sm

COLUMNS = {"visit": "visit", "removed": "removed", "challenged": "challenged"}


@pytest.fixture(scope="session")
def panel():
    """A simulated panel with challenges."""
    return sm.simulate_panel(rows=6_000, seed=2)


@pytest.fixture(scope="session")
def fit(panel):
    """Its fit; what is tested is how a fit is shown, not whether it is near the truth."""
    return sm.estimate(
        panel, **COLUMNS, weakness_prior="x1", sigma="x2", tau="x3", cluster="leader", starts=1
    )


@pytest.fixture(scope="session")
def bare(panel):
    """A fit without covariates, which cannot have standard errors."""
    return sm.estimate(panel, **COLUMNS, starts=1)
