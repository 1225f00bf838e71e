"""The explorer's server: seconds to start, milliseconds an answer, and fifty people moving sliders at once.

A server of its own on this machine, asked over HTTP by one process, both on the same cores. A user who drags
sends the next view as soon as the last has come and been drawn (`--draw`), as the page does (latest wins); a
user who looks pauses between drags. Each user has a model of their own, so that no two ask the same. Prints;
asserts nothing.

    python benchmarks/bench_explorer.py --users 50 --seconds 600
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from summitry.explorer.axes import SLIDERS

REPEATS = 40
START = "from summitry.cli import main; main()"
ARGUMENTS = ("explore", "--port", "0", "--no-browser")
ANSWERS = {
    "meta": "/api/meta?",
    "view, all parts": "/api/view?",
    "view, words and numbers": "/api/view?parts=solve&",
    "view, a line along n": "/api/view?parts=line&parameter=n&",
    "view, binomial signals": "/api/view?kind=binomial&n=10&",
    "view, 200 coin flips": "/api/view?kind=binomial&n=200&",
    "view, an office without price": "/api/view?psi=inf&",
    "map, 24 x 24": "/api/map?nx=24&ny=24&",
    "map, 96 x 96": "/api/map?nx=96&ny=96&",
    "play, a choice of C": "/api/play?role=C&choice=0.5&",
    "export, a program": "/api/export?what=python&",
}
DRAGGED = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi")
PARTS = "solve,curve,line,landscape,timeline"


@contextlib.contextmanager
def served() -> Iterator[tuple[str, int, int]]:
    """Start a server; give its host, port and process."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, *ARGUMENTS], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        address = urlsplit(next(word for word in words if word.startswith("http://")))
        yield str(address.hostname), int(address.port or 0), process.pid
    finally:
        process.terminate()
        process.wait(30)


def megabytes(pid: int) -> float:
    """Memory of a process; NaN where /proc does not tell."""
    with contextlib.suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return float("nan")


def cpu_seconds(pid: int) -> float:
    """Time that a process has had on all cores; NaN where /proc does not tell."""
    with contextlib.suppress(OSError):
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return float("nan")


def quantile(values: list[float], share: float) -> float:
    """Order statistic of a list."""
    return (
        sorted(values)[min(int(share * len(values)), len(values) - 1)] if values else float("nan")
    )


def one_by_one(host: str, port: int) -> None:
    """Time every kind of answer for one user; each request differs from all before."""
    wire = HTTPConnection(host, port, timeout=60)
    print(f"{'one user':34}{'median':>10}{'p95':>10}{'size':>12}")
    for name, target in ANSWERS.items():
        times, size = [], 0
        for i in range(REPEATS):
            changed = "" if name == "meta" else f"rho={1 + i / 1000}"
            start = time.perf_counter()
            wire.request("GET", (target + changed).rstrip("?&"))
            answer = wire.getresponse()
            size = len(answer.read())
            times.append(time.perf_counter() - start)
            assert answer.status == 200, (name, answer.status)
        row = f"{1e3 * median(times):7.1f} ms{1e3 * quantile(times, 0.95):7.1f} ms"
        print(f"{name:34}{row}{size / 1e3:9.1f} kB")


@dataclass
class Tally:
    """What a crowd saw."""

    times: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # of the last tenth
    errors: int = 0


class User:
    """Somebody with a model who drags one slider after the other."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.model = {name: self.anywhere(name) for name in DRAGGED}
        self.model["rho"] += 0.01  # never without any cost of a visit
        self.name, self.goal = "sigma", 0.5

    def anywhere(self, name: str) -> float:
        """Choose a value on a slider."""
        low, high, log = SLIDERS[name]
        share = self.dice.random()
        return low * (high / low) ** share if log else low + (high - low) * share

    def drag(self) -> None:
        """Take hold of another slider."""
        self.name = self.dice.choice(DRAGGED)
        self.goal = self.anywhere(self.name)

    def move(self) -> str:
        """Move it a tenth of the way, and give the request."""
        now = self.model[self.name]
        self.model[self.name] = round(now + 0.1 * (self.goal - now), 9)
        line = "n" if self.name == "sigma" else "sigma"
        return f"/api/view?{urlencode(self.model | {'parameter': line, 'parts': PARTS})}"


async def act(
    user: User, host: str, port: int, until: float, args: argparse.Namespace, tally: Tally
) -> None:
    """Drag, look, drag, … on one connection until the time is up."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        await asyncio.sleep(user.dice.random() * args.look)
        while time.monotonic() < until:
            user.drag()
            for _ in range(20):
                start = time.monotonic()
                writer.write(f"GET {user.move()} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
                )  # fmt: skip
                await reader.readexactly(length)
                spent = time.monotonic() - start
                tally.times.append(spent)
                if until - start < 0.1 * args.seconds:
                    tally.late.append(spent)
                tally.errors += b" 200 " not in head.split(b"\r\n")[0]
                if time.monotonic() >= until:
                    return
                await asyncio.sleep(args.draw)
            await asyncio.sleep(2 * user.dice.random() * args.look)
    finally:
        writer.close()


async def crowd(host: str, port: int, pid: int, args: argparse.Namespace) -> None:
    """Let everybody move sliders for a while."""
    tally, until = Tally(), time.monotonic() + args.seconds
    before, cpu = megabytes(pid), cpu_seconds(pid)
    memory: list[float] = []

    async def watch() -> None:
        while time.monotonic() < until:
            memory.append(megabytes(pid))
            await asyncio.sleep(max(args.seconds / 20, 0.5))

    users = (act(User(i), host, port, until, args, tally) for i in range(args.users))
    await asyncio.gather(watch(), *users)
    cores = (cpu_seconds(pid) - cpu) / args.seconds
    kind = (
        "dragging without a pause"
        if args.look == 0
        else f"dragging, then looking for {args.look:g} s"
    )
    print(
        f"\n{args.users} users for {args.seconds:g} s, {kind}, drawing {1e3 * args.draw:g} ms a view:"
    )
    rate = len(tally.times) / args.seconds
    print(f"  {len(tally.times)} views, {rate:.0f} a second, {cores:.2f} cores of {os.cpu_count()}")
    spread = ", ".join(
        f"{label} {1e3 * quantile(tally.times, share):.0f} ms"
        for label, share in (("median", 0.5), ("p95", 0.95), ("p99", 0.99), ("longest", 1.0))
    )
    print(f"  {spread}; p95 of the last tenth {1e3 * quantile(tally.late, 0.95):.0f} ms")
    print(f"  {tally.errors} errors")
    middle = memory[len(memory) // 2]
    print(
        f"  memory {before:.0f} MB before, {middle:.0f} MB half way, {memory[-1]:.0f} MB at the end"
    )


def main() -> None:
    """Measure one user, then a crowd twice."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=15.0, help="for each of the two crowds")
    parser.add_argument(
        "--draw", type=float, default=0.05, help="seconds a browser takes to draw a view"
    )
    parser.add_argument(
        "--look", type=float, default=3.0, help="seconds a user looks between two drags"
    )
    args = parser.parse_args()
    start = time.perf_counter()
    with served() as (host, port, pid):
        print(f"ready after {time.perf_counter() - start:.1f} s\n")
        one_by_one(host, port)
        asyncio.run(crowd(host, port, pid, args))
        args.look = 0.0
        asyncio.run(crowd(host, port, pid, args))


if __name__ == "__main__":
    main()
