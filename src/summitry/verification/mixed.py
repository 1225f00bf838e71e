"""Judge equilibria in mixed strategies, from Bayes' rule, payoffs and a global search (T11).

What is mixed shows in two beliefs only: κ̂ = E/V, what C reads into a visit whose price she does not see,
and k_N, what she reads into no visit. Given them every offer is a deal of T5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from ..model.faults import shown
from ..model.tolerances import BELIEF, allowed_gain
from .beliefs import Profile
from .cost import integral
from .curve import Curve, Points
from .deviations import PRICE_SHARE, deal, maximise, proposal_value
from .payoffs import Game, price_above_cost_at, price_at, visit_value
from .reported import Near, OneOf, Row, differences, is_number, near, who_gains

_GIVEN = "struck", "accepted", "visit_probability", "no_visit_probability", "concession"
_SURE = 1.0 - 1e-9  # offers that are made more often than this leave nothing to refusals or no deal
_KINDS = {
    ("F", 2, False): "two demands",
    ("L", 2, False): "two offers",
    ("F", 1, True): "demand or refusal",
    ("L", 1, True): "deal or no deal",
    ("F", 2, True): "two demands or refusal",
    ("L", 2, True): "two offers or none",
}


class Offer(NamedTuple):
    """One deal of a profile, and what follows it."""

    struck: float
    accepted: float
    z: float
    p: Points
    lowest: float  # the lowest price that brings these visits
    highest: float
    h: float  # average probability of a challenge after its visit
    payoff_f: float  # once it is struck
    gain_l: float  # over refusing it

    @property
    def offered(self) -> float:
        """How often the proposer names it."""
        return self.struck / self.accepted


class Play(NamedTuple):
    """A mixed profile as it is played."""

    proposer: str
    offers: list[Offer]
    beliefs: Profile  # κ̂, k₀ − κ̂ and k_N − κ̂
    visits: float
    rest: float
    weak: float  # E, so that κ̂ = E/V

    @property
    def made(self) -> float:
        """How often any deal is offered."""
        return sum(offer.offered for offer in self.offers)

    @property
    def is_sure(self) -> bool:
        """Whether some deal is always struck."""
        refused = self.proposer == "F" and all(offer.accepted < 1.0 for offer in self.offers)
        return self.made > _SURE and not refused


def order_fault(rows: Sequence[Row]) -> str:
    """Tell whether mixed equilibria are out of order or listed twice; an empty string if not."""
    shares: list[Any] = [row.get("visit_probability") for row in rows]
    if all(map(is_number, shares)) and all(one < other for one, other in pairwise(shares)):
        return ""
    return "mixed equilibria are not in the order of their visits, or one is listed twice"


def play_of(game: Game, curve: Curve, proposer: str, rows: Any) -> Play:
    """Derive C's beliefs from the offers by Bayes' rule (T11), and what each offer brings (T5)."""
    if not isinstance(rows, list) or not 1 <= len(rows) <= 2:
        raise ValueError("offers must be a list of one or two")
    given = [[row[name] for name in _GIVEN] for row in rows]
    if not all(is_number(value) for values in given for value in values):
        raise ValueError(f"offers need numbers for {', '.join(_GIVEN)}")
    for y, a, v, rest, z in given:
        proper = 0.0 < y <= a <= 1.0 and 0.0 < v <= 1.0 and abs(v + rest - 1.0) <= 1e-14 and z > 0.0
        if not proper:
            raise ValueError(f"{shown(y)}, {shown(a)}, {shown(v)}, {shown(rest)} are not probabilities")
    shares = [values[2] for values in given]
    if shares != sorted(set(shares)):
        raise ValueError("offers must be in the order of their visits")
    points = [curve.at(*curve.locate(v, rest)) for _, _, v, rest, _ in given]
    weights = [values[0] for values in given]

    def total(name: str) -> float:
        return float(sum(y * getattr(p, name) for y, p in zip(weights, points, strict=True)))

    visits, rest, weak = total("v"), 1.0 - sum(weights) + total("rest"), total("weak")
    drop = float(sum(y * p.v * p.drop for y, p in zip(weights, points, strict=True))) / visits
    gap = drop / ((1.0 - game.sigma) + game.sigma * rest)
    nowhere = curve.at(np.array(0), np.array(-np.inf))
    beliefs = Profile(False, proposer, False, nowhere, np.nan, weak / visits, drop, gap)
    offers = []
    for (y, a, _, _, z), p in zip(given, points, strict=True):
        d = deal(game, beliefs, p)
        highest = float(price_at(game, d.h, p.high)) if np.isfinite(p.high) else np.inf
        payoff_f = float(p.v * visit_value(game, z, d.h * p.kappa))
        gain_l = float(d.benefit - game.money * p.v * z)
        offers.append(Offer(y, a, z, p, float(d.price), highest, float(d.h), payoff_f, gain_l))
    return Play(proposer, offers, beliefs, visits, rest, weak)


def row_faults(
    game: Game, curve: Curve, play: Play, solution: Row, row: Row, n: float
) -> Iterator[str]:
    """Compare every field of a mixed equilibrium with what its offers imply."""
    right = _row_of(game, curve, play, solution, row)
    yield from differences({k: v for k, v in row.items() if k != "offers"}, right, "it")
    for i, (saved, offer) in enumerate(zip(row["offers"], play.offers, strict=True), 1):
        yield from differences(saved, _offer_row(game, curve, offer, n), f"offer {i}")
        most = offer.highest if play.proposer == "F" else offer.lowest
        if not offer.lowest * (1.0 - PRICE_SHARE) <= offer.z <= most * (1.0 + PRICE_SHARE):
            yield f"offer {i}: at a price of {offer.z!r} F visits by another rule"
        if play.proposer == "L" and offer.accepted != 1.0:
            yield f"offer {i}: F gains by it and never refuses"
    if play.made > 1.0 + BELIEF or (play.proposer == "F" and play.made < 1.0 - BELIEF):
        yield f"offers are made with probability {play.made!r}"


def _offer_row(game: Game, curve: Curve, offer: Offer, n: float) -> dict[str, Any]:
    """Return every field that an offer must have, with its value."""
    p = offer.p
    lowest, share = curve.threshold(p, n)
    above = float(price_above_cost_at(game, offer.h, p.low)) + (offer.z - offer.lowest)
    return {
        "struck": near(offer.struck, 0.0), "offered": near(offer.offered),
        "accepted": near(offer.accepted, 0.0), "visit_probability": near(float(p.v), 0.0),
        "no_visit_probability": near(float(p.rest), 0.0), "weakness_visit": near(float(p.kappa)),
        "concession": near(offer.z, 0.0), "concession_above_cost": near(above),
        "threshold": Near(lowest, min(BELIEF * n, 1e-5 * lowest)),
        "threshold_share": near(share, 1e3),
        "payoff_F": near(offer.payoff_f, max(1.0, offer.z) * curve.coarseness),
    }  # fmt: skip


def _row_of(game: Game, curve: Curve, play: Play, solution: Row, row: Row) -> dict[str, Any]:
    """Return every field of the profile but its offers, with its value (T11, "Reported values")."""
    kind = _KINDS.get((play.proposer, len(play.offers), not play.is_sure))
    deals = [(o.struck, o.p, o.h, o.payoff_f, o.gain_l) for o in play.offers]
    highest = max(offer.z for offer in play.offers)
    right = deals_row(game, curve, play.beliefs, play.visits, play.rest, play.weak, deals, highest)
    shared = {name: solution[name] for name in ("bargaining", "proposer", "off_path")}
    return {"kind": kind, **shared, **right, **who_gains(row, True)}


def deals_row(
    game: Game, curve: Curve, beliefs: Profile, visits: float, rest: float, weak: float,
    deals: Sequence[tuple[float, Points, float, float, float]], highest: float,
) -> dict[str, Any]:  # fmt: skip
    """Return what is reported of play with several deals (T11, "Reported values"; T13.3).

    ``deals`` are probability, visits, chance of a challenge after one, F's payoff and L's gain; ``highest``
    is the highest price, of whose size F's terms are.
    """
    k0, k, kn = curve.k0, float(beliefs.k_visit), float(beliefs.k_absent)

    def number(value: float, scale: float = 1.0) -> Near | OneOf:
        return near(value, scale * curve.coarseness)

    def worth(weakness: float) -> float:
        return integral(game.law, game.c, weakness)

    idle, isolated = (float(game.challenge(b)) * k0 for b in (kn, k0))
    visit = sum(y * float(p.weak) * h for y, p, h, _, _ in deals)
    salient = visit + (k0 - weak) * float(game.challenge(kn))
    seen = sum(y * float(p.v) * worth(float(p.kappa)) for y, p, _, _, _ in deals)
    challenge = game.sigma * (game.q * seen + (1.0 - game.q) * visits * worth(k))
    challenge += ((1.0 - game.sigma) + game.sigma * rest) * worth(kn)
    office, surplus = game.office, sum(y * gain for y, _, _, _, gain in deals)
    return {
        "visit_probability": number(visits), "no_visit_probability": number(rest),
        "weakness_prior": number(k0), "weakness_visit": number(k), "weakness_no_visit": number(kn),
        "removal_visit": number(visit / visits), "removal_salient": number(salient),
        "removal_not_salient": number(idle),
        "removal_ex_ante": number(game.sigma * salient + (1.0 - game.sigma) * idle),
        "removal_isolated": number(isolated),
        "payoff_F": number(sum(y * payoff for y, _, _, payoff, _ in deals), max(1.0, highest)),
        "payoff_L_salient": number(office * (1.0 - idle) + surplus, office),
        "payoff_L_not_salient": number(office * (1.0 - idle), office),
        "payoff_L_isolated": number(office * (1.0 - isolated), office), "payoff_C": number(challenge),
    }  # fmt: skip


def mixed_gains(game: Game, curve: Curve, play: Play) -> dict[str, float]:
    """Find the largest gain of each player at each decision (T11, "Certificate").

    C's cut-offs are those of Bayes' rule, and her payoff is strictly concave in them.
    """
    rule = answer = 0.0
    for offer in play.offers:

        def value(p: Points, z: float = offer.z, h: float = offer.h) -> Any:
            return p.v * visit_value(game, z, h * p.kappa)

        rule = max(rule, maximise(curve, value)[0] - offer.payoff_f)
        mixes = play.proposer == "F" and offer.accepted < 1.0
        refusing = -offer.gain_l if play.proposer == "F" else -offer.payoff_f
        answer = max(answer, abs(offer.gain_l) if mixes else refusing)
    best, _ = maximise(curve, lambda p: proposal_value(game, play.beliefs, p))
    if play.proposer == "F":
        worths = [offer.accepted * offer.payoff_f for offer in play.offers]
    else:
        worths = [offer.gain_l for offer in play.offers] + ([] if play.is_sure else [0.0])
    proposal = max(best, 0.0, *worths) - min(worths)
    return {"visit rule": rule, "answer": answer, "proposal": proposal}


def allowance(game: Game, play: Play, psi: float) -> float:
    """Return the largest gain that counts as rounding: never more than 1e-9 of the price (T5)."""
    stakes = max(float(deal(game, play.beliefs, offer.p).stakes) for offer in play.offers)
    lowest = min(offer.z for offer in play.offers)
    return min(allowed_gain(psi), max(PRICE_SHARE * lowest, 1e-12 * stakes))
