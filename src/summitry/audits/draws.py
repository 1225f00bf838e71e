"""Sobol draws of the whole parameter space, extreme values included (T8)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..engine import ALPHA, BETA, K_MAX, PRECISION, PSI, RHO, SIGMA, TAU, Q, R
from ..model.extras import missing_package

Table = NDArray[np.float64]
BLOCK = 4096  # points that are drawn and solved together; part of what a seed means
# field, whether log-uniform, usual range, wide range
RANGES = (
    ("alpha", ALPHA, True, (np.exp(-1.0), np.exp(3.0)), (0.02, 500.0)),
    ("beta", BETA, True, (np.exp(-1.0), np.exp(3.0)), (0.02, 500.0)),
    ("n", PRECISION, True, (0.5, 200.0), (0.01, 1e4)),
    ("sigma", SIGMA, False, (0.0, 1.0), (0.0, 1.0)),
    ("q", Q, False, (0.0, 1.0), (0.0, 1.0)),
    ("tau", TAU, False, (0.0, 1.0), (0.0, 10.0)),
    ("rho", RHO, False, (0.0, 2.0), (0.0, 20.0)),
    ("r", R, False, (0.0, 1.0), (0.0, 1.0)),
    ("psi", PSI, True, (2.0, 2000.0), (0.1, 1e6)),
    ("k_max", K_MAX, False, (1.0, 5.0), (1.0, 50.0)),
)
WIDE = 0.125  # share of the points drawn from the wide ranges
INFINITE = 0.125  # share of the points with Ψ = ∞
EXTREME = 0.25  # share of the points with one field, or the prior, at an extreme value
EXTREMES = (
    {SIGMA: 0.0}, {SIGMA: 1.0}, {Q: 0.0}, {Q: 1.0}, {R: 0.0}, {R: 1.0}, {TAU: 0.0}, {RHO: 0.0},
    {K_MAX: 1.0}, {ALPHA: 1.0}, {BETA: 1.0}, {ALPHA: 1.0, BETA: 1.0},
)  # fmt: skip
_DIMENSIONS = len(RANGES) + 3
MOST_COUNTS = 30  # n of the binomial draws is uniform on 1, …, this


def _placed(unit: Table) -> Table:
    """Map points of the unit cube to models."""
    table = np.empty((unit.shape[0], len(RANGES)))
    wide = unit[:, -1] < WIDE
    for place, (_, column, logs, usual, far) in enumerate(RANGES):
        for mask, (low, high) in ((~wide, usual), (wide, far)):
            share = unit[mask, place]
            if logs:
                table[mask, column] = low * (high / low) ** share
            else:
                table[mask, column] = low + (high - low) * share
    table[unit[:, -2] < INFINITE, PSI] = np.inf
    extreme = unit[:, -3] / EXTREME
    for i, values in enumerate(EXTREMES):
        here = (extreme >= i / len(EXTREMES)) & (extreme < (i + 1) / len(EXTREMES))
        for column, value in values.items():
            table[here, column] = value
    return table


def blocks(points: int, seed: int) -> Iterator[Table]:
    """Draw points in blocks: one row a model, one column a field.

    Parameters
    ----------
    points
        How many in all. More points with the same seed begin with the same points.
    seed
        Of the scrambled Sobol sequence.

    Yields
    ------
    array
        At most `BLOCK` rows.

    Raises
    ------
    InputError
        If SciPy is missing.
    """
    try:
        from scipy.stats import qmc
    except ImportError:
        raise missing_package("audit", "SciPy", "audit") from None
    sequence = qmc.Sobol(_DIMENSIONS, scramble=True, seed=seed)
    done = 0
    while done < points:
        table = _placed(sequence.random(BLOCK))
        yield table[: points - done]
        done += BLOCK


def with_counts(table: Table) -> Table:
    """Make n a whole number from 1 to 30, spread evenly: the draws for binomial signals."""
    out = table.copy()
    low, high = RANGES[2][3]
    share = np.log(np.clip(out[:, PRECISION], low, high) / low) / np.log(high / low)
    out[:, PRECISION] = 1.0 + np.minimum(np.floor(MOST_COUNTS * share), MOST_COUNTS - 1.0)
    return out


def region() -> dict[str, object]:
    """Describe what is drawn, for reports.

    Examples
    --------
    >>> region()["sigma"]
    {'usual': [0.0, 1.0], 'wide': [0.0, 1.0], 'scale': 'uniform'}
    """
    out: dict[str, object] = {
        name: {
            "usual": [float(f"{x:.6g}") for x in usual],
            "wide": [float(f"{x:.6g}") for x in far],
            "scale": "log-uniform" if logs else "uniform",
        }
        for name, _, logs, usual, far in RANGES
    }
    return out | {
        "share_wide": WIDE,
        "share_psi_infinite": INFINITE,
        "share_extreme": EXTREME,
        "extremes": "σ, q, r = 0 or 1; τ or ρ = 0; c = 1; α, β or both = 1",
    }
