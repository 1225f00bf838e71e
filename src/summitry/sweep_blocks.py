"""One chunk of a sweep: its points, and the answers by variable. Chunks know nothing of each other."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._old.batch import ALPHA, BETA, PRECISION
from .batch.broadcast import table_of
from .batch.solve_many import off_path_rule, protocol_codes, solve_into
from .model.variables import VARIABLES
from .sweep_room import AT_ONCE, Room
from .sweep_spec import Columns, Spec

_SOBOL_BITS = 32  # as many as scipy can move forward in
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
    unit = _unit_points(len(spec.values), spec.seed, start, stop)
    columns = {}
    for place, (name, (low, high)) in enumerate(spec.values.items()):
        u = unit[:, place]
        if name in spec.logs:
            u *= math.log(high / low)
            np.minimum(np.exp(u, out=u) * low, high, out=u)
        else:
            u *= high - low
            u += low
        columns[name] = u
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
    drawn = [engine.random(size) for size in sizes if size]
    unit: NDArray[np.float64] = drawn[0] if len(drawn) == 1 else np.concatenate(drawn)
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
    room = Room(spec, math.prod(part.stop - part.start for part in region), threads)
    solved = solve_in(room, spec, region, points, threads)
    return {name: np.array(values) for name, values in solved}


def solve_in(
    room: Room, spec: Spec, region: tuple[slice, ...], points: Columns, threads: int = 1
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Solve a part of a sweep in some room; yield its variables, ``status`` last.

    An array is the room's: it holds until the next is asked for, ``equilibrium_count`` and ``status`` until
    the room is used again.
    """
    shape = tuple(part.stop - part.start for part in region)
    rows = math.prod(shape)
    _solve(spec, table_of({**spec.fixed, **points}, shape), room, threads)
    lead = (len(spec.sides),) if len(spec.sides) > 1 else ()
    for place, name in enumerate(VARIABLES):
        numbers = room.numbers(place)[:, :rows].reshape(spec.equilibria, *shape, *lead)
        yield name, np.moveaxis(numbers, (0, -1), (-1, 0)) if lead else np.moveaxis(numbers, 0, -1)
    yield "equilibrium_count", room.counts[:, :rows].reshape(lead + shape)
    yield "status", room.status[:, :rows].reshape(lead + shape)


def _solve(spec: Spec, table: NDArray[np.float64], room: Room, threads: int) -> None:
    """Solve the rows a few at a time, those of one prior and precision together: they share their work."""
    protocols = protocol_codes(spec.bargaining, spec.proposer)
    rule, given = off_path_rule(spec.off_path, [])
    rows = table.shape[0]
    order: NDArray[np.intp] | None = None
    if spec.design != "sobol" and {"alpha", "beta", "n"} & spec.values.keys():
        order = np.lexsort((table[:, PRECISION], table[:, BETA], table[:, ALPHA]))
    room.clear()
    step = AT_ONCE * threads
    for start in range(0, rows, step):
        stop = min(start + step, rows)
        part = table[start:stop] if order is None else table[order[start:stop]]
        answers = room.few(stop - start)
        solve_into(part, spec.information, protocols, rule, given, answers, threads)
        room.put(answers, start, None if order is None else order[start:stop])
