"""Counts and extreme models of every statement while points go by (T8)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..claims.claim import Claim, Evaluation, evaluated
from ..claims.sample import NAMES, Need, Sample
from ..model.information import Binomial, Linear
from .draws import with_counts

Table = NDArray[np.float64]
MEDIAN = 65_536  # applicable points of which the median is taken
KEPT = 4096  # failures kept for counterexamples
STARTS = 64  # models with the lowest, and with the highest, margins that an attack starts from


def _extreme(table: Table, size: int) -> Table:
    """Keep the rows with the smallest last column, in its order."""
    return table[np.argsort(table[:, -1], kind="stable")[:size]]


class Tally:
    """What is kept of one statement: counts, margins, and models with their margins in the last column."""

    def __init__(self) -> None:
        self.points = self.applicable = self.failures = self.ties = 0
        self.worst = np.inf
        self.margins: list[Table] = []
        self._medians = 0
        self.failed = np.empty((0, len(NAMES) + 1))
        self._low = self._high = self.failed

    def add(self, found: Evaluation, table: Table) -> None:
        """Count an evaluation at the models of a table."""
        applies, fails = found.applies, found.fails
        self.points += len(table)
        self.applicable += int(applies.sum())
        self.failures += int(fails.sum())
        self.ties += int(found.ties.sum())
        margins = found.margin[applies]
        if not margins.size:
            return
        self.worst = min(self.worst, float(margins.min()))
        if self._medians < MEDIAN:
            self.margins.append(margins)
            self._medians += margins.size
        rows = np.column_stack([table[applies], margins])
        self._low = _extreme(np.vstack([self._low, rows]), STARTS)
        rows[:, -1] *= -1.0
        self._high = _extreme(np.vstack([self._high, rows]), STARTS)
        if fails.any():
            failed = np.column_stack([table[fails], found.margin[fails]])
            self.failed = _extreme(np.vstack([self.failed, failed]), KEPT)

    def median(self) -> float | None:
        """Return the median margin over the first applicable points."""
        return float(np.median(np.concatenate(self.margins))) if self.margins else None

    def starts(self) -> Table:
        """Return the models at which the margin is lowest and highest."""
        return np.vstack([self._low, self._high])[:, :-1]


class Run:
    """A pass over blocks of points: every model is solved once for all the claims on it."""

    def __init__(self, claims: list[Claim], threads: int) -> None:
        self.threads = threads
        self.done = 0
        self.tallies = {claim.id: Tally() for claim in claims}
        self.controls = dict.fromkeys(self.tallies, 0)
        self.conditions = {claim.id: tuple(Tally() for _ in claim.conditions) for claim in claims}
        self._groups: dict[tuple[str, int], list[Claim]] = {}
        for claim in claims:
            self._groups.setdefault((claim.information, claim.share), []).append(claim)

    def add(self, table: Table) -> None:
        """Evaluate all claims on a block, and count."""
        self._count_block(self.judged(table, self.threads), len(table))

    def add_all(self, tables: Iterable[Table]) -> Iterator[int]:
        """Add blocks, yielding after each how many points are done.

        With more than one thread two blocks are evaluated at a time, on half of the threads each: while one
        is compared in Python, the engine solves the other. They are counted in their order.
        """
        if self.threads == 1:
            for table in tables:
                self.add(table)
                yield self.done
            return
        work = partial(self.judged, threads=-(-self.threads // 2))
        for found, size in _two_at_a_time(work, tables):
            self._count_block(found, size)
            yield self.done

    def judged(self, table: Table, threads: int) -> list[Judged]:
        """Evaluate all claims on a block."""
        out = []
        for (information, share), group in self._groups.items():
            # the first points of a block are as evenly spread as all of it; every share-th are not
            part = table[: max(1, len(table) // share)]
            steps = information == "binomial"
            sample = Sample(
                with_counts(part) if steps else part,
                Binomial() if steps else Linear(),
                threads,
            )
            sample.prepare(needs_of(group))
            out += [judge(claim, sample) for claim in group]
        return out

    def count(self, found: Judged) -> None:
        """Count what was found of a claim on a sample."""
        id = found.claim.id
        self.tallies[id].add(found.claimed, found.table)
        self.controls[id] += int(found.control.fails.sum())
        for evaluation, tally in zip(found.conditions, self.conditions[id], strict=True):
            tally.add(evaluation, found.table)

    def _count_block(self, found: list[Judged], size: int) -> None:
        for each in found:
            self.count(each)
        self.done += size


class Judged(NamedTuple):
    """A claim, its control and its conditions, evaluated at the models of ``table``."""

    claim: Claim
    table: Table
    claimed: Evaluation
    control: Evaluation
    conditions: tuple[Evaluation, ...]


def judge(claim: Claim, sample: Sample) -> Judged:
    """Evaluate a claim, its control and its conditions on a sample."""
    return Judged(
        claim, sample.at(claim.base), evaluated(claim.evaluate, sample), evaluated(claim.control, sample),
        tuple(evaluated(condition.evaluate, sample) for condition in claim.conditions),
    )  # fmt: skip


def _two_at_a_time(
    work: Callable[[Table], list[Judged]], tables: Iterable[Table]
) -> Iterator[tuple[list[Judged], int]]:
    """Work on two tables at a time, yielding each result with its table's length, in the tables' order."""
    with ThreadPoolExecutor(2) as pool:
        ahead: deque[tuple[Future[list[Judged]], int]] = deque()
        for table in tables:
            ahead.append((pool.submit(work, table), len(table)))
            if len(ahead) > 1:
                first, size = ahead.popleft()
                yield first.result(), size
        for last, size in ahead:
            yield last.result(), size


def needs_of(claims: Iterable[Claim]) -> Iterator[Need]:
    """Go through the changes and proposers that claims need solved."""
    for claim in claims:
        yield from claim.needs
