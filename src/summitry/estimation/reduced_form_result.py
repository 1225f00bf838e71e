"""`ReducedForm`: the estimates of `reduced_form` as text, tables, LaTeX and plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model.html_table import html_table
from ..model.latex import latex_number, latex_table, latex_text
from .text_table import aligned, significant

if TYPE_CHECKING:
    import pandas

_NORMAL = NormalDist()
WORDS = {
    "visit": "visits, p = Pr(V=1)",
    "removal_no_visit": "removals without a visit, R₀",
    "removal_visit": "removals after a visit, R₁",
    "risk_ratio": "risk ratio, R₁/R₀",
    "belief_ratio": "C's beliefs with and without, κ/k_N",
    "removal_ex_ante": "removals ex ante",
    "removal_isolated": "removals in isolation",
    "effect": "effect of opening or abolishing",
    "effect_relative": "the same, relative to ex ante",
    "salience_bound": "expected salience σ is at least",
    "challenge_no_visit": "challenges without a visit",
    "challenge_visit": "challenges after a visit",
    "success_no_visit": "removals given a challenge, without a visit, k_N",
    "success_visit": "removals given a challenge, after a visit, κ",
    "k_max_no_visit": "c from rows without a visit",
    "k_max_visit": "c from rows with a visit",
    "challenge_test": "log ratio of these two (0 if C's cost is uniform)",
}
_HEAD = ("", "estimate", "s.e.", "low", "high")


class Estimate(NamedTuple):
    """One number of the reduced form, with the ends of its interval; ``name`` is a key of `WORDS`."""

    name: str
    estimate: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class ReducedForm:
    """What a panel says of the model without a solver.

    Attributes
    ----------
    estimates
        Every `Estimate` by name; ``result["risk_ratio"]`` is short for one of them.
    counts
        Rows, removals and, where observed, challenges, after a visit and without.
    covariates, columns
        The formula of x, and how many columns it has with its constant.
    cluster, clusters
        The column that the intervals are clustered by (None: by row), and how many clusters there are.
    nobs, rows, dropped
        Rows used and given; how many were dropped because a column had no value, by column.
    level, seed
        Of the intervals, and of the draws behind that of the effect.
    llf
        Log-likelihood of V and R by the two logits, V in that of R.
    visit_test
        2Δℓ of V in the logit of R: χ² with one degree of freedom if visits say nothing given x.
    notes
        What a reader must know of the panel.
    """

    estimates: Mapping[str, Estimate]
    counts: Mapping[str, int]
    covariates: str
    columns: int
    cluster: str | None
    clusters: int
    nobs: int
    rows: int
    dropped: Mapping[str, int]
    level: float
    seed: int
    llf: float
    visit_test: float
    notes: tuple[str, ...]

    def __getitem__(self, name: str) -> Estimate:
        return self.estimates[name]

    def __repr__(self) -> str:
        return (
            f"<ReducedForm of {self.nobs:,} rows: κ/k_N = {self['belief_ratio'].estimate:.3g}, opening or "
            f"abolishing {self['effect_relative'].estimate:+.2%}>"
        )

    def _repr_html_(self) -> str:
        return html_table(self._title(), _HEAD, self.table_rows(), self.findings())

    @property
    def p_fewer(self) -> float:
        """One-sided p-value of R₁ ≥ R₀, against which the model predicts R₁ < R₀."""
        found = self["risk_ratio"]
        return _NORMAL.cdf(math.log(found.estimate) * found.estimate / found.standard_error)

    @property
    def p_challenge(self) -> float | None:
        """Two-sided p-value of the challenge test (E2); None if challenges are not observed."""
        found = self.estimates.get("challenge_test")
        if found is None:
            return None
        return 2.0 * _NORMAL.cdf(-abs(found.estimate / found.standard_error))

    def findings(self) -> list[str]:
        """Return in sentences what the numbers mean, and what they do not show."""
        ratio, effect, bound = (
            self[name] for name in ("risk_ratio", "effect_relative", "salience_bound")
        )
        removals = self.counts["removals_visit"]
        said = [
            f"The model requires fewer removals after a visit, given x: R₁/R₀ = {ratio.estimate:.3g} "
            f"({self.level:.0%} {ratio.low:.3g} to {ratio.high:.3g}; {removals:,} removals after a visit; p "
            f"= {self.p_fewer:.2g} against R₁ ≥ R₀). "
            + ("Here it is the other way round." if ratio.estimate >= 1.0 else
               "The interval includes 1: the data do not show it." if ratio.high >= 1.0 else
               "The data show it."),
            f"Opening bargaining and abolishing visits both change removals by {effect.estimate:+.2%} "
            f"({effect.low:+.2%} to {effect.high:+.2%}): exact under closed bargaining, whoever "
            "proposes.",
            f"F wants a favour with probability {bound.estimate:.3g} or more, since weakness cannot be "
            "above 1.",
        ]  # fmt: skip
        if self.p_challenge is not None:
            verdict = "is in doubt" if self.p_challenge < 1.0 - self.level else "is not rejected"
            said.append(
                f"Challenges test that C's cost is uniform, and who C is: p = {self.p_challenge:.2g}; it "
                f"{verdict}. They do not test bargaining."
            )
        return [*said, *self.notes]

    def summary(self) -> str:
        """Return the table and the findings as text."""
        return "\n".join(
            [self._title(), "", *aligned(_HEAD, self.table_rows()), "", *self.findings()]
        )

    def _title(self) -> str:
        by = f"{self.clusters:,} clusters in {self.cluster}" if self.cluster else "rows independent"
        given = "no covariates" if self.covariates.strip() == "1" else f"given {self.covariates}"
        return f"Reduced form: {self.nobs:,} rows, {by}, {given}"

    def table_rows(self) -> list[list[str]]:
        """List the estimates as texts: words, estimate, standard error, ends of the interval."""
        return [
            [WORDS[name], *map(significant, estimate[1:])]
            for name, estimate in self.estimates.items()
        ]

    def tidy(self) -> pandas.DataFrame:
        """Return a row for each estimate, with the column names of R's broom."""
        import pandas

        columns = ("term", "estimate", "std.error", "conf.low", "conf.high")
        table = pandas.DataFrame(list(self.estimates.values()), columns=list(columns))
        return table.assign(description=[WORDS[name] for name in table["term"]])

    def glance(self) -> pandas.DataFrame:
        """Return one row about the whole, with the column names of R's broom."""
        import pandas

        return pandas.DataFrame([{
            "nobs": self.nobs, "n.clusters": self.clusters, "logLik": self.llf, "df": 2 * self.columns + 1,
            "visit.chisq": self.visit_test, "p.fewer": self.p_fewer, "p.challenge": self.p_challenge,
        }])  # fmt: skip

    def to_latex(self) -> str:
        """Return the table for LaTeX (needs its package booktabs)."""
        rows = [
            [latex_text(label), *map(latex_number, texts)] for label, *texts in self.table_rows()
        ]
        return latex_table(_HEAD, rows, [latex_text(f"{self._title()}.")])

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        plain = {name: value for name, value in vars(self).items() if name != "estimates"}
        return plain | {
            "estimates": [estimate._asdict() for estimate in self.estimates.values()],
            "counts": dict(self.counts), "dropped": dict(self.dropped), "notes": list(self.notes),
            "p_fewer": self.p_fewer, "p_challenge": self.p_challenge,
        }  # fmt: skip
