"""From a point of the weakness curve to a reported and certified equilibrium (T5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from . import deviations as core
from .bargaining.closed import judged
from .bargaining.search import EDGE, F_EQUATION, L_EQUATION
from .certificate import Certificate
from .check import certificate, checker_nodes, curve_of, game_of, off_path_reading
from .curves import point
from .equations import absence_gap, concession, highest_price, net_price, outcome
from .nodes import Nodes, scan_nodes, threshold
from .payoffs import Game
from .points import STEPS, Curve, Point
from .solution import Equilibrium, OffPath
from .tolerances import SOLVER_STEP

if TYPE_CHECKING:
    from .model import Model

NO_DEAL = -1
_NO_VISIT_REASON = "no visit happens, so it has no price"


class Problem(NamedTuple):
    """A model made ready to search: its numbers, its curve and both sets of nodes."""

    model: Model
    game: Game
    curve: Curve
    nodes: Nodes
    checking: Nodes
    off_path: OffPath
    reading: float  # weakness read into an unexpected visit with unseen price
    below: float  # k₀ less it


def prepare(model: Model, off_path: OffPath = "strongest") -> Problem:
    """Turn a model into a problem, once for all protocols."""
    curve = curve_of(model)
    reading = off_path_reading(off_path, curve)
    nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
    below = first_drop(curve) if reading == curve.m_first else curve.k0 - reading
    return Problem(
        model, game_of(model), curve, nodes, checker_nodes(curve), off_path, reading, below
    )


def first_drop(curve: Curve) -> float:
    """Drop k₀ − m(0) from the prior to the strongest signal, sharp even when the signal says little."""
    return float(point(curve, 0, -math.inf).spread)


class Candidate(NamedTuple):
    """A place on the curve that may be an equilibrium, and whether the solver's own search refutes it."""

    piece: int
    x: float
    kind: int  # INSIDE, EDGE, or NO_DEAL
    refuted: bool


def visit_candidates(problem: Problem, proposer: str) -> tuple[Candidate, ...]:
    """Find every candidate with visits, each judged by the solver."""
    curve = problem.curve
    if curve.m_last <= curve.k0:
        return ()  # a signal that reveals nothing: L pays for no visit, however large Ψ is
    which = F_EQUATION if proposer == "F" else L_EQUATION
    found, refuted = judged(which, problem.game, curve, problem.nodes)
    rows = sorted(zip(*(column.tolist() for column in (*found, refuted)), strict=True))
    out: list[Candidate] = []
    for row in rows:
        new = Candidate(*row)
        # two brackets may meet in one root
        if out and out[-1].piece == new.piece:
            before = out[-1].x
            if before == new.x or abs(new.x - before) < 1e-11 * (1.0 + abs(new.x)):
                continue
        out.append(new)
    return tuple(out)


def certified(problem: Problem, proposer: str, candidate: Candidate) -> Equilibrium:
    """Report a candidate with everything of T5 and the checker's certificate."""
    if candidate.kind == NO_DEAL:
        return no_deal(problem, "closed", proposer)
    game = problem.game
    p = point(problem.curve, candidate.piece, candidate.x)
    price = concession(game, p.kappa, p.m)
    if proposer == "F" and candidate.kind == EDGE:
        price = highest_price(game, p)
    return with_visits(problem, proposer, candidate.piece, candidate.x, p, price)


def with_visits(
    problem: Problem, proposer: str, piece: int, x: float, p: Point, price: float
) -> Equilibrium:
    """Report a candidate with visits, certified by the checker (T5, "Reported values")."""
    game, curve, model = problem.game, problem.curve, problem.model
    k_absent = p.kappa + absence_gap(game, p)
    side = core.PROPOSER_L if proposer == "L" else core.PROPOSER_F
    a = core.Assessment(False, side, True, piece, x, price, p.kappa, k_absent)
    proof = certificate(game, curve, problem.checking, a, model.psi)
    net = net_price(game, p.kappa, p.m)
    extra = price - concession(game, p.kappa, p.m)
    return _report(
        problem,
        "visits",
        "closed",
        proposer,
        piece,
        x,
        p,
        k_absent,
        k_absent,
        price,
        net + extra,
        proof,
    )


def no_deal(problem: Problem, bargaining: str, proposer: str) -> Equilibrium:
    """Report no visits, certified by the checker."""
    game, curve = problem.game, problem.curve
    side = core.PROPOSER_L if proposer == "L" else core.PROPOSER_F
    a = core.Assessment(
        bargaining == "open", side, False, 0, -math.inf, math.nan, problem.reading, curve.k0
    )
    proof = certificate(game, curve, problem.checking, a, problem.model.psi)
    p = point(curve, 0, -math.inf)
    return _report(
        problem,
        "no visits",
        bargaining,
        proposer,
        0,
        -math.inf,
        p,
        curve.k0,
        curve.k0,
        None,
        None,
        proof,
    )


def _threshold(problem: Problem, piece: int, x: float) -> tuple[float, float | None]:
    """Lowest visiting signal a, and for steps the share of its type that visits (T5, T6)."""
    a = threshold(problem.curve, problem.model.n or 1.0, piece, x)
    if problem.curve.kind != STEPS:
        return a, None
    return a, 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0


def _report(
    problem: Problem, kind: str, bargaining: str, proposer: str, piece: int, x: float, p: Point,
    k_absent: float, not_salient: float, price: float | None, net: float | None, proof: Certificate,
) -> Equilibrium:  # fmt: skip
    """Fill in everything that T5 reports."""
    out = outcome(
        problem.game, problem.curve, p, k_absent, not_salient, math.nan if price is None else price
    )
    visits = kind != "no visits"
    reasons: dict[str, str] = {}
    lowest, share = _threshold(problem, piece, x) if visits else (None, None)
    if not visits:
        for name in (
            "threshold",
            "threshold_share",
            "concession",
            "concession_above_cost",
            "removal_visit",
        ):
            reasons[name] = _NO_VISIT_REASON if "concession" in name else "no visit ever happens"
        reading = problem.curve.m_first if bargaining == "open" else problem.reading
        reasons["weakness_visit"] = (
            "off the path: what C would read into an unexpected visit with unseen price"
        )
    elif share is None:
        reasons["threshold_share"] = (
            "the signal is continuous: no single signal has positive probability"
        )
    unit = "survival probability" if math.isinf(problem.model.psi) else "payoff"
    return Equilibrium(
        kind=kind, bargaining=bargaining, proposer=proposer, off_path=problem.off_path,
        visit_probability=p.v, no_visit_probability=p.vc, threshold=lowest, threshold_share=share,
        concession=price, concession_above_cost=net, weakness_prior=problem.curve.k0,
        weakness_visit=p.kappa if visits else reading, weakness_no_visit=out.k_absent,
        removal_visit=out.removal_visit if visits else None, removal_salient=out.removal_salient,
        removal_not_salient=out.removal_not_salient, removal_ex_ante=out.removal_ex_ante,
        removal_isolated=out.removal_isolated, payoff_F=out.payoff_F,
        payoff_L_salient=out.payoff_L_salient, payoff_L_not_salient=out.payoff_L_not_salient,
        payoff_L_isolated=out.payoff_L_isolated, payoff_C=out.payoff_C, payoff_unit_L=unit,
        certificate=proof, reasons=reasons,
    )  # fmt: skip
