"""Equilibria in mixed strategies: what T11 proves of them, and what it only observes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine import ALPHA, K_MAX, PSI, SIGMA
from ..equilibrium.mixed import KIND_NAMES
from .claim import OF_PSI, PROBABILITY, YES_OR_NO, Claim, Evaluate, Evaluation, evaluated, opposite
from .compare import least
from .readings import reading_limit
from .sample import Profiles, Sample

Table = NDArray[np.float64]
_PAGE = "theory/mixed.md: {}"
_NO_VISITS, _VISITS, _, TWO, LEG, TWO_OR_NONE = range(len(KIND_NAMES))
_ALIKE = (
    "visit_probability_1", "concession_1", "struck_1", "weakness_visit", "weakness_no_visit", "payoff_F",
)  # fmt: skip
SAME = 1e-6  # relative: two polished profiles further apart than this are two
_CERTAIN = 1.0 - 1e-9  # visits: beyond the last double, signals say what certain visits do
FINITE = "σ < 1, finite Ψ; either proposes"


def _either(*sides: Evaluate) -> Evaluate:
    """Join the same statement about either proposer: the worse margin counts."""

    def evaluate(sample: Sample) -> Evaluation:
        both = [evaluated(side, sample) for side in sides]
        margins = np.stack([found.margin for found in both], axis=1)
        bound = np.max([np.broadcast_to(found.bound, sample.rows) for found in both], axis=0)
        return Evaluation(least(margins, np.ones(margins.shape, bool)), bound)

    return evaluate


def existing(sample: Sample, found: Profiles) -> Table:
    """Judge whether there is an equilibrium."""
    return _signs(found.solved, found.exists)


def strongest(sample: Sample, found: Profiles) -> Table:
    """Judge whether one exists under Assumption 1: with visits, or with m(0) for the smallest reading."""
    kind, m_first = found.get("kind"), sample.shape.m_first[:, None]
    kept = (kind > _NO_VISITS) | (found.get("weakness_visit") <= m_first * (1.0 + 1e-12))
    return _signs(found.solved, kept.any(1))


def _signs(applies: Any, holds: Any) -> Table:
    """Return 1 where a statement holds, −1 where it fails, NaN where it does not apply."""
    return np.where(applies, np.where(holds, 1.0, -1.0), np.nan)


def _counted(
    judge: Callable[[Sample, Profiles], Table], change: str = "", off_path: int = engine.SMALLEST
) -> Evaluate:
    """Judge every row by all its equilibria with either proposer."""

    def side(proposer: str) -> Evaluate:
        return lambda sample: Evaluation(
            judge(sample, sample.mixed(proposer, change, off_path)), 0.0
        )

    return _either(side("F"), side("L"))


def odd(sample: Sample, found: Profiles) -> Table:
    """Judge whether an odd number of equilibria have an index, no visits that no mixture comes near apart."""
    index = found.get("index")
    number = (np.isfinite(index) & (index != 0.0)).sum(1)
    return _signs(found.exists, number % 2 == 1)


def accompanied(sample: Sample, found: Profiles) -> Table:
    """Judge whether a deal that is struck at times leaves room for another equilibrium."""
    kind = found.get("kind")
    others = (np.isfinite(kind) & (kind != LEG)).any(1)
    return _signs((kind == LEG).any(1), others)


def _only_legs(sample: Sample, found: Profiles) -> Table:
    """Judge whether with α ≥ 1 only one deal is ever mixed with none."""
    kind = found.get("kind")
    mixed, two = (kind >= TWO).any(1), np.isin(kind, (TWO, TWO_OR_NONE)).any(1)
    return _signs(mixed & (sample.table[:, ALPHA] >= 1.0), ~two)


def _surely_visited(sample: Sample, found: Profiles) -> Table:
    """Judge whether the dearer of two mixed deals is a visit for certain."""
    two = np.isin(found.get("kind"), (TWO, TWO_OR_NONE))
    certain = np.where(two, found.get("visit_probability_2") > _CERTAIN, True).all(1)
    return _signs(two.any(1), certain)


def matched(one: Table, other: Table) -> Table:
    """Return for every profile in ``one`` how far the nearest in ``other`` is, relative to the numbers.

    The last axis holds the numbers that are compared; profiles that are none are NaN.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        far = np.abs(one[:, :, None] - other[:, None]) / np.abs(one[:, :, None])
    worst = np.where(np.isnan(far).any(-1), np.inf, far.max(-1))
    return np.asarray(np.where(np.isnan(one).any(-1), np.nan, worst.min(2)))


def legs(found: Profiles, **factors: float | Table) -> Table:
    """Return the numbers of all deals that are struck at times, some of them multiplied."""
    here = found.get("kind") == LEG
    columns = [found.get(name) * factors.get(name, 1.0) for name in _ALIKE]
    return np.where(here[..., None], np.stack(columns, axis=-1), np.nan)


def _shared(false: float) -> Evaluate:
    """Compare every deal that L strikes at times with F's."""

    def evaluate(sample: Sample) -> Evaluation:
        own, other = sample.mixed("L"), sample.mixed("F")
        far = matched(legs(own, struck_1=false), legs(other))
        far[~other.solved] = np.nan
        return Evaluation(least(-far, np.ones(far.shape, bool)), SAME)

    return evaluate


def _salience(power: float) -> Evaluate:
    """Compare L's deals that are struck at times before and after σ rises: σy is constant, and all else."""

    def evaluate(sample: Sample) -> Evaluation:
        before, after = sample.mixed("L"), sample.mixed("L", "sigma+")
        with np.errstate(divide="ignore", invalid="ignore"):
            rarer = (sample.table[:, SIGMA] / sample.at("sigma+")[:, SIGMA])[:, None] ** power
        moved = legs(before, struck_1=rarer, payoff_F=rarer)
        far = matched(moved, legs(after))
        far[~after.solved] = np.nan
        return Evaluation(least(-far, np.ones(far.shape, bool)), SAME)

    return evaluate


def _loss(factor: float, cursed: bool = False) -> Evaluate:
    """Compare isolation − U_L(S=1) with σΨk₀(k₀V−E)/(c(1−σV)), in which (k₀V−E)/(1−σV) = V(k_N−κ̂)."""

    def side(proposer: str) -> Evaluate:
        def evaluate(sample: Sample) -> Evaluation:
            found = sample.mixed(proposer)
            sigma, psi, c = (sample.table[:, column, None] for column in (SIGMA, PSI, K_MAX))
            drop = found.get("weakness_no_visit") - found.get("weakness_visit")
            volume = found.get("visit_probability")
            with np.errstate(invalid="ignore"):
                exact = sigma * psi / c * found.get("weakness_prior") * volume * drop
            loss = found.get("payoff_L_isolated") - found.get("payoff_L_salient")
            kind = found.get("kind")
            told = kind >= TWO if proposer == "F" else kind == LEG
            margin = loss / psi if cursed else -np.abs(loss - factor * exact) / (psi + exact)
            return Evaluation(least(margin, told), 1e-12)

        return evaluate

    return _either(side("F"), side("L"))


def _one_peak(sample: Sample) -> Evaluation:
    """Take the least rise of 2κ − κ²/m: while it rises, L's gain at Ψ = ∞ has one peak."""
    deals = sample.grid_deals
    rises = np.diff(2.0 * deals.kappa - deals.kappa**2 / deals.m, axis=1)
    return Evaluation(rises.min(1), 1e-13)


def _claim(
    slug: str, statement: str, part: str, evaluate: Evaluate, false: str, control: Evaluate | None = None,
    region: str = FINITE, proof: str | None = None, information: str = "linear", share: int = 8,
    unit: str = YES_OR_NO, refuted: tuple[float, ...] = (),
) -> Claim:  # fmt: skip
    return Claim(
        id=f"mixed-{slug}", statement=statement, source=f"beyond the article; T11{part}", region=region,
        evaluate=evaluate, control_statement=false, control=control or opposite(evaluate),
        information=information, share=share, proof=None if proof is None else _PAGE.format(proof), unit=unit,
        refuted_by=refuted,
    )  # fmt: skip


def _existence(tag: str, signal: str, information: str, share: int) -> tuple[Claim, ...]:
    """Make the claims that are checked for both kinds of signal."""
    region = FINITE + signal
    return (
        _claim(
            f"existence{tag}", "With unexpected visits read as the smallest belief that supports no visits, "
            "an equilibrium in pure or mixed strategies exists", "", _counted(existing),
            "One exists with unexpected visits read as the strongest signal (Assumption 1)",
            _counted(strongest), region, "**Theorem.**", information, share,
        ),
        _claim(
            f"seen-prices{tag}", "If the price of every visit is seen (q = 1), an equilibrium in pure or "
            "mixed strategies exists under Assumption 1", " (a)",
            _counted(existing, "q=1", engine.STRONGEST), "None exists", None, region,
            "At q = 1", information, share,
        ),
        _claim(
            f"odd-number{tag}", "The number of equilibria is odd, all beliefs that support no visits counted "
            "as one, or as none if no mixture comes near them", " (e)", _counted(odd), "It is even", None,
            region, "add up to 1", information, share,
        ),
        _claim(
            f"tipping{tag}", "One deal that is struck at times, and else none, is never the only equilibrium",
            " (c)", _counted(accompanied), "It is the only one", None, region, "never the only equilibrium",
            information, share,
        ),
        _claim(
            f"same-leg{tag}", "Every deal that L strikes at times, and else none, is an equilibrium with F "
            "proposing too: the same v, z, y, beliefs and payoff of F", " (d)", _shared(1.0),
            "The same, struck 1 % more often", _shared(1.01), region, "whoever proposes", information, share,
            "relative difference",
        ),
        _claim(
            f"least-salience{tag}", "If σ rises, a deal that L strikes at times stays what it is, and is "
            "struck with probability σ_min/σ", " (h)", _salience(1.0), "With probability (σ_min/σ)²",
            _salience(2.0), region, "Least salience", information, share, "relative difference",
        ),
        _claim(
            f"loss{tag}", "In every mixed equilibrium with F proposing, and in every deal that L strikes at "
            "times, L's loss against isolation given S = 1 is σΨk₀(k₀V−E)/(c(1−σV))", " (f)", _loss(1.0),
            "It is 1 % larger", _loss(1.01), region, "What L loses", information, share, OF_PSI,
        ),
        _claim(
            f"curse{tag}", "In these L is worse off than in isolation given S = 1", " (f)",
            _loss(1.0, True), "L is better off", None, region, "What L loses", information, share, OF_PSI,
        ),
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (
    *_existence("", "", "linear", 8),
    *_existence("-binomial", "; binomial signal, n ≤ 30", "binomial", 8),
    _claim(
        "office-dominates", "At Ψ = ∞ nothing is mixed: 2κ − κ²/m rises in v, so that L's gain has one peak "
        "whatever C believes", " (b)", _one_peak, "It falls", None, "every model, all along the curve",
        "one peak", unit=PROBABILITY,
    ),
    _claim(
        "smallest-reading", "No visits with the smallest belief that supports them are a limit of profiles "
        "in which Bayes' rule holds after every visit: what L loses in these falls in proportion to the "
        "visits", " (g)", reading_limit, "What she loses does not fall", None,
        "σ < 1, finite Ψ; the smallest such belief is above m(0) and below κ of the deal that nearly pays",
        "The smallest reading", share=32, unit="order of what she loses in the visits, less ½",
    ),
    _claim(
        "linear-only-legs", "With the linear signal and α ≥ 1 every mixed equilibrium strikes one deal at "
        "times, and else none", ", open question", _counted(_only_legs), "It strikes two deals",
        region=FINITE + "; α ≥ 1, some equilibrium is mixed",
    ),
    _claim(
        "linear-certain-visit", "With the linear signal the dearer of two mixed deals is a visit for certain",
        ", observed", _counted(_surely_visited), "It is not",
        region=FINITE + "; some equilibrium has two deals",
        refuted=(0.11, 16.0, 0.61, 0.0, 0.00068, 1.3, 9.7, 0.8, 220000.0, 1.0),
    ),
)  # fmt: skip
