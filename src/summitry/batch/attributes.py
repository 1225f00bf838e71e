"""Attributes of a dataset's variables: long names, symbols, units, and names of codes."""

from __future__ import annotations

from typing import Any

from ..equilibrium.mixed import KIND_NAMES
from ..equilibrium.status import Status
from ..model.variables import MIXED_VARIABLES, VARIABLES


def variable_attributes(name: str) -> dict[str, Any]:
    """Attributes of a variable of an equilibrium; those of ``kind`` name its codes."""
    about = (VARIABLES | MIXED_VARIABLES)[name].attributes()
    if name != "kind":
        return about
    return about | {"flag_values": list(range(len(KIND_NAMES))), "flag_meanings": " ".join(KIND_NAMES)}


def flags() -> dict[str, Any]:
    """Attributes that name the codes of ``status``."""
    return {
        "flag_values": list(range(len(Status))),
        "flag_meanings": " ".join(code.name for code in Status),
    }
