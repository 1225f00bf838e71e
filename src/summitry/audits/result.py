"""Results of an audit: a verdict on each claim, with counts, margins, conditions and counterexamples."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

from ..equilibrium.solution import plain
from ..model.html_table import html_table
from .attack import Attack

PROVED, SURVIVED, WHERE, FAILS = "proved", "survived", "holds where", "fails"
NOWHERE = "not applicable"
HOLDS = "holds"  # at one model


@dataclass(frozen=True, kw_only=True)
class HoldsWhere:
    """A condition with a meaning under which a claim that fails somewhere holds.

    Attributes
    ----------
    text
        Such as ``"σ ≥ κ/k₀"``.
    proof
        Where the documentation proves it, if it does.
    draws
        At how many draws that meet it the claim was found to hold; it failed at none.
    attack
        The attack that it survived; None if it is proved or was not attacked.
    """

    text: str
    proof: str | None
    draws: int
    attack: Attack | None

    @property
    def words(self) -> str:
        """How it is known."""
        return known_by(self.proof, self.attack, self.draws)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        attack = self.attack.to_dict() if self.attack else None
        return {"text": self.text, "proof": self.proof, "draws": self.draws, "attack": attack,
                "words": self.words}  # fmt: skip


def known_by(proof: str | None, attack: Attack | None, draws: int) -> str:
    """Return how a statement that was not refuted is known: its proof, the attack, or draws alone."""
    if proof:
        page, _, words = proof.partition(": ")
        return f"proved in docs/{page}, “{words}”"
    if attack:
        return f"survived an attack of {attack.models:,} models"
    return f"survived {draws:,} draws, not attacked"


@dataclass(frozen=True, kw_only=True)
class Counterexample:
    """A model at which a claim fails.

    Attributes
    ----------
    model
        Its parameters, as `Model.to_dict` gives them.
    margin
        How far it fails.
    toml
        A scenario file: ``summitry solve FILE``, ``summitry audit --claim ID --at FILE``.
    """

    model: dict[str, Any]
    margin: float
    toml: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True, kw_only=True, repr=False)
class Verdict:
    """One claim, audited.

    Attributes
    ----------
    id, statement, source, region
        As in `Claim`.
    points, applicable, failures, ties
        Points evaluated; those at which the claim applies; at which it fails by more than its error
        bound; and at which the margin is within that bound of zero.
    worst_margin, median_margin
        Over the applicable points (the median over the first of them), the worst over the attack and
        the counterexamples too; None without any.
    unit
        Of the margins, in words.
    verdict
        ``"proved"``, ``"survived"`` (the draws and the attack), ``"holds where"`` (it fails, but not under
        `conditions`), ``"fails"`` or ``"not applicable"``; at one model ``"holds"`` in place of the first
        three.
    proof
        Where the documentation proves it: a page, and words on it.
    conditions
        For a claim that fails: the conditions under which it holds.
    attack
        The attack on the claim; None if it is proved, failed before, or was not attacked.
    counterexamples
        Up to five, the worst first.
    control
        The false neighbour: its statement, failures, and whether the audit refuted it.
    article_condition
        The article's own condition, which is part of the region.
    """

    id: str
    statement: str
    source: str
    region: str
    points: int
    applicable: int
    failures: int
    ties: int
    worst_margin: float | None
    median_margin: float | None
    verdict: str
    proof: str | None = None
    conditions: tuple[HoldsWhere, ...] = ()
    attack: Attack | None = None
    counterexamples: tuple[Counterexample, ...] = ()
    control: dict[str, Any] = field(default_factory=dict)
    article_condition: str | None = None
    unit: str = "relative difference"

    def __repr__(self) -> str:
        return f"<Verdict {self.id}: {self.verdict}, {self.failures} of {self.applicable} fail>"
    @property
    def condition(self) -> str | None:
        """The conditions under which it holds, joined; None without any."""
        return ", and where ".join(found.text for found in self.conditions) or None

    @property
    def share(self) -> str:
        """At how many draws it fails, and at which share of those to which it applies."""
        if not self.failures:
            return f"at none of {self.applicable:,} draws, but at a model found by a search"
        percent = 100.0 * self.failures / self.applicable
        digits = f"{percent:.0f}" if percent >= 10.0 else f"{percent:.2g}"
        return f"at {self.failures:,} of {self.applicable:,} draws ({digits} %)"

    @property
    def words(self) -> str:
        """The verdict in full: how it is known, or where it holds and how often it fails."""
        if self.verdict in (PROVED, SURVIVED):
            return known_by(self.proof, self.attack, self.applicable)
        fails = f"fails {self.share}"
        if self.verdict == WHERE:
            listed = ", and where ".join(f"{c.text} ({c.words})" for c in self.conditions)
            return f"holds where {listed}; elsewhere it {fails}"
        if self.verdict == FAILS and self.points > 1:
            return fails
        return self.verdict

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        out = {f.name: getattr(self, f.name) for f in fields(self)}
        out["attack"] = self.attack.to_dict() if self.attack else None
        out["conditions"] = [found.to_dict() for found in self.conditions]
        out |= {"condition": self.condition, "words": self.words}
        out["counterexamples"] = [example.to_dict() for example in self.counterexamples]
        return out


@dataclass(frozen=True, kw_only=True, repr=False)
class Audit:
    """Every claim that was audited, with the draws that it was audited on.

    Attributes
    ----------
    claims
        One `Verdict` each, in the order of the article.
    points, points_wanted, seed
        Points drawn, how many were asked for (more, if it was interrupted), and the seed of draws and
        attacks.
    attack
        At how many models a statement was attacked at most.
    interrupted
        Whether the run was stopped; what is here is what was done.
    seconds
        How long it took.
    """

    claims: tuple[Verdict, ...]
    points: int
    points_wanted: int
    attack: int
    seed: int
    interrupted: bool
    seconds: float

    def __repr__(self) -> str:
        counts = Counter(claim.verdict for claim in self.claims)
        listed = ", ".join(f"{number} {name}" for name, number in counts.items())
        return f"<Audit of {len(self.claims)} claims over {self.points:,} points: {listed}>"

    def _repr_html_(self) -> str:
        head = ["", "statement", "verdict", "points", "failures"]
        body = [
            [claim.id, claim.statement, claim.verdict, f"{claim.applicable:,}", f"{claim.failures:,}"]
            for claim in self.claims
        ]
        return html_table(self.summary(), head, body)

    def __getitem__(self, id: str) -> Verdict:
        """Return the verdict on one claim."""
        for claim in self.claims:
            if claim.id == id:
                return claim
        raise KeyError(id)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; ``claims`` holds a dictionary for each claim."""
        from importlib.metadata import version

        from .draws import region

        return {
            "summitry": version("summitry"),
            "points": self.points,
            "points_wanted": self.points_wanted,
            "attack": self.attack,
            "seed": self.seed,
            "interrupted": self.interrupted,
            "seconds": round(self.seconds, 3),
            "region": region(),
            "claims": [claim.to_dict() for claim in self.claims],
        }

    def to_json(self, indent: int | None = 2) -> str:
        """Return the JSON text of `to_dict`; never NaN or Infinity."""
        return json.dumps(plain(self.to_dict()), indent=indent, allow_nan=False, ensure_ascii=False)

    def summary(self) -> str:
        """Count the verdicts in a sentence, and name the controls that were not refuted."""
        counts = {name: 0 for name in (PROVED, SURVIVED, HOLDS, WHERE, FAILS, NOWHERE)}
        for claim in self.claims:
            counts[claim.verdict] += 1
        told = counts | {f"{SURVIVED} an attack of up to {self.attack:,} models": counts[SURVIVED]}
        if self.attack:
            told[SURVIVED] = 0
        listed = ", ".join(f"{number} {name}" for name, number in told.items() if number)
        weak = [c.id for c in self.claims if c.applicable and not c.control["refuted"]]
        words = (
            f"{len(self.claims)} claims over {self.points:,} points (seed {self.seed}): {listed}."
        )
        if weak:
            words += f" Too few points to refute the control of: {', '.join(weak)}."
        if self.interrupted:
            left = "the attacks were done" if self.points == self.points_wanted else (
                f"all {self.points_wanted:,} points"
            )
            words += f" Stopped before {left}."
        return words
