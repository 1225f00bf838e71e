"""What a sweep has written leaves the system's memory soon: a long one would fill it for no reader."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from pathlib import Path
from threading import Lock

KEPT = 1 << 27  # bytes that stay in memory, on their way to the disk and after


class WrittenFiles:
    """The files that a store has written lately, oldest first.

    Left alone they stay in memory until it is full, at the cost of whatever else is there; and to take up
    more and more memory is slow, on a virtual machine slower than to pack what is written. So a file's way to
    the disk begins when half of `KEPT` was written after it, and when all of it was, its memory is given
    back. Where the system cannot be told so, nothing happens.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = Lock()
        self._waiting: deque[tuple[Path, int]] = deque()
        self._going: deque[tuple[Path, int]] = deque()
        self._sizes = [0, 0]

    def add(self, file: Path, size: int) -> None:
        """Note a file that was written, and let older ones go."""
        with self._lock:
            leaving = self._pass(file, size)
        for old in leaving:
            _let_go(old)

    def _pass(self, file: Path, size: int) -> list[Path]:
        """Move files on from one line to the next; name those that moved."""
        moved: list[Path] = []
        self._waiting.append((file, size))
        self._sizes[0] += size
        for place, line in enumerate((self._waiting, self._going)):
            while self._sizes[place] > self._kept // 2:
                first = line.popleft()
                self._sizes[place] -= first[1]
                if place == 0:
                    self._going.append(first)
                    self._sizes[1] += first[1]
                moved.append(first[0])
        return moved


def _let_go(file: Path) -> None:
    """Say that a file's memory is not needed: the system writes it out and, told again, forgets it."""
    if not hasattr(os, "posix_fadvise"):  # macOS, Windows
        return
    with contextlib.suppress(OSError):  # gone, or a file system that cannot
        handle = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
