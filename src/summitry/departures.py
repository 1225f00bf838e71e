"""One player's strategy replaced by the user's: read, checked, and turned into rules of play (T5)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .equilibrium.certificate import DECISIONS, Deviation
from .model.faults import InputError, kind_of, plain, shown
from .strategies import (
    Conduct,
    Stage,
    with_price,
    with_threshold,
    with_visit_probability,
    without_deal,
)

if TYPE_CHECKING:
    from .equilibrium.solution import Equilibrium

_RULE = ("visit_probability", "threshold", "threshold_share")
_CUTOFFS = ("weakness_visit", "weakness_no_visit")
NAMES = (*_RULE, *_CUTOFFS, "concession", "answer")
_HELP = (
    "F's visit rule is visit_probability, or threshold (with threshold_share for a stepped signal); C's "
    "cut-offs are weakness_visit and weakness_no_visit; the proposer's price is concession ('none' for no "
    "deal); the responder's answer is answer='reject'."
)
_CHANCES = ("visit_probability", "threshold_share", *_CUTOFFS)


def _player(name: str, proposer: str) -> str:
    """Say whose choice a name stands for."""
    if name in _RULE:
        return "F"
    if name in _CUTOFFS:
        return "C"
    return proposer if name == "concession" else {"F": "L", "L": "F"}[proposer]


def _from_certificate(deviation: Deviation) -> dict[str, Any]:
    """Read the deviation that a certificate names."""
    values = deviation.values
    if deviation.decision == DECISIONS[0]:
        return {"visit_probability": values["visit_probability"]}
    if deviation.decision == DECISIONS[1]:
        return {"weakness_visit": values["weakness"]}
    if deviation.decision == DECISIONS[2]:
        return {"weakness_no_visit": values["weakness"]}
    if deviation.decision == DECISIONS[3]:
        return {"concession": values.get("concession", "none")}
    return {"answer": "reject"}


def _value_fault(name: str, value: Any) -> str:
    """Say what is wrong with one value; nothing if it is good."""
    if name == "answer":
        return (
            ""
            if value == "reject"
            else f"answer = {shown(value)} must be 'reject'. Accepting is no change."
        )
    if name == "concession" and value == "none":
        return ""
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return f"{name} = {shown(value)} is {kind_of(value)}, not a number. Give a number."
    top = 1.0 if name in _CHANCES else math.inf
    number = float(value)
    if not 0.0 <= number <= top or math.isinf(number):
        allowed = "from 0 to 1" if top == 1.0 else "0 or more, and finite"
        return f"{name} = {shown(value)} is out of range. It must be {allowed}."
    return ""


def _faults(given: Mapping[str, Any], eq: Equilibrium) -> list[str]:
    """Find everything that is wrong with a deviation."""
    faults = [f"deviation {shown(name)} is unknown. {_HELP}" for name in given if name not in NAMES]
    known = {name: value for name, value in given.items() if name in NAMES}
    faults += [fault for name, value in known.items() if (fault := _value_fault(name, value))]
    players = {_player(name, eq.proposer) for name in known}
    if len(players) > 1:
        faults.append(
            f"deviation {', '.join(known)} changes the strategies of {' and '.join(sorted(players))}. Only "
            f"one player deviates at a time. {_HELP}"
        )
    elif len({name.split("_share")[0] for name in known} - set(_CUTOFFS)) > 1:
        faults.append(f"deviation {', '.join(known)} gives one decision twice. Leave one out.")
    if "threshold_share" in known and "threshold" not in known:
        faults.append("threshold_share is given without threshold. Give threshold too.")
    if not given:
        faults.append(f"deviation is empty. {_HELP}")
    if eq.concession is None:
        idle = [name for name in known if name in (*_RULE, "weakness_visit", "answer")]
        idle += [name for name in known if name == "concession" and known[name] == "none"]
        if idle:
            faults.append(
                f"deviation {', '.join(idle)} changes nothing: no deal is struck in this equilibrium. Change "
                "concession, the proposer's price, or weakness_no_visit, C's cut-off."
            )
    return faults


def depart(
    at: Stage, eq: Equilibrium, before: Conduct, deviation: Mapping[str, Any] | Deviation
) -> tuple[str, str, Conduct]:
    """Turn a deviation into the player who deviates, words for it, and the rules of play that follow."""
    if isinstance(deviation, Deviation):
        given = _from_certificate(deviation)
    elif isinstance(deviation, Mapping):
        given = dict(deviation)
    else:
        raise InputError(
            f"deviation = {shown(deviation)} is {kind_of(deviation)}, not a table of names and "
            f"values. {_HELP}",
            where="simulate",
        )
    faults = _faults(given, eq)
    if faults:
        raise InputError(faults, where="simulate")
    values = {k: v if isinstance(v, str) else float(v) for k, v in given.items()}
    player = _player(next(iter(values)), eq.proposer)
    words = ", ".join(f"{k} = {v if isinstance(v, str) else plain(v)}" for k, v in values.items())
    return player, words, _apply(at, eq, before, values)


def _apply(at: Stage, eq: Equilibrium, before: Conduct, values: dict[str, Any]) -> Conduct:
    """Change the rules of play."""
    if "visit_probability" in values:
        return with_visit_probability(at, before, values["visit_probability"])
    if "threshold" in values:
        return with_threshold(at, before, values["threshold"], values.get("threshold_share", 1.0))
    if "answer" in values or values.get("concession") == "none":
        return without_deal(before)
    if "concession" in values:
        return with_price(at, before, eq.proposer, values["concession"])
    rules = before.rules
    after = values.get("weakness_visit", rules.k_hidden)
    if "weakness_visit" in values:
        rules = rules._replace(k_seen=after, k_hidden=after)
    if "weakness_no_visit" in values:
        rules = rules._replace(
            k_idle=values["weakness_no_visit"], k_public=values["weakness_no_visit"]
        )
    return before._replace(rules=rules)
