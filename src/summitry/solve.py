"""`solve`: the one entry point to every protocol; status, certificates, selection (T4–T6)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from . import check as checker
from . import deviations as core
from .bargaining import f_proposes, l_proposes, no_visit
from .bargaining.open import best_open_deal
from .bargaining.search import EDGE
from .certificate import Certificate, LimitStep
from .curves import LINEAR, STEPS, TABLE, Curve, Point, point
from .equations import (
    absence_gap,
    concession,
    highest_price,
    net_price,
    outcome,
)
from .errors import InputError
from .nodes import Nodes, scan_nodes
from .payoffs import Game
from .solution import Equilibrium, OffPath, Solution, Status
from .tolerances import SOLVER_STEP

if TYPE_CHECKING:
    from .model import Model

PROTOCOLS: tuple[tuple[str, str], ...] = (("open", "L"), ("closed", "F"), ("closed", "L"))
_SEQUENCE = (1e3, 1e6, 1e9, 1e12)  # the large Ψ that certify a limit
_NO_VISIT_REASON = "no visit happens, so it has no price"


class Problem(NamedTuple):
    """A model made ready to search: its numbers, its curve and both sets of nodes."""

    model: Model
    game: Game
    curve: Curve
    nodes: Nodes
    checking: Nodes
    off_path: OffPath
    reading: float


def prepare(model: Model, off_path: OffPath = "strongest") -> Problem:
    """Turn a model into a problem, once for all protocols."""
    curve = checker.curve_of(model)
    reading = checker.off_path_reading(off_path, curve)
    nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
    return Problem(
        model, checker.game_of(model), curve, nodes, checker.checker_nodes(curve), off_path, reading
    )


def solve(
    model: Model,
    *,
    bargaining: str = "closed",
    proposer: str = "L",
    off_path: OffPath = "strongest",
) -> Solution:
    """Find every pure-strategy equilibrium of the game, each with its certificate.

    Parameters
    ----------
    model
        The game's parameters (T1) and information structure (T2).
    bargaining
        ``"closed"`` (C sees the visit, and its price with probability q; T5) or ``"open"`` (C sees all; T4).
    proposer
        ``"F"`` or ``"L"``, who names the price.
    off_path
        What C reads into an unexpected visit whose price she does not see: ``"strongest"`` (Assumption 1, the
        article's), ``"prior"``, or a number, the perceived weakness itself, from m(0) to m(1).

    Returns
    -------
    Solution
        `status`, every equilibrium in order of visit probability, and the rejected candidates.

    Raises
    ------
    InputError
        If an option is not one of those above; all faults at once.

    Notes
    -----
    All roots of [F-eq] or [L-eq] are found by a scan of the weakness curve, with price jumps and corners
    (Prop. 5–7, T4–T6); each is held against all deviations twice, by the solver's equations and by `check`
    from payoffs alone. Where the two disagree the status is UNDECIDED.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> solution = sm.solve(model, bargaining="closed", proposer="F")
    >>> solution.status.name, round(solution.equilibrium.concession, 10)
    ('ONE', 0.6274523163)
    """
    faults = checker.check_protocol(bargaining, proposer)
    if faults:
        raise InputError(faults, where="solve")
    return solve_problem(prepare(model, off_path), bargaining, proposer)


def solve_protocols(
    model: Model,
    *,
    protocols: tuple[tuple[str, str], ...] = PROTOCOLS,
    off_path: OffPath = "strongest",
) -> tuple[Solution, ...]:
    """Solve several protocols of one model, sharing the work on its curve.

    Parameters
    ----------
    model, off_path
        As for `solve`.
    protocols
        Pairs (bargaining, proposer). By default open bargaining once, since there it does not matter who
        proposes (Prop. 5), and closed bargaining with either proposer.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> [solution.status.name for solution in sm.solve_protocols(model)]
    ['ONE', 'ONE', 'ONE']
    """
    faults = [fault for pair in protocols for fault in checker.check_protocol(*pair)]
    if faults:
        raise InputError(dict.fromkeys(faults), where="solve_protocols")
    problem = prepare(model, off_path)
    return tuple(solve_problem(problem, *pair) for pair in protocols)


def solve_problem(problem: Problem, bargaining: str, proposer: str) -> Solution:
    """Solve one protocol of a prepared problem."""
    if bargaining == "open":
        return _solve_open(problem, proposer)
    return _solve_closed(problem, proposer)


def _solve_open(problem: Problem, proposer: str) -> Solution:
    """No deal is the equilibrium under open bargaining (Prop. 5); its certificate is searched all the same."""
    eq = _no_deal(problem, "open", proposer)
    refuted = best_open_deal(problem.game, problem.curve, problem.nodes)[0] > eq.certificate.allowed
    agreed = eq.certificate.passed and not refuted
    return Solution(
        model=problem.model, bargaining="open", proposer=proposer, off_path=problem.off_path,
        status=Status.ONE if agreed else Status.UNDECIDED,
        equilibria=(eq,) if agreed else (), rejected=() if agreed else (eq,),
        reasons={"supporting_reading": "C sees every deal: no visit is ever unexpected"},
    )  # fmt: skip


def _solve_closed(problem: Problem, proposer: str) -> Solution:
    """Collect candidates, hold each against all deviations, and say what the answer is (T5, T6)."""
    kept, rejected, disputed = [], [], []
    game, curve = problem.game, problem.curve
    if no_visit.is_refuted(game, curve, problem.nodes, problem.reading, curve.k0 - problem.reading):
        empty = _no_deal(problem, "closed", proposer)
        rejected.append(empty)
    else:
        empty = _no_deal(problem, "closed", proposer)
        (kept if empty.certificate.passed else disputed).append(empty)
    for eq, refuted in _visit_candidates(problem, proposer):
        if refuted:
            rejected.append(eq)
        else:
            (kept if eq.certificate.passed else disputed).append(eq)
    status, notes = Status.NONE, []
    if is_unbounded(problem, proposer):
        status = Status.UNBOUNDED
        notes.append("With σ = 1 and Ψ = ∞ L pays any price for a visit that C is sure to expect (Prop. 6).")
    elif has_limit(problem, proposer):
        status = Status.LIMIT
        eq, note = _limit(problem, proposer)
        kept.append(eq)
        notes.append(note)
    elif kept:
        status = Status.ONE if len(kept) == 1 else Status.SEVERAL
    if disputed:
        status = Status.UNDECIDED
        notes.append("A candidate passed the solver's search for deviations but not the checker's; see rejected.")
    order = sorted(kept, key=lambda eq: (eq.visit_probability, -eq.no_visit_probability))
    readings = _readings(problem)
    return Solution(
        model=problem.model, bargaining="closed", proposer=proposer, off_path=problem.off_path,
        status=status, equilibria=tuple(order), rejected=tuple(rejected + disputed),
        notes=tuple(notes), **readings,
    )  # fmt: skip


def _readings(problem: Problem) -> dict[str, object]:
    """Which off-path rules support no visits, and the smallest reading that does (T5)."""
    game, curve, nodes = problem.game, problem.curve, problem.nodes
    supports = {
        name: not no_visit.is_refuted(game, curve, nodes, reading, curve.k0 - reading)
        for name, reading in (("strongest", curve.m_first), ("prior", curve.k0))
    }
    smallest = float(no_visit.supporting_reading(game, curve, nodes))
    if math.isnan(smallest):
        why = "no reading of an unexpected visit with unseen price supports no visits: a seen price is enough to gain"
        return {"supports_no_visits": supports, "reasons": {"supporting_reading": why}}
    return {"supports_no_visits": supports, "supporting_reading": smallest}


def _visit_candidates(problem: Problem, proposer: str) -> Iterator[tuple[Equilibrium, bool]]:
    """Yield every candidate with visits, and whether the solver's own search refutes it."""
    game, curve, nodes = problem.game, problem.curve, problem.nodes
    protocol = f_proposes if proposer == "F" else l_proposes
    found = protocol.candidates(game, curve, nodes)
    seen: list[tuple[int, float]] = []
    for piece, x, kind in zip(*(column.tolist() for column in found), strict=True):
        if any(piece == j and (x == y or abs(x - y) < 1e-11 * (1 + abs(x))) for j, y in seen):
            continue
        seen.append((piece, x))
        p = point(curve, piece, x)
        if p.v == 0.0:
            continue
        price = concession(game, p.kappa, p.m)
        if proposer == "F" and kind == EDGE:
            price = highest_price(game, p)
        refuted = protocol.is_refuted(game, curve, nodes, piece, x, kind)
        yield _with_visits(problem, proposer, piece, x, p, price), bool(refuted)


def _with_visits(
    problem: Problem, proposer: str, piece: int, x: float, p: Point, price: float
) -> Equilibrium:
    """Report a candidate with visits, certified by the checker (T5, "Reported values")."""
    game, curve, model = problem.game, problem.curve, problem.model
    k_absent = p.kappa + absence_gap(game, p)
    side = core.PROPOSER_L if proposer == "L" else core.PROPOSER_F
    a = core.Assessment(False, side, True, piece, x, price, p.kappa, k_absent)
    proof = checker.certificate(game, curve, problem.checking, a, model.psi)
    net = net_price(game, p.kappa, p.m)
    extra = price - concession(game, p.kappa, p.m)
    return _report(problem, "visits", "closed", proposer, piece, x, p, k_absent, k_absent, price, net + extra, proof)


def _no_deal(problem: Problem, bargaining: str, proposer: str) -> Equilibrium:
    """Report no visits, certified by the checker."""
    game, curve = problem.game, problem.curve
    side = core.PROPOSER_L if proposer == "L" else core.PROPOSER_F
    a = core.Assessment(
        bargaining == "open", side, False, 0, -math.inf, math.nan, problem.reading, curve.k0
    )
    proof = checker.certificate(game, curve, problem.checking, a, problem.model.psi)
    p = point(curve, 0, -math.inf)
    return _report(
        problem, "no visits", bargaining, proposer, 0, -math.inf, p, curve.k0, curve.k0, None, None, proof
    )


def _threshold(problem: Problem, piece: int, x: float) -> tuple[float, float | None]:
    """Lowest visiting signal a; for steps the count and the share of its type that visits (T5, T6)."""
    curve, n = problem.curve, problem.model.n
    if curve.kind == STEPS:
        return float(curve.pieces - 1 - piece), 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0
    share = 1.0 / (1.0 + math.exp(x)) if x < 700 else math.exp(-x)
    assert curve.kind in (LINEAR, TABLE)
    return (n if n is not None else 1.0) * share, None


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
    threshold, share = _threshold(problem, piece, x) if visits else (None, None)
    if not visits:
        for name in ("threshold", "threshold_share", "concession", "concession_above_cost", "removal_visit"):
            reasons[name] = _NO_VISIT_REASON if "concession" in name else "no visit ever happens"
        reading = problem.curve.m_first if bargaining == "open" else problem.reading
        reasons["weakness_visit"] = "off the path: what C would read into an unexpected visit with unseen price"
    elif share is None:
        reasons["threshold_share"] = "the signal is continuous: no single signal has positive probability"
    unit = "survival probability" if math.isinf(problem.model.psi) else "payoff"
    return Equilibrium(
        kind=kind, bargaining=bargaining, proposer=proposer, off_path=problem.off_path,
        visit_probability=p.v, no_visit_probability=p.vc, threshold=threshold, threshold_share=share,
        concession=price, concession_above_cost=net, weakness_prior=problem.curve.k0,
        weakness_visit=p.kappa if visits else reading, weakness_no_visit=out.k_absent,
        removal_visit=out.removal_visit if visits else None, removal_salient=out.removal_salient,
        removal_not_salient=out.removal_not_salient, removal_ex_ante=out.removal_ex_ante,
        removal_isolated=out.removal_isolated, payoff_F=out.payoff_F,
        payoff_L_salient=out.payoff_L_salient, payoff_L_not_salient=out.payoff_L_not_salient,
        payoff_L_isolated=out.payoff_L_isolated, payoff_C=out.payoff_C, payoff_unit_L=unit,
        certificate=proof, reasons=reasons,
    )  # fmt: skip


def is_unbounded(problem: Problem, proposer: str) -> bool:
    """Say whether F can ask for any price: Ψ = ∞ and σ = 1 (T5)."""
    infinite = math.isinf(problem.model.psi) and problem.model.sigma == 1.0
    return infinite and proposer == "F" and problem.curve.m_last > problem.curve.k0


def has_limit(problem: Problem, proposer: str) -> bool:
    """Say whether visits exist only as the limit v → 1, z → z(1) as Ψ → ∞ (T5)."""
    model = problem.model
    if not math.isinf(model.psi) or model.sigma == 1.0 or problem.curve.m_last <= problem.curve.k0:
        return False
    return proposer == "F" or model.q == 0.0


def _limit(problem: Problem, proposer: str) -> tuple[Equilibrium, str]:
    """Report the limit v = 1, z = z(1), certified by the equilibria at a sequence of large Ψ (T5)."""
    last = problem.curve.pieces - 1
    p = point(problem.curve, last, math.inf)
    eq = _with_visits(problem, proposer, last, math.inf, p, concession(problem.game, p.kappa, p.m))
    steps, exact = [], True
    for psi in _SEQUENCE:
        finite = problem._replace(
            model=problem.model.replace(psi=psi), game=problem.game._replace(psi=psi, price=1.0)
        )
        found = list(_visit_candidates(finite, proposer))
        kept = [one for one, refuted in found if not refuted and one.certificate.passed]
        exact = exact and bool(kept)
        nearest = min(kept or [one for one, _ in found], key=lambda one: one.no_visit_probability, default=None)
        if nearest is not None and nearest.concession is not None:
            steps.append(LimitStep(
                psi, nearest.visit_probability, nearest.no_visit_probability, nearest.concession,
                nearest.max_gain, nearest.certificate.allowed,
            ))  # fmt: skip
    proof = Certificate(eq.certificate.deviations, eq.certificate.allowed, tuple(steps))
    note = (
        "As Ψ grows the visit becomes certain and its price tends to z(1); every Ψ of the sequence has such an equilibrium."
        if exact
        else "v = 1 and z(1) are only a limit of near-equilibria: at large finite Ψ somebody still gains a little (T5)."
    )
    return _as_limit(eq, proof), note


def _as_limit(eq: Equilibrium, proof: Certificate) -> Equilibrium:
    """Mark an equilibrium as a limit."""
    from dataclasses import replace

    return replace(eq, kind="limit", certificate=proof)
