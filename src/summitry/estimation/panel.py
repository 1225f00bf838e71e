"""A panel as people have it: read, checked, rows with missing values dropped and counted (T12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from ..model.extras import require
from ..model.faults import InputError, kind_of, shown
from ..model.frames import is_frame
from ..model.output_files import reason_of
from .design import (
    Design,
    column_fault,
    design_faults,
    formula_faults,
    make_design,
    required_columns,
)
from .outcomes import OUTCOMES, outcome_faults, separation_faults, zeros_and_ones

if TYPE_CHECKING:
    import pandas
    import polars

GivenPanel: TypeAlias = (
    "pandas.DataFrame | polars.DataFrame | Mapping[str, Any] | str | PathLike[str]"
)
Vector = NDArray[np.float64]
_SUFFIXES = (".csv", ".dta", ".parquet")
_FORMS = (
    "Give a frame of pandas or polars, columns by name, or the path of a file that ends in "
    f"{', '.join(_SUFFIXES)}."
)


@dataclass(frozen=True)
class Panel:
    """The rows of a panel that can be used, and the matrices of its formulas.

    Attributes
    ----------
    frame
        The rows that are used, with all columns as they were given.
    visit, removed
        1 or 0 in each row: V, and R in the next period.
    challenged
        The same for Ch; None if not given.
    cluster, clusters
        The number of each row's cluster from 0, and how many there are; a cluster is a row if none are named.
    designs
        The matrix of each formula.
    dropped
        How many rows were dropped because a column had no value, by column; a row counts once.
    rows
        How many rows were given.
    """

    frame: pandas.DataFrame
    visit: Vector
    removed: Vector
    challenged: Vector | None
    cluster: NDArray[np.int64]
    clusters: int
    designs: Mapping[str, Design]
    dropped: Mapping[str, int]
    rows: int

    @property
    def used(self) -> int:
        """How many rows are used."""
        return int(self.visit.size)

    def dropped_words(self) -> str:
        """Return a sentence on the rows that were dropped; nothing if none were."""
        if not self.dropped:
            return ""
        why = ", ".join(f"{name} {count:,}" for name, count in self.dropped.items())
        return f"{self.rows - self.used:,} of {self.rows:,} rows dropped for missing values: {why}."


def read_panel(panel: GivenPanel, where: str = "panel") -> pandas.DataFrame:
    """Return a panel as a frame of pandas, whoever holds it.

    Parameters
    ----------
    panel
        A frame of pandas, polars or Arrow, columns by name, or the path of a file: Parquet, CSV (with commas,
        semicolons or tabs) or Stata.
    where
        The call, for messages.

    Raises
    ------
    InputError
        If it is none of these, the file cannot be read, or two columns have one name.

    Examples
    --------
    >>> read_panel({"visit": [0, 1], "removed": [1, 0]}).shape
    (2, 2)
    """
    require(where, "estimation", "pandas")
    import pandas

    if isinstance(panel, str | PathLike):
        frame = _read_file(Path(panel), where)
    elif isinstance(panel, pandas.DataFrame):
        frame = panel
    elif is_frame(panel):
        frame = cast(Any, panel).to_pandas()
    elif isinstance(panel, Mapping):
        try:
            frame = pandas.DataFrame({str(name): column for name, column in panel.items()})
        except ValueError as error:
            raise InputError(
                f"panel: its columns make no table ({error}). {_FORMS}", where
            ) from None
    else:
        raise InputError(
            f"panel = {shown(panel)} is {kind_of(panel)}, not a table. {_FORMS}", where
        )
    names = [str(name) for name in frame.columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(
            f"the panel has more than one column {', '.join(twice)}. Rename or drop all but one.",
            where,
        )
    return frame.set_axis(names, axis=1).reset_index(drop=True)


def _read_file(path: Path, where: str) -> pandas.DataFrame:
    import pandas

    suffix, name = path.suffix.lower(), f"panel {shown(str(path))}"
    if suffix not in _SUFFIXES:
        raise InputError(f"{name}: its name does not say what it is. {_FORMS}", where)
    if suffix == ".parquet":
        require("a panel in Parquet", "estimation", "pyarrow")
    try:
        if suffix == ".parquet":
            return pandas.read_parquet(path)
        if suffix == ".dta":
            return pandas.read_stata(path)
        with path.open(encoding="utf-8-sig") as stream:
            first = stream.readline()
        mark = max((",", ";", "\t"), key=first.count)
        comma = "," if mark == ";" else "."
        return pandas.read_csv(path, sep=mark, decimal=comma, na_values=["."], encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{name} cannot be read: {reason_of(error)}. Check its path.", where
        ) from None
    except (
        Exception
    ) as error:  # each reader has errors of its own, and whatever is wrong is in the file
        reason = " ".join(str(error).split())[:200]
        raise InputError(
            f"{name} cannot be read as {suffix}: {reason}. Check that it is the file you mean.",
            where,
        ) from None


def make_panel(
    panel: GivenPanel, *, visit: Any, removed: Any, challenged: Any = None, cluster: Any = None,
    formulas: Mapping[str, str] | None = None, without_constant: Sequence[str] = (),
    never_separated: Mapping[str, Sequence[str]] | None = None, where: str = "panel",
) -> Panel:  # fmt: skip
    """Return the rows of a panel that can be used, with the matrices of all formulas.

    A row in which a column that is used has no value is dropped everywhere, and counted.

    Parameters
    ----------
    panel
        As for `read_panel`.
    visit, removed, challenged, cluster
        Names of columns; the last two may be None.
    formulas
        Right-hand sides of formulas by what they are for.
    without_constant
        Those of ``formulas`` whose index has no constant.
    never_separated
        For each formula, those of ``"visit"`` and ``"removed"`` that must vary in every group that a column
        of zeros and ones makes; by default ``"visit"`` for all.
    where
        The call, for messages.

    Raises
    ------
    InputError
        With all faults: columns that do not exist, outcomes that are not 0 or 1 or never happen, a removal
        without a challenge, formulas that cannot be, constant or collinear columns, groups without visits.
    """
    frame = read_panel(panel, where)
    formulas = formulas or {}
    named = {"visit": visit, "removed": removed, "challenged": challenged, "cluster": cluster}
    faults = _name_faults(named, frame, formulas)
    good = {
        role: name for role, name in named.items() if name is not None and name in frame.columns
    }
    outcomes = {
        role: zeros_and_ones(frame[name], role, name, faults)
        for role, name in good.items()
        if role in OUTCOMES
    }
    if faults:
        raise InputError(faults, where)
    needed = [good[role] for role in (*OUTCOMES, "cluster") if role in good]
    needed += [name for formula in formulas.values() for name in required_columns(formula)]
    kept, dropped = _complete(frame, needed, {good[r]: x for r, x in outcomes.items()})
    used = {role: values[kept] for role, values in outcomes.items()}
    faults += outcome_faults(used, good, len(frame), dropped)
    if faults:
        raise InputError(faults, where)
    rest = frame.loc[kept].reset_index(drop=True)
    designs, kinds = {}, never_separated or dict.fromkeys(formulas, ("visit",))
    for name, formula in formulas.items():
        try:
            designs[name] = make_design(formula, rest, constant=name not in without_constant)
        except InputError as error:
            faults += [f"{name}: {fault}" for fault in error.faults]
            continue
        faults += design_faults(designs[name], name)
        for role in kinds.get(name, ()):
            faults += separation_faults(designs[name], used[role], name, role)
    if faults:
        raise InputError(faults, where)
    codes = np.arange(len(rest)) if cluster is None else _codes(rest[cluster])
    return Panel(
        rest, used["visit"], used["removed"], used.get("challenged"), codes, int(codes.max()) + 1, designs,
        dropped, len(frame),
    )  # fmt: skip


def _name_faults(
    named: Mapping[str, Any], frame: pandas.DataFrame, formulas: Mapping[str, str]
) -> list[str]:
    """Return which names are no columns, stand for two things, or stand in a formula that cannot be."""
    faults = []
    for role, name in named.items():
        if name is None and role in ("visit", "removed"):
            faults.append(f"{role} is missing. Name the column: {role}='…'.")
        elif name is not None and not isinstance(name, str):
            faults.append(f"{role} = {shown(name)} is {kind_of(name)}, not the name of a column.")
        elif name is not None and name not in frame.columns:
            faults.append(column_fault(name, frame.columns, f"{role} = "))
    outcomes = [named[role] for role in OUTCOMES if isinstance(named[role], str)]
    for name in sorted({name for name in outcomes if outcomes.count(name) > 1}):
        faults.append(f"{shown(name)} is named as two outcomes. Each has a column of its own.")
    for label, formula in formulas.items():
        wrong = formula_faults(formula, frame.columns, label)
        faults += wrong
        if not wrong:
            faults += [
                f"{label} = {shown(formula)}: {name} is an outcome, and cannot explain itself. Leave it out."
                for name in required_columns(formula)
                if name in outcomes
            ]
    return faults


def _complete(
    frame: pandas.DataFrame, needed: Sequence[str], outcomes: Mapping[str, Vector]
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Return which rows have a value in every column that is needed, and how many each column cost."""
    kept, dropped = np.ones(len(frame), bool), {}
    for name in dict.fromkeys(needed):
        missing = np.isnan(outcomes[name]) if name in outcomes else frame[name].isna().to_numpy()
        if count := int((kept & missing).sum()):
            dropped[name] = count
        kept &= ~missing
    return kept, dropped


def _codes(column: pandas.Series) -> NDArray[np.int64]:
    import pandas

    return np.asarray(pandas.factorize(column)[0], np.int64)
