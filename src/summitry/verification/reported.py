"""What a saved equilibrium must say (T3, T5 "Reported values"): a table of every field, and the comparison.

Only v, 1 − v and z are read from the file. Everything else follows from them and is compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..model.faults import shown
from ..model.tolerances import BELIEF
from ..model.undefined import equilibrium_reasons
from .beliefs import Profile
from .curve import Curve
from .deviations import PRICE_SHARE, deal, own_payoffs
from .payoffs import Game, outcomes, price

Row = Mapping[str, Any]
_FLOOR = 1e-12  # of a number's scale: a smaller difference is rounding


class Near(NamedTuple):
    """A number that may differ from another by no more than `slack`."""

    value: float
    slack: float


class OneOf(NamedTuple):
    """A value that must equal one of several: more than one where rounding decides."""

    values: tuple[Any, ...]


def near(value: float | None, scale: float = 1.0) -> Near | OneOf:
    """Return the number that must be there, to nine digits or rounding on its scale; None is None."""
    if value is None:
        return OneOf((None,))
    return Near(float(value), BELIEF * abs(float(value)) + _FLOOR * scale)


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number."""
    kind = isinstance(value, int | float) and not isinstance(value, bool)
    return kind and -1e308 < value < 1e308


def differences(saved: Any, right: Any, name: str) -> Iterator[str]:
    """List where what was saved is not what is right: every key, every type, every value."""
    if isinstance(right, Near):
        if not (is_number(saved) and abs(saved - right.value) <= right.slack):
            yield f"{name} is {shown(saved)}, it must be {right.value!r}"
    elif isinstance(right, Mapping):
        if not isinstance(saved, Mapping):
            yield f"{name} is {shown(saved)}, it must be an object"
            return
        for key in saved.keys() - right.keys():
            yield f"{name} has a field {shown(key)} that no result has"
        for key, value in right.items():
            if key in saved:
                yield from differences(saved[key], value, key)
            else:
                yield f"{name} lacks {key}"
    else:
        words = right.values if isinstance(right, OneOf) else (right,)
        if not any(type(saved) is type(word) and saved == word for word in words):
            yield f"{name} is {shown(saved)}, it must be {words[0]!r}"


def row_of(
    game: Game, curve: Curve, profile: Profile, solution: Row, row: Row, n: float
) -> dict[str, Any]:
    """Return every field that a profile's row must have, with its value."""
    p, visits = profile.point, profile.deal
    numbers = outcomes(game, profile)
    scale = dict.fromkeys(numbers, 1.0)
    scale |= {name: game.office for name in numbers if name.startswith("payoff_L")}
    scale["payoff_F"] = max(1.0, profile.price) if visits else 0.0
    lowest, share = curve.threshold(p, n) if visits else (None, None)
    limit = solution["status"] == "limit" and p.rest == 0.0
    return {
        "kind": "no visits" if not visits else "limit" if limit else "visits",
        **{name: solution[name] for name in ("bargaining", "proposer", "off_path")},
        "visit_probability": near(float(p.v), 0.0),
        "no_visit_probability": near(float(p.rest), 0.0),
        "concession": near(profile.price, 0.0) if visits else None,
        # near v = 1 many signals have nearly the same visits
        "threshold": None if lowest is None else Near(lowest, min(BELIEF * n, 1e-5 * lowest)),
        "threshold_share": near(share, 1e3),
        **{name: near(value, scale[name] * curve.coarseness) for name, value in numbers.items()},
        "payoff_unit_L": "payoff" if game.money else "survival probability",
        "reasons": equilibrium_reasons(visits, share is not None),
        **who_gains(row, visits),
    }


def who_gains(row: Row, visits: bool) -> dict[str, bool]:
    """Tell from the row's own payoffs who gains over isolation; L's rounding is no gain (T5)."""
    names = "payoff_L_salient", "payoff_L_isolated", "payoff_F"
    values: list[Any] = [row.get(name) for name in names]
    salient, isolated, gain_f = (value if is_number(value) else 0.0 for value in values)
    gain = salient - isolated
    if abs(gain) <= _FLOOR * (abs(salient) + abs(isolated)):
        gain = 0.0
    return {
        "is_resource_curse": gain < 0.0,
        "is_mutually_beneficial": visits and gain_f > 0.0 and gain > 0.0,
    }


def wrong_price(game: Game, profile: Profile, lowest: bool) -> Iterator[str]:
    """Hold a price against F's marginal visitor, and L's indifference if F proposes (T3, T5).

    L as proposer pays the lowest price that brings the visits, and so does everybody in a limit.
    """
    p, z, k = profile.point, profile.price, profile.k_visit
    low = float(price(game, k, p.low))
    high = float(price(game, k, p.high)) if math.isfinite(p.high) else math.inf
    if not low * (1.0 - PRICE_SHARE) <= z <= (low if lowest else high) * (1.0 + PRICE_SHARE):
        yield f"at a price of {z!r} F visits by another rule: its marginal visitor wants {low!r}"
    if profile.proposer == "F" and game.money:
        surplus = own_payoffs(game, profile)[1]
        if not abs(surplus) <= 1e-8 * float(deal(game, profile, p).stakes):
            yield f"L gains {surplus!r} by the deal instead of nothing: F asks for another price"
