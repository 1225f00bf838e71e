"""Time of whole processes: `import summitry` and the commands, as a user waits for them.

Yardstick in the same run: a Python that imports NumPy and SciPy, which any script of this kind does. The runs
take turns, so that a busy moment of the machine hits all of them. Prints; asserts nothing.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 7
YARDSTICK = "import numpy, scipy"
CLI = "from summitry.cli import main; main()"
PROCESSES = {
    YARDSTICK: ["-c", YARDSTICK],
    "import summitry": ["-c", "import summitry"],
    "summitry --version": ["-c", CLI, "--version"],
    "summitry scenarios": ["-c", CLI, "scenarios"],
    "summitry solve trump-zelensky-2019": ["-c", CLI, "solve", "trump-zelensky-2019"],
    "... without SciPy, as users have it": [
        "-c", f"import sys; sys.modules['scipy'] = None; {CLI}", "solve", "trump-zelensky-2019",
    ],
}  # fmt: skip


def spent(arguments: list[str]) -> float:
    """Time of one process in milliseconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return 1e3 * (time.perf_counter() - start)


def main() -> None:
    """Print the table."""
    times: dict[str, list[float]] = {name: [] for name in PROCESSES}
    for arguments in PROCESSES.values():
        spent(arguments)  # the first run reads the files into memory
    for _ in range(ROUNDS):
        for name, arguments in PROCESSES.items():
            times[name].append(spent(arguments))
    middle = statistics.median(times[YARDSTICK])
    print(f"{'whole process':38} {'best ms':>8} {'median ms':>10} {'÷ yardstick':>12}")
    for name, values in times.items():
        typical = statistics.median(values)
        print(f"  {name:36} {min(values):8.0f} {typical:10.0f} {typical / middle:12.1f}")
    print(f"median and best of {ROUNDS}; the yardstick is python -c {YARDSTICK!r}")


if __name__ == "__main__":
    main()
