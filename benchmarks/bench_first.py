"""Time to the first answer, process start included: many models against a script, and a fresh install.

Each measurement is a process of its own, which draws its models, solves them for both proposers and ends.
Ours and the script's (`reference_scipy.py`, vectorised, as a user would write it) take turns. Times are
medians by the clock and by the processor, which other work on the machine disturbs less. The first size at
which ours is quicker is the break-even. With ``--wheel FILE`` the wheel is installed into a fresh
environment and the command is timed there, the first time and later. Prints; asserts nothing.

    python benchmarks/bench_first.py --sizes 1 500 1000 2000 4000 1000000 --wheel dist/summitry-*.whl
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DRAW = """
import sys, numpy as np
u = np.random.default_rng(1).random((10, int(sys.argv[1])))
fields = dict(alpha=np.exp(4 * u[0] - 1), beta=np.exp(4 * u[1] - 1), n=0.5 * 400 ** u[2], tau=u[3],
              rho=2 * u[4], r=u[5], sigma=u[6], q=u[7], psi=2 * 1000 ** u[8], k_max=1 + 4 * u[9])
"""
OURS = f"{DRAW}\nimport summitry as sm\nsm.solve_many(fields, proposer='both')"
# what a node cannot tell is undefined there, and said so
SCRIPT = f"""{DRAW}
import warnings, reference_scipy
warnings.simplefilter('ignore')
reference_scipy.solve(fields)
"""
SCRIPT_MODELS = 20_000  # of larger sizes the script takes minutes and gigabytes
COMMAND = "solve", "trump-zelensky-2019"


def spent(command: list[str]) -> tuple[float, float]:
    """Seconds of one process, by the clock and by the processor."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=Path(__file__).parent)
    clock, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return clock, used


def median(turns: list[tuple[float, float]]) -> tuple[float, float]:
    """Median of each column."""
    clock, used = map(statistics.median, zip(*turns, strict=True))
    return clock, used


def compared(sizes: list[int], rounds: int) -> None:
    """Print both times for each size."""
    print(f"a new process, both proposers, median of {rounds}: seconds by the clock (of processor)")
    print(f"{'models':>10}{'summitry':>18}{'SciPy script':>18}{'script ÷ ours':>16}")
    for size in sizes:
        programs = {"ours": OURS} | ({"script": SCRIPT} if size <= SCRIPT_MODELS else {})
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
        for _ in range(rounds):
            for name, code in programs.items():
                times[name].append(spent([sys.executable, "-c", code, str(size)]))
        ours = median(times["ours"])
        line = f"{size:10,}{ours[0]:10.2f} ({ours[1]:.2f})"
        if "script" in times:
            other = median(times["script"])
            line += f"{other[0]:11.2f} ({other[1]:.2f}){other[0] / ours[0]:10.2f} ({other[1] / ours[1]:.2f})"
        print(line, flush=True)


def installed(wheel: Path, rounds: int) -> None:
    """Install a wheel into a fresh environment, and time the command from then on."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        program = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", str(wheel.resolve())]
        print(f"pip install of the wheel: {spent(program)[0]:.1f} s, its downloads included")
        turns = [spent([f"{folder}/bin/summitry", *COMMAND]) for _ in range(1 + rounds)]
    first, later = turns[0], median(turns[1:])
    print(f"summitry {' '.join(COMMAND)}: first {first[0]:.2f} s ({first[1]:.2f} of processor), ", end="")
    print(f"then {later[0]:.2f} s ({later[1]:.2f}), median of {rounds}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 500, 1000, 2000, 4000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--wheel", type=Path, help="a wheel to install into a fresh environment")
    options = parser.parse_args()
    print("load of the machine:", *(f"{load:.1f}" for load in os.getloadavg()))
    compared(options.sizes, options.rounds)
    if options.wheel:
        installed(options.wheel, options.rounds)


if __name__ == "__main__":
    main()
