"""Part of a sweep solved: its models to `solve_table` as a table, its answers by variable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..batch.broadcast import table_of, varied_of
from ..batch.rows import Asked, solve_rows
from ..batch.solve_many import off_path_rule
from ..batch.table import protocol_codes, variable_codes
from ..model.parameters import NAMES
from ..model.varied import POWER
from .spec import Columns, Spec

_ROWS_AT_ONCE = 16384  # for each thread, as in `solve_many`: with fewer, lanes idle at the end of a block


class _Answers(NamedTuple):
    """Answers to a table of models, variable by variable; few models have more than one equilibrium."""

    status: NDArray[np.int8]  # proposer × row
    counts: NDArray[np.int64]  # proposer × row
    first: NDArray[np.float64]  # variable × proposer × row
    others: NDArray[np.float64]  # variable × equilibrium after the first × proposer × several
    several: NDArray[np.intp]  # the rows that have others

    def numbers(self, variable: int) -> NDArray[np.float64]:
        """Return equilibrium × proposer × row of one variable: empty slots are long runs of NaN."""
        _, slots, *_ = self.others.shape
        numbers = np.full((1 + slots, *self.counts.shape), np.nan)
        numbers[0] = self.first[variable]
        numbers[1:, :, self.several] = self.others[variable]
        return numbers


def solve_part(
    spec: Spec, slices: tuple[slice, ...], points: Columns, threads: int = 1
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Solve a part of a sweep, and yield its variables by name, ``status`` last.

    ``equilibrium_count`` and ``status`` have the axes (proposer,) dims, all others (proposer,) dims,
    equilibrium; the axis ``proposer`` only if there are two.
    """
    shape = tuple(part.stop - part.start for part in slices)
    one = {} if spec.power is None else {POWER.name: np.array(spec.power)}
    varied = varied_of({**points, **one}, shape)
    answers = _solve_rows(spec, table_of({**spec.fixed, **points}, shape), varied, threads)
    lead = (len(spec.proposers),) if len(spec.proposers) > 1 else ()
    for variable, name in enumerate(spec.variables):
        numbers = answers.numbers(variable).reshape(spec.equilibria, *lead, *shape)
        yield name, np.moveaxis(numbers, 0, -1)
    yield "equilibrium_count", answers.counts.reshape(lead + shape)
    yield "status", answers.status.reshape(lead + shape)


def _solve_rows(
    spec: Spec, table: NDArray[np.float64], varied: Columns, threads: int
) -> _Answers:
    """Solve a table of models, a few rows at a time."""
    protocols = protocol_codes(spec.bargaining, spec.proposer, spec.cost)
    rule, weakness = off_path_rule(spec.off_path, [])
    rows, proposers = table.shape[0], len(spec.proposers)
    status = np.empty((proposers, rows), np.int8)
    counts = np.empty((proposers, rows), np.int64)
    first = np.empty((len(spec.variables), proposers, rows))
    others, several = [], []
    order = _by_prior(spec, table, varied)
    asked = Asked(
        spec.information, protocols, rule, weakness, spec.equilibria, threads,
        variable_codes(spec.variables),
    )  # fmt: skip
    step = _ROWS_AT_ONCE * threads
    for start in range(0, rows, step):
        here = slice(start, start + step) if order is None else order[start : start + step]
        found = solve_rows(
            table[here], asked, mixed=spec.strategies == "mixed", cost=spec.cost,
            varied={name: values[here] for name, values in varied.items()},
        )  # fmt: skip
        status[:, here], counts[:, here] = found.status, found.counts
        first[..., here] = np.moveaxis(found.numbers[0], -1, 0)
        more = np.flatnonzero((found.counts > 1).any(axis=0))
        several.append(start + more if order is None else order[start + more])
        others.append(np.moveaxis(found.numbers[1:, :, more], -1, 0))
    return _Answers(status, counts, first, np.concatenate(others, axis=-1), np.concatenate(several))


def _by_prior(
    spec: Spec, table: NDArray[np.float64], varied: Columns
) -> NDArray[np.intp] | None:
    """Order the rows by cost law, prior and precision: neighbours that share them share their work."""
    laws = [values for name, values in varied.items() if name != POWER.name]
    if spec.design == "sobol" or not (laws or {"alpha", "beta", "n"} & spec.values.keys()):
        return None
    return np.lexsort([*(table[:, NAMES.index(name)] for name in ("n", "beta", "alpha")), *laws])
