"""Judge equilibria with a random proposer, from Bayes' rule, payoffs and a global search (T13.3).

F proposes with probability λ, else L, and C does not see who. What she reads into a visit whose price
she does not
see, and into no visit, is an average over both deals; a price that she sees tells which deal it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ..model.tolerances import BELIEF, allowed_gain
from .beliefs import Profile
from .curve import Curve, Points
from .deviations import PRICE_SHARE, deal, maximise, proposal_value
from .mixed import deals_row
from .payoffs import Game, price_above_cost_at, price_at, visit_value
from .reported import Near, Row, differences, is_number, near, who_gains

_GIVEN = "visit_probability", "no_visit_probability", "concession"
_KIND = "random proposer"


class Proposal(NamedTuple):
    """One proposer's deal, and what follows it."""

    proposer: str
    chance: float
    z: float
    p: Points
    h: float  # average probability of a challenge after its visit
    payoff_f: float
    gain_l: float  # over refusing it


class Draw(NamedTuple):
    """Both deals, and C's beliefs."""

    proposals: tuple[Proposal, Proposal]
    beliefs: dict[str, Profile]  # κ̂, k₀ − κ̂ and k_N − κ̂, once for each proposer
    visits: float
    rest: float
    weak: float


def draw_of(game: Game, curve: Curve, power: float, rows: Any) -> Draw:
    """Derive C's beliefs from the two deals by Bayes' rule, and what each brings (T13.3)."""
    if not isinstance(rows, list) or len(rows) != 2:
        raise ValueError("offers must be a list of two, F's and L's")
    given = [[row[name] for name in _GIVEN] for row in rows]
    if not all(is_number(value) for values in given for value in values):
        raise ValueError(f"offers need numbers for {', '.join(_GIVEN)}")
    for v, rest, z in given:
        if not (0.0 < v <= 1.0 and abs(v + rest - 1.0) <= 1e-14 and z > 0.0):
            raise ValueError(
                f"{v!r}, {rest!r}, {z!r} are no visit probability, its complement and a price"
            )
    points = [curve.at(*curve.locate(v, rest)) for v, rest, _ in given]
    weights = (power, 1.0 - power)

    def total(name: str) -> float:
        return float(sum(y * getattr(p, name) for y, p in zip(weights, points, strict=True)))

    visits, rest, weak = total("v"), total("rest"), total("weak")
    drop = total("lift") / visits
    absent = (1.0 - game.sigma) + game.sigma * rest
    gap = drop / absent if absent > 0.0 else curve.fall  # never absent: the weakest signal
    nowhere = curve.at(np.array(0), np.array(-np.inf))
    beliefs = {
        who: Profile(False, who, True, nowhere, np.nan, weak / visits, drop, gap) for who in "FL"
    }
    proposals = []
    for who, chance, (_, _, z), p in zip("FL", weights, given, points, strict=True):
        d = deal(game, beliefs[who], p)
        payoff_f = float(p.v * visit_value(game, z, d.h * p.kappa))
        gain_l = float(d.benefit - game.money * p.v * z)
        proposals.append(Proposal(who, chance, z, p, float(d.h), payoff_f, gain_l))
    return Draw((proposals[0], proposals[1]), beliefs, visits, rest, weak)


def row_faults(
    game: Game, curve: Curve, draw: Draw, solution: Row, row: Row, n: float
) -> Iterator[str]:
    """Compare every field of an equilibrium with what its deals imply, and its prices with F's visits."""
    right = _row_of(game, curve, draw, solution, row)
    yield from differences({k: v for k, v in row.items() if k != "offers"}, right, "it")
    for saved, mine in zip(row["offers"], draw.proposals, strict=True):
        name = f"{mine.proposer}'s deal"
        lowest = float(price_at(game, mine.h, mine.p.low))
        yield from differences(saved, _offer_row(game, curve, mine, lowest, n), name)
        above = lowest
        if mine.proposer == "F":  # within the gap of prices at the end of a step; at v = 1 any higher one
            above = float(price_at(game, mine.h, mine.p.high)) if np.isfinite(mine.p.high) else np.inf
        if not lowest * (1.0 - PRICE_SHARE) <= mine.z <= above * (1.0 + PRICE_SHARE):
            yield f"{name}: at a price of {mine.z!r} F visits by another rule"
    of_f = draw.proposals[0]
    stakes = float(deal(game, draw.beliefs["F"], of_f.p).stakes)
    if not abs(of_f.gain_l) <= 1e-8 * stakes:
        yield f"L gains {of_f.gain_l!r} by F's deal instead of nothing: F asks for another price"


def _offer_row(game: Game, curve: Curve, mine: Proposal, lowest: float, n: float) -> dict[str, Any]:
    p = mine.p
    net = float(price_above_cost_at(game, mine.h, p.low))
    threshold, share = curve.threshold(p, n)
    return {
        "struck": near(mine.chance, 0.0), "offered": near(mine.chance), "accepted": near(1.0, 0.0),
        "visit_probability": near(float(p.v), 0.0), "no_visit_probability": near(float(p.rest), 0.0),
        "weakness_visit": near(float(p.kappa)), "concession": near(mine.z, 0.0),
        "concession_above_cost": near(net + (mine.z - lowest)),
        "threshold": Near(threshold, min(BELIEF * n, 1e-5 * threshold)),
        "threshold_share": near(share, 1e3),
        "payoff_F": near(mine.payoff_f, max(1.0, mine.z) * curve.coarseness),
    }  # fmt: skip


def _row_of(game: Game, curve: Curve, draw: Draw, solution: Row, row: Row) -> dict[str, Any]:
    """Return every field of the profile but its deals, with its value (T13, [profile])."""
    deals = [(d.chance, d.p, d.h, d.payoff_f, d.gain_l) for d in draw.proposals]
    highest = max(d.z for d in draw.proposals)
    right = deals_row(
        game, curve, draw.beliefs["L"], draw.visits, draw.rest, draw.weak, deals, highest
    )
    shared = {name: solution[name] for name in ("bargaining", "proposer", "off_path")}
    return {"kind": _KIND, **shared, **right, **who_gains(row, True)}


def draw_gains(game: Game, curve: Curve, draw: Draw) -> dict[str, float]:
    """Find the largest gain of each player at each decision; C's cut-offs are those of Bayes' rule."""
    found = {"visit rule": 0.0, "answer": 0.0, "proposal": 0.0}
    for mine in draw.proposals:

        def rule(p: Points, mine: Proposal = mine) -> Any:
            return p.v * visit_value(game, mine.z, mine.h * p.kappa)

        beliefs = draw.beliefs[mine.proposer]
        best, _ = maximise(curve, lambda p, b=beliefs: proposal_value(game, b, p))  # type: ignore[misc]
        own, other = (
            (mine.payoff_f, mine.gain_l) if mine.proposer == "F" else (mine.gain_l, mine.payoff_f)
        )
        found["visit rule"] = max(found["visit rule"], maximise(curve, rule)[0] - mine.payoff_f)
        found["answer"] = max(found["answer"], -other)
        found["proposal"] = max(found["proposal"], max(best, 0.0) - own)
    return found


def allowance(game: Game, draw: Draw, psi: float) -> float:
    """Return the largest gain that counts as rounding: never more than 1e-9 of a price (T5)."""
    stakes = max(float(deal(game, draw.beliefs[d.proposer], d.p).stakes) for d in draw.proposals)
    lowest = min(d.z for d in draw.proposals)
    return min(allowed_gain(psi), max(PRICE_SHARE * lowest, 1e-12 * stakes))
