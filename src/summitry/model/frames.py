"""Values by name as people have them: a dictionary, a frame, a dataset of xarray, a list of models."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from .faults import InputError, closest, kind_of, shown
from .parameters import NAMES, SPELLINGS, Model
from .scenarios import Scenario

if TYPE_CHECKING:
    import pandas

_FORMS = (
    'Write for example {"sigma": [0, 0.5, 1]}, or give a frame of pandas or polars, a dataset of xarray, or '
    "a list of models."
)


class Table(NamedTuple):
    """Columns by name, and what labels their rows."""

    columns: dict[str, Any]
    labels: pandas.Index | None = None  # None if rows are only counted
    is_table: bool = False  # a row for each model, so that columns that are no fields describe rows


def is_frame(fields: Any) -> bool:
    """Return whether something is a table with named columns, as those of pandas, polars and Arrow are."""
    return hasattr(fields, "columns") and (
        hasattr(fields, "to_dict") or hasattr(fields, "to_pandas")
    )


def is_counted(index: pandas.Index) -> bool:
    """Return whether an index only counts its rows, as pandas does where nobody has named them."""
    import pandas

    return index.name is None and index.equals(pandas.RangeIndex(len(index)))


def columns_of(fields: Any, where: str = "") -> Table:
    """Read values by name, whoever holds them; values stay as they are.

    Raises
    ------
    InputError
        For something that has no names, or a frame in which a name stands twice.
    """
    if is_frame(fields):
        return _frame_table(fields, where)
    if isinstance(fields, list | tuple):
        from .given import columns_of_models

        return columns_of_models(fields, where)
    if isinstance(fields, Model | Scenario | str | PathLike):
        from .given import values_of

        return Table(values_of(fields, where))
    if hasattr(fields, "data_vars"):  # a dataset of xarray, which may name a field by an axis alone
        axes = {str(name): fields[name] for name in fields.coords if str(name) in NAMES}
        return Table(axes | {str(name): fields[name] for name in fields.data_vars})
    if isinstance(fields, Mapping) or (hasattr(fields, "keys") and hasattr(fields, "__getitem__")):
        return Table({str(name): fields[name] for name in fields.keys()})  # noqa: SIM118, a row of pandas
    raise InputError(
        f"fields = {shown(fields)} is {kind_of(fields)}, not values by name. {_FORMS}", where
    )


def _frame_table(frame: Any, where: str) -> Table:
    """Read a frame, and an index that is a field or that labels its rows."""
    if not hasattr(frame, "to_dict"):
        frame = frame.to_pandas()
    names = [str(name) for name in frame.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"the frame has more than one column {', '.join(twice)}. Rename or drop all but one.",
            where,
        )
    columns = {str(name): frame[name] for name in frame.columns}
    index = getattr(frame, "index", None)
    if index is None or is_counted(index):
        return Table(columns, None, True)
    levels = {name: index.get_level_values(name) for name in index.names if name in NAMES}
    return Table({**levels, **columns}, index, True)


def only_row(fields: Any, where: str) -> dict[str, Any]:
    """Return the parameters in the one row of a frame.

    Raises
    ------
    InputError
        For a frame with another number of rows.
    """
    if len(fields) != 1:
        raise InputError(
            f"model is a frame with {len(fields)} rows, and one model is wanted. Choose one, for example "
            "frame[0:1], or solve all of them with solve_many.",
            where,
        )
    columns = columns_of(fields, where).columns
    return without_labels({name: next(iter(column)) for name, column in columns.items()})


def without_labels(row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what only labels the row of a table; what may be a misspelt field stays, to be refused."""
    return {name: x for name, x in row.items() if name in NAMES or label_fault(name, row)}


def label_fault(name: str, given: Collection[str]) -> str:
    """Return why a column that is no field cannot be a label: it may be a field that is not ``given``.

    Examples
    --------
    >>> label_fault("country", {"q"}), label_fault("salience", {"q"})[:55]
    ('', 'salience is no field of a model. Did you mean sigma? Na')
    """
    meant = closest(name, SPELLINGS, cutoff=0.8)  # most labels are no misspelt fields
    if meant is None or meant in given or (meant == "information" and name != meant):
        return ""
    if meant == "information":
        return (
            "information is no column: the information structure is the same at all points. Leave it out, "
            "and give information=."
        )
    return (
        f"{name} is no field of a model. Did you mean {meant}? Name the column {meant}; if it is a label of "
        "the rows, choose a name that is less alike."
    )
