"""What an answer means, in two or three sentences for a political scientist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .solution import Equilibrium
from .status import Status

if TYPE_CHECKING:
    from .mixed import MixedEquilibrium
    from .solution import Solution


def explain(solution: Solution) -> str:
    """Explain in words what a solution means.

    Parameters
    ----------
    solution
        The answer of one protocol.

    Returns
    -------
    str
        Two or three sentences for each equilibrium, or why there is none.
    """
    said = [f"{solution.label[0].upper()}{solution.label[1:]}: {solution.status.value}."]
    if solution.status is Status.NONE:
        said.append(_none(solution))
    said += list(solution.notes)
    said += [_equilibrium(eq) for eq in solution.equilibria]
    said += [_mixed(eq) for eq in solution.mixed]
    return " ".join(said)


def _none(solution: Solution) -> str:
    """Explain what breaks the nearest candidate, and which off-path rule would support no visits."""
    nearest = min(solution.rejected, key=lambda eq: eq.max_gain)
    say = f"In the candidate that comes nearest somebody deviates: {nearest.certificate.best}."
    if solution.strategies == "mixed":
        say = f"Nor is there one in mixed strategies. {say}"
    if solution.supporting_reading is None:
        return f"{say} No reading of an unexpected visit would support no visits."
    return (
        f"{say} No visits would be an equilibrium if an unexpected visit with unseen price were read as "
        f"weakness {solution.supporting_reading:.4g} or more."
    )


def _equilibrium(eq: Equilibrium) -> str:
    """Explain what one equilibrium means."""
    if eq.concession is None:
        return (
            "No visit is ever bought; C keeps her prior and the risk of removal is "
            f"{eq.removal_isolated:.1%}, as in isolation."
        )
    gain = eq.payoff_L_salient - eq.payoff_L_isolated
    verdict = "neither gains nor loses"
    if eq.is_resource_curse:
        verdict = f"is worse off by {-gain:.4g}: a diplomatic resource curse"
    elif eq.is_mutually_beneficial:
        verdict = f"gains {gain:.4g}, as F does: the deal is mutually beneficial"
    return (
        f"L pays {eq.concession:.4g} for a visit that happens with probability "
        f"{eq.visit_probability:.3g}; C's perceived weakness falls from {eq.weakness_prior:.3g} to "
        f"{eq.weakness_visit:.3g} after a visit and rises to {eq.weakness_no_visit:.3g} without one. "
        f"Against isolation, L, when F wants a favour, {verdict}; before that is known the risk of removal "
        f"is {eq.removal_ex_ante:.2%}, never below the {eq.removal_isolated:.2%} of isolation."
    )


def _mixed(eq: MixedEquilibrium) -> str:
    """Explain what one equilibrium in mixed strategies means."""
    names, other = ("F demands", "L") if eq.proposer == "F" else ("L offers", "F")
    offers = [
        f"{offer.concession:.4g} with probability {offer.offered:.3g} (visits: {offer.visit_probability:.3g}"
        + (f"; {other} accepts with probability {offer.accepted:.3g})" if offer.accepted < 1.0 else ")")
        for offer in eq.offers
    ]
    idle = 1.0 - sum(offer.offered for offer in eq.offers)
    if eq.proposer == "L" and idle > 1e-9:
        offers.append(f"nothing with probability {idle:.3g}")
    tipping = ", a tipping point between others" if eq.index < 0 else ""
    return (
        f"In mixed strategies{tipping}: {names} {', or '.join(offers)}. A visit happens with probability "
        f"{eq.visit_probability:.3g} when F wants a favour; C's perceived weakness is "
        f"{eq.weakness_visit:.3g} after one whose price she does not see and "
        f"{eq.weakness_no_visit:.3g} without one."
    )
