"""Outcomes of a panel: zeros and ones, events that never happen, groups in which they never vary (T12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..model.conversion import unwrapped
from ..model.faults import shown
from .design import Design

if TYPE_CHECKING:
    import pandas

Vector = NDArray[np.float64]
OUTCOMES = {"visit": "V", "removed": "R", "challenged": "Ch"}


def _values(count: int) -> str:
    return "1 value is" if count == 1 else f"{count:,} values are"


def zeros_and_ones(column: pandas.Series, role: str, name: str, faults: list[str]) -> Vector:
    """Return an outcome as numbers, NaN where it is missing; anything but 0 and 1 is a fault."""
    import pandas

    present = column.dropna()
    numbers = pandas.to_numeric(present, errors="coerce") if present.dtype == object else present
    is_number = pandas.api.types.is_numeric_dtype(numbers) or pandas.api.types.is_bool_dtype(
        numbers
    )
    wrong = present[~numbers.isin([0, 1])] if is_number else present
    if len(wrong):
        faults.append(
            f"{role} = {shown(name)}: {_values(len(wrong))} neither 0 nor 1 (row {wrong.index[0]}: "
            f"{shown(unwrapped(wrong.iloc[0]))}). {OUTCOMES[role]} must be 0, 1 or missing in every row."
        )
        return np.full(len(column), np.nan)
    values = np.full(len(column), np.nan)
    values[present.index.to_numpy()] = numbers.to_numpy(dtype=float)
    return values


def outcome_faults(
    used: Mapping[str, Vector], names: Mapping[str, str], rows: int, dropped: Mapping[str, int]
) -> list[str]:
    """Return which outcomes never or always happen, and removals without a challenge."""
    if not used["visit"].size:
        why = ", ".join(f"{name} {count:,}" for name, count in dropped.items()) or "there are none"
        return [f"no row has a value in every column that is used ({rows:,} rows; missing: {why})."]
    faults = []
    for role, event in (
        ("visit", "a visit"),
        ("removed", "a removal"),
        ("challenged", "a challenge"),
    ):
        if role in used and not used[role].any():
            faults.append(
                f"{role} = {shown(names[role])}: no row that is used has {event}. "
                + ("Open bargaining predicts just that, and so does a leader about whom F knows nothing; "
                   "there is nothing to estimate." if role == "visit" else
                   "Beliefs are read off removals; use a wider definition or a longer period.")
            )  # fmt: skip
        elif role != "challenged" and role in used and used[role].all():
            faults.append(
                f"{role} = {shown(names[role])} is 1 in every row that is used. It must vary."
            )
    if "challenged" in used:
        strange = np.flatnonzero((used["removed"] == 1) & (used["challenged"] == 0))
        if strange.size:
            faults.append(
                f"{strange.size:,} rows have {names['removed']} = 1 with {names['challenged']} = 0. L is "
                "removed only if she is challenged (T1): mend the rows, or define a challenge so that it "
                "includes every removal."
            )
    return faults


def separation_faults(design: Design, outcome: Vector, label: str, role: str) -> list[str]:
    """Return in which groups, made by columns of zeros and ones, an outcome never varies (separation)."""
    event = {"visit": "visit", "removed": "removal"}[role]
    faults = []
    for name, members in _groups(design):
        group = outcome[members]
        if 0 < group.size < outcome.size and np.ptp(group) == 0.0:
            which = "each" if group[0] else "none"
            faults.append(
                f"{label} = {shown(design.formula)}: {which} of the {group.size:,} rows with {name} has a "
                f"{event} (separation), so that a coefficient has no finite estimate. Leave it out, or merge "
                "the group with another."
            )
    return faults


def _groups(design: Design) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield the groups that a formula tells apart: both values of a dummy, every level of a factor."""
    columns = dict(zip(design.names, design.matrix.T, strict=True))
    dummies = {name: x == 1.0 for name, x in columns.items() if np.isin(x, (0.0, 1.0)).all()}
    levels: dict[str, NDArray[np.bool_]] = {}
    for name, members in dummies.items():
        factor, bracket, level = name.partition("[T.")
        if bracket:
            levels[factor] = levels.get(factor, np.zeros_like(members)) | members
            yield f"{factor} = {level[:-1]}", members
        else:
            yield f"{name} = 1", members
            yield f"{name} = 0", ~members
    for factor, members in levels.items():
        yield f"{factor} = its first level", ~members
