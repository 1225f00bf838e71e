"""Which prices C sees when somebody may prove them (T13.5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model.arguments import number_faults
from ..model.cost_laws import uniform_faults
from ..model.faults import closest, shown

if TYPE_CHECKING:
    from ..engine import Curve
    from ..model.parameters import Model

DISCLOSURES = ("none", "leader", "antagonist", "absence")


class Seen(NamedTuple):
    """Probabilities with which C sees a price that differs from the one she expects.

    Attributes
    ----------
    less
        Of a price that brings fewer visits, and so better news of L, than she expects.
    more
        Of a price that brings more.
    """

    less: float
    more: float


def seen(q: float, disclosure: str, reach: float) -> Seen:
    """Return which prices C sees; q is the exogenous leak.

    L and F have the same interest after a visit: they prove a price that brings fewer visits than C reads
    into silence. With proof at hand for certain the expected price is proved itself, silence hides a price
    that bought everybody, and every price is seen. An antagonist proves a price that brings more visits.

    Examples
    --------
    >>> seen(0.5, "antagonist", 0.5)
    Seen(less=0.5, more=0.75)
    >>> seen(0.5, "leader", 1.0)
    Seen(less=1.0, more=1.0)
    """
    proved = q + (1.0 - q) * reach
    if disclosure == "leader":
        return Seen(proved, 1.0 if reach == 1.0 else q)
    return Seen(q, proved if disclosure == "antagonist" else q)


def seen_unexpected(rates: Seen, off_path: Any) -> float:
    """Return how often C sees the price of a visit that she did not expect at all.

    If she reads it as the strongest signal, every price brings more visits than that; if as the prior, fewer.
    """
    return rates.less if off_path == "prior" else rates.more


class Silence(NamedTuple):
    """What C thinks when nobody proves anything to her.

    Attributes
    ----------
    visit
        Weakness read into a visit whose price she does not see.
    no_visit
        Weakness read into no visit.
    """

    visit: float
    no_visit: float


def silence(disclosure: str, reach: float, expected: Silence, curve: Curve) -> Silence:
    """Return what silence means where somebody could have proved something.

    Parameters
    ----------
    disclosure, reach
        Who may prove what.
    expected
        What it means on the path, or by the off-path rule.
    curve
        The weakness curve.
    """
    if disclosure == "absence":  # whoever has no deal proves it: without a visit a deal has failed
        return expected._replace(no_visit=curve.m_last)
    if disclosure == "leader" and reach == 1.0:  # it hides a price that bought everybody
        return expected._replace(visit=curve.k0)
    return expected


def disclosure_faults(
    disclosure: Any, reach: Any, bargaining: Any = "closed", strategies: Any = "pure", power: Any = None
) -> list[str]:  # fmt: skip
    """Return what is wrong with who may prove the price; nothing if it is good.

    Examples
    --------
    >>> print(*disclosure_faults("antagonist", 2))
    reach = 2 is out of range. It must be from 0 to 1.
    """
    faults = number_faults("reach", reach, highest=1.0, example=0.5)
    if disclosure not in DISCLOSURES:
        words = {name: name for name in DISCLOSURES}
        meant = closest(disclosure, words) if isinstance(disclosure, str) else None
        return [
            *faults,
            f"disclosure = {shown(disclosure)} is unknown. It must be 'none', 'leader' (L or F may prove the "
            "price after a visit), 'antagonist' (a third party may) or 'absence' (L may prove that there is "
            f"no deal). Write for example disclosure={meant or 'leader'!r}.",
        ]
    if disclosure in ("none", "absence") and not faults and float(reach) != 1.0:
        faults.append(
            f"reach = {shown(reach)} means nothing with disclosure={disclosure!r}: it is the chance that L "
            "has proof, or that the antagonist learns the price. Leave reach out, or write "
            "disclosure='antagonist'."
        )
    if disclosure != "none" and bargaining == "open":
        faults.append(
            f"disclosure = {disclosure!r} with bargaining='open': C sees the negotiations, and there is "
            "nothing left to prove. Write bargaining='closed', or leave disclosure out."
        )
    if disclosure != "none" and strategies == "mixed":
        faults.append(
            f"disclosure = {disclosure!r} with strategies='mixed' is not derived: only pure equilibria are "
            "known (T13.5). Write strategies='pure'."
        )
    if disclosure != "none" and power is not None:
        faults.append(
            f"power = {shown(power)} with disclosure = {disclosure!r}: with a random proposer nobody can "
            "prove the price. Leave out power or disclosure."
        )
    return faults


def model_faults(model: Model, disclosure: str, reach: float, off_path: Any) -> list[str]:
    """Return why a model has no answer when somebody may prove something; nothing if it has one."""
    faults = uniform_faults(model.cost, "disclosure")
    if math.isinf(model.psi) and not (disclosure == "leader" and reach == 1.0):
        reached = "" if disclosure == "absence" else f" and reach = {reach:g}"
        faults.append(
            f"psi = inf with disclosure = {disclosure!r}{reached} has no derived limit. Give a finite psi, "
            "for example psi=1e6."
        )
    rates = seen(model.q, disclosure, reach)
    if rates.less != rates.more and off_path not in ("strongest", "prior"):
        faults.append(
            f"off_path = {shown(off_path)} with disclosure = {disclosure!r} and reach = {reach:g} is not "
            "derived: some unexpected prices would be proved and others not. It must be 'strongest' or "
            "'prior'. Write for example off_path='prior'."
        )
    return faults
