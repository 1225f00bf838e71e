"""From a point of the weakness curve to a reported and certified equilibrium (T5)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import engine
from ..engine import NO_DEAL, Curve, Found, Game
from ..model.undefined import equilibrium_reasons, solution_reasons
from ..model.variables import VARIABLES
from .certificate import Certificate
from .check import ANY_PROPOSER, curve_of, game_of, off_path_belief, worded
from .equilibrium import Equilibrium, OffPath
from .offers import Offer

if TYPE_CHECKING:
    from ..model.parameters import Model

_REPORTED = tuple(name for name in VARIABLES if name != "max_gain")
_OFFER = (
    "struck", "offered", "accepted", "visit_probability", "no_visit_probability", "weakness_visit",
    "concession", "concession_above_cost", "threshold", "threshold_share", "payoff_F",
)  # fmt: skip
_OPTIONAL = ("threshold", "threshold_share", "concession", "concession_above_cost", "removal_visit")


@dataclass(frozen=True)
class Problem:
    """A model made ready to search, once for all protocols."""

    model: Model
    game: Game
    curve: Curve
    n: float
    belief: float  # weakness read into an unexpected visit with unseen price
    below: float  # k₀ less it
    off_path: OffPath
    _found: dict[int, Found] = field(default_factory=dict, repr=False, compare=False)

    @property
    def stands(self) -> bool:
        """Whether no visits is an equilibrium under the off-path rule, whoever proposes (T5)."""
        table = self.found(engine.PROPOSER_L).table.tolist()
        return any(kind == NO_DEAL and not refuted for kind, _, _, refuted in table)

    def found(self, proposer: int) -> Found:
        """Return every candidate of closed bargaining, judged; searched once for each proposer (T5)."""
        if proposer not in self._found:
            self._found[proposer] = engine.solve(
                self.game, self.curve, self.n, proposer, self.belief, self.below
            )
        return self._found[proposer]

    @cached_property
    def readings(self) -> tuple[float | None, dict[str, bool], dict[str, str]]:
        """The smallest reading that supports no visits, and which named rules do (T5)."""
        strongest, prior, smallest, _ = engine.off_path_beliefs(self.game, self.curve)
        supports = {"strongest": bool(strongest), "prior": bool(prior)}
        reading = None if math.isnan(smallest) else float(smallest)
        return reading, supports, solution_reasons("closed", reading)


class Candidate(NamedTuple):
    """A profile that may be an equilibrium: inside a segment of the curve, at its end, or no deal."""

    kind: int
    segment: int
    x: float


def side(proposer: str) -> int:
    """Return the engine's number of a proposer, ``"F"`` or ``"L"``."""
    return engine.PROPOSER_L if proposer == "L" else engine.PROPOSER_F


def side_in_words(proposer: str) -> int:
    """Return the number by which a certificate words its proposer, `ANY_PROPOSER` for a random one."""
    return ANY_PROPOSER if proposer == "random" else side(proposer)


def prepare(model: Model, off_path: OffPath = "strongest") -> Problem:
    """Turn a model into a problem, once for all protocols."""
    game, curve = game_of(model), curve_of(model)
    belief, below = off_path_belief(off_path, game, curve)
    return Problem(model, game, curve, model.n or 1.0, belief, below, off_path)


def certified(
    problem: Problem, bargaining: str, proposer: str, candidate: Candidate
) -> Equilibrium:
    """Report one candidate with everything of T5 and the checker's certificate."""
    numbers, gains = engine.certify(
        problem.game, problem.curve, problem.n, bargaining == "open", side(proposer), problem.belief,
        problem.below, candidate,
    )  # fmt: skip
    kind = "no visits" if candidate.kind == NO_DEAL else "visits"
    return equilibrium(problem, bargaining, proposer, kind, numbers, gains)


def equilibrium(
    problem: Problem, bargaining: str, proposer: str, kind: str, numbers: Any, gains: Any,
    offers: tuple[Offer, ...] | None = None, index: int | None = None,
) -> Equilibrium:  # fmt: skip
    """Name the numbers of a profile; what is undefined is None, with its reason.

    Without ``offers`` its one deal, if there is any, is always struck.
    """
    model, visits = problem.model, kind != "no visits"
    values = dict(zip(_REPORTED, numbers.tolist(), strict=False))
    values |= {name: None for name in _OPTIONAL if math.isnan(values[name])}
    several = offers is not None and len(offers) > 1
    reasons = equilibrium_reasons(visits, values["threshold_share"] is not None, several)
    unit = "survival probability" if math.isinf(model.psi) else "payoff"
    certificate: Certificate = worded(gains, side_in_words(proposer), visits, model.psi)
    if offers is None:
        offers = (_only_offer(values),) if visits else ()
    return Equilibrium(
        kind=kind, bargaining=bargaining, proposer=proposer, off_path=problem.off_path,
        payoff_unit_L=unit, certificate=certificate, reasons=reasons, index=index, offers=offers,
        **values,
    )  # fmt: skip


def _only_offer(values: dict[str, Any]) -> Offer:
    """Return the deal of a pure equilibrium as an offer."""
    shared = {name: values[name] for name in _OFFER if name in values}
    return Offer(struck=1.0, offered=1.0, accepted=1.0, **shared)


def offer_of(row: list[float]) -> Offer:
    """Name the numbers of an offer in mixed strategies."""
    values: dict[str, Any] = dict(zip(_OFFER, row, strict=False))
    if math.isnan(values["threshold_share"]):
        values["threshold_share"] = None
    return Offer(**values)
