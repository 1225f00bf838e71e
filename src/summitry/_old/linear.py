"""The linear signal, compiled (T2): A/n ~ Beta(α, β), E[θ | A] = (α+A)/(α+β+n)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ._compile import compiled, compiled_inline, compiled_lean
from .elementary import exp, log1p
from .lanes import alike, any_true, count_true, fma, load, order, select, store
from .points import LINEAR, Curve, Curves, Point, Vector


@compiled_lean
def stirling_error(a: float) -> float:
    """Log Γ(a) − [(a−½)·log a − a + ½·log 2π], without cancellation for large a."""
    if a < 12.0:
        return math.lgamma(a) - ((a - 0.5) * math.log(a) - a + 0.9189385332046727)
    s = 1.0 / (a * a)
    series = 1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * 691 / 360360))
    return (1 / 12 - s * (1 / 360 - s * series)) / a


@compiled_lean
def log_beta_norm(alpha: float, beta: float) -> float:
    """Log of 1/B(α, β) less α·log(α/(α+β)) + β·log(β/(α+β)) taken with the opposite sign.

    With it, bᵅ(1−b)ᵝ/B = exp(α·log(b/π') + β·log((1−b)/π) + norm), π' = α/(α+β): accurate for large α, β.
    """
    s = alpha + beta
    root = 0.5 * (math.log(alpha / s) + math.log(beta) - math.log(2.0 * math.pi))
    return root + stirling_error(s) - stirling_error(alpha) - stirling_error(beta)


LONGEST = 20_000  # terms of a continued fraction; priors worth 1e8 observations need them


@compiled_lean
def _coefficient(i: int, a: float, b: float) -> float:
    """Return d/x for term i+1 of the continued fraction I_x(a,b) = xᵃ(1−x)ᵇ/(aB) / (1 + d₁/(1 + d₂/…))."""
    m = 0.5 * i
    if i % 2 == 0:
        return -(a + m) * (a + b + m) / ((a + i) * (a + i + 1.0))
    m += 0.5
    return m * (b - m) / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))


# a list of coefficients begins with how many of them arguments of 1, ½, ¼, … times the largest need
HEAD = 8
_SHARES: Vector = np.array([0.5**k for k in range(HEAD)])
ROOM = 2 * (LONGEST + HEAD) + 8  # numbers that both lists of any linear signal fit in


@compiled_inline
def largest_argument(a: float, b: float) -> float:
    """Largest argument of the continued fraction: the other one, with a and b exchanged, takes over there."""
    return (a + 1.0) / (a + b + 2.0)


@compiled_lean
def fraction(a: float, b: float, start: int, out: Vector) -> int:
    """List the coefficients of that fraction after d₁, as many as its largest argument needs.

    A curve evaluates v for arguments below (a+1)/(a+b+2), where the fraction converges fast, and 1 − v with
    a and b exchanged otherwise. Zeros, which change nothing, fill the list to a multiple of four.

    Returns
    -------
    int
        Where the list ends.
    """
    x = largest_argument(a, b) * load(_SHARES, 0)
    top, bottom, top_before, bottom_before = alike(1.0, x), alike(1.0, x), alike(1.0, x), alike(0.0, x)
    needed, first = alike(0.0, x), start + HEAD
    i = 0
    open_ends = x > 0.0
    while i < LONGEST and any_true(open_ends):
        out[first + i] = _coefficient(i + 1, a, b)
        d = out[first + i] * x
        i += 1
        top, top_before = top + d * top_before, top
        bottom, bottom_before = bottom + d * bottom_before, bottom
        needed = select(open_ends, float(i), needed)
        change = abs(top * bottom_before - top_before * bottom)
        open_ends = open_ends & (change > 1e-17 * abs(top * bottom_before))
        if i % 256 == 0:
            scale = 1.0 / bottom
            top, top_before = top * scale, top_before * scale
            bottom, bottom_before = alike(1.0, x), bottom_before * scale
    while i % 4 != 0:
        out[first + i] = 0.0
        i += 1
    store(out, start, needed)
    return first + i


@compiled_inline
def terms(coefficients: Vector, start: int, x: float, largest_x: float) -> int:
    """How many terms of a list an argument needs, in whole fours."""
    covered = count_true(x <= largest_x * load(_SHARES, 0))
    needed = int(coefficients[start + max(covered - 1, 0)])
    return 4 * ((needed + 3) // 4)


@compiled_inline
def inverse_tail(coefficients: Vector, start: int, stop: int, x: float) -> float:
    """1/T for the tail T of the continued fraction I_x(a,b) = xᵃ(1−x)ᵇ/(aB) / (1 + d₁/T), by its convergents.

    T itself gives conditional means without cancellation (``docs/decisions/0004``).
    """
    top, bottom, top_before, bottom_before = alike(1.0, x), alike(1.0, x), alike(1.0, x), alike(0.0, x)
    for i in range(start, stop, 4):
        for k in range(4):
            d = coefficients[i + k] * x
            top, top_before = fma(d, top_before, top), top
            bottom, bottom_before = fma(d, bottom_before, bottom), bottom
        if (i - start) % 256 == 252:
            scale = 1.0 / bottom
            top, top_before = top * scale, top_before * scale
            bottom, bottom_before = alike(1.0, x), bottom_before * scale
    return bottom / top


@compiled_inline
def flat_end(alpha: float, beta: float) -> float:
    """Return 1/(1 + v·m'/(1−ω)) at v = 1; m'(1) is 0, (1−ω)/β, ∞ for α below, at, above 1 (T5)."""
    return select(alpha < 1.0, 1.0, select(alpha == 1.0, beta / (1.0 + beta), 0.0))


@compiled_lean
def linear_end(curve: Curve, weak: bool) -> Point:
    """Return v = 0 or v = 1 exactly, with the limits of every ratio."""
    alpha, beta, signal = curve.alpha, curve.beta, curve.signal
    spread_one = signal * alpha / (alpha + beta)
    if not weak:
        return Point(0.0, 1.0, curve.m_first, signal * curve.k0, curve.m_first, 0.0, 1.0, 0.0, 0.0)
    flat = flat_end(alpha, beta)
    return Point(
        1.0, 0.0, curve.k0, spread_one, curve.m_last, spread_one, flat, signal * (1.0 - flat), 0.0
    )  # fmt: skip


class Signal(NamedTuple):
    """A threshold of the linear signal and its density there, before the continued fraction."""

    b: float
    bc: float  # 1 − b
    g: float  # dv/dx = bᵅ(1−b)ᵝ/B(α, β)


@compiled_inline
def linear_signal(curve: Curve | Curves, x: float) -> Signal:
    """Find threshold and density at a coordinate."""
    e = exp(-abs(x))
    log_large = -log1p(e)
    log_small = log_large - abs(x)
    large = 1.0 / (1.0 + e)
    small = e * large
    weak = x >= 0.0
    b, bc = select(weak, small, large), select(weak, large, small)
    log_b, log_bc = select(weak, log_small, log_large), select(weak, log_large, log_small)
    log_g = fma(curve.beta, log_bc - curve.log_prior, curve.log_norm)
    return Signal(b, bc, exp(fma(curve.alpha, log_b - curve.log_mean, log_g)))


@compiled_inline
def is_strong(curve: Curve | Curves, bc: float) -> bool:
    """Say whether v, rather than 1 − v, is what the fast continued fraction gives."""
    return bc * (curve.alpha + curve.beta + 2.0) < curve.beta + 1.0


@compiled_inline
def linear_from(curve: Curve | Curves, at: Signal, strong: bool, per_tail: float) -> Point:
    """Complete a point from 1/T of the continued fraction of v if it is ``strong``, else of 1 − v (T2)."""
    alpha, beta, signal, pi = curve.alpha, curve.beta, curve.signal, curve.k0
    s, g = alpha + beta, at.g
    side = select(strong, beta, alpha)
    share = select(strong, at.bc, at.b) * per_tail
    # mean weakness of those that visit, or mean strength of those that do not, per that of all
    u = share * select(strong, s / (beta + 1.0), s / (alpha + 1.0))
    rest = 1.0 - u
    left = 1.0 / (side * rest)
    mass = g * left  # v, or 1 − v: the small one
    other = 1.0 - mass
    v, vc = select(strong, mass, other), select(strong, other, mass)
    spread = signal * select(strong, pi, alpha / s) * rest / other
    below = vc * spread
    # v·b(1−b) per g, and g itself may underflow where few visit
    scale = select(strong, 1.0, g)
    flat = scale / (scale + at.b * at.bc * select(strong, left, v))
    # where g has underflowed, the limit: m'(1) is zero, finite or infinite (T5)
    flat = select(strong | (g > 0.0), flat, flat_end(alpha, beta))
    few = signal * at.bc * (1.0 - per_tail * (beta / (beta + 1.0)))
    excess = select(strong, few, signal * (at.bc - pi) + below)
    return Point(
        v, vc, select(strong, pi * (curve.noise + signal * u), pi - below), spread,
        curve.noise * pi + signal * at.bc, excess, flat, signal * (1.0 - flat), g,
    )  # fmt: skip


@compiled_lean
def linear_point(curve: Curve, x: float) -> Point:
    """Evaluate the linear curve: one continued fraction gives v, 1−v, κ, ν and m (T2)."""
    if math.isinf(x):
        return linear_end(curve, x > 0.0)
    at = linear_signal(curve, x)
    if is_strong(curve, at.bc):
        return linear_from(curve, at, True, inverse_tail(curve.data, HEAD, curve.size, at.bc))
    per_tail = inverse_tail(curve.data, curve.size + HEAD, curve.data.size, at.b)
    return linear_from(curve, at, False, per_tail)


@compiled_lean
def fractions(alpha: float, beta: float, out: Vector) -> tuple[int, int]:
    """List the coefficients for v, then those for 1 − v; return where each list ends."""
    first = fraction(beta, alpha, 0, out)
    return first, fraction(alpha, beta, first, out)


@compiled
def make_linear_in(
    alpha: float, beta: float, noise: float, signal: float, room: Vector
) -> Curve:  # fmt: skip
    """Build the linear signal's curve in a room that holds its coefficients as long as it is used."""
    s = alpha + beta
    first, second = fractions(alpha, beta, room)
    k0 = beta / s
    return Curve(
        LINEAR, 1, k0, noise * k0, noise * k0 + signal, alpha, beta, noise, signal,
        log_beta_norm(alpha, beta), math.log(alpha / s), math.log(k0), first, room[:second],
    )  # fmt: skip


@compiled
def make_linear(alpha: float, beta: float, noise: float, signal: float) -> Curve:
    """Build the linear signal's curve from ω, the share of the prior in F's posterior, and 1 − ω (T2)."""
    return make_linear_in(alpha, beta, noise, signal, np.empty(ROOM))


# coordinates on either side of the mode, as a share of the way to where v or 1 − v underflows
_FAR_ODDS = 667.0  # log-odds of a visit probability of 1e-290
_FAR_SPREAD = 37.0  # the same in standard deviations of a normal signal


@compiled_lean
def linear_ladder(curve: Curve, offset: float, size: int, out: Vector) -> None:
    """Place an odd number of coordinates, ends included: dense around the mode, geometric in the tails.

    ``offset`` shifts them by a share of a step, so that two searches can use different nodes. What of the
    last eight is left over is at the end too.
    """
    spread = math.sqrt(1.0 / curve.alpha + 1.0 / curve.beta)
    scale, centre = min(1.0, spread), math.log(curve.beta / curve.alpha)
    first = 6.0  # initial slope: a step is first/half of a standard deviation at the mode
    half = (size - 3) // 2
    far, near = _FAR_SPREAD * spread, first * scale
    low, high = max(_FAR_ODDS / curve.beta, far), max(_FAR_ODDS / curve.alpha, far)
    low, high = min(1.0, (near / low) ** (1.0 / 3.0)), min(1.0, (near / high) ** (1.0 / 3.0))
    per_low, per_high = 1.0 / (half - offset), 1.0 / (half + offset)
    for j in range(0, size, 8):
        i = order() + float(j - half - 1)
        weak = i > 0.0
        u = select(weak, (i + offset) * per_high, (i + offset) * per_low)
        left = 1.0 - abs(u) * (1.0 - select(weak, high, low))
        store(out, j, centre + near * u / (left * left * left))
    out[0] = -np.inf
    for j in range(size - 1, 8 * ((size + 7) // 8)):
        out[j] = np.inf
