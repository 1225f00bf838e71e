"""The compiled loop of `solve_many`: many rows of parameters, the same functions as `solve` (T4–T6)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..equilibrium.check import CHECKER_OFFSET
from ..model.tolerances import CHECKER_STEP, SOLVER_STEP
from . import found as _found
from ._compile import compiled, compiled_inline, compiled_lean, compiled_within
from .around import look_around
from .bargaining.search import CERTIFIED, FILLED, REFUTED, REPORT
from .bargaining.settle import Group, make_group
from .bargaining.turns import F_EQUATION, L_EQUATION
from .company import Company, make_company
from .found import NO_DEAL, Case, Room
from .lanes import WIDTH, load, store
from .nodes import Nodes, place_steps, scan_nodes, step_shares
from .payoffs import Game, make_game
from .points import Curve, Rows, Vector
from .reported import MAX_GAIN, NUMBERS
from .steps import binomial_room, make_binomial_in

NONE, ONE, SEVERAL, LIMIT, UNBOUNDED, UNDECIDED, INVALID = range(7)
STRONGEST, PRIOR, GIVEN = range(3)
OPEN_PROTOCOL = 2  # beside F_EQUATION and L_EQUATION
# columns of a table of parameters
ALPHA, BETA, PRECISION, SIGMA, Q, TAU, RHO, R, PSI, K_MAX = range(10)
_OPEN_DEAL = _found.best_open_deal


class Answers(NamedTuple):
    """Where the answers go: protocols × rows and, for numbers, a slot for each equilibrium before them."""

    status: NDArray[np.int8]
    counts: NDArray[np.int64]
    numbers: NDArray[np.float64]  # slots × protocols × rows × those of NUMBERS that are wanted
    columns: NDArray[np.int64]  # which these are
    in_full: bool  # whether they are all, in their order


@compiled
def mark_invalid(
    table: Rows, lowest: Vector, highest: Vector, endless: NDArray[np.bool_], answers: Answers
) -> None:  # fmt: skip
    """Give every row that is no model the status INVALID, the others NONE; each column has its domain."""
    for i in range(table.shape[0]):
        good = True
        for k in range(table.shape[1]):
            x = table[i, k]
            good &= ((x >= lowest[k]) & (x <= highest[k])) | (endless[k] & (x == np.inf))
        # else the price at which F visits would not depend on its signal (Lemma 1)
        good &= table[i, RHO] + (1.0 - table[i, R]) * table[i, TAU] != 0.0
        for j in range(answers.status.shape[0]):
            answers.status[j, i], answers.counts[j, i] = NONE if good else INVALID, 0


@compiled
def blank_slots(answers: Answers, first: int, stop: int) -> None:
    """Fill the slots of some rows that hold no equilibrium with NaN."""
    slots, sides, rows, size = answers.numbers.shape
    numbers = answers.numbers.reshape((slots, sides, rows * size))
    for slot in range(slots):
        for side in range(sides):
            counts, since = answers.counts[side], first
            # run by run: beyond the first slot nearly all are without
            for i in range(first, stop + 1):
                if i == stop or counts[i] > slot:
                    numbers[slot, side, since * size : i * size] = np.nan
                    since = i + 1


@compiled_lean
def is_reading(rule: int, reading: float, first: float, last: float) -> bool:
    """Say whether a visit can be read so: between the strongest signal and the weakest."""
    if rule != GIVEN or reading == first:
        return True
    return first * (1.0 - 1e-12) <= reading <= last * (1.0 + 1e-12)


@compiled_lean
def off_path(rule: int, reading: float, curve: Curve, first_drop: float) -> tuple[float, float]:
    """Find the weakness read into an unexpected visit with unseen price, and k₀ less it.

    ``first_drop`` is k₀ less the strongest signal's.
    """
    if rule == PRIOR:
        return curve.k0, 0.0
    if rule == GIVEN and reading != curve.m_first:
        reading = min(max(reading, curve.m_first), curve.m_last)
        return reading, curve.k0 - reading
    return curve.m_first, first_drop


@compiled_inline
def _keep(
    numbers: Vector, start: int, answers: Answers, j: int, i: int, count: int
) -> None:  # fmt: skip
    """Copy the numbers of an equilibrium that are wanted, of those from ``start`` on, to its slot."""
    slots, columns = answers.numbers, answers.columns
    if count >= slots.shape[0]:
        return
    if answers.in_full:
        for k in range(0, NUMBERS // WIDTH * WIDTH, WIDTH):
            store(slots[count, j, i], k, load(numbers, start + k))
        for k in range(NUMBERS // WIDTH * WIDTH, NUMBERS):
            slots[count, j, i, k] = numbers[start + k]
    else:
        for k in range(columns.size):
            slots[count, j, i, k] = numbers[start + columns[k]]


@compiled_lean
def solve_open(case: Case, room: Room, answers: Answers, j: int, i: int) -> None:
    """Fill the first slot with no deal, the equilibrium of open bargaining (Prop. 5)."""
    numbers, proof = room.numbers[0], room.proof[0]
    here = look_around(case.curve, 0, -np.inf)
    _found.assess(case, True, 1, NO_DEAL, 0, -np.inf, here, numbers, proof, room.work)
    allowed = _found.allowed(case.game)
    refuted = _OPEN_DEAL(case.game, case.curve, case.nodes)[0] > allowed
    answers.status[j, i], answers.counts[j, i] = UNDECIDED, 0
    if not refuted and numbers[MAX_GAIN] <= allowed:
        _keep(numbers, 0, answers, j, i, 0)
        answers.status[j, i], answers.counts[j, i] = ONE, 1


class Stage(NamedTuple):
    """Room for a group of models that are solved together, made once for many groups."""

    group: Group
    room: Room
    row: NDArray[np.int64]  # which row of the table stands in each slot
    company: Company


@compiled
def make_stage(members: int, nodes: Nodes, checking: Nodes, curve: Curve, fractions: Vector) -> Stage:
    """Make room for so many models with such nodes."""
    return Stage(
        make_group(members, nodes, curve, fractions), _found.make_room(nodes, checking, curve),
        np.zeros(members, np.int64), make_company(members, checking),
    )  # fmt: skip


@compiled_inline
def game_of_row(row: Vector) -> Game:
    """Read the parameters that are not part of the curve."""
    return make_game(row[PSI], row[K_MAX], row[TAU], row[RHO], row[R], row[SIGMA], row[Q])


@compiled_within
def begin(
    case: Case, protocols: NDArray[np.int64], slot: int, start: int, stage: Stage
) -> None:  # fmt: skip
    """Put a model into a slot, test whether no visits stands, and scan for its candidates."""
    _found.enter(case, slot, start, stage.group, False)
    for_f, for_l = False, False
    for which in protocols:
        for_f = for_f or which == F_EQUATION
        for_l = for_l or which == L_EQUATION
    if not (for_f or for_l):
        return
    refuted = _found.no_deal_refuted(case, stage.room.work)
    _found.scan_for(case, for_f, for_l, stage.room.work)
    for which in protocols:
        if which != OPEN_PROTOCOL:
            _found.put_no_deal(which, refuted, slot, stage.group)
            if not _found.has_limit(case, which):
                _found.seek(case, which, slot, stage.group, stage.room.work)


@compiled_within
def judge(
    case: Case, protocols: NDArray[np.int64], slot: int, stage: Stage, in_company: bool
) -> None:  # fmt: skip
    """Judge the candidates of a slot; those that stand may wait to be certified in company."""
    idle = True  # no deal waits once, for both proposers
    for which in protocols:
        if which != OPEN_PROTOCOL:
            _found.judge(case, which, slot, stage.group, stage.room)
            if in_company:
                _found.let_wait(case, which, slot, stage.group, stage.company, idle)
            idle = False


@compiled_inline
def _answer(
    row: Vector, slot: int, which: int, alone: bool, stage: Stage, answers: Answers, j: int, i: int
) -> bool:  # fmt: skip
    """Fill the slots of a row under one protocol with the profiles that are certified, and count them.

    Those that were not certified in company were so ``alone``, or the answer is not complete: False.
    """
    candidates, reports = stage.group.candidates[slot, which], stage.company.reports
    allowed = _found.allowed(game_of_row(row))
    count, disputed = 0, False
    for k in range(int(candidates[FILLED, 0])):
        if candidates[REFUTED, k] != 0.0:
            continue
        gain = candidates[CERTIFIED, k]
        if np.isnan(gain):
            if not alone:
                return False
            numbers, start = stage.room.numbers[k], 0
            gain = numbers[MAX_GAIN]
        else:
            numbers, start = reports, int(candidates[REPORT, k])
            numbers[start + MAX_GAIN] = gain
        if gain <= allowed:
            _keep(numbers, start, answers, j, i, count)
            count += 1
        else:
            disputed = True
    answers.status[j, i] = UNDECIDED if disputed else min(count, SEVERAL)
    answers.counts[j, i] = count
    return True


@compiled_inline
def end_in_company(
    row: Vector, protocols: NDArray[np.int64], slot: int, stage: Stage, i: int, answers: Answers
) -> bool:  # fmt: skip
    """Write the answers of a row all of whose candidates were certified in company, as mostly they are.

    False if some were not, or if more may have to be done.
    """
    if np.isinf(row[PSI]):
        return False
    for j in range(protocols.size):
        which = protocols[j]
        if which == OPEN_PROTOCOL or not _answer(row, slot, which, False, stage, answers, j, i):
            return False
    return True


@compiled_within
def end(
    case: Case, row: Vector, protocols: NDArray[np.int64], slot: int, stage: Stage, i: int, answers: Answers
) -> None:  # fmt: skip
    """Certify the candidates of a slot that stand, and write the answers of its row."""
    room = stage.room
    for j in range(protocols.size):
        which = protocols[j]
        if which == OPEN_PROTOCOL:
            solve_open(case, room, answers, j, i)
            continue
        _found.certify(case, which, slot, stage.group, room)
        _answer(row, slot, which, True, stage, answers, j, i)
        special = answers.status[j, i]
        if _found.is_unbounded(case, which):
            special = UNBOUNDED
        elif _found.has_limit(case, which):
            _found.at_limit(case, which, room.numbers[0], room.proof[0], room.work)
            _keep(room.numbers[0], 0, answers, j, i, answers.counts[j, i])
            answers.counts[j, i] += 1
            special = LIMIT
        if answers.status[j, i] != UNDECIDED:
            answers.status[j, i] = special


@compiled_lean
def solve_one(
    table: Rows, i: int, curve: Curve, nodes: Nodes, checking: Nodes, protocols: NDArray[np.int64],
    rule: int, given: float, stage: Stage, answers: Answers,
) -> None:  # fmt: skip
    """Solve one row by itself."""
    if not is_reading(rule, given, curve.m_first, curve.m_last):
        answers.status[:, i] = INVALID
        return
    reading, below = off_path(rule, given, curve, _found.first_drop(curve))
    row = table[i]
    case = Case(game_of_row(row), curve, nodes, checking, row[PRECISION], reading, below)
    begin(case, protocols, 0, 0, stage)
    _found.gather_candidates(stage.group, 1, curve)
    judge(case, protocols, 0, stage, False)
    end(case, row, protocols, 0, stage, i, answers)


@compiled
def solve_curve(
    table: Rows, rows: NDArray[np.int64], curve: Curve, protocols: NDArray[np.int64], rule: int,
    given: float, answers: Answers,
) -> None:  # fmt: skip
    """Solve the given rows of a table, all with the same weakness curve."""
    nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
    checking = scan_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
    stage = make_stage(1, nodes, checking, curve, curve.data)
    for i in rows:
        solve_one(table, i, curve, nodes, checking, protocols, rule, given, stage, answers)


@compiled
def solve_binomial(
    table: Rows, first: int, stop: int, protocols: NDArray[np.int64], rule: int, given: float,
    answers: Answers,
) -> None:  # fmt: skip
    """Solve every valid row of part of a table under binomial signals; rows in a row share what they can.

    The same prior and n: the curve. The same number of steps: the nodes' places and all the room. Slots that
    hold no equilibrium are left as they are.
    """
    alpha, beta, n = np.nan, np.nan, np.nan
    data = np.empty(binomial_room(1.0))
    curve = make_binomial_in(1.0, 1.0, 1.0, data)
    nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
    checking = scan_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
    shares, checking_shares = step_shares(nodes), step_shares(checking)
    stage = make_stage(1, nodes, checking, curve, data)
    for i in range(first, stop):
        if answers.status[0, i] == INVALID:
            continue
        if table[i, ALPHA] != alpha or table[i, BETA] != beta or table[i, PRECISION] != n:
            if table[i, PRECISION] != n:
                data = np.empty(binomial_room(table[i, PRECISION]))
            alpha, beta, n = table[i, ALPHA], table[i, BETA], table[i, PRECISION]
            before = curve.pieces
            curve = make_binomial_in(alpha, beta, n, data)
            if curve.pieces == before:
                place_steps(curve, nodes, shares)
                place_steps(curve, checking, checking_shares)
            else:
                nodes = scan_nodes(curve, SOLVER_STEP, 0.0)
                checking = scan_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
                shares, checking_shares = step_shares(nodes), step_shares(checking)
                stage = make_stage(1, nodes, checking, curve, data)
        solve_one(table, i, curve, nodes, checking, protocols, rule, given, stage, answers)
