"""Fill the store of a sweep: its chunks computed by threads here, or by the workers of a dask cluster.

Stopping is harmless at any moment: chunks that are there stay, and a later run computes the others.
"""

from __future__ import annotations

import contextlib
import errno
import math
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ..batch.attributes import flags
from ..model.extras import missing_package
from ..model.faults import InputError, StoppedError
from ..model.output_files import reason_of
from .layout import versions
from .resume import prepared
from .spec import Index, Spec
from .store import ChunkResult, Store, compute_chunk, without_columns

_AHEAD = 4  # chunks for each thread of a cluster that are queued at its scheduler
_CONNECT = "30s"  # to wait for a scheduler
_PATIENCE = 60.0  # seconds that a shared folder may need to show what another machine wrote


class Progress(NamedTuple):
    """How far a sweep is, in points."""

    done: int
    kept: int  # of these, so many were there before
    total: int


class Summary(NamedTuple):
    """What a store holds at the end."""

    points: int
    statuses: dict[str, int]  # answers by status
    truncated: int  # answers with more equilibria than the store has slots


Report = Callable[[Progress], None]


def fill_store(
    out: str | os.PathLike[str], spec: Spec, *, resume: bool = False, scheduler: Any = None,
    threads: int | None = None, report: Report | None = None,
) -> Summary:  # fmt: skip
    """Make a store, or resume it, until every chunk is there.

    Raises
    ------
    InputError
        If the folder cannot be used for this sweep; nothing in it has been touched.
    StoppedError
        If it could not go on; what is there stays.
    """
    path = Path(os.path.abspath(out))
    tally = _Tally(spec, report)
    with _connected(scheduler) as client, prepared(path, spec, resume) as old:
        store = Store(path, spec)
        try:
            if old:
                store.remove_partial_files()
                store.repair_coordinates()
            tally.begin()
            if client is None:
                _compute_with_threads(store, tally, threads or os.cpu_count() or 1)
            else:
                _compute_on_cluster(store, tally, client)
        except OSError as error:
            raise _stopped(store, _reason(error)) from error
        finally:
            store.remove_partial_files()
    return tally.summary()


class _Tally:
    """Counts of what has been done, reported after every chunk."""

    def __init__(self, spec: Spec, report: Report | None) -> None:
        self._total = spec.points
        self._report = report
        self._statuses = dict.fromkeys(flags()["flag_meanings"].split(), 0)
        self._done = self._kept = self._truncated = 0

    def begin(self) -> None:
        """Report that the chunks are begun: what came before is no part of their rate."""
        if self._report is not None:
            self._report(Progress(0, 0, self._total))

    def add(self, result: ChunkResult) -> None:
        self._done += result.points
        self._kept += result.points if result.kept else 0
        self._truncated += result.truncated
        for name, count in zip(self._statuses, result.statuses, strict=True):
            self._statuses[name] += count
        if self._report is not None:
            self._report(Progress(self._done, self._kept, self._total))

    def summary(self) -> Summary:
        return Summary(self._done, self._statuses, self._truncated)


def _compute_with_threads(store: Store, tally: _Tally, threads: int) -> None:
    """Compute the chunks one after the other; a chunk that has begun is finished when we are stopped."""
    ahead = store.spec.chunk_indices()
    pool = ThreadPoolExecutor(threads)
    try:
        pending: set[Future[ChunkResult]] = set()
        while True:
            pending |= {
                pool.submit(store.compute, index)
                for index in islice(ahead, 2 * threads - len(pending))
            }
            if not pending:
                return
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                tally.add(future.result())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _compute_on_cluster(store: Store, tally: _Tally, client: Any) -> None:
    """Send the chunks to a cluster, a few for each thread at a time."""
    from distributed import KilledWorker, as_completed

    task = partial(compute_chunk, str(store.path), without_columns(store.spec), versions())
    ahead = store.spec.chunk_indices()
    queued = _AHEAD * max(1, sum(client.nthreads().values()))
    first = [client.submit(task, index, pure=False) for index in islice(ahead, queued)]
    # Its own loop: the default is that of whichever client was made last, and a future whose worker was lost
    # before its result was fetched would be awaited on both.
    pending = as_completed(first, loop=client.loop)
    seen = False
    try:
        for future in pending:
            result: ChunkResult = future.result()
            if not seen:  # not at the end only: a folder that is not shared would be filled in vain
                _wait_until_seen(store, result.chunk)
                seen = True
            tally.add(result)
            for index in islice(ahead, 1):
                pending.add(client.submit(task, index, pure=False))
    except KilledWorker as error:
        raise _stopped(store, "a chunk ended several workers, one after the other") from error
    except CancelledError as error:
        raise _stopped(store, "the connection to the scheduler was lost") from error
    finally:
        with contextlib.suppress(Exception):
            client.cancel(list(pending.futures))
    for index in store.spec.chunk_indices():
        _wait_until_seen(store, index)


@contextlib.contextmanager
def _connected(scheduler: Any) -> Iterator[Any]:
    """Connect to a scheduler, unless there is none or the caller gave a client."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise missing_package("a scheduler", "distributed", "cluster") from None
    if isinstance(scheduler, Client):
        yield scheduler
        return
    try:
        client = Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"the scheduler {scheduler!r} cannot be reached: {str(error) or type(error).__name__}. Start one "
            "with dask scheduler and give the address that it prints, such as tcp://10.0.0.1:8786."
        ) from None
    with client:
        yield client


def _wait_until_seen(store: Store, index: Index) -> None:
    """Wait until a chunk that a worker wrote is seen here."""
    until = time.monotonic() + _PATIENCE
    while not store.has(index):
        if time.monotonic() > until:
            raise _stopped(
                store,
                "a worker wrote a chunk that is not seen here: do all machines share the folder?",
            )
        time.sleep(0.1)


def _reason(error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "the disk is full" if full else reason_of(error)


def _stopped(store: Store, reason: str) -> StoppedError:
    there, total = store.count_chunks(), math.prod(store.spec.chunk_counts)
    return StoppedError(
        f"{str(store.path)!r}: {reason}. {there} of its {total} chunks are there and are kept. When the "
        "cause is gone, go on with --resume (resume=True)."
    )
