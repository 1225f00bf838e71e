"""Judge a saved result: every field, then every deviation, then the conditions of no visits (T4, T5).

The game is derived again from T1, T2 and the words of T5 in the modules beside this one. They share
nothing with the solver: of the rest of summitry they use `model/`, which holds data. Every field is either
compared with what it must be, or refused. Searches begin when no field is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from ..model.faults import InputError, off_path_fault, shown
from ..model.html_table import html_table
from ..model.parameters import Model
from ..model.saved_results import STATUS_COUNTS, read_result
from ..model.tolerances import allowed_gain
from ..model.undefined import solution_reasons
from .beliefs import Profile, off_path_belief, with_deal, without_deal
from .curve import CannotJudgeError, Curve, curve_of
from .deviations import allowance, gains
from .limits import limit_fault, rises_to_one
from .mixed import Play, mixed_gains, order_fault, play_of, row_faults
from .mixed import allowance as mixed_allowance
from .no_visits import no_visit_margin, open_margin, reading_slack, supporting_reading
from .payoffs import Game, price
from .proofs import rates, secret_deal, silence_gain
from .random_proposer import Draw, draw_gains, draw_of
from .random_proposer import allowance as draw_allowance
from .random_proposer import row_faults as draw_faults
from .reported import Near, OneOf, Row, differences, is_number, row_of, wrong_price

Finding = tuple[bool, str]
# results of one model, or nearly the same results, are often judged in a row
_curve = lru_cache(maxsize=16)(curve_of)
_gains = lru_cache(maxsize=256)(gains)
_GIVEN = "visit_probability", "no_visit_probability", "concession"
_CLOSE = 1e-9  # a margin of no visits nearer to zero than this may have either sign


@dataclass(frozen=True, repr=False)
class Verification:
    """What `verify` found.

    Attributes
    ----------
    passed
        Whether everything that the result reports was confirmed.
    verdict
        All of it in one sentence, which says what was not checked.
    findings
        For each finding, whether it confirms the result, and a sentence.
    """

    passed: bool
    verdict: str
    findings: tuple[Finding, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The findings as sentences, failures marked."""
        return tuple(line if ok else f"FAILED: {line}" for ok, line in self.findings)

    def __repr__(self) -> str:
        return f"<Verification: {'verified' if self.passed else 'NOT verified'}, {len(self.lines)} findings>"

    def _repr_html_(self) -> str:
        caption = "verified" if self.passed else "NOT verified"
        return html_table(caption, ["finding"], [[line] for line in self.lines])

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"passed": self.passed, "verdict": self.verdict, "lines": list(self.lines)}


def joined(findings: Sequence[Finding], verdict: str) -> Verification:
    """Join findings to a verification; the verdict is the one that holds if none of them failed."""
    passed = all(ok for ok, _ in findings)
    words = f"verified: {verdict}" if passed else "NOT verified"
    return Verification(passed, words, tuple(findings))


def judge(document: Mapping[str, Any], *, curve: Curve | None = None) -> Verification:
    """Check a saved result by deriving the game again; `sm.verify` without solving."""
    model, solutions = read_result(document, known_information=curve is None)
    findings: list[Finding] = []
    with np.errstate(all="ignore"):
        try:
            used = curve or _curve(
                model.information.kind, model.alpha, model.beta, model.n or 1.0, model.information
            )
            answers = _answers(model, used, solutions)
            faults = [(False, fault) for answer in answers for fault in answer.faults()]
            findings += faults or [found for answer in answers for found in answer.findings()]
        except CannotJudgeError as error:
            findings.append((False, f"this result cannot be judged: {error}."))
    if not any([*solution["equilibria"], *solution.get("mixed", ())] for solution in solutions):
        return joined(findings, "no equilibrium is listed; that there is none was not checked")
    return joined(findings, "these are equilibria; that there are no others was not checked")


def _answers(model: Model, curve: Curve, solutions: Sequence[Row]) -> list[_Answer]:
    """Read under which off-path rule each solution stands; no protocol is answered twice."""
    answers = [_Answer(model, curve, solution) for solution in solutions]
    faults = [
        f"solution {i}: {off_path_fault(solution['off_path'], curve.m_first, curve.m_last)}"
        for i, (solution, answer) in enumerate(zip(solutions, answers, strict=True), 1)
        if answer.reading is None
    ]
    if len({(answer.label, answer.reading) for answer in answers}) < len(answers):
        faults.append("a protocol is answered twice. Keep one answer to each.")
    if faults:
        raise InputError(faults, "result")
    return answers


class _Answer:
    """The answer to one protocol, to be judged."""

    def __init__(self, model: Model, curve: Curve, solution: Row) -> None:
        self.model, self.curve, self.solution = model, curve, solution
        self.fewer, more = rates(model.q, solution)
        self.game = replace(Game.of(model), q=more)
        self.is_absence = solution.get("disclosure") == "absence"
        self.is_open, self.proposer = solution["bargaining"] == "open", solution["proposer"]
        # what C reads into an unexpected visit with unseen price; None if the rule is none
        rule = solution["off_path"]
        if rule == "smallest":  # κ̂; where no belief supports no visits, as the strongest signal (T11, g)
            least = None if self.is_open else supporting_reading(self.game, curve)
            rule = "strongest" if least is None else least
        reading: Any = off_path_belief(rule, curve)
        self.reading = curve.m_first if self.is_open and reading is not None else reading
        self.label = f"{solution['bargaining']} bargaining, {self.proposer} proposes"
        self.mixed: Sequence[Row] = solution.get("mixed", ())
        self.profiles: list[Profile] = []
        self.plays: list[Play] = []
        self.draws: list[Draw] = []
        self.power: float | None = solution.get("power")
        if self.power is not None:
            self.label = f"{solution['bargaining']} bargaining, F proposes with probability {self.power:g}"

    def faults(self) -> Iterator[str]:
        """Compare every field with what it must be, without any search."""
        rows = self.solution["equilibria"]
        if fault := self._status_fault() or _order_fault(rows) or order_fault(self.mixed):
            yield f"{self.label}: {fault}."
            return
        for judge_row, kind, listed in (
            (self._row_faults, "equilibrium", rows),
            (self._mixed_faults, "mixed equilibrium", self.mixed),
        ):
            for i, row in enumerate(listed, 1):
                try:
                    wrong = list(judge_row(row))
                except (LookupError, TypeError, ValueError, OverflowError) as error:
                    wrong = [f"it cannot be read: {error}"]
                if wrong:
                    yield f"{self.label}, {kind} {i}: {'; '.join(wrong)}."

    def _status_fault(self) -> str:
        """Hold the status against the model and the equilibria (T5); an empty string if it fits."""
        status, rows, game = self.solution["status"], self.solution["equilibria"], self.game
        special = ""
        if status == "undecided":
            return "the solver itself could not decide"
        if self.is_open and game.money == 0.0 and self.proposer == "F":
            special = "limit" if rises_to_one(game, self.curve) else ""
        if not self.is_open and game.money == 0.0 and self.curve.m_last > self.curve.k0:
            if self.proposer == "F":
                special = "unbounded" if game.sigma == 1.0 else "limit"
            elif game.q == 0.0 and game.sigma < 1.0:
                special = "limit"
        if (status if status in ("unbounded", "limit") else "") != special:
            return f"status {status!r} does not fit the model, for which T5 says {special or 'finite'!r}"
        if self.power is not None and (self.is_open or game.money == 0.0):
            return "a random proposer is known behind closed doors only, with Ψ finite"
        drawn = self.power is not None
        if self.mixed and not drawn and (self.is_open or game.money == 0.0 or game.sigma == 1.0):
            return "nothing is mixed in the open or at Ψ = ∞, and at σ = 1 mixtures are not searched"
        (low, high), count = STATUS_COUNTS[status], len(rows) + len(self.mixed)
        limits = sum(row.get("kind") == "limit" for row in rows)
        if not low <= count <= high or limits != (special == "limit"):
            return f"status {status!r} does not fit {count} equilibria of which {limits} are limits"
        return ""

    def _mixed_faults(self, row: Row) -> Iterator[str]:
        """Compare one equilibrium of several deals with what its offers imply (T11, T13.3)."""
        if self.power is not None:
            draw = draw_of(self.game, self.curve, self.power, row["offers"])
            yield from draw_faults(
                self.game, self.curve, draw, self.solution, row, self.model.n or 1.0
            )
            self.draws.append(draw)
            return
        play = play_of(self.game, self.curve, self.proposer, row["offers"])
        yield from row_faults(
            self.game, self.curve, play, self.solution, row, self.model.n or 1.0
        )
        self.plays.append(play)

    def _row_faults(self, row: Row) -> Iterator[str]:
        """Compare one equilibrium with what its visits and its price imply."""
        v, rest, z = (row[name] for name in _GIVEN)
        if not (is_number(v) and is_number(rest) and 0.0 <= v <= 1.0 and 0.0 <= rest <= 1.0
                and abs(v + rest - 1.0) <= 1e-14):  # fmt: skip
            yield f"v = {shown(v)} and 1 − v = {shown(rest)} are not a probability and its complement"
            return
        if (v > 0.0) != is_number(z) or (z is not None and not is_number(z)):
            yield f"concession is {shown(z)} with visits of probability {v!r}, and cannot be judged"
            return
        if self.power is not None and v > 0.0:
            yield "with a random proposer deals are listed as offers of a profile"
            return
        # without a deal either proposer stands for both: the conditions are the same (T5)
        side = "L" if self.power is not None else self.proposer
        fewer = None if self.fewer == self.game.q else self.fewer
        profile = _profile(
            self.game, self.curve, side, self.is_open, self.reading, float(v), float(rest), z, fewer,
        )
        if profile.deal:
            lowest = row.get("kind") == "limit" or self.proposer == "L"
            yield from wrong_price(self.game, profile, lowest)
        n = self.model.n or 1.0
        right = row_of(self.game, self.curve, profile, self.solution, row, n)
        yield from differences(row, right, "it")
        self.profiles.append(profile)

    def findings(self) -> Iterator[Finding]:
        """Search every deviation, and judge the conditions of no visits."""
        for i, profile in enumerate(self.profiles, 1):
            name = f"{self.label}, equilibrium {i}"
            found = self._gains_of(profile)
            yield _gain_finding(name, found, allowance(profile, self.game, self.model.psi))
        for i, play in enumerate(self.plays, 1):
            name = f"{self.label}, mixed equilibrium {i}"
            found = mixed_gains(self.game, self.curve, play)
            yield _gain_finding(name, found, mixed_allowance(self.game, play, self.model.psi))
        for i, draw in enumerate(self.draws, 1):
            name = f"{self.label}, profile {i}"
            found = draw_gains(self.game, self.curve, draw)
            yield _gain_finding(name, found, draw_allowance(self.game, draw, self.model.psi))
        if self.solution["status"] == "limit" and not self.is_open:
            z = self.profiles[-1].price
            fault = limit_fault(self.game, self.curve, self.proposer, z)
            yield not fault, f"{self.label}: {fault or 'profiles at ever larger Ψ tend to the limit'}."
        wrong = [*self._condition_faults(), *self._interval_faults()]
        yield not wrong, f"{self.label}: {'; '.join(wrong) or 'conditions of no visits confirmed'}."

    def _gains_of(self, profile: Profile) -> Mapping[str, float]:
        """Search every deviation from a profile, proofs and silence included (T13.5)."""
        if self.is_absence:
            return {"proposal": secret_deal(self.game, self.curve, self.reading, self.proposer)}
        found = _gains(self.game, self.curve, profile)
        certain = self.solution.get("disclosure") == "leader" and self.solution["reach"] == 1.0
        if not (certain and profile.deal):
            return found  # nobody proves the expected price, and proving it would change nothing
        return {**found, "proof": silence_gain(self.game, profile, self.model.q)}

    def _interval_faults(self) -> Iterator[str]:
        """Tell which intervals do not end at listed equilibria, or have none in their middle."""
        listed = [float(profile.point.v) for profile in self.profiles]
        for ends in self.solution.get("intervals", ()):
            if not all(any(abs(v - end) <= 1e-12 for v in listed) for end in ends):
                yield f"the interval {shown(ends)} does not end at listed equilibria"
                continue
            v = 0.5 * (ends[0] + ends[1])
            p = self.curve.at(*self.curve.locate(v, 1.0 - v))
            z = float(price(self.game, p.kappa, p.low))
            profile = with_deal(self.game, self.curve, p, z, self.proposer)
            profile = replace(profile, fewer=self.fewer)
            if max(self._gains_of(profile).values()) > allowance(profile, self.game, self.model.psi):
                yield f"in the middle of the interval {shown(ends)} somebody gains by deviating"

    def _condition_faults(self) -> Iterator[str]:
        """Judge when no visits is an equilibrium, and whether it is listed if it is (T5, "No visits")."""
        game, curve, solution = self.game, self.curve, self.solution
        listed = any(not profile.deal for profile in self.profiles)
        if self.is_absence:
            named = {"strongest": curve.m_first, "prior": curve.k0}
            most = {rule: secret_deal(game, curve, k, "L") for rule, k in named.items()}
            allowed = allowed_gain(self.model.psi)
            right: dict[str, Any] = {
                "supporting_reading": None,
                "supports_no_visits": {rule: gain <= allowed for rule, gain in most.items()},
            }
            if listed != (secret_deal(game, curve, self.reading, "L") <= allowed):
                yield "no deal " + ("is no equilibrium" if listed else "is one and not listed")
            yield from differences({name: solution[name] for name in right}, right, "it")
            return
        if self.is_open:
            right = {"supporting_reading": None, "supports_no_visits": {}}
            if listed not in _signs(open_margin(game, curve)):
                yield "no visits " + ("is no equilibrium" if listed else "is one and not listed")
        else:
            # read as the prior, an unexpected visit looks better, and is shown as one of fewer visits
            better = replace(game, q=self.fewer)
            own = better if solution["off_path"] == "prior" else game
            if listed not in _signs(no_visit_margin(own, curve, self.reading)):
                yield "no visits " + ("is no equilibrium" if listed else "is one and not listed")
            rules = {"strongest": (game, curve.m_first), "prior": (better, curve.k0)}
            supports = {
                rule: OneOf(_signs(no_visit_margin(seen, curve, reading)))
                for rule, (seen, reading) in rules.items()
            }
            if self.fewer != game.q:
                if solution["off_path"] not in rules:
                    yield f"nothing is derived for off_path = {shown(solution['off_path'])} with proofs"
                right = {"supporting_reading": None, "supports_no_visits": supports}
                yield from differences({name: solution[name] for name in right}, right, "it")
                return
            least = supporting_reading(game, curve)
            if solution["off_path"] == "smallest" and listed != (least is not None):
                yield "no visits " + ("is no equilibrium" if listed else "is one and not listed")
            slack = 0.0 if least is None else reading_slack(game, curve, least)
            right = {
                "supporting_reading": None if least is None else Near(least, slack),
                "supports_no_visits": supports,
            }
        right["reasons"] = solution_reasons(solution["bargaining"], right["supporting_reading"])
        yield from differences({name: solution[name] for name in right}, right, "it")


def _gain_finding(name: str, found: Mapping[str, float], allowed: float) -> Finding:
    """Word the largest gain that a search of all deviations found."""
    decision = max(found, key=lambda key: found[key])
    most = found[decision]
    by = "" if most <= allowed else f", by another {decision}"
    words = f"every field confirmed; largest gain {most:.3g} (allowed {allowed:.3g}){by}"
    return most <= allowed, f"{name}: {words}."


@lru_cache(maxsize=256)
def _profile(
    game: Game, curve: Curve, proposer: str, is_open: bool, reading: float, v: float, rest: float,
    z: float | None, fewer: float | None = None,
) -> Profile:  # fmt: skip
    """Return the profile of an equilibrium, from the only three numbers that are believed."""
    if v == 0.0:
        profile = without_deal(curve, proposer, is_open, reading)
    else:
        profile = with_deal(game, curve, curve.at(*curve.locate(v, rest)), z, proposer, is_open)
    return replace(profile, fewer=fewer)


def _order_fault(rows: Sequence[Row]) -> str:
    """Tell whether equilibria are out of order or listed twice; an empty string if not."""
    shares: list[Any] = [[row.get(name) for name in _GIVEN[:2]] for row in rows]
    if not all(is_number(share) for pair in shares for share in pair):
        return "visit_probability or no_visit_probability is missing or no number"
    if all((v, -rest) < (w, -other) for (v, rest), (w, other) in pairwise(shares)):
        return ""
    return "equilibria are not in the order of their visits, or one is listed twice"


def _signs(margin: float) -> tuple[bool, ...]:
    """Return whether no visits is an equilibrium at this margin: both answers where it is nearly zero."""
    unclear = 0.0 < abs(margin) <= _CLOSE
    return (True, False) if unclear else (margin <= 0.0,)
