"""Many models, whatever differs between them: fields, λ of a random proposer, numbers of the cost law.

`solve_table` takes models that share proposers and law. Here a table is cut into such parts, and their
answers are put together again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..equilibrium.check import law_table
from ..equilibrium.status import Status
from ..model.cost_laws import UNIFORM, CostLaw
from ..model.information import Information
from ..model.varied import POWER, law_with
from .random_rows import random_answers, with_offers
from .table import ALL, Answers, curve_or_none, rows_by_value, solve_table, usual_slots

Vector = NDArray[np.float64]
Report = Callable[[int, int], None]


class Asked(NamedTuple):
    """What is asked of every row of a table; the fields are the arguments of `solve_table`."""

    information: Information
    protocols: NDArray[np.int64]
    rule: int = engine.STRONGEST
    given: float = 0.0
    slots: int | None = None
    threads: int = 1
    columns: NDArray[np.int64] = ALL


def solve_rows(
    table: Vector, asked: Asked, *, mixed: bool = False, cost: CostLaw = UNIFORM,
    varied: Mapping[str, Vector | float] | None = None, progress: Report | None = None,
) -> Answers:  # fmt: skip
    """Solve a table with one row per model and one column per field: `solve_many` without its labels.

    ``varied`` holds, for each row or one for all, ``power`` (then the proposer is random, whatever the
    protocols) and numbers of the cost law, as ``cost.rate``.
    """
    numbers = dict(varied or {})
    power = numbers.pop(POWER.name, None)
    powers = None if power is None else np.broadcast_to(np.asarray(power, float), len(table))
    if numbers:
        spread = {name: np.broadcast_to(x, len(table)) for name, x in numbers.items()}
        return _solve_by_law(table, asked, spread, cost, powers, mixed, progress)
    if powers is not None:
        return _solve_random(table, asked, powers, cost, progress)
    return solve_table(table, *asked, progress=progress, mixed=mixed, cost=cost)


class _Progress:
    """Progress over all rows, of which several parts report their own."""

    def __init__(self, total: int, report: Report | None, done: int = 0) -> None:
        self._total, self._done, self._report = total, done, report
        if report is not None:
            report(done, total)

    def part(self) -> Report:
        """Return what the next part is to call."""
        before = self._done

        def report(done: int, total: int) -> None:
            self._done = before + done
            if self._report is not None and done:
                self._report(self._done, self._total)

        return report


def _solve_random(
    table: Vector, asked: Asked, powers: Vector, cost: CostLaw, progress: Report | None
) -> Answers:
    """Solve all rows with a random proposer (T13.3): F proposes with a probability of each row's own."""
    rows, known = len(table), (powers >= 0.0) & (powers <= 1.0)
    status, counts = np.full((1, rows), Status.INVALID.code, np.int8), np.zeros((1, rows), np.int64)
    status[:, np.isnan(powers)] = Status.MISSING.code
    found: list[tuple[NDArray[np.int64], Vector]] = []
    whole, law = _Progress(rows, progress, int((~known).sum())), law_table(cost)
    curve_of = partial(curve_or_none, asked.information)
    for drawn, here in (
        (False, powers == 0.0), (False, powers == 1.0), (True, known & (powers > 0.0) & (powers < 1.0)),
    ):  # fmt: skip
        chosen = np.flatnonzero(here)
        if not chosen.size:
            continue
        side = engine.PROPOSER_F if powers[chosen[0]] == 1.0 else engine.PROPOSER_L
        part = np.ascontiguousarray(table[chosen])
        pure = solve_table(
            part, asked.information, np.array([side]), asked.rule, asked.given, None, asked.threads,
            progress=None if drawn else whole.part(), cost=cost,
        )  # fmt: skip
        pure = pure._replace(numbers=with_offers(pure.numbers))
        if drawn:
            rest = curve_of, powers[chosen], law, asked.threads, whole.part()
            one, many, numbers = random_answers(part, pure.status[0], pure.numbers[:, 0], *rest)
            pure = Answers(one[np.newaxis], many[np.newaxis], numbers[:, np.newaxis])
        status[:, chosen], counts[:, chosen] = pure.status, pure.counts
        found.append((chosen, pure.numbers[:, 0]))
    most = asked.slots or max(1, int(counts.max(initial=0)))
    numbers = np.full((most, 1, rows, asked.columns.size), np.nan)
    for chosen, listed in found:
        numbers[: len(listed), 0, chosen] = listed[:most][..., asked.columns]
    return Answers(status, counts, numbers)


def _solve_by_law(
    table: Vector, asked: Asked, numbers: Mapping[str, Vector], cost: CostLaw, powers: Vector | None,
    mixed: bool, progress: Report | None,
) -> Answers:  # fmt: skip
    """Solve rows law by law: each has a table of its own, which is made, used and dropped."""
    rows, protocols = len(table), asked.protocols.size
    listed = np.column_stack(list(numbers.values()))
    status, counts = np.empty((protocols, rows), np.int8), np.zeros((protocols, rows), np.int64)
    slots = asked.slots or usual_slots(asked.information)
    answers = np.full((slots, protocols, rows, asked.columns.size), np.nan)
    whole = _Progress(rows, progress)
    for row, chosen in rows_by_value(listed):
        law = law_with(cost, dict(zip(numbers, row, strict=True)))
        if law is None:
            bad = Status.MISSING if any(map(math.isnan, row)) else Status.INVALID
            status[:, chosen] = bad.code
            whole.part()(chosen.size, rows)
            continue
        part = np.ascontiguousarray(table[chosen])
        own = {} if powers is None else {POWER.name: powers[chosen]}
        found = solve_rows(part, asked, mixed=mixed, cost=law, varied=own, progress=whole.part())
        status[:, chosen], counts[:, chosen] = found.status, found.counts
        more = len(found.numbers) - len(answers)
        if more > 0:  # as many slots as the row with most equilibria needs
            answers = np.concatenate([answers, np.full((more, *answers.shape[1:]), np.nan)])
        answers[: len(found.numbers), :, chosen] = found.numbers
    most = asked.slots or max(1, int(counts.max(initial=0)))
    return Answers(status, counts, answers[:most])
