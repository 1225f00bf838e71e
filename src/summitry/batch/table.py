"""A table of models solved at once, without labels: what `solve_many` and sweeps stand on."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine import Curve
from ..equilibrium.check import law_table
from ..equilibrium.status import Status
from ..model.cost_laws import UNIFORM, CostLaw
from ..model.faults import InputError
from ..model.information import BINOMIAL_MAX_N, Binomial, Information, Linear
from ..model.parameters import ANY_SCALE, FIELDS
from ..model.plausibility import plausible_curve
from ..model.variables import MIXED_VARIABLES, VARIABLES

_FEWEST, _MOST = 1024, 16384  # rows that one thread takes at a time
ALL = np.arange(engine.NUMBERS)  # numbers of all variables, in their order
_PRIORS = (engine.ALPHA, engine.BETA, engine.PRECISION)
_LOWEST = np.array([field.least for field in FIELDS])
_LOWEST_SCALE = np.where(np.arange(len(FIELDS)) == engine.K_MAX, ANY_SCALE["smallest"], _LOWEST)
_HIGHEST = np.array([field.greatest for field in FIELDS])
_MAY_BE_INFINITE = np.array([float(field.may_be_infinite) for field in FIELDS])


def cores() -> int:
    """Return how many threads are used by default."""
    return os.cpu_count() or 1


class Answers(NamedTuple):
    """The answers to a table of models; an axis of rows follows that of protocols."""

    status: NDArray[np.int8]  # protocols × rows, codes of `Status`
    counts: NDArray[np.int64]  # protocols × rows
    numbers: NDArray[np.float64]  # slots × protocols × rows × variables


class Question(NamedTuple):
    """What is asked of every row of a table."""

    information: Information
    protocols: NDArray[np.int64]
    rule: int
    weakness: float
    columns: NDArray[np.int64]
    progress: Callable[[int, int], None] | None = None
    mixed: bool = False
    law: NDArray[np.float64] | None = None  # the table of C's cost law: the requests point into it


def usual_slots(information: Information) -> int:
    """Return how many equilibria a model rarely exceeds; the most seen is three for smooth signals (T5)."""
    return 3 if isinstance(information, Linear) else 4


def solve_table(
    table: NDArray[np.float64], information: Information, protocols: NDArray[np.int64],
    rule: int = engine.STRONGEST, given: float = 0.0, slots: int | None = None, threads: int | None = None,
    columns: NDArray[np.int64] | None = None, progress: Callable[[int, int], None] | None = None,
    mixed: bool = False, cost: CostLaw = UNIFORM,
) -> Answers:  # fmt: skip
    """Solve a table with one row per model and one column per field, each proposer in its turn.

    There are as many slots as the row with most equilibria needs, unless their number is given. ``columns``
    are the numbers of the variables that are wanted, all by default: see `variable_codes`.
    """
    columns, threads = ALL if columns is None else columns, threads or cores()
    question = Question(
        information, protocols, rule, given, columns, progress, mixed, law_table(cost)
    )  # fmt: skip
    table = np.ascontiguousarray(table)
    answers = _solve(table, question, slots or usual_slots(information), threads)
    _mark_missing(table, answers.status)
    if slots is not None:
        return answers
    most, filled = max(1, int(answers.counts.max(initial=0))), answers.numbers.shape[0]
    if most <= filled:
        return answers._replace(numbers=answers.numbers[:most])
    # rows that had too few slots are solved again
    full = np.flatnonzero((answers.counts > filled).any(0))
    again = _solve(
        np.ascontiguousarray(table[full]), question._replace(progress=None), most, threads
    )
    numbers = np.full((most, *answers.numbers.shape[1:]), np.nan)
    numbers[:filled] = answers.numbers
    numbers[:, :, full] = again.numbers
    return answers._replace(numbers=numbers)


def _mark_missing(table: NDArray[np.float64], status: NDArray[np.int8]) -> None:
    """Tell rows in which a value is missing from those that are no model."""
    rows = np.flatnonzero((status == Status.INVALID.code).any(axis=0))
    status[:, rows[np.isnan(table[rows]).any(axis=1)]] = Status.MISSING.code


def _solve(
    table: NDArray[np.float64], question: Question, slots: int, threads: int
) -> Answers:  # fmt: skip
    """Solve all rows in blocks; a block knows nothing of the others, so that threads change no bit."""
    rows, protocols = table.shape[0], question.protocols.size
    answers = Answers(
        np.empty((protocols, rows), np.int8), np.empty((protocols, rows), np.int64),
        np.empty((slots, protocols, rows, question.columns.size)),
    )  # fmt: skip
    information = question.information
    if type(information) is Binomial:
        size = _FEWEST // 4
    elif isinstance(information, Linear):
        size = max(_FEWEST, min(_MOST, -(-rows // threads)))
    else:
        _solve_by_curve(table, question, answers, threads)
        return answers
    blocks: list[Block] = [
        (None, None, start, min(start + size, rows)) for start in range(0, rows, size)
    ]
    _spread(table, question, answers, blocks, threads)
    return answers


Block = tuple[NDArray[np.int64] | None, Curve | None, int, int]  # chosen rows, their curve, from, to


def _request(
    table: NDArray[np.float64], question: Question, slots: int, highest: NDArray[np.float64], block: Block
) -> engine.Request:  # fmt: skip
    """Make the request for a block; its addresses are valid as long as all arguments live."""
    chosen, curve, start, stop = block
    kind = 2 if curve is not None else 1 if type(question.information) is Binomial else 0
    law = question.law
    domain = (_LOWEST if law is None else _LOWEST_SCALE, highest, _MAY_BE_INFINITE)
    return engine.Request(
        table.ctypes.data, table.shape[0], None if chosen is None else chosen.ctypes.data, start, stop, kind,
        None if curve is None else curve.address, *(a.ctypes.data for a in domain), question.protocols.size,
        question.protocols.ctypes.data, question.rule, question.weakness, slots, question.columns.size,
        question.columns.ctypes.data, question.mixed, None if law is None else law.ctypes.data,
    )  # fmt: skip


def _spread(
    table: NDArray[np.float64], question: Question, answers: Answers, blocks: list[Block], threads: int
) -> None:  # fmt: skip
    """Solve blocks of rows, a thread each; Ctrl-C stops all of them soon."""
    cancel = ctypes.c_int(0)
    where = engine.Answers(*(a.ctypes.data for a in answers))
    slots, highest = answers.numbers.shape[0], _HIGHEST.copy()
    if type(question.information) is Binomial:
        highest[engine.PRECISION] = BINOMIAL_MAX_N

    def work(block: Block) -> int:
        engine.solve_many(_request(table, question, slots, highest, block), where, cancel)
        return block[3] - block[2]

    report = question.progress or (lambda done, total: None)
    total = table.shape[0]
    done = total - sum(stop - start for _, _, start, stop in blocks)  # rows without a curve
    report(done, total)
    if len(blocks) == 1:
        report(done + work(blocks[0]), total)
        return
    with ThreadPoolExecutor(threads) as pool:
        try:
            for rows in pool.map(work, blocks):
                done += rows
                report(done, total)
        except BaseException:
            cancel.value = 1
            pool.shutdown(cancel_futures=True)
            raise


def rows_by_value(numbers: NDArray[np.float64]) -> Iterator[tuple[list[float], NDArray[np.intp]]]:
    """Yield every different row of numbers, with the places where it stands."""
    values, which = np.unique(numbers, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    places = np.split(order, np.cumsum(np.bincount(which.ravel()))[:-1]) if order.size else []
    return zip(values.tolist(), places, strict=True)


def _solve_by_curve(
    table: NDArray[np.float64], question: Question, answers: Answers, threads: int
) -> None:  # fmt: skip
    """Solve rows curve by curve: every prior and precision has its own."""
    information = question.information
    blocks: list[Block] = []
    for (alpha, beta, n), rows in rows_by_value(table[:, _PRIORS]):
        curve = curve_or_none(information, alpha, beta, n)
        if curve is None:
            answers.status[:, rows] = Status.INVALID.code
            answers.counts[:, rows] = 0
            answers.numbers[:, :, rows] = np.nan
        else:
            blocks.append((rows, curve, 0, rows.size))
    _spread(table, question, answers, blocks, threads)


def curve_or_none(information: Information, alpha: float, beta: float, n: float) -> Curve | None:
    """Return the curve of a prior and precision, None where the structure has none."""
    prior = np.array([alpha, beta, n])
    chosen = list(_PRIORS)
    if not ((prior >= _LOWEST[chosen]) & (prior <= _HIGHEST[chosen])).all():
        return None
    try:
        if information.faults(alpha=alpha, beta=beta, n=n):
            return None
        return plausible_curve(information, alpha, beta, n)
    except InputError:
        return None


def variable_codes(names: Sequence[str]) -> NDArray[np.int64]:
    """Return the engine's numbers of some variables."""
    known = [*VARIABLES, *MIXED_VARIABLES]
    return np.array([known.index(name) for name in names], np.int64)


def protocol_codes(bargaining: str, proposer: str, cost: CostLaw = UNIFORM) -> NDArray[np.int64]:
    """Return the engine's numbers of the protocols; ``"both"`` are two."""
    codes = {"F": engine.PROPOSER_F, "L": engine.PROPOSER_L, "random": engine.PROPOSER_L}
    # where nobody ever strikes a deal in the open (Prop. 5) it does not matter who proposes
    open_f = engine.OPEN_BARGAINING if cost == UNIFORM else engine.OPEN_F
    in_open = {"F": open_f, "L": engine.OPEN_BARGAINING}
    sides = ("F", "L") if proposer == "both" else (proposer,)
    return np.array(
        [in_open[side] if bargaining == "open" else codes[side] for side in sides]
    )
