"""What an answer means, in a few sentences for a political scientist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.words import SENTENCES
from .certificate import Deviation
from .equilibrium import Equilibrium
from .offers import Offer
from .status import Status

if TYPE_CHECKING:
    from .solution import Solution

_SAID: dict[str, str] = SENTENCES["summary"]
_MIXED: dict[str, str] = SENTENCES["mixed"]
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
    said = [f"{solution.label[0].upper()}{solution.label[1:]}: {solution.answer}."]
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
        return f"{_SAID['no_pair']} {_reading(solution)}"
    nearest = min(solution.rejected, key=lambda eq: eq.max_gain)
    said = _deviates(nearest.certificate.best)
    return f"{said} {_reading(solution)}"


def _reading(solution: Solution) -> str:
    """Tell which off-path belief would support no visits."""
    if solution.supporting_reading is None:
        return _SAID["unsupported"]
    return _SAID["supported"].format(weakness=f"{solution.supporting_reading:.4g}")


def _deviates(best: Deviation) -> str:
    """Tell who gains how much by which deviation."""
    verb = _SAID["proposing"] if best.decision == "proposal" else ""
    verb = _SAID["choosing"] if best.decision.startswith("cut-off") else verb
    gain = f"{best.gain:.3g}{_unit(best.unit)}"
    return _SAID["fails"].format(player=best.player, gain=gain, verb=verb, to=best.to)


def _unit(unit: str) -> str:
    """Name a unit that is not payoff."""
    return "" if unit == "payoff" else _SAID["unit"].format(unit=unit)


def _equilibrium(eq: Equilibrium) -> str:
    """Explain what one equilibrium means."""
    if eq.concession is None:
        return _SAID["no_visit"].format(risk=f"{eq.removal_isolated:.2%}")
    said = _SAID["visits"].format(price=f"{eq.concession:.4g}", visits=_certain(eq))
    return f"{said} {_beliefs(eq)} {_against_isolation(eq)}"


def _certain(eq: Equilibrium) -> str:
    """Write v; where it would be rounded to 1, by how much it is less."""
    near, _ = apart(eq.visit_probability, 1.0)
    if eq.is_practically_none:
        return near + _SAID["rare"]
    if eq.no_visit_probability == 0.0:
        return "1"
    return near if near != "1" else _SAID["almost"].format(rest=f"{eq.no_visit_probability:.3g}")


def _beliefs(eq: Equilibrium) -> str:
    """Explain what C learns from a visit and from its absence."""
    before, visit = apart(eq.weakness_prior, eq.weakness_visit)
    same, absent = apart(eq.weakness_prior, eq.weakness_no_visit)
    if before == visit and same == absent:
        return _SAID["learns_nothing"].format(before=before)
    after = _SAID["stays" if before == visit else "falls"].format(before=before, visit=visit)
    # at σ = v = 1 a visit never fails to come: the belief without one is off the path
    never = eq.no_visit_probability == 0.0 and eq.removal_salient == eq.removal_visit
    without = _SAID["would_rise" if never else "rises"].format(absent=absent)
    without = _SAID["unchanged"] if same == absent else without
    return _SAID["beliefs"].format(after=after, without=without)


def _against_isolation(eq: Equilibrium) -> str:
    """Explain what L has of the deal, and what it does to her risk of removal before S is known."""
    gain = eq.payoff_L_salient - eq.payoff_L_isolated
    mutual = "mutual" if eq.is_mutually_beneficial else "as_well"
    verdict = _SAID["curse" if eq.is_resource_curse else mutual].format(
        amount=f"{abs(gain):.4g}", unit=_unit(eq.payoff_unit_L)
    )
    isolated, risk = apart(eq.removal_isolated, eq.removal_ex_ante, percent=True)
    told = _SAID["risk_same" if risk == isolated else "risk_above"]
    return _SAID["isolation"].format(
        verdict=verdict, risk=told.format(isolated=isolated, risk=risk)
    )


def _random(eq: Equilibrium) -> str:
    """Explain what one equilibrium with a random proposer means."""
    of_f, of_l = eq.offers
    return _MIXED["random"].format(
        price_f=f"{of_f.concession:.4g}", visits_f=f"{of_f.visit_probability:.3g}",
        price_l=f"{of_l.concession:.4g}", visits_l=f"{of_l.visit_probability:.3g}",
        seen=f"{eq.weakness_visit:.3g}", absent=f"{eq.weakness_no_visit:.3g}",
    )  # fmt: skip


def _mixed(eq: Equilibrium) -> str:
    """Explain what one equilibrium in mixed strategies means."""
    if eq.proposer == "random":
        return _random(eq)
    other = "L" if eq.proposer == "F" else "F"
    offers = [_offer(offer, other) for offer in eq.offers]
    idle = 1.0 - sum(offer.offered for offer in eq.offers)
    if eq.proposer == "L" and idle > 1e-9:
        offers.append(_MIXED["nothing"].format(idle=f"{idle:.3g}"))
    return _MIXED["whole"].format(
        tipping=_MIXED["tipping"] if eq.index == -1 else "", names=_MIXED[eq.proposer],
        offers=_MIXED["or"].join(offers), visits=f"{eq.visit_probability:.3g}",
        rare=_SAID["rare"] if eq.is_practically_none else "",
        seen=f"{eq.weakness_visit:.3g}", absent=f"{eq.weakness_no_visit:.3g}",
    )  # fmt: skip


def _offer(offer: Offer, other: str) -> str:
    """Explain one offer, and how often the other leader accepts it."""
    accepts = _MIXED["accepts"].format(other=other, accepted=f"{offer.accepted:.3g}")
    return _MIXED["offer"].format(
        price=f"{offer.concession:.4g}", offered=f"{offer.offered:.3g}",
        visits=f"{offer.visit_probability:.3g}", accepts=accepts if offer.accepted < 1.0 else "",
    )  # fmt: skip
