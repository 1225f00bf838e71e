"""A sweep is killed ten times, loses a worker, runs out of disk: in the end its store has the same bytes.

    python benchmarks/witness_sweep.py [POINTS] [--kills 10] [--seed 0]

Kills are SIGKILL at random moments of a real `summitry sweep`. The cluster is dask's own: two worker
processes, of which one is killed in the middle. The full disk and the one mounted read-only are real where
this runs as root on Linux. Stores are compared with an undisturbed one, file by file, byte by byte. Exits 1
if one differs.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SPEC = """\
[model]
scenario = "uniform-example"

[sobol]
points = {points}
seed = 11
alpha = {{ from = 0.4, to = 20, scale = "log" }}
beta = {{ from = 0.4, to = 20, scale = "log" }}
n = {{ from = 0.5, to = 200, scale = "log" }}
sigma = {{ from = 0, to = 1 }}
q = {{ from = 0, to = 1 }}
psi = {{ from = 2, to = 2000, scale = "log" }}

[sweep]
proposer = "both"
chunk = {chunk}
"""


CHUNKS = 64  # points are halved until a chunk is small enough


def tree(path: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {
        str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()
    }


class Witness:
    """Runs and compares; remembers what failed."""

    def __init__(self, folder: Path, points: int, rng: random.Random) -> None:
        self.folder, self.points, self.rng = folder, points, rng
        self.spec = folder / "spec.toml"
        self.spec.write_text(SPEC.format(points=points, chunk=-(-points // CHUNKS)), "utf-8")
        self.failed = 0
        start = time.perf_counter()
        self.run("whole.zarr", "--threads", "2")
        self.seconds = time.perf_counter() - start
        self.whole = tree(folder / "whole.zarr")
        size = sum(map(len, self.whole.values())) / 1e6
        print(
            f"undisturbed: {points:,} points, {len(self.whole)} files, {size:.1f} MB, {self.seconds:.1f} s"
        )

    def command(self, out: str | Path, *options: str) -> list[str]:
        program = "from summitry.cli import main; main()"
        return [
            sys.executable,
            "-c",
            program,
            "sweep",
            str(self.spec),
            "--out",
            str(self.folder / out),
            *options,
        ]

    def run(self, out: str | Path, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(out, *options), capture_output=True, text=True, check=False
        )

    def tell(self, what: str, good: bool) -> None:
        self.failed += not good
        print(f"{what}: {'as it must be' if good else 'WRONG'}", flush=True)

    def same(self, what: str, out: str | Path) -> None:
        self.tell(
            f"{what}: {len(self.whole)} files, byte by byte", tree(self.folder / out) == self.whole
        )


def kills(witness: Witness, number: int) -> None:
    """Kill a run again and again: at random moments, and at random files of a chunk being written."""
    out, partial = witness.folder / "killed.zarr", 0
    each = len(witness.whole) // CHUNKS
    for kill in range(1, number + 1):
        command = witness.command(out, "--resume")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        begun, before = time.perf_counter(), len(files(out))
        target = before + witness.rng.randrange(4 * each)
        while process.poll() is None and len(files(out)) < target:
            time.sleep(0.001)
        if kill % 2:  # a moment when, most likely, something is being solved
            time.sleep(witness.rng.uniform(0.0, 2.0 * witness.seconds / CHUNKS))
        process.kill()
        code, there = process.wait(), files(out)
        half = sum(name.endswith(".partial") for name in there)
        marks = sum("status/c." in name for name in there)
        partial += half
        witness.tell(
            f"kill {kill:2} after {time.perf_counter() - begun:5.2f} s, {marks} of {CHUNKS} chunks there, "
            f"{half} files half-written", code == -signal.SIGKILL and marks < CHUNKS,
        )  # fmt: skip
    done = witness.run(out, "--resume")
    witness.tell("resumed to the end", done.returncode == 0)
    witness.same(f"after {number} kills ({partial} half-written files in all)", out)


def files(path: Path) -> list[str]:
    """Names of the files in a folder that something else is writing to."""
    return [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names]


def cluster(witness: Witness) -> None:
    """Kill one of two worker processes after a third of the points."""
    from distributed import Client, LocalCluster

    from summitry.sweeps.file import read_spec
    from summitry.sweeps.run import Progress, fill_store

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made,
        Client(made) as client,
    ):
        pids = list(client.run(os.getpid).values())
        killed: list[int] = []

        def kill_one(now: Progress) -> None:
            if not killed and now.done * 3 > now.total:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(now.done)

        spec = read_spec(witness.spec)
        fill_store(
            witness.folder / "cluster.zarr", spec, scheduler=made.scheduler_address, report=kill_one
        )
        print(f"cluster of two worker processes; one killed after {killed[0]:,} points")
    witness.same("cluster", "cluster.zarr")


@contextlib.contextmanager
def mounted(place: Path, options: str) -> Iterator[bool]:
    """Mount a small disk in memory, if that is allowed."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    try:
        able = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        able = False
    try:
        yield able
    finally:
        if able:
            subprocess.run(["umount", str(place)], check=True)


def full_disk(witness: Witness) -> None:
    """Run out of room in the middle, make room, and go on."""
    total = sum(map(len, witness.whole.values()))
    place = witness.folder / "small"
    with mounted(place, f"size={total // 2}") as able:
        if not able:
            print("full disk: not tried, for mounting is not allowed here")
            return
        done = witness.run(place / "a.zarr")
        print(f"  {done.stderr.splitlines()[-1]}".replace(str(witness.folder), ""))
        good = (
            done.returncode == 1
            and "the disk is full." in done.stderr
            and "--resume" in done.stderr
        )
        witness.tell("full disk: one clear error", good)
        subprocess.run(["mount", "-o", f"remount,size={8 * total}", str(place)], check=True)
        witness.run(place / "a.zarr", "--resume")
        witness.same("full disk, then room and --resume", place / "a.zarr")


def read_only(witness: Witness) -> None:
    """Write to a disk that is mounted read-only: to make a store, and to go on with one."""
    place = witness.folder / "fixed"
    with mounted(place, "size=256m") as able:
        if not able:
            print("read-only disk: not tried, for mounting is not allowed here")
            return
        witness.run(place / "a.zarr")
        for file in sorted((place / "a.zarr/status").glob("c.*"))[-3:]:
            file.unlink()
        before = tree(place)
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        for name in ("b.zarr", "a.zarr"):
            done = witness.run(place / name, "--resume")
            print(f"  {done.stderr.splitlines()[-1]}".replace(str(witness.folder), ""))
            good = done.returncode == 2 and done.stderr.count("read-only") == 1
            witness.tell(f"read-only disk, {name}: one clear error", good)
        witness.tell("read-only disk: nothing lost", tree(place) == before)


def main() -> int:
    """Print the evidence; say with the exit code whether it holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("points", nargs="?", type=lambda text: int(float(text)), default=300_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="summitry-witness-") as folder:
        witness = Witness(Path(folder), options.points, random.Random(options.seed))
        witness.run("one.zarr", "--threads", "1")
        witness.same("one thread", "one.zarr")
        kills(witness, options.kills)
        cluster(witness)
        full_disk(witness)
        read_only(witness)
    print("all as it must be" if not witness.failed else f"{witness.failed} WRONG")
    return int(witness.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
