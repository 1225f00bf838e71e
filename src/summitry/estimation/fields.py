"""The fields of a specification: their indices, links and defaults, and the models that they make (T12)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine.costs import PARAMETERS

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Index:
    """A field that is estimated through an index, linear in columns of x.

    Attributes
    ----------
    symbol, meaning
        What it stands for.
    link
        ``"log"`` or ``"logit"``: the index is that of the field's value.
    has_constant
        Whether the index has a constant: not that of F's cost, whose scale is fixed by median τ = 1 at x = 0.
    """

    symbol: str
    meaning: str
    link: str
    has_constant: bool = True

    def index(self, value: float) -> float:
        """Return the index of a value in its domain."""
        return math.log(value / (1.0 - value)) if self.link == "logit" else math.log(value)

    def value(self, index: float) -> float:
        """Return the value of an index."""
        return 1.0 / (1.0 + math.exp(-index)) if self.link == "logit" else math.exp(index)

    def admits(self, value: float) -> bool:
        """Return whether a value has a finite index."""
        return 0.0 < value < (1.0 if self.link == "logit" else math.inf)

    @property
    def domain(self) -> str:
        """The domain in words."""
        return "between 0 and 1" if self.link == "logit" else "above 0"


INDICES = {
    "weakness_prior": Index("k₀", "L's weakness in the prior's eyes", "logit"),
    "sigma": Index("σ", "expected salience", "logit"),
    "tau": Index("τ", "F's median cost of a visit", "log", has_constant=False),
    "psi": Index("Ψ/c", "L's benefit of office per unit of C's cost", "log"),
    "k_max": Index("c", "C's largest cost of a challenge", "log"),
    "n": Index("n", "precision of F's intelligence", "log"),
    "prior_strength": Index("α+β", "strength of the prior, in observations", "log"),
    "rho": Index("ρ/c", "F's reputational cost per unit of C's cost", "log"),
    "q": Index("q", "concession transparency", "logit"),
    "cost_spread": Index("s_τ", "standard deviation of F's log cost that is not observed", "log"),
}
NAMES = tuple(INDICES)
WEAKNESS, SIGMA, TAU, PSI, K_MAX, N, STRENGTH, RHO, Q, SPREAD = range(len(NAMES))
FORMULAS = {"weakness_prior": "1", "sigma": "1", "tau": "0", "psi": "1", "k_max": "1"}  # defaults
GIVEN = {"r": 0.5, "cost_spread": 0.5}
BELIEFS = {"n": (12.0, 1.0), "prior_strength": (6.0, 1.0), "rho": (2.0, 1.0), "q": (0.6, 1.0)}
LARGEST_INDEX = 25.0  # beyond it a value is at the edge of what the engine solves


def expit(index: Matrix) -> Matrix:
    """Return the logistic function."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * index)))


def parameter_name(field: str, column: str) -> str:
    """Return the name of a parameter: of the coefficient of a column in a field's index."""
    return f"{field}:{column}"


class Models(NamedTuple):
    """Models of T5 made of indices: a row for each row of x.

    ``chain`` turns derivatives in the columns of the table into derivatives in the indices; τ and s_τ are not
    in it, since each row stands for all costs.
    """

    table: Matrix  # rows × parameters of the engine
    chain: Matrix  # rows × parameters × indices
    weakness: Matrix  # k₀
    sigma: Matrix
    k_max: Matrix
    median: Matrix  # ln of the median cost
    spread: Matrix  # s_τ
    valid: NDArray[np.bool_]  # whether the row is a model


def models(index: Matrix, r: float) -> Models:
    """Return the models of some indices (rows × indices), with τ = 1."""
    index = np.clip(index, -2.0 * LARGEST_INDEX, 2.0 * LARGEST_INDEX)
    k0, sigma, q = (expit(index[:, k]) for k in (WEAKNESS, SIGMA, Q))
    c, n, s = (np.exp(index[:, k]) for k in (K_MAX, N, STRENGTH))
    psi, rho = np.exp(index[:, PSI]) * c, np.exp(index[:, RHO]) * c
    strong = expit(-index[:, WEAKNESS])  # 1 − k₀, with all its digits
    table = np.column_stack(
        [s * strong, s * k0, n, sigma, q, np.ones_like(n), rho, np.full_like(n, r), psi, c]
    )
    chain = np.zeros((len(index), PARAMETERS, len(NAMES)))
    alpha, beta = engine.ALPHA, engine.BETA
    chain[:, alpha, WEAKNESS], chain[:, beta, WEAKNESS] = -s * k0 * strong, s * k0 * strong
    chain[:, alpha, STRENGTH], chain[:, beta, STRENGTH] = table[:, alpha], table[:, beta]
    chain[:, engine.PRECISION, N] = n
    chain[:, engine.SIGMA, SIGMA] = sigma * expit(-index[:, SIGMA])
    chain[:, engine.Q, Q] = q * expit(-index[:, Q])
    chain[:, engine.RHO, RHO] = chain[:, engine.RHO, K_MAX] = rho
    chain[:, engine.PSI, PSI] = chain[:, engine.PSI, K_MAX] = psi
    chain[:, engine.K_MAX, K_MAX] = c
    valid = (np.abs(index) <= LARGEST_INDEX).all(axis=1) & (c >= 1.0)
    return Models(table, chain, k0, sigma, c, index[:, TAU], np.exp(index[:, SPREAD]), valid)
