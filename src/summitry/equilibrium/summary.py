"""What an answer means, in a few sentences for a political scientist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .certificate import Deviation
from .solution import Equilibrium
from .status import Status

if TYPE_CHECKING:
    from .mixed import MixedEquilibrium
    from .solution import Solution

_DIGITS = range(3, 13)  # significant digits of a number; few are easier to read
_DECIMALS = range(2, 11)  # decimals of a percentage


def explain(solution: Solution) -> str:
    """Explain in words what a solution means.

    Parameters
    ----------
    solution
        The answer of one protocol.

    Returns
    -------
    str
        A few sentences for each equilibrium, or why there is none.
    """
    said = [f"{solution.label[0].upper()}{solution.label[1:]}: {solution.status.value}."]
    if solution.status is Status.NONE:
        said.append(_none(solution))
    said += list(solution.notes)
    said += [_equilibrium(eq) for eq in solution.equilibria]
    said += [_mixed(eq) for eq in solution.mixed]
    return " ".join(said)


def apart(value: float, other: float, percent: bool = False) -> tuple[str, str]:
    """Write two numbers with as few digits as show that they differ, but no more than twelve.

    Examples
    --------
    >>> apart(0.4, 0.390258), apart(0.5, 0.4999999), apart(0.16, 0.160039, percent=True)
    (('0.4', '0.39'), ('0.5', '0.4999999'), ('16.000%', '16.004%'))
    """
    for count in _DECIMALS if percent else _DIGITS:
        form = f".{count}{'%' if percent else 'g'}"
        first, second = format(value, form), format(other, form)
        if first != second:
            return first, second
    form = ".2%" if percent else ".4g"
    return format(value, form), format(other, form)


def _none(solution: Solution) -> str:
    """Explain what breaks the nearest candidate, and which off-path belief would support no visits."""
    if not solution.rejected:
        said = "No pair of deals satisfies both proposers' conditions and leaves nobody a better one."
        return f"{said} {_reading(solution)}"
    nearest = min(solution.rejected, key=lambda eq: eq.max_gain)
    said = f"The candidate closest to an equilibrium fails: {_deviates(nearest.certificate.best)}."
    if solution.strategies == "mixed":
        said = f"Nor is there one in mixed strategies. {said}"
    return f"{said} {_reading(solution)}"


def _reading(solution: Solution) -> str:
    """Tell which off-path belief would support no visits."""
    if solution.supporting_reading is None:
        return "No belief after an unexpected visit would make no visits an equilibrium."
    return (
        f"No visits would be an equilibrium if C, after an unexpected visit whose price she does "
        f"not see, perceived a weakness of {solution.supporting_reading:.4g} or more."
    )


def _deviates(best: Deviation) -> str:
    """Tell who gains how much by which deviation."""
    verb = {"proposal": "proposing ", "cut-off after a visit": "choosing the ",
            "cut-off without a visit": "choosing the "}.get(best.decision, "")  # fmt: skip
    unit = "" if best.unit == "payoff" else f" in {best.unit}"
    return f"{best.player} would gain {best.gain:.3g}{unit} by {verb}{best.to}"


def _equilibrium(eq: Equilibrium) -> str:
    """Explain what one equilibrium means."""
    if eq.concession is None:
        return (
            "No visit takes place: C keeps her prior belief, and L's risk of removal is "
            f"{eq.removal_isolated:.2%}, as in isolation."
        )
    return (
        f"L pays {eq.concession:.4g} for a visit, which F makes with probability "
        f"{_certain(eq)} after a deal. {_beliefs(eq)} {_against_isolation(eq)}"
    )


def _certain(eq: Equilibrium) -> str:
    """Write v; where it would be rounded to 1, by how much it is less."""
    near, _ = apart(eq.visit_probability, 1.0)
    if eq.no_visit_probability == 0.0:
        return "1"
    return near if near != "1" else f"1 − {eq.no_visit_probability:.3g}"


def _beliefs(eq: Equilibrium) -> str:
    """Explain what C learns from a visit and from its absence."""
    before, visit = apart(eq.weakness_prior, eq.weakness_visit)
    same, absent = apart(eq.weakness_prior, eq.weakness_no_visit)
    if before == visit and same == absent:
        return f"C learns nothing from it: her perceived weakness of L stays at {before}."
    after = f"stays at {before}" if before == visit else f"falls from {before} to {visit}"
    said = f"C's perceived weakness of L {after} after a visit and"
    if same == absent:
        return f"{said} does not change without one."
    # at σ = v = 1 a visit never fails to come: the belief without one is off the path
    never = eq.no_visit_probability == 0.0 and eq.removal_salient == eq.removal_visit
    return f"{said} {'would rise' if never else 'rises'} to {absent} without one."


def _against_isolation(eq: Equilibrium) -> str:
    """Explain what L has of the deal, and what it does to her risk of removal before S is known."""
    gain = eq.payoff_L_salient - eq.payoff_L_isolated
    unit = "" if eq.payoff_unit_L == "payoff" else f" in {eq.payoff_unit_L}"
    verdict = f"L is as well off as in isolation{unit}"
    if eq.is_resource_curse:
        verdict = (
            f"L is worse off than in isolation by {-gain:.4g}{unit}: a diplomatic resource curse"
        )
    elif eq.is_mutually_beneficial:
        verdict = f"L gains {gain:.4g}{unit} over isolation, and F gains too: the deal is mutually beneficial"
    isolated, risk = apart(eq.removal_isolated, eq.removal_ex_ante, percent=True)
    risk = (
        f"{isolated}, as in isolation"
        if risk == isolated
        else f"{risk}, above the {isolated} of isolation"
    )
    return (
        f"If F wants a favour, {verdict}. Before it is known whether F wants one, L's risk of removal "
        f"is {risk}."
    )


def _random(eq: MixedEquilibrium) -> str:
    """Explain what one equilibrium with a random proposer means."""
    of_f, of_l = eq.offers
    return (
        f"F, if it proposes, demands {of_f.concession:.4g} (visits: {of_f.visit_probability:.3g}); L, if "
        f"she does, "
        f"offers {of_l.concession:.4g} (visits: {of_l.visit_probability:.3g}). C's perceived weakness is "
        f"{eq.weakness_visit:.3g} after a visit whose price she does not see and {eq.weakness_no_visit:.3g} "
        "without one."
    )


def _mixed(eq: MixedEquilibrium) -> str:
    """Explain what one equilibrium in mixed strategies means."""
    if eq.proposer == "random":
        return _random(eq)
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
