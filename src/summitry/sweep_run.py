"""Fill the store of a sweep: dask computes its chunks, with threads here or on a cluster.

Stopping is harmless at any moment: chunks that are there stay, and a later run computes the others.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from .model.faults import InputError, StoppedError
from .sweep_spec import Index, Spec
from .sweep_store import (
    KIND,
    Done,
    Store,
    compute_chunk,
    create,
    differences,
    layouts,
    provenance,
    versions,
    without_columns,
)

_WINDOW = 4096  # chunks that dask's threads are told of at a time
_AHEAD = 4  # chunks for each thread of a cluster that wait with its scheduler
_CONNECT = "30s"  # to wait for a scheduler
_PATIENCE = 60.0  # seconds that a shared folder may need to show what another machine wrote


class Progress(NamedTuple):
    """How far a sweep is, in points."""

    done: int
    kept: int  # of these, so many were there before
    total: int


class Filled(NamedTuple):
    """What a store holds at the end."""

    points: int
    kept: int
    statuses: dict[str, int]  # answers by status
    cut: int  # answers with more equilibria than the store has room for
    seconds: float


Report = Callable[[Progress], None]


def fill(
    out: str | os.PathLike[str], spec: Spec, *, resume: bool = False, scheduler: Any = None,
    threads: int | None = None, report: Report | None = None,
) -> Filled:  # fmt: skip
    """Make a store, or go on with it, until every chunk is there.

    Raises
    ------
    InputError
        If the folder cannot be used for this sweep; nothing in it has been touched.
    StoppedError
        If it could not go on; what is there stays.
    """
    path = Path(os.path.abspath(out))
    start = time.monotonic()
    with _connected(scheduler) as client, _prepared(path, spec, resume) as old:
        store = _open(path, spec)
        if old:
            store.clean()
            store.mend()
        tally = _Tally(spec, report)
        try:
            if client is None:
                _with_threads(store, tally, threads or os.cpu_count() or 1)
            else:
                _on_cluster(store, tally, client)
        except OSError as error:
            raise StoppedError(_stopped(store, _reason(error))) from error
        finally:
            with contextlib.suppress(OSError):
                store.clean()
    return tally.filled(time.monotonic() - start)


@contextlib.contextmanager
def _prepared(path: Path, spec: Spec, resume: bool) -> Iterator[bool]:
    old = prepare(path, spec, resume)
    with _locked(path):
        yield old


def prepare(path: Path, spec: Spec, resume: bool) -> bool:
    """Make the store if there is none; one that there is must be this sweep's, and to be gone on with.

    Returns whether there was one.
    """
    if not path.parent.is_dir():
        raise InputError(
            f"{str(path)!r}: there is no folder {str(path.parent)!r}. Make it first, or choose another place."
        )
    if not os.path.lexists(path) or (path.is_dir() and not any(path.iterdir())):
        create(path, spec)
        return False
    attributes = _attributes(path)
    differ = differences(attributes, provenance(spec))
    if differ and resume:
        differ = [f"{line}." for line in differ]
        differ[-1] += " Choose another place, or go on with what made this store."
        raise InputError(differ, f"{str(path)!r} was made by another sweep")
    if differ or not resume:
        raise InputError(_exists(path, spec, bool(differ)))
    if not os.access(path, os.W_OK):
        raise InputError(
            f"{str(path)!r} cannot be written: it is read-only. Change its permissions, or copy it to a "
            "place where you may write."
        )
    return True


def _attributes(path: Path) -> dict[str, Any]:
    """Read what a store says of itself, or refuse a folder that is none of ours."""
    try:
        found = json.loads((path / "zarr.json").read_text("utf-8"))["attributes"]
        json.loads(found[KIND])
        return dict(found)
    except (OSError, ValueError, KeyError, TypeError):
        what = "a folder" if path.is_dir() else "a file"
        raise InputError(
            f"{str(path)!r} is {what}, but not the store of a sweep. It has not been touched. Choose a name "
            "that does not exist yet."
        ) from None


def _exists(path: Path, spec: Spec, other: bool) -> str:
    if other:
        return f"{str(path)!r} exists: it is the store of another sweep. Choose another name."
    total = _chunks(spec)
    there = _open(path, spec).present()
    if there == total:
        return f"{str(path)!r} exists and is complete. Open it, or choose another name."
    return (
        f"{str(path)!r} exists: {there} of its {total} chunks are there. Write --resume (resume=True) to "
        "compute the others, or choose another name."
    )


def _chunks(spec: Spec) -> int:
    total = 1
    for count in spec.chunks:
        total *= count
    return total


def _open(path: Path, spec: Spec) -> Store:
    """Open a store; one whose description is damaged is refused."""
    missing = [name for name in layouts(spec) if not (path / name / "zarr.json").is_file()]
    if missing:
        raise InputError(
            f"{str(path)!r} is damaged: {', '.join(missing)} cannot be read. It has not been touched. Choose "
            "another name, or put back what was removed."
        )
    return Store(path, spec)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep a second run out while this one writes; the lock ends with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # not there on Windows
        yield
        return
    with (path / "zarr.json").open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"{str(path)!r} is being written by another run. Wait for it, or stop it first."
            ) from None
        except OSError:  # a network's folder without locks
            pass
        yield


class _Tally:
    """Counts what has been done."""

    def __init__(self, spec: Spec, report: Report | None) -> None:
        self._total = spec.points
        self._report = report
        self._done = self._kept = self._cut = 0
        self._statuses: list[int] = []

    def add(self, done: Done) -> None:
        self._done += done.points
        self._kept += done.points if done.kept else 0
        self._cut += done.cut
        self._statuses = [
            a + b
            for a, b in zip(self._statuses or [0] * len(done.statuses), done.statuses, strict=True)
        ]
        if self._report is not None:
            self._report(Progress(self._done, self._kept, self._total))

    def filled(self, seconds: float) -> Filled:
        from .batch.solve_many import flags

        names = flags()["flag_meanings"].split()
        statuses = dict(zip(names, self._statuses, strict=True))
        return Filled(self._done, self._kept, statuses, self._cut, seconds)


def _with_threads(store: Store, tally: _Tally, threads: int) -> None:
    """Let dask's threads compute the chunks; a task that has begun is finished when we are stopped."""
    import dask
    from dask.callbacks import Callback

    def finished(key: Any, result: Any, *_: Any) -> None:
        if isinstance(result, Done):
            tally.add(result)

    pool = ThreadPoolExecutor(threads)
    compute = dask.delayed(store.compute, pure=False, traverse=False)
    ahead = iter(store.spec.indices())
    try:
        with Callback(posttask=finished):
            while window := list(islice(ahead, _WINDOW)):
                # dask takes the greatest name first; Sobol points are drawn faster from first to last
                names = (f"chunk-{number:06d}" for number in range(len(window), 0, -1))
                tasks = [
                    compute(index, dask_key_name=name)
                    for index, name in zip(window, names, strict=True)
                ]
                dask.compute(*tasks, scheduler="threads", pool=pool, optimize_graph=False)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _on_cluster(store: Store, tally: _Tally, client: Any) -> None:
    """Send the chunks to a cluster, a few for each thread at a time."""
    from distributed import KilledWorker, as_completed

    travelling = without_columns(store.spec)
    submit = partial(
        client.submit, compute_chunk, str(store.path), travelling, versions(), pure=False
    )
    ahead = iter(store.spec.indices())
    room = _AHEAD * max(1, sum(client.nthreads().values()))
    # Its own loop: the default is that of whichever client was made last, and a future whose worker was lost
    # before its result was fetched would be awaited on both.
    pending = as_completed([submit(index) for index in islice(ahead, room)], loop=client.loop)
    waiting: Index | None = None
    try:
        for future in pending:
            done: Done = future.result()
            if waiting is None:
                waiting = done.place
                _see(store, waiting)
            tally.add(done)
            for index in islice(ahead, 1):
                pending.add(submit(index))
    except KilledWorker as error:
        raise StoppedError(
            _stopped(store, "a chunk ended several workers, one after the other")
        ) from error
    finally:
        with contextlib.suppress(Exception):
            client.cancel(list(pending.futures))
    for index in store.spec.indices():
        _see(store, index)


@contextlib.contextmanager
def _connected(scheduler: Any) -> Iterator[Any]:
    """Connect to a scheduler, unless there is none or we were given the connection."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "a scheduler needs distributed, which is not installed. Run: pip install 'summitry[cluster]'"
        ) from None
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


def _see(store: Store, index: Index) -> None:
    """Wait until a chunk that a worker wrote is seen here."""
    until = time.monotonic() + _PATIENCE
    while not store.has(index):
        if time.monotonic() > until:
            raise StoppedError(
                _stopped(
                    store,
                    "a worker wrote a chunk that is not seen here: do all machines share the folder?",
                )
            )
        time.sleep(0.1)


def _reason(error: OSError) -> str:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else reason


def _stopped(store: Store, reason: str) -> str:
    there, total = store.present(), _chunks(store.spec)
    return (
        f"{str(store.path)!r}: {reason}. {there} of its {total} chunks are there and are kept. When the "
        "cause is gone, go on with --resume (resume=True)."
    )
