"""Nature's draws (T2), compiled: L's strength and F's signal together, each structure's draw once.

The generator is numpy's own; numba runs its distributions inside the kernels and takes the same bits from it
as numpy does.
"""

from __future__ import annotations

import numpy as np

from ._old._compile import compiled
from ._old.points import Vector


@compiled
def draw_prior(rng: np.random.Generator, alpha: float, beta: float) -> float:
    """Draw L's strength θ ~ Beta(α, β) (T1)."""
    if alpha == 1.0 and beta == 1.0:
        return rng.random()  # Jöhnk's algorithm for small α and β takes ten times as long
    return rng.beta(alpha, beta)


@compiled
def draw_linear(
    rng: np.random.Generator, alpha: float, beta: float, n: float
) -> tuple[float, float]:
    """Draw θ and A: A/n is the truth with probability n/(α+β+n), else a fresh draw from the prior (T2)."""
    strength = draw_prior(rng, alpha, beta)
    if rng.random() < n / (alpha + beta + n):
        return strength, n * strength
    return strength, n * draw_prior(rng, alpha, beta)


@compiled
def draw_binomial(
    rng: np.random.Generator, alpha: float, beta: float, n: float
) -> tuple[float, float]:
    """Draw θ from the prior and A | θ ~ Binomial(n, θ) (T2)."""
    strength = draw_prior(rng, alpha, beta)
    return strength, float(rng.binomial(int(n), strength))


@compiled
def draw_step(rng: np.random.Generator, cum_v: Vector) -> int:
    """Draw a step of the curve, counted from the strong end; ``cum_v`` are the curve's V[j] (T2, atoms)."""
    j = int(np.searchsorted(cum_v, rng.random(), side="right")) - 1
    return min(j, cum_v.size - 2)


@compiled
def fill_linear(
    rng: np.random.Generator, alpha: float, beta: float, n: float, strength: Vector, signal: Vector
) -> None:
    """Fill two arrays with draws of `draw_linear`."""
    for i in range(strength.size):
        strength[i], signal[i] = draw_linear(rng, alpha, beta, n)


@compiled
def fill_binomial(
    rng: np.random.Generator, alpha: float, beta: float, n: float, strength: Vector, signal: Vector
) -> None:
    """Fill two arrays with draws of `draw_binomial`."""
    for i in range(strength.size):
        strength[i], signal[i] = draw_binomial(rng, alpha, beta, n)


@compiled
def fill_steps(rng: np.random.Generator, cum_v: Vector, values: Vector, out: Vector) -> None:
    """Fill an array with the values of steps drawn by `draw_step`."""
    for i in range(out.size):
        out[i] = values[draw_step(rng, cum_v)]
