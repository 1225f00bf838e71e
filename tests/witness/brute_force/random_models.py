"""Random models over the wide ranges of the solver's audit (Sobol points), for ``brute.py``."""

import numpy as np
from scipy.stats import qmc

NAMES = ("alpha", "beta", "n", "tau", "rho", "r", "sigma", "q", "psi", "kind", "k_max")


def draw(count, seed, information="linear"):
    """Draw models as dicts.

    α, β ∈ [e⁻¹, e³], n ∈ [0.5, 200] (binomial: uniform on 1 … 30) and Ψ ∈ [2, 2000] are
    log-uniform, Ψ = ∞ one time in eight; τ ∈ [0, 1], ρ ∈ [0, 2], r, σ, q ∈ [0, 1] and
    k_max ∈ [1, 5] are uniform.
    """
    size = 1 << max(0, int(np.ceil(np.log2(count))))
    points = qmc.Sobol(len(NAMES), scramble=True, seed=seed).random(size)[:count]
    return [model(dict(zip(NAMES, map(float, p), strict=True)), information) for p in points]


def model(unit, information):
    """Map one point of the unit cube to a model."""

    def log_uniform(low, high, share):
        return float(np.exp(np.log(low) + share * np.log(high / low)))

    n = log_uniform(0.5, 200.0, unit["n"]) if information == "linear" else 1 + int(30 * unit["n"])
    return {
        "alpha": float(np.exp(4 * unit["alpha"] - 1)),
        "beta": float(np.exp(4 * unit["beta"] - 1)),
        "n": n,
        "sigma": unit["sigma"],
        "q": unit["q"],
        "tau": unit["tau"],
        "rho": 2 * unit["rho"],
        "r": unit["r"],
        "psi": float("inf") if unit["kind"] < 1 / 8 else log_uniform(2.0, 2000.0, unit["psi"]),
        "k_max": 1 + 4 * unit["k_max"],
        "information": information,
    }
