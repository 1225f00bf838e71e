"""Offers: the deals of an equilibrium, one in pure strategies, one or two in mixed ones (T11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One deal of an equilibrium, and how often it is struck (T11).

    Attributes
    ----------
    struck, offered, accepted
        Probabilities that it is struck given S = 1, that the proposer names it, that the other accepts it.
    concession, concession_above_cost
        Price z, and z − τ with full relative accuracy.
    visit_probability, no_visit_probability
        v = Pr(F visits | this deal) and 1 − v, each with full relative accuracy.
    weakness_visit
        κ(v): C's perceived weakness of L after a visit whose price she sees.
    threshold, threshold_share
        Lowest signal at which F visits; for stepped signals the lowest count and the probability of a visit
        at that count (else None).
    payoff_F
        F's payoff once the deal is struck.
    """

    struck: float
    offered: float
    accepted: float
    visit_probability: float
    no_visit_probability: float
    weakness_visit: float
    concession: float
    concession_above_cost: float
    threshold: float
    threshold_share: float | None
    payoff_F: float

    def to_dict(self) -> dict[str, float | None]:
        """Return plain data with the same field names."""
        return dict(vars(self))


_NUMBERED = ("struck", "accepted", "visit_probability", "concession")
_MOST = 2  # offers of an equilibrium


def numbered(offers: Sequence[Offer]) -> dict[str, float | None]:
    """Return what a row of a table says of the offers of a mixed equilibrium, None where there are fewer.

    Examples
    --------
    >>> list(numbered(()))[:4]
    ['struck_1', 'accepted_1', 'visit_probability_1', 'concession_1']
    """
    return {
        f"{name}_{i + 1}": getattr(offers[i], name) if i < len(offers) else None
        for i in range(_MOST)
        for name in _NUMBERED
    }
