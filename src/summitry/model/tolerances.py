"""Every numerical tolerance of summitry: name, unit, default and the reason for it."""

from __future__ import annotations

from typing import NamedTuple


class Tolerance(NamedTuple):
    """One tolerance."""

    value: float
    unit: str
    why: str


TOLERANCES: dict[str, Tolerance] = {
    "gain": Tolerance(
        1e-9,
        "payoff",
        "largest gain from a deviation that a certificate passes, before the Ψ part (T5)",
    ),
    "gain_per_psi": Tolerance(
        1e-12,
        "payoff per Ψ",
        "part of it that grows with Ψ; looser passes non-equilibria at large Ψ (T5)",
    ),
    "sign": Tolerance(
        2e-13,
        "relative",
        "benefit and cost of a deal closer than this count as equal: rounding of W",
    ),
    "acceptance": Tolerance(
        1e-12,
        "payoff per 1+Ψ",
        "L accepts an unexpected deal only for a gain above this: rounding again",
    ),
    "solver_step": Tolerance(
        0.5,
        "log-odds of v",
        "spacing of the solver's nodes near v = ½; they spread out in the tails",
    ),
    "checker_step": Tolerance(
        0.325,
        "log-odds of v",
        "spacing of the checker's nodes: finer than, and different from, the solver's",
    ),
    "belief": Tolerance(
        1e-9, "probability", "difference between saved and re-derived beliefs that `verify` allows"
    ),
    "split": Tolerance(
        1e-7,
        "probability",
        "largest mass of signals within rounding of F's threshold: below what 10^12 plays can see",
    ),
    "skewness": Tolerance(
        0.1,
        "skewness of a mean",
        "a simulated mean more skewed than this is not near enough to normal for a z-score",
    ),
    "constant": Tolerance(
        1e-12,
        "relative",
        "what does not vary between plays must agree with the model to this rounding",
    ),
}

GAIN = TOLERANCES["gain"].value
GAIN_PER_PSI = TOLERANCES["gain_per_psi"].value
SIGN = TOLERANCES["sign"].value
ACCEPTANCE = TOLERANCES["acceptance"].value
SOLVER_STEP = TOLERANCES["solver_step"].value
CHECKER_STEP = TOLERANCES["checker_step"].value
BELIEF = TOLERANCES["belief"].value
SPLIT = TOLERANCES["split"].value
SKEWNESS = TOLERANCES["skewness"].value
CONSTANT = TOLERANCES["constant"].value


def allowed_gain(psi: float) -> float:
    """Largest deviation gain that a certificate passes, 1e-9 + 1e-12·Ψ (T5).

    Parameters
    ----------
    psi
        L's office-holding benefit Ψ. With Ψ = ∞ L's gains are removal probabilities and 1 stands for Ψ.

    Examples
    --------
    >>> allowed_gain(1000.0)
    2e-09
    """
    scale = 1.0 if psi == float("inf") else psi
    return GAIN + GAIN_PER_PSI * scale
