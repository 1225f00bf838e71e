"""What a large sweep would take, measured on a few of its points before it starts."""

from __future__ import annotations

import math
import shutil
import time
from pathlib import Path

import numpy as np

from ..model.faults import InputError
from .points import chunk_points
from .solve import solve_part
from .spec import Index, Spec

_TRUSTED = 1_000_000  # points that nobody need be asked about
_LONG = 3600.0  # seconds
_MUCH = 50e9  # bytes
_SAMPLE = 256  # points of a chunk
_PACKED = 0.8  # share of a number's 8 bytes that is left on disk, measured over wide draws


def refuse_if_large(spec: Spec, path: Path, threads: int) -> None:
    """Refuse a sweep that would take more than an hour or 50 GB of disk.

    Raises
    ------
    InputError
        Saying what it would take, and how to go ahead.
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
    """Solve a few points of different chunks; return points a second and bytes a point."""
    samples = _samples(spec)
    _solve(spec, samples[0])  # loads what is loaded once
    start = time.perf_counter()
    solved = [_solve(spec, slices) for slices in samples]
    spent = time.perf_counter() - start
    points, equilibria = (sum(column) for column in zip(*solved, strict=True))
    coordinates = len(spec.values) if spec.design != "grid" else 0
    each = 8 * _PACKED * (len(spec.variables) * equilibria / points + coordinates)
    return points / spent, each


def _samples(spec: Spec) -> list[tuple[slice, ...]]:
    """Return a few points of the first, middle and last chunk; of Sobol points the first will do."""
    counts = spec.chunk_counts
    chosen: list[Index] = [tuple(0 for _ in counts)]
    if spec.design != "sobol":
        chosen += [tuple(n // 2 for n in counts), tuple(n - 1 for n in counts)]
    return [_shortened(spec.chunk_slices(index)) for index in dict.fromkeys(chosen)]


def _shortened(slices: tuple[slice, ...]) -> tuple[slice, ...]:
    """Halve the longest side until there are few points."""
    sizes = [part.stop - part.start for part in slices]
    while math.prod(sizes) > _SAMPLE:
        longest = sizes.index(max(sizes))
        sizes[longest] = -(-sizes[longest] // 2)
    return tuple(
        slice(part.start, part.start + size) for part, size in zip(slices, sizes, strict=True)
    )


def _solve(spec: Spec, slices: tuple[slice, ...]) -> tuple[int, int]:
    """Solve a part; return how many points it has and how many equilibria would be kept."""
    solved = dict(solve_part(spec, slices, chunk_points(spec, slices)))
    kept = np.minimum(solved["equilibrium_count"], spec.equilibria)
    return kept.size // len(spec.proposers), int(kept.sum())


def _span(seconds: float) -> str:
    """Format a time in the largest unit that it fills."""
    for size, unit in ((365.25 * 86400, "years"), (86400, "days"), (3600, "hours")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 60:.3g} minutes"


def _bytes(size: float) -> str:
    """Format a size in the largest unit that it fills."""
    for power, unit in ((1e12, "TB"), (1e9, "GB")):
        if size >= power:
            return f"{size / power:.3g} {unit}"
    return f"{size / 1e6:.3g} MB"
