"""The information structure and the cost law of many models: one of each for all (T2, T13.1)."""

from __future__ import annotations

from typing import Any

from ..model.cost_laws import UNIFORM, CostLaw
from ..model.faults import shown
from ..model.frames import Table
from ..model.information import Information, Linear
from ..model.structures import read_cost, read_structure


def structure_of(given: Table, option: Any, faults: list[str]) -> Information:
    """Return the information structure that is asked for, or that of the models."""
    found = []
    for value in (option, given.columns.pop("information", None)):
        if value is not None:
            structure, wrong = read_structure(value)
            faults += wrong
            found += [structure] if structure else []
    if len(found) == 2 and found[0] != found[1]:
        faults.append(
            f"information = {shown(found[0])}, but the models have {shown(found[1])}. Leave information "
            "out, or change it in the models."
        )
    return found[0] if found else Linear()


def law_of(given: Table, option: Any, faults: list[str]) -> CostLaw:
    """Return the cost law that is asked for, or that of the models."""
    found = []
    for value in (option, given.columns.pop("cost", None)):
        if value is not None:
            law, wrong = read_cost(value)
            faults += wrong
            found += [law] if law else []
    if len(found) == 2 and found[0] != found[1]:
        faults.append(
            f"cost = {shown(found[0])}, but the models have {shown(found[1])}. Leave cost out, or change "
            f"it in "
            "the models."
        )
    return found[0] if found else UNIFORM
