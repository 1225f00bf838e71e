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
        self._lock = Lock()
        self._waiting, self._going = _Line(kept // 2), _Line(kept // 2)

    def add(self, file: Path, size: int) -> None:
        """Note a file that was written, and let older ones go."""
        with self._lock:
            begun = self._waiting.push((file, size))
            done = [old for item in begun for old in self._going.push(item)]
        for old, _ in begun + done:
            _let_go(old)


class _Line:
    """Files in the order in which they were written, so many bytes at most."""

    def __init__(self, room: int) -> None:
        self._room, self._size = room, 0
        self._files: deque[tuple[Path, int]] = deque()

    def push(self, item: tuple[Path, int]) -> list[tuple[Path, int]]:
        """Add a file; give those for which there is no room any more, the oldest first."""
        self._files.append(item)
        self._size += item[1]
        out = []
        while self._size > self._room:
            out.append(self._files.popleft())
            self._size -= out[-1][1]
        return out


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
