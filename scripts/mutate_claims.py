"""Break the model's mathematics, solver and checker alike, and see which of the article's claims turn.

A mistake that solver and checker share is certified: only what is known of the model can tell. Each mutation
replaces texts in a temporary copy of ``src``, audits every claim there, and compares the verdicts with those
of the library as it is. A mutation that turns fewer than three fails the run (exit code 1).

    python scripts/mutate_claims.py                        # each compiles the engine
    python scripts/mutate_claims.py --only absence --points 1024
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from mutate import ROOT, compile_engine, environment, place_of

LEAST = 3
AUDIT = """
import json, sys
import summitry as sm
from summitry.audits.tally import Run
from summitry.audits.draws import blocks
print("importing", sm.__file__, file=sys.stderr)
run = Run(list(sm.claims().values()), threads=int(sys.argv[3]))
for table in blocks(int(sys.argv[1]), int(sys.argv[2])):
    run.add(table)
json.dump({id: [t.applicable, t.failures] for id, t in run.tallies.items()}, sys.stdout)
"""


class Replacement(NamedTuple):
    """One text of one file."""

    file: str
    old: str
    new: str


# fmt: off
MUTATIONS = {
    # k_N without 1/(1 − σv): C forgets that an absence is rarer if visits are common
    "absence": (
        Replacement("engine/theory/equations.hpp", "p.vc / fma(T(game.sigma), p.vc, T(game.sigma_c))", "p.vc"),
        Replacement("engine/checker/assessment.hpp",
                    "(game.sigma_c * k0 + game.sigma * p.vc * nu) / mass", "k0 + 0.0 * mass"),
    ),
    # q and 1 − q exchanged: C sees the price when she should not
    "transparency": (
        Replacement("engine/theory/equations.hpp", "return game.q * (believed.below",
                    "return (1.0 - game.q) * (believed.below"),
        Replacement("engine/theory/equations.hpp", "-game.q * p.kappa * p.excess)",
                    "-(1.0 - game.q) * p.kappa * p.excess)"),
        Replacement("engine/theory/equations.hpp", "fma(steepness, game.q * p.m * p.excess,",
                    "fma(steepness, (1.0 - game.q) * p.m * p.excess,"),
        Replacement("engine/checker/assessment.hpp", "fma(T(game.q), p.kappa, (1.0 - game.q) * a.k_visit)",
                    "fma(T(1.0 - game.q), p.kappa, game.q * a.k_visit)"),
    ),
    # κ for m: the average visitor, not the marginal one, is made indifferent
    "marginal": (
        Replacement("engine/theory/equations.hpp", "const T risk = removal_probability(k, m, game.c);",
                    "const T risk = removal_probability(k, k, game.c) + 0.0 * m;"),
    ),
}
# fmt: on


def audited(work: Path, options: argparse.Namespace) -> dict[str, list[int]]:
    """Audit the library in a folder, in a process of its own."""
    env = environment(work)
    command = [
        sys.executable,
        "-c",
        AUDIT,
        str(options.points),
        str(options.seed),
        str(options.threads),
    ]
    done = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0 or str(work) not in done.stderr:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, list[int]] = json.loads(done.stdout)
    return found


def verdict(numbers: list[int]) -> str:
    """Word the outcome of one claim, conditions aside."""
    applicable, failures = numbers
    return "not applicable" if not applicable else "fails" if failures else "holds"


def apply(replacements: tuple[Replacement, ...], work: Path) -> None:
    """Write the mutated files; every text must be there, exactly once."""
    for file, old, new in replacements:
        path = place_of(file, work)
        text = path.read_text("utf-8")
        if text.count(old) != 1:
            raise LookupError(f"the text {old!r} occurs {text.count(old)} times in {file}")
        path.write_text(text.replace(old, new), "utf-8")
    compile_engine(work)


def examine(name: str, before: dict[str, list[int]], options: argparse.Namespace) -> int:
    """Audit one mutant and print what turned; return how many claims did."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="summitry-mutant-") as folder:
        work = copy(Path(folder))
        apply(MUTATIONS[name], work)
        after = audited(work, options)
    turned = [id for id in before if verdict(before[id]) != verdict(after[id])]
    print(f"{name}: {len(turned)} verdicts turn ({time.monotonic() - start:.0f} s)")
    for id in turned:
        print(f"  {id:36} {verdict(before[id])} -> {verdict(after[id])} {after[id]}")
    sys.stdout.flush()
    return len(turned)


def copy(work: Path) -> Path:
    """Make a copy of the sources."""
    shutil.copytree(ROOT / "src", work / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "engine", work / "engine")
    return work


def main() -> int:
    """Run the mutations asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", choices=list(MUTATIONS), help="only this one")
    parser.add_argument("--points", type=int, default=4096)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    before = audited(ROOT, options)
    print(f"unchanged: {len(before)} claims audited at {options.points} points", flush=True)
    chosen = options.only or list(MUTATIONS)
    return int(min([examine(name, before, options) for name in chosen]) < LEAST)


if __name__ == "__main__":
    sys.exit(main())
