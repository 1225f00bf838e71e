"""The fit of a model to its data: by groups of the covariates, and against two logits (T12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..model.faults import InputError, closest, shown
from .data import Data
from .fields import Matrix, expit
from .fit import Fit
from .likelihood import PROPOSER
from .logit import Logit, fit_logit
from .probabilities import Events, events

if TYPE_CHECKING:
    import pandas

_GROUPS = 4
_MISSED = (
    1.96  # standard errors between the risk ratios of model and data that are worth a sentence
)


@dataclass(frozen=True)
class Comparison:
    """Model against data.

    Attributes
    ----------
    table
        For each group of rows: how many there are, and visits, removals after a visit and without, and
        their ratio (RR), in the data, by the model and by the logits.
    risk_ratio
        RR of the whole panel, of data, model and logits. The model's is below 1 given x; where it misses
        the data's, C sees what the analyst does not (T12).
    llf, logits_llf, parameters, logits_parameters
        Log-likelihoods of V and R (and challenges) by the model and by logits, and numbers of parameters.
    notes
        What a reader must know.
    """

    table: pandas.DataFrame
    risk_ratio: dict[str, float]
    llf: float
    logits_llf: float
    parameters: int
    logits_parameters: int
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([self.table.round(4).to_string(), "", *self.notes])


def compare(fit: Fit, by: str | Sequence[str] | None) -> Comparison:
    """Compare model and data by quantiles of covariates, and with logits of V and of R on all columns.

    Parameters
    ----------
    by
        Columns of the formulas' matrices, such as ``"x1"``; by default all of them.

    Raises
    ------
    InputError
        For a column that is in no formula.
    """
    import pandas

    data = fit.data
    found = events(
        data.index(fit.params.to_numpy()),
        data.r,
        PROPOSER[data.proposer],
        slopes=False,
        threads=fit.threads,
    )
    columns = _columns(data)
    chosen = _chosen(by, columns)
    logits, llf, count = _logits(data, columns)
    sources = {"data": _observed(data), "model": _modelled(found), "logits": logits}
    rows = [
        {"group": label, "rows": int(data.counts[members].sum())} | _numbers(sources, data, members)
        for label, members in _groups(data, {name: columns[name] for name in chosen})
    ]
    table = pandas.DataFrame(rows).set_index("group")
    ratio = {name: float(table[f"RR {name}"].iloc[0]) for name in sources}
    notes = (*_notes(ratio, data), _logits_note(fit, llf, count))
    return Comparison(table, ratio, fit.llf, llf, fit.df_model, count, notes)


def _columns(data: Data) -> dict[str, Matrix]:
    """Return every column of x by name, at the distinct rows."""
    return {
        name: matrix[:, k]
        for field, matrix in data.matrices.items()
        for k, name in enumerate(data.columns[field])
        if name != "Intercept"
    }


def _chosen(by: Any, columns: dict[str, Matrix]) -> list[str]:
    if by is None:
        return list(columns)
    names = [by] if isinstance(by, str) else list(by)
    faults = []
    for name in names:
        if name not in columns:
            near = closest(str(name), {known.casefold(): known for known in columns})
            listed = ", ".join(columns) or "none"
            hint = f"Did you mean {near}?" if near else f"They are: {listed}."
            faults.append(f"by = {shown(name)} is no column of the formulas' matrices. {hint}")
    if faults:
        raise InputError(faults, "compare_fit")
    return names


def _groups(data: Data, columns: dict[str, Matrix]) -> Iterator[tuple[str, Any]]:
    """Yield the whole panel, then groups of about equal size by each column."""
    rows = data.counts.sum(axis=1)
    yield "all rows", np.ones(data.cells, bool)
    for name, column in columns.items():
        values, where = np.unique(column, return_inverse=True)
        if values.size <= _GROUPS:
            for k, value in enumerate(values):
                yield f"{name} = {value:g}", where == k
            continue
        below = np.cumsum(np.bincount(where, weights=rows)) / rows.sum()
        part = np.minimum((below - 1e-12) * _GROUPS, _GROUPS - 1).astype(int)[where]
        for k in np.unique(part):
            members = part == k
            low, high = column[members].min(), column[members].max()
            yield f"{name} {low:.3g} to {high:.3g}", members


def _observed(data: Data) -> Matrix:
    """Return V, R after a visit and R without in counts at each distinct row."""
    counts, half = data.counts, data.counts.shape[1] // 2
    return np.column_stack([counts[:, half:].sum(axis=1), counts[:, -1], counts[:, half - 1]])


def _modelled(found: Events) -> Matrix:
    return found.probability[:, [0, 2, 4]]


def _logits(data: Data, columns: dict[str, Matrix]) -> tuple[Matrix, float, int]:
    """Return the same probabilities by logits on all columns, their log-likelihood, and their size.

    R's has V as one more column; with challenges these are the logits of Ch, and of R where Ch = 1.
    """
    names = ("Intercept", *columns)
    cells = np.column_stack([np.ones(data.cells), *columns.values()])
    rows, half = cells[data.row_cell], data.counts.shape[1] // 2
    visit = (data.row_outcome >= half).astype(float)
    fits = [fit_logit(rows, visit, names, "visit")]
    longer, with_visit = (*names, "the visit"), np.column_stack([rows, visit])
    level = data.row_outcome % half
    for k in range(1, half):  # of those that reach level k − 1, which reach level k
        among = level >= k - 1
        label = "removed" if k == half - 1 else "challenged"
        fits.append(fit_logit(with_visit[among], (level[among] >= k).astype(float), longer, label))
    v = expit(cells @ fits[0].coefficients)
    after = [_removal(cells, value, fits[1:]) for value in (1.0, 0.0)]
    table = np.column_stack([v, v * after[0], (1.0 - v) * after[1]])
    return table, float(sum(fit.llf for fit in fits)), sum(fit.coefficients.size for fit in fits)


def _removal(cells: Matrix, visit: float, fits: Sequence[Logit]) -> Matrix:
    """Return Pr(R | x, V) as a product of logits."""
    columns = np.column_stack([cells, np.full(len(cells), visit)])
    return np.asarray(np.prod([expit(columns @ fit.coefficients) for fit in fits], axis=0))


def _numbers(sources: dict[str, Matrix], data: Data, members: Any) -> dict[str, float]:
    """Return visits, R₁, R₀ and RR of a group by each source."""
    rows = data.counts[members].sum(axis=1)
    out: dict[str, float] = {}
    for name, table in sources.items():
        v, removed, idle = table[members].sum(axis=0) if name == "data" else rows @ table[members]
        total = rows.sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            after, without = np.divide(removed, v), np.divide(idle, total - v)
            out |= {
                f"visits {name}": v / total, f"R₁ {name}": after, f"R₀ {name}": without,
                f"RR {name}": np.divide(after, without),
            }  # fmt: skip
    return out


def _notes(ratio: dict[str, float], data: Data) -> list[str]:
    """Return sentences on the risk ratio, and how far the data's is from the model's."""
    said = [
        f"Removals after a visit over those without (RR, pooled over x): data {ratio['data']:.3g}, model "
        f"{ratio['model']:.3g}, logits {ratio['logits']:.3g}."
    ]
    removed = _observed(data)[:, 1:].sum(axis=0)
    if removed.min() > 0.0:
        error = float(np.sqrt((1.0 / removed).sum()))
        distance = abs(np.log(ratio["data"] / ratio["model"])) / error
        if distance > _MISSED:
            said.append(
                f"The model misses the data's RR by {distance:.1f} standard errors: C may see a weakness of "
                "leaders that is not in x, which is the main threat to all estimates (T12)."
            )
    return said


def _logits_note(fit: Fit, llf: float, parameters: int) -> str:
    better = "the model fits better" if fit.llf > llf else "the logits fit better"
    return (
        f"Log-likelihood {fit.llf:.1f} with {fit.df_model} parameters; logits on the same columns, V in R's: "
        f"{llf:.1f} with {parameters}: {better}."
    )
