"""The compiled loop of `solve_many`: many rows of parameters, the same functions as `solve` (T4–T6)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import found as _found
from ._compile import compiled, compiled_lean
from .check import CHECKER_OFFSET
from .found import MAX_GAIN, NO_DEAL, NUMBERS, STEPS_TO_LIMIT, Case, Found
from .linear import linear_room, make_linear_in
from .linear_nodes import make_scratch
from .nodes import Nodes, place_linear, scan_nodes
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


@compiled_lean
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


@compiled_lean
def _keep(numbers: Rows, slots: Rows, count: int) -> None:
    """Copy the numbers of an equilibrium to its slot, if there is one."""
    if count < slots.shape[0]:
        for i in range(numbers.size):
            slots[count, i] = numbers[i]


@compiled
def solve_closed(
    case: Case, which: int, idle_refuted: bool, room: Found, slots: Rows
) -> tuple[int, int]:  # fmt: skip
    """Fill the slots with every equilibrium of closed bargaining; return status and count (T5)."""
    _found.closed_into(case, which, idle_refuted, room)
    count, disputed = 0, False
    for i in range(room.filled[0]):
        if room.refuted[i] != 0:
            continue
        if room.numbers[i, MAX_GAIN] <= _found.allowed(case.game):
            _keep(room.numbers[i], slots, count)
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
def solve_open(case: Case, room: Found, slots: Rows) -> tuple[int, int]:
    """Fill the first slot with no deal, the equilibrium of open bargaining (Prop. 5)."""
    numbers, proof = np.empty(NUMBERS), np.empty((5, 3))
    _found.assess(case, True, 1, NO_DEAL, 0, -np.inf, numbers, proof, room.work)
    allowed = _found.allowed(case.game)
    refuted = _OPEN_DEAL(case.game, case.curve, case.nodes)[0] > allowed
    if refuted or not numbers[MAX_GAIN] <= allowed:
        return UNDECIDED, 0
    _keep(numbers, slots, 0)
    return ONE, 1


@compiled
def solve_row(
    row: NDArray[np.float64], curve: Curve, nodes: Nodes, checking: Nodes,
    protocols: NDArray[np.int64], rule: int, given: float, room: Found,
    i: int, status: NDArray[np.int8], count: NDArray[np.int64], numbers: NDArray[np.float64],
) -> None:  # fmt: skip
    """Solve model ``i``, whose curve and nodes are ready, under each protocol."""
    reading, below = off_path(rule, given, curve)
    if np.isnan(reading):
        status[:, i] = INVALID
        return
    game = make_game(row[PSI], row[K_MAX], row[TAU], row[RHO], row[R], row[SIGMA], row[Q])
    case = Case(game, curve, nodes, checking, row[PRECISION], reading, below)
    closed = (protocols != OPEN_PROTOCOL).any()  # wherever it stands in the list
    idle_refuted = closed and _found.no_deal_refuted(case, room.work)
    for j in range(protocols.size):
        if protocols[j] == OPEN_PROTOCOL:
            status[j, i], count[j, i] = solve_open(case, room, numbers[j, i])
        else:
            status[j, i], count[j, i] = solve_closed(
                case, protocols[j], idle_refuted, room, numbers[j, i]
            )


@compiled
def solve_curve(
    table: Rows, rows: NDArray[np.int64], curve: Curve, protocols: NDArray[np.int64], rule: int,
    given: float, status: NDArray[np.int8], count: NDArray[np.int64],
    numbers: NDArray[np.float64],
) -> None:  # fmt: skip
    """Solve the given rows of a table, all with the same weakness curve."""
    nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
    checking = scan_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
    room = _found.make_room(nodes, checking, curve)
    for i in rows:
        solve_row(
            table[i],
            curve,
            nodes,
            checking,
            protocols,
            rule,
            given,
            room,
            i,
            status,
            count,
            numbers,
        )


@compiled
def solve_linear(
    table: Rows, protocols: NDArray[np.int64], rule: int, given: float,
    status: NDArray[np.int8], count: NDArray[np.int64], numbers: NDArray[np.float64],
) -> None:  # fmt: skip
    """Solve every valid row of a table under the linear signal; rows with the same prior share its nodes."""
    alpha, beta, n = np.nan, np.nan, np.nan
    coefficients, scratch = linear_room(), make_scratch()
    curve = make_linear_in(1.0, 1.0, 0.5, 0.5, coefficients)
    nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
    checking = scan_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
    room = _found.make_room(
        nodes, checking, curve
    )  # a linear signal has as many nodes whatever its prior
    for i in range(table.shape[0]):
        if status[0, i] == INVALID:
            continue
        if table[i, ALPHA] != alpha or table[i, BETA] != beta or table[i, PRECISION] != n:
            alpha, beta, n = table[i, ALPHA], table[i, BETA], table[i, PRECISION]
            s = alpha + beta
            curve = make_linear_in(alpha, beta, s / (s + n), n / (s + n), coefficients)
            place_linear(curve, 0.0, nodes, scratch)
            place_linear(curve, CHECKER_OFFSET, checking, scratch)
        solve_row(
            table[i],
            curve,
            nodes,
            checking,
            protocols,
            rule,
            given,
            room,
            i,
            status,
            count,
            numbers,
        )
