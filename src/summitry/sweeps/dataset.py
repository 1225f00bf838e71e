"""A sweep as a labelled dataset: solved at once, solved by dask when asked for, or read from its store."""

from __future__ import annotations

import math
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..model.extras import require
from ..model.faults import InputError
from .layout import layouts, provenance
from .points import chunk_points
from .solve import solve_part
from .spec import Index, Spec

if TYPE_CHECKING:
    import xarray

SMALL = 2**28  # bytes of answers up to which a dataset is held in memory
_MOST_CHUNKS = 100_000  # that the graph of a dask dataset should have


def is_small(spec: Spec) -> bool:
    """Return whether all answers fit into memory with ease."""
    return spec.points * len(spec.proposers) * spec.equilibria * len(spec.variables) * 8 <= SMALL


def in_memory(spec: Spec, threads: int) -> xarray.Dataset:
    """Return a dataset that is solved now."""
    whole = tuple(slice(0, size) for size in spec.shape)
    points = chunk_points(spec, whole)
    return _dataset(spec, dict(solve_part(spec, whole, points, threads)) | _flat(points))


def lazy(spec: Spec) -> xarray.Dataset:
    """Return a dataset of dask arrays, whose chunks are solved when they are asked for.

    Raises
    ------
    InputError
        If there are more chunks than a graph should have.
    """
    require("a sweep of this size without out", "sweep", "dask")
    import dask.array as da

    count = math.prod(spec.chunk_counts)
    if count > _MOST_CHUNKS:
        raise InputError(
            f"{spec.points:,} points are {count:,} chunks, too many to plan in memory. Give the name of a "
            "store, such as out='results.zarr', or larger chunks.",
            where="sweep",
        )
    sizes = zip(spec.shape, spec.chunk_shape, strict=True)
    chunks = tuple(tuple(min(c, n - at) for at in range(0, n, c)) for n, c in sizes)
    solved = da.map_blocks(
        partial(_solve_block, spec), chunks=chunks, dtype=object, meta=np.empty((0,), object)
    )
    data: dict[str, Any] = {} if spec.design == "sobol" else _flat(spec.values)
    for name, layout in layouts(spec).items():
        if name == "proposer" or name in spec.labels or name in data:
            continue
        lead = (2,) if layout.dims[0] == "proposer" else ()
        tail = (spec.equilibria,) if layout.dims[-1] == "equilibrium" else ()
        dimensions = len(layout.dims)
        new = [*range(len(lead)), *range(dimensions - len(tail), dimensions)]
        data[name] = solved.map_blocks(
            itemgetter(name), dtype=layout.dtype, meta=np.empty((0,) * dimensions, layout.dtype),
            chunks=(*((n,) for n in lead), *chunks, *((n,) for n in tail)), new_axis=new or None,
        )  # fmt: skip
    return _dataset(spec, data)


def _solve_block(spec: Spec, block_id: Index) -> dict[str, NDArray[Any]]:
    """Solve one chunk for dask."""
    slices = spec.chunk_slices(block_id)
    points = chunk_points(spec, slices)
    return dict(solve_part(spec, slices, points)) | points


def stored(path: Path, spec: Spec) -> xarray.Dataset:
    """Return a dataset that reads from its store what is asked for, a large one by dask."""
    import xarray

    found: xarray.Dataset = xarray.open_zarr(path, chunks=None if is_small(spec) else {})
    return found


def _flat(points: dict[str, Any]) -> dict[str, Any]:
    """Return the coordinates as they are labelled: an axis has one dimension."""
    return {name: values.ravel() for name, values in points.items()}


def _dataset(spec: Spec, data: dict[str, Any]) -> xarray.Dataset:
    """Label arrays as a store does."""
    import xarray

    data = data | spec.labels | {"proposer": np.array(spec.proposers)}
    labelled = {
        name: (layout.dims, data[name], layout.attributes) for name, layout in layouts(spec).items()
    }
    names = (*spec.values, *spec.labels, "proposer")
    coords = {name: labelled.pop(name) for name in names if name in labelled}
    return xarray.Dataset(labelled, coords, provenance(spec))
