"""The linear signal, compiled (T2): A/n ~ Beta(α, β), E[θ | A] = (α+A)/(α+β+n)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ._compile import compiled
from .points import LINEAR, PANEL_NODES, Curve, Point, Rows, Vector, put


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


_LONGEST = 20_000  # terms of a continued fraction; priors worth 1e8 observations need them


@compiled
def _coefficient(i: int, a: float, b: float) -> float:
    """Return d/x for term i+1 of the continued fraction I_x(a,b) = xᵃ(1−x)ᵇ/(aB) / (1 + d₁/(1 + d₂/…))."""
    m = 0.5 * i
    if i % 2 == 0:
        return -(a + m) * (a + b + m) / ((a + i) * (a + i + 1.0))
    m += 0.5
    return m * (b - m) / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))


@compiled
def fraction(a: float, b: float) -> Vector:
    """List the coefficients of that fraction after d₁: as many as its largest argument needs.

    A curve evaluates v for arguments below (a+1)/(a+b+2), where the fraction converges fast, and 1 − v with
    a and b exchanged otherwise.
    """
    x = (a + 1.0) / (a + b + 2.0)
    out = np.empty(64)
    top, bottom, top_before, bottom_before = 1.0, 1.0, 1.0, 0.0
    for i in range(1, _LONGEST):
        if i > out.size:
            longer = np.empty(2 * out.size)
            longer[: out.size] = out
            out = longer
        out[i - 1] = _coefficient(i, a, b)
        d = out[i - 1] * x
        top, top_before = top + d * top_before, top
        bottom, bottom_before = bottom + d * bottom_before, bottom
        if abs(top * bottom_before - top_before * bottom) <= 1e-17 * abs(top * bottom_before):
            return out[:i].copy()
        if i % 256 == 0:
            scale = 1.0 / bottom
            top, top_before = top * scale, top_before * scale
            bottom, bottom_before = 1.0, bottom_before * scale
    return out[: _LONGEST - 1].copy()


@compiled
def beta_tail(coefficients: Vector, x: float) -> float:
    """Tail T of the continued fraction I_x(a,b) = xᵃ(1−x)ᵇ/(aB) / (1 + d₁/T), by its convergents.

    T itself gives conditional means without cancellation (``docs/decisions/0004``).
    """
    top, bottom, top_before, bottom_before = 1.0, 1.0, 1.0, 0.0
    for i in range(coefficients.size):
        d = coefficients[i] * x
        top, top_before = top + d * top_before, top
        bottom, bottom_before = bottom + d * bottom_before, bottom
        if i % 256 == 255:
            scale = 1.0 / bottom
            top, top_before = top * scale, top_before * scale
            bottom, bottom_before = 1.0, bottom_before * scale
    return top / bottom


@compiled
def linear_end(curve: Curve, weak: bool) -> Point:
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


class Signal(NamedTuple):
    """A threshold of the linear signal and its density there, before the continued fraction."""

    b: float
    bc: float  # 1 − b
    log_g: float  # log of g = dv/dx = bᵅ(1−b)ᵝ/B(α, β)
    log_bbc: float  # log of b(1−b)


@compiled
def linear_signal(curve: Curve, x: float) -> Signal:
    """Find threshold and density at a finite coordinate."""
    e = math.exp(-abs(x))
    log_large = -math.log1p(e)
    log_small = log_large - abs(x)
    large = 1.0 / (1.0 + e)
    small = e * large
    if x < 0.0:
        b, bc, log_b, log_bc = large, small, log_large, log_small
    else:
        b, bc, log_b, log_bc = small, large, log_small, log_large
    log_g = curve.alpha * (log_b - curve.log_mean) + curve.beta * (log_bc - curve.log_prior)
    return Signal(b, bc, log_g + curve.log_norm, log_b + log_bc)


@compiled
def is_strong(curve: Curve, bc: float) -> bool:
    """Say whether v, rather than 1 − v, is what the fast continued fraction gives."""
    return bc * (curve.alpha + curve.beta + 2.0) < curve.beta + 1.0


@compiled
def linear_strong(curve: Curve, at: Signal, tail: float) -> Point:
    """Complete a point at which few types visit, from the tail of v's continued fraction (T2)."""
    beta, signal, pi = curve.beta, curve.signal, curve.k0
    g = math.exp(at.log_g)
    share = beta / ((beta + 1.0) * tail)
    u = at.bc * share / pi
    left = 1.0 / (beta * (1.0 - u))
    v, ratio = g * left, at.b * at.bc * left  # ratio = v·b(1−b)/g: v itself may underflow
    vc = 1.0 - v
    kappa = pi * (curve.noise + signal * u)
    flat = 1.0 / (1.0 + ratio)
    return Point(
        v, vc, kappa, signal * pi * (1.0 - u) / vc, curve.noise * pi + signal * at.bc,
        signal * at.bc * (1.0 - share), flat, signal * (1.0 - flat), g,
    )  # fmt: skip


@compiled
def linear_weak(curve: Curve, at: Signal, tail: float) -> Point:
    """Complete a point at which most types visit, from the tail of (1 − v)'s continued fraction (T2)."""
    alpha, signal, pi = curve.alpha, curve.signal, curve.k0
    s = alpha + curve.beta
    g = math.exp(at.log_g)
    inverse = 1.0 - s * at.b / ((alpha + 1.0) * tail)
    vc = g / (alpha * inverse)
    v = 1.0 - vc
    # b(1−b)/g from the logs: both underflow in the far tail, their ratio need not
    ratio = v * math.exp(at.log_bbc - at.log_g)
    spread = signal * alpha * inverse / (s * v)
    below = vc * spread
    flat = 1.0 / (1.0 + ratio)
    return Point(
        v, vc, pi - below, spread, curve.noise * pi + signal * at.bc,
        signal * (at.bc - pi) + below, flat, signal * (1.0 - flat), g,
    )  # fmt: skip


@compiled
def linear_point(curve: Curve, x: float) -> Point:
    """Evaluate the linear curve: one continued fraction gives v, 1−v, κ, ν and m (T2)."""
    if math.isinf(x):
        return linear_end(curve, x > 0.0)
    at = linear_signal(curve, x)
    if is_strong(curve, at.bc):
        return linear_strong(curve, at, beta_tail(curve.strong, at.bc))
    return linear_weak(curve, at, beta_tail(curve.weak, at.b))


@compiled
def make_linear(alpha: float, beta: float, noise: float, signal: float) -> Curve:
    """Build the linear signal's curve from ω, the share of the prior in F's posterior, and 1 − ω (T2)."""
    s = alpha + beta
    k0, none, no_panels = beta / s, np.empty(0), np.empty((0, PANEL_NODES))
    return Curve(
        LINEAR, 1, k0, noise * k0, noise * k0 + signal, alpha, beta, noise, signal,
        log_beta_norm(alpha, beta), math.log(alpha / s), math.log(k0), fraction(beta, alpha),
        fraction(alpha, beta), none, none, none, none, none, none, none, no_panels, no_panels, no_panels,
    )  # fmt: skip


# coordinates on either side of the mode, as a share of the way to where v or 1 − v underflows
_FAR_ODDS = 667.0  # log-odds of a visit probability of 1e-290
_FAR_SPREAD = 37.0  # the same in standard deviations of a normal signal


@compiled
def linear_ladder(curve: Curve, half: int, offset: float) -> Vector:
    """Place 2·half + 3 coordinates, ends included: dense around the signal's mode, geometric in the tails.

    ``offset`` shifts them by a share of a step, so that two searches can use different nodes.
    """
    spread = math.sqrt(1.0 / curve.alpha + 1.0 / curve.beta)
    scale, centre = min(1.0, spread), math.log(curve.beta / curve.alpha)
    first = 4.0  # initial slope: a step is first/half of a standard deviation at the mode
    out = np.empty(2 * half + 3)
    out[0], out[-1] = -np.inf, np.inf
    for side in range(2):
        direction, rate = (-1.0, curve.beta) if side == 0 else (1.0, curve.alpha)
        shift = -offset if side == 0 else offset
        reach = max(_FAR_ODDS / rate, _FAR_SPREAD * spread) / scale
        narrow = min(1.0, (first / reach) ** (1.0 / 3.0))
        for i in range(side, half + 1):
            u = (i + shift) / (half + shift)
            left = 1.0 - u * (1.0 - narrow)
            distance = first * u / (left * left * left)
            out[half + 1 + (i if side == 1 else -i)] = centre + direction * scale * distance
    return out


@compiled
def beta_tails(coefficients: Vector, x: Vector) -> Vector:
    """Evaluate `beta_tail` at many arguments: the same steps, side by side."""
    size = x.size
    top, bottom = np.ones(size), np.ones(size)
    top_before, bottom_before = np.ones(size), np.zeros(size)
    for k in range(coefficients.size):
        c = coefficients[k]
        for i in range(size):
            d = c * x[i]
            new_top, new_bottom = top[i] + d * top_before[i], bottom[i] + d * bottom_before[i]
            top_before[i], bottom_before[i] = top[i], bottom[i]
            top[i], bottom[i] = new_top, new_bottom
        if k % 256 == 255:
            for i in range(size):
                scale = 1.0 / bottom[i]
                top[i], top_before[i] = top[i] * scale, top_before[i] * scale
                bottom[i], bottom_before[i] = 1.0, bottom_before[i] * scale
    return top / bottom


@compiled
def linear_points(curve: Curve, x: Vector, out: Rows) -> None:
    """Evaluate the linear curve at ascending coordinates into the columns of ``out``."""
    size = x.size
    b, bc, log_g, log_bbc = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    strong = 1
    for i in range(1, size - 1):
        at = linear_signal(curve, x[i])
        b[i], bc[i], log_g[i], log_bbc[i] = at.b, at.bc, at.log_g, at.log_bbc
        strong += is_strong(curve, at.bc)
    tails = beta_tails(curve.strong, bc[1:strong])
    for i in range(1, strong):
        at = Signal(b[i], bc[i], log_g[i], log_bbc[i])
        put(out, i, linear_strong(curve, at, tails[i - 1]))
    tails = beta_tails(curve.weak, b[strong : size - 1])
    for i in range(strong, size - 1):
        at = Signal(b[i], bc[i], log_g[i], log_bbc[i])
        put(out, i, linear_weak(curve, at, tails[i - strong]))
    put(out, 0, linear_end(curve, False))
    put(out, size - 1, linear_end(curve, True))
