"""`/api/play`: the visitor decides for one player, the others play the equilibrium, and chance is drawn.

The play comes from `simulate`, with the visitor's choice as a deviation and the same chances; what a choice
is worth from `payoff_of`, `visit_payoff` and `challenge_payoff`; that the equilibrium's own choice is best
from its certificate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import (
    Equilibrium,
    Model,
    challenge_payoff,
    payoff_of,
    simulate,
    visit_payoff,
)
from ..model.faults import InputError, shown
from .meta import PROTOCOLS
from .query import MODEL_KEYS, Key, Query, number
from .view import CHOICE_KEYS, chosen, solved

if TYPE_CHECKING:
    import xarray

ROLES = ("L", "F", "C")
DECISIONS = ("price", "answer", "visit", "challenge")
PLAYS = 2048  # among which the first in which F wants a favour is taken
MOST_PRICE = 1e9
_PAYOFFS = {"F": "payoff_F", "L": "payoff_L_salient", "C": "payoff_C"}
PLAY_KEYS = (
    *MODEL_KEYS,
    *CHOICE_KEYS,
    Key("role", "for whom the visitor decides", ROLES, default="L"),
    Key(
        "decision",
        "what is decided: by default the answer or price for L, the visit for F, the challenge for C",
        DECISIONS,
    ),
    Key("seed", "of what chance draws", low=0, high=2**31 - 1, default=1, kind="whole"),
    Key(
        "choice",
        "the visitor's choice: a number, yes, no or none; left out to be asked",
        kind="text",
    ),
)


@dataclass(frozen=True)
class Table:
    """Who plays what: the model, the equilibrium and the index of the play among those of its seed."""

    model: Model
    eq: Equilibrium
    role: str
    decision: str
    seed: int
    index: int
    play: dict[str, float]  # the equilibrium's own play


@dataclass(frozen=True)
class Ask:
    """What a request for a play asks for."""

    model: Model
    protocol: str
    equilibrium: int
    role: str
    decision: str
    seed: int
    choice: str | None


def read_play(query: Query) -> Ask:
    """Read a request; all its faults are raised at once."""
    model = query.model()
    protocol, role = query.choice("protocol"), query.choice("role")
    proposer = PROTOCOLS[protocol][1]
    allowed = {
        "L": ("price",) if proposer == "L" else ("answer",),
        "F": ("visit", "price" if proposer == "F" else "answer"),
        "C": ("challenge",),
    }[role]
    decision = query.choice("decision") if query.given("decision") else allowed[0]
    if decision not in allowed:
        query.faults.append(
            f"decision = {decision} is not {role}'s under this protocol. {role} decides on "
            f"{' and '.join(allowed)}. Write decision={allowed[0]}."
        )
    ask = (
        protocol, query.whole("equilibrium"), role, decision, query.whole("seed"), query.text("choice"),
    )  # fmt: skip
    if not query.faults and ask[-1] is not None:
        query.faults += _choice_faults(decision, ask[-1])
    query.close()
    assert model is not None
    return Ask(model, *ask)


def _choice_faults(decision: str, choice: str) -> list[str]:
    if decision in ("answer", "visit"):
        good, say = choice in ("yes", "no"), "yes or no. Write choice=yes"
    else:
        value = number(choice)
        most = MOST_PRICE if decision == "price" else 1.0
        good = isinstance(value, int | float) and 0.0 <= value <= most
        say = "a number of 0 or more, or none for no deal. Write choice=0.5"
        if decision == "challenge":
            say = "the highest cost at which C challenges, from 0 to 1. Write choice=0.5"
        good = good or (decision == "price" and choice == "none")
    return [] if good else [f"choice = {shown(choice)} must be {say}."]


def play(ask: Ask) -> dict[str, Any]:
    """Draw the play, say what the player sees, and after a choice what came of it."""
    solutions = solved(ask.model)
    solution = solutions[ask.protocol]
    index = chosen(solutions, ask.protocol, ask.equilibrium)
    if index is None or solution.equilibria[index].kind == "limit":
        raise InputError(
            f"there is nothing to play here: {solution.status.value}. Choose another protocol "
            "or other values."
        )
    eq = solution.equilibria[index]
    if eq.concession is None and ask.decision in ("answer", "visit"):
        raise InputError(
            f"in this equilibrium no deal is struck, so {ask.role} has nothing to decide. Choose another "
            "protocol, or play L or C."
        )
    table = _draw(ask, eq)
    out = {
        "seed": ask.seed, "role": ask.role, "decision": ask.decision, "protocol": ask.protocol,
        "equilibrium": index, "situation": _situation(table), "question": _QUESTIONS[ask.decision],
        "choice": _control(table),
    }  # fmt: skip
    return out if ask.choice is None else out | _outcome(table, ask.choice)


def _draw(ask: Ask, eq: Equilibrium) -> Table:
    """Find the first play of this seed in which the player has something to decide."""
    played = simulate(ask.model, eq, plays=PLAYS, seed=ask.seed)
    plays = played.to_xarray()
    index = 0
    if ask.role != "C":
        wanted = plays["salient"].values
        if not wanted.any():
            raise InputError(
                f"in {PLAYS} plays F never wanted a favour (sigma = {ask.model.sigma:g}), so {ask.role} had "
                "nothing to decide. Raise sigma, or play C."
            )
        index = int(wanted.argmax())
    return Table(ask.model, eq, ask.role, ask.decision, ask.seed, index, _row(plays, index))


def _row(plays: xarray.Dataset, index: int) -> dict[str, float]:
    return {str(name): float(values[index]) for name, values in plays.data_vars.items()}


_QUESTIONS = {
    "price": "Which concession do you name for the visit?",
    "answer": "Do you accept?",
    "visit": "Do you visit?",
    "challenge": "Up to which cost of a challenge would you challenge L?",
}


def _situation(table: Table) -> list[str]:
    """Return what the player knows, and nothing more."""
    model, eq, row = table.model, table.eq, table.play
    who = {"L": "You are L, the leader at home.", "F": "You are F, the foreign leader."}
    if table.role == "C":
        seen = "F did not visit."
        if row["visit"]:
            seen = "F visited, and you do not know what L paid."
            if row["revealed"]:
                seen = f"F visited, and you see that L pays {row['price']:.4g}."
        return [
            "You are C, who may challenge L.",
            "Before anything happened you thought that a challenge would succeed with chance "
            f"{eq.weakness_prior:.4g}.",
            seen,
            "The others play the equilibrium: a deal whenever F wants a favour, and a visit to strong leaders"
            f" (chance {eq.visit_probability:.4g} after a deal)."
            if eq.concession is not None
            else "In this equilibrium visits are never bought.",
        ]
    lines = [who[table.role], "F wants a favour from L."]
    if table.decision == "answer":
        lines.append(f"{eq.proposer} names a price of {eq.concession:.4g} for a visit.")
    if table.decision == "visit":
        lines.append(f"The deal is struck: L pays {eq.concession:.4g} if you visit.")
        lines.append(
            f"Your intelligence about L is the signal A = {row['signal']:.4g}{_range(model)}."
        )
        lines.append(
            f"A visit costs you {model.tau:g}, and {model.rho:g} more if L is removed after it."
        )
    if table.decision == "price":
        lines.append("You name the price; the other accepts or refuses.")
    return lines


def _range(model: Model) -> str:
    if not model.information.uses_n:
        return ", counted from the weakest, 0"
    return f", where {model.n:g} is the strongest"


def _control(table: Table) -> dict[str, Any]:
    """Describe the control with which the visitor answers."""
    if table.decision in ("answer", "visit"):
        return {"name": "choice", "kind": "yesno", "label": _QUESTIONS[table.decision]}
    if table.decision == "challenge":
        return {
            "name": "choice",
            "kind": "number",
            "from": 0,
            "to": 1,
            "log": False,
            "label": "highest cost K",
        }
    top = 2.0 * (table.eq.concession or table.model.tau + table.model.rho)
    return {
        "name": "choice", "kind": "number", "from": 0, "to": float(f"{top:.2g}"), "log": False,
        "label": "concession z", "none": "no deal",
    }  # fmt: skip


def _deviation(table: Table, choice: str) -> dict[str, Any] | None:
    """Translate a choice into a deviation; None if it is what the equilibrium does in this play."""
    if table.decision == "price":
        if choice == "none":
            return None if table.eq.concession is None else {"concession": "none"}
        same = table.eq.concession is not None and float(choice) == table.eq.concession
        return None if same else {"concession": float(choice)}
    if table.decision == "answer":
        return None if choice == "yes" else {"answer": "reject"}
    if table.decision == "visit":
        if (choice == "yes") == bool(table.play["visit"]):
            return None
        return {"visit_probability": 1.0 if choice == "yes" else 0.0}
    name = "weakness_visit" if table.play["visit"] else "weakness_no_visit"
    return {name: float(choice)}


def _outcome(table: Table, choice: str) -> dict[str, Any]:
    """Play the choice with the same chances, and compare it with the best."""
    deviation = _deviation(table, choice)
    row = table.play
    if deviation is not None:
        played = simulate(table.model, table.eq, plays=PLAYS, seed=table.seed, deviation=deviation)
        row = _row(played.to_xarray(table.index, 1), 0)
    yours, best, own, text = _worth(table, choice, deviation)
    gain = best - yours
    allowed = table.eq.certificate.allowed
    return {
        "chosen": choice,
        "steps": _steps(table, row),
        "play": {name: None if math.isnan(value) else value for name, value in row.items()},
        "payoff": {
            "realised": {who: row[f"payoff_{who}"] for who in ROLES},
            "expected": yours,
            "unit": table.eq.payoff_unit_L if table.role == "L" else "payoff",
        },
        "best": {"choice": own, "expected": best, "text": text},
        "gain": gain if gain > allowed else 0.0,
        "certificate": {"max_gain": table.eq.max_gain, "allowed": allowed},
        "reference": {"realised": {who: table.play[f"payoff_{who}"] for who in ROLES}},
    }


def _worth(
    table: Table, choice: str, deviation: dict[str, Any] | None
) -> tuple[float, float, str, str]:
    """Value the choice and the best one; name the best one, and say why it is best."""
    model, eq = table.model, table.eq
    if table.decision == "visit":
        value = visit_payoff(model, eq, table.play["signal"])
        why = (
            f"At this signal a visit is worth {value:.4g} to you and staying away 0; "
            f"you should visit from A = {eq.threshold:.4g} on."
        )
        return (
            value if choice == "yes" else 0.0,
            max(value, 0.0),
            "yes" if value > 0.0 else "no",
            why,
        )
    if table.decision == "challenge":
        visit = bool(table.play["visit"])
        belief = eq.weakness_visit if visit else eq.weakness_no_visit
        why = (
            f"After {'a visit' if visit else 'no visit'} a challenge succeeds with chance {belief:.4g} in "
            "your eyes: it pays at every cost below that, and at none above."
        )
        yours, best = (challenge_payoff(model, eq, k, visit=visit) for k in (float(choice), belief))
        return yours, best, f"{belief:.6g}", why
    name = _PAYOFFS[table.role]
    best = payoff_of(model, eq)[name]
    yours = best if deviation is None else payoff_of(model, eq, deviation)[name]
    if table.decision == "answer":
        why = "To accept: the search over all deviations finds that refusing gains you nothing."
        return yours, best, "yes", why
    own = "none" if eq.concession is None else f"{eq.concession:.10g}"
    why = (
        "The search over all deviations finds no price that gains you more than "
        f"{max(eq.max_gain, 0.0):.1e}: the other leader accepts or refuses it as is best, F visits as is "
        "best, and C cannot respond to a price that she does not see."
    )
    return yours, best, own, why


def _steps(table: Table, row: dict[str, float]) -> list[str]:
    """Describe what happened, in order."""
    said = []
    if not row["salient"]:
        said.append("F wanted no favour this time.")
    elif not row["deal"]:
        said.append("No deal was struck.")
    else:
        said.append(f"A deal was struck: {row['price']:.4g} for a visit.")
    if row["deal"]:
        said.append("F visited." if row["visit"] else "F stayed away.")
    if row["visit"]:
        said.append("C saw the price." if row["revealed"] else "C did not see the price.")
    verb = "challenged" if row["challenge"] else "did not challenge"
    said.append(
        f"C's cost of a challenge was {row['cost']:.4g}; C {verb} (up to {row['cutoff']:.4g})."
    )
    if row["challenge"]:
        said.append("L was removed." if row["removed"] else "L survived the challenge.")
    if not math.isnan(row["strength"]):
        said.append(f"L's strength was θ = {row['strength']:.4g}.")
    return said
