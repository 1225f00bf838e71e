"""What a large sweep would take, measured on a few of its points before it starts."""

from __future__ import annotations

import math
import shutil
import time
from pathlib import Path

import numpy as np

from ._old.reported import NUMBERS
from .model.faults import InputError
from .sweep_blocks import points_of, solve_region
from .sweep_spec import Index, Spec

_TRUSTED = 1_000_000  # points that nobody need be asked about
_LONG = 3600.0  # seconds
_MUCH = 50e9  # bytes
_SAMPLE = 256  # points of a chunk
_PACKED = 0.8  # share of a number's 8 bytes that is left on disk, measured over wide draws


def ask_first(spec: Spec, path: Path, threads: int) -> None:
    """Refuse a sweep that would take an hour or 50 GB, and say what it would take.

    Raises
    ------
    InputError
        With the numbers, and how to go ahead.
    """
    if spec.points <= _TRUSTED or not path.parent.is_dir():
        return
    rate, each = _measured(spec)
    seconds, size = spec.points / (rate * threads), spec.points * each
    if seconds <= _LONG and size <= _MUCH:
        return
    free = shutil.disk_usage(path.parent).free
    raise InputError(
        f"{spec.points:,} points would take about {_span(seconds)} (measured here: {rate:,.0f} points "
        f"a second on one thread; threads: {threads}) and about {_bytes(size)} of disk, where "
        f"{_bytes(free)} are free. If that is what you want, write --yes (yes=True). Otherwise choose fewer "
        "points.",
        where="sweep",
    )


def _measured(spec: Spec) -> tuple[float, float]:
    """Solve a few points from different parts; give points a second and bytes a point."""
    places = _places(spec)
    _solve(spec, places[0])  # compiles, or loads what is compiled
    start = time.perf_counter()
    solved = [_solve(spec, place) for place in places]
    spent = time.perf_counter() - start
    points, equilibria = (sum(column) for column in zip(*solved, strict=True))
    coordinates = len(spec.values) if spec.design != "grid" else 0
    each = 8 * _PACKED * (NUMBERS * equilibria / points + coordinates)
    return points / spent, each


def _places(spec: Spec) -> list[tuple[slice, ...]]:
    """Choose a few points in the first, middle and last chunk; of Sobol points the first will do."""
    chunks = spec.chunks
    chosen: list[Index] = [tuple(0 for _ in chunks)]
    if spec.design != "sobol":
        chosen += [tuple(n // 2 for n in chunks), tuple(n - 1 for n in chunks)]
    places = []
    for index in dict.fromkeys(chosen):
        region = spec.region(index)
        sizes = [part.stop - part.start for part in region]
        while math.prod(sizes) > _SAMPLE:
            longest = sizes.index(max(sizes))
            sizes[longest] = -(-sizes[longest] // 2)
        places.append(
            tuple(
                slice(part.start, part.start + size)
                for part, size in zip(region, sizes, strict=True)
            )
        )
    return places


def _solve(spec: Spec, region: tuple[slice, ...]) -> tuple[int, int]:
    """Count the points of a part and the equilibria that would be kept."""
    solved = solve_region(spec, region, points_of(spec, region))
    kept = np.minimum(solved["equilibrium_count"], spec.equilibria)
    return kept.size // len(spec.sides), int(kept.sum())


def _span(seconds: float) -> str:
    """Write a time in the largest unit that it fills."""
    for size, unit in ((365.25 * 86400, "years"), (86400, "days"), (3600, "hours")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 60:.3g} minutes"


def _bytes(size: float) -> str:
    """Write a size in the largest unit that it fills."""
    for power, unit in ((1e12, "TB"), (1e9, "GB")):
        if size >= power:
            return f"{size / power:.3g} {unit}"
    return f"{size / 1e6:.3g} MB"
