"""`/api/map`: who gains over two parameters, band by band."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import Model
from ..figures import AXES, MapData, prepare_map
from .axes import MOST_SIDE, SIDE, Span, read_span
from .query import MODEL_KEYS, Key, Query
from .view import FORMAT_KEY, Arrays

SLICE = 0.02  # seconds of work between two checks that the client is still connected
VALUES = ("concession", "visit_probability", "gain_L")
GRID_KEYS = (
    Key("x", "the parameter from left to right", tuple(AXES), default="sigma"),
    Key("y", "the parameter from bottom to top", tuple(AXES), default="q"),
    *(Key(f"n{axis}", f"how many cells along {axis}", low=2, high=MOST_SIDE, default=SIDE, kind="whole")
      for axis in "xy"),
    *(Key(f"{axis}_{end}", f"where {axis} {word}; a value of its parameter", kind="number")
      for axis in "xy" for end, word in (("from", "starts"), ("to", "ends"))),
    *(Key(f"{axis}_log", f"1 for equal ratios along {axis}, 0 for equal distances", kind="flag")
      for axis in "xy"),
)  # fmt: skip
MAP_KEYS = (*MODEL_KEYS, *GRID_KEYS, FORMAT_KEY)


@dataclass(frozen=True)
class Grid:
    """Two axes."""

    x: Span
    y: Span


def read_grid(query: Query) -> Grid:
    """Read the two axes of a map."""
    names = query.choice("x"), query.choice("y")
    if names[0] == names[1]:
        query.faults.append(
            f"x and y are both {names[0]}. A map needs two different parameters. Change one of them."
        )
    spans = [
        read_span(query, name, f"{axis}_", query.whole(f"n{axis}"))
        for axis, name in zip("xy", names, strict=True)
    ]
    return Grid(*spans)


def whole_map(model: Model, grid: Grid) -> MapData:
    """Solve all of a map at once."""
    x, y = grid.x, grid.y
    return prepare_map(
        model, x.name, y.name, nx=x.points, ny=y.points, x_span=x.ends, y_span=y.ends, x_log=x.log,
        y_log=y.log, threads=1,
    )  # fmt: skip


def bands(model: Model, grid: Grid) -> Generator[MapData, None, None]:
    """Solve a map in bands of a few rows each; how many, the time of the last band says."""
    values, rows, start = grid.y.values(), 2, 0
    if grid.y.name == "n" and model.information.kind == "binomial":
        yield whole_map(model, grid)  # the counts on the axis are rounded together
        return
    while start < values.size:
        stop = start + rows
        if values.size - stop < 2:
            stop = values.size  # a band has two rows at least
        part = Span(grid.y.name, stop - start, values[start], values[stop - 1], grid.y.log)
        begun = time.perf_counter()
        yield whole_map(model, Grid(grid.x, part))
        pace = SLICE * (stop - start) / max(time.perf_counter() - begun, 1e-6)
        rows, start = max(2, min(int(pace), 4 * rows)), stop


def work(model: Model, grid: Grid) -> Generator[None, None, tuple[dict[str, Any], Arrays]]:
    """Answer a map in slices, between which the caller may stop."""
    parts: list[MapData] = []
    for part in bands(model, grid):
        parts.append(part)
        yield
    first = parts[0]
    header = {
        "model": model.to_dict(), "x": grid.x.name, "y": grid.y.name, "x_log": grid.x.log,
        "y_log": grid.y.log, "protocols": list(first.protocols), "nx": first.x.values.size,
        "ny": sum(part.y.values.size for part in parts),
    }  # fmt: skip
    arrays: Arrays = {
        "map.x": first.x.values,
        "map.y": np.concatenate([part.y.values for part in parts]),
        "map.outcome": np.concatenate([part.gains for part in parts], axis=1),
    }
    for name in VALUES:
        joined = np.concatenate([part.values[name] for part in parts], axis=1)
        arrays[f"map.{name}"] = joined.astype(np.float32)
    return header, arrays
