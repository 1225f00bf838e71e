"""The models of the reference files: Sobol draws, limit cases, binomial and atoms models.

Everything is deterministic, and every number is a double that JSON keeps exactly.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from mpmath import mp, mpf
from scipy.stats import qmc

from .linear import beta_parts

SEED = 20240215
T10 = (
    dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30),
    dict(alpha=0.7, beta=1.6, n=5, tau=0.02, rho=1.3, r=0.9, sigma=0.8, q=0.25, psi=200),
    dict(alpha=4, beta=1.2, n=30.5, tau=0.3, rho=0.2, r=0.1, sigma=0.1, q=0.95, psi=60),
)
TRIPLE = dict(
    alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778,
    q=0.7715, psi=1312.86,
)  # fmt: skip
UNIFORM = dict(alpha=1, beta=1, n=10, tau=0.1, rho=1, r=0.5, sigma=0.4, q=0.5, psi=40)
FIRST_STEP = dict(
    alpha=1.875, beta=1.721, n=1, tau=0.348, rho=0.962, r=0.093, sigma=0.683, q=0.921, psi=9.504,
    information="binomial",
)  # fmt: skip


def model(**fields) -> dict:
    """A model dict of doubles in the order of T1."""
    ordered = {
        name: float(fields[name])
        for name in ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi")
    }
    ordered["k_max"] = float(fields.get("k_max", 1))
    extra = {name: fields[name] for name in ("information", "atoms") if name in fields}
    return ordered | extra


def sobol(count: int, seed: int = SEED) -> list[dict]:
    """Random models over the wide ranges of issue 2, rounded to 12 digits so that files are short.

    Parameters that appear as 0 or 1 only by a limit are left to `limits`.
    """
    u = qmc.Sobol(10, seed=seed).random(count)

    def log(column, lo, hi):
        return np.exp(np.log(lo) + (np.log(hi) - np.log(lo)) * column)

    columns = {
        "alpha": log(u[:, 0], math.exp(-1), math.exp(3)),
        "beta": log(u[:, 1], math.exp(-1), math.exp(3)),
        "n": log(u[:, 2], 0.5, 200),
        "tau": u[:, 3],
        "rho": 2 * u[:, 4],
        "r": u[:, 5],
        "sigma": u[:, 6],
        "q": u[:, 7],
        "psi": log(u[:, 8], 2, 2000),
        "k_max": 1 + 4 * u[:, 9],
    }
    rounded = {name: [float(f"{x:.12g}") for x in column] for name, column in columns.items()}
    return [model(**{name: column[i] for name, column in rounded.items()}) for i in range(count)]


LIMITS: dict[str, dict] = {
    "sigma=1": dict(sigma=1),
    "sigma=0": dict(sigma=0),
    "sigma=1-1e-9": dict(sigma=1 - 1e-9),
    "q=0": dict(q=0),
    "q=1": dict(q=1),
    "r=1": dict(r=1),
    "r=0": dict(r=0),
    "tau=0": dict(tau=0),
    "rho=0": dict(rho=0),
    "tau=0 r=1": dict(tau=0, r=1),
    "rho=0 r=0": dict(rho=0, r=0),
    "psi=inf": dict(psi=math.inf),
    "psi=inf sigma=0": dict(psi=math.inf, sigma=0),
    "psi=inf sigma=0 q=1": dict(psi=math.inf, sigma=0, q=1),
    "psi=inf sigma=1": dict(psi=math.inf, sigma=1),
    "psi=inf sigma=1 q=0": dict(psi=math.inf, sigma=1, q=0),
    "psi=inf q=0": dict(psi=math.inf, q=0),
    "psi=inf q=1": dict(psi=math.inf, q=1),
    "psi=inf q=1e-6": dict(psi=math.inf, q=1e-6),
    "psi=1e8": dict(psi=1e8),
    "psi=1e8 q=0": dict(psi=1e8, q=0),
    "psi=1e8 sigma=1": dict(psi=1e8, sigma=1),
    "psi=1e-3": dict(psi=1e-3),
    "n=1e-3": dict(n=1e-3),
    "n=1e-3 psi=1e6": dict(n=1e-3, psi=1e6),
    "n=1e6": dict(n=1e6),
    "n=1e6 sigma=1": dict(n=1e6, sigma=1),
    "alpha=.01": dict(alpha=0.01),
    "beta=.01": dict(beta=0.01),
    "alpha=beta=.01": dict(alpha=0.01, beta=0.01),
    "alpha=1e3": dict(alpha=1e3),
    "beta=1e3": dict(beta=1e3),
    "alpha=1e4 n=1e4": dict(alpha=1e4, n=1e4),
    "beta=1e4 n=1e4": dict(beta=1e4, n=1e4),
    "alpha=1e4 beta=1e3 n=1e6": dict(alpha=1e4, beta=1e3, n=1e6),
    "alpha=beta=1": dict(alpha=1, beta=1),
    "alpha=beta=1 sigma=1": dict(alpha=1, beta=1, sigma=1),
    "alpha=beta=1 q=0 psi=1e8": dict(alpha=1, beta=1, q=0, psi=1e8),
    "alpha=.5 sigma=1 q=0": dict(alpha=0.5, sigma=1, q=0),
    "alpha=.5 sigma=1 q=1": dict(alpha=0.5, sigma=1, q=1),
    "alpha=1.05 sigma=1": dict(alpha=1.05, sigma=1),
    "sigma=1 q=0": dict(sigma=1, q=0),
    "sigma=1 q=1": dict(sigma=1, q=1),
    "sigma=0 q=0": dict(sigma=0, q=0),
    "r=0 beta=20 alpha=.05": dict(r=0, beta=20, alpha=0.05),
    "k_max=5": dict(k_max=5),
}


def limits() -> list[tuple[str, dict]]:
    """Every limit applied to five models: those of T10, the triple and the uniform one."""
    bases = [*T10, TRIPLE, UNIFORM]
    return [
        (f"base {i}, {name}", model(**(base | change)))
        for name, change in LIMITS.items()
        for i, base in enumerate(bases)
    ]


def _economy(rng) -> dict:
    """Random bargaining parameters, two or three digits each."""
    return dict(
        tau=round(rng.uniform(0, 0.6), 3),
        rho=round(rng.uniform(0, 1.5), 3),
        r=round(rng.uniform(0, 1), 3),
        sigma=round(rng.uniform(0, 1), 3),
        q=round(rng.uniform(0, 1), 3),
        psi=round(math.exp(rng.uniform(1, 6)), 3),
        k_max=round(rng.choice([1.0, 1.0, rng.uniform(1, 3)]), 2),
    )


STEP_LIMITS = ("q=0", "q=1", "sigma=0", "sigma=1", "sigma=1 q=0", "r=1", "tau=0", "rho=0",
               "psi=inf", "psi=1e8", "psi=inf sigma=1", "sigma=1 q=1")  # fmt: skip


def binomials() -> list[tuple[str, dict]]:
    """Counts out of n = 1…30, and limits at small n."""
    rng = np.random.default_rng(SEED)
    cases = [("first step", model(**FIRST_STEP))]
    for n in [*range(1, 31), *(int(k) for k in rng.integers(2, 16, len(STEP_LIMITS)))]:
        prior = {name: round(math.exp(rng.uniform(-1, 2)), 3) for name in ("alpha", "beta")}
        change = {} if len(cases) < 31 else LIMITS[STEP_LIMITS[len(cases) - 31]]
        label = "" if len(cases) < 31 else ", " + STEP_LIMITS[len(cases) - 31]
        fields = _economy(rng) | prior | change
        cases.append((f"binomial n={n}{label}", model(n=n, information="binomial", **fields)))
    return cases


def partition_atoms(alpha: float, beta: float, cuts, truth: float) -> list[list[float]]:
    """Atoms of a real experiment: learn the cell of θ with probability `truth`, else a fresh one.

    Probabilities and weaknesses are rounded to doubles, so that the mean is k₀ to about 1e-16.
    """
    with mp.workdps(40):
        a, b = mpf(alpha), mpf(beta)
        whole, k0 = mp.beta(a, b), b / (a + b)
        edges = [mpf(0), *(mpf(c) for c in cuts), mpf(1)]

        def below(y, weak):
            if y in (0, 1):
                return y * mp.beta(a, b + weak)
            return beta_parts(a, b + weak, y, 1 - y)[0]

        atoms = []
        for lo, hi in pairwise(edges):
            p = below(hi, 0) - below(lo, 0)
            w = (below(hi, 1) - below(lo, 1)) / p
            atoms.append([float(p / whole), float(truth * w + (1 - truth) * k0)])
        return atoms


def atoms() -> list[tuple[str, dict]]:
    """Partitions of θ behind noise, exact dyadic lists, and a single atom."""
    rng = np.random.default_rng(SEED + 1)
    exact = (
        ("one atom", 1, 1, [[1.0, 0.5]]),
        ("two dyadic atoms", 1, 1, [[0.5, 0.3125], [0.5, 0.6875]]),
        ("three dyadic atoms", 2, 2, [[0.25, 0.375], [0.5, 0.5], [0.25, 0.625]]),
        ("four dyadic atoms", 3, 1, [[0.25, 0.125], [0.25, 0.1875], [0.25, 0.25], [0.25, 0.4375]]),
    )
    cases = [
        (name, model(alpha=a, beta=b, n=1, information="atoms", atoms=list_, **_economy(rng)))
        for name, a, b, list_ in exact
        for _ in range(1 if name == "one atom" else 2)
    ]
    for i, change in enumerate([{}, {}, {}, {}, {}, dict(sigma=1), dict(q=0), dict(psi=math.inf)]):
        prior = {name: round(math.exp(rng.uniform(-0.7, 1.5)), 2) for name in ("alpha", "beta")}
        cuts = np.unique(rng.uniform(0.05, 0.95, int(rng.integers(1, 7))).round(3))
        kinds = partition_atoms(prior["alpha"], prior["beta"], cuts, round(rng.uniform(0.3, 1), 2))
        fields = _economy(rng) | prior | change
        label = f"partition {i} " + " ".join(f"{k}={v}" for k, v in change.items())
        cases.append((label.strip(), model(n=1, information="atoms", atoms=kinds, **fields)))
    return cases
