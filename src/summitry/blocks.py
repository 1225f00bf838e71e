"""Plays in blocks, each with its own random streams, on any number of threads: the same bits always."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .model.faults import InputError, shown
from .play import COLUMNS, GIVEN, ROWS, Rules, Source, play_block
from .strategies import Stage, given_signal

BLOCK = 65_536  # plays; part of what a seed means: another size gives other plays
Matrix = NDArray[np.float64]
_EMPTY: Matrix = np.zeros((0, len(COLUMNS)))


class Run(NamedTuple):
    """Everything that one block needs."""

    stage: Stage
    rules: Rules
    others: Rules | None  # played with the same chances, for the difference
    seed: int
    centre: NDArray[np.float64]


def streams(seed: int, block: int) -> tuple[np.random.Generator, np.random.Generator]:
    """Make the two generators of a block: Nature's, and the dice thrown during play."""
    nature, dice = np.random.SeedSequence(seed, spawn_key=(block,)).spawn(2)
    return (
        np.random.Generator(np.random.PCG64DXSM(nature)),
        np.random.Generator(np.random.PCG64DXSM(dice)),
    )


def play_one(run: Run, block: int, count: int, record: bool) -> tuple[Matrix, Matrix]:
    """Play the first ``count`` plays of a block: their moments, and the table of plays if wanted."""
    nature, dice = streams(run.seed, block)
    moments = np.zeros((len(ROWS), 6))
    moments[:, 4], moments[:, 5] = np.inf, -np.inf
    table = np.empty((count, len(COLUMNS))) if record else _EMPTY
    source = run.stage.source
    if source.kind == GIVEN:
        source = _drawn(run.stage, nature)
    play_block(
        run.stage.game, run.rules, run.others or run.rules, run.others is not None, source,
        nature, dice, count, run.centre, moments, table,
    )  # fmt: skip
    return moments, table


def _drawn(at: Stage, rng: np.random.Generator) -> Source:
    """Draw a whole block with a user's own `Information.draw`, and check what it gives."""
    model = at.model
    drawn: dict[str, Any] = model.information.draw(
        rng, BLOCK, alpha=model.alpha, beta=model.beta, n=at.source.n
    )
    faults = []
    if "weakness" not in drawn:
        faults.append(
            f"draw of information {model.information.kind!r} gives {shown(sorted(drawn))} without "
            "'weakness', the posterior E[1 − θ | signal]. Add it to what draw returns."
        )
    columns = {}
    for name in ("weakness", "strength"):
        if name not in drawn:
            continue
        values = np.asarray(drawn[name], float)
        if values.shape != (BLOCK,) or not ((values >= 0.0) & (values <= 1.0)).all():
            faults.append(
                f"draw of information {model.information.kind!r}: {name} must be size = {BLOCK} numbers "
                f"from 0 to 1; it has shape {values.shape} and runs from "
                f"{np.nanmin(values, initial=np.inf):.6g} to "
                f"{np.nanmax(values, initial=-np.inf):.6g}. Mend draw."
            )
        columns[name] = values
    if faults:
        raise InputError(faults, where="simulate")
    weakness = columns["weakness"]
    strength = columns.get("strength")
    return at.source._replace(
        given_signal=np.asarray(given_signal(at.curve, weakness), float),
        given_weakness=weakness if strength is None else 1.0 - strength,
        given_strength=np.full(BLOCK, np.nan) if strength is None else strength,
    )


def play_all(
    run: Run, plays: int, threads: int, record: bool
) -> Iterator[tuple[int, Matrix, Matrix]]:
    """Yield plays, moments and table of every block in order, a few blocks played ahead by the threads."""
    blocks = math.ceil(plays / BLOCK)
    counts = (min(BLOCK, plays - block * BLOCK) for block in range(blocks))
    waiting: deque[tuple[int, Future[tuple[Matrix, Matrix]]]] = deque()
    pool = ThreadPoolExecutor(threads, "plays")
    try:
        for block, count in enumerate(counts):
            waiting.append((count, pool.submit(play_one, run, block, count, record)))
            if len(waiting) > 2 * threads:
                done, future = waiting.popleft()
                yield done, *future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, *future.result()
    finally:
        pool.shutdown(cancel_futures=True)


class Moments:
    """Sum of blocks' moments, taken in the order of the blocks with error compensation."""

    def __init__(self) -> None:
        self.total = np.zeros((len(ROWS), 6))
        self.total[:, 4], self.total[:, 5] = np.inf, -np.inf
        self._carry = np.zeros((len(ROWS), 4))

    def add(self, moments: Matrix) -> None:
        """Add one block."""
        term = moments[:, :4] - self._carry
        new = self.total[:, :4] + term
        self._carry = (new - self.total[:, :4]) - term
        self.total[:, :4] = new
        self.total[:, 4] = np.minimum(self.total[:, 4], moments[:, 4])
        self.total[:, 5] = np.maximum(self.total[:, 5], moments[:, 5])
