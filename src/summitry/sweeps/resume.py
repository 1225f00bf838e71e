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
from .layout import KIND, differences, provenance
from .spec import Spec
from .store import MadeMeanwhileError, Store, create, damaged_descriptions


@contextlib.contextmanager
def prepared(path: Path, spec: Spec, resume: bool) -> Iterator[bool]:
    """Make the store if there is none, or mend its descriptions, and lock it; yield whether there was one.

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
    if not old:
        try:
            create(path, spec)
        except MadeMeanwhileError:
            old = True
    attributes = _attributes(path)
    with locked(path):
        if old:
            _check(path, spec, attributes, resume)
            _mend(path, spec)
        yield old


def _check(path: Path, spec: Spec, attributes: dict[str, Any], resume: bool) -> None:
    """Check that a folder is this sweep's store and that it may be resumed."""
    differ = differences(attributes, provenance(spec))
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
    complete = not damaged_descriptions(path, spec) and _count(path, spec) == _total(spec)
    if not complete and not _is_writable(path):
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


def _is_writable(path: Path) -> bool:
    """Try to open a file of a store for writing; ids and access lists are the system's business."""
    try:
        (path / "zarr.json").open("r+b").close()
    except OSError:
        return False
    return True


def _total(spec: Spec) -> int:
    return math.prod(spec.chunk_counts)


def _count(path: Path, spec: Spec) -> int:
    return Store(path, spec).count_chunks()


def _mend(path: Path, spec: Spec) -> None:
    """Write again the descriptions of arrays that are damaged: all of them follow from the sweep."""
    for name, wanted in damaged_descriptions(path, spec).items():
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_bytes(wanted)


def _exists(path: Path, spec: Spec) -> str:
    if damaged := damaged_descriptions(path, spec):
        return (
            f"{str(path)!r} exists and is damaged: {', '.join(damaged)} cannot be read. Write --resume "
            "(resume=True) to mend it, or choose another name."
        )
    total, there = _total(spec), _count(path, spec)
    if there == total:
        return f"{str(path)!r} exists and is complete. Open it, or choose another name."
    return (
        f"{str(path)!r} exists: {there} of its {total} chunks are there. Write --resume (resume=True) to "
        "compute the others, or choose another name."
    )


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
