"""Re-derive a saved answer from the payoffs alone: beliefs, outcomes and every player's best deviation.

A saved result holds the model, the strategies and C's beliefs, so that nothing of the solver is needed: this
module imports none of it. What it cannot prove is that no equilibrium is missing; it says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ._old.curves import point
from ._old.nodes import Nodes, threshold
from ._old.payoffs import Game, payoff_challenger, payoff_visit, removal_probability
from ._old.points import STEPS, Curve
from .equilibrium.check import (
    assessment,
    certificate,
    check_protocol,
    checker_nodes,
    curve_of,
    game_of,
    off_path_reading,
)
from .model.faults import InputError, kind_of, shown
from .model.parameters import Model
from .model.tolerances import BELIEF, allowed_gain

_SAVE = "Save a result with: summitry solve CASE --json > result.json"
_ABSENT: Any = object()
_NEEDED = ("bargaining", "proposer", "off_path", "status", "equilibria")
_COUNTS = {"one": (1, 1), "several": (2, math.inf), "none": (0, 0), "limit": (1, math.inf)}
_STATUSES = (*_COUNTS, "unbounded", "undecided")


@dataclass(frozen=True)
class Verification:
    """What `verify` found.

    Attributes
    ----------
    passed
        Whether every certificate, belief and reported number was confirmed.
    lines
        One sentence per finding, failures marked.
    """

    passed: bool
    lines: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"passed": self.passed, "lines": list(self.lines)}


def verify(document: Mapping[str, Any]) -> Verification:
    """Check a saved answer against the payoffs alone.

    Parameters
    ----------
    document
        What ``summitry solve --json`` prints, or `Solution.to_dict`, as a mapping.

    Returns
    -------
    Verification
        `passed`, and a sentence per finding.

    Raises
    ------
    InputError
        If the document is not such a result; all that is missing is named.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> saved = sm.solve(model, proposer="F").to_dict()
    >>> sm.verify(saved).passed
    True
    >>> saved["equilibria"][0]["concession"] += 0.01
    >>> sm.verify(saved).passed
    False
    """
    model, solutions = _read(document)
    lines: list[str] = []
    failed = False
    for solution in solutions:
        for ok, line in _solution(model, solution):
            failed = failed or not ok
            lines.append(line if ok else f"FAILED: {line}")
    lines.append("That no equilibrium is missing is the solver's claim and is not verified here.")
    return Verification(not failed, tuple(lines))


def _read(document: Any) -> tuple[Model, list[Mapping[str, Any]]]:
    """Find the model and the solutions in a document, or name everything that is missing."""
    if not isinstance(document, Mapping):
        raise InputError(f"it{_is_not(document, 'an object')}", "result")
    faults = []
    model = document.get("model", _ABSENT)
    solutions = document.get("solutions", [document] if "equilibria" in document else _ABSENT)
    if not isinstance(model, Mapping):
        faults.append(f"model{_is_not(model, 'an object that holds the parameters')}")
    if not isinstance(solutions, list) or not solutions:
        faults.append(f"solutions{_is_not(solutions, 'a list of one object or more')}")
        solutions = []
    for number, solution in enumerate(solutions, 1):
        label = f"solution {number}"
        if not isinstance(solution, Mapping):
            faults.append(f"{label}{_is_not(solution, 'an object')}")
        elif missing := [name for name in _NEEDED if name not in solution]:
            faults.append(f"{label} lacks {', '.join(missing)}. {_SAVE}")
        else:
            faults += [f"{label}: {fault}" for fault in _protocol_faults(solution)]
    try:
        read = Model.from_dict(dict(model)) if isinstance(model, Mapping) else None
    except InputError as error:
        faults += [f"model: {fault}" for fault in error.faults]
    if not faults and read is not None:
        faults = _reading_faults(read, solutions)
    if faults or read is None:
        raise InputError(faults, "result")
    return read, solutions


def _is_not(value: Any, wanted: str) -> str:
    """Say that a part of a result is missing or of another kind."""
    if value is _ABSENT:
        return f" is missing. It must be {wanted}. {_SAVE}"
    found = "empty" if isinstance(value, list) and not value else kind_of(value)
    return f" = {shown(value)} is {found}. It must be {wanted}. {_SAVE}"


def _protocol_faults(solution: Mapping[str, Any]) -> list[str]:
    """Check the kinds of what a solution says about its protocol."""
    names = (solution["bargaining"], solution["proposer"])
    faults = check_protocol(*(name if isinstance(name, str) else shown(name) for name in names))
    equilibria, status = solution["equilibria"], solution["status"]
    if not isinstance(equilibria, list) or not all(isinstance(eq, Mapping) for eq in equilibria):
        faults.append(f"equilibria{_is_not(equilibria, 'a list of objects')}")
    if status not in _STATUSES:
        words = f"It must be {', '.join(_STATUSES)}."
        faults.append(f"status = {shown(status)} is unknown. {words} {_SAVE}")
    return faults


def _reading_faults(model: Model, solutions: list[Mapping[str, Any]]) -> list[str]:
    """Check the off-path rules, which only a good model can tell from bad ones."""
    faults = []
    for number, solution in enumerate(solutions, 1):
        try:
            off_path_reading(solution["off_path"], curve_of(model))
        except InputError as error:
            faults += [f"solution {number}: {fault}" for fault in error.faults]
    return faults


def _solution(model: Model, solution: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """Verify one protocol's answer."""
    label = f"{solution['bargaining']} bargaining, {solution['proposer']} proposes"
    status, equilibria = solution["status"], solution["equilibria"]
    if status == "undecided":
        yield False, f"{label}: the solver itself could not decide."
        return
    low, high = _COUNTS.get(status, (0, math.inf))
    if not low <= len(equilibria) <= high:
        yield False, f"{label}: status {status!r} does not fit {len(equilibria)} equilibria."
    if not equilibria:
        yield True, f"{label}: no equilibrium to verify (status {status!r})."
    game, curve = game_of(model), curve_of(model)
    nodes = checker_nodes(curve)
    reading = off_path_reading(solution["off_path"], curve)
    for number, eq in enumerate(equilibria, 1):
        name = f"{label}, equilibrium {number}"
        try:
            yield from _equilibrium(model, game, curve, nodes, reading, solution, eq, name)
        except (KeyError, TypeError) as error:
            yield False, f"{name}: a number is missing or not a number ({error})."


def _number(eq: Mapping[str, Any], name: str) -> float:
    value = eq[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} = {value!r}")
    return float(value)


def _equilibrium(
    model: Model, game: Game, curve: Curve, nodes: Nodes, reading: float,
    solution: Mapping[str, Any], eq: Mapping[str, Any], name: str,
) -> Iterator[tuple[bool, str]]:  # fmt: skip
    """Verify beliefs, reported outcomes and the certificate of one equilibrium."""
    v, vc = _number(eq, "visit_probability"), _number(eq, "no_visit_probability")
    if not (0.0 <= v <= 1.0 and 0.0 <= vc <= 1.0 and abs(v + vc - 1.0) <= BELIEF):
        yield (
            False,
            f"{name}: visit probabilities {v!r} and {vc!r} are not a share and its complement.",
        )
        return
    if v == 0.0 and eq.get("concession") is not None:
        yield (
            False,
            f"{name}: the visit probability is below double precision and cannot be re-derived.",
        )
        return
    z = _number(eq, "concession") if v > 0.0 else None
    bayes = assessment(game, curve, solution["bargaining"], solution["proposer"], v, vc, z, reading)
    limit = eq.get("kind") == "limit"
    claimed = bayes._replace(
        k_visit=_number(eq, "weakness_visit"), k_absent=_number(eq, "weakness_no_visit")
    )
    wrong = [
        f"{field} is {value:.12g}, Bayes' rule gives {right:.12g}"
        for field, value, right in (
            ("weakness_prior", _number(eq, "weakness_prior"), curve.k0),
            ("weakness_visit", claimed.k_visit, bayes.k_visit),
            ("weakness_no_visit", claimed.k_absent, bayes.k_absent),
        )
        if not abs(value - right) <= BELIEF
    ]
    wrong += [
        f"{field} is {eq.get(field)!r}, the payoffs give {right!r}"
        for field, right in _outcomes(
            model, game, curve, claimed, solution["bargaining"] == "open"
        ).items()
        if not _same(eq.get(field), right, game.psi if field.startswith("payoff_L") else 1.0)
    ]
    wrong += _signal(model, curve, claimed, eq, v)
    yield (
        not wrong,
        f"{name}: " + ("; ".join(wrong) if wrong else "beliefs and outcomes confirmed."),
    )
    proof = certificate(game, curve, nodes, claimed, model.psi)
    yield (
        proof.passed,
        (
            f"{name}: largest gain {proof.max_gain:.3g} (allowed {proof.allowed:.3g})"
            + ("." if proof.passed else f"; {proof.best}.")
        ),
    )
    if limit:
        yield from _sequence(model, curve, nodes, solution, eq, name)


def _signal(model: Model, curve: Curve, a: Any, eq: Mapping[str, Any], v: float) -> Iterator[str]:
    """Hold the lowest visiting signal against the visit probability (T5)."""
    claimed, share = eq.get("threshold"), eq.get("threshold_share")
    if not a.deal or curve.kind != STEPS:
        n = model.n or 1.0
        right = threshold(curve, n, a.piece, a.x) if a.deal else None
        if not _same(claimed, right, 1e3 * n):
            yield f"threshold is {claimed!r}, the visit probability gives {right!r}"
        if share is not None:
            yield f"threshold_share is {share!r}, but no single signal is on the margin"
        return
    # v = V[j] + p[j]·share; from v itself a share of a rare signal would not be sharp
    count, share = _number(eq, "threshold"), _number(eq, "threshold_share")
    j = curve.pieces - 1 - count
    if not (j in range(curve.pieces) and 0.0 <= share <= 1.0) or not (
        abs(curve.cum_v[int(j)] + curve.mass[int(j)] * share - v) <= BELIEF
    ):
        yield f"threshold {count!r} with share {share!r} does not give visit probability {v!r}"


def _same(value: Any, right: float | None, scale: float) -> bool:
    if right is None or value is None:
        return value is None and right is None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value - right) <= BELIEF * max(1.0, abs(right), 1e-3 * scale)


def _outcomes(
    model: Model, game: Game, curve: Curve, a: Any, is_open: bool
) -> dict[str, float | None]:
    """Recompute what T5 reports from T1's payoffs."""
    p = point(curve, a.piece, a.x)
    c, k0, nu = game.c, curve.k0, p.kappa + p.spread
    k_idle = k0 if is_open else a.k_absent
    visit = removal_probability(a.k_visit, p.kappa, c) if a.deal else None
    salient = p.v * (visit or 0.0) + p.vc * removal_probability(a.k_absent, nu, c)
    idle = removal_probability(k_idle, k0, c)
    isolated = removal_probability(k0, k0, c)
    paid = p.v * a.price * game.price if a.deal else 0.0
    risk_f = (
        p.v * payoff_visit(a.price, visit, game.tau, game.rho, game.r) if visit is not None else 0.0
    )
    challenge = game.sigma * p.vc * payoff_challenger(a.k_absent, nu, c)
    challenge += game.sigma_c * payoff_challenger(k_idle, k0, c)
    if a.deal:
        challenge += game.sigma * p.v * payoff_challenger(a.k_visit, p.kappa, c)
    return {
        "removal_visit": visit,
        "removal_salient": salient,
        "removal_not_salient": idle,
        "removal_ex_ante": game.sigma * salient + game.sigma_c * idle,
        "removal_isolated": isolated,
        "concession_above_cost": a.price - game.tau if a.deal else None,
        "payoff_F": risk_f,
        "payoff_L_salient": game.psi * (1.0 - salient) - paid,
        "payoff_L_not_salient": game.psi * (1.0 - idle),
        "payoff_L_isolated": game.psi * (1.0 - isolated),
        "payoff_C": challenge,
    }


def _sequence(
    model: Model,
    curve: Curve,
    nodes: Nodes,
    solution: Mapping[str, Any],
    eq: Mapping[str, Any],
    name: str,
) -> Iterator[tuple[bool, str]]:
    """Verify the large-Ψ sequence of a limit: each step's deviations, and convergence (T5)."""
    steps = (eq.get("certificate") or {}).get("sequence") or []
    if not steps:
        yield False, f"{name}: a limit needs a sequence of large Ψ, and there is none."
        return
    reading = off_path_reading(solution["off_path"], curve)
    benefits = [_number(step, "psi") for step in steps]
    if len(steps) < 2 or any(later <= earlier for earlier, later in pairwise(benefits)):
        yield False, f"{name}: the sequence of a limit needs two or more Ψ, each above the last."
    gaps: list[float] = []
    for step in steps:
        psi, vc = _number(step, "psi"), _number(step, "no_visit_probability")
        v = _number(step, "visit_probability")
        if not (0.0 <= v <= 1.0 and 0.0 <= vc <= 1.0 and abs(v + vc - 1.0) <= BELIEF):
            yield (
                False,
                f"{name}: at Ψ = {psi:g} {v!r} and {vc!r} are not a share and its complement.",
            )
            return
        finite = model.replace(psi=psi)
        game = game_of(finite)
        z = _number(step, "concession")
        a = assessment(game, curve, solution["bargaining"], solution["proposer"], v, vc, z, reading)
        proof = certificate(game, curve, nodes, a, psi)
        stated = _number(step, "max_gain")
        ok = proof.max_gain <= max(allowed_gain(psi), stated * (1 + 1e-6) + allowed_gain(psi))
        yield (
            ok,
            f"{name}: at Ψ = {psi:g} the largest gain is {proof.max_gain:.3g} (stated {stated:.3g}).",
        )
        gaps.append(abs(z - _number(eq, "concession")))
    shrinking = all(later <= earlier * (1 + 1e-9) + 1e-12 for earlier, later in pairwise(gaps))
    yield shrinking, f"{name}: prices of the sequence approach {_number(eq, 'concession'):.6g}."
