"""From a point of the weakness curve to a reported and certified equilibrium (T5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import engine
from ..engine import NO_DEAL, Curve, Game
from ..model.undefined import equilibrium_reasons, solution_reasons
from ..model.variables import VARIABLES
from .certificate import Certificate
from .check import curve_of, game_of, off_path_reading, worded
from .solution import Equilibrium, OffPath

if TYPE_CHECKING:
    from ..model.parameters import Model

_REPORTED = tuple(name for name in VARIABLES if name != "max_gain")
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

    @property
    def stands(self) -> bool:
        """Whether no visits is an equilibrium under the off-path rule, whoever proposes (T5)."""
        found = engine.solve(
            self.game, self.curve, self.n, engine.PROPOSER_L, self.belief, self.below
        )
        return any(kind == NO_DEAL and not refuted for kind, _, _, refuted in found.table.tolist())

    @cached_property
    def readings(self) -> tuple[float | None, dict[str, bool], dict[str, str]]:
        """The smallest reading that supports no visits, and which named rules do (T5)."""
        strongest, prior, smallest = engine.off_path_beliefs(self.game, self.curve)
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


def prepare(model: Model, off_path: OffPath = "strongest") -> Problem:
    """Turn a model into a problem, once for all protocols."""
    curve = curve_of(model)
    belief = off_path_reading(off_path, curve)
    # k₀ − m(0) from the curve itself: it is sharp even when the signal says little
    strongest = belief == curve.m_first
    below = engine.point(curve, 0, -math.inf).spread if strongest else curve.k0 - belief
    return Problem(model, game_of(model), curve, model.n or 1.0, belief, below, off_path)


def certified(
    problem: Problem, bargaining: str, proposer: str, candidate: Candidate
) -> Equilibrium:
    """Report one candidate with everything of T5 and the checker's certificate."""
    numbers, gains = engine.certify(
        problem.game, problem.curve, problem.n, bargaining == "open", side(proposer), problem.belief,
        problem.below, candidate,
    )  # fmt: skip
    return equilibrium(problem, bargaining, proposer, candidate.kind, numbers, gains)


def equilibrium(
    problem: Problem, bargaining: str, proposer: str, kind: int, numbers: Any, gains: Any
) -> Equilibrium:
    """Name the numbers of a profile; what is undefined is None, with its reason."""
    model, visits = problem.model, kind != NO_DEAL
    values = dict(zip(_REPORTED, numbers.tolist(), strict=False))
    values |= {name: None for name in _OPTIONAL if math.isnan(values[name])}
    reasons = equilibrium_reasons(visits, values["threshold_share"] is not None)
    unit = "survival probability" if math.isinf(model.psi) else "payoff"
    certificate: Certificate = worded(gains, side(proposer), visits, model.psi)
    return Equilibrium(
        kind="visits" if visits else "no visits", bargaining=bargaining, proposer=proposer,
        off_path=problem.off_path, payoff_unit_L=unit, certificate=certificate, reasons=reasons,
        **values,
    )  # fmt: skip
