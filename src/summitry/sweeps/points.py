"""The points of one chunk of a sweep: values of the varied fields on a grid, in a list, or Sobol points."""

from __future__ import annotations

import math
import threading

import numpy as np
from numpy.typing import NDArray

from ..model.extras import require
from .spec import Columns, Spec

_SOBOL_BITS = 32  # as many as scipy can skip ahead in
_last_drawn = threading.local()  # each thread's generator, and how many points it has drawn


def chunk_points(spec: Spec, slices: tuple[slice, ...]) -> Columns:
    """Return the varied fields in a part of the sweep, each broadcastable to the part's shape."""
    if spec.design == "sobol":
        return sobol_points(spec, slices[0].start, slices[0].stop)
    if spec.design == "list":
        return {name: column[slices[0]] for name, column in spec.values.items()}
    grid = np.ix_(*(axis[part] for axis, part in zip(spec.values.values(), slices, strict=True)))
    return dict(zip(spec.values, grid, strict=True))


def sobol_points(spec: Spec, start: int, stop: int) -> Columns:
    """Draw scrambled Sobol points ``start`` to ``stop``: the same whichever part is drawn first."""
    unit = _unit_points(len(spec.values), spec.seed, start, stop)
    columns = {}
    for axis, (name, (low, high)) in enumerate(spec.values.items()):
        u = unit[:, axis]
        if name in spec.logs:
            columns[name] = np.minimum(np.exp(u * math.log(high / low)) * low, high)
        else:
            columns[name] = u * (high - low) + low
    return columns


def _unit_points(dimensions: int, seed: int, start: int, stop: int) -> NDArray[np.float64]:
    """Draw points of the unit cube; scipy skips ahead but not back, so a thread goes on where it was."""
    require("design='sobol'", "sweep", "scipy")
    from scipy.stats import qmc

    key = (dimensions, seed)
    last_key, engine, drawn = getattr(_last_drawn, "state", (None, None, 0))
    if engine is None or last_key != key or drawn > start:
        engine, drawn = qmc.Sobol(dimensions, bits=_SOBOL_BITS, rng=seed), 0
    if start > drawn:
        engine.fast_forward(start - drawn)
    # the very first point is drawn alone: scipy warns of any first number that is no power of two
    sizes = [1, stop - 1] if start == 0 else [stop - start]
    unit: NDArray[np.float64] = np.concatenate([engine.random(size) for size in sizes if size])
    _last_drawn.state = (key, engine, stop)
    return unit
