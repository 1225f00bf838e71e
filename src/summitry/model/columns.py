"""Many values as they were given: numbers of a parameter, NaN where one is missing; labels of rows."""

from __future__ import annotations

import contextlib
import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .conversion import is_missing
from .faults import Field

Numbers = NDArray[np.float64]
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")  # without leading zeros, which are part of a code


def read_numbers(field: Field, value: Any, label: str) -> tuple[Numbers, str]:
    """Convert a number, an array or a column of any library to floats.

    Parameters
    ----------
    field
        The parameter, which says what a number is and words the fault.
    value
        What was given. Values outside the parameter's domain are no fault.
    label
        The parameter's name as the source of the values writes it.

    Returns
    -------
    tuple of array and str
        Numbers, NaN where one of several is missing, and no fault; or the fault of the first that is none.
    """
    try:
        array = _as_array(value)
    except (
        TypeError,
        ValueError,
        OverflowError,
    ):  # rows of unequal length, or nothing like an array
        array = _alone(value)
    if array.dtype.kind in "iuf":
        return np.asarray(array, float), ""
    numbers = np.empty(array.shape)
    bad = 0
    fault = ""
    for index in np.ndindex(array.shape):
        number = math.nan if array.ndim and is_missing(array[index]) else field.number(array[index])
        numbers[index] = math.nan if number is None else number
        if number is None:
            bad += 1
            place = f"[{', '.join(map(str, index))}]" if index else ""
            fault = fault or field.examine(array[index], label + place)[1]
    if bad > 1:
        fault += f" So it is with {bad - 1} more of its values."
    return numbers, fault


def _as_array(value: Any) -> NDArray[Any]:
    """Return the values as numbers if numpy knows them to be such, else each as it was given."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if isinstance(value, np.ma.MaskedArray) and value.ndim:
        kept, mark = (float, math.nan) if kind in "iuf" else (object, None)
        unmasked = np.array(value.data, kept)
        unmasked[np.ma.getmaskarray(value)] = mark
        return unmasked
    if kind in ("i", "u", "f") and hasattr(value, "to_numpy") and not hasattr(value, "dims"):
        return np.asarray(value.to_numpy(dtype=float, na_value=math.nan))  # a column of pandas
    if not isinstance(value, list | tuple):
        array = _alone(value) if is_missing(value) else np.asarray(value)
        # numpy makes whole numbers of dates and times
        return np.array(list(array.flat), object) if array.dtype.kind in "mM" else array
    array = np.array(value, object)
    if {type(x) for x in array.flat} <= {int, float, np.float64}:  # a yes/no value is none of them
        with contextlib.suppress(OverflowError):
            return array.astype(float)
    return array


def _alone(value: Any) -> NDArray[Any]:
    """Return an array that holds one value as it is."""
    array = np.empty((), object)
    array[()] = value
    return array


def read_labels(values: Any) -> NDArray[Any]:
    """Return the labels of rows as whole numbers, numbers or text, which every file format can hold.

    Examples
    --------
    >>> read_labels([1999, 2003]), read_labels(["Peru", None])
    (array([1999, 2003]), array(['Peru', ''], dtype=object))
    """
    array = np.asarray(values)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    if array.dtype.kind == "f":
        return array.astype(float)
    listed = np.asarray(values, object) if array.dtype.kind not in "mM" else array.astype(str)
    return np.array(["" if is_missing(x) else str(x) for x in listed], object)


def read_label_cells(cells: list[str]) -> NDArray[Any]:
    """Return the cells of a column of a file as whole numbers if all are such, else as text."""
    if all(map(_WHOLE.fullmatch, cells)):
        return np.array(cells, np.int64)
    return np.array(cells, object)
