"""Read a saved result: find its model and its solutions, or name everything that is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from .faults import InputError, kind_of, shown
from .parameters import Model

_SAVE = "Save a result with: summitry solve CASE --json > result.json"
_ABSENT: Any = object()
_NEEDED = ("bargaining", "proposer", "off_path", "status", "equilibria")
COUNTS = {"one": (1, 1), "several": (2, math.inf), "none": (0, 0), "limit": (1, math.inf)}
_STATUSES = (*COUNTS, "unbounded", "undecided")
_WORDS = {
    "bargaining": ("open", "closed", "It must be 'open' (C sees the negotiations) or 'closed' (C sees "
                   "only the visit). Write for example bargaining='closed'."),
    "proposer": ("F", "L", "It must be 'F' (the foreign leader) or 'L' (the domestic leader). Write "
                 "for example proposer='L'."),
}  # fmt: skip


def read_result(
    document: Any, known_information: bool = True
) -> tuple[Model, list[Mapping[str, Any]]]:
    """Return the model and the solutions of a saved result.

    Parameters
    ----------
    document
        What ``summitry solve --json`` prints, or `Solution.to_dict`.
    known_information
        Whether to read the model's information structure, or to leave it aside as the user's own.

    Raises
    ------
    InputError
        With all faults of the document.
    """
    if not isinstance(document, Mapping):
        raise InputError(f"it{_is_not(document, 'an object')}", "result")
    faults = []
    model = document.get("model", _ABSENT)
    solutions = document.get("solutions", [document] if "equilibria" in document else _ABSENT)
    if not isinstance(model, Mapping):
        faults.append(f"model{_is_not(model, 'an object that holds the parameters')}")
    if not isinstance(solutions, list) or not solutions:
        faults.append(f"solutions{_is_not(solutions, 'a list of one object or more')}")
        solutions = []
    for number, solution in enumerate(solutions, 1):
        label = f"solution {number}"
        if not isinstance(solution, Mapping):
            faults.append(f"{label}{_is_not(solution, 'an object')}")
        elif missing := [name for name in _NEEDED if name not in solution]:
            faults.append(f"{label} lacks {', '.join(missing)}. {_SAVE}")
        else:
            faults += [f"{label}: {fault}" for fault in _kind_faults(solution)]
    try:
        known = read_saved_model(model, known_information) if isinstance(model, Mapping) else None
    except InputError as error:
        faults += [f"model: {fault}" for fault in error.faults]
    if faults or known is None:
        raise InputError(faults, "result")
    return known, solutions


def read_saved_model(data: Mapping[str, Any], known_information: bool) -> Model:
    """Read the parameters of a saved model, with or without its information structure."""
    own = {"information": {"kind": "linear"}, "n": data.get("n") or 1.0}
    return Model.from_dict(dict(data) | ({} if known_information else own))


def _is_not(value: Any, wanted: str) -> str:
    """Return words for a part of a result that is missing or of another kind."""
    if value is _ABSENT:
        return f" is missing. It must be {wanted}. {_SAVE}"
    found = "empty" if isinstance(value, list) and not value else kind_of(value)
    return f" = {shown(value)} is {found}. It must be {wanted}. {_SAVE}"


def _kind_faults(solution: Mapping[str, Any]) -> list[str]:
    """Check the kinds of what a solution says about its protocol."""
    faults = [
        f"{name} = {shown(solution[name])} is unknown. {words}"
        for name, (one, other, words) in _WORDS.items()
        if solution[name] not in (one, other)
    ]
    equilibria, status = solution["equilibria"], solution["status"]
    if not isinstance(equilibria, list) or not all(isinstance(eq, Mapping) for eq in equilibria):
        faults.append(f"equilibria{_is_not(equilibria, 'a list of objects')}")
    if status not in _STATUSES:
        words = f"It must be {', '.join(_STATUSES)}."
        faults.append(f"status = {shown(status)} is unknown. {words} {_SAVE}")
    return faults
