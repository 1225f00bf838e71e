"""What the article claims and what was found: verdicts gathered by result, and counted in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Claim = Mapping[str, Any]  # of `Audit.to_dict`

# The article's results in words
WORDS = {
    "Lemma 1": "At a given price F visits exactly if its signal of L's strength is good enough.",
    "Prop. 1": "Between two extreme prices the visit subgame has exactly one equilibrium.",
    "Prop. 2": "Below the lower extreme price F never visits, above the upper one it always does.",
    "Cor. 1": "At a given price visits are likelier, the less F has to lose: a larger r, a smaller τ or ρ.",
    "Cor. 2": "With a uniform prior the threshold a(z) has a closed form.",
    "Prop. 3": "A larger concession buys more visits, and L then looks weaker after one and without one.",
    "Prop. 4": "Under open bargaining every deal raises L's average risk of removal.",
    "Prop. 5": "Hence open bargaining brings no deal.",
    "Prop. 6": "Behind closed doors, with F proposing, there is a deal; its price rises in salience σ, "
    "and visits become certain as Ψ → ∞.",
    "Prop. 7": "Behind closed doors, with L proposing and Ψ = ∞, there is exactly one deal.",
    "Cor. 3": "With L proposing, price and visits fall in transparency q and rise in salience σ; visits "
    "become certain as q → 0 or σ → 1.",
    "Cor. 4": "With a uniform prior, q = 1, σ → 0 and Ψ = ∞, L's offer has a closed form, and better "
    "intelligence serves L and F.",
}  # fmt: skip
ORDER = ("fails", "holds where", "survived", "proved", "not applicable")
SIGNS = {"proved": "✓", "survived": "○", "holds where": "◐", "fails": "✗", "not applicable": "–"}
MEANING = {
    "proved": "A proof is in the documentation, and no model that was drawn refutes it.",
    "survived": "No model that was drawn refutes it, and a search for a counterexample found none.",
    "holds where": "It fails at some model, but holds under a condition that is stated with it.",
    "fails": "It fails at some model, and no condition is known under which it holds.",
    "not applicable": "No model was found of which it says anything.",
}
_HEADLINE = {
    "fails": "fails in part", "holds where": "needs a condition", "survived": "holds: not refuted",
    "proved": "holds: proved",
}  # fmt: skip
_COUNTED = {
    "proved": ("proved", "proved"), "survived": ("not refuted", "not refuted"),
    "holds where": ("holds under a condition", "hold under a condition"), "fails": ("fails", "fail"),
    "not applicable": ("could not be tried", "could not be tried"),
}  # fmt: skip
_RESULT = re.compile(r"(Lemma|Prop\.|Cor\.) \d+")
_CITED = re.compile(
    r"T\d|\[|Fig\."
)  # parts of a source that name no part of the article's argument


def group_of(source: str) -> str:
    """Return the heading under which a claim stands: a result, a section, or what is beyond the article.

    Examples
    --------
    >>> from summitry.report.findings import group_of
    >>> [group_of(source) for source in ("Cor. 3, §7", "§7, Ex-ante survival; Fig. 3")]
    ['Cor. 3', '§7, Ex-ante survival']
    """
    if result := _RESULT.match(source):
        return result[0]
    parts = [part for part in re.split(r"[;,] *", source) if not _CITED.match(part)]
    if not parts:
        return "Derived from the model"
    name = parts[0] if is_ours(source) else ", ".join(parts)
    return name[0].upper() + name[1:]


def is_ours(source: str) -> bool:
    """Return whether a claim is this project's and not the article's."""
    return source.startswith("beyond the article")


@dataclass(frozen=True)
class Group:
    """Claims under one heading."""

    name: str
    claims: Sequence[Claim]

    @property
    def slug(self) -> str:
        """Its name as an id."""
        return re.sub(r"\W+", "-", self.name.lower()).strip("-")

    @property
    def is_result(self) -> bool:
        """Whether it is a numbered result of the article."""
        return bool(_RESULT.fullmatch(self.name))

    @property
    def ours(self) -> int:
        """How many of its claims are this project's."""
        return sum(is_ours(str(claim["source"])) for claim in self.claims)

    @property
    def words(self) -> str:
        """What the article claims."""
        return (
            WORDS.get(self.name)
            or "; ".join(str(claim["statement"]) for claim in self.claims) + "."
        )

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of its claims have each verdict, the good news first."""
        counts = Counter(str(claim["verdict"]) for claim in self.claims)
        return [(name, counts[name]) for name in reversed(ORDER) if counts[name]]

    @property
    def tally(self) -> str:
        """The same in words."""
        return ", ".join(f"{count} {_COUNTED[name][count > 1]}" for name, count in self.counts)

    @property
    def verdict(self) -> str:
        """The worst verdict of its claims."""
        found = {name for name, _ in self.counts}
        return next(name for name in ORDER if name in found)

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        if self.verdict == "fails" and len(self.counts) == 1:
            return "fails"
        return _HEADLINE.get(self.verdict, self.verdict)

    @property
    def where(self) -> list[str]:
        """Where it fails, a sentence for each reason."""
        out = []
        conditions: dict[str, list[Claim]] = {}
        for claim in self.claims:
            if claim["verdict"] == "holds where":
                conditions.setdefault(str(claim["condition"]), []).append(claim)
            elif claim["verdict"] == "fails":
                out.append(f"{claim['statement']}: fails {_share([claim])}.")
        for text, failing in conditions.items():
            many = (
                "it fails"
                if len(self.claims) == 1
                else f"{len(failing)} of {len(self.claims)} parts fail"
            )
            out.append(f"Unless {text}, {many} {_share(failing)}.")
        return out


def groups_of(claims: Sequence[Claim]) -> list[Group]:
    """Gather claims under their headings, in the order in which these first occur.

    Only the numbered results change places among themselves: they stand in the article's order.
    """
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(group_of(str(claim["source"])), []).append(claim)
    groups = [Group(name, each) for name, each in found.items()]
    in_order = iter(results_of(groups))
    return [next(in_order) if group.is_result else group for group in groups]


def results_of(groups: Sequence[Group]) -> list[Group]:
    """Choose the article's numbered results, in the article's order."""
    known = list(WORDS)
    results = [group for group in groups if group.is_result]
    return sorted(results, key=lambda g: known.index(g.name) if g.name in known else len(known))


def _share(claims: Sequence[Claim]) -> str:
    """Return at which share of the draws claims fail, in words."""
    shares = [100.0 * claim["failures"] / max(claim["applicable"], 1) for claim in claims]
    low, high = (_percent(share) for share in (min(shares), max(shares)))
    if not max(shares):
        return "at a model that only a search found"
    return f"at {high} % of the models" if low == high else f"at {low} to {high} % of the models"


def _percent(share: float) -> str:
    """Round a percentage to two digits, below one to its first."""
    return f"{share:.0f}" if share >= 10.0 or not share else f"{share:.{1 + (share >= 1.0)}g}"


def in_short(claims: Sequence[Claim]) -> str:
    """Count the verdicts in a sentence.

    Examples
    --------
    >>> from summitry.report.findings import in_short
    >>> in_short([{"verdict": "proved"}, {"verdict": "survived"}, {"verdict": "fails"}])
    '2 hold (1 proved, 1 not refuted by a search) and 1 fails'
    """
    counts = Counter(str(claim["verdict"]) for claim in claims)
    good = counts["proved"] + counts["survived"]
    how = [(counts["proved"], "proved"), (counts["survived"], "not refuted by a search")]
    detail = ", ".join(f"{number} {words}" for number, words in how if number)
    said = [f"{good} {'holds' if good == 1 else 'hold'} ({detail})"] if good else []
    for name in ("holds where", "fails", "not applicable"):
        if counts[name]:
            said.append(f"{counts[name]} {_COUNTED[name][counts[name] > 1]}")
    return ", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else "".join(said)
