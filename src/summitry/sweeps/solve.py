"""Part of a sweep solved: its models to `solve_table` as a table, its answers by variable."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..batch.broadcast import table_of
from ..batch.solve_many import off_path_rule, protocol_codes, solve_table
from ..model.parameters import NAMES
from ..model.variables import VARIABLES
from .spec import Columns, Spec

_ROWS_AT_ONCE = 4096  # for each thread: their answers are still cached when they are copied


def solve_part(
    spec: Spec, slices: tuple[slice, ...], points: Columns, threads: int = 1
) -> dict[str, NDArray[Any]]:
    """Solve a part of a sweep.

    Returns
    -------
    dict of arrays
        By variable, ``status`` last: ``equilibrium_count`` and ``status`` over (proposer,) dims, all others
        over (proposer,) dims, equilibrium; the dimension ``proposer`` only if there are two.
    """
    shape = tuple(part.stop - part.start for part in slices)
    status, counts, numbers = _solve_rows(spec, table_of({**spec.fixed, **points}, shape), threads)
    lead = (len(spec.proposers),) if len(spec.proposers) > 1 else ()
    solved: dict[str, NDArray[Any]] = {
        name: np.moveaxis(values.reshape(spec.equilibria, *lead, *shape), 0, -1)
        for name, values in zip(VARIABLES, numbers, strict=True)
    }
    solved["equilibrium_count"] = counts.reshape(lead + shape)
    solved["status"] = status.reshape(lead + shape)
    return solved


def _solve_rows(
    spec: Spec, table: NDArray[np.float64], threads: int
) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.float64]]:
    """Solve a table of models; return status, counts, and numbers variable by variable.

    Numbers have the axes variable, equilibrium, proposer, row. In this order a variable is stored
    as it stands, and the empty slots of second and third equilibria are long runs of NaN, which
    pack to nothing.
    """
    protocols = protocol_codes(spec.bargaining, spec.proposer)
    rule, weakness = off_path_rule(spec.off_path, [])
    rows, proposers = table.shape[0], len(spec.proposers)
    status = np.empty((proposers, rows), np.int8)
    counts = np.empty((proposers, rows), np.int64)
    numbers = np.empty((len(VARIABLES), spec.equilibria, proposers, rows))
    first, others = numbers[:, 0], numbers[:, 1:]
    others[:] = np.nan
    order = _by_prior(spec, table)
    step = _ROWS_AT_ONCE * threads
    for start in range(0, rows, step):
        here = slice(start, start + step) if order is None else order[start : start + step]
        found = solve_table(
            table[here], spec.information, protocols, rule, weakness, spec.equilibria, threads
        )
        status[:, here], counts[:, here] = found.status, found.counts
        first[..., here] = np.moveaxis(found.numbers[0], -1, 0)
        several = np.flatnonzero((found.counts > 1).any(axis=0))  # few rows: the others stay NaN
        which = start + several if order is None else order[start + several]
        others[..., which] = np.moveaxis(found.numbers[1:, :, several], -1, 0)
    return status, counts, numbers


def _by_prior(spec: Spec, table: NDArray[np.float64]) -> NDArray[np.intp] | None:
    """Order the rows by prior and precision: neighbours that share them share their work."""
    if spec.design == "sobol" or not {"alpha", "beta", "n"} & spec.values.keys():
        return None
    return np.lexsort([table[:, NAMES.index(name)] for name in ("n", "beta", "alpha")])
