"""From a point of the weakness curve to a reported and certified equilibrium (T5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .._old import deviations as core
from .._old.around import look_around
from .._old.found import NO_DEAL, Case, Found, assess, first_drop, readings
from .._old.nodes import make_work, scan_nodes
from .._old.reported import NUMBERS
from ..model.tolerances import SOLVER_STEP
from ..model.variables import VARIABLES
from .certificate import Certificate
from .check import checker_nodes, curve_of, game_of, off_path_reading, worded
from .solution import Equilibrium, OffPath

if TYPE_CHECKING:
    from ..model.parameters import Model

_PRICE_REASON = "no visit happens, so it has no price"
_VISIT_REASON = "no visit ever happens"
_NO_VISIT_REASONS = {
    "threshold": _VISIT_REASON,
    "threshold_share": _VISIT_REASON,
    "concession": _PRICE_REASON,
    "concession_above_cost": _PRICE_REASON,
    "removal_visit": _VISIT_REASON,
    "weakness_visit": "off the path: what C would read into an unexpected visit with unseen price",
}
_SHARE_REASON = "the signal is continuous: no single signal has positive probability"
_NO_READING = (
    "no reading of an unexpected visit with unseen price supports no visits: "
    "that C may see the price is enough for both leaders to gain"
)
_REPORTED = tuple(name for name in VARIABLES if name != "max_gain")
_OPTIONAL = frozenset(_NO_VISIT_REASONS) - {"weakness_visit"}


@dataclass(frozen=True)
class Problem:
    """A model made ready to search, once for all protocols."""

    model: Model
    case: Case
    off_path: OffPath

    @cached_property
    def readings(self) -> tuple[float | None, dict[str, bool], dict[str, str]]:
        """The smallest reading that supports no visits, and which named rules do (T5)."""
        strongest, prior, smallest = readings(self.case)
        supports = {"strongest": bool(strongest), "prior": bool(prior)}
        if math.isnan(smallest):
            return None, supports, {"supporting_reading": _NO_READING}
        return float(smallest), supports, {}


class Candidate(NamedTuple):
    """A place on the curve that may be an equilibrium: INSIDE a piece, at its EDGE, or NO_DEAL."""

    kind: int
    piece: int
    x: float


def prepare(model: Model, off_path: OffPath = "strongest") -> Problem:
    """Turn a model into a problem, once for all protocols."""
    curve = curve_of(model)
    reading = off_path_reading(off_path, curve)
    below = first_drop(curve) if reading == curve.m_first else curve.k0 - reading
    case = Case(
        game_of(model), curve, scan_nodes(curve, SOLVER_STEP, 0.0), checker_nodes(curve),
        model.n or 1.0, reading, below,
    )  # fmt: skip
    return Problem(model, case, off_path)


def candidate(found: Found, i: int) -> Candidate:
    """Name a profile that was found."""
    return Candidate(int(found.kind[i]), int(found.piece[i]), float(found.x[i]))


def certified(
    problem: Problem, bargaining: str, proposer: str, candidate: Candidate
) -> Equilibrium:
    """Report one candidate with everything of T5 and the checker's certificate."""
    numbers, proof = np.empty(NUMBERS), np.empty((5, 3))
    side = core.PROPOSER_L if proposer == "L" else core.PROPOSER_F
    work = make_work(problem.case.checking)
    here = look_around(problem.case.curve, candidate.piece, candidate.x)
    assess(problem.case, bargaining == "open", side, *candidate, here, numbers, proof, work)
    return equilibrium(problem, bargaining, proposer, candidate.kind, numbers, proof)


def equilibrium(
    problem: Problem, bargaining: str, proposer: str, kind: int, numbers: Any, proof: Any
) -> Equilibrium:
    """Name the numbers of a profile; what is undefined is None, with its reason."""
    model, visits = problem.model, kind != NO_DEAL
    side = core.PROPOSER_L if proposer == "L" else core.PROPOSER_F
    values = dict(zip(_REPORTED, numbers.tolist(), strict=False))
    reasons = {} if visits else dict(_NO_VISIT_REASONS)
    for name in _OPTIONAL:
        if math.isnan(values[name]):
            values[name] = None
            reasons.setdefault(name, _SHARE_REASON)
    unit = "survival probability" if math.isinf(model.psi) else "payoff"
    certificate: Certificate = worded(proof, side, visits, model.psi)
    return Equilibrium(
        kind="visits" if visits else "no visits", bargaining=bargaining, proposer=proposer,
        off_path=problem.off_path, payoff_unit_L=unit, certificate=certificate, reasons=reasons,
        **values,
    )  # fmt: skip
