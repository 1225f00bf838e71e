"""Conditions under which a claim that fails somewhere holds: each says something about the model (T5).

None is fitted to draws. A condition is about a whole model (one equilibrium, Ψ = ∞, σ = 0) or about single
equilibria, by a formula in the chapter on closed bargaining.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..engine import ALPHA, BETA, K_MAX, PRECISION, PSI, SIGMA, Q
from .claim import Condition, Evaluate, Evaluation, evaluated
from .sample import Answer, Deals, Need, Sample

Table = NDArray[np.float64]
Mask = NDArray[np.bool_]
Slots = Callable[[Sample, Answer], Mask]  # which equilibria with visits a condition admits
OFFSET = 1e-3  # log-odds of v between the deals that a slope is taken from
BEYOND = np.array([1e-4, 1e-3, *np.linspace(0.01, 1.0, 62)])  # of the log-odds above F's root
CLEAR = 1e-4  # slope of a left side in log-odds, relative to its parts, that is no error of the differences


About = TypeVar("About", bound=Hashable)


def _once(compute: Callable[[Sample, About], Mask]) -> Callable[[Sample, About], Mask]:
    """Work out which models or equilibria a condition admits once for all claims on a sample."""

    @wraps(compute)
    def kept(sample: Sample, about: About) -> Mask:
        key = compute, about
        if key not in sample.kept:
            sample.kept[key] = compute(sample, about)
        found: Mask = sample.kept[key]
        return found

    return kept


class Where(NamedTuple):
    """A condition before it is applied to a claim.

    Attributes
    ----------
    text
        To follow "holds where".
    rows
        Which models it admits, given the protocols that the claim is about; None for all.
    slots
        Which equilibria with visits it admits; None for all.
    into
        Change that brings a model into it.
    proof
        Where the documentation proves the claim under it.
    """

    text: str
    rows: Callable[[Sample, tuple[Need, ...]], Mask] | None = None
    slots: Slots | None = None
    into: str = ""
    proof: str | None = None


def under(
    wheres: Iterable[Where], evaluate: Evaluate, needs: Iterable[Need],
    choose: Callable[[Slots], Evaluate] | None = None,
) -> tuple[Condition, ...]:  # fmt: skip
    """Apply conditions to a claim.

    Parameters
    ----------
    wheres
        The conditions.
    evaluate, needs
        The claim's; for a comparison, the needs before the change.
    choose
        Makes the evaluation of the claim at chosen equilibria.
    """
    protocols = tuple(needs)
    out = []
    for where in wheres:
        inside = evaluate
        if where.slots is not None and choose is not None:
            inside = choose(where.slots)
        if where.rows is not None:
            inside = _restricted(inside, where.rows, protocols)
        out.append(Condition(text=where.text, evaluate=inside, into=where.into, proof=where.proof))
    return tuple(out)


def _restricted(
    evaluate: Evaluate, rows: Callable[[Sample, tuple[Need, ...]], Mask], needs: tuple[Need, ...]
) -> Evaluate:
    """Make the evaluation of a claim at the models that a condition admits."""

    def inside(sample: Sample) -> Evaluation:
        found = evaluated(evaluate, sample)
        return Evaluation(np.where(rows(sample, needs), found.margin, np.nan), found.bound)

    return inside


@_once
def _one(sample: Sample, needs: tuple[Need, ...]) -> Mask:
    return np.asarray(np.all([sample.answer(*need).count == 1 for need in needs], axis=0))


def _office(sample: Sample, needs: tuple[Need, ...]) -> Mask:
    return np.asarray(np.isinf(sample.table[:, PSI]))


def _idle(sample: Sample, needs: tuple[Need, ...]) -> Mask:
    return np.asarray(sample.table[:, SIGMA] == 0.0)


ONE = Where("exactly one equilibrium exists", rows=_one)
OFFICE = Where("Ψ = ∞", rows=_office, into="inf")
NO_SALIENCE = Where("σ = 0", rows=_idle, into="sigma=0")


# --- formulas about single equilibria -------------------------------------------------------------


def _weak_visit(sample: Sample, answer: Answer) -> Mask:
    """Admit σ ≥ κ/k₀: a visit says no more than that F wanted a favour."""
    sigma = sample.table[:, SIGMA, None]
    return np.asarray(sigma * answer.get("weakness_prior") >= answer.get("weakness_visit"))


def _benefit(sample: Sample, answer: Answer) -> tuple[Table, Table]:
    """Return (Ψ/c)(k₀−κ)(κ−σk₀)/(1−σv) and z, the two parts of [mutual] per visit."""
    sigma, psi, c = (sample.table[:, column, None] for column in (SIGMA, PSI, K_MAX))
    kappa, k0 = answer.get("weakness_visit"), answer.get("weakness_prior")
    drop = answer.get("weakness_no_visit") - kappa  # (k₀−κ)/(1−σv), with all its digits
    infinite = np.isinf(psi)
    worth = np.where(infinite, 1.0, psi) / c * drop * (kappa - sigma * k0)
    return worth, np.where(infinite, 0.0, answer.get("concession"))


def _worth_its_price(sample: Sample, answer: Answer) -> Mask:
    """Admit the equilibria in which [mutual] is not negative."""
    worth, price = _benefit(sample, answer)
    return np.asarray(worth >= price)


def _not_worth_its_price(sample: Sample, answer: Answer) -> Mask:
    """Admit the equilibria in which [mutual] is not positive."""
    worth, price = _benefit(sample, answer)
    return np.asarray(worth <= price)


def _around(sample: Sample, answer: Answer, steps: int) -> tuple[Deals, int]:
    """Evaluate deals at each equilibrium and this many steps of log-odds to either side, side by side."""
    v, stay = answer.get("visit_probability"), answer.get("no_visit_probability")
    inside = (v > 0.0) & (stay > 0.0)
    v, stay = np.where(inside, v, 0.5), np.where(inside, stay, 0.5)
    factors = np.exp(OFFSET * np.arange(-steps, steps + 1))
    more = v[:, :, None] * factors
    total = more + stay[:, :, None]
    rows = sample.rows
    deals = sample.deals(
        (more / total).reshape(rows, -1), (stay[:, :, None] / total).reshape(rows, -1)
    )
    return deals, v.shape[1]


def _falls(value: Table, scale: Table, answer: Answer) -> Mask:
    """Return at which equilibria with 0 < v < 1 the last column lies clearly below the first."""
    middle = (answer.get("visit_probability") > 0.0) & (answer.get("no_visit_probability") > 0.0)
    width = OFFSET * (value.shape[2] - 1)
    with np.errstate(invalid="ignore"):
        drop = value[:, :, 0] - value[:, :, -1]
    return np.asarray(middle & (drop > CLEAR * width * scale.max(2)))


def _f_sides(sample: Sample, answer: Answer) -> tuple[Table, Table]:
    """Evaluate both sides of [F-eq] on either side of every equilibrium."""
    deals, slots = _around(sample, answer, 1)
    sigma, psi, c = (sample.table[:, column, None] for column in (SIGMA, PSI, K_MAX))
    worth = psi / c * deals.kappa * deals.vc * deals.spread / (1.0 - sigma + sigma * deals.vc)
    shape = (sample.rows, slots, 3)
    return worth.reshape(shape), deals.price.reshape(shape)


@_once
def _worth_falls(sample: Sample, answer: Answer) -> Mask:
    """Admit equilibria at which the most L would pay, (Ψ/c)κ(k₀−κ)/(1−σv), falls in v."""
    worth, _ = _f_sides(sample, answer)
    return _falls(worth, worth, answer)


@_once
def _f_equation_falls(sample: Sample, answer: Answer) -> Mask:
    """Admit equilibria at which (Ψ/c)κ(k₀−κ)/(1−σv) − z falls in v."""
    worth, price = _f_sides(sample, answer)
    return _falls(worth - price, worth + price, answer)


@_once
def _l_equation_falls(sample: Sample, answer: Answer) -> Mask:
    """Admit equilibria at which the left side of [L-eq] falls in v; linear signals, for m' = (1−ω)/f(b)."""
    deals, slots = _around(sample, answer, 2)
    table = sample.table
    sigma, q, psi, c, n = (table[:, i, None] for i in (SIGMA, Q, PSI, K_MAX, PRECISION))
    infinite = np.isinf(psi)
    power, money = np.where(infinite, 1.0, psi) / c, np.where(infinite, 0.0, 1.0)
    excess = deals.m - deals.kappa
    # with x the log-odds of v, v·m'(v) = (dm/dx)/(1 − v), and dm = −(1 − ω) db: b keeps its digits near v = 1
    own = n / (table[:, ALPHA, None] + table[:, BETA, None] + n)
    b = (deals.threshold / n).reshape(sample.rows, slots, 5)
    slope = np.zeros_like(b)
    slope[:, :, 1:-1] = (b[:, :, :-2] - b[:, :, 2:]) / (2.0 * OFFSET)
    with np.errstate(divide="ignore", invalid="ignore"):  # 1 − v may underflow
        steep = own * slope.reshape(sample.rows, -1) / deals.vc
        gained = power * deals.m * deals.vc * deals.spread / (1.0 - sigma + sigma * deals.vc)
    shown = power * q * deals.kappa * excess
    others = deals.steepness * (q * deals.m * excess + deals.kappa * steep) / c
    cost = money * (deals.price + others)
    shape = (sample.rows, slots, 5)
    value, scale = (gained - shown - cost).reshape(shape), (gained + shown + cost).reshape(shape)
    return _falls(value[:, :, 1:-1], scale[:, :, 1:-1], answer)


@_once
def _f_largest(sample: Sample, needs: tuple[Need, ...]) -> Mask:
    """Admit models in which (Ψ/c)κ(k₀−κ)/(1−σv) stays below z(v) beyond F's last equilibrium."""
    answer = sample.answer("", "F")
    v, stay = answer.get("visit_probability"), answer.get("no_visit_probability")
    last = np.nanmax(np.where(answer.visits, v, -1.0), axis=1)
    rest = np.where(answer.visits & (v == last[:, None]), stay, np.inf).min(1)
    inside = (last > 0.0) & (rest > 0.0) & np.isfinite(rest)
    inside &= rest > 1e-15  # nothing to look at between v and 1
    odds = np.log(np.where(inside, last, 0.5) / np.where(inside, rest, 0.5))
    # from just above F's own root to where 1 − v is the smallest that a double holds beside v
    more = np.exp(odds[:, None] + np.outer(np.maximum(36.0 - odds, 1.0), BEYOND))
    deals = sample.deals(more / (1.0 + more), 1.0 / (1.0 + more))
    sigma, psi, c = (sample.table[:, column, None] for column in (SIGMA, PSI, K_MAX))
    worth = psi / c * deals.kappa * deals.vc * deals.spread / (1.0 - sigma + sigma * deals.vc)
    return np.asarray(inside & (worth < deals.price).all(1))


CLOSED = "theory/closed.md: "
WEAK_VISIT = Where("σ ≥ κ/k₀", slots=_weak_visit, proof=CLOSED + "What L gains in general")
WORTH = Where(
    "(Ψ/c)(k₀−κ)(κ−σk₀)/(1−σv) ≥ z",
    slots=_worth_its_price,
    proof=CLOSED + "What L gains in general",
)
NOT_WORTH = Where(
    "(Ψ/c)(k₀−κ)(κ−σk₀)/(1−σv) ≤ z", slots=_not_worth_its_price,
    proof=CLOSED + "What L gains in general",
)  # fmt: skip
WORTH_FALLS = Where(
    "(Ψ/c)κ(k₀−κ)/(1−σv) falls in v", slots=_worth_falls, proof=CLOSED + "What moves an equilibrium"
)
F_FALLS = Where(
    "(Ψ/c)κ(k₀−κ)/(1−σv) − z falls in v", slots=_f_equation_falls,
    proof=CLOSED + "What moves an equilibrium",
)  # fmt: skip
L_FALLS = Where(
    "the left side of [L-eq] falls in v", slots=_l_equation_falls,
    proof=CLOSED + "What moves an equilibrium",
)  # fmt: skip
F_LARGEST = Where(
    "[F-eq] has no root with more visits than F's",
    rows=_f_largest,
    proof=CLOSED + "Bargaining power",
)
