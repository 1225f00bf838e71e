"""How summitry compiles its scalar functions, and where the machine code is kept.

numba's own disk cache looks at the file of the compiled function only: a change in a function that it
calls, in another module, goes unnoticed. Every kernel of summitry is therefore cached in a folder whose
name is a hash of the sources of *all* kernels (``docs/decisions/0007``).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

Function = TypeVar("Function", bound=Callable[..., Any])

_MARK = b"@compiled"


def _source_key() -> str:
    """Hash the sources of every module that holds a compiled function."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(package.rglob("*.py")):
        text = path.read_bytes()
        # compiled code freezes the tolerances too, and what lanes are
        if _MARK in text or path.name in ("tolerances.py", "lanes.py"):
            digest.update(path.name.encode() + text)
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """Choose a writable folder: SUMMITRY_CACHE_DIR, the user's cache, or a temporary one."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    roots = [os.environ.get("SUMMITRY_CACHE_DIR"), os.path.join(home, "summitry")]
    key = f"kernels-{_source_key()}"
    for root in roots:
        if not root:
            continue
        folder = Path(root) / key
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
        except OSError:
            continue
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"summitry-{user}" / key
    folder.mkdir(parents=True, exist_ok=True)
    return folder


CACHE_FOLDER: Path = _cache_folder()


def is_cold() -> bool:
    """Say whether the next call has to compile (about half a minute, once per version).

    Returns
    -------
    bool
        True when no machine code of this version of summitry is on disk yet.
    """
    return next(CACHE_FOLDER.rglob("*.nbc"), None) is None


def _jit(function: Function, **options: Any) -> Function:
    """Compile with a cache in our own folder."""
    # The folder must reach our functions alone: a global setting would move other libraries' caches.
    before = config.CACHE_DIR
    config.CACHE_DIR = str(CACHE_FOLDER)
    try:
        jit = numba.njit(cache=True, error_model="numpy", nogil=True, **options)
        return cast(Function, jit(function))
    finally:
        config.CACHE_DIR = before


def compiled(function: Function) -> Function:
    """Compile a scalar function with numba, cached on disk under a key of all kernel sources.

    Parameters
    ----------
    function
        A function of numbers, arrays and named tuples.

    Returns
    -------
    Function
        The compiled function; IEEE arithmetic (no fast-math), division by zero gives inf or NaN.
    """
    return _jit(function)


def compiled_lean(function: Function) -> Function:
    """Compile a function that makes no array, only works in those it is given.

    Such a function need not count who holds an array, which costs more than most of our arithmetic when
    curves and nodes are handed on at every point (``docs/decisions/0014``).
    """
    return _jit(function, _nrt=False)


def compiled_inline(function: Function) -> Function:
    """Compile like `compiled_lean`, and into every function that calls it, however long it is.

    A loop can evaluate points side by side only if all it calls has become part of it.
    """
    return _jit(function, _nrt=False, forceinline=True)


def compiled_within(function: Function) -> Function:
    """Make a function part of whatever compiled function calls it, before that is compiled.

    numba builds the machine code of everything below a function again with it: a chain of functions that only
    hand on costs as much at every link. Such functions, called in one or two places, are compiled with their
    caller alone (``docs/decisions/0016``).
    """
    return _jit(function, inline="always")
