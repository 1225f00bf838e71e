"""A fit as text, as a table of R's broom, as LaTeX: what a reader needs before believing it (T12)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from ..model.latex import latex_number, latex_symbol, latex_table, latex_text
from .fields import INDICES
from .fit import LEARNED, Fit
from .text_table import aligned, significant

if TYPE_CHECKING:
    import pandas

HEAD = ("", "estimate", "s.e.", "low", "high", "value", "learned")
_SLOW = 0.5  # ratio of Newton decrements above which the search converges slowly
_PROPOSERS = {"F": "F proposes", "L": "L proposes"}


def title(fit: Fit) -> str:
    """Return what was estimated from what, in one line."""
    spec = fit.specification
    by = f"{fit.n_clusters:,} clusters in {spec.cluster}" if spec.cluster else "rows independent"
    return (
        f"Closed bargaining, {_PROPOSERS[spec.proposer]}: {fit.nobs:,} rows, {fit.cells:,} distinct rows of "
        f"x, {by}"
    )


def rows(fit: Fit) -> list[list[str]]:
    """List the parameters as texts; ``value`` is what a field's constant means on the field's own scale.

    ``learned`` is the contraction of a belief: below one half the data have taught little.
    """
    ends, errors, contraction = fit.conf_int(), fit.bse, fit.contraction
    out = []
    for name, estimate in fit.params.items():
        field, _, column = str(name).partition(":")
        value = INDICES[field].value(float(estimate)) if column == "Intercept" else None
        out.append([
            str(name), significant(estimate), significant(errors[name]), significant(ends.loc[name, 0]),
            significant(ends.loc[name, 1]), significant(value), significant(contraction.get(name)),
        ])  # fmt: skip
    return out


def summary(fit: Fit) -> str:
    """Return the estimates and what must be known of them, as text."""
    lines = [title(fit), ""]
    if fit.identified:
        lines += [*aligned(HEAD, rows(fit)), ""]
    else:
        shown = [[row[0], row[1], row[5]] for row in rows(fit)]
        lines += [*aligned(("", "estimate", "value"), shown), ""]
    return "\n".join([*lines, *notes(fit)])


def notes(fit: Fit) -> list[str]:
    """Return in sentences how far the estimates can be trusted, the gravest first."""
    said = [*_search_notes(fit), *_identification_notes(fit)]
    said.append(
        f"ℓ = {fit.llf:.2f} with {fit.df_model} parameters; AIC {fit.aic:.1f}, BIC {fit.bic:.1f}. Standard "
        f"errors: {_COVARIANCE[fit.cov_type]}."
    )
    said += _model_notes(fit)
    if fit.dropped:
        why = ", ".join(f"{name} {count:,}" for name, count in fit.dropped.items())
        said.append(f"Rows dropped for missing values: {why}.")
    return said


_COVARIANCE = {
    "cluster": "sandwich, by cluster", "opg": "outer products of scores", "hessian": "inverse Hessian",
    "expected": "inverse expected information",
}  # fmt: skip


def _search_notes(fit: Fit) -> list[str]:
    """Return whether the search ended at a maximum, and whether other starts find it too."""
    said = []
    if not fit.converged:
        said.append(f"NOT CONVERGED: {fit.message.rstrip('.')}. These numbers are no estimates.")
    said.append(
        f"{fit.agreeing} of {len(fit.starts)} starts reach this maximum ({fit.iterations} steps, Newton "
        f"decrement {fit.decrement:.1e})."
    )
    if fit.rate > _SLOW:
        said.append(
            "Scoring converged slowly: the expected information is not the curvature, so that the model "
            "misfits somewhere. See compare_fit()."
        )
    return said


def _identification_notes(fit: Fit) -> list[str]:
    """Return what the data do not teach."""
    if not fit.identified:
        why = "the data know fewer directions than the parameters that they speak of"
        return [f"NO STANDARD ERRORS: {why}.", *fit.identification().words]
    said = []
    unlearned = [name for name, value in fit.contraction.items() if not value >= LEARNED]
    if unlearned:
        said.append(f"Not learned from these data, but believed: {', '.join(unlearned)}.")
    if fit.specification.challenged is None:
        said.append(
            "Without challenges k₀, Ψ/c and c lie on a curved ridge: normal intervals cover too little. Use "
            "profile('k_max') and the like (T12)."
        )
    return said


def _model_notes(fit: Fit) -> list[str]:
    """Return what was fixed, what was selected, what is certified, and where the model misses the data."""
    spec, shares = fit.specification, fit.shares
    fixed = ", ".join(f"{name} = {value:g}" for name, value in spec.given.items())
    believed = ", ".join(f"{name} ({m:g}, {sd:g})" for name, (m, sd) in spec.beliefs.items())
    said = [
        f"Given: {fixed}."
        + (f" Beliefs (median, s.d. of the index): {believed}." if believed else ""),
        f"No visits can be sold with probability {shares['none']:.2%}; there are several equilibria with "
        f"{shares['several']:.2%}, of which the one with most visits is played ("
        f"{_fewest(shares['llf_fewest'])}).",
        f"{fit.certified:,} equilibria are certified; the largest gain of any deviation is "
        f"{fit.worst_gain:.1e}.",
    ]
    if shares["gaps"] > 0.0:
        said.append(
            f"Visits also fail below the threshold of F's cost with probability {shares['gaps']:.2%}."
        )
    if fit.unconfirmed:
        said.append(
            f"The solver did not confirm {fit.unconfirmed:,} equilibria: do not use this fit."
        )
    return [*said, *fit.compare_fit().notes]


def _fewest(llf: float) -> str:
    impossible = "with fewest the data would be impossible"
    return f"with fewest ℓ = {llf:.2f}" if math.isfinite(llf) else impossible


def tidy(fit: Fit) -> pandas.DataFrame:
    """Return a row for each parameter, with the column names of R's broom."""
    import pandas

    ends = fit.conf_int()
    names = [str(name) for name in fit.params.index]
    fields = [name.partition(":")[0] for name in names]
    return pandas.DataFrame({
        "term": names, "estimate": fit.params.to_numpy(), "std.error": fit.bse.to_numpy(),
        "statistic": fit.tvalues.to_numpy(), "p.value": fit.pvalues.to_numpy(),
        "conf.low": ends[0].to_numpy(), "conf.high": ends[1].to_numpy(),
        "symbol": [INDICES[field].symbol for field in fields],
        "link": [INDICES[field].link for field in fields],
        "contraction": [fit.contraction.get(name) for name in names],
    })  # fmt: skip


def glance(fit: Fit) -> pandas.DataFrame:
    """Return one row about the whole fit, with the column names of R's broom."""
    import pandas

    return pandas.DataFrame([{
        "nobs": fit.nobs, "logLik": fit.llf, "AIC": fit.aic, "BIC": fit.bic, "df": fit.df_model,
        "n.clusters": fit.n_clusters, "vcov.type": fit.cov_type, "proposer": fit.specification.proposer,
        "converged": fit.converged, "identified": fit.identified, "starts": len(fit.starts),
        "starts.agreeing": fit.agreeing, "several": fit.shares["several"], "none": fit.shares["none"],
        "worst.gain": fit.worst_gain,
    }])  # fmt: skip


def to_latex(fit: Fit) -> str:
    """Return the table of estimates for LaTeX (needs its package booktabs)."""
    table = [[_latex_name(name), *map(latex_number, texts)] for name, *texts in rows(fit)]
    said = [title(fit) + ".", *notes(fit)[:4]]
    return latex_table(HEAD, table, [latex_text(sentence) for sentence in said])


def _latex_name(name: str) -> str:
    """Write a parameter's name: the symbol of its field, and the column unless that is the constant."""
    field, _, column = name.partition(":")
    symbol = latex_symbol(INDICES[field].symbol)
    link = "\\ln " if INDICES[field].link == "log" else "\\mathrm{logit}\\, "
    inner = symbol.strip("$")
    inner = f"({inner})" if re.search(r"[+/]", inner) else inner
    index = f"${link}{inner}$"
    return index if column == "Intercept" else f"{index}: {latex_text(column)}"


def to_html(fit: Any) -> str:
    """Return the table and the notes as HTML, for a notebook."""
    from ..model.html_table import html_table

    return html_table(title(fit), HEAD, rows(fit), notes(fit))
