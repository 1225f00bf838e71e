"""One chunk of a sweep: its points, and the answers by variable. Chunks know nothing of each other."""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .batch import ALPHA, BETA, PRECISION, Answers
from .found import NUMBERS
from .many import off_path_rule, protocol_codes, solve_table
from .model import FIELDS
from .sweep_spec import Columns, Spec
from .variables import VARIABLES

_SOBOL_BITS = 32  # as many as scipy can move forward in
_AT_ONCE = 8192  # rows for each thread: their numbers are 4 MB for one proposer and three slots
_ready = threading.local()


def points_of(spec: Spec, region: tuple[slice, ...]) -> Columns:
    """Give the varied fields in a part of the sweep, each broadcastable to the part's shape."""
    if spec.design == "sobol":
        return sobol_points(spec, region[0].start, region[0].stop)
    if spec.design == "list":
        return {name: column[region[0]] for name, column in spec.values.items()}
    sides = len(region)
    return {
        name: axis[part].reshape([-1 if i == place else 1 for i in range(sides)])
        for place, ((name, axis), part) in enumerate(zip(spec.values.items(), region, strict=True))
    }


def sobol_points(spec: Spec, start: int, stop: int) -> Columns:
    """Draw scrambled Sobol points ``start`` to ``stop``: the same whichever part is drawn first."""
    names = list(spec.values)
    unit = _unit_points(len(names), spec.seed, start, stop)
    columns = {}
    for place, name in enumerate(names):
        low, high = spec.values[name]
        u = unit[:, place]
        if name in spec.logs:
            columns[name] = np.minimum(low * np.exp(u * math.log(high / low)), high)
        else:
            columns[name] = low + u * (high - low)
    return columns


def _unit_points(dimensions: int, seed: int, start: int, stop: int) -> NDArray[np.float64]:
    """Continue the thread's own sequence if it can; going back means starting again."""
    from scipy.stats import qmc

    key = (dimensions, seed)
    last_key, engine, at = getattr(_ready, "sobol", (None, None, 0))
    if engine is None or last_key != key or at > start:
        engine, at = qmc.Sobol(dimensions, bits=_SOBOL_BITS, rng=seed), 0
    if start > at:
        engine.fast_forward(start - at)
    # the very first point is drawn alone: scipy warns of any first number that is no power of two
    sizes = [1, stop - 1] if start == 0 else [stop - start]
    unit: NDArray[np.float64] = np.concatenate([engine.random(size) for size in sizes if size])
    _ready.sobol = (key, engine, stop)
    return unit


def solve_region(
    spec: Spec, region: tuple[slice, ...], points: Columns, threads: int = 1
) -> dict[str, NDArray[Any]]:
    """Solve a part of a sweep.

    Returns
    -------
    dict of arrays
        By variable: ``status`` and ``equilibrium_count`` over (proposer,) dims, all others over
        (proposer,) dims, equilibrium; the proposer's dimension only if there are two.
    """
    shape = tuple(part.stop - part.start for part in region)
    answers = _solve(spec, _table(spec, shape, points), threads)
    lead = (len(spec.sides),) if len(spec.sides) > 1 else ()
    out: dict[str, NDArray[Any]] = {
        "status": answers.status.reshape(lead + shape),
        "equilibrium_count": answers.counts.reshape(lead + shape),
    }
    for values, name in zip(answers.numbers, VARIABLES, strict=True):
        out[name] = values.reshape((*lead, *shape, spec.equilibria))
    return out


def _table(spec: Spec, shape: tuple[int, ...], points: Columns) -> NDArray[np.float64]:
    """Fill a table with one row per model and a column per field; a field that nothing uses is 1."""
    table = np.ones((math.prod(shape), len(FIELDS)))
    for place, field in enumerate(FIELDS):
        if field.name in points:
            table[:, place] = np.broadcast_to(points[field.name], shape).ravel()
        elif field.name in spec.fixed:
            table[:, place] = spec.fixed[field.name]
    return table


def _solve(spec: Spec, table: NDArray[np.float64], threads: int) -> Answers:
    """Solve the rows, those of one prior and precision after each other, since they share their work.

    The numbers are turned round, a few rows at a time while they are in the cache: variable first, as a store
    has them.
    """
    protocols = protocol_codes(spec.bargaining, spec.proposer)
    rule, given = off_path_rule(spec.off_path, [])
    rows = table.shape[0]
    out = Answers(
        np.empty((protocols.size, rows), np.int8), np.empty((protocols.size, rows), np.int64),
        np.empty((NUMBERS, protocols.size, rows, spec.equilibria)),
    )  # fmt: skip
    order: NDArray[np.intp] | None = None
    if spec.design != "sobol" and {"alpha", "beta", "n"} & spec.values.keys():
        order = np.lexsort((table[:, PRECISION], table[:, BETA], table[:, ALPHA]))
    step = _AT_ONCE * threads
    for start in range(0, rows, step):
        part = slice(start, start + step) if order is None else order[start : start + step]
        solved = solve_table(
            np.ascontiguousarray(table[part]), spec.information, protocols, rule, given,
            spec.equilibria, threads,
        )  # fmt: skip
        out.status[:, part], out.counts[:, part] = solved.status, solved.counts
        out.numbers[:, :, part] = solved.numbers.transpose(3, 0, 1, 2)
    return out
