"""Every numerical tolerance that modules of Python share: value, unit and reason.

Those of the engine stand in ``engine/numeric/tolerances.hpp``; the first three here are the same.
"""

from __future__ import annotations

# Payoff: the largest gain from a deviation that a certificate passes, before the Ψ part (T5).
GAIN = 1e-9
# Payoff per Ψ: the part that grows with Ψ; looser passes non-equilibria at large Ψ (T5).
GAIN_PER_PSI = 1e-12
# Share of what is at stake, 1 + Ψ in a simulation: L accepts an unexpected deal only for a gain above this,
# which may be rounding.
ACCEPTANCE = 1e-12
# Probability: the difference between saved and re-derived beliefs that `verify` allows.
BELIEF = 1e-9
# Probability: the largest mass of signals within rounding of F's threshold; 10^12 plays cannot see less.
SPLIT = 1e-7
# Skewness of a mean: a simulated mean more skewed than this is not near enough to normal for a z-score.
SKEWNESS = 0.1
# Relative: what does not vary between plays must agree with the model to this rounding.
CONSTANT = 1e-12


def allowed_gain(psi: float) -> float:
    """Return the largest deviation gain that a certificate passes whatever is paid, 1e-9 + 1e-12·Ψ (T5).

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
