"""Fields of many models, numbers or arrays, broadcast against each other into one table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..model.faults import closest, shown
from ..model.information import Information
from ..model.parameters import FIELDS

_NAMES = tuple(field.name for field in FIELDS)
_BLOCK = 4096  # rows that are brought together at a time


class Grid(NamedTuple):
    """A table with one row per model, and the labels of its rows."""

    table: NDArray[np.float64]
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    coords: dict[str, Any]


def _read(fields: Mapping[str, ArrayLike], faults: list[str]) -> dict[str, NDArray[np.float64]]:
    """Read every field as numbers."""
    known = {name: name for name in _NAMES}
    arrays = {}
    for name, value in fields.items():
        if name not in known:
            near = closest(str(name), known)
            hint = f"Did you mean {near}? " if near else ""
            faults.append(
                f"{name} is no field of a model. {hint}The fields are {', '.join(_NAMES)}."
            )
            continue
        try:
            arrays[name] = np.asarray(value, float)
        except (TypeError, ValueError):
            faults.append(f"{name} = {shown(value)} is no number and no array of numbers.")
    return arrays


def table_of(fields: Mapping[str, ArrayLike], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Bring fields that broadcast to a shape together, a row for each place in it; 1 for what is missing."""
    columns = [np.asarray(fields.get(name, 1.0)) for name in _NAMES]
    columns = [np.broadcast_to(x, shape).reshape(-1) if x.ndim else x for x in columns]
    table = np.empty((math.prod(shape), len(_NAMES)))
    for start in range(0, table.shape[0], _BLOCK):  # few rows, which stay near from field to field
        part = table[start : start + _BLOCK]
        for place, values in enumerate(columns):
            part[:, place] = values[start : start + _BLOCK] if values.ndim else values
    return table


def _alike(arrays: Mapping[str, NDArray[np.float64]]) -> Grid | None:
    """Bring together arrays without labels that all have the same shape, and numbers; None for others."""
    shapes = {values.shape for values in arrays.values() if values.ndim}
    if len(shapes) > 1:
        return None
    shape = shapes.pop() if shapes else ()
    dims = ("point",) if len(shape) == 1 else tuple(f"dim_{k}" for k in range(len(shape)))
    return Grid(table_of(arrays, shape), dims, shape, {})


def broadcast(
    fields: Mapping[str, ArrayLike], information: Information, faults: list[str]
) -> Grid | None:
    """Broadcast the fields; without labels a single dimension is called ``point``."""
    import xarray

    arrays = _read(fields, faults)
    optional = {"k_max"} if information.uses_n else {"k_max", "n"}
    missing = [name for name in _NAMES if name not in fields and name not in optional]
    if missing:
        faults.append(f"{', '.join(missing)} missing. Give a number or an array for each.")
    if faults:
        return None
    labelled = any(isinstance(value, xarray.DataArray) for value in fields.values())
    grid = None if labelled else _alike(arrays)
    return grid or _spread(fields, arrays, faults)


def _spread(
    fields: Mapping[str, ArrayLike], arrays: Mapping[str, NDArray[np.float64]], faults: list[str]
) -> Grid | None:
    """Broadcast by the names of dimensions."""
    import xarray

    named: dict[str, xarray.DataArray] = {}
    for name, numbers in arrays.items():
        given = fields[name]
        if isinstance(given, xarray.DataArray):
            named[name] = given.astype(float)
        else:
            one = ("point",) if numbers.ndim == 1 else None
            named[name] = xarray.DataArray(numbers, dims=one)
    try:
        spread = xarray.broadcast(*named.values())
    except ValueError as error:
        sizes = ", ".join(f"{name} {value.shape}" for name, value in named.items() if value.ndim)
        faults.append(f"the fields do not broadcast against each other: {sizes} ({error}).")
        return None
    first = spread[0]
    values = {name: part.values for name, part in zip(named, spread, strict=True)}
    coords = {str(name): label for part in named.values() for name, label in part.coords.items()}
    return Grid(table_of(values, first.shape), tuple(map(str, first.dims)), first.shape, coords)
