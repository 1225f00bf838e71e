"""Equilibria in mixed strategies: profiles of several offers, or of one that is struck at times (T11)."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .. import engine
from ..engine import Mixed
from .certificate import Certificate
from .check import ANY_PROPOSER, worded
from .judged import Judged
from .profiles import Problem, side
from .solution import OffPath

if TYPE_CHECKING:
    from ..model.parameters import Model

STRATEGIES = ("pure", "mixed")
_SEARCHED = ("certificate", "index")
_KINDS = {
    (0, "F"): "two demands",
    (0, "L"): "two offers",
    (1, "F"): "demand or refusal",
    (1, "L"): "deal or no deal",
    (2, "F"): "two demands or refusal",
    (2, "L"): "two offers or none",
}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One deal of a mixed profile (T11).

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


@dataclass(frozen=True, kw_only=True)
class MixedEquilibrium(Judged):
    """One equilibrium in mixed strategies, with everything that T11 reports.

    The names are those of `Equilibrium`; what depends on the deal stands in `offers`. C never mixes, and F's
    visit rule mixes at its threshold type only (T6), so that a profile is a list of deals.

    Attributes
    ----------
    kind
        In words: ``"two offers"`` or ``"two demands"`` (L or F proposes), ``"deal or no deal"``, ``"demand or
        refusal"``, ``"two offers or none"``, ``"two demands or refusal"``; ``"random proposer"``, whose
        first offer is F's and whose second is L's (T13.3).
    index
        1, or −1 for a tipping point; the indices of all equilibria add up to 1 (T11, e). 0 with a random
        proposer, where it is not worked out.
    offers
        The deals, in order of their visit probability.
    visit_probability, no_visit_probability
        V = Pr(visit | S = 1) and 1 − V.
    weakness_prior, weakness_visit, weakness_no_visit
        k₀; κ̂, what C reads into a visit whose price she does not see; k_N, into no visit.
    removal_visit, removal_salient, removal_not_salient, removal_ex_ante, removal_isolated
        Pr(L removed) after a visit, given S = 1, given S = 0, before S is drawn, and without any diplomacy.
    payoff_F, payoff_L_salient, payoff_L_not_salient, payoff_L_isolated, payoff_C
        F's and L's given S = 1, L's given S = 0 and in isolation, C's ex ante.
    certificate
        The best deviation of every player.
    """

    kind: str
    bargaining: str
    proposer: str
    off_path: OffPath
    index: int
    offers: tuple[Offer, ...]
    visit_probability: float
    no_visit_probability: float
    weakness_prior: float
    weakness_visit: float
    weakness_no_visit: float
    removal_visit: float
    removal_salient: float
    removal_not_salient: float
    removal_ex_ante: float
    removal_isolated: float
    payoff_F: float
    payoff_L_salient: float
    payoff_L_not_salient: float
    payoff_L_isolated: float
    payoff_C: float
    certificate: Certificate

    def to_dict(self) -> dict[str, Any]:
        """Return plain data with the same field names: all that follows from its offers.

        Certificate and index are left out: they are found by searching again, never by reading them.
        """
        out = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _SEARCHED}
        out["offers"] = [offer.to_dict() for offer in self.offers]
        out["is_resource_curse"] = self.is_resource_curse
        out["is_mutually_beneficial"] = self.is_mutually_beneficial
        return out


def strategies_faults(strategies: Any, model: Model | None = None) -> list[str]:
    """Return what is wrong with the kind of strategies asked for."""
    if strategies not in STRATEGIES:
        return [
            f"strategies = {strategies!r} is unknown. It must be 'pure' or 'mixed' (pure and mixed). "
            "Write for example strategies='mixed'."
        ]
    if strategies == "mixed" and model is not None and model.sigma == 1.0:
        return [
            "strategies = 'mixed' with sigma = 1 has no complete answer: that a mixed equilibrium exists is "
            "known there, how to find them all is not (T11). Write strategies='pure', or sigma=0.999999."
        ]
    return []


def find_mixed(problem: Problem, proposer: str) -> tuple[tuple[MixedEquilibrium, ...], int]:
    """Find every equilibrium in mixed strategies; also count what stayed unexplained.

    With Ψ = ∞ there is none (T11, b).
    """
    if math.isinf(problem.model.psi):
        return (), 0
    found = engine.mixed(
        problem.game, problem.curve, problem.n, side(proposer), problem.belief, problem.below
    )
    return named_profiles(problem, proposer, "", found), found.unexplained


def named_profiles(
    problem: Problem, proposer: str, kind: str, found: Mixed
) -> tuple[MixedEquilibrium, ...]:
    """Name what the engine found, in order of the probability of a visit; ``kind`` if not one of T11's."""
    profiles = (_profile(problem, proposer, kind, found, i) for i in range(len(found.profiles)))
    return tuple(sorted(profiles, key=lambda eq: eq.visit_probability))


def _profile(
    problem: Problem, proposer: str, named: str, found: Mixed, i: int
) -> MixedEquilibrium:
    """Name the numbers of one profile."""
    row = found.profiles[i].tolist()
    kind, index, count = int(row[0]), int(row[1]), int(row[2])
    numbers = dict(zip(_NUMBERS, row[3:], strict=True))
    code = ANY_PROPOSER if proposer == "random" else side(proposer)
    offers = tuple(_offer(offer) for offer in found.offers[i, :count].tolist())
    return MixedEquilibrium(
        kind=named or _KINDS[kind, proposer], bargaining="closed", proposer=proposer,
        off_path=problem.off_path,
        index=index, offers=offers,
        certificate=worded(found.certificates[i], code, True, problem.model.psi),
        **numbers,
    )  # fmt: skip


_NUMBERS = (
    "visit_probability", "no_visit_probability", "weakness_prior", "weakness_visit", "weakness_no_visit",
    "removal_visit", "removal_salient", "removal_not_salient", "removal_ex_ante", "removal_isolated",
    "payoff_F", "payoff_L_salient", "payoff_L_not_salient", "payoff_L_isolated", "payoff_C",
)  # fmt: skip
_OFFER = (
    "struck", "offered", "accepted", "visit_probability", "no_visit_probability", "weakness_visit",
    "concession", "concession_above_cost", "threshold", "threshold_share", "payoff_F",
)  # fmt: skip


def _offer(row: list[float]) -> Offer:
    """Name the numbers of one offer."""
    values: dict[str, Any] = dict(zip(_OFFER, row, strict=False))
    if math.isnan(row[9]):
        values["threshold_share"] = None
    return Offer(**values)
