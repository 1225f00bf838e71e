"""A weakness curve as numbers, and a point of it (T2): what the kernels pass around."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled_inline, compiled_lean
from .lanes import load, store

LINEAR, STEPS, TABLE = 0, 1, 2
# lists of a stepped or tabulated curve, each of size + 1 places; a table has its panel edges for weaknesses
CUM_V, CUM_VC, CUM_M, CUM_GAP, MASS, WEAKNESS = range(6)
EDGES = WEAKNESS
DENSITY, POSTERIOR, SLOPE = range(3)  # rows of Chebyshev values that follow, one for each panel
Vector = NDArray[np.float64]
Rows = NDArray[np.float64]  # two-dimensional


class Curve(NamedTuple):
    """Numbers that define a weakness curve; built by `summitry.model.information`, read by `point`.

    All lists of numbers stand one after the other in ``data``: a kernel hands a curve on at every point, and
    one array costs less to hand on than twelve (``docs/decisions/0014``). Compiled functions read it by the
    functions below, others by the properties.
    """

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
    size: int  # linear: coefficients of the first fraction; steps: values; table: panels
    data: Vector

    def _list(self, place: int) -> Vector:
        start = place * (self.size + 1)
        return self.data[start : start + self.size + (1 if place < MASS else 0)]

    @property
    def cum_v(self) -> Vector:
        """V[j], summed from the strong end."""
        return self._list(CUM_V)

    @property
    def cum_vc(self) -> Vector:
        """1 − V[j], summed from the weak end."""
        return self._list(CUM_VC)

    @property
    def cum_m(self) -> Vector:
        """M at V[j]."""
        return self._list(CUM_M)

    @property
    def cum_gap(self) -> Vector:
        """k₀V − M at V[j]."""
        return self._list(CUM_GAP)

    @property
    def mass(self) -> Vector:
        """Probability of each step or panel."""
        return self._list(MASS)

    @property
    def weakness(self) -> Vector:
        """Weakness of each step, non-decreasing."""
        return self._list(WEAKNESS)


class Curves(NamedTuple):
    """Linear curves, one a lane: their numbers, and where their fractions begin and how long they are.

    The numbers have the names that they have in `Curve`: the same functions read them.
    """

    k0: float
    alpha: float
    beta: float
    noise: float
    signal: float
    log_norm: float
    log_mean: float
    log_prior: float
    strong: float
    strong_size: float
    weak: float
    weak_size: float


class EachCurve(NamedTuple):
    """Linear curves, one a lane, with the coefficients of all their fractions."""

    curves: Curves
    fractions: Vector


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


FLAT = 6  # the first row of a point that is the same everywhere on steps
# nodes of a panel of a tabulated signal
PANEL_NODES = 17


@compiled_lean
def entry(curve: Curve, what: int, j: int) -> float:
    """Entry ``j`` of a list of a stepped or tabulated curve."""
    return float(curve.data[what * (curve.size + 1) + j])


@compiled_lean
def panel(curve: Curve, what: int, j: int) -> int:
    """Place in ``data`` at which the Chebyshev values of panel ``j`` begin."""
    return 6 * (curve.size + 1) + (what * curve.size + j) * PANEL_NODES


@compiled_lean
def put(rows: Rows, i: int, p: Point) -> None:
    """Store a point in column ``i``: one row per field, so that loops over points run side by side."""
    rows[0, i], rows[1, i], rows[2, i], rows[3, i] = p.v, p.vc, p.kappa, p.spread
    rows[4, i], rows[5, i], rows[6, i], rows[7, i] = p.m, p.excess, p.flat, p.steep
    rows[8, i] = p.speed


@compiled_lean
def get(rows: Rows, i: int) -> Point:
    """Read column ``i`` back."""
    return Point(
        rows[0, i], rows[1, i], rows[2, i], rows[3, i], rows[4, i], rows[5, i], rows[6, i], rows[7, i],
        rows[8, i],
    )  # fmt: skip


@compiled_inline
def get_lanes(rows: Rows, i: int) -> Point:
    """Read eight columns, as a point of lanes."""
    return Point(
        load(rows[0], i), load(rows[1], i), load(rows[2], i), load(rows[3], i), load(rows[4], i),
        load(rows[5], i), load(rows[6], i), load(rows[7], i), load(rows[8], i),
    )  # fmt: skip


@compiled_inline
def put_flat_lanes(rows: Rows, i: int, p: Point) -> None:
    """Store what varies of eight points at which m is constant (T6): ``flat`` and ``steep`` do not."""
    store(rows[0], i, p.v)
    store(rows[1], i, p.vc)
    store(rows[2], i, p.kappa)
    store(rows[3], i, p.spread)
    store(rows[4], i, p.m)
    store(rows[5], i, p.excess)


@compiled_inline
def put_lanes(rows: Rows, i: int, p: Point) -> None:
    """Store a point of lanes into eight columns."""
    put_flat_lanes(rows, i, p)
    store(rows[6], i, p.flat)
    store(rows[7], i, p.steep)
    store(rows[8], i, p.speed)
