"""One line of progress on standard error."""

from __future__ import annotations

import sys
import time


class ProgressLine:
    """A line with the rate and the time left, written again a few times a second.

    Parameters
    ----------
    unit
        What is counted, such as ``"plays"``.
    """

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._start = self._last = time.monotonic()
        self.done = 0

    def __call__(self, done: int, total: int) -> None:
        """Show how many are done."""
        self.done, now = done, time.monotonic()
        if now - self._last < 0.5 and done < total:
            return
        self._last = now
        rate = done / max(now - self._start, 1e-9)
        speed = f"{rate / 1e6:.1f} million" if rate >= 1e6 else f"{rate:,.0f}"
        left = (total - done) / rate
        line = f"{done:,} of {total:,} {self._unit}, {speed} a second, {left:.0f} s left"
        print(f"\r{line:79}", end="\n" if done == total else "", file=sys.stderr, flush=True)
