"""Compile in a second process what will be needed next: in one, numba compiles a function at a time."""

from __future__ import annotations

import atexit
import subprocess
import sys

from ._compile import is_cold


def compile_beside(code: str) -> subprocess.Popen[bytes] | None:
    """Run a call in a process of its own whose machine code both processes then find in the cache.

    Parameters
    ----------
    code
        Python statements that call what will be needed.

    Returns
    -------
    subprocess.Popen or None
        The process, which ends with this one at the latest; None if there is nothing left to compile.
    """
    if not is_cold():
        return None
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    atexit.register(process.terminate)
    return process
