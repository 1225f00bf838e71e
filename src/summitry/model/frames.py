"""Values by name as people have them: a dictionary, or a frame of pandas or polars."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from .faults import InputError, kind_of, shown


def is_frame(fields: Any) -> bool:
    """Return whether something is a table with named columns, as those of pandas and polars are."""
    return hasattr(fields, "columns") and hasattr(fields, "to_dict")


def columns_of(fields: Any, where: str = "") -> dict[str, Any]:
    """Return the columns of a dictionary or of a pandas or polars frame; missing values are NaN.

    Raises
    ------
    InputError
        For something that has no names.
    """
    if not is_frame(fields):
        if hasattr(fields, "keys"):
            return dict(fields)
        raise InputError(
            f"fields = {shown(fields)} is {kind_of(fields)}, not values by name. Write for example "
            '{"sigma": [0, 0.5, 1]}.',
            where,
        )
    columns = {str(name): fields[name] for name in fields.columns}
    return {
        name: column.to_numpy(na_value=math.nan) if hasattr(column, "index") else column.to_numpy()
        for name, column in columns.items()
    }


def only_row(fields: Any, where: str) -> dict[str, Any]:
    """Return the values by name of a dictionary or of the one row of a frame.

    Raises
    ------
    InputError
        For a frame with another number of rows, or something that has no names.
    """
    if isinstance(fields, Mapping):
        return dict(fields)
    if not is_frame(fields):
        raise InputError(
            f"model = {shown(fields)} is {kind_of(fields)}, not a Model. It may also be a dictionary of a "
            "model's parameters, or a frame with one row. Write for example Model(alpha=2, ...).",
            where,
        )
    if len(fields) != 1:
        raise InputError(
            f"model is a frame with {len(fields)} rows, and one model is checked at a time. Choose one, for "
            "example frame[0:1].",
            where,
        )
    return {name: column[0] for name, column in columns_of(fields).items()}
