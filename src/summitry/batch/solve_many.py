"""`solve_many`: arrays of parameters in, a labelled dataset of every equilibrium out (T4–T6)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._old import batch
from .._old.bargaining.turns import F_EQUATION, L_EQUATION
from .._old.batch_linear import MEMBERS, solve_linear
from .._old.memory import room
from .._old.reported import NUMBERS
from ..equilibrium.check import check_protocol
from ..equilibrium.solution import OffPath
from ..equilibrium.status import Status
from ..model.faults import InputError, shown, whole_number_faults
from ..model.information import Binomial, Information, Linear
from ..model.parameters import FIELDS
from ..model.variables import COUNT, STATUS, VARIABLES, chosen_variables
from .broadcast import Grid, broadcast

if TYPE_CHECKING:
    import xarray

_FEWEST, _MOST = 1024, 16384  # rows that one thread takes at a time
ALL = np.arange(NUMBERS)  # places of all variables, in their order
_PRIORS = (batch.ALPHA, batch.BETA, batch.PRECISION)
_CODES = (
    Status.NONE, Status.ONE, Status.SEVERAL, Status.LIMIT, Status.UNBOUNDED, Status.UNDECIDED,
    Status.INVALID,
)  # fmt: skip
_DOMAIN = (
    np.array([field.least for field in FIELDS]), np.array([field.greatest for field in FIELDS]),
    np.array([field.may_be_infinite for field in FIELDS]),
)  # fmt: skip


def solve_many(
    fields: Mapping[str, ArrayLike],
    *,
    bargaining: str = "closed",
    proposer: str = "L",
    off_path: OffPath = "strongest",
    information: Information | None = None,
    equilibria: int | None = None,
    variables: Sequence[str] | None = None,
    threads: int | None = None,
) -> xarray.Dataset:
    """Solve many models at once: all equilibria of each, certified, by the functions that `solve` calls.

    Parameters
    ----------
    fields
        Values of the model's fields by name, numbers or arrays that broadcast against each other; ``psi``
        may hold infinities among finite values. ``n`` may be left out if the information structure does not
        use it, and ``k_max`` (1). Labelled arrays of xarray keep their dimensions and coordinates; others
        get ``point``, or ``dim_0``, ``dim_1``, … if they have several dimensions.
    bargaining, proposer
        As for `solve`; ``proposer="both"`` adds a dimension ``proposer`` (F, L).
    off_path
        As for `solve`, one rule for all rows.
    information
        One structure for all rows; `Linear` by default.
    equilibria
        How many slots the ``equilibrium`` dimension has. By default as many as the row with most needs;
        with fewer, ``equilibrium_count`` still counts all, and those with fewest visits are kept.
    variables
        Which variables of an equilibrium the dataset holds, beside ``status`` and ``equilibrium_count``; all
        by default. Each costs 8 bytes a model, slot and proposer, which in memory that is new to the process
        takes its time too. Every equilibrium is certified whether its ``max_gain`` is asked for or not.
    threads
        How many threads; by default as many as the machine has cores. The bits do not depend on it.

    Returns
    -------
    xarray.Dataset
        The ``variables`` of `Equilibrium` (NaN where undefined) over the fields' dimensions and
        ``equilibrium``, in order of visit probability, with ``status`` (codes, named by its attributes) and
        ``equilibrium_count``. A row that is no model has status INVALID and no equilibrium.

    Raises
    ------
    InputError
        For an unknown field, one that is missing or no number, shapes that do not broadcast, a bad option;
        all faults at once. A bad *value* in a row is no error.

    Examples
    --------
    >>> import numpy as np
    >>> import summitry as sm
    >>> answer = sm.solve_many(
    ...     dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=[0.35, 0.9, 1.5], q=0.6, psi=30),
    ...     proposer="F",
    ... )
    >>> [round(z, 6) for z in answer["concession"].isel(equilibrium=0).values.tolist()]
    [0.627452, 0.71685, nan]
    >>> answer["status"].values.tolist()
    [1, 1, 6]
    """
    information = Linear() if information is None else information
    faults = option_faults(bargaining, proposer, equilibria, threads)
    names = chosen_variables(variables, faults)
    rule, given = off_path_rule(off_path, faults)
    grid = broadcast(fields, information, faults)
    if faults or grid is None:
        raise InputError(faults, where="solve_many")
    protocols, columns = protocol_codes(bargaining, proposer), places_of(names)
    answers = solve_table(
        grid.table, information, protocols, rule, given, equilibria, threads, columns
    )
    return _dataset(grid, answers, names, bargaining, proposer, off_path, information)


def usual_slots(information: Information) -> int:
    """Say how many equilibria a model rarely exceeds; three is the most seen for smooth signals (T5, T6)."""
    return 3 if isinstance(information, Linear) else 4


def solve_table(
    table: NDArray[np.float64], information: Information, protocols: NDArray[np.int64],
    rule: int = batch.STRONGEST, given: float = 0.0, slots: int | None = None, threads: int | None = None,
    columns: NDArray[np.int64] | None = None,
) -> batch.Answers:  # fmt: skip
    """Solve a table with one row per model and one column per field: `solve_many` without its labels.

    There are as many slots as the row with most equilibria needs, unless their number is given. ``columns``
    are the places of the variables that are wanted, all by default: see `places_of`.
    """
    columns, threads = ALL if columns is None else columns, threads or os.cpu_count() or 1
    answers = _answers(protocols.size, table.shape[0], slots or usual_slots(information), columns)
    solve_into(table, information, protocols, rule, given, answers, threads)
    if slots is None:
        answers = _with_room(table, information, protocols, rule, given, answers, threads)
    _spread(
        lambda start: batch.blank_slots(answers, start, min(start + _MOST, table.shape[0])),
        range(0, table.shape[0], _MOST), threads,
    )  # fmt: skip
    return answers


def solve_into(
    table: NDArray[np.float64], information: Information, protocols: NDArray[np.int64], rule: int,
    given: float, answers: batch.Answers, threads: int = 1,
) -> None:  # fmt: skip
    """Solve a table into arrays that are there; slots that are not counted are left as they are."""
    batch.mark_invalid(table, *_DOMAIN, answers)
    _run(table, information, protocols, rule, given, answers, threads)


def option_faults(bargaining: str, proposer: str, equilibria: Any, threads: Any) -> list[str]:
    """Say what is wrong with the options that `solve_many` and `sweep` share."""
    faults = check_protocol(bargaining, proposer, both=True)
    for name, value in (("equilibria", equilibria), ("threads", threads)):
        if value is not None:
            faults += whole_number_faults(name, value, 1, example=2)
    return faults


def places_of(names: Sequence[str]) -> NDArray[np.int64]:
    """Give the compiled loop's numbers of some variables."""
    known = list(VARIABLES)
    return np.array([known.index(name) for name in names], np.int64)


def protocol_codes(bargaining: str, proposer: str) -> NDArray[np.int64]:
    """Give the compiled loop's numbers of the protocols; ``"both"`` are two."""
    codes = {"F": F_EQUATION, "L": L_EQUATION}
    sides = ("F", "L") if proposer == "both" else (proposer,)
    return np.array(
        [batch.OPEN_PROTOCOL if bargaining == "open" else codes[side] for side in sides]
    )


def off_path_rule(off_path: Any, faults: list[str]) -> tuple[int, float]:
    """Give the compiled loop's number of the off-path rule, and the weakness if it is one."""
    if off_path == "strongest":
        return batch.STRONGEST, 0.0
    if off_path == "prior":
        return batch.PRIOR, 0.0
    number = isinstance(off_path, int | float | np.floating | np.integer)
    if number and not isinstance(off_path, bool) and 0.0 < float(off_path) < 1.0:
        return batch.GIVEN, float(off_path)
    faults.append(
        f"off_path = {shown(off_path)} is not an off-path rule. It must be 'strongest' (Assumption 1), "
        "'prior', or a weakness between 0 and 1; rows for which that is no weakness of a signal are invalid. "
        "Write for example off_path='strongest'."
    )
    return batch.STRONGEST, 0.0


def _answers(
    protocols: int, rows: int, slots: int, columns: NDArray[np.int64]
) -> batch.Answers:  # fmt: skip
    return batch.Answers(
        np.empty((protocols, rows), np.int8), np.empty((protocols, rows), np.int64),
        room((slots, protocols, rows, columns.size)), columns, np.array_equal(columns, ALL),
    )  # fmt: skip


def _run(
    table: NDArray[np.float64], information: Information, protocols: NDArray[np.int64], rule: int,
    given: float, answers: batch.Answers, threads: int,
) -> None:  # fmt: skip
    """Solve all rows in blocks; a block knows nothing of the others, so that threads change no bit."""
    rows = table.shape[0]
    if type(information) is Binomial:
        for n in np.unique(table[answers.status[0] != batch.INVALID, batch.PRECISION]):
            if information.faults(alpha=1.0, beta=1.0, n=float(n)):
                answers.status[:, table[:, batch.PRECISION] == n] = batch.INVALID
        solve, size = batch.solve_binomial, _FEWEST // 4
    elif isinstance(information, Linear):
        solve, size = solve_linear, _rows_at_once(rows, threads)
    else:
        _run_curves(table, information, protocols, rule, given, answers, threads)
        return

    def block(start: int) -> None:
        stop = min(start + size, rows)
        solve(table, start, stop, protocols, rule, given, answers)

    _spread(block, range(0, rows, size), threads)


def _rows_at_once(rows: int, threads: int) -> int:
    """Say how many rows a thread takes: even shares, of enough rows that making room for them is little."""
    shares = threads * -(-rows // (threads * _MOST))
    return MEMBERS * -(-max(rows // max(shares, 1), _FEWEST) // MEMBERS)


def _spread(work: Any, items: Any, threads: int) -> None:
    if threads == 1 or len(items) < 2:
        for item in items:
            work(item)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, items):
            pass


def _run_curves(
    table: NDArray[np.float64], information: Information, protocols: NDArray[np.int64], rule: int,
    given: float, answers: batch.Answers, threads: int,
) -> None:  # fmt: skip
    """Solve rows curve by curve: every prior and precision has its own."""
    good = np.flatnonzero(answers.status[0] != batch.INVALID)
    priors, which = np.unique(table[good][:, _PRIORS], axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    groups = np.split(good[order], np.cumsum(np.bincount(which.ravel()))[:-1]) if good.size else []

    def group(index: int) -> None:
        alpha, beta, n = (float(x) for x in priors[index])
        rows = groups[index]
        try:
            faults = information.faults(alpha=alpha, beta=beta, n=n)
            curve = None if faults else information.curve(alpha, beta, n)
        except InputError:
            curve = None
        if curve is None:
            answers.status[:, rows] = batch.INVALID
            return
        batch.solve_curve(table, rows, curve, protocols, rule, given, answers)

    _spread(group, range(len(groups)), threads)


def _with_room(
    table: NDArray[np.float64], information: Information, protocols: NDArray[np.int64], rule: int,
    given: float, answers: batch.Answers, threads: int,
) -> batch.Answers:  # fmt: skip
    """Make as many slots as the row with most equilibria needs, and solve again the rows that had too few."""
    most, slots = max(1, int(answers.counts.max(initial=0))), answers.numbers.shape[0]
    if most <= slots:
        return answers._replace(numbers=answers.numbers[:most])
    full = np.flatnonzero((answers.counts > slots).any(0))
    part = np.ascontiguousarray(table[full])
    again = solve_table(part, information, protocols, rule, given, most, threads, answers.columns)
    numbers = room((most, *answers.numbers.shape[1:]))
    numbers[:slots] = answers.numbers
    numbers[:, :, full] = again.numbers
    return answers._replace(numbers=numbers)


def _dataset(
    grid: Grid, answers: batch.Answers, names: list[str], bargaining: str, proposer: str,
    off_path: OffPath, information: Information,
) -> xarray.Dataset:  # fmt: skip
    import xarray

    lead = ("proposer",) if proposer == "both" else ()
    shape = ((2,) if lead else ()) + grid.shape
    dims = (*lead, *grid.dims)
    data: dict[str, Any] = {
        "status": (dims, answers.status.reshape(shape), STATUS.attributes() | flags()),
        "equilibrium_count": (dims, answers.counts.reshape(shape), COUNT.attributes()),
    }  # fmt: skip
    slots = answers.numbers.shape[0]
    for place, name in enumerate(names):
        values = np.moveaxis(answers.numbers[..., place].reshape(slots, *shape), 0, -1)
        data[name] = ((*dims, "equilibrium"), values, VARIABLES[name].attributes())
    coords = dict(grid.coords) | ({"proposer": ["F", "L"]} if lead else {})
    attributes = {
        "bargaining": bargaining, "off_path": off_path, "information": str(information.to_dict()),
    } | ({} if lead else {"proposer": proposer})  # fmt: skip
    return xarray.Dataset(data, coords=coords, attrs=attributes)


def flags() -> dict[str, Any]:
    """Attributes that name the codes of ``status``."""
    return {
        "flag_values": list(range(len(_CODES))),
        "flag_meanings": " ".join(code.name for code in _CODES),
    }
