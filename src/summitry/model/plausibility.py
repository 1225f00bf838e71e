"""Whether the posteriors of an information structure average to the prior, as Bayes' rule requires (T2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import InputError

if TYPE_CHECKING:
    from .experiments import Curve
    from .information import Information

# posteriors typed with ten digits should pass; the curve's own mean is used after that
MEAN_TOLERANCE = 1e-9


def plausible_curve(structure: Information, alpha: float, beta: float, n: float) -> Curve:
    """Build the curve of an information structure whose posteriors average to the prior (T2).

    Raises
    ------
    InputError
        If they do not, unless the structure says so of itself (`bayes_plausible`).
    """
    curve = structure.curve(alpha, beta, n)
    prior = beta / (alpha + beta)
    if structure.bayes_plausible and not abs(curve.k0 - prior) <= MEAN_TOLERANCE:
        raise InputError(
            f"information {structure.kind!r}: the mean posterior weakness is {curve.k0:.12g}, but the "
            f"prior's is beta/(alpha+beta) = {prior:.12g}. They must agree to 1e-9, because the posteriors "
            "of every experiment average to the prior. Change the posteriors or their probabilities in "
            "curve, or alpha and beta, until plausibility_gap is zero."
        )
    return curve
