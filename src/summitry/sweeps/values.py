"""Values of one varied field: an axis of a grid, a range for Sobol points, or the column of a list."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.columns import read_numbers
from ..model.faults import Field, kind_of, plain, shown

Values = NDArray[np.float64]
_NONE = np.empty(0)


def check_axis(field: Field, value: Any, label: str, faults: list[str]) -> Values:
    """Check an axis: numbers in the field's domain, each once."""
    numbers = _array(field, value, label, faults, "a list of numbers")
    if numbers is None:
        return _NONE
    if numbers.size == 0:
        faults.append(
            f"{label} is empty. An axis of a grid has one value or more. Write for example "
            f"{field.name} = [{plain(field.example)}], or leave {field.name} out."
        )
        return _NONE
    for row in np.flatnonzero(~_allowed(field, numbers))[:1]:
        wrong = field.examine(float(numbers[row]), f"{label}, value {row + 1},")[1]
        faults.append(wrong.replace(", =", " ="))
        return _NONE
    order = np.argsort(numbers, kind="stable")
    again = np.flatnonzero(np.diff(numbers[order]) == 0.0) if numbers.size > 1 else _NONE
    if again.size:
        first, second = (int(order[again[0] + i]) + 1 for i in (0, 1))
        faults.append(
            f"{label} has {plain(float(numbers[first - 1]))} twice, as values {first} and {second}. "
            "Each value of an axis stands once. Delete one of the two."
        )
        return _NONE
    return numbers


def check_column(field: Field, value: Any, label: str, faults: list[str]) -> Values:
    """Check the column of a list: numbers. One that is missing or not allowed is no fault of the column."""
    numbers, fault = read_numbers(field, value, label)
    numbers = numbers + 0.0
    if fault and numbers.ndim == 1:
        faults.append(fault)
        return numbers
    if fault or numbers.ndim == 0:
        faults.append(
            f"{label} = {shown(value)} is no list of numbers. Give a number for each point."
        )
        return _NONE
    if numbers.ndim != 1:
        faults.append(
            f"{label} has {numbers.ndim} dimensions. A column has one value for each point."
        )
        return _NONE
    if numbers.size == 0:
        faults.append(f"{label} is empty. Give a value for each point.")
    return numbers


def check_range(field: Field, value: Any, label: str, faults: list[str]) -> tuple[Values, bool]:
    """Check the two ends of a range and its scale."""
    parts = tuple(value) if isinstance(value, list | tuple | np.ndarray) else ()
    scale = parts[2] if len(parts) == 3 else "linear"
    if len(parts) not in (2, 3) or scale not in ("linear", "log"):
        faults.append(
            f"{label} = {shown(value)} is no range. Sobol points fill a range: its two ends and, if they are "
            f'to be even in logarithms, "log". Write for example ({plain(field.smallest)}, '
            f"{plain(field.example)})."
        )
        return _NONE, False
    ends = []
    for end, word in zip(parts[:2], ("from", "to"), strict=True):
        number, fault = field.examine(end, f"{label} ({word})")
        if number == math.inf:
            fault = f"{label} ({word}) = inf. Points cannot fill a range without an end. Choose a number."
        if fault or number is None:
            faults.append(fault)
            return _NONE, False
        ends.append(number)
    return np.array(ends), _is_log(ends, str(scale), label, faults)


def _is_log(ends: list[float], scale: str, label: str, faults: list[str]) -> bool:
    """Check that two ends suit each other and their scale; return whether it is logarithmic."""
    low, high = ends
    if low >= high:
        faults.append(
            f"{label} goes from {plain(low)} to {plain(high)}. The first end must be below the second."
        )
    elif scale == "log" and low <= 0.0:
        faults.append(
            f"{label} goes from {plain(low)} on a logarithmic scale, which has no zero. Start above 0, or "
            "leave the scale linear."
        )
    return scale == "log"


def spaced(low: float, high: float, points: int, log: bool) -> Values:
    """Return points from one end to the other, evenly spaced in value or in logarithm."""
    if points == 1:
        return np.array([low])
    space = np.geomspace if log else np.linspace
    return np.asarray(space(low, high, points))


def _allowed(field: Field, x: Values) -> NDArray[np.bool_]:
    """Return which values are in a field's domain: `Field.examine` for many."""
    good = (x >= field.least) & (x <= field.greatest)
    return good | (x == np.inf) if field.may_be_infinite else good


def _array(field: Field, value: Any, label: str, faults: list[str], wanted: str) -> Values | None:
    """Convert a list to an array of numbers; a list of Ψ may hold "inf"."""
    dimensions = value.ndim if hasattr(value, "ndim") else np.ndim(np.asarray(value, object))
    if dimensions != 1:
        kind = kind_of(value) if dimensions == 0 else "a table of values"
        faults.append(
            f"{label} = {shown(value)} is {kind}, not {wanted}. Write for example "
            f"{field.name} = [{plain(field.example)}]; a field that does not vary belongs to the model."
        )
        return None
    try:
        if getattr(getattr(value, "dtype", None), "kind", "O") in "iuf":
            return np.asarray(value, float) + 0.0
        listed = [field.examine(x, f"{label}, value {i},") for i, x in enumerate(value, start=1)]
    except (TypeError, ValueError):
        listed = [(None, f"{label} = {shown(value)} is not {wanted}.")]
    wrong = [fault for _, fault in listed if fault]
    if wrong:
        faults.append(wrong[0].replace(", =", " ="))
        return None
    return np.array([number for number, _ in listed], float)
