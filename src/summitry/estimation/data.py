"""The data of a likelihood: distinct rows of x, how often each outcome follows, and who belongs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fields import INDICES, NAMES, Matrix, parameter_name
from .panel import Panel
from .specification import Specification

Codes = NDArray[np.int64]
# outcomes in terms of the events of `probabilities.EVENTS`: V, V Ch, V R, 0 Ch, 0 R
WITHOUT_CHALLENGES = ("no visit, stays", "no visit, removed", "visit, stays", "visit, removed")
WITH_CHALLENGES = (
    "no visit, not challenged", "no visit, stays", "no visit, removed",
    "visit, not challenged", "visit, stays", "visit, removed",
)  # fmt: skip
_MIX = {
    4: np.array([[-1, 0, 0, 0, -1], [0, 0, 0, 0, 1], [1, 0, -1, 0, 0], [0, 0, 1, 0, 0]], float),
    6: np.array([
        [-1, 0, 0, -1, 0], [0, 0, 0, 1, -1], [0, 0, 0, 0, 1],
        [1, -1, 0, 0, 0], [0, 1, -1, 0, 0], [0, 0, 1, 0, 0],
    ], float),
}  # fmt: skip


@dataclass(frozen=True)
class Data:
    """Everything that a likelihood needs of a panel, as arrays.

    Attributes
    ----------
    matrices
        Distinct rows of x: for each field that is estimated, the columns of its index.
    columns
        The names of these columns.
    fixed
        The indices of the other fields.
    r
        Retention.
    counts
        How often each outcome occurs at each distinct row of x.
    row_cell, row_outcome, cluster
        The distinct row of x, the outcome and the cluster of each row of the panel.
    clusters
        How many clusters there are.
    proposer
        ``"F"`` or ``"L"``.
    beliefs
        Mean and standard deviation of the belief about a parameter, by its name.
    """

    matrices: Mapping[str, Matrix]
    columns: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, float]
    r: float
    counts: Matrix
    row_cell: Codes
    row_outcome: Codes
    cluster: Codes
    clusters: int
    proposer: str
    beliefs: Mapping[str, tuple[float, float]]

    @property
    def names(self) -> list[str]:
        """Names of the parameters."""
        return [parameter_name(f, c) for f in self.matrices for c in self.columns[f]]

    @property
    def slices(self) -> dict[str, slice]:
        """Where each field's coefficients stand among the parameters."""
        out, start = {}, 0
        for name, columns in self.columns.items():
            out[name] = slice(start, start + len(columns))
            start += len(columns)
        return out

    @property
    def rows(self) -> int:
        """How many rows the panel has."""
        return int(self.row_cell.size)

    @property
    def cells(self) -> int:
        """How many distinct rows of x there are."""
        return len(self.counts)

    def index(self, parameters: Matrix, matrices: Mapping[str, Matrix] | None = None) -> Matrix:
        """Return the indices at each distinct row of x, or at other rows."""
        matrices = matrices or self.matrices
        rows = len(next(iter(matrices.values())))
        out = np.zeros((rows, len(NAMES)))
        for k, name in enumerate(NAMES):
            if name in matrices:
                out[:, k] = matrices[name] @ parameters[self.slices[name]]
            else:
                out[:, k] = self.fixed[name]
        return out

    @property
    def mix(self) -> Matrix:
        """Outcomes as sums of the events of `probabilities.EVENTS`; the first of each visit is the rest."""
        return np.asarray(_MIX[self.counts.shape[1]])

    @property
    def constants(self) -> Matrix:
        """What is added to these sums: 1 for the first outcome."""
        return np.asarray(np.eye(self.counts.shape[1])[0])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes."""
        return WITH_CHALLENGES if self.counts.shape[1] == 6 else WITHOUT_CHALLENGES

    @property
    def belief_mean(self) -> Matrix:
        """Mean of the belief about each parameter; 0 where there is none."""
        return np.array([self.beliefs.get(name, (0.0, 1.0))[0] for name in self.names])

    @property
    def belief_precision(self) -> Matrix:
        """One over the variance of the belief about each parameter; 0 where there is none."""
        return np.array(
            [self.beliefs[name][1] ** -2 if name in self.beliefs else 0.0 for name in self.names]
        )


def outcome_codes(panel: Panel) -> Codes:
    """Return the number of each row's outcome, in the order of `Data.outcomes`."""
    visit, removed = panel.visit.astype(np.int64), panel.removed.astype(np.int64)
    if panel.challenged is None:
        return 2 * visit + removed
    return 3 * visit + panel.challenged.astype(np.int64) + removed


def make_data(panel: Panel, specification: Specification) -> Data:
    """Return the data of a panel for a specification; rows with the same x are one."""
    names = [name for name in NAMES if name in specification.formulas]
    designs = {name: panel.designs[name] for name in names}
    stacked = np.hstack([design.matrix for design in designs.values()])
    distinct, cell = np.unique(stacked, axis=0, return_inverse=True)
    outcome, outcomes = outcome_codes(panel), 4 if panel.challenged is None else 6
    counts = np.bincount(cell.ravel() * outcomes + outcome, minlength=len(distinct) * outcomes)
    matrices, start = {}, 0
    for name, design in designs.items():
        matrices[name] = np.ascontiguousarray(distinct[:, start : start + len(design.names)])
        start += len(design.names)
    beliefs = {
        parameter_name(name, "Intercept"): (INDICES[name].index(median), sd)
        for name, (median, sd) in specification.beliefs.items()
    }
    fixed = {
        name: INDICES[name].index(value)
        for name, value in specification.given.items()
        if name != "r"
    }
    return Data(
        matrices, {name: design.names for name, design in designs.items()}, fixed,
        specification.given["r"], counts.reshape(-1, outcomes).astype(float), cell.ravel(), outcome,
        panel.cluster, panel.clusters, specification.proposer, beliefs,
    )  # fmt: skip
