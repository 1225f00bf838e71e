"""Mixed strategies under other laws of C's cost: what T11 proves for every law (T13).

Every statement is judged under each of `MIXED_LAWS`, with either proposer; the worst margin counts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine import K_MAX, PSI, SIGMA
from ..model.cost_laws import CostLaw
from .claim import OF_PSI, YES_OR_NO, Claim, Evaluate, Evaluation, opposite
from .compare import least
from .cost_laws import LAWS
from .mixed import FINITE, LEG, SAME, TWO, accompanied, existing, legs, matched, odd, strongest
from .sample import Profiles, Sample

Table = NDArray[np.float64]
MIXED_LAWS = LAWS[::2]
_TABULATED = 1e-11  # error of G in the tables, with a margin to spare
_UNDER = "; four laws of C's cost with c ≥ 1"


def _worst(judge: Callable[[Sample, CostLaw, str], Table], bound: float) -> Evaluate:
    """Judge a statement under every law with either proposer, NaN where it does not apply."""

    def evaluate(sample: Sample) -> Evaluation:
        margins = np.stack([judge(sample, law, side) for law in MIXED_LAWS for side in "FL"])
        return Evaluation(least(margins.T, np.ones(margins.T.shape, bool)), bound)

    return evaluate


def _counted(
    judge: Callable[[Sample, Profiles], Table], change: str = "", off_path: int = engine.SMALLEST
) -> Evaluate:
    """Judge every row by all its equilibria."""
    return _worst(
        lambda sample, law, side: judge(sample, sample.mixed(side, change, off_path, law)), 0.0
    )


def _chance(law: CostLaw, sample: Sample, k: Table) -> Table:
    """Return G at the beliefs of every profile."""
    x = np.nan_to_num(k) / sample.table[:, K_MAX, None]
    return np.asarray(law.panels.cdf(x.ravel()).reshape(x.shape))


def _loss(factor: float, cursed: bool = False) -> Evaluate:
    """Compare isolation − U_L(S=1) of mixed profiles with Ψk₀(G(k_N) − G(k₀)), or ask for its sign."""

    def judge(sample: Sample, law: CostLaw, side: str) -> Table:
        found, psi = sample.mixed(side, law=law), sample.table[:, PSI, None]
        loss = found.get("payoff_L_isolated") - found.get("payoff_L_salient")
        prior = found.get("weakness_prior")
        rise = _chance(law, sample, found.get("weakness_no_visit")) - _chance(law, sample, prior)
        kind = found.get("kind")
        told = kind >= TWO if side == "F" else kind == LEG
        with np.errstate(invalid="ignore"):
            exact = psi * prior * rise
            return least(loss / psi if cursed else -np.abs(loss - factor * exact) / psi, told)

    return _worst(judge, _TABULATED)


def _salience(power: float) -> Evaluate:
    """Compare L's deals that are struck at times before and after σ rises: σy is constant, and all else."""

    def judge(sample: Sample, law: CostLaw, side: str) -> Table:
        before, after = sample.mixed("L", law=law), sample.mixed("L", "sigma+", law=law)
        with np.errstate(divide="ignore", invalid="ignore"):
            rarer = (sample.table[:, SIGMA] / sample.at("sigma+")[:, SIGMA])[:, None] ** power
        far = matched(legs(before, struck_1=rarer, payoff_F=rarer), legs(after))
        far[~after.solved] = np.nan
        return least(-far, np.ones(far.shape, bool))

    return _worst(judge, SAME)


def _claim(
    slug: str, statement: str, part: str, evaluate: Evaluate, false: str, control: Evaluate | None = None,
    unit: str = YES_OR_NO,
) -> Claim:  # fmt: skip
    return Claim(
        id=f"law-mixed-{slug}", statement=f"Under any law of C's cost {statement}",
        source=f"beyond the article; T11{part}, T13.1", region=FINITE + _UNDER, evaluate=evaluate,
        control_statement=false, control=control or opposite(evaluate), share=32,
        proof="theory/what-if.md: Mixed strategies under any law", unit=unit,
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (
    _claim(
        "existence", "an equilibrium in pure or mixed strategies exists, with unexpected visits read as the "
        "smallest belief that supports no visits", "", _counted(existing),
        "One exists with unexpected visits read as the strongest signal (Assumption 1)", _counted(strongest),
    ),
    _claim(
        "seen-prices", "an equilibrium in pure or mixed strategies exists under Assumption 1 if the price of "
        "every visit is seen (q = 1)", " (a)", _counted(existing, "q=1", engine.STRONGEST), "None exists",
    ),
    _claim(
        "odd-number", "the number of equilibria is odd, all beliefs that support no visits counted as one, "
        "or as none if no mixture comes near them", " (e)", _counted(odd), "It is even",
    ),
    _claim(
        "tipping", "one deal that is struck at times, and else none, is never the only equilibrium", " (c)",
        _counted(accompanied), "It is the only one",
    ),
    _claim(
        "least-salience", "a deal that L strikes at times stays what it is if σ rises, and is struck with "
        "probability σ_min/σ", " (h)", _salience(1.0), "With probability (σ_min/σ)²", _salience(2.0),
        "relative difference",
    ),
    _claim(
        "loss", "L's loss against isolation given S = 1 is Ψk₀(G(k_N) − G(k₀)) in every mixed equilibrium "
        "with F proposing, and in every deal that L strikes at times", " (f)", _loss(1.0),
        "It is 1 % larger", _loss(1.01), OF_PSI,
    ),
    _claim(
        "curse", "L is worse off than in isolation given S = 1 in these", " (f)", _loss(1.0, True),
        "L is better off", None, OF_PSI,
    ),
)  # fmt: skip
