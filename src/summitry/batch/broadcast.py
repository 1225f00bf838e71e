"""Fields of many models, numbers or arrays, broadcast against each other into one table."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..model.columns import read_numbers
from ..model.faults import Field, closest
from ..model.frames import Table, label_fault
from ..model.information import Information
from ..model.parameters import FIELDS, SPELLINGS
from .labels import (
    ROWS,
    align,
    broadcast_plain,
    coordinates,
    has_labels,
    index_coordinates,
    labelled,
    row_dimension,
    twice_faults,
)

_NAMES = tuple(field.name for field in FIELDS)
_BLOCK = 4096  # rows that are brought together at a time
Numbers = dict[str, NDArray[np.float64]]


class Grid(NamedTuple):
    """A table with one row per model, and the labels of its rows."""

    table: NDArray[np.float64]
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    coords: Mapping[Any, Any]
    varied: Mapping[str, NDArray[np.float64]] = {}  # what differs beside the fields, a number for each row


def _read(columns: Mapping[str, Any], extra: Collection[Field], faults: list[str]) -> Numbers:
    """Read every field as numbers, NaN where a value is missing."""
    arrays = {}
    for field in (*FIELDS, *extra):
        if field.name in columns:
            arrays[field.name], fault = read_numbers(field, columns[field.name], field.name)
            faults += [fault] if fault else []
    return arrays


def _labels(given: Table, known: Collection[str], faults: list[str]) -> dict[str, Any]:
    """Return the columns of a table that are no fields; elsewhere, or if one may be a field, add a fault."""
    others = {name: value for name, value in given.columns.items() if name not in known}
    for name in others:
        if not given.is_table:
            near = closest(name, SPELLINGS)
            hint = f"Did you mean {near}? " if near else ""
            fault = f"{name} is no field of a model. {hint}The fields are {', '.join(_NAMES)}."
        else:
            fault = label_fault(name, given.columns)
        faults += [fault] if fault else []
    return others if given.is_table else {}


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


def broadcast(
    given: Table, information: Information, faults: list[str], extra: Collection[Field] = ()
) -> Grid | None:
    """Broadcast the fields, and others beside them; a single dimension without a name is called ``point``."""
    columns = dict(given.columns)
    if not information.uses_n and columns.get("n", math.nan) is None:
        del columns["n"]  # as in a `Model`
    before = len(faults)
    known = (*_NAMES, *(field.name for field in extra))
    labels = _labels(given, known, faults)
    arrays = _read(columns, extra, faults)
    optional = {"k_max"} if information.uses_n else {"k_max", "n"}
    meant = {closest(name, SPELLINGS) for name in columns if name not in known}
    missing = [name for name in _NAMES if name not in columns and name not in optional | meant]
    if missing:
        faults.append(f"{', '.join(missing)} missing. Give a number or an array for each.")
    if len(faults) > before:
        return None
    if not information.uses_n and "n" in arrays:
        arrays["n"] = np.where(np.isnan(arrays["n"]), 1.0, arrays["n"])
    plain = [name for name in arrays if not has_labels(columns[name])]
    try:
        arrays |= broadcast_plain({name: arrays[name] for name in plain})
    except ValueError:
        sizes = ", ".join(f"{name} {arrays[name].shape}" for name in plain if arrays[name].ndim)
        faults.append(f"the fields do not broadcast against each other: {sizes}.")
        return None
    if given.is_table:
        return _table_grid(given, arrays, labels, faults)
    if len(plain) == len(arrays):
        return _plain_grid(arrays)
    return _labelled_grid(columns, arrays, faults)


def _plain_grid(arrays: Numbers) -> Grid:
    """Bring together arrays that have one shape, and numbers."""
    shape = next((values.shape for values in arrays.values() if values.ndim), ())
    dims = (ROWS,) if len(shape) == 1 else tuple(f"dim_{k}" for k in range(len(shape)))
    return Grid(table_of(arrays, shape), dims, shape, {}, varied_of(arrays, shape))


def varied_of(arrays: Mapping[str, Any], shape: tuple[int, ...]) -> Numbers:
    """Return what differs beside the fields, as `table_of` does with them."""
    others = {name: values for name, values in arrays.items() if name not in _NAMES}
    return {name: np.broadcast_to(values, shape).reshape(-1) for name, values in others.items()}


def _table_grid(
    given: Table, arrays: Numbers, labels: Mapping[str, Any], faults: list[str]
) -> Grid:  # fmt: skip
    """Bring the columns of a frame together; its index and its other columns label the rows."""
    grid = _plain_grid(arrays)
    index = given.labels
    rows = ROWS if index is None or index.name is None else str(index.name)
    coords = {} if index is None else index_coordinates(rows, index)
    faults += twice_faults(labels, coords)
    return grid._replace(
        dims=(rows,),
        coords={name: (rows, np.asarray(values)) for name, values in labels.items()} | coords,
    )


def _labelled_grid(
    columns: Mapping[str, Any], arrays: Numbers, faults: list[str]
) -> Grid | None:  # fmt: skip
    """Pair values by their labels, and broadcast by the names of dimensions."""
    rows = row_dimension([columns[name] for name in arrays])
    named = {name: labelled(columns[name], numbers, rows) for name, numbers in arrays.items()}
    parts = align(named, faults)
    if not parts:
        return None
    values = {name: part.values for name, part in zip(named, parts, strict=True)}
    first = parts[0]
    dims = tuple(map(str, first.dims))
    table, varied = table_of(values, first.shape), varied_of(values, first.shape)
    return Grid(table, dims, first.shape, coordinates(parts), varied)
