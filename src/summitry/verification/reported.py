"""Judge one reported profile: its names, its numbers, its price, its certificate, its limit (T5).

Each function returns what is wrong, in words; nothing if nothing is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from ..model.tolerances import BELIEF, allowed_gain
from .beliefs import Profile, with_deal
from .curve import Curve, Points
from .deviations import (
    AFTER_NONE,
    AFTER_VISIT,
    ANSWER,
    PROPOSAL,
    VISIT_RULE,
    deal,
    gain_of,
    gains,
    own_payoffs,
)
from .payoffs import Game, outcomes, price

Row = Mapping[str, Any]
FLOOR = 1e-12  # of a number's scale: a smaller difference is rounding
_PRICE = 1e-9  # of the price: at an equilibrium nobody who pays or gets it gains more (T5)
_DEAL = ("visit_probability", "concession")
_SEARCH = 1e-4  # of a gain: two searches for the same best deviation differ by no more


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number."""
    kind = isinstance(value, int | float) and not isinstance(value, bool)
    return kind and -1e308 < value < 1e308


def number(row: Row, name: str) -> float:
    """Read a finite number, or raise with what is there instead."""
    if not is_number(row[name]):
        raise TypeError(f"{name} = {row[name]!r}")
    return float(row[name])


def share(row: Row) -> tuple[float, float]:
    """Read v and 1 − v."""
    v, rest = number(row, "visit_probability"), number(row, "no_visit_probability")
    if not (0.0 <= v <= 1.0 and 0.0 <= rest <= 1.0 and abs(v + rest - 1.0) <= 1e-14):
        raise ValueError(
            f"visit probabilities {v!r} and {rest!r} are not a share and its complement"
        )
    return v, rest


def _same(value: Any, right: float | None, scale: float) -> bool:
    """Tell whether a reported number is right but for rounding; None only where None is right."""
    if right is None or value is None:
        return value is None and right is None
    return is_number(value) and bool(abs(value - right) <= BELIEF * abs(right) + FLOOR * scale)


def wrong_names(row: Row, solution: Row, game: Game, v: float) -> Iterator[str]:
    """Hold what names a profile against its solution and its numbers."""
    for name in ("bargaining", "proposer", "off_path"):
        if row[name] != solution[name] or type(row[name]) is bool:
            yield f"{name} is {row[name]!r}, the solution's is {solution[name]!r}"
    limit = v == 1.0 and solution["status"] == "limit"
    right = {
        "kind": "no visits" if v == 0.0 else "limit" if limit else "visits",
        "payoff_unit_L": "payoff" if game.money else "survival probability",
    }
    for name, word in right.items():
        if row[name] != word:
            yield f"{name} is {row[name]!r}, the profile's is {word!r}"
    undefined = {key for key, value in row.items() if value is None}
    if set(row["reasons"]) != undefined | ({"weakness_visit"} if v == 0.0 else set()):
        yield "reasons does not name what is undefined"


def wrong_numbers(row: Row, profile: Profile, game: Game, curve: Curve, n: float) -> Iterator[str]:
    """Hold every reported number against what the profile gives."""
    p, right = profile.point, outcomes(game, profile)
    scales = dict.fromkeys(
        ("payoff_L_salient", "payoff_L_not_salient", "payoff_L_isolated"), game.office
    )
    scales["payoff_F"] = max(1.0, profile.price) if profile.deal else 1.0
    for name, value in right.items():
        if not _same(row[name], value, scales.get(name, 1.0)):
            yield f"{name} is {row[name]!r}, the profile gives {value!r}"
    if not profile.deal:
        for name in ("concession", "threshold", "threshold_share"):
            if row[name] is not None:
                yield f"{name} is {row[name]!r} without a deal"
    else:
        (a, part), said = curve.threshold(p, n), number(row, "threshold")
        if not abs(said - a) <= min(BELIEF * n, 1e-5 * a + 1e-300):
            yield f"threshold is {said!r}, the visits give {a!r}"
        if not _same(row["threshold_share"], part, 1e3):
            yield f"threshold_share is {row['threshold_share']!r}, the visits give {part!r}"
    gain = right["payoff_L_salient"] - right["payoff_L_isolated"]
    size = abs(right["payoff_L_salient"]) + abs(right["payoff_L_isolated"])
    # rounding may say either of a gain that is none
    tie = gain != 0.0 and abs(gain) <= 10.0 * FLOOR * size
    answers = {
        "is_resource_curse": (gain < 0.0, tie),
        "is_mutually_beneficial": (
            p.v > 0.0 and right["payoff_F"] > 0.0 and gain > 0.0,
            p.v > 0.0 and (tie or abs(right["payoff_F"]) <= FLOOR * scales["payoff_F"]),
        ),
    }
    for name, (answer, unclear) in answers.items():
        if type(row[name]) is not bool or not (row[name] == answer or unclear):
            yield f"{name} is {row[name]!r}, the payoffs say {bool(answer)}"


def marginal_prices(game: Game, k: Any, p: Points) -> tuple[float, float]:
    """Return the lowest and the highest price that bring the visits p if they are read as k (T3, T6)."""
    high = float(price(game, k, p.high)) if math.isfinite(p.high) else math.inf
    return float(price(game, k, p.low)), high


def wrong_price(profile: Profile, game: Game, lowest: bool) -> Iterator[str]:
    """Hold a price against F's marginal visitor, and L's indifference if F proposes (T3, T5).

    L as proposer pays the lowest price that brings the visits, and so does everybody in a limit.
    """
    p, z = profile.point, profile.price
    low, high = marginal_prices(game, profile.k_visit, p)
    if not low * (1.0 - _PRICE) <= z <= (low if lowest else high) * (1.0 + _PRICE):
        yield f"at a price of {z!r} F visits by another rule: its marginal visitor wants {low!r}"
    if profile.proposer == "F" and game.money and not profile.is_open:
        surplus = own_payoffs(game, profile)[1]
        if not abs(surplus) <= 1e-8 * float(deal(game, profile, p).stakes):
            yield f"L gains {surplus!r} by the deal instead of nothing: F asks for another price"


def allowance(profile: Profile, game: Game, psi: float) -> float:
    """Return the largest gain that counts as rounding: never more than 1e-9 of the price (T5)."""
    if not (profile.deal and game.money):
        return allowed_gain(psi)
    rounding = FLOOR * float(deal(game, profile, profile.point).stakes)
    return float(min(allowed_gain(psi), max(_PRICE * profile.price, rounding)))


def wrong_certificate(
    saved: Row, profile: Profile, game: Game, curve: Curve, psi: float, own: Mapping[str, float],
    cutoffs: tuple[float, float], held: bool,
) -> Iterator[str]:  # fmt: skip
    """Hold a saved certificate against the reader's own search, deviation by deviation."""
    other = {"F": "L", "L": "F"}[profile.proposer]
    due = [("C", AFTER_NONE), (profile.proposer, PROPOSAL)]
    due += [("F", VISIT_RULE), ("C", AFTER_VISIT), (other, ANSWER)] if profile.deal else []
    rows = saved["deviations"]
    if [(row["player"], row["decision"]) for row in rows] != due:
        yield "the certificate's deviations are not those of its players"
        return
    most, rounding = max(number(row, "gain") for row in rows), allowed_gain(psi)
    for row in rows:
        decision, gain = row["decision"], number(row, "gain")
        unit = "payoff" if game.money or row["player"] != "L" else "removal probability"
        if row["unit"] != unit:
            yield f"the unit of {decision} is {row['unit']!r}, it must be {unit!r}"
        values = {key: number(row["values"], key) for key in row["values"]}
        real = gain_of(game, curve, profile, decision, values, cutoffs)
        if not (gain >= 0.0 and abs(max(real, 0.0) - gain) <= rounding + 1e-6 * gain):
            yield f"{decision}: the stated deviation gains {real:.6g}, not {gain:.6g}"
        if fault := _value_fault(decision, values, profile, game, curve, real):
            yield f"{decision}: {fault}"
        # a rejected candidate needs one deviation, not the best; with Ψ = ∞ L may accept any price
        if held and math.inf > own[decision] > gain + rounding + _SEARCH * gain:
            yield f"{decision}: another deviation gains {own[decision]:.6g}, more than {gain:.6g}"
    allowed = number(saved, "allowed")
    if number(saved, "max_gain") != most:
        yield f"max_gain is {saved['max_gain']!r}, its deviations say {most!r}"
    if not 0.0 < allowed <= rounding * (1.0 + BELIEF):
        yield f"allowed is {allowed!r}, it must be at most {rounding!r}"
    if saved["passed"] is not (most <= allowed) or (held and not saved["passed"]):
        yield f"passed is {saved['passed']!r}, but the largest gain is {most:.6g}"


def _value_fault(
    decision: str, values: Mapping[str, float], profile: Profile, game: Game, curve: Curve, real: float
) -> str:  # fmt: skip
    """Tell what is wrong with the numbers of a stated deviation; an empty string if nothing is."""
    expected = {PROPOSAL: _DEAL, VISIT_RULE: _DEAL[:1], ANSWER: ()}.get(decision, ("weakness",))
    if tuple(values) != expected and not (decision == PROPOSAL and not values):
        return f"its values are {', '.join(values) or 'none'}"
    if "weakness" in values:
        right = profile.k_visit if decision == AFTER_VISIT else profile.k_absent
        return "" if abs(values["weakness"] - right) <= BELIEF else f"C's best cut-off is {right!r}"
    v = values.get("visit_probability", 0.0)
    if not 0.0 <= v <= 1.0:
        return f"{v!r} is no probability"
    if decision == VISIT_RULE and real < -1e-4 * profile.price:
        return f"visiting with probability {v!r} loses {-real:.3g}"
    if decision == PROPOSAL and 0.0 < v < 1.0 - 1e-6:  # nearer to 1 it does not tell the price
        p = curve.at(*curve.locate(v, 1.0 - v))
        low, high = marginal_prices(game, deal(game, profile, p).k, p)
        if not low * (1.0 - _SEARCH) <= values["concession"] <= high * (1.0 + _SEARCH):
            return f"its price does not bring a visit with probability {v!r}"
    return ""


def wrong_sequence(row: Row, curve: Curve, proposer: str, games: Any) -> Iterator[str]:
    """Judge the profiles at ever larger finite Ψ on which a limit stands (T5, "Ψ = ∞").

    ``games`` makes a game of a Ψ.
    """
    steps = row["certificate"]["sequence"]
    psis = [number(step, "psi") for step in steps]
    if len(psis) < 2 or any(later <= earlier for earlier, later in pairwise(psis)):
        yield "a limit needs a sequence of two or more Ψ, each above the last"
        return
    gaps = []
    for psi, step in zip(psis, steps, strict=True):
        game, p = games(psi), curve.at(*curve.locate(*share(step)))
        profile = with_deal(game, curve, p, number(step, "concession"), proposer)
        k, k_absent = float(profile.k_visit), float(profile.k_absent)
        own = max(gains(game, curve, profile, k, k_absent).values())
        stated, rounding = number(step, "max_gain"), allowed_gain(psi)
        # The solver's checker rounds to 5e-14·Ψ, and has L refuse gains below 1e-12·Ψ: that may
        # hide as much of F's.
        real = 0.0 <= stated <= own + 5e-14 * psi + _SEARCH * own
        if not (real and own <= stated + 2.0 * rounding + _SEARCH * own):
            yield f"at Ψ = {psi:g} the largest gain is {own:.3g}, not {stated:.3g}"
        if not 0.0 < number(step, "allowed") <= rounding * (1.0 + BELIEF):
            yield f"at Ψ = {psi:g} allowed is {step['allowed']!r}"
        yield from (
            f"at Ψ = {psi:g}: {fault}" for fault in wrong_price(profile, game, proposer == "L")
        )
        gaps.append(abs(profile.price - row["concession"]))
    if any(later > earlier * (1.0 + 1e-9) + 1e-12 for earlier, later in pairwise(gaps)):
        yield "prices of the sequence do not approach the limit's"
