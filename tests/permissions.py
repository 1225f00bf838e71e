"""File permissions that hold for the superuser too, as whom tests run in containers."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

_VERSION = 0x20080522  # of the Linux capability interface: two words of 32 bits for each set
_OVERRIDE = (1 << 1) | (
    1 << 2
)  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: to pass over permissions


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32),
    )  # fmt: skip


@contextlib.contextmanager
def permissions_hold() -> Iterator[None]:
    """Make this thread, and those that it starts, obey the permissions of files; a user does anyway."""
    if os.geteuid() != 0:
        yield
        return
    system, header, sets = ctypes.CDLL(None, use_errno=True), _Header(_VERSION, 0), (_Sets * 2)()
    _check(system.capget(ctypes.byref(header), sets))
    before = sets[0].effective
    sets[0].effective = before & ~_OVERRIDE
    _check(system.capset(ctypes.byref(header), sets))
    try:
        yield
    finally:
        sets[0].effective = before
        _check(system.capset(ctypes.byref(header), sets))


def _check(code: int) -> None:
    if code:
        raise OSError(ctypes.get_errno(), "the capabilities of this thread cannot be changed")


@contextlib.contextmanager
def read_only(root: Path) -> Iterator[None]:
    """Take the permission to write from a folder and all in it, as on a read-only medium."""
    paths = [root, *root.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(modes[path] & ~0o222)
    try:
        with permissions_hold():
            yield
    finally:
        for path in paths:
            path.chmod(modes[path])
