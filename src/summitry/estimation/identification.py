"""What data identify: rank, condition, the flattest directions, what beliefs contributed (T12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .data import Data
from .fields import INDICES, Matrix
from .fit import LEARNED, Fit
from .inference import inverse, rank
from .likelihood import evaluate
from .starting import column_scales

if TYPE_CHECKING:
    import pandas

_DIRECTIONS = 3  # how many of the flattest are told in words
_NAMED = 0.25  # share of a direction below which a parameter is left out of the words
_EFFECT = 0.5  # coefficient of the hypothetical column, which has standard deviation 1
_FLAT = 1.0  # standard error of a direction, in units of an index, above which it is called unknown


@dataclass(frozen=True)
class Identification:
    """What the data say of the parameters, to first order at the estimates.

    Attributes
    ----------
    rank, parameters
        How many directions the data alone know, of how many parameters.
    condition
        Largest over smallest eigenvalue of the information of data alone, columns brought to unit size.
    eigenvalues
        These eigenvalues, ascending; one over the root of one is the standard error of its direction.
    directions
        The flattest directions in words.
    contraction
        1 − posterior variance / variance of the belief.
    table
        For each parameter the standard error by data alone, with beliefs, and the contraction.
    exclusions
        Standard errors by data and beliefs as they are, with a column that moves only F's cost, and with
        challenges observed (if they are not).
    """

    rank: int
    parameters: int
    condition: float
    eigenvalues: Matrix
    directions: tuple[str, ...]
    contraction: pandas.Series
    table: pandas.DataFrame
    exclusions: pandas.DataFrame

    @property
    def words(self) -> tuple[str, ...]:
        """Sentences that a report prints."""
        said = [f"The data alone have rank {self.rank} of {self.parameters}."]
        if self.rank < self.parameters:
            unknown = self.parameters - self.rank
            said.append(
                f"{unknown} direction{'s' if unknown > 1 else ''} of the parameters cannot be told apart by "
                "them; only beliefs, given values or covariates that move one index alone can."
            )
        else:
            said.append(f"The condition number of their information is {self.condition:.2g}.")
        said += self.directions
        for name, value in self.contraction.items():
            if not value >= LEARNED:
                said.append(f"{name}: not learned from these data (contraction {value:.2f}).")
        return tuple(said)

    def __str__(self) -> str:
        return "\n".join(
            [
                *self.words,
                "",
                self.table.round(3).to_string(),
                "",
                self.exclusions.round(3).to_string(),
            ]
        )


def identify(fit: Fit) -> Identification:
    """Return what a fit's data identify, from the expected information at the estimates (T12)."""
    import pandas

    names = list(fit.params.index)
    scales = column_scales(fit.data)
    information = fit.data_information / np.outer(scales, scales)
    values, vectors = np.linalg.eigh(information)
    known = rank(fit.data_information)
    alone = np.sqrt(np.diag(inverse(fit.data_information)))
    joint = np.sqrt(np.diag(inverse(fit.curvature.information)))
    table = pandas.DataFrame(
        {
            "data alone": alone,
            "with beliefs": joint,
            "contraction": fit.contraction.reindex(names).to_numpy(),
        },
        index=names,
    )
    flattest = range(min(_DIRECTIONS, len(names)))
    words = [_direction(names, values[k], vectors[:, k]) for k in flattest]
    condition = float(values[-1] / values[0]) if known == len(names) and values[0] > 0.0 else np.inf
    return Identification(
        known, len(names), condition, values, tuple(word for word in words if word), fit.contraction, table,
        _exclusions(fit, joint),
    )  # fmt: skip


def _direction(names: list[str], value: float, vector: Matrix) -> str:
    """Return in words how little a move along a direction changes the likelihood; nothing if it is known."""
    error = 1.0 / np.sqrt(value) if value > 1e-12 else np.inf
    if error < _FLAT:
        return ""
    vector = vector * np.sign(vector[np.argmax(np.abs(vector))])
    order = [k for k in np.argsort(-np.abs(vector)) if abs(vector[k]) >= _NAMED]
    parts = [f"{names[k]} {vector[k]:+.2f}" for k in order]
    loss = 0.5 * value
    size = "not at all" if loss < 1e-9 else f"by {loss:.2g}"
    what = "" if error == np.inf else f" (standard error {error:.2g})"
    meaning = ""
    fields = {names[k].partition(":")[0] for k in order}
    if fields <= {"n", "prior_strength", "weakness_prior"} and "n" in fields:
        meaning = " Data see n and α+β only through how informative F's intelligence is."
    return f"Moving {', '.join(parts)} together lowers the log-likelihood {size}{what}.{meaning}"


def _exclusions(fit: Fit, now: Matrix) -> pandas.DataFrame:
    """Return standard errors with data of the same size that are richer in one way."""
    import pandas

    names = list(fit.params.index)
    columns = {"as it is": now, "with a column that moves F's cost alone": _with_shifter(fit)}
    if fit.data.counts.shape[1] == 4:
        wider = np.zeros((fit.cells, 6))
        wider[:, 0] = fit.data.counts.sum(axis=1)
        at = evaluate(replace(fit.data, counts=wider), fit.params.to_numpy(), fit.threads)
        columns["with challenges"] = np.sqrt(np.diag(inverse(at.information)))
    table = pandas.DataFrame(columns, index=names)
    symbols = [INDICES[name.partition(":")[0]].symbol for name in names]
    return table.assign(symbol=symbols)


def _with_shifter(fit: Fit) -> Matrix:
    """Return standard errors if half of the rows had F's cost higher, half lower, by something observed."""
    data = fit.data
    sides = np.repeat([1.0, -1.0], data.cells)[:, None]
    matrices = {name: np.vstack([matrix, matrix]) for name, matrix in data.matrices.items()}
    parameters, at = fit.params.to_numpy(), 0
    names, ordered, columns = list(INDICES), {}, {}
    for name in names:
        if name == "tau":
            own = matrices.get(name, np.empty((2 * data.cells, 0)))
            ordered[name] = np.hstack([own, sides])
            columns[name] = (*data.columns.get(name, ()), "shifter")
            at += own.shape[1]
            parameters = np.insert(parameters, at, _EFFECT)
            place = at
        elif name in matrices:
            ordered[name], columns[name] = matrices[name], data.columns[name]
            at += matrices[name].shape[1]
    wider: Data = replace(
        data, matrices=ordered, columns=columns, counts=np.vstack([data.counts, data.counts]) / 2.0,
        fixed={name: value for name, value in data.fixed.items() if name != "tau"},
    )  # fmt: skip
    found = evaluate(wider, parameters, fit.threads)
    return np.delete(np.sqrt(np.diag(inverse(found.information))), place)
