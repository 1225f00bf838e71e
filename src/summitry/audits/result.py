"""Results of an audit: one verdict for each claim, with counts, margins, conditions and counterexamples."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

from ..equilibrium.solution import plain
from ..model.html_table import html_table

HOLDS, UNDER, FAILS, NOWHERE = "holds", "holds under", "fails", "not applicable"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Where a claim that fails somewhere holds, or where it fails, as far as one or two thresholds say.

    Attributes
    ----------
    text
        Such as ``"σ ≤ 0.41"``.
    found_by
        How.
    coverage
        Share of the applicable fresh points that meet it.
    failures, points
        Failures among the fresh points that meet it, and how many these are.
    accuracy
        For a boundary: mean of the shares of failures and of others that it puts on the right side.
    """

    text: str
    found_by: str
    coverage: float
    failures: int
    points: int
    accuracy: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


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
        Over the applicable points (the median over the first of them); None without any.
    verdict
        ``"holds"``, ``"holds under"`` (see `condition`), ``"fails"`` or ``"not applicable"``.
    condition, condition_found
        Condition in words, and what is known of it.
    boundary
        For a claim that fails: where, by a decision tree.
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
    condition: str | None = None
    condition_found: Condition | None = None
    boundary: Condition | None = None
    counterexamples: tuple[Counterexample, ...] = ()
    control: dict[str, Any] = field(default_factory=dict)
    article_condition: str | None = None

    def __repr__(self) -> str:
        return f"<Verdict {self.id}: {self.verdict}, {self.failures} of {self.applicable} fail>"

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        out = {f.name: getattr(self, f.name) for f in fields(self)}
        for name in ("condition_found", "boundary"):
            out[name] = out[name].to_dict() if out[name] else None
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
        Points drawn, how many were asked for (more, if it was interrupted), and the seed of the draws.
    interrupted
        Whether the run was stopped; what is here is what was done.
    seconds
        How long it took.
    """

    claims: tuple[Verdict, ...]
    points: int
    points_wanted: int
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
        counts = {name: 0 for name in (HOLDS, UNDER, FAILS, NOWHERE)}
        for claim in self.claims:
            counts[claim.verdict] += 1
        listed = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        weak = [c.id for c in self.claims if c.applicable and not c.control["refuted"]]
        words = (
            f"{len(self.claims)} claims over {self.points:,} points (seed {self.seed}): {listed}."
        )
        if weak:
            words += f" Too few points to refute the control of: {', '.join(weak)}."
        if self.interrupted:
            words += f" Stopped before all {self.points_wanted:,} points."
        return words
