"""A sweep as a labelled dataset: computed at once, chunk by chunk when asked for, or read from its store."""

from __future__ import annotations

import math
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._old.reported import NUMBERS
from .model.faults import InputError
from .sweep_blocks import points_of, solve_region
from .sweep_pack import Layout
from .sweep_spec import Index, Spec
from .sweep_store import layouts, provenance

if TYPE_CHECKING:
    import xarray

SMALL = 2**28  # bytes of answers up to which a dataset is held in memory
_MOST_CHUNKS = 100_000  # that dask's graph of a dataset should have


def is_small(spec: Spec) -> bool:
    """Say whether all answers fit into memory with ease."""
    return spec.points * len(spec.sides) * spec.equilibria * NUMBERS * 8 <= SMALL


def in_memory(spec: Spec, threads: int) -> xarray.Dataset:
    """Solve everything now."""
    whole = tuple(slice(0, size) for size in spec.shape)
    points = points_of(spec, whole)
    return _dataset(spec, solve_region(spec, whole, points, threads) | _flat(spec, points))


def lazy(spec: Spec) -> xarray.Dataset:
    """Give a dataset of dask arrays that are solved when they are asked for.

    Raises
    ------
    InputError
        If there are more chunks than a graph should have.
    """
    import dask.array as da

    count = math.prod(spec.chunks)
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
    data: dict[str, Any] = {}
    for name, layout in layouts(spec).items():
        coordinate = name in spec.values
        if name == "proposer" or (coordinate and spec.design != "sobol"):
            continue
        lead = (len(spec.sides),) if len(spec.sides) > 1 and not coordinate else ()
        tail = (spec.equilibria,) if layout.dims[-1] == "equilibrium" else ()
        new = [*range(len(lead)), *range(len(layout.shape) - len(tail), len(layout.shape))]
        data[name] = solved.map_blocks(
            itemgetter(name), dtype=layout.kind, meta=np.empty((0,) * len(layout.shape), layout.kind),
            chunks=(*((n,) for n in lead), *chunks, *((n,) for n in tail)), new_axis=new or None,
        )  # fmt: skip
    return _dataset(spec, data | (_flat(spec, spec.values) if spec.design != "sobol" else {}))


def _solve_block(spec: Spec, block_id: Index) -> dict[str, NDArray[Any]]:
    """Solve one chunk for dask."""
    region = spec.region(block_id)
    points = points_of(spec, region)
    return solve_region(spec, region, points) | points


def stored(path: Path, spec: Spec) -> xarray.Dataset:
    """Open a store: what is looked at is read, of a large one by dask, chunk by chunk."""
    import xarray

    found: xarray.Dataset = xarray.open_zarr(path, chunks=None if is_small(spec) else {})
    return found


def _flat(spec: Spec, points: dict[str, Any]) -> dict[str, Any]:
    """Give the coordinates as they are labelled: an axis has one dimension again."""
    return {name: values.ravel() for name, values in points.items()}


def _dataset(spec: Spec, data: dict[str, Any]) -> xarray.Dataset:
    """Label arrays as the store does."""
    import xarray

    def variable(name: str, layout: Layout) -> Any:
        values = np.array(spec.sides) if name == "proposer" else data[name]
        return (layout.dims, values, layout.attributes)

    labelled = {name: variable(name, layout) for name, layout in layouts(spec).items()}
    coords = {name for name in labelled if name in spec.values or name == "proposer"}
    return xarray.Dataset(
        {name: labelled[name] for name in labelled if name not in coords},
        {name: labelled[name] for name in labelled if name in coords},
        provenance(spec),
    )
