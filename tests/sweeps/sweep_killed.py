"""`summitry sweep` in a process that kills itself just before it puts its n-th file in place.

    python sweep_killed.py N SIGNAL ARGUMENTS...

What has been written of that file stays behind, without its name. With SIGINT it is interrupted instead.
Files are counted from the beginning, those of a store that is being made included.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zarr.storage import _local

number = int(sys.argv[1])
sent = signal.Signals[sys.argv[2]]
moved = 0


def counted(move: Callable[..., Any]) -> Callable[..., Any]:
    """Count the calls of one of zarr's two ways to put a file in place."""

    def counting(*arguments: Path) -> Any:
        global moved
        moved += 1
        if moved == number:
            os.kill(os.getpid(), sent)
        return move(*arguments)

    return counting


if __name__ == "__main__":
    from summitry.cli import main

    # a shell that starts the tests in the background has them ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Path.replace = counted(Path.replace)  # type: ignore[method-assign]
    _local._safe_move = counted(_local._safe_move)
    sys.argv = ["summitry", *sys.argv[3:]]
    main()
