"""Judge a saved result: every equilibrium, every rejected candidate, the status and the list (T4, T5).

The game is derived again from T1, T2 and the words of T5 in the modules beside this one. They share
nothing with the solver: of the rest of summitry they use `model/`, which holds data. What cannot be judged
is said in a line of its own and fails.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from ..model.faults import InputError, shown
from ..model.html_table import html_table
from ..model.parameters import Model
from ..model.saved_results import COUNTS, read_result, read_saved_model
from .beliefs import Profile, off_path_belief, with_deal, without_deal
from .completeness import candidates, no_visit_margin, supporting_reading, visit_residual
from .curve import CannotJudgeError, Curve, curve_of
from .deviations import PROPOSAL, deal, gains
from .payoffs import Game
from .reported import (
    FLOOR,
    Row,
    allowance,
    is_number,
    number,
    share,
    wrong_certificate,
    wrong_names,
    wrong_numbers,
    wrong_price,
    wrong_sequence,
)

Finding = tuple[bool, str]
_curve = lru_cache(maxsize=4)(curve_of)  # results of one model are often judged in a row
_NOTHING = 1e-13  # of what is at stake: where nobody gains, a search finds no more than this
_CLOSE = 1e-9  # a margin of no visits nearer to zero than this may have either sign
# of m(1) − m(0), for signals with steps: the solver refines κ̂ on one step only, and may miss a little
_READING = 2e-4
_LAST = (
    "That no equilibrium is missing is not proved: a scan saw none. Titles, versions and explanatory "
    "sentences are not judged."
)


@dataclass(frozen=True, repr=False)
class Verification:
    """What `verify` found.

    Attributes
    ----------
    passed
        Whether everything that the result reports was confirmed.
    lines
        One sentence per finding, failures marked, and what was not judged.
    """

    passed: bool
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Verification: {'verified' if self.passed else 'NOT verified'}, {len(self.lines)} findings>"

    def _repr_html_(self) -> str:
        caption = "verified" if self.passed else "NOT verified"
        return html_table(caption, ["finding"], [[line] for line in self.lines])

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"passed": self.passed, "lines": list(self.lines)}


def verify(document: Mapping[str, Any], *, curve: Curve | None = None) -> Verification:
    """Check a saved answer by deriving the game again, independently of the solver.

    Parameters
    ----------
    document
        What ``summitry solve --json`` prints, or `Solution.to_dict`, as a mapping.
    curve
        For an information structure of your own: its weakness curve, a `density_curve` or a `StepsCurve`
        of ``summitry.verification.curve``.

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
    model, solutions = read_result(document, known_information=curve is None)
    findings: list[Finding] = []
    with np.errstate(all="ignore"):
        try:
            findings += _judge_all(model, curve, solutions)
        except CannotJudgeError as error:
            findings.append((False, f"this result cannot be judged: {error}."))
    lines = (line if ok else f"FAILED: {line}" for ok, line in findings)
    return Verification(all(ok for ok, _ in findings), (*lines, _LAST))


def _judge_all(model: Model, given: Curve | None, solutions: Sequence[Row]) -> Iterator[Finding]:
    """Judge every solution of a model."""
    m, known = model, given is None
    curve = given or _curve(m.information.kind, m.alpha, m.beta, m.n or 1.0, m.information)
    readings = [off_path_belief(solution["off_path"], curve) for solution in solutions]
    faults = [
        f"solution {i}: off_path = {shown(solution['off_path'])} is not an off-path rule. It must be "
        f"'strongest' (Assumption 1), 'prior', or a weakness from {curve.m_first:.6g} (F's best signal) "
        f"to {curve.m_last:.6g} (F's worst signal) for this model. Write for example off_path='strongest'."
        for i, (solution, reading) in enumerate(zip(solutions, readings, strict=True), 1)
        if reading is None
    ]
    if faults:
        raise InputError(faults, "result")
    seen = []
    for solution, reading in zip(solutions, readings, strict=True):
        protocol = [solution[name] for name in ("bargaining", "proposer", "off_path")]
        judge = _Judge(model, curve, solution, curve.m_first if reading is None else reading)
        if protocol in seen:
            yield False, f"{judge.label}: this protocol is answered twice."
        seen.append(protocol)
        if "model" in solution and not _is_model(solution["model"], model, known):
            yield False, f"{judge.label}: its own model is not the result's."
        yield from judge.solution_findings()


class _Judge:
    """Judges one solution."""

    def __init__(self, model: Model, curve: Curve, solution: Row, reading: float) -> None:
        self.model, self.curve, self.solution = model, curve, solution
        self.game, self.games = Game.of(model, model.psi), partial(Game.of, model)
        self.is_open, self.proposer = solution["bargaining"] == "open", solution["proposer"]
        self.reading = curve.m_first if self.is_open else reading
        self.label = f"{solution['bargaining']} bargaining, {self.proposer} proposes"

    def solution_findings(self) -> Iterator[Finding]:
        """Judge everything in the solution."""
        solution, label = self.solution, self.label
        status, equilibria = solution["status"], solution["equilibria"]
        rejected = solution.get("rejected")
        if status == "undecided":
            yield False, f"{label}: the solver itself could not decide."
            return
        if not isinstance(rejected, list) or not all(isinstance(row, Mapping) for row in rejected):
            yield False, f"{label}: rejected candidates are missing, or no list of objects."
            return
        if fault := self._status_fault(status, len(equilibria)) or _twice([*equilibria, *rejected]):
            yield False, f"{label}: {fault}."
            return
        profiles: list[Profile] = []
        for rows, kind in ((equilibria, "equilibrium"), (rejected, "rejected candidate")):
            for i, row in enumerate(rows, 1):
                name = f"{label}, {kind} {i}"
                try:
                    yield from self._profile_findings(row, name, rows is equilibria, profiles)
                except (LookupError, TypeError, ValueError, OverflowError, AttributeError) as error:
                    yield False, f"{name}: a field is missing or not of its kind: {error}."
        if self.is_open:
            if (
                solution.get("supporting_reading", 0) is not None
                or solution.get("supports_no_visits") != {}
            ):
                yield False, f"{label}: under open bargaining no visit is ever unexpected."
            return
        idle = [row.get("kind") == "no visits" for row in (*equilibria, *rejected)]
        if sum(idle) != 1:
            yield False, f"{label}: no visits is judged {sum(idle)} times and must be once."
        yield from self._no_visit_findings(any(idle[: len(equilibria)]))
        if status in ("one", "several", "none"):
            yield from self._other_findings(profiles)

    def _status_fault(self, status: str, count: int) -> str:
        """Hold the status against the model and the number of equilibria (T5)."""
        low, high = COUNTS.get(status, (0, math.inf))
        if not low <= count <= high:
            return f"status {status!r} does not fit {count} equilibria"
        game, right = self.game, ""
        if not self.is_open and game.money == 0.0 and self.curve.m_last > self.curve.k0:
            if self.proposer == "F":
                right = "unbounded" if game.sigma == 1.0 else "limit"
            elif game.q == 0.0 and game.sigma < 1.0:
                right = "limit"
        if (status if status in ("unbounded", "limit") else "") != right:
            return (
                f"status {status!r} does not fit the model, for which T5 says {right or 'finite'!r}"
            )
        return ""

    def _profile_findings(
        self, row: Row, name: str, held: bool, profiles: list[Profile]
    ) -> Iterator[Finding]:
        """Judge one equilibrium, or a candidate that is said to be none."""
        game, curve = self.game, self.curve
        v, rest = share(row)
        if v > 0.0:
            p = curve.at(*curve.locate(v, rest))
            z = number(row, "concession")
            profile = with_deal(game, curve, p, z, self.proposer, self.is_open)
        elif row["concession"] is not None:
            told = not held and row["kind"] == "visits" and number(row, "concession") > 0.0
            yield told, f"{name}: v is below double precision, and cannot be judged."
            return
        else:
            profile = without_deal(curve, self.proposer, self.is_open, self.reading)
        cutoffs = number(row, "weakness_visit"), number(row, "weakness_no_visit")
        own, allowed = (
            gains(game, curve, profile, *cutoffs),
            allowance(profile, game, self.model.psi),
        )
        wrong = [
            *wrong_names(row, self.solution, game, v),
            *wrong_numbers(row, profile, game, curve, self.model.n or 1.0),
            *(
                wrong_price(profile, game, row["kind"] == "limit" or self.proposer == "L")
                if v
                else ()
            ),
            *wrong_certificate(
                row["certificate"], profile, game, curve, self.model.psi, own, cutoffs, held
            ),
        ]
        if row["kind"] == "limit":
            wrong += wrong_sequence(row, curve, self.proposer, self.games)
        elif "sequence" in row["certificate"]:
            wrong.append("a sequence of large Ψ belongs to a limit")
        yield not wrong, f"{name}: {'; '.join(wrong) if wrong else 'every number confirmed'}."
        decision = max(own, key=lambda key: own[key])
        most = own[decision]
        if held:
            by = "" if most <= allowed else f", by another {decision}"
            yield most <= allowed, f"{name}: largest gain {most:.3g} (allowed {allowed:.3g}){by}."
        else:
            # so near v = 1 that no gain shows, the slope of W still tells whether L accepts more
            p, more, size = profile.point, False, 0.0
            if profile.deal:
                size = float(deal(game, profile, p).stakes)
                if self.proposer == "F":
                    size = float(p.v * profile.price)
                    more = bool(p.rest > 0.0 and visit_residual(game, curve, p, "L") > 0.0)
            real = more or own[PROPOSAL] > _NOTHING * size
            words = (
                f"gains {most:.3g} by another {decision}" if real else "nobody gains by deviating"
            )
            yield real, f"{name}: {words}."
        if held or most <= allowed:
            profiles.append(profile)

    def _no_visit_findings(self, listed: bool) -> Iterator[Finding]:
        """Judge whether no visits is an equilibrium, which needs no list (T5, "No visits")."""
        game, curve, solution, label = self.game, self.curve, self.solution, self.label
        span = curve.m_last - curve.m_first
        # deals rarer than any double may decide: then only what they cannot mend is wrong
        rare = bool(curve.grid.low[1] - curve.m_first > 1e-6 * span)
        wrong = []
        margin = no_visit_margin(game, curve, self.reading)
        if listed != (margin <= 0.0) and abs(margin) > _CLOSE and not (rare and margin < 0.0):
            wrong.append(
                "no visits " + ("is no equilibrium" if listed else "is one and not listed")
            )
        supports = solution.get("supports_no_visits")
        rules = {"strongest": curve.m_first, "prior": curve.k0}
        if not isinstance(supports, Mapping) or set(supports) != set(rules):
            wrong.append(f"supports_no_visits must answer for {' and '.join(rules)}")
            supports = {}
        for rule in supports:
            margin = no_visit_margin(game, curve, rules[rule])
            fits = supports[rule] == (margin <= 0.0) or abs(margin) <= _CLOSE
            if type(supports[rule]) is not bool or not (fits or (rare and margin < 0.0)):
                wrong.append(f"supports_no_visits[{rule!r}] is {supports[rule]!r}")
        said, right = solution.get("supporting_reading", "missing"), supporting_reading(game, curve)
        off = said - right if is_number(said) and right is not None else math.inf
        fits = (
            said is None
            if right is None
            else abs(off) <= (_READING if curve.pieces > 1 else 1e-7) * span
        )
        if not (fits or (rare and right is not None and (said is None or off > 0.0))):
            wrong.append(f"supporting_reading is {said!r}, the reader finds {right!r}")
        unexplained = {"supporting_reading"} if said is None else set()
        if set(solution.get("reasons", "?")) != unexplained:
            wrong.append("reasons does not name what is undefined")
        words = "conditions of no visits confirmed"
        words += f", supporting_reading to {abs(off):.0e}" if 1e-7 < abs(off) < math.inf else ""
        words += ", except for deals too rare for doubles, which are not judged" if rare else ""
        yield not wrong, f"{label}: {'; '.join(wrong) or words}."

    def _other_findings(self, profiles: Sequence[Profile]) -> Iterator[Finding]:
        """Scan the curve for equilibria with visits that are not listed."""
        if self.curve.m_last <= self.curve.k0:
            return  # F's signal reveals nothing: no visit is worth a price (T5)
        missing = False
        for found in candidates(self.game, self.curve, self.proposer):
            if any(_alike(found, other) for other in profiles):
                continue
            cutoffs = float(found.k_visit), float(found.k_absent)
            most = max(gains(self.game, self.curve, found, *cutoffs).values())
            if most <= _NOTHING * float(deal(self.game, found, found.point).stakes):
                missing = True
                where = f"v = {float(found.point.v):.9g} and z = {found.price:.9g}"
                yield False, f"{self.label}: an equilibrium with {where} is not listed."
        if not missing:
            points = self.curve.grid.v.size
            yield True, f"{self.label}: a scan of {points} points sees no further equilibrium."


def _is_model(data: Any, model: Model, known: bool) -> bool:
    """Tell whether a nested model is the result's."""
    try:
        return isinstance(data, Mapping) and read_saved_model(data, known) == model
    except InputError:
        return False


def _twice(rows: Sequence[Row]) -> str:
    """Name a profile that is listed twice; an empty string if there is none."""
    names = ("visit_probability", "no_visit_probability", "concession")
    seen = set()
    for row in rows:
        key = repr([row.get(name) for name in names])
        if key in seen:
            return f"the profile with v = {row.get(names[0])!r} is listed twice"
        seen.add(key)
    return ""


def _alike(one: Profile, other: Profile) -> bool:
    """Tell whether two profiles with visits are one but for rounding."""
    a, b = one.point, other.point
    pairs = (a.v, b.v), (a.rest, b.rest), (one.price, other.price)
    close = (abs(x - y) <= 1e-6 * max(abs(x), abs(y)) + FLOOR for x, y in pairs)
    return other.deal and all(close)
