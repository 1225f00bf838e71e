"""Progress on standard error: a line that is rewritten on a terminal, plain lines now and then in a log."""

from __future__ import annotations

import sys
import time

from .streams import say

_ON_SCREEN = 0.5  # seconds between two states of the line
_IN_LOG = 10.0  # seconds until the first line in a log
_SHARE = 0.1  # of the time spent, until the next one: a run of a day writes about 80 lines


class ProgressLine:
    """How far a run is, its rate, and the time left; both count from the first call, not from the start-up.

    Parameters
    ----------
    unit
        What is counted, such as ``"plays"``.
    """

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._on_screen = sys.stderr.isatty()
        self._begun = self._said = time.monotonic()
        self._origin: tuple[float, int] | None = None  # moment and count of the first call
        self._width = 0
        self.done = 0

    def __call__(self, done: int, total: int, kept: int = 0) -> None:
        """Show how many are done; ``kept`` of them were there before and took no time."""
        self.done, now = done, time.monotonic()
        if self._origin is None:
            self._origin = now, done - kept
        pause = _ON_SCREEN if self._on_screen else max(_IN_LOG, _SHARE * (now - self._begun))
        if now - self._said < pause and done < total:
            return
        self._said = now
        line = self._words(now, done, total, kept)
        if self._on_screen:
            self._width = max(self._width, len(line))
            end = "\n" if done == total else ""
            print(f"\r{line:{self._width}}", end=end, file=sys.stderr, flush=True)
        else:
            say(line)

    def _words(self, now: float, done: int, total: int, kept: int) -> str:
        begun, before = self._origin or (now, done)
        text = f"{done:,} of {total:,} {self._unit}" + (f" ({kept:,} from before)" if kept else "")
        new, spent = done - kept - before, now - begun
        if new <= 0 or spent <= 0.0:
            return text
        rate = new / spent
        speed = f"{rate / 1e6:.1f} million" if rate >= 1e6 else f"{rate:,.0f}"
        return f"{text}, {speed} a second, {clock((total - done) / rate)} left"

    def interrupt(self) -> None:
        """End the line on a terminal, so that what is printed next has its own."""
        if self._on_screen and self._width:
            say("")


def clock(seconds: float) -> str:
    """Format a time as 3 s, 2:05 or 1:02:05.

    Examples
    --------
    >>> clock(5.4), clock(65), clock(3725)
    ('5 s', '1:05', '1:02:05')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
