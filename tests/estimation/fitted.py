"""A panel from known parameters and fits of it, made once for several files of tests."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

import summitry as sm

TRUTH = {
    "weakness_prior:Intercept": -0.8, "weakness_prior:x1": 0.5, "sigma:Intercept": -1.4, "sigma:x2": 0.5,
    "tau:x3": 0.5, "psi:Intercept": 4.8, "k_max:Intercept": 3.0,
}  # fmt: skip
FIXED = {"n": 12.0, "prior_strength": 6.0, "rho": 2.0, "q": 1.0 / (1.0 + np.exp(-0.4))}
BELIEVED = {
    "n:Intercept": np.log(12.0), "prior_strength:Intercept": np.log(6.0), "rho:Intercept": np.log(2.0),
    "q:Intercept": 0.4,
}  # fmt: skip
ASKED: dict[str, Any] = {
    "visit": "visit", "removed": "removed", "challenged": "challenged", "weakness_prior": "x1", "sigma": "x2",
    "tau": "x3", "cluster": "leader", "threads": 1,
}  # fmt: skip


@cache
def panel(proposer: str = "F", rows: int = 8_000, seed: int = 21) -> Any:
    return sm.simulate_panel(rows=rows, proposer=proposer, seed=seed)


def estimate(frame: Any, **changes: Any) -> Any:
    return sm.estimate(frame, **{**ASKED, "proposer": "F", "given": FIXED, "starts": 1, **changes})


@cache
def fit(proposer: str = "F") -> Any:
    """The design of T12 with n fixed."""
    return estimate(panel(), proposer=proposer)


@cache
def believed() -> Any:
    """L proposes, the default beliefs."""
    return estimate(panel("L"), proposer="L", given=None)
