"""How likely C is to challenge, from the law of her cost (T1, T13.1), in plain formulas.

Each law's distribution function is written out again from its definition; nothing here reads the engine's
table. The integral of G is a sum by Gauss's rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.cost_laws import CostLaw

Array = NDArray[Any]
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)
_LOBATTO = np.cos(np.pi * np.arange(16, -1, -1) / 16)
_TERMS = 2000  # of a continued fraction


def distribution(law: CostLaw) -> Callable[[Any], Array]:
    """Return G as a function of K/k_max."""
    data = law.to_dict()
    kind = data["law"]
    if kind == "never":
        base = distribution(law.base)  # type: ignore[attr-defined]
        return lambda x: (1.0 - data["e"]) * base(x)
    if kind == "table":
        edges, values = np.array(data["edges"]), np.array(data["values"])
        return lambda x: _interpolated(edges, values, np.asarray(x, float))
    formulas: dict[str, Callable[[Array], Array]] = {
        "uniform": lambda x: np.minimum(x, 1.0),
        "power": lambda x: np.minimum(x, 1.0) ** data["p"],
        "kumaraswamy": lambda x: _kumaraswamy(data["a"], data["b"], np.minimum(x, 1.0)),
        "exponential": lambda x: -np.expm1(-data["rate"] * x),
        "lognormal": lambda x: normal((_log(x) - data["mu"]) / data["s"]),
        "beta": lambda x: _incomplete_beta(data["a"], data["b"], np.minimum(x, 1.0)),
    }
    return lambda x: np.asarray(formulas[kind](np.asarray(x, float)))


@lru_cache(maxsize=64)
def _distribution(law: CostLaw) -> Callable[[Any], Array]:
    return distribution(law)


def challenge(law: CostLaw, c: float, k: Any) -> Any:
    """Compute G(k), the probability that C challenges when she perceives weakness k."""
    return k / c if law.kind == "uniform" else _distribution(law)(np.asarray(k) / c)


def integral(law: CostLaw, c: float, k: float) -> float:
    """Compute I(k) = ∫₀ᵏ G, on panels that halve towards 0, and towards k_max if no cost is above it."""
    if law.kind == "uniform":
        return 0.5 * k * k / c
    last = min(k, c) if law.bounded else k
    rise = 0.5 ** np.arange(60, 0, -0.5)
    edges = np.unique(np.concatenate([[0.0, last], last * rise, c * (1.0 - rise)]))
    edges = edges[edges <= last]
    middles, halves = 0.5 * (edges[1:] + edges[:-1]), 0.5 * np.diff(edges)
    values = challenge(law, c, middles[:, None] + halves[:, None] * _NODES)
    return float((values @ _WEIGHTS * halves).sum() + (k - last) * challenge(law, c, last))


def density(law: CostLaw, x: Array, rest: Array) -> Array:
    """Compute the density of a bounded law at x = 1 − rest: of a prior of weakness (T13.2)."""
    data = law.to_dict()
    if data["law"] == "beta":
        a, b = data["a"], data["b"]
        norm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        return np.asarray(np.exp(norm + (a - 1.0) * _log(x) + (b - 1.0) * _log(rest)))
    if data["law"] == "kumaraswamy":
        a, b = data["a"], data["b"]
        left = -np.expm1(a * np.where(x < 0.5, _log(x), np.log1p(-rest)))
        return np.asarray(a * b * x ** (a - 1.0) * left ** (b - 1.0))
    if data["law"] == "power":
        return np.asarray(data["p"] * x ** (data["p"] - 1.0))
    return np.asarray(law.pdf(x))


def _log(x: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(x))


def _kumaraswamy(a: float, b: float, x: Array) -> Array:
    """Compute 1 − (1−xᵃ)ᵇ with all its digits where it is small."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(b * np.log1p(-(x**a))))


def normal(z: Array) -> Array:
    """Compute the distribution function of a standard normal variable."""
    values = [0.5 * math.erfc(-y / math.sqrt(2.0)) for y in np.ravel(z)]
    return np.array(values).reshape(np.shape(z))


def _incomplete_beta(a: float, b: float, x: Array) -> Array:
    """Compute I_x(a, b) by Euler's series, whose terms are all positive, at the nearer end."""
    near = x <= (a + 1.0) / (a + b + 2.0)
    first = np.where(near, x, 1.0 - x)
    p, q = np.where(near, a, b), np.where(near, b, a)
    # I_x(p, q) = xᵖ(1−x)^q/(p·B(p, q)) · Σ (p+q)_i/(p+1)_i · xⁱ
    total, term = np.ones_like(first), np.ones_like(first)
    for i in range(_TERMS):
        term = term * (p + q + i) / (p + 1.0 + i) * first
        total = total + term
        if (term <= 1e-17 * total).all():
            break
    norm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    with np.errstate(divide="ignore"):
        scale = np.exp(norm + p * np.log(first) + q * np.log1p(-first)) / p
    return np.asarray(np.where(near, scale * total, 1.0 - scale * total))


def _interpolated(edges: Array, values: Array, x: Array) -> Array:
    """Evaluate polynomials through 17 values of each panel by the barycentric formula."""
    y = np.clip(x, 0.0, 1.0)
    j = np.clip(np.searchsorted(edges, y, side="right") - 1, 0, edges.size - 2)
    t = 2.0 * (y - edges[j]) / (edges[j + 1] - edges[j]) - 1.0
    gaps = t[..., None] - _LOBATTO
    weights = (-1.0) ** np.arange(17)
    weights[[0, -1]] *= 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = weights / gaps
        found = (shares * values[j]).sum(-1) / shares.sum(-1)
    on_node = gaps == 0.0
    return np.asarray(np.where(on_node.any(-1), (values[j] * on_node).sum(-1), found))
