"""Columns with labels: rows are paired by their labels, whatever their order, or not at all.

Everything that has labels becomes a `DataArray` of xarray, which aligns, broadcasts and keeps coordinates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..model.faults import shown
from ..model.frames import Table, is_counted
from ..model.parameters import NAMES

if TYPE_CHECKING:
    import pandas
    import xarray

ROWS = "point"  # the dimension of rows that have no name of their own
_SHOWN = 3  # labels that a message repeats


def has_labels(value: Any) -> bool:
    """Return whether a value names its dimensions or labels its rows: of xarray, or of pandas."""
    return hasattr(value, "dims") or (hasattr(value, "index") and hasattr(value, "iloc"))


def row_dimension(values: Collection[Any]) -> str:
    """Return the name of the dimension that columns of pandas share: that of their index, if it has one."""
    names = {value.index.name for value in values if hasattr(value, "iloc") and value.ndim == 1}
    names -= {None}
    return str(names.pop()) if len(names) == 1 else ROWS


def labelled(value: Any, numbers: NDArray[Any], rows: str) -> xarray.DataArray:
    """Return numbers with the dimensions and labels of the value they were read from."""
    import xarray

    if hasattr(value, "dims"):
        array = value if isinstance(value, xarray.DataArray) else xarray.DataArray(value)
        array = array.copy(data=numbers)
    elif hasattr(value, "iloc") and value.ndim == 1:
        array = xarray.DataArray(numbers, {rows: value.index}, (rows,))
    elif hasattr(value, "iloc"):
        array = xarray.DataArray(value).copy(data=numbers)
    else:
        dims = (rows,) if numbers.ndim == 1 else tuple(f"dim_{k}" for k in range(numbers.ndim))
        return xarray.DataArray(numbers, dims=dims)
    return array.rename({dim: str(dim) for dim in array.dims if not isinstance(dim, str)})


def align(columns: Mapping[str, xarray.DataArray], faults: list[str]) -> list[xarray.DataArray]:
    """Bring columns into one order of their labels, that of the first.

    A fault says which labels only one of two columns has, or why their order cannot be told.
    """
    import xarray

    before = len(faults)
    for dim in dict.fromkeys(str(dim) for column in columns.values() for dim in column.dims):
        indexes = {
            name: column.indexes[dim] for name, column in columns.items() if dim in column.indexes
        }
        in_order = True
        for (one, first), (other, second) in pairwise(indexes.items()):
            if not first.equals(second):
                in_order = False
                faults += _order_faults(dim, (one, first), (other, second))
        bare = [
            name for name, column in columns.items() if dim in column.dims and name not in indexes
        ]
        if bare and not in_order and len(faults) == before:
            faults.append(
                f"{', '.join(indexes)} have labels along {dim}, in orders that differ, and "
                f"{', '.join(bare)} has none: which value belongs to which label cannot be told. Give it "
                "labels too."
            )
    if len(faults) > before:
        return []
    try:
        return list(xarray.broadcast(*xarray.align(*columns.values(), join="left", copy=False)))
    except ValueError as error:
        sizes = ", ".join(
            f"{name} {column.shape}" for name, column in columns.items() if column.ndim
        )
        faults.append(f"the fields do not broadcast against each other: {sizes} ({error}).")
        return []


def _order_faults(
    dim: str, one: tuple[str, pandas.Index], other: tuple[str, pandas.Index]
) -> list[str]:
    """Return why the labels of two columns, which are not the same in order, are not the same at all."""
    (name, first), (second_name, second) = one, other
    lacking, extra = first.difference(second, sort=False), second.difference(first, sort=False)
    if len(lacking) or len(extra):
        only = [
            f"only {holder} has {_listed(labels)}"
            for holder, labels in ((name, lacking), (second_name, extra))
            if len(labels)
        ]
        return [
            f"{name} and {second_name} have different labels along {dim}: {' and '.join(only)}. Give all "
            "columns the same labels, in any order."
        ]
    for holder, labels in (one, other):
        if not labels.is_unique:
            return [
                f"{name} and {second_name} have their labels along {dim} in orders that differ, and {holder} "
                f"has {_listed(labels[labels.duplicated()].unique())} more than once: which row belongs to "
                "which cannot be told. Give them in one order."
            ]
    return []


def _listed(labels: pandas.Index) -> str:
    """List a few labels."""
    few = ", ".join(shown(label) for label in labels[:_SHOWN].tolist())
    return few + (f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else "")


def coordinates(parts: Collection[xarray.DataArray]) -> dict[str, Any]:
    """Return the coordinates of aligned columns; one on which two columns disagree is left out."""
    import xarray

    merged = xarray.merge(
        [part.coords.to_dataset() for part in parts], compat="minimal", join="exact"
    )
    return _written_out(merged)


def index_coordinates(rows: str, index: pandas.Index) -> dict[str, Any]:
    """Return the coordinates that an index of pandas gives to rows."""
    import xarray

    return _written_out(xarray.Dataset(coords={rows: (rows, index)}))


def _written_out(labels: xarray.Dataset) -> dict[str, Any]:
    """Make an index of several levels a coordinate for each; leave out one that only counts rows."""
    for dim in labels.sizes:
        index = labels.indexes.get(dim)
        if index is not None and index.nlevels > 1:
            labels = labels.reset_index(dim)
        elif index is not None and dim == ROWS and is_counted(index.rename(None)):
            labels = labels.drop_vars(dim)
    return {str(name): label.variable for name, label in labels.coords.items()}


def point_columns(given: Table, faults: list[str]) -> dict[str, Any]:
    """Return the columns of a list of points, paired by their labels, with the labels among them."""
    columns = dict(given.columns)
    labels: dict[str, Any] = {}
    if given.labels is not None:
        rows = ROWS if given.labels.name is None else str(given.labels.name)
        labels = index_coordinates(rows, given.labels)
    elif any(has_labels(value) for value in columns.values()):
        listed = {name: value for name, value in columns.items() if np.ndim(value) == 1}
        rows = row_dimension(listed.values())
        named = {name: labelled(value, np.asarray(value), rows) for name, value in listed.items()}
        parts = align(named, faults)
        if parts and parts[0].ndim == 1:
            columns |= {name: part.values for name, part in zip(named, parts, strict=True)}
            labels = coordinates(parts)
    found = {name: label.values for name, label in labels.items() if name not in columns}
    faults += twice_faults([name for name in columns if name not in NAMES], labels)
    return columns | found


def name_faults(
    dims: Collection[str], labels: Collection[str], variables: Collection[str], proposer: Any
) -> list[str]:
    """Return a fault for each dimension or label that has the name of a part of the answer."""
    taken = {"status", "equilibrium_count", "equilibrium", *variables}
    taken |= {"proposer"} if isinstance(proposer, str) and proposer == "both" else set()
    kinds = dict.fromkeys(labels, "label") | dict.fromkeys(dims, "dimension")
    return [
        f"a {kind} is called {name}, and so is a part of the answer. Rename the {kind}."
        for name, kind in kinds.items()
        if name in taken
    ]


def twice_faults(columns: Collection[str], index: Collection[str]) -> list[str]:
    """Return a fault for each column that has the name of the index, or of one of its levels."""
    return [
        f"a column and the index of the rows are both called {name}. Rename or drop one of them."
        for name in columns
        if name in index
    ]


def broadcast_plain(arrays: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Broadcast arrays without labels by NumPy's rules; numbers stay numbers.

    Raises
    ------
    ValueError
        If their shapes do not fit.
    """
    shape = np.broadcast_shapes(*(values.shape for values in arrays.values()))
    return {
        name: np.broadcast_to(values, shape) if values.ndim else values
        for name, values in arrays.items()
    }
