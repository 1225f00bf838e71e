"""Hold the solver against the independent reader on many random models: `make verify-many`.

Every protocol of every model is solved, in pure strategies, in mixed ones, under other laws of C's cost and
with a random proposer (T5, T11, T13), and `verify` judges the answer: every field, every deviation, and when
no visits is an equilibrium. Prints each answer that it does not confirm, then how many there were and how
long the reader took; exit code 1 if there was any.

    python benchmarks/verify_many.py --models 10000 --seed 1 --what pure
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import summitry as sm

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from verification.random_results import results

WHAT = "pure", "mixed", "laws", "random"


def judge(what: str, models: int, seed: int) -> int:
    """Judge every answer of one kind; return how many were not confirmed."""
    seconds, failed = [], 0
    for model, document in results(models, seed, what):
        start = time.perf_counter()
        found = sm.verify(document)
        seconds.append(time.perf_counter() - start)
        if not found.passed:
            failed += 1
            print(model, f"off_path={document['off_path']!r}")
            print(
                *(f"    {line}" for line in found.lines if "FAILED" in line), sep="\n", flush=True
            )
    seconds.sort()
    print(
        f"{what}: {len(seconds)} answers to {models} models, {failed} not confirmed; seconds of the reader: "
        f"median {seconds[len(seconds) // 2]:.3f}, 99 % within {seconds[99 * len(seconds) // 100]:.3f}, "
        f"longest {seconds[-1]:.3f}",
        flush=True,
    )
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--what", choices=WHAT, action="append", help="only these answers")
    wanted = parser.parse_args()
    failed = [judge(what, wanted.models, wanted.seed) for what in wanted.what or WHAT]
    return 1 if any(failed) else 0


if __name__ == "__main__":
    sys.exit(main())
