"""Judge one profile of several offers, from Bayes' rule, payoffs and a global search (T11).

What is mixed shows in two beliefs only: κ̂ = E/V, what C reads into a visit whose price she does not see,
and k_N, what she reads into no visit. Given them every offer is a deal of T5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..model.tolerances import BELIEF, allowed_gain
from .beliefs import Profile
from .curve import Curve, Points
from .deviations import deal, maximise, proposal_value
from .payoffs import Game, challenger_value, price, price_above_cost, visit_value

Row = Mapping[str, Any]
_FLOOR = 1e-12  # of a number's scale: a smaller difference is rounding
_KINDS = {
    ("F", 2, False): "two demands",
    ("L", 2, False): "two offers",
    ("F", 1, True): "demand or refusal",
    ("L", 1, True): "deal or no deal",
    ("F", 2, True): "two demands or refusal",
    ("L", 2, True): "two offers or none",
}


class Play(NamedTuple):
    """A profile as it is played: its points of the curve, its probabilities, C's beliefs."""

    points: list[Points]
    struck: list[float]
    conjecture: Profile
    visits: float
    rest: float
    weak: float  # E, so that κ̂ = E/V


def play_of(game: Game, curve: Curve, row: Row) -> Play:
    """Derive C's beliefs from the offers by Bayes' rule (T11)."""
    offers = row["offers"]
    located = [curve.locate(o["visit_probability"], o["no_visit_probability"]) for o in offers]
    points = [curve.at(*where) for where in located]
    struck = [float(o["struck"]) for o in offers]
    visits = sum(y * float(p.v) for y, p in zip(struck, points, strict=True))
    rest = 1.0 - sum(struck) + sum(y * float(p.rest) for y, p in zip(struck, points, strict=True))
    weak = sum(y * float(p.weak) for y, p in zip(struck, points, strict=True))
    drop = sum(y * float(p.v * p.drop) for y, p in zip(struck, points, strict=True)) / visits
    gap = drop / ((1.0 - game.sigma) + game.sigma * rest)
    nowhere = curve.at(np.array(0), np.array(-np.inf))
    conjecture = Profile(False, row["proposer"], False, nowhere, np.nan, weak / visits, drop, gap)
    return Play(points, struck, conjecture, visits, rest, weak)


def mixed_faults(game: Game, curve: Curve, row: Row, psi: float, n: float) -> list[str]:
    """Return what is wrong with a saved equilibrium in mixed strategies, in words; nothing if nothing is."""
    play = play_of(game, curve, row)
    return [
        *_wrong_shape(row),
        *_wrong_offers(game, curve, row, play, n),
        *_wrong_numbers(game, curve, row, play),
        *_deviations(game, curve, row, play, allowed_gain(psi)),
    ]


def _wrong_shape(row: Row) -> Iterator[str]:
    """Hold probabilities and names against each other."""
    offers: Sequence[Row] = row["offers"]
    total = sum(o["offered"] for o in offers)
    refused = row["proposer"] == "F" and all(o["accepted"] < 1.0 for o in offers)
    idle = refused or total < 1.0 - 1e-9
    kind = _KINDS.get((row["proposer"], len(offers), idle))
    if row["kind"] != kind:
        yield f"kind is {row['kind']!r}, the offers say {kind!r}"
    if row["index"] not in (-1, 1) or isinstance(row["index"], bool):
        yield f"index is {row['index']!r}, it must be 1 or -1"
    for name in ("struck", "offered", "accepted"):
        if not all(0.0 < o[name] <= 1.0 for o in offers):
            yield f"{name} must be a probability above 0"
    if not all(abs(o["offered"] * o["accepted"] - o["struck"]) <= BELIEF for o in offers):
        yield "struck must be offered times accepted"
    if row["proposer"] == "L" and not all(o["accepted"] == 1.0 for o in offers):
        yield "F never refuses: it gains from every offer"
    if total > 1.0 + BELIEF or (row["proposer"] == "F" and abs(total - 1.0) > BELIEF):
        yield f"offers are made with probability {total!r}"


def _wrong_offers(game: Game, curve: Curve, row: Row, play: Play, n: float) -> Iterator[str]:
    """Hold prices and payoffs of the offers against F's marginal visitor (T3, T5)."""
    for offer, p in zip(row["offers"], play.points, strict=True):
        d, z = deal(game, play.conjecture, p), offer["concession"]
        low = float(d.price)
        high = float(price(game, d.k, min(p.high, 1.0))) if np.isfinite(p.high) else np.inf
        most = high if row["proposer"] == "F" else low
        if not low * (1.0 - 1e-9) <= z <= most * (1.0 + 1e-9):
            yield f"at a price of {z!r} F visits by another rule: its marginal visitor wants {low!r}"
        a, part = curve.threshold(p, n)
        right = {
            "weakness_visit": float(p.kappa),
            "concession_above_cost": float(price_above_cost(game, d.k, p.low)) + (z - low),
            "payoff_F": float(p.v * visit_value(game, z, d.k * p.kappa / game.c)),
            "threshold_share": part,
        }
        yield from _differences(offer, right, {"payoff_F": max(1.0, z), "threshold_share": 1e3})
        if not abs(offer["threshold"] - a) <= min(BELIEF * n, 1e-5 * a + 1e-300):
            yield f"threshold is {offer['threshold']!r}, the visits give {a!r}"


def _wrong_numbers(game: Game, curve: Curve, row: Row, play: Play) -> Iterator[str]:
    """Hold every number of the profile against what the offers give (T11, "Reported values")."""
    k0, c, k, kn = curve.k0, game.c, play.conjecture.k_visit, play.conjecture.k_absent
    visit = payoff = surplus = seen = 0.0
    for offer, p, y in zip(row["offers"], play.points, play.struck, strict=True):
        d = deal(game, play.conjecture, p)
        visit += y * float(p.weak * d.k) / c
        seen += y * float(p.v * (game.q * p.kappa**2 + (1.0 - game.q) * k**2)) / c
        payoff += y * float(p.v * visit_value(game, offer["concession"], d.k * p.kappa / c))
        surplus += y * float(d.benefit - game.money * p.v * offer["concession"])
    salient = visit + (k0 - play.weak) * kn / c
    idle, isolated = kn * k0 / c, k0 * k0 / c
    ante = game.sigma * seen + ((1.0 - game.sigma) + game.sigma * play.rest) * kn**2 / c
    office = game.office
    right = {
        "visit_probability": play.visits, "no_visit_probability": play.rest, "weakness_prior": k0,
        "weakness_visit": k, "weakness_no_visit": kn, "removal_visit": visit / play.visits,
        "removal_salient": salient, "removal_not_salient": idle, "removal_ex_ante": ante,
        "removal_isolated": isolated, "payoff_F": payoff,
        "payoff_L_salient": office * (1.0 - idle) + surplus,
        "payoff_L_not_salient": office * (1.0 - idle), "payoff_L_isolated": office * (1.0 - isolated),
        "payoff_C": 0.5 * ante,
    }  # fmt: skip
    scales = dict.fromkeys(("payoff_L_salient", "payoff_L_not_salient", "payoff_L_isolated"), office)
    yield from _differences(row, right, scales)
    gain = row["payoff_L_salient"] - row["payoff_L_isolated"]
    tie = abs(gain) <= 1e-11 * abs(row["payoff_L_isolated"])
    for name, answer in {
        "is_resource_curse": gain < 0.0,
        "is_mutually_beneficial": gain > 0.0 and payoff > 0.0,
    }.items():
        if type(row[name]) is not bool or not (row[name] == answer or tie):
            yield f"{name} is {row[name]!r}, the payoffs say {answer}"


def _differences(row: Row, right: Mapping[str, float | None], scales: Mapping[str, float]) -> Iterator[str]:
    """Return each number that differs from what is right by more than rounding."""
    for name, value in right.items():
        said = row[name]
        if value is None or said is None or isinstance(said, bool):
            same = said is value
        else:
            same = abs(said - value) <= BELIEF * abs(value) + _FLOOR * scales.get(name, 1.0)
        if not same:
            yield f"{name} is {said!r}, the profile gives {value!r}"


def _deviations(game: Game, curve: Curve, row: Row, play: Play, allowed: float) -> Iterator[str]:
    """Search every player's best deviation (T11, "Certificate")."""
    conjecture, c = play.conjecture, game.c
    worths: list[tuple[float, float]] = []  # F's expected payoff from naming the offer, L's gain from it
    for offer, p in zip(row["offers"], play.points, strict=True):
        d, z = deal(game, conjecture, p), offer["concession"]
        own_f = float(p.v * visit_value(game, z, d.k * p.kappa / c))
        own_l = float(d.benefit - game.money * p.v * z)
        rule, _ = maximise(curve, lambda at, z=z, k=d.k: at.v * visit_value(game, z, k * at.kappa / c))
        if rule - own_f > allowed:
            yield f"F gains {rule - own_f:.3g} by another visit rule at the price {z:.6g}"
        indifferent = row["proposer"] == "F" and offer["accepted"] < 1.0
        if own_l < -allowed or (indifferent and own_l > allowed):
            yield f"L gains {abs(own_l):.3g} by another answer to the price {z:.6g}"
        worths.append((offer["accepted"] * own_f, own_l))
    of_f, of_l = zip(*worths, strict=True)
    best, _ = maximise(curve, lambda at: proposal_value(game, conjecture, at))
    if row["proposer"] == "F":
        gain = max(best, *of_f, 0.0) - min(of_f)
    else:
        idle = sum(o["offered"] for o in row["offers"]) < 1.0 - 1e-9
        gain = max(best, 0.0) - min((*of_l, 0.0) if idle else of_l)
    if gain > allowed:
        yield f"{row['proposer']} gains {gain:.3g} by another proposal"
    beliefs = ("weakness_visit", conjecture.k_visit), ("weakness_no_visit", conjecture.k_absent)
    for name, k in beliefs:
        loss = float(challenger_value(game, k, k) - challenger_value(game, row[name], k))
        if loss > allowed:
            yield f"C gains {loss:.3g} by another cut-off than {name}"
    saved = row["certificate"]
    most = max((deviation["gain"] for deviation in saved["deviations"]), default=np.inf)
    if not (saved["passed"] is True and saved["max_gain"] == most and 0.0 <= most <= allowed):
        yield f"its certificate says {saved['max_gain']!r}, at most {allowed:.3g} is allowed"
    if not 0.0 < saved["allowed"] <= allowed * (1.0 + BELIEF):
        yield f"allowed is {saved['allowed']!r}, it must be at most {allowed:.3g}"
