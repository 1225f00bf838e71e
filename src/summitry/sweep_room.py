"""Room for the answers of one chunk of a sweep, used again for the next: new memory is slow to touch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._old._compile import compiled
from ._old.batch import Answers
from ._old.batch_linear import MEMBERS
from ._old.memory import room
from ._old.reported import NUMBERS
from .batch.solve_many import ALL
from .sweep_spec import Spec

# from a variable to the next so many places more than a multiple of so many: were they pages apart, a cache
# could not hold the lines of all at once
_APART, _PAGE = 20, 256
# rows for each thread: enough that making room for them is little, and no company half empty
AT_ONCE = 84 * MEMBERS


@compiled
def turn(
    numbers: NDArray[np.float64], counts: NDArray[np.int64], places: NDArray[np.intp],
    out: NDArray[np.float64],
) -> None:  # fmt: skip
    """Lay out first equilibria, given row by row, variable by variable, the sides of a place together."""
    sides, rows = counts.shape
    for i in range(rows):
        for side in range(sides):
            place = places[i]
            if counts[side, i] > 0:
                for k in range(NUMBERS):
                    out[k, place, side] = numbers[side, i, k]
            else:
                for k in range(NUMBERS):
                    out[k, place, side] = np.nan


class Room:
    """Answers of a chunk by variable, as a store has them: slots of equilibria × points × proposers.

    Few points have a second equilibrium. So there is an array for the first slot only; of the others it is
    noted who has what, and `numbers` lays them out, one variable at a time.
    """

    def __init__(self, spec: Spec, points: int, threads: int = 1) -> None:
        sides, slots, few = len(spec.sides), spec.equilibria, min(points, AT_ONCE * threads)
        self._few = Answers(
            np.empty(sides * few, np.int8), np.empty(sides * few, np.int64),
            np.empty(slots * sides * few * NUMBERS), ALL, True,
        )  # fmt: skip
        self.status = np.empty((sides, points), np.int8)
        self.counts = np.empty((sides, points), np.int64)
        self._first = room((NUMBERS, points + (_APART - points) % _PAGE, sides))
        self._more: list[tuple[int, int, NDArray[np.intp], NDArray[np.float64]]] = []
        self._laid_out = np.full((slots, points, sides), np.nan)

    def clear(self) -> None:
        """Forget the chunk before."""
        for slot, side, places, _ in self._more:
            self._laid_out[slot, places, side] = np.nan
        self._more.clear()

    def few(self, rows: int) -> Answers:
        """Give room to solve so many rows in; what was solved there before is lost."""
        slots, _, sides = self._laid_out.shape
        size = sides * rows
        # without gaps, however many rows: arrays with gaps are another type, compiled once more
        status, counts = self._few.status[:size], self._few.counts[:size]
        numbers = self._few.numbers[: slots * size * NUMBERS]
        return Answers(
            status.reshape(sides, rows), counts.reshape(sides, rows),
            numbers.reshape(slots, sides, rows, NUMBERS), self._few.columns, True,
        )  # fmt: skip

    def put(self, answers: Answers, start: int, order: NDArray[np.intp] | None) -> None:
        """Put the answers of some rows in their places: one after the other, or where ``order`` says."""
        rows = answers.counts.shape[1]
        places = np.arange(start, start + rows) if order is None else order
        here = slice(start, start + rows) if order is None else order
        self.status[:, here], self.counts[:, here] = answers.status, answers.counts
        turn(answers.numbers[0], answers.counts, places, self._first)
        for slot in range(1, answers.numbers.shape[0]):
            for side, counts in enumerate(answers.counts):
                more = np.flatnonzero(counts > slot)
                if more.size:
                    found = answers.numbers[slot, side, more]
                    self._more.append((slot, side, places[more], found))

    def numbers(self, variable: int) -> NDArray[np.float64]:
        """Lay out one variable: slots × points × proposers; the next variable replaces it."""
        self._laid_out[0] = self._first[variable, : self._laid_out.shape[1]]
        for slot, side, places, found in self._more:
            self._laid_out[slot, places, side] = found[:, variable]
        return self._laid_out
