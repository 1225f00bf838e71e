"""Many models with a random proposer (T13.3): a search for pairs of deals in each, beside no visits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..equilibrium.check import ANY_PROPOSER, worded
from ..equilibrium.random_proposer import parameter_faults
from ..equilibrium.status import Status
from ..model.variables import MIXED_VARIABLES, VARIABLES

Matrix = NDArray[np.float64]
Curves = Callable[[float, float, float], Any]  # of alpha, beta, n

_AT_ONCE = 64  # rows that one thread takes at a time
_NAMES = [*VARIABLES, *MIXED_VARIABLES]
_VISITS = _NAMES.index("visit_probability")


def with_offers(numbers: Matrix) -> Matrix:
    """Add to the numbers of pure equilibria what offers have: their one deal is always struck."""
    out = np.full((*numbers.shape[:-1], len(_NAMES)), np.nan)
    out[..., : numbers.shape[-1]] = numbers
    visits = numbers[..., _VISITS]
    out[..., _NAMES.index("kind")] = np.where(np.isnan(visits), np.nan, visits > 0.0)
    for name in ("struck_1", "accepted_1"):
        out[..., _NAMES.index(name)] = np.where(visits > 0.0, 1.0, np.nan)
    for name in ("visit_probability", "concession"):
        out[..., _NAMES.index(f"{name}_1")] = np.where(
            visits > 0.0, numbers[..., _NAMES.index(name)], np.nan
        )
    return out


def random_answers(
    table: Matrix, status: NDArray[np.int8], pure: Matrix, curve_of: Curves, powers: Matrix,
    law: Matrix | None, threads: int, report: Callable[[int, int], None],
) -> tuple[NDArray[np.int8], NDArray[np.int64], Matrix]:  # fmt: skip
    """Return status, number and numbers of the equilibria of each row, given its pure ones and its λ.

    No visits is an equilibrium whoever proposes; of the pure ones only that counts here.
    """
    good = np.flatnonzero(~np.isin(status, [Status.INVALID.code, Status.MISSING.code]))
    known_curve = lru_cache(maxsize=64)(curve_of)
    status, counts = status.copy(), np.zeros(len(table), np.int64)
    listed: dict[int, Matrix] = {}

    def work(start: int) -> int:
        rows = good[start : start + _AT_ONCE]
        for row in rows:
            found, certain = _pairs(table[row], known_curve, float(powers[row]), law)
            idle = pure[:, row][pure[:, row, _VISITS] == 0.0]
            listed[row] = np.concatenate([idle, found])
            counts[row] = len(listed[row])
            status[row] = (Status.of(counts[row]) if certain else Status.UNDECIDED).code
        return int(rows.size)

    done = len(table) - good.size
    report(done, len(table))
    with ThreadPoolExecutor(threads) as pool:
        try:
            for rows in pool.map(work, range(0, good.size, _AT_ONCE)):
                done += rows
                report(done, len(table))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    numbers = np.full((max(1, counts.max(initial=0)), len(table), len(_NAMES)), np.nan)
    for row, equilibria in listed.items():
        numbers[: len(equilibria), row] = equilibria
    return status, counts, numbers


def _pairs(row: Matrix, curve_of: Curves, power: float, law: Matrix | None) -> tuple[Matrix, bool]:
    """Find every pair of deals of one model, and whether all is worked out and certified."""
    alpha, beta, n, sigma, q, tau, rho, r, psi, k_max = row.tolist()
    if parameter_faults(psi):
        return np.empty((0, len(_NAMES))), False
    curve = curve_of(alpha, beta, n)
    game = engine.make_game(psi, k_max, tau, rho, r, sigma, q, law)
    found = engine.random_proposer(game, curve, n, power)
    passed = all(worded(gains, ANY_PROPOSER, True, psi).passed for gains in found.certificates)
    order = np.argsort(found.profiles[:, _VISITS], kind="stable")
    return found.profiles[order], passed
