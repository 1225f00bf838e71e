"""The game as a careful NumPy/SciPy user would solve it: vectorised, linear signal, finite Ψ, both proposers.

The reference of `bench_many.py`; nothing of summitry is used. 65 nodes b = sin²(πt/2) per model, one
incomplete beta per node (it gives both v and M), sign changes of [F-eq] and [L-eq], `elementwise.find_root`
for all of them at once, and a deviation scan over the nodes for every root and for no visits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import elementwise
from scipy.special import betainc, betaln

Array = NDArray[np.float64]
Fields = dict[str, Array]
NODES = np.sin(np.linspace(0.0, np.pi / 2, 67)[1:-1]) ** 2  # ends left out: v = 0 and v = 1


def curve(b: Array, f: Fields) -> tuple[Array, Array, Array, Array, Array]:
    """v, 1 − v, κ, m and the density of the signal at thresholds b (T2)."""
    alpha, beta, n = f["alpha"], f["beta"], f["n"]
    s = alpha + beta
    omega, pi = s / (s + n), beta / s
    below = betainc(alpha, beta, b)
    g = np.exp(alpha * np.log(b) + beta * np.log1p(-b) - f["log_b"])
    v, vc = 1.0 - below, below
    kappa = omega * pi + (1.0 - omega) * pi * (1.0 - (below + g / beta) / 1.0) / v
    return v, vc, kappa, omega * pi + (1.0 - omega) * (1.0 - b), g / (b * (1.0 - b))


def price(f: Fields, k: Array, m: Array) -> Array:
    """ζ(k, m) (T3)."""
    risk = k * m / f["k_max"]
    return (f["tau"] + f["rho"] * risk) / (1.0 - (1.0 - f["r"]) * risk)


def price_slope(f: Fields, k: Array, m: Array) -> Array:
    """dζ/dP (T5)."""
    left = 1.0 - (1.0 - f["r"]) * k * m / f["k_max"]
    return (f["rho"] + (1.0 - f["r"]) * f["tau"]) / (left * left)


def f_equation(b: Array, f: Fields) -> Array:
    """[F-eq] (T5)."""
    v, _, kappa, m, _ = curve(b, f)
    k0 = f["beta"] / (f["alpha"] + f["beta"])
    worth = f["psi"] / f["k_max"] * kappa * (k0 - kappa) / (1.0 - f["sigma"] * v)
    return worth - price(f, kappa, m)


def l_equation(b: Array, f: Fields) -> Array:
    """[L-eq] (T5)."""
    v, _, kappa, m, density = curve(b, f)
    k0 = f["beta"] / (f["alpha"] + f["beta"])
    rise = f["n"] / (f["alpha"] + f["beta"] + f["n"]) * v / density
    bracket = m * (k0 - kappa) / (1.0 - f["sigma"] * v) - f["q"] * kappa * (m - kappa)
    steep = f["q"] * m * (m - kappa) + kappa * rise
    cost = price(f, kappa, m) + price_slope(f, kappa, m) * steep / f["k_max"]
    return f["psi"] / f["k_max"] * bracket - cost


def gain(f: Fields, at: tuple[Array, ...], kappa: Array, k_absent: Array) -> Array:
    """W(v'; v*) (T5) for a conjecture (κ*, k_N)."""
    v, _, k, m, _ = at
    mean = f["q"] * k + (1.0 - f["q"]) * kappa
    return f["psi"] / f["k_max"] * v * k * (k_absent - mean) - v * price(f, mean, m)


def solve(fields: Fields) -> dict[str, Any]:
    """Find all roots of both equations, keep those that no node refutes, and test no visits."""
    f = {name: np.asarray(values, float)[:, None] for name, values in fields.items()}
    f["log_b"] = betaln(f["alpha"], f["beta"])
    at = curve(NODES[None, :], f)
    k0 = f["beta"] / (f["alpha"] + f["beta"])
    strongest = k0 * (f["alpha"] + f["beta"]) / (f["alpha"] + f["beta"] + f["n"])
    out: dict[str, Any] = {"no_visits": (gain(f, at, strongest, k0) <= 0.0).all(1)}
    for name, equation in (("F", f_equation), ("L", l_equation)):
        v, _, kappa, m, density = at
        values = equation(np.broadcast_to(NODES, v.shape), f)
        row, node = np.nonzero(values[:, :-1] * values[:, 1:] < 0.0)
        g = {key: value[row, 0] for key, value in f.items()}
        keys = list(g)
        found = elementwise.find_root(
            lambda b, *args, e=equation, k=keys: e(b, dict(zip(k, args, strict=True))),
            (NODES[node], NODES[node + 1]), args=tuple(g.values()),
        )  # fmt: skip
        b = found.x
        v, vc, kappa, m, density = curve(b, g)
        below = g["beta"] / (g["alpha"] + g["beta"]) - kappa
        k_absent = kappa + below / (1.0 - g["sigma"] * v)
        here = {key: value[:, None] for key, value in g.items()}
        nodes = tuple(part[row] for part in at)
        others = gain(here, nodes, kappa[:, None], k_absent[:, None])
        own = gain(g, (v, vc, kappa, m, density), kappa, k_absent)
        if name == "F":
            bad = ((others > 1e-9) & (b[:, None] > NODES)).any(1)
        else:
            bad = (others > own[:, None] + 1e-9).any(1) | (own < -1e-9)
        out[name] = {"row": row[~bad], "b": b[~bad], "v": v[~bad], "price": price(g, kappa, m)[~bad],
                     "kappa": kappa[~bad], "k_absent": k_absent[~bad], "gain": own[~bad]}  # fmt: skip
    return out
