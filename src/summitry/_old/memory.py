"""Memory for large arrays, used again once nobody holds them: the system is slow to clear new memory."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

KEPT = 1 << 27  # bytes that wait to be used again, at most
_LARGE = 1 << 20  # bytes from which on it matters
_free: dict[int, NDArray[np.float64]] = {}  # by identity, oldest first


class _Loan:
    """A block of memory on loan: numpy keeps it as long as any view of the array made from it lives."""

    def __init__(self, block: NDArray[np.float64]) -> None:
        self._block = block
        self.__array_interface__: dict[str, Any] = block.__array_interface__

    def __del__(self) -> None:
        _take_back(self._block)


def room(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Give an array of numbers that mean nothing yet, as `numpy.empty` does, and perhaps one used before."""
    size = math.prod(shape)
    if size * 8 < _LARGE:
        return np.empty(shape)
    block = _find(size)
    if block is None:
        block = np.empty(size)
    return np.asarray(_Loan(block))[:size].reshape(shape)


# Each step on the dictionary is one of Python's own, which no other thread and no collection of garbage (it
# may call `_take_back` anywhere) comes between.


def _find(size: int) -> NDArray[np.float64] | None:
    """Find the smallest block that waits and is large enough, but not twice as large."""
    fits = [(b.size, key) for key, b in list(_free.items()) if size <= b.size <= 2 * size]
    return _free.pop(min(fits)[1], None) if fits else None


def _take_back(block: NDArray[np.float64]) -> None:
    """Let a block wait for its next use; those that wait longest go if it becomes too much."""
    _free[id(block)] = block
    for key in list(_free):
        if sum(b.nbytes for b in list(_free.values())) <= KEPT:
            return
        _free.pop(key, None)
