"""Games a second: `solve_many` against vectorised references, on one thread and on all, with its accuracy.

The distribution is wide: every field varies, the prior too (Sobol). The references are written as their users
would (`reference_scipy.py`, `reference_steps.py`); both proposers, all roots, the deviation scan. Rates on
one thread are by the processor's time, the best of several turns. Prints; asserts nothing.

    python benchmarks/bench_many.py --sizes 1000 100000 10000000
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc

import reference_scipy
import reference_steps
import summitry as sm
from bench_solve import plain_scipy
from summitry.model.variables import VARIABLES

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from witness.brute_force import brute
from witness.high_precision.mp_game import solve_both

Fields = dict[str, Any]
REPEATS = 5
CHUNK = 1 << 18  # rows at a time in the scaling: memory stays bounded
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
BARS = {
    "all fields vary": 15.0, "prior and n shared": 60.0, "… its variables alone": 60.0,
    "binomial, n = 30": 10.0,
}  # fmt: skip
STEPS = 30
# what the reference gives of an equilibrium, and the certificate; all of ours are twenty
GIVEN = (
    "threshold", "visit_probability", "concession", "weakness_visit", "weakness_no_visit",
    "payoff_L_salient", "max_gain",
)  # fmt: skip
SHARED = 16  # priors that are shared in turn: a single one may be unusually cheap for either side
SHOWN = 12
# what mpmath's answer calls the variables
EXACT = {
    "visit_probability": "v", "no_visit_probability": "one_minus_v", "concession": "z",
    "weakness_visit": "kappa", "weakness_no_visit": "k_N", "removal_visit": "removal_visit",
    "removal_salient": "removal_salient", "removal_not_salient": "removal_not_salient",
    "removal_ex_ante": "removal_ex_ante", "payoff_F": "payoff_F", "payoff_L_salient": "payoff_L_salient",
    "payoff_L_not_salient": "payoff_L_not_salient", "payoff_C": "payoff_C",
}  # fmt: skip


class Points:
    """Sobol draws of all fields over wide ranges, chunk by chunk."""

    def __init__(self, seed: int = 1) -> None:
        self.sobol = qmc.Sobol(10, seed=seed)

    def take(self, rows: int) -> Fields:
        """Draw the next rows."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # rows need not be a power of two here
            u = self.sobol.random(rows)
        return {
            "alpha": np.exp(4 * u[:, 0] - 1), "beta": np.exp(4 * u[:, 1] - 1),
            "n": 0.5 * 400 ** u[:, 2], "tau": u[:, 3], "rho": 2 * u[:, 4], "r": u[:, 5],
            "sigma": u[:, 6], "q": u[:, 7], "psi": 2 * 1000 ** u[:, 8], "k_max": 1 + 4 * u[:, 9],
        }  # fmt: skip


def draw(rows: int, seed: int = 1) -> Fields:
    """Draw rows from the beginning."""
    return Points(seed).take(rows)


def head(fields: Fields, rows: int) -> Fields:
    """Keep the first rows."""
    return {name: values[:rows] for name, values in fields.items()}


def best(calls: list[Callable[[], object]]) -> list[float]:
    """Shortest processor time of each call in seconds; they take turns, so that a busy machine hits all."""
    times = [np.inf] * len(calls)
    for turn in range(REPEATS + 1):
        for i, call in enumerate(calls):
            start = time.process_time()
            call()
            spent = time.process_time() - start
            times[i] = min(times[i], spent) if turn else np.inf  # the first turn warms up
    return times


def rate(
    name: str, ours: tuple[Callable[[], object], int], theirs: tuple[Callable[[], object], int]
) -> None:
    """Print both rates, their ratio and the bar."""
    mine, other = best([ours[0], theirs[0]])
    mine, other = mine / ours[1], other / theirs[1]
    ratio, bar = other / mine, BARS[name]
    verdict = "met" if ratio >= bar else "missed"
    print(
        f"{name:28}{1 / mine:12,.0f}{1 / other:14,.0f}{ratio:9.1f}{bar:9.0f}  {verdict}", flush=True
    )


def share_prior(fields: Fields, row: int) -> Fields:
    """Give all models the prior and precision of one."""
    same = {key: np.full(fields[key].size, fields[key][row]) for key in ("alpha", "beta", "n")}
    return fields | same


def each(sets: list[Fields], call: Callable[[Fields], object]) -> None:
    """Call with one set of fields after the other, keeping nothing."""
    for fields in sets:
        call(fields)


def rates(rows: int) -> None:
    """Print rates on one thread, the ratios and the bars of issue 3."""
    fields, some = draw(rows), min(rows, 4096)
    steps = fields | {"n": np.full(rows, float(STEPS))}
    print(f"games a second, both proposers, one thread (processor time, best of {REPEATS})")
    print(f"{'':28}{'solve_many':>12}{'NumPy/SciPy':>14}{'ratio':>9}{'bar':>9}")
    rate(
        "all fields vary",
        (lambda: solve_linear(fields), rows),
        (lambda: reference_scipy.solve(head(fields, some)), some),
    )
    shared = [share_prior(fields, row) for row in range(SHARED)]
    rate(
        "prior and n shared",
        (lambda: each(shared, solve_linear), rows * SHARED),
        (lambda: each(shared, lambda p: reference_scipy.solve(head(p, some))), some * SHARED),
    )
    rate(
        "… its variables alone",
        (lambda: each(shared, solve_given), rows * SHARED),
        (lambda: each(shared, lambda p: reference_scipy.solve(head(p, some))), some * SHARED),
    )
    rate(
        "binomial, n = 30",
        (lambda: solve_steps(steps), rows),
        (lambda: reference_steps.solve(head(steps, some)), some),
    )
    script = best([plain_scipy])[0]
    print(f"plain SciPy script (one root, no checks): {1 / script:.0f} a second")


def solve_linear(fields: Fields) -> Any:
    """Solve with linear signals."""
    return sm.solve_many(fields, proposer="both", threads=1)


def solve_given(fields: Fields) -> Any:
    """Solve with linear signals for what the reference gives, and the certificate."""
    return sm.solve_many(fields, proposer="both", threads=1, variables=GIVEN)


def solve_steps(fields: Fields) -> Any:
    """Solve with binomial signals."""
    return sm.solve_many(fields, proposer="both", information=sm.Binomial(), threads=1)


# ------------------------------------------------------------------------------- disagreements


def visits(answer: Any, proposer: str, row: int) -> list[tuple[float, float]]:
    """Visit probabilities and prices of a row's equilibria with visits."""
    here = answer.sel(proposer=proposer).isel(point=row)
    v, z = here["visit_probability"].values, here["concession"].values
    return [(a, b) for a, b in zip(v, z, strict=True) if a > 0]


def disagreement(fields: Fields) -> None:
    """Print how far F's prices of the linear reference differ, and in how many models their number."""
    ours = sm.solve_many(fields, proposer="both", threads=1)
    theirs = reference_scipy.solve(fields)["F"]
    worst, equal, rows = 0.0, 0, fields["q"].size
    for row in range(rows):
        mine = np.sort([z for _, z in visits(ours, "F", row)])
        other = np.sort(theirs["price"][theirs["row"] == row])
        if mine.size == other.size:
            equal += 1
            worst = max(worst, float(np.max(np.abs(mine / other - 1), initial=0.0)))
    print(
        f"linear: same number of visit equilibria (F) in {equal / rows:.2%} of {rows} models; "
        f"largest relative difference of prices there {worst:.1e}"
    )


def steps_disagreement(fields: Fields) -> None:
    """Compare with the NumPy version of T6, and ask brute force about every model where the two differ."""
    ours, theirs, rows = solve_steps(fields), reference_steps.solve(fields), fields["q"].size
    worst, apart = 0.0, []
    counts = ours["equilibrium_count"]
    for proposer in "FL":
        part = theirs[proposer]
        for row in range(rows):
            chosen = part["row"] == row
            mine, other = (
                visits(ours, proposer, row),
                list(zip(part["v"][chosen], part["price"][chosen], strict=True)),
            )
            total = int(counts.sel(proposer=proposer).values[row])
            if len(mine) != len(other) or total != len(other) + theirs["no_visits"][row]:
                apart.append((proposer, row, total, len(other) + int(theirs["no_visits"][row])))
                continue
            for (_, a), (_, b) in zip(sorted(mine), sorted(other), strict=True):
                worst = max(worst, abs(a / b - 1))
    print(
        f"binomial, n = {STEPS}: same equilibria in {1 - len(apart) / (2 * rows):.2%} of {rows} models × 2 "
        f"proposers; largest relative difference of prices there {worst:.1e}"
    )
    for proposer, row, mine_count, other_count in apart[:SHOWN]:
        model = {name: float(values[row]) for name, values in fields.items()}
        found = brute.find_equilibria(model | {"information": "binomial"}, proposer)
        number = len(found["equilibria"]) + found["no_visit"]
        gains = [
            f"{e['gain']:.1e}" for e in found["negligible"] + found["rejected"] if e["gain"] < 1e-6
        ]
        print(
            f"  row {row}, {proposer} proposes: solve_many {mine_count}, NumPy {other_count}, "
            f"brute force {number}" + (f"; near misses gain {', '.join(gains)}" if gains else "")
        )
    if len(apart) > SHOWN:
        print(f"  … and {len(apart) - SHOWN} more")


# ------------------------------------------------------------------------------------ accuracy


def bits(fields: Fields, information: Any) -> tuple[int, int]:
    """Count the numbers of `solve_many`, and those that are not the very bits of `solve`."""
    answer = sm.solve_many(fields, proposer="both", information=information)
    total = wrong = 0
    for row in range(fields["q"].size):
        model = sm.Model(
            **{name: float(x[row]) for name, x in fields.items()}, information=information
        )
        for proposer in "FL":
            here = answer.sel(proposer=proposer).isel(point=row)
            found = sm.solve(model, proposer=proposer).equilibria
            wrong += int(here["equilibrium_count"]) != len(found)
            for name in VARIABLES:
                for eq, value in zip(found, here[name].values, strict=False):
                    one = np.nan if getattr(eq, name) is None else getattr(eq, name)
                    total, wrong = (
                        total + 1,
                        wrong + (not np.array_equal(one, value, equal_nan=True)),
                    )
    return total, wrong


def exact_errors(fields: Fields, information: Any, kind: str) -> tuple[dict[str, float], int, int]:
    """Largest relative error of each variable against mpmath, equilibria compared, models that differ."""
    answer = sm.solve_many(fields, proposer="both", information=information)
    worst, found, differ = dict.fromkeys(EXACT, 0.0), 0, 0
    for row in range(fields["q"].size):
        exact = solve_both(
            {name: float(x[row]) for name, x in fields.items()} | {"information": kind}
        )
        for proposer in "FL":
            here = answer.sel(proposer=proposer).isel(point=row)
            silent = int(exact["no_visit"]["equilibrium"])
            truth = sorted(exact[proposer]["visit"], key=lambda eq: eq["v"])
            if int(here["equilibrium_count"]) != len(truth) + silent:
                differ += 1
                continue
            found += len(truth)
            for i, eq in enumerate(truth, start=silent):
                for name, key in EXACT.items():
                    if eq[key] != 0:
                        error = abs(float((float(here[name].values[i]) - eq[key]) / eq[key]))
                        worst[name] = max(worst[name], error)
    return worst, found, differ


def accuracy(models: int) -> None:
    """Print how `solve_many` compares with `solve` and with mpmath."""
    cases: list[tuple[str, Any, Fields]] = [
        ("linear", sm.Linear(), draw(256, seed=3)),
        ("binomial", sm.Binomial(), draw(64, seed=4) | {"n": 1.0 + np.arange(64) % 30}),
    ]
    print("\naccuracy")
    for kind, information, fields in cases:
        total, wrong = bits(fields, information)
        print(f"{kind}: {wrong} of {total:,} numbers differ from `solve` in any bit", flush=True)
    for (kind, information, fields), share in zip(cases, (models, (models + 2) // 3), strict=True):
        worst, found, differ = exact_errors(head(fields, share), information, kind)
        where = max(worst, key=lambda name: worst[name])
        print(
            f"{kind}: largest relative error against mpmath (60 digits): price {worst['concession']:.1e}, "
            f"of all variables {worst[where]:.1e} ({where}); "
            f"{share} models × 2 proposers, {found} visit equilibria, {differ} with another number of them",
            flush=True,
        )


# ------------------------------------------------------------------------------------- scaling


def peak_memory() -> float:
    """Peak memory of this process in GiB; on Linux without what it was before it began to run Python."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def solve_so_many(size: int) -> tuple[float, float, float]:
    """Solve so many points, on all threads: seconds, seconds of processor, and the process' peak memory."""
    points, took, cpu, left = Points(), 0.0, 0.0, size
    sm.solve_many(draw(1), proposer="both")  # what is compiled is loaded
    while left > 0:
        fields = points.take(min(left, CHUNK))
        start, used = time.perf_counter(), time.process_time()
        sm.solve_many(fields, proposer="both")
        took, cpu = took + time.perf_counter() - start, cpu + time.process_time() - used
        left -= CHUNK
    return took, cpu, peak_memory()


def scaling(sizes: list[int]) -> None:
    """Print rate and memory on all threads, each size in a process of its own."""
    print(
        f"\nscaling, all threads, at most {CHUNK:,} points at a time (wall clock, points made before, memory "
        "not used before)"
    )
    for size in sorted(sizes):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            took, cpu, peak = pool.submit(solve_so_many, size).result()
        print(
            f"{size:12,} points: {size / took:10,.0f} a second, {cpu / took:.1f} processors busy, "
            f"peak memory {peak:.2f} GiB",
            flush=True,
        )


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=SIZES, help="points of the scaling table"
    )
    parser.add_argument("--rows", type=int, default=1 << 16, help="points of the one-thread rates")
    parser.add_argument(
        "--compared", type=int, default=2048, help="models compared with the references"
    )
    parser.add_argument(
        "--exact", type=int, default=48, help="models compared with mpmath (steps: a third)"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    warnings.simplefilter("ignore", RuntimeWarning)  # the reference divides by v = 0
    options = parse(arguments)
    rates(options.rows)
    print("\ndisagreements with the references")
    fields = draw(options.compared)
    disagreement(fields)
    steps_disagreement(fields | {"n": np.full(options.compared, float(STEPS))})
    accuracy(options.exact)
    scaling(list(options.sizes))


if __name__ == "__main__":
    main()
