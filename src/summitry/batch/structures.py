"""The information structure and the cost law of many models: one of each for all (T2, T13.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ..model.cost_laws import UNIFORM, CostLaw
from ..model.faults import shown
from ..model.frames import Table
from ..model.information import Information, Linear
from ..model.structures import read_cost, read_structure

Kind = TypeVar("Kind")


def structure_of(given: Table, option: Any, faults: list[str]) -> Information:
    """Return the information structure that is asked for, or that of the models."""
    return _one_of("information", read_structure, given, option, faults) or Linear()


def law_of(given: Table, option: Any, faults: list[str]) -> CostLaw:
    """Return the cost law that is asked for, or that of the models."""
    return _one_of("cost", read_cost, given, option, faults) or UNIFORM


def _one_of(
    name: str, read: Callable[[Any], tuple[Kind | None, list[str]]], given: Table, option: Any,
    faults: list[str],
) -> Kind | None:  # fmt: skip
    """Return what the call and the models agree on, None if neither says anything."""
    found = []
    for value in (option, given.columns.pop(name, None)):
        if value is not None:
            one, wrong = read(value)
            faults += wrong
            found += [one] if one is not None else []
    if len(found) == 2 and found[0] != found[1]:
        faults.append(
            f"{name} = {shown(found[0])}, but the models have {shown(found[1])}. Leave {name} out, or "
            "change it in the models."
        )
    return found[0] if found else None
