"""`summitry sweep` in a process that kills itself just before it puts its n-th file in place, or writes it
where the store is being made.

    python sweep_killed.py N SIGNAL ARGUMENTS...

What has been written of that file stays behind, without its name. With SIGINT it is interrupted instead.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

place, number = Path.replace, int(sys.argv[1])
sent = signal.Signals[sys.argv[2]]
moved = 0


def count() -> None:
    global moved
    moved += 1
    if moved == number:
        os.kill(os.getpid(), sent)


def replace(self: Path, target: Path) -> Path:
    count()
    return place(self, target)


if __name__ == "__main__":
    from summitry import sweep_store
    from summitry.cli import main

    # a shell that starts the tests in the background has them ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)

    make = sweep_store.write

    def write(file: Path, *parts: bytes) -> int:
        count()
        return make(file, *parts)

    sweep_store.write = write
    Path.replace = replace  # type: ignore[method-assign]
    sys.argv = ["summitry", *sys.argv[3:]]
    main()
