"""A weakness curve as numbers, and a point of it (T2): what the kernels pass around."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled

LINEAR, STEPS, TABLE = 0, 1, 2
Vector = NDArray[np.float64]
Rows = NDArray[np.float64]  # two-dimensional


class Curve(NamedTuple):
    """Numbers that define a weakness curve; built by `summitry.information`, read by `point`."""

    kind: int
    pieces: int
    k0: float  # prior weakness M(1)
    m_first: float  # weakness of the strongest type, m(0)
    m_last: float  # weakness of the weakest type, m(1)
    alpha: float
    beta: float
    noise: float  # ω = (α+β)/(α+β+n), the share of the prior in F's posterior
    signal: float  # 1 − ω
    log_norm: float  # log of α^α β^β (α+β)^−(α+β) / B(α, β)
    log_mean: float  # log of α/(α+β)
    log_prior: float  # log of β/(α+β)
    strong: Vector  # linear: coefficients of the continued fraction for v (arguments 1 − b)
    weak: Vector  # linear: the same for 1 − v (arguments b)
    mass: Vector  # steps: p[j]; table: probability of each panel
    cum_v: Vector  # V[j], summed from the strong end
    cum_vc: Vector  # 1 − V[j], summed from the weak end
    cum_m: Vector  # M at V[j]
    cum_gap: Vector  # k₀V − M at V[j]
    weakness: Vector  # steps: w[j], non-decreasing
    edges: Vector  # table: panel edges in s
    density: NDArray[np.float64]  # table: density at the Chebyshev nodes of each panel
    posterior: NDArray[np.float64]  # table: posterior weakness at the same nodes
    slope: NDArray[np.float64]  # table: its derivative in s


class Point(NamedTuple):
    """A point of the curve; ``v·m'(v) = steep / flat``, a ratio because m' may be infinite."""

    v: float
    vc: float  # 1 − v
    kappa: float  # κ
    spread: float  # ν − κ, so that k₀ − κ = vc·spread without cancellation
    m: float
    excess: float  # m − κ
    flat: float
    steep: float
    speed: float  # dv/dx


# nodes of a panel of a tabulated signal
PANEL_NODES = 17


@compiled
def put(rows: Rows, i: int, p: Point) -> None:
    """Store a point in column ``i``: one row per field, so that loops over points run side by side."""
    rows[0, i], rows[1, i], rows[2, i], rows[3, i] = p.v, p.vc, p.kappa, p.spread
    rows[4, i], rows[5, i], rows[6, i], rows[7, i] = p.m, p.excess, p.flat, p.steep
    rows[8, i] = p.speed


@compiled
def get(rows: Rows, i: int) -> Point:
    """Read column ``i`` back."""
    return Point(
        rows[0, i], rows[1, i], rows[2, i], rows[3, i], rows[4, i], rows[5, i], rows[6, i], rows[7, i],
        rows[8, i],
    )  # fmt: skip
