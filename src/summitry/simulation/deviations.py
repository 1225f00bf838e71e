"""One player's strategy replaced by the user's: read, checked, and made a strategy profile (T5)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..disclosure.seen import Seen, seen, seen_unexpected
from ..engine import PROPOSER_F, PROPOSER_L, Assessment, acceptance, follow, point
from ..equilibrium.certificate import DECISIONS, Deviation
from ..model.conversion import as_number
from ..model.faults import InputError, kind_of, plain, shown
from .strategies import (
    Setup,
    StrategyProfile,
    expected_payoffs,
    visiting_from,
    visiting_up_to,
    visiting_with,
    without_deal,
)

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium, OffPath

_VISIT_RULE = ("visit_probability", "threshold", "threshold_share")
_CUTOFFS = ("weakness_visit", "weakness_no_visit")
_PROOFS = {"silent": ("L", "F"), "exposes": ("A",)}  # who may
NAMES = (*_VISIT_RULE, *_CUTOFFS, "concession", "answer", *_PROOFS)
_HELP = (
    "F's visit rule is visit_probability, or threshold (with threshold_share for a stepped signal); C's "
    "cut-offs are weakness_visit and weakness_no_visit; the proposer's price is concession ('none' for no "
    "deal); the responder's answer is answer='reject'; who keeps a proof back is silent='L' or silent='F', "
    "and an antagonist's proof exposes='A'."
)
_PROBABILITIES = ("visit_probability", "threshold_share", *_CUTOFFS)


def deviate(
    setup: Setup,
    eq: Equilibrium,
    profile: StrategyProfile,
    deviation: Mapping[str, Any] | Deviation,
) -> tuple[str, str, StrategyProfile]:
    """Return the player who deviates, the deviation in words, and the profile that follows."""
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
    words = ", ".join(f"{k} = {v if isinstance(v, str) else plain(v)}" for k, v in values.items())
    player = _player(*next(iter(values.items())), eq.proposer)
    return player, words, _apply(setup, eq, profile, values)


def _player(name: str, value: Any, proposer: str) -> str:
    """Return whose choice a name stands for; the value of a proof is the player."""
    if name in _PROOFS:
        return str(value)
    if name in _VISIT_RULE:
        return "F"
    if name in _CUTOFFS:
        return "C"
    return proposer if name == "concession" else {"F": "L", "L": "F"}[proposer]


def _from_certificate(deviation: Deviation) -> dict[str, Any]:
    """Translate a certificate's deviation into names of `Equilibrium`."""
    if deviation.decision == "exposure":
        return {"exposes": deviation.player}
    if deviation.decision.startswith("proof"):
        return {"silent": deviation.player}
    names = ("visit_probability", "weakness_visit", "weakness_no_visit", "concession", "answer")
    name = names[DECISIONS.index(deviation.decision)]
    number = "weakness" if name in _CUTOFFS else name
    return {name: deviation.values.get(number, "reject" if name == "answer" else "none")}


def _value_fault(name: str, value: Any) -> str:
    """Return what is wrong with one value; nothing if it is good."""
    if name == "answer":
        wrong = f"answer = {shown(value)} must be 'reject'. Accepting is no change."
        return "" if isinstance(value, str) and value == "reject" else wrong
    if name == "concession" and isinstance(value, str) and value == "none":
        return ""
    if name in _PROOFS:
        allowed = " or ".join(map(repr, _PROOFS[name]))
        wrong = f"{name} = {shown(value)} must be {allowed}."
        return "" if isinstance(value, str) and value in _PROOFS[name] else wrong
    number = as_number(value)
    if number is None:
        return f"{name} = {shown(value)} is {kind_of(value)}, not a number. Give a number."
    top = 1.0 if name in _PROBABILITIES else math.inf
    if not 0.0 <= number <= top or math.isinf(number):
        allowed = "from 0 to 1" if top == 1.0 else "0 or more, and finite"
        return f"{name} = {shown(value)} is out of range. It must be {allowed}."
    return ""


def _faults(given: Mapping[str, Any], eq: Equilibrium) -> list[str]:
    """Find everything that is wrong with a deviation."""
    faults = [f"deviation {shown(name)} is unknown. {_HELP}" for name in given if name not in NAMES]
    known = {name: value for name, value in given.items() if name in NAMES}
    faults += [fault for name, value in known.items() if (fault := _value_fault(name, value))]
    players = {_player(name, value, eq.proposer) for name, value in known.items()}
    faults += [fault for name in _PROOFS if name in known and (fault := _proof_fault(name, known, eq))]
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
        idle = [name for name in known if name in (*_VISIT_RULE, "weakness_visit", "answer")]
        idle += [name for name in known if name == "concession" and known[name] == "none"]
        if idle:
            faults.append(
                f"deviation {', '.join(idle)} changes nothing: no deal is struck in this equilibrium. Change "
                "concession, the proposer's price, or weakness_no_visit, C's cut-off."
            )
    return faults


def _proof_fault(name: str, given: Mapping[str, Any], eq: Equilibrium) -> str:
    """Return why nobody can keep this proof back, or give it, in an equilibrium; nothing if one can."""
    may = {"leader": ("silent", ("L", "F")), "antagonist": ("exposes", ("A",)), "absence": ("silent", ("L",))}
    decision, players = may.get(eq.disclosure, ("", ()))
    if name == decision and given[name] in players and (eq.offers or eq.disclosure == "absence"):
        return ""
    return (
        f"deviation {name}={shown(given[name])} changes nothing: with disclosure = {eq.disclosure!r} "
        f"{'and no visit ' if not eq.offers else ''}that player has no such proof. Choose another."
    )


def _apply(
    setup: Setup, eq: Equilibrium, profile: StrategyProfile, values: dict[str, Any]
) -> StrategyProfile:
    """Replace what a deviation names."""
    if "visit_probability" in values:
        return visiting_with(setup, profile, values["visit_probability"])
    if "threshold" in values:
        share = values.get("threshold_share", 1.0)
        return visiting_from(setup, profile, values["threshold"], share)
    if "answer" in values or values.get("concession") == "none":
        return without_deal(profile)
    if "concession" in values:
        return _with_price(setup, profile, eq, values["concession"])
    if "silent" in values:
        return profile._replace(proved=0.0, cutoff_no_deal=None)
    if "exposes" in values:
        return profile._replace(proved=eq.reach)
    if "weakness_visit" in values:
        k = values["weakness_visit"]
        profile = profile._replace(cutoff_price_seen=k, cutoff_price_unseen=k)
    if "weakness_no_visit" in values:
        k = values["weakness_no_visit"]
        profile = profile._replace(cutoff_nothing_seen=k, cutoff_deal_seen=k)
    return profile


def _with_price(
    setup: Setup, profile: StrategyProfile, eq: Equilibrium, price: float
) -> StrategyProfile:
    """Have the proposer name another price; what follows is as T5 says.

    The visits are those that induce the price; C infers them when she sees the price, perhaps because
    somebody proves it. F accepts every price, since it need not visit; L accepts only what gains her
    something.
    """
    game, curve, proposer = setup.game, setup.curve, eq.proposer
    assessment = Assessment(
        profile.public, PROPOSER_L if proposer == "L" else PROPOSER_F, profile.deal,
        profile.segment, profile.x, profile.price, profile.cutoff_price_unseen,
        profile.cutoff_nothing_seen,
    )  # fmt: skip
    rate = partial(_rate, seen(game.q, eq.disclosure, eq.reach), eq.off_path, assessment)
    segment, x = _visits_after(setup, assessment, rate, price)
    p, known = point(curve, segment, x), rate(segment, x)
    proved = (known - game.q) / (1.0 - game.q) if known > game.q else 0.0
    new = profile._replace(deal=True, price=price, cutoff_price_seen=p.kappa, proved=proved)
    if profile.public:
        new = new._replace(cutoff_price_unseen=p.kappa, cutoff_deal_seen=p.kappa + p.spread)
    new = visiting_up_to(setup, new, segment, x)
    if p.v == 0.0:
        new = new._replace(threshold=math.inf, share=0.0)
    refused = expected_payoffs(setup, without_deal(profile))["L"]
    gain = expected_payoffs(setup, new)["L"] - refused
    if proposer == "F" and gain <= acceptance(game):
        return without_deal(profile)
    return new


def _rate(
    rates: Seen, off_path: OffPath, expected: Assessment, segment: int, x: float
) -> float:  # fmt: skip
    """Return how often C sees the price that brings visits up to a point of the curve (T13.5)."""
    if expected.deal:
        return rates.less if (segment, x) < (expected.segment, expected.x) else rates.more
    return seen_unexpected(rates, off_path)


def _visits_after(
    setup: Setup, assessment: Assessment, rate: Callable[[int, float], float], price: float
) -> tuple[int, float]:  # fmt: skip
    """Return the last point of the curve whose inducing price is at most ``price``, by bisection.

    The inducing price rises with the visit probability (T5), so first the segment of the curve is found, then
    the coordinate in it.
    """
    game, curve = setup.game, setup.curve

    def induces(segment: int, x: float) -> bool:
        rated = game._replace(q=rate(segment, x))
        return bool(follow(rated, curve, assessment, segment, x).price <= price)

    first, last = -1, curve.segments
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (middle, last) if induces(middle, -math.inf) else (first, middle)
    if first < 0:
        return 0, -math.inf
    if induces(first, math.inf):
        return first, math.inf
    low, high = -700.0, 700.0
    for _ in range(100):
        x = 0.5 * (low + high)
        if x in (low, high):
            break
        low, high = (x, high) if induces(first, x) else (low, x)
    return first, low
