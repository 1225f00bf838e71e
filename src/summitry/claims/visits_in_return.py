"""Visits in return, and proof that there is no deal: what T13 adds to section 8 of the article.

Swaps are judged where both leaders are alike, at the visit probabilities at which claims on the visit subgame
are checked too: Ψ is then the one that makes the swap an equilibrium, since nothing else depends on it. The
chance η of a debt is the point's σ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine import K_MAX, PSI, RHO, SIGMA, TAU
from .claim import Claim, Evaluate, Evaluation, opposite
from .sample import Deals, Sample

Table = NDArray[np.float64]
_SOURCE = "beyond the article: §8's questions, T13.{}"
_PAGE = "visits-in-return.md: {}"


class _Swap(NamedTuple):
    """Symmetric swaps at visit probabilities, a column for each."""

    deals: Deals
    none: Table  # 1 − σv²
    drop: Table  # k₀ − κ
    worth: Table  # Ψ/c


def _column(sample: Sample, field: int) -> Table:
    return sample.table[:, field, None]


def _swaps(sample: Sample) -> _Swap:
    """Return the swaps with the Ψ at which E_i = 0 (T13.6, [swap])."""
    deals = sample.grid_deals
    sigma, c = _column(sample, SIGMA), _column(sample, K_MAX)
    none = (1.0 - sigma) + sigma * (deals.vc * (1.0 + deals.v))
    drop = deals.vc * deals.spread
    cost = _column(sample, TAU) + _column(sample, RHO) * deals.kappa * deals.m / c
    with np.errstate(all="ignore"):
        return _Swap(deals, none, drop, cost * none / (deals.kappa * drop))


def _least(margins: Table, bound: float) -> Evaluation:
    """Take the worst column of every row; a row in which nothing is defined does not apply."""
    found = np.where(np.isfinite(margins), margins, np.inf).min(1)
    return Evaluation(np.where(np.isfinite(found), found, np.nan), bound)


def _mutual(sample: Sample) -> Evaluation:
    """Hold the sign of a leader's gain, from payoffs, against the salience below which it gains."""
    swap = _swaps(sample)
    deals, c = swap.deals, _column(sample, K_MAX)
    sigma, tau, rho = (_column(sample, field) for field in (SIGMA, TAU, RHO))
    with np.errstate(all="ignore"):
        # the swap's worth by payoffs: what removal falls by, less what the visits cost
        both = deals.v * deals.v
        k0 = deals.kappa + swap.drop
        absent = deals.kappa + swap.drop / swap.none
        weak = both * deals.kappa
        saved = swap.worth * (k0 * k0 - weak * deals.kappa - (k0 - weak) * absent)
        gain = saved - both * (tau + rho * deals.kappa * deals.kappa / c)
        most = (
            rho
            * deals.kappa**2
            * (deals.m - deals.kappa)
            / (k0 * (c * tau + rho * deals.kappa * deals.m))
        )
        size = both * (tau + rho) + swap.worth * k0 * k0
        return _least(np.sign(most - sigma) * gain / size, 1e-12)


def _below_f(sample: Sample) -> Evaluation:
    """Measure what L would still gain from F's deal without default at the visits of a swap."""
    swap = _swaps(sample)
    sigma = _column(sample, SIGMA)
    with np.errstate(all="ignore"):
        seen = (1.0 - sigma) + sigma * swap.deals.vc
        return _least(np.where(swap.worth > 0.0, 1.0 / seen - 1.0 / swap.none, np.nan), 1e-12)


def _unstable(sample: Sample) -> Evaluation:
    """Take the larger eigenvalue of approval dynamics at a symmetric swap, per unit of its terms."""
    swap = _swaps(sample)
    deals, c = swap.deals, _column(sample, K_MAX)
    sigma, rho = _column(sample, SIGMA), _column(sample, RHO)
    with np.errstate(all="ignore"):
        rise = (deals.m - deals.kappa) / deals.v  # dκ/dv
        absence = swap.worth * deals.kappa * swap.drop * sigma * deals.v / swap.none**2
        own = absence - rho / c * (rise * deals.m + deals.kappa * deals.steepness / deals.v)
        cross = absence + swap.worth * rise * (swap.drop - deals.kappa) / swap.none
        largest = own + np.abs(cross)
        return _least(largest / (np.abs(own) + np.abs(cross)), 1e-9)


def _debt(sample: Sample, eta: Table) -> tuple[Table, Table]:
    """Return V₂/Ψ at the visit probabilities, from payoffs, and κ₂ − ηk₀."""
    deals, c = sample.grid_deals, _column(sample, K_MAX)
    drop = deals.vc * deals.spread
    k0, weak = deals.kappa + drop, deals.v * deals.kappa
    with np.errstate(all="ignore"):
        absent = (k0 - eta * weak) / ((1.0 - eta) + eta * deals.vc)
        worth = (k0 * k0 - weak * deals.kappa - (k0 - weak) * absent) / c
    return worth, deals.kappa - eta * k0


def _visible(sample: Sample) -> Evaluation:
    worth, _ = _debt(sample, np.ones((sample.rows, 1)))
    return _least(-worth, 1e-14)


def _debt_sign(sample: Sample) -> Evaluation:
    worth, lead = _debt(sample, _column(sample, SIGMA))
    return _least(worth * np.sign(lead), 1e-14)


def _partial(sample: Sample) -> Evaluation:
    """Hold R against its ends, nobody and everybody returning a visit, wherever a debt is worth something."""
    worth, _ = _debt(sample, _column(sample, SIGMA))
    deals, shape = sample.grid_deals, sample.shape
    owed = deals.kappa * deals.m  # what R exceeds τ₁ by, per unit of ρ₁/c₂
    low, high = shape.m_first[:, None] ** 2, (shape.k0 * shape.m_last)[:, None]
    inside = np.minimum(owed - low, high - owed) / high
    return _least(np.where(worth > 1e-14, inside, np.nan), 1e-14)


def _pooled(sample: Sample) -> Evaluation:
    """Measure what is lost by the leader who is visited when weak: −c_i/Ψ_i without its ρ."""
    deals, sigma = sample.grid_deals, _column(sample, SIGMA)
    drop = deals.vc * deals.spread
    k0 = deals.kappa + drop
    with np.errstate(all="ignore"):
        # approved are the weakest 1 − v; k_N by Bayes' rule
        kappa = deals.kappa + deals.spread
        share = sigma * deals.vc
        absent = (k0 - share * kappa) / (1.0 - share)
        return _least((kappa - absent) / k0, 1e-14)


def _absence(sample: Sample) -> Evaluation:
    """Measure what a deal costs L that she could have proved not to exist."""
    deals, psi = sample.grid_deals, _column(sample, PSI)
    office, money = np.where(np.isinf(psi), 1.0, psi), np.where(np.isinf(psi), 0.0, 1.0)
    loss = office * (deals.risk - deals.isolated) + money * deals.v * deals.price
    return _least(loss / (office * deals.isolated), 1e-14)


_ROWS: tuple[tuple[str, str, str, Callable[[Sample], Evaluation], str, str | None], ...] = (
    ("absence-ends-deals",
     "If L can prove that there is no deal, every deal is worth less to her than the proof", "5", _absence,
     "Some deal is worth more", "Proof of absence"),
    ("swap-mutual",
     "A swap between equals is mutually beneficial iff σ < ρκ²(m−κ)/(k₀(cτ+ρκm)), and cursed above", "6",
     _mutual, "It is beneficial above", "Net effect"),
    ("swap-below-F",
     "A swap between equals brings at most the visits that F's proposal without default would: at its visits "
     "L still gains from F's deal", "6", _below_f, "She loses", "Equivalence"),
    ("swap-unstable", "Approval dynamics lead away from a swap between equals", "6", _unstable,
     "They return to it", None),
    ("collusion", "A leader who is visited when weak loses by the visit: pooled intelligence sustains no "
     "swaps", "6", _pooled, "It gains", "Collusion"),
    ("debt-visible", "A debt that everybody knows of is worth nothing", "6", _visible,
     "It is worth something", "Visible debts"),
    ("debt-partial", "A debt is worth something only if R lies between what it is if nobody returns a visit "
     "and if everybody does", "6", _partial, "R lies outside", "Enforcement"),
    ("debt-worth", "The debt of a visit has the sign of κ₂ − ηk₀", "6", _debt_sign,
     "It has the opposite sign", "Visible debts"),
)  # fmt: skip


def _claim(
    slug: str, statement: str, section: str, evaluate: Evaluate, false: str, proof: str | None
) -> Claim:
    return Claim(
        id=f"return-{slug}", statement=statement, source=_SOURCE.format(section),
        region=f"{'both leaders alike; ' if section == '6' else ''}five visit probabilities",
        evaluate=evaluate, control_statement=false, control=opposite(evaluate),
        proof=None if proof is None else _PAGE.format(proof),
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = tuple(_claim(*row) for row in _ROWS)
