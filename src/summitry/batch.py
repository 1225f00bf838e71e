"""The compiled loop of `solve_many`: many rows of parameters, the same functions as `solve` (T4–T6)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import found as _found
from ._compile import compiled
from .check import CHECKER_OFFSET
from .found import MAX_GAIN, NO_DEAL, NUMBERS, STEPS_TO_LIMIT, Case
from .linear import make_linear
from .nodes import Nodes, scan_nodes
from .payoffs import make_game
from .points import Curve, Rows
from .tolerances import CHECKER_STEP, SOLVER_STEP

NONE, ONE, SEVERAL, LIMIT, UNBOUNDED, UNDECIDED, INVALID = range(7)
STRONGEST, PRIOR, GIVEN = range(3)
OPEN_PROTOCOL = 2  # beside F_EQUATION and L_EQUATION
# columns of a table of parameters
ALPHA, BETA, PRECISION, SIGMA, Q, TAU, RHO, R, PSI, K_MAX = range(10)
_OPEN_DEAL = _found.best_open_deal


class Answers(NamedTuple):
    """Where the answers go: one row per model and, for numbers, one slot per equilibrium."""

    status: NDArray[np.int8]
    counts: NDArray[np.int64]
    numbers: NDArray[np.float64]  # rows × slots × NUMBERS


@compiled
def off_path(rule: int, reading: float, curve: Curve) -> tuple[float, float]:
    """Find the weakness read into an unexpected visit with unseen price, and k₀ less it; or NaN."""
    if rule == PRIOR:
        return curve.k0, 0.0
    if rule == GIVEN and reading != curve.m_first:
        low, high = curve.m_first * (1.0 - 1e-12), curve.m_last * (1.0 + 1e-12)
        inside = low <= reading <= high
        reading = min(max(reading, curve.m_first), curve.m_last)
        return (reading, curve.k0 - reading) if inside else (np.nan, np.nan)
    return curve.m_first, _found.first_drop(curve)


@compiled
def _keep(numbers: Rows, slots: Rows, count: int) -> None:
    """Copy the numbers of an equilibrium to its slot, if there is one."""
    if count < slots.shape[0]:
        slots[count] = numbers


@compiled
def solve_closed(case: Case, which: int, slots: Rows) -> tuple[int, int]:
    """Fill the slots with every equilibrium of closed bargaining; return status and count (T5)."""
    found = _found.closed(case, which)
    count, disputed = 0, False
    for i in range(found.x.size):
        if found.refuted[i]:
            continue
        if found.numbers[i, MAX_GAIN] <= _found.allowed(case.game):
            _keep(found.numbers[i], slots, count)
            count += 1
        else:
            disputed = True
    status = min(count, SEVERAL)
    if _found.is_unbounded(case, which):
        status = UNBOUNDED
    elif _found.has_limit(case, which):
        numbers, proof = np.empty(NUMBERS), np.empty((5, 3))
        _found.limit(case, which, numbers, proof, np.empty((STEPS_TO_LIMIT, 6)))
        _keep(numbers, slots, count)
        status, count = LIMIT, count + 1
    return UNDECIDED if disputed else status, count


@compiled
def solve_open(case: Case, slots: Rows) -> tuple[int, int]:
    """Fill the first slot with no deal, the equilibrium of open bargaining (Prop. 5)."""
    numbers, proof = np.empty(NUMBERS), np.empty((5, 3))
    _found.assess(case, True, 1, NO_DEAL, 0, -np.inf, numbers, proof)
    allowed = _found.allowed(case.game)
    refuted = _OPEN_DEAL(case.game, case.curve, case.nodes)[0] > allowed
    if refuted or not numbers[MAX_GAIN] <= allowed:
        return UNDECIDED, 0
    _keep(numbers, slots, 0)
    return ONE, 1


@compiled
def solve_row(
    row: NDArray[np.float64], curve: Curve, nodes: Nodes, checking: Nodes, protocol: int, rule: int,
    given: float, slots: Rows,
) -> tuple[int, int]:  # fmt: skip
    """Solve one model whose curve and nodes are ready; return status and count."""
    reading, below = off_path(rule, given, curve)
    if np.isnan(reading):
        return INVALID, 0
    game = make_game(row[PSI], row[K_MAX], row[TAU], row[RHO], row[R], row[SIGMA], row[Q])
    case = Case(game, curve, nodes, checking, row[PRECISION], reading, below)
    if protocol == OPEN_PROTOCOL:
        return solve_open(case, slots)
    return solve_closed(case, protocol, slots)


@compiled
def solve_curve(
    table: Rows, rows: NDArray[np.int64], curve: Curve, protocols: NDArray[np.int64], rule: int,
    given: float, status: NDArray[np.int8], count: NDArray[np.int64],
    numbers: NDArray[np.float64],
) -> None:  # fmt: skip
    """Solve the given rows of a table, all with the same weakness curve."""
    nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
    checking = scan_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
    for i in rows:
        for j in range(protocols.size):
            status[j, i], count[j, i] = solve_row(
                table[i], curve, nodes, checking, protocols[j], rule, given, numbers[j, i]
            )


@compiled
def solve_linear(
    table: Rows, protocols: NDArray[np.int64], rule: int, given: float,
    status: NDArray[np.int8], count: NDArray[np.int64], numbers: NDArray[np.float64],
) -> None:  # fmt: skip
    """Solve every valid row of a table under the linear signal; rows with the same prior share its nodes."""
    alpha, beta, n = np.nan, np.nan, np.nan
    curve = make_linear(1.0, 1.0, 0.5, 0.5)
    nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
    checking = nodes
    for i in range(table.shape[0]):
        if status[0, i] == INVALID:
            continue
        if table[i, ALPHA] != alpha or table[i, BETA] != beta or table[i, PRECISION] != n:
            alpha, beta, n = table[i, ALPHA], table[i, BETA], table[i, PRECISION]
            s = alpha + beta
            curve = make_linear(alpha, beta, s / (s + n), n / (s + n))
            nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
            checking = scan_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
        for j in range(protocols.size):
            status[j, i], count[j, i] = solve_row(
                table[i], curve, nodes, checking, protocols[j], rule, given, numbers[j, i]
            )
