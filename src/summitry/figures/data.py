"""What a `prepare` function gives: tidy columns, marks, labels from the registry, CSV."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..equilibrium.solution import Solution
from ..model.faults import InputError, closest, shown, whole_number_faults
from ..model.output_files import write_whole
from ..model.parameters import Model
from ..model.variables import FIELD_VARIABLES, PICTURE_VARIABLES, STATUS, VARIABLES, WHO_GAINS
from ..model.words import PROTOCOLS as WORDED

Columns = dict[str, NDArray[Any]]
PROTOCOLS = tuple(WORDED)
PROTOCOL_LABELS = {name: entry.label for name, entry in WORDED.items()}
MOST_POINTS = 100_000
_KNOWN = {
    **VARIABLES, **PICTURE_VARIABLES, **FIELD_VARIABLES, "status": STATUS, "who_gains": WHO_GAINS,
}  # fmt: skip
_RAISED = re.compile(r"[₀-₉⁰¹²³_^]")


@dataclass(frozen=True)
class FigureData:
    """Data of one picture.

    Attributes
    ----------
    name
        Name of the picture.
    model
        The game it belongs to; what an axis varies is then only one of its values.
    columns
        Tidy columns of equal length, names as in the results; what is undefined is NaN.
    marks
        Columns of what is marked: equilibria, best deviations. Empty if nothing is.
    """

    name: str
    model: Model

    @property
    def columns(self) -> Columns:
        """Tidy columns."""
        raise NotImplementedError

    @property
    def marks(self) -> Columns:
        """Columns of what is marked."""
        return {}

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def to_csv(self, *, marks: bool = False) -> str:
        """Text of the columns as CSV, every digit kept; what is undefined is empty."""
        columns = self.marks if marks else self.columns
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        lists = [column.tolist() for column in columns.values()]
        for row in zip(*lists, strict=True):
            writer.writerow([_cell(value) for value in row])
        return text.getvalue()

    def write_csv(self, path: str | os.PathLike[str]) -> list[Path]:
        """Write the columns to a file, and the marks, if any, beside it as ``NAME-marks.csv``.

        Returns
        -------
        list of Path
            The files written.
        """
        path = Path(path)
        return [
            write_whole(path.with_name(name), text)
            for name, text in self.csv_files(path.name).items()
        ]

    def csv_files(self, name: str) -> dict[str, str]:
        """Return the texts that `write_csv` writes, by the names of their files."""
        files = {name: self.to_csv()}
        if self.marks:
            path = Path(name)
            files[f"{path.stem}-marks{path.suffix}"] = self.to_csv(marks=True)
        return files


@dataclass(frozen=True)
class TableData(FigureData):
    """Data that is made as a table."""

    table: Mapping[str, NDArray[Any]]
    marked: Mapping[str, NDArray[Any]]

    @cached_property
    def columns(self) -> Columns:
        """Tidy columns."""
        return dict(self.table)

    @cached_property
    def marks(self) -> Columns:
        """Columns of what is marked."""
        return dict(self.marked)


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(value)
    return value


def label(name: str) -> str:
    """Name a column in words and, if it is of plain letters, its symbol.

    Raised and lowered signs are smaller than any text that a journal prints, so the words stand alone there.
    """
    known = _KNOWN[name]
    return known.long_name if _RAISED.search(known.symbol) else f"{known.long_name}, {known.symbol}"


def name_of(name: str) -> str:
    """Name of a column or parameter in words."""
    return _KNOWN[name].long_name


def symbol(name: str) -> str:
    """Symbol of a column or parameter."""
    return _KNOWN[name].symbol


def whole(name: str, value: Any, low: int, high: int, faults: list[str]) -> int:
    """Check a whole number."""
    wrong = whole_number_faults(name, value, low, high, example=200)
    faults += wrong
    return low if wrong else int(value)


def one_of(name: str, value: Any, known: Any, faults: list[str]) -> Any:
    """Check a word."""
    if value in known:
        return value
    meant = closest(str(value), {str(word).casefold(): str(word) for word in known})
    advice = (
        f"Did you mean {meant!r}?" if meant else f"Write for example {name}={next(iter(known))!r}."
    )
    listed = ", ".join(repr(word) for word in known)
    faults.append(f"{name} = {shown(value)} is unknown. It must be one of {listed}. {advice}")
    return next(iter(known))


def solution_only(solution: Any, where: str) -> Solution:
    """Check that a solution was given."""
    if isinstance(solution, Solution):
        return solution
    raise InputError(
        f"solution = {shown(solution)} is not a Solution. Write for example {where}(summitry.solve(model)).",
        where,
    )


def index_of(wanted: Any, solution: Solution, faults: list[str]) -> int | None:
    """Check the number of an equilibrium."""
    count = len(solution.equilibria)
    if isinstance(wanted, int) and not isinstance(wanted, bool) and 0 <= wanted < count:
        return wanted
    if count:
        advice = f"The solution has {count}, counted from 0. Write for example equilibrium=0."
    else:
        advice = f"{solution.label}: {solution.status.value}."
    faults.append(f"equilibrium = {shown(wanted)} does not exist. {advice}")
    return None
