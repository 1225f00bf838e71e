"""Other processes, which draw while this one audits: both keep a processor busy with Python."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

_PROCESSES = 2


@contextmanager
def beside() -> Iterator[Executor]:
    """Open processes that start with their first task; what is still to be done at the end is dropped.

    They are new processes and no copies: a copy of one with threads may stand still. A script that calls
    this does so below ``if __name__ == "__main__"``.
    """
    pool = ProcessPoolExecutor(_PROCESSES, get_context("spawn"), _leave_interruptions)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interruptions() -> None:
    """Leave Ctrl-C, which every process of a terminal receives, to the one that was started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
