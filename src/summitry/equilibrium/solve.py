"""`solve`: the one entry point to every protocol; status, certificates, selection (T4–T6)."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import engine
from ..disclosure.seen import disclosure_faults, model_faults
from ..engine import NO_DEAL
from ..model.cost_laws import UNIFORM
from ..model.faults import InputError, shown
from ..model.given import GivenModel, model_of
from ..model.undefined import solution_reasons
from ..model.words import SENTENCES
from .check import check_protocol
from .disclosed import solve_disclosed
from .equilibrium import Equilibrium, OffPath
from .limits import limit_equilibrium
from .mixed import find_mixed, least_salience, strategies_faults
from .profiles import Candidate, Problem, certified, equilibrium, prepare, side
from .random_proposer import find_random, power_faults, who_proposes
from .solution import Solution
from .solutions import Solutions
from .status import Status

if TYPE_CHECKING:
    from ..model.parameters import Model

_NOTES, _MIXED = SENTENCES["notes"], SENTENCES["mixed"]
PROTOCOLS: tuple[tuple[str, str], ...] = (("open", "L"), ("closed", "F"), ("closed", "L"))


def solve(
    model: GivenModel,
    *,
    bargaining: str = "closed",
    proposer: str = "L",
    off_path: OffPath = "strongest",
    strategies: str = "pure",
    disclosure: str = "none",
    reach: float = 1.0,
    power: float | None = None,
    **changes: Any,
) -> Solution:
    """Find every equilibrium of the game, each with its certificate.

    Parameters
    ----------
    model
        The game's parameters (T1) and information structure (T2): a `Model`, a `Scenario` or its name, a
        scenario file, a dictionary of parameters, or a frame with one row.
    bargaining
        ``"closed"`` (C sees the visit, and its price with probability q; T5) or ``"open"`` (C sees all; T4).
    proposer
        ``"F"`` or ``"L"``, who names the price; ``"random"``: F with probability ``power``, else L, and C
        does not see who (T13.3).
    off_path
        What C reads into an unexpected visit whose price she does not see: ``"strongest"`` (Assumption 1, the
        article's), ``"prior"``, ``"smallest"`` (κ̂, the smallest belief that supports no visits, T11 (g); the
        strongest signal where none does), or a number, the perceived weakness itself, from m(0) to m(1).
    strategies
        ``"pure"``, or ``"mixed"`` for all equilibria, pure and mixed (T11): σ < 1 is needed. With
        ``off_path="smallest"`` and finite Ψ there always is one.
    disclosure
        Who may prove what to C under closed bargaining (T13.5), besides the leak q: ``"none"``;
        ``"leader"``, L or F the price after a visit; ``"antagonist"``, a third party who wants L removed,
        the price; ``"absence"``, L that there is no deal.
    reach
        The chance that the leaders have proof, or that the antagonist learns the price. Where an unexpected
        price might be proved or not, ``off_path`` must be ``"strongest"`` or ``"prior"``.
    power
        λ, the probability that F proposes if the proposer is random; 0 and 1 are L's and F's answers.
    **changes
        Parameters of the model that differ here, by name: ``solve(model, psi=40)``.

    Returns
    -------
    Solution
        `status`, every pure equilibrium in order of visit probability, the mixed ones in `mixed`, and the
        rejected candidates.

    Raises
    ------
    InputError
        If an option is not one of those above, or the model is none; all faults at once.

    Notes
    -----
    All roots of [F-eq] or [L-eq] are found by a scan of the weakness curve, with price jumps and corners
    (Prop. 5–7, T4–T6); each is held against all deviations twice, by the solver's equations and by `check`
    from payoffs alone. Where the two disagree the status is UNDECIDED.

    Mixed equilibria are the other zeros of one function of one variable; the indices of all add up to 1
    (T11). Where those found do not, the status is UNDECIDED.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> solution = sm.solve(model, bargaining="closed", proposer="F")
    >>> solution.status.name, round(solution.equilibrium.concession, 10)
    ('ONE', 0.6274523163)
    >>> sm.solve("trump-zelensky-2019", sigma=0.5).status.name
    'ONE'
    >>> model = sm.Model(alpha=13.1, beta=8.23, n=1, sigma=0.699, q=0.583, tau=0.171, rho=1.93, r=0.488,
    ...                  psi=844, k_max=2.69, information=sm.Binomial())
    >>> sm.solve(model).status.name, sm.solve(model, strategies="mixed").mixed[0].kind
    ('NONE', 'two offers')
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0, psi=30)
    >>> sm.solve(model, disclosure="antagonist", reach=0.5).intervals
    (<EquilibriumInterval: v from 0.677389 to 0.871726>,)
    """
    faults = [*check_protocol(bargaining, proposer, chance=True), *strategies_faults(strategies)]
    faults += power_faults(power, proposer, bargaining, strategies)
    faults += disclosure_faults(disclosure, reach, bargaining, strategies, power)
    options = ("bargaining", "proposer", "off_path", "strategies", "disclosure", "reach", "power")
    model = model_of(model, "solve", faults, changes, options)
    if disclosure != "none":
        if faults := model_faults(model, disclosure, float(reach), off_path):
            raise InputError(faults, "solve")
        problem = prepare(model, off_path)
        return solve_disclosed(_solve_closed, problem, proposer, disclosure, float(reach))
    proposer, power = who_proposes(proposer, None if power is None else float(power))
    if power is not None:
        return _solve_random(prepare(model, off_path), power)
    return solve_problem(prepare(model, off_path), bargaining, proposer, strategies)


def solve_protocols(
    model: GivenModel,
    *,
    protocols: tuple[tuple[str, str], ...] = PROTOCOLS,
    off_path: OffPath = "strongest",
    strategies: str = "pure",
) -> Solutions:
    """Solve several protocols of one model, sharing the work on its curve.

    Parameters
    ----------
    model, off_path, strategies
        As for `solve`.
    protocols
        Pairs (bargaining, proposer). By default closed bargaining with either proposer, and open bargaining
        once, since there it does not matter who proposes (Prop. 5); under another cost law than the uniform
        one it may, and both are solved (T13.1).

    Returns
    -------
    Solutions
        A tuple of `Solution`, in the order of ``protocols``.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> [solution.status.name for solution in sm.solve_protocols(model)]
    ['ONE', 'ONE', 'ONE']
    """
    faults = [*_pair_faults(protocols), *strategies_faults(strategies)]
    problem = prepare(model_of(model, "solve_protocols", faults), off_path)
    if protocols is PROTOCOLS and problem.model.cost != UNIFORM:
        protocols = (("open", "F"), *PROTOCOLS)
    return Solutions(solve_problem(problem, *pair, strategies) for pair in protocols)


def _pair_faults(protocols: Any) -> list[str]:
    """Return what is wrong with a list of protocols."""
    listed = protocols if isinstance(protocols, list | tuple) else ()
    if not listed or not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in listed):
        return [
            f"protocols = {shown(protocols)} is no list of pairs. Each is a bargaining and a proposer. Write "
            "for example protocols=[('closed', 'L')]."
        ]
    return list(dict.fromkeys(fault for pair in listed for fault in check_protocol(*pair)))


def solve_problem(
    problem: Problem, bargaining: str, proposer: str, strategies: str = "pure"
) -> Solution:
    """Solve one protocol of a prepared problem; behind open doors nothing is ever mixed."""
    if bargaining == "open":
        return replace(_solve_open(problem, proposer), strategies=strategies)
    solution = _solve_closed(problem, proposer)
    return _with_mixed(problem, solution) if strategies == "mixed" else solution


def _solve_random(problem: Problem, power: float) -> Solution:
    """Find every equilibrium in which Nature draws who proposes (T13.3)."""
    equilibria, profiles = find_random(problem, power)
    reading, supports, reasons = problem.readings
    passed = all(eq.certificate.passed for eq in (*equilibria, *profiles))
    status = Status.of(len(equilibria) + len(profiles)) if passed else Status.UNDECIDED
    return Solution(
        model=problem.model, bargaining="closed", proposer="random", off_path=problem.off_path,
        power=power, status=status, equilibria=equilibria, mixed=profiles, rejected_source=tuple,
        supporting_reading=reading, supports_no_visits=dict(supports), reasons=dict(reasons),
    )  # fmt: skip


def _with_mixed(problem: Problem, solution: Solution) -> Solution:
    """Add the equilibria in mixed strategies, and count again (T11)."""
    if faults := strategies_faults("mixed", problem.model):
        raise InputError(faults, where="solve")
    found, indices, doubtful = find_mixed(problem, solution.proposer)
    status, notes, equilibria = solution.status, solution.notes, solution.equilibria
    if status.is_a_count:
        status = Status.of(len(equilibria) + len(found))
    # read as the smallest belief there always is an equilibrium (T11 (g)): an empty list is a failed search
    exists = problem.off_path == "smallest" and math.isfinite(problem.model.psi)
    doubtful = doubtful or (exists and status is Status.NONE)
    if status is Status.NONE and not doubtful:
        notes = (*notes, _salience_note(problem))
    if doubtful:
        why = "unsearched" if math.isinf(problem.model.psi) else "unexplained"
        status, notes = Status.UNDECIDED, (*notes, _MIXED[why])
    if len(indices) == len(equilibria):  # else an equilibrium is in dispute
        equilibria = tuple(map(_with_index, equilibria, indices))
    return replace(
        solution, strategies="mixed", status=status, equilibria=equilibria, mixed=found, notes=notes
    )


def _salience_note(problem: Problem) -> str:
    """Explain why nothing is an equilibrium under this off-path rule: salience is too low (T11, h)."""
    least, sigma = least_salience(problem), problem.model.sigma
    if least is None:
        return str(_MIXED["no_salience"])
    return str(_MIXED["salience"].format(least=f"{least:.6g}", sigma=f"{sigma:.6g}"))


def _with_index(eq: Equilibrium, index: int) -> Equilibrium:
    return replace(eq, index=index)


def _solve_open(problem: Problem, proposer: str) -> Solution:
    """Certify what open bargaining leads to: no deal (Prop. 5), or a deal where φ is not convex (T13.1)."""
    found, is_limit = engine.open_deal(problem.game, problem.curve, side(proposer))
    eq = certified(problem, "open", proposer, Candidate(*found))
    if is_limit:
        eq = replace(eq, kind="limit")
    no_deal = eq.concession is None
    refuted = no_deal and engine.open_gain(problem.game, problem.curve) > eq.certificate.allowed
    agreed = eq.certificate.passed and not refuted
    return Solution(
        model=problem.model, bargaining="open", proposer=proposer, off_path=problem.off_path,
        status=(Status.LIMIT if is_limit else Status.ONE) if agreed else Status.UNDECIDED,
        equilibria=(eq,) if agreed else (), rejected_source=partial(tuple, () if agreed else (eq,)),
        reasons=solution_reasons("open", None),
    )  # fmt: skip


def _solve_closed(problem: Problem, proposer: str) -> Solution:
    """Hold no visits and every candidate with visits against all deviations (T5)."""
    found = problem.found(side(proposer))
    refuted: list[Candidate] = []
    kept: list[Equilibrium] = []
    disputed: list[Equilibrium] = []
    for i, (kind, segment, x, is_refuted) in enumerate(found.table.tolist()):
        if is_refuted:
            refuted.append(Candidate(int(kind), int(segment), x))
            continue
        words = "no visits" if kind == NO_DEAL else "visits"
        eq = equilibrium(
            problem, "closed", proposer, words, found.numbers[i], found.certificates[i]
        )
        (kept if eq.certificate.passed else disputed).append(eq)
    status, notes = Status.of(len(kept)), []
    if found.special == engine.UNBOUNDED:
        status, notes = Status.UNBOUNDED, [_NOTES["unbounded"]]
    elif found.special == engine.LIMIT:
        status = Status.LIMIT
        eq, note = limit_equilibrium(problem, proposer)
        kept.append(eq)
        notes = [note]
    if disputed:
        status = Status.UNDECIDED
        notes = [*notes, _NOTES["disputed"]]
    reading, supports, reasons = problem.readings
    late = partial(
        rejected_candidates,
        problem.model,
        proposer,
        problem.off_path,
        tuple(refuted),
        tuple(disputed),
    )
    return Solution(
        model=problem.model, bargaining="closed", proposer=proposer, off_path=problem.off_path,
        status=status, equilibria=tuple(kept), rejected_source=late,
        supporting_reading=reading, supports_no_visits=dict(supports), reasons=dict(reasons),
        notes=tuple(notes),
    )  # fmt: skip


def rejected_candidates(
    model: Model,
    proposer: str,
    off_path: OffPath,
    refuted: tuple[Candidate, ...],
    disputed: tuple[Equilibrium, ...],
) -> tuple[Equilibrium, ...]:
    """Certify the candidates of closed bargaining that are no equilibria: who would deviate, to what."""
    if not refuted:
        return disputed
    problem = prepare(model, off_path)
    return (*(certified(problem, "closed", proposer, place) for place in refuted), *disputed)
