"""Points a second and memory of sweeps into a store, against `solve_many` on points of the same kind.

    python benchmarks/bench_sweep.py [SIZE ...] [--threads N] [--proposer F|L|both] [--solve-many SIZE]

Every field varies over wide ranges (Sobol, as in `bench_many.py`). Each size runs in a process of its own,
whose peak memory is printed; up to 10⁶ points it is the best of three sweeps after a first, as it is for
`solve_many` (the first is printed too: memory that a process has not used yet is slow to touch). Prints;
asserts nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import summitry as sm
from bench_many import draw, peak_memory

RANGES = {
    "alpha": (0.368, 20.1, "log"), "beta": (0.368, 20.1, "log"), "n": (0.5, 200, "log"), "tau": (0, 1),
    "rho": (0, 2), "r": (0, 1), "sigma": (0, 1), "q": (0, 1), "psi": (2, 2000, "log"), "k_max": (1, 5),
}  # fmt: skip
MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
SIZES = (10_000, 100_000, 1_000_000)
REPEATS, REPEATED = 3, 1_000_000  # best of so many, up to so many points


def sweep_once(folder: Path, size: int, threads: int, proposer: str) -> None:
    """Sweep; print seconds, those of the first and of processor, peak memory in GiB and bytes on disk."""
    few = {"design": "sobol", "proposer": proposer}
    sm.sweep(MODEL, RANGES, points=4, out=folder / "few", **few)  # type: ignore[arg-type]
    times = []
    for turn in range(1 + REPEATS if size <= REPEATED else 1):
        start, cpu = time.perf_counter(), time.process_time()
        sm.sweep(MODEL, RANGES, points=size, out=folder / str(turn), threads=threads, yes=True, **few)  # type: ignore[arg-type]
        times.append((time.perf_counter() - start, time.process_time() - cpu))
    spent, cpu = map(min, zip(*times[len(times) > 1 :], strict=True))
    disk = sum(file.stat().st_size for file in (folder / "0").rglob("*") if file.is_file())
    print(spent, times[0][0], cpu, peak_memory(), disk)


def many_once(size: int, threads: int, proposer: str) -> tuple[float, float]:
    """Points a second of `solve_many`, and points a second of processor: the best of three."""
    fields = draw(size)
    times = []
    for _ in range(1 + REPEATS):
        start, cpu = time.perf_counter(), time.process_time()
        sm.solve_many(fields, proposer=proposer, threads=threads, equilibria=3)
        times.append((time.perf_counter() - start, time.process_time() - cpu))
    best, least = map(min, zip(*times[1:], strict=True))
    return size / best, size / least


def measure(folder: Path, size: int, options: argparse.Namespace) -> None:
    """Print one line of the table."""
    folder.mkdir()
    plain, plain_cpu = many_once(options.solve_many, options.threads, options.proposer)
    command = [sys.executable, __file__, str(size), "--once", str(folder)]
    command += ["--threads", str(options.threads), "--proposer", options.proposer]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    spent, first, cpu, peak, disk = map(float, done.stdout.split())
    rate = size / spent
    print(
        f"{size:12,}{first:10.2f}{spent:10.2f}{rate:12,.0f}{plain:12,.0f}{rate / plain:8.2f}"
        f"{size / cpu / plain_cpu:8.2f}{peak:10.2f}{disk / size:9.0f}",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=lambda text: int(float(text)), default=SIZES)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--proposer", default="both")
    parser.add_argument("--solve-many", type=lambda text: int(float(text)), default=1 << 18)
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        sweep_once(options.once, options.sizes[0], options.threads, options.proposer)
        return
    print(f"proposer {options.proposer}, threads: {options.threads}; all fields vary")
    print(f"solve_many: {options.solve_many:,} points in memory, measured before each sweep")
    print("share of its rate: by the clock, and by time of processor, which other work disturbs less\n")
    print(
        f"{'points':>12}{'first s':>10}{'seconds':>10}{'a second':>12}{'solve_many':>12}{'clock':>8}"
        f"{'cpu':>8}{'peak GiB':>10}{'B/point':>9}"
    )
    # Stores are removed at the end, all together: a file system that has just removed many files is slow to
    # make new ones (ext4 passes over each number that was free for less than a few minutes).
    with tempfile.TemporaryDirectory(prefix="summitry-bench-") as folder:
        for number, size in enumerate(options.sizes):
            measure(Path(folder, str(number)), size, options)
    free = shutil.disk_usage(tempfile.gettempdir()).free
    print(f"\n{free / 1e9:.0f} GB free where the stores were written")


if __name__ == "__main__":
    main()
