"""Constants of the C interface, and the numbers that go in and come out by name."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ..model.parameters import FIELDS
from .library import Array, address

# columns of a table of models: `FIELDS` decides their order
_COLUMN = {field.name: column for column, field in enumerate(FIELDS)}
ALPHA, BETA, PRECISION = (_COLUMN[name] for name in ("alpha", "beta", "n"))
SIGMA, Q, TAU, RHO, R = (_COLUMN[name] for name in ("sigma", "q", "tau", "rho", "r"))
PSI, K_MAX = _COLUMN["psi"], _COLUMN["k_max"]
PROPOSER_F, PROPOSER_L, OPEN_BARGAINING, OPEN_F = range(4)  # OPEN_BARGAINING: L proposes
NO_DEAL, INSIDE, END = -1, 0, 1  # kinds of candidates
NUMBERS, DECISIONS = 20, 5  # reported numbers of a profile, rows of a certificate
KIND, INDEX = NUMBERS, NUMBERS + 1  # in mixed strategies they follow, and four numbers of each offer
CERTIFICATE = 3 * DECISIONS + 1  # numbers of a certificate, `allowed` last
VISIT_RULE, AFTER_VISIT, AFTER_ABSENCE, PROPOSAL, ANSWER = range(DECISIONS)
SOLVER_GRID, CHECKER_GRID = 0, 1
LIMIT, UNBOUNDED = 1, 2  # what `Found.special` says of visits
STRONGEST, PRIOR, GIVEN, SMALLEST = range(4)  # rules for off-path beliefs
OUTCOME, TRACE, LIMIT_STEPS = 10, 15, 4
DEAL = {name: i for i, name in enumerate((
    "v", "vc", "kappa", "spread", "nu", "m", "price", "net", "threshold", "risk", "isolated",
    "gain_L", "payoff_F", "k_absent", "steepness",
))}  # fmt: skip
SHAPE = {name: i for i, name in enumerate((
    "k0", "m_first", "m_last", "price_never", "price_always", "price_rise", "kappa_rise", "nu_rise",
    "jensen", "jensen_gap", "deal_loss",
))}  # fmt: skip
TRACED = (
    "threshold", "visit_probability", "no_visit_probability", "concession", "weakness_visit",
    "weakness_no_visit", "removal_visit", "removal_no_visit", "removal_open", "removal_salient",
    "removal_not_salient", "payoff_F", "payoff_L_salient", "payoff_L_isolated", "removal_isolated",
)  # fmt: skip


class Point(NamedTuple):
    """A point of a weakness curve, or arrays of them; ``v·m'(v) = steep / flat`` (T2)."""

    v: Any
    vc: Any  # 1 − v
    kappa: Any
    spread: Any  # ν − κ
    m: Any
    excess: Any  # m − κ
    flat: Any
    steep: Any
    speed: Any  # dv/dx


class Game(NamedTuple):
    """The parameters of T1 that are not part of the weakness curve; with Ψ = ∞, Ψ is 1 and the price 0."""

    psi: float
    price: float
    c: float
    tau: float
    rho: float
    r: float
    sigma: float
    sigma_c: float  # 1 − σ
    q: float
    law: Array | None = None  # the table of C's cost law; None if it is uniform


class Assessment(NamedTuple):
    """A proposed equilibrium: strategies on the path, and the beliefs that C's cut-offs express (T5)."""

    open: bool
    proposer: int
    deal: bool
    segment: int
    x: float  # F's visit rule: the point of the curve it stops at
    price: float
    k_visit: float  # C's cut-off after a visit, or her off-path belief
    k_absent: float


class Continuation(NamedTuple):
    """What follows an unexpected deal (T5), or arrays of it."""

    v: Any
    price: Any
    gain_L: Any  # over refusing the deal
    payoff_F: Any
    kept: Any  # share of a higher price that F keeps in expectation


class Outcome(NamedTuple):
    """What a profile means for everybody (T5, "Reported values"); removals are probabilities."""

    removal_visit: Any
    removal_salient: Any
    removal_not_salient: Any
    removal_ex_ante: Any
    removal_isolated: Any
    payoff_F: Any
    payoff_L_salient: Any
    payoff_L_not_salient: Any
    payoff_L_isolated: Any
    payoff_C: Any


class Equations(NamedTuple):
    """The derived equations at points of the curve (T4, T5)."""

    f_equation: Any
    l_equation: Any
    absence_gap: Any
    highest_price: Any
    open_risk: Any
    concession_slope: Any


class Deals(NamedTuple):
    """Deals at points of the curve against a conjecture of C (T5)."""

    mean_rise: Any
    benefit: Any
    size: Any
    price: Any
    gain: Any
    gain_slope: Any


def make_game(
    psi: float, k_max: float, tau: float, rho: float, r: float, sigma: float, q: float,
    law: Array | None = None,
) -> Game:  # fmt: skip
    """Reduce parameters to what payoffs need; with Ψ = ∞ survival counts 1 and the price 0."""
    endless = math.isinf(psi)
    weights = (1.0, 0.0) if endless else (psi, 1.0)
    return Game(*weights, k_max, tau, rho, r, sigma, 1.0 - sigma, q, law)


def law_address(law: Array | None) -> int | None:
    """Return where the table of a cost law stands; None for the uniform law."""
    return None if law is None else address(law)


def model_row(game: Game, n: float = 1.0) -> Array:
    """Return a game as a row of a table of models; α and β, which the curve holds, are 1."""
    values = {
        "alpha": 1.0, "beta": 1.0, "n": n, "sigma": game.sigma, "q": game.q, "tau": game.tau,
        "rho": game.rho, "r": game.r, "psi": game.psi if game.price > 0.0 else math.inf, "k_max": game.c,
    }  # fmt: skip
    return np.array([values[name] for name in _COLUMN])
