"""The weakness curve (T2), compiled: all that the game needs to know of F's information.

A curve is a list of smooth *pieces*. A continuous signal has one; a signal with J values has J, each of
constant marginal weakness m. Inside a piece a point is named by a log-odds coordinate ``x`` that grows with
the visit probability v, from −∞ to +∞, so that v and 1 − v both keep full relative accuracy:

* linear: x = log((1−b)/b), with b = a/n the threshold;
* steps:  v = V[j] + p[j]·t, with t = 1/(1+e⁻ˣ);
* table:  a signal s ∈ [0, 1] counted from the strong end, s = 1/(1+e⁻ˣ).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled

LINEAR, STEPS, TABLE = 0, 1, 2
Vector = NDArray[np.float64]


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


@compiled
def stirling_error(a: float) -> float:
    """Log Γ(a) − [(a−½)·log a − a + ½·log 2π], without cancellation for large a."""
    if a < 12.0:
        return math.lgamma(a) - ((a - 0.5) * math.log(a) - a + 0.9189385332046727)
    s = 1.0 / (a * a)
    series = 1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * 691 / 360360))
    return (1 / 12 - s * (1 / 360 - s * series)) / a


@compiled
def log_beta_norm(alpha: float, beta: float) -> float:
    """Log of 1/B(α, β) less α·log(α/(α+β)) + β·log(β/(α+β)) taken with the opposite sign.

    With it, bᵅ(1−b)ᵝ/B = exp(α·log(b/π') + β·log((1−b)/π) + norm), π' = α/(α+β): accurate for large α, β.
    """
    s = alpha + beta
    root = 0.5 * (math.log(alpha / s) + math.log(beta) - math.log(2.0 * math.pi))
    return root + stirling_error(s) - stirling_error(alpha) - stirling_error(beta)


@compiled
def beta_tail(x: float, a: float, b: float) -> float:
    """Tail T of the continued fraction I_x(a,b) = xᵃ(1−x)ᵇ/(aB) / (1 + d₁/T), by modified Lentz.

    Converges fast for x < (a+1)/(a+b+2); T itself gives conditional means without cancellation
    (``docs/decisions/0004``).
    """
    tiny = 1e-300
    value, c, d = 1.0, 1.0, 0.0
    for i in range(1, 20000):
        even = m_even = 0.5 * (i + 1)
        if i % 2 == 1:
            term = even * (b - m_even) * x / ((a + 2.0 * m_even - 1.0) * (a + 2.0 * m_even))
        else:
            m_odd = 0.5 * i
            term = -(a + m_odd) * (a + b + m_odd) * x / ((a + i) * (a + i + 1.0))
        d = 1.0 + term * d
        d = 1.0 / (d if abs(d) > tiny else tiny)
        c = 1.0 + term / c
        c = c if abs(c) > tiny else tiny
        factor = c * d
        value *= factor
        if abs(factor - 1.0) < 2e-16:
            break
    return value


@compiled
def log_share(x: float) -> float:
    """Log of 1/(1+e⁻ˣ), accurate at both ends."""
    return -math.log1p(math.exp(-x)) if x >= 0.0 else x - math.log1p(math.exp(x))


@compiled
def _linear_end(curve: Curve, weak: bool) -> Point:
    """Return v = 0 or v = 1 exactly, with the limits of every ratio."""
    alpha, beta, signal = curve.alpha, curve.beta, curve.signal
    spread_one = signal * alpha / (alpha + beta)
    if not weak:
        return Point(0.0, 1.0, curve.m_first, signal * curve.k0, curve.m_first, 0.0, 1.0, 0.0, 0.0)
    # m'(1) = (1−ω)/f(0): zero, finite or infinite as α is below, at or above 1 (T5)
    flat = 1.0 if alpha < 1.0 else (beta / (1.0 + beta) if alpha == 1.0 else 0.0)
    return Point(
        1.0, 0.0, curve.k0, spread_one, curve.m_last, spread_one, flat, signal * (1.0 - flat), 0.0
    )  # fmt: skip


@compiled
def _linear_point(curve: Curve, x: float) -> Point:
    """Evaluate the linear curve: one continued fraction gives v, 1−v, κ, ν and m (T2)."""
    if math.isinf(x):
        return _linear_end(curve, x > 0.0)
    alpha, beta, omega, signal = curve.alpha, curve.beta, curve.noise, curve.signal
    s = alpha + beta
    pi = beta / s
    log_b, log_bc = log_share(-x), log_share(x)
    b, bc = math.exp(log_b), math.exp(log_bc)
    log_g = alpha * (log_b - math.log(alpha / s)) + beta * (log_bc - math.log(pi)) + curve.log_norm
    g = math.exp(log_g)
    if bc * (s + 2.0) < beta + 1.0:
        tail = beta_tail(bc, beta, alpha)
        u = s * bc / ((beta + 1.0) * tail)
        v = g / (beta * (1.0 - u))
        ratio = b * bc / (beta * (1.0 - u))  # v·b(1−b)/g: v itself may underflow
        vc = 1.0 - v
        kappa = pi * (omega + signal * u)
        spread = signal * pi * (1.0 - u) / vc
        excess = signal * bc * (1.0 - beta / ((beta + 1.0) * tail))
    else:
        tail = beta_tail(b, alpha, beta)
        inverse = 1.0 - s * b / ((alpha + 1.0) * tail)
        vc = g / (alpha * inverse)
        v = 1.0 - vc
        ratio = v * math.exp(log_b + log_bc - log_g)
        spread = signal * alpha * inverse / (s * v)
        kappa = curve.k0 - vc * spread
        excess = signal * (bc - pi) + vc * spread
    flat = 1.0 / (1.0 + ratio)
    steep = signal * (1.0 - flat)
    return Point(v, vc, kappa, spread, omega * pi + signal * bc, excess, flat, steep, g)


@compiled
def _steps_point(curve: Curve, j: int, x: float) -> Point:
    """Evaluate step ``j``: m is constant, F's threshold type mixes (T6)."""
    p, w = curve.mass[j], curve.weakness[j]
    t, tc = math.exp(log_share(x)), math.exp(log_share(-x))
    v, vc = curve.cum_v[j] + p * t, curve.cum_vc[j + 1] + p * tc
    if vc < 0.5:
        v = 1.0 - vc  # each from the end where it is small: their sum is exactly 1
    else:
        vc = 1.0 - v
    if j == 0:
        excess, kappa = 0.0, w
    else:
        kappa = (curve.cum_m[j] + w * p * t) / v
        excess = (w * curve.cum_v[j] - curve.cum_m[j]) / v
    if j == curve.pieces - 1:
        spread = (w - curve.k0) / v if v > 0.0 else 0.0
    elif j == 0:
        spread = (curve.k0 - w) / vc
    elif w < curve.k0:
        spread = (curve.cum_gap[j] + (curve.k0 - w) * p * t) / (v * vc)
    else:
        spread = (curve.cum_gap[j + 1] + (w - curve.k0) * p * tc) / (v * vc)
    return Point(v, vc, kappa, spread, w, excess, 1.0, 0.0, p * t * tc)


# Gauss-Legendre rule for partial panels and barycentric weights for Chebyshev-Lobatto nodes
PANEL_NODES = 17
_GAUSS_X, _GAUSS_W = np.polynomial.legendre.leggauss(12)
LOBATTO: Vector = np.array([-math.cos(math.pi * i / (PANEL_NODES - 1)) for i in range(PANEL_NODES)])
_BARY: Vector = np.array([(-1.0) ** i for i in range(PANEL_NODES)])
_BARY[0] *= 0.5
_BARY[-1] *= 0.5


@compiled
def interpolate(values: Vector, y: float) -> float:
    """Evaluate the interpolant through Chebyshev-Lobatto values at ``y`` ∈ [−1, 1]."""
    top, bottom = 0.0, 0.0
    for i in range(PANEL_NODES):
        gap = y - LOBATTO[i]
        if gap == 0.0:
            return float(values[i])
        weight = _BARY[i] / gap
        top += weight * values[i]
        bottom += weight
    return float(top / bottom)


@compiled
def _panel_part(
    curve: Curve, j: int, from_left: bool, length: float, level: float
) -> tuple[float, float]:
    """Integrate the density, and (w − level) times it, over a stretch of panel j next to one of its edges.

    The stretch is given by its length, which keeps full relative accuracy where it is tiny.
    """
    share = length / (curve.edges[j + 1] - curve.edges[j])
    total, moment = 0.0, 0.0
    for i in range(_GAUSS_X.size):
        y = -1.0 + share * (1.0 + _GAUSS_X[i]) if from_left else 1.0 - share * (1.0 - _GAUSS_X[i])
        mass = _GAUSS_W[i] * interpolate(curve.density[j], y)
        total += mass
        moment += mass * (interpolate(curve.posterior[j], y) - level)
    return 0.5 * length * total, 0.5 * length * moment


@compiled
def _table_end(curve: Curve, weak: bool) -> Point:
    """Return v = 0 or v = 1 of a tabulated signal exactly."""
    k0 = curve.k0
    if not weak:
        return Point(0.0, 1.0, curve.m_first, k0 - curve.m_first, curve.m_first, 0.0, 1.0, 0.0, 0.0)
    flat = curve.density[-1, -1] / (curve.density[-1, -1] + curve.slope[-1, -1])
    spread = curve.m_last - k0
    return Point(1.0, 0.0, k0, spread, curve.m_last, spread, flat, 1.0 - flat, 0.0)


@compiled
def table_point(curve: Curve, x: float) -> Point:
    """Evaluate a tabulated continuous signal (T2: the literal density, a user's own experiment)."""
    if math.isinf(x):
        return _table_end(curve, x > 0.0)
    s, sc = math.exp(log_share(x)), math.exp(log_share(-x))
    panels, k0 = curve.mass.size, curve.k0
    j = int(np.searchsorted(curve.edges, s, side="right")) - 1
    j = min(max(j, 0), panels - 1)
    width = curve.edges[j + 1] - curve.edges[j]
    left = s - curve.edges[j]
    right = sc if j == panels - 1 else curve.edges[j + 1] - s
    y = -1.0 + 2.0 * left / width if left < right else 1.0 - 2.0 * right / width
    density = interpolate(curve.density[j], y)
    m = interpolate(curve.posterior[j], y)
    below, below_moment = _panel_part(curve, j, True, left, k0)
    above, above_moment = _panel_part(curve, j, False, right, k0)
    v, vc = curve.cum_v[j] + below, curve.cum_vc[j + 1] + above
    if vc < 0.5:
        v = 1.0 - vc
    else:
        vc = 1.0 - v
    kappa = (curve.cum_m[j] + below_moment + k0 * below) / v
    gap = curve.cum_gap[j] - below_moment if m < k0 else curve.cum_gap[j + 1] + above_moment
    excess = m - kappa
    if j == 0:
        excess = -_panel_part(curve, j, True, left, m)[1] / v
    ratio = v * interpolate(curve.slope[j], y) / density
    flat = 1.0 / (1.0 + ratio)
    return Point(v, vc, kappa, gap / (v * vc), m, excess, flat, 1.0 - flat, density * s * sc)


@compiled
def point(curve: Curve, piece: int, x: float) -> Point:
    """Evaluate the curve at coordinate ``x`` of a piece (T2).

    Parameters
    ----------
    curve
        The weakness curve.
    piece
        Which smooth piece, counted from the strong end.
    x
        Log-odds coordinate, −∞ to +∞; v grows with it.
    """
    if curve.kind == LINEAR:
        return _linear_point(curve, x)
    if curve.kind == STEPS:
        return _steps_point(curve, piece, x)
    return table_point(curve, x)
