"""Whether a folder may be used for a sweep: made, resumed, or refused untouched."""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..model.faults import InputError
from .layout import KIND, differences, layouts, provenance
from .spec import Spec
from .store import Store, create


@contextlib.contextmanager
def prepared(path: Path, spec: Spec, resume: bool) -> Iterator[bool]:
    """Make the store if there is none, and lock it; yield whether there was one.

    Raises
    ------
    InputError
        If the folder is not this sweep's store, is not to be resumed, or cannot be written.
    """
    if not path.parent.is_dir():
        raise InputError(
            f"{str(path)!r}: there is no folder {str(path.parent)!r}. Make it first, or choose another place."
        )
    old = os.path.lexists(path) and not (path.is_dir() and not any(path.iterdir()))
    if old:
        _check(path, spec, resume)
    else:
        create(path, spec)
    with locked(path):
        yield old


def _check(path: Path, spec: Spec, resume: bool) -> None:
    """Check that a folder is this sweep's store and that it may be resumed."""
    differ = differences(_attributes(path), provenance(spec))
    if differ and resume:
        differ = [f"{line}." for line in differ]
        differ[-1] += " Choose another place, or go on with what made this store."
        raise InputError(differ, f"{str(path)!r} was made by another sweep")
    if differ:
        raise InputError(
            f"{str(path)!r} exists: it is the store of another sweep. Choose another name."
        )
    if not resume:
        raise InputError(_exists(path, spec))
    if not os.access(path, os.W_OK):
        raise InputError(
            f"{str(path)!r} cannot be written: it is read-only. Change its permissions, or copy it to a "
            "place where you may write."
        )


def _attributes(path: Path) -> dict[str, Any]:
    """Return the attributes of a sweep's store; refuse any other folder."""
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


def _exists(path: Path, spec: Spec) -> str:
    total, there = math.prod(spec.chunk_counts), open_store(path, spec).count_chunks()
    if there == total:
        return f"{str(path)!r} exists and is complete. Open it, or choose another name."
    return (
        f"{str(path)!r} exists: {there} of its {total} chunks are there. Write --resume (resume=True) to "
        "compute the others, or choose another name."
    )


def open_store(path: Path, spec: Spec) -> Store:
    """Open a store; refuse one of which an array's description is missing."""
    missing = [name for name in layouts(spec) if not (path / name / "zarr.json").is_file()]
    if missing:
        raise InputError(
            f"{str(path)!r} is damaged: {', '.join(missing)} cannot be read. It has not been touched. Choose "
            "another name, or put back what was removed."
        )
    return Store(path, spec)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
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
