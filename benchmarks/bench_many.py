"""Games a second: `solve_many` against vectorised SciPy and a plain script, on one thread and on all.

The distribution is wide: every field varies, the prior too (Sobol). The references are written as their users
would (`reference_scipy.py`); both proposers, all roots, the deviation scan. Prints; asserts nothing.
"""

from __future__ import annotations

import resource
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import qmc

import reference_scipy
import summitry as sm
from bench_solve import plain_scipy

Fields = dict[str, Any]
REPEATS = 3


def draw(rows: int, seed: int = 1) -> Fields:
    """Sobol draws of all fields over wide ranges."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rows need not be a power of two here
        u = qmc.Sobol(10, seed=seed).random(rows)
    return {
        "alpha": np.exp(4 * u[:, 0] - 1), "beta": np.exp(4 * u[:, 1] - 1), "n": 0.5 * 400 ** u[:, 2],
        "tau": u[:, 3], "rho": 2 * u[:, 4], "r": u[:, 5], "sigma": u[:, 6], "q": u[:, 7],
        "psi": 2 * 1000 ** u[:, 8], "k_max": 1 + 4 * u[:, 9],
    }  # fmt: skip


def best(call: Callable[[], object]) -> float:
    """Shortest time of a call in seconds."""
    call()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def disagreement(fields: Fields) -> tuple[float, float]:
    """Largest relative difference in F's price, and the share of models with the same number of roots."""
    ours = sm.solve_many(fields, proposer="F", threads=1)
    theirs = reference_scipy.solve(fields)["F"]
    worst, same, rows = 0.0, 0, fields["q"].size
    prices = ours["concession"].values
    for row in range(rows):
        mine = prices[row][~np.isnan(prices[row])]
        other = theirs["price"][theirs["row"] == row]
        if mine.size == other.size:
            same += 1
            if mine.size:
                worst = max(worst, float(np.max(np.abs(np.sort(mine) / np.sort(other) - 1))))
    return worst, same / rows


def compare(name: str, fields: Fields, rows: int) -> None:
    """Print rates and their ratio for one kind of input."""
    small = {key: value[:4096] for key, value in fields.items()}
    ours = best(lambda: sm.solve_many(fields, proposer="both", threads=1)) / rows
    theirs = best(lambda: reference_scipy.solve(small)) / 4096
    print(f"{name:28}{1 / ours:12,.0f}{1 / theirs:14,.0f}{theirs / ours:9.1f}")


def main() -> None:
    """Print the tables."""
    warnings.simplefilter("ignore", RuntimeWarning)  # the reference divides by v = 0
    rows = 1 << 16
    fields = draw(rows)
    shared = fields | {key: np.full(rows, fields[key][7]) for key in ("alpha", "beta", "n")}
    print("games a second, both proposers, one thread")
    print(f"{'':28}{'solve_many':>12}{'NumPy/SciPy':>14}{'ratio':>9}")
    compare("all fields vary", fields, rows)
    compare("prior and n shared", shared, rows)
    worst, same = disagreement({key: value[:4096] for key, value in fields.items()})
    print(
        f"same number of visit equilibria (F): {same:.2%}; largest relative difference there {worst:.1e}"
    )
    script = best(plain_scipy)
    print(f"plain SciPy script (one root, no checks): {1 / script:.0f} a second")
    steps = {key: value[:2048] for key, value in fields.items()} | {"n": np.full(2048, 30.0)}
    took = best(lambda: sm.solve_many(steps, proposer="both", information=sm.Binomial(), threads=1))
    print(f"binomial, n = 30, priors vary: {2048 / took:,.0f} a second")
    print("\nscaling, all threads")
    for size in (1_000, 10_000, 100_000, 1_000_000):
        points = draw(size)
        start = time.perf_counter()
        sm.solve_many(points, proposer="both")
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{size:10,} points: {size / took:10,.0f} a second, peak memory {peak:.2f} GiB")


if __name__ == "__main__":
    main()
