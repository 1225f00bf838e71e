"""A table of points in a text file, as spreadsheets and statistical programs write them.

The first line names the columns. Cells are separated by commas, semicolons, tabs or spaces, and may be empty;
numbers have a decimal point or, everywhere in the file, a decimal comma. R and pandas put names of rows
before the other columns, in a column without a name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..batch.labels import ROWS
from ..model.columns import read_label_cells
from ..model.faults import InputError, closest, shown
from ..model.parameters import FIELDS, SPELLINGS
from ..model.varied import is_numeric

RULE = "The table of a list is a CSV file whose first line names fields."
_FIELDS = tuple(field.name for field in FIELDS)
_SEPARATORS = (",", ";", "\t", " ")
_MISSING = frozenset(("", ".", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"))
_BLOCK = 65_536  # rows that are read at a time
_LISTED = 10  # faults of one file that a message names


class _Layout(NamedTuple):
    """How a file is written."""

    separator: str
    names: list[str]  # of the columns; that of row names is ``point``
    comma: bool = False  # whether numbers have a decimal comma


def read_table(path: str | PathLike[str]) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """Read a table of points.

    Parameters
    ----------
    path
        A text file in UTF-8.

    Returns
    -------
    tuple of dict and list
        The columns by name: numbers for fields, NaN where one is missing; whole numbers or texts for others.
        And a fault for every cell that is no number, which is NaN too.

    Raises
    ------
    InputError
        If the file cannot be read, or its first line does not name columns.
    """
    layout = _layout(Path(path))
    try:
        return _columns(Path(path), layout), []
    except ValueError:  # some cell is no plain number, or some line is too short
        layout = layout._replace(comma=_has_decimal_commas(Path(path), layout))
        faults = _faults(Path(path), layout)
        return _columns(Path(path), layout, careful=True), faults


def _layout(path: Path) -> _Layout:
    """Find how cells are separated and columns named; the separator is the one that finds most fields."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(islice(stream, 2))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise InputError(f"it cannot be read: {str(reason).lower()}. {RULE}") from None
    first = lines[0] if lines else ""
    headers = {mark: _cells(first, mark) for mark in _SEPARATORS}
    mark = max(_SEPARATORS, key=lambda mark: sum(is_numeric(name) for name in headers[mark]))
    names = headers[mark]
    if len(lines) > 1 and len(_cells(lines[1], mark)) == len(names) + 1:
        names = ["", *names]  # R does not name the column of its row names
    if len(names) > 1 and not names[0]:
        names[0] = ROWS
    # nothing of the file is repeated until it is known to be a table: it may be somebody's secret
    if not any(closest(name, SPELLINGS) for name in names):
        raise InputError(f"it is no table of points: its first line names no field. {RULE}")
    if not all(names) or len(set(names)) < len(names):
        raise InputError(f"its first line names a column twice, or leaves one without a name. {RULE}")
    return _Layout(mark, names)


def _cells(line: str, separator: str) -> list[str]:
    """Split one line into cells."""
    row = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    return [cell.strip() for cell in row]


@contextmanager
def _rows(path: Path, layout: _Layout) -> Iterator[Any]:
    """Open a file behind its first line; the reader yields rows and counts lines."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=layout.separator, skipinitialspace=True)
        next(reader)
        yield reader


def _columns(path: Path, layout: _Layout, careful: bool = False) -> dict[str, NDArray[Any]]:
    """Read all columns; unless ``careful``, stop at the first cell that is no plain number."""
    size = len(layout.names)
    parts: dict[str, list[Any]] = {name: [] for name in layout.names}
    with _rows(path, layout) as reader:
        rows = (row for row in reader if row and (not careful or len(row) == size))
        while block := list(islice(rows, _BLOCK)):
            for name, cells in zip(layout.names, zip(*block, strict=True), strict=True):
                if not is_numeric(name):
                    parts[name] += [cell.strip() for cell in cells]
                elif careful:
                    numbers = (_number(cell, layout.comma) for cell in cells)
                    parts[name] += [np.nan if number is None else number for number in numbers]
                else:
                    parts[name] += map(float, cells)
    return {
        name: np.array(part, float) if is_numeric(name) else read_label_cells(part)
        for name, part in parts.items()
    }


def _number(cell: str, comma: bool) -> float | None:
    """Read a cell, NaN if it is empty or says that the value is missing; None if it is no number."""
    text = cell.strip()
    if text.casefold() in _MISSING:
        return np.nan
    if comma:
        text = text.replace(".", "?").replace(",", ".")  # a point would be one of thousands
    try:
        return float(text)
    except ValueError:
        return None


def _has_decimal_commas(path: Path, layout: _Layout) -> bool:
    """Return whether more numbers have a decimal comma than a decimal point."""
    commas = points = 0
    with _rows(path, layout) as reader:
        for row in reader:
            for name, cell in zip(layout.names, row, strict=False):
                if is_numeric(name):
                    commas += "," in cell and _number(cell, True) is not None
                    points += "." in cell and _number(cell, False) is not None
    return commas > points


def _faults(path: Path, layout: _Layout) -> list[str]:
    """Return a fault for every line of another length and for every cell that is no number."""
    faults = []
    wanted = "a number with a decimal comma, as the others are" if layout.comma else "a number"
    with _rows(path, layout) as reader:
        for row in reader:
            if row and len(row) != len(layout.names):
                cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                faults.append(
                    f"line {reader.line_num} has {cells} under {len(layout.names)} names. {RULE}"
                )
                continue
            faults += [
                f"line {reader.line_num}, {name}: {shown(cell)} is not {wanted}. Leave the cell empty if the "
                "value is missing."
                for name, cell in zip(layout.names, row, strict=False)
                if is_numeric(name) and _number(cell, layout.comma) is None
            ]
    more = len(faults) - _LISTED
    return faults[:_LISTED] + (
        [f"So it is with {more} more of its lines or cells."] if more > 0 else []
    )
