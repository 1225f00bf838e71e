"""Read a saved result: find its model and its solutions, or name everything that is wrong with it.

A result is ``{"format": 1, "labels": …, "model": …, "solutions": [answer, …]}``; `Solution.to_dict` writes
the fields of its one answer beside the model instead. Labels are words of the user's own, and optional.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from .arguments import number_faults
from .faults import InputError, kind_of, shown
from .parameters import Model

FORMAT = 1  # raised when a field is added, removed or changes its meaning
STATUS_COUNTS = {
    "one": (1, 1), "several": (2, math.inf), "none": (0, 0), "limit": (1, math.inf),
    "unbounded": (0, math.inf), "undecided": (0, math.inf),
}  # fmt: skip
_SAVE = "Save a result with: summitry solve CASE --json > result.json"
_ABSENT: Any = object()
_FRAME = ("format", "labels", "model", "solutions")
_ANSWER = (
    "bargaining", "proposer", "off_path", "status", "equilibria", "supporting_reading",
    "supports_no_visits", "reasons",
)  # fmt: skip
_MIXED = "mixed"  # equilibria in mixed strategies, where they were searched
_PROOFS = ("disclosure", "reach", "intervals")  # who may prove what, where somebody may (T13.5)
_POWER = "power"  # with a random proposer the probability that F proposes
_WORDS = {
    "bargaining": (("open", "closed"), "It must be 'open' (C sees the negotiations) or 'closed' (C sees "
                   "only the visit). Write for example bargaining='closed'."),
    "proposer": (("F", "L", "random"), "It must be 'F' (the foreign leader), 'L' (the domestic leader) or "
                 "'random'. Write for example proposer='L'."),
    "status": (tuple(STATUS_COUNTS), f"It must be {', '.join(STATUS_COUNTS)}. {_SAVE}"),
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
        With all faults of the document; if its format is unknown, with this one alone.
    """
    if not isinstance(document, Mapping):
        raise InputError(f"it{_is_not(document, 'an object')}", "result")
    _check_format(document.get("format", _ABSENT))
    frame = {key: value for key, value in document.items() if key in _FRAME}
    rest = {key: value for key, value in document.items() if key not in _FRAME}
    alone = "solutions" not in frame and "equilibria" in rest
    solutions = [rest] if alone else frame.get("solutions", _ABSENT)
    faults = _label_faults(frame.get("labels", {}))
    if not alone:
        faults += [f"{shown(key)} is no part of a result. Leave it out." for key in rest]
    if not isinstance(solutions, list) or not solutions:
        faults.append(f"solutions{_is_not(solutions, 'a list of one object or more')}")
        solutions = []
    for number, solution in enumerate(solutions, 1):
        faults += _answer_faults(solution, "the result" if alone else f"solution {number}")
    model = _read_model(frame.get("model", _ABSENT), known_information, faults)
    if faults or model is None:
        raise InputError(faults, "result")
    return model, solutions


def _check_format(found: Any) -> None:
    """Refuse another version of the format at once: what it means by a field is not known."""
    if type(found) is int and found == FORMAT:
        return
    words = "is missing" if found is _ABSENT else f"= {shown(found)} is unknown"
    raise InputError(
        f"format {words}. This version of summitry reads format {FORMAT}. Read the file with the version "
        "that wrote it, or solve the model again: summitry solve CASE --json > result.json",
        "result",
    )


def _label_faults(labels: Any) -> list[str]:
    """Check that labels are words: they are the only part of a result that nobody judges."""
    if isinstance(labels, Mapping) and all(isinstance(word, str) for word in labels.values()):
        return []
    return [f"labels = {shown(labels)} is not an object of words. Mend it or leave it out."]


def _read_model(data: Any, known: bool, faults: list[str]) -> Model | None:
    """Read a saved model, which has every field of `Model.to_dict`, with or without its information."""
    if not isinstance(data, Mapping):
        faults.append(f"model{_is_not(data, 'an object that holds the parameters')}")
        return None
    own = {} if known else {"information": {"kind": "linear"}, "n": data.get("n") or 1.0}
    try:
        model = Model.from_dict(dict(data) | own)
    except InputError as error:
        faults += [f"model: {fault}" for fault in error.faults]
        return None
    for name, value in (model.to_dict() | dict.fromkeys(own)).items():
        if name not in data:
            faults.append(f"model: {name} is missing. {_SAVE}")
        elif name not in own and data[name] != value:
            faults.append(f"model: {name} = {shown(data[name])} must be written {value!r}.")
    return model


def _is_not(value: Any, wanted: str) -> str:
    """Return words for a part of a result that is missing or of another kind."""
    if value is _ABSENT:
        return f" is missing. It must be {wanted}. {_SAVE}"
    found = "empty" if isinstance(value, list) and not value else kind_of(value)
    return f" = {shown(value)} is {found}. It must be {wanted}. {_SAVE}"


def _answer_faults(solution: Any, label: str) -> list[str]:
    """Check the fields of one answer, and the kinds of what it says about its protocol."""
    if not isinstance(solution, Mapping):
        return [f"{label}{_is_not(solution, 'an object')}"]
    unknown = (key for key in solution if key not in (*_ANSWER, _MIXED, _POWER, *_PROOFS))
    faults = [f"{label}: {shown(key)} is no part of it. Leave it out." for key in unknown]
    if missing := [name for name in _ANSWER if name not in solution]:
        return [*faults, f"{label} lacks {', '.join(missing)}. {_SAVE}"]
    faults += [
        f"{label}: {name} = {shown(solution[name])} is unknown. {words}"
        for name, (allowed, words) in _WORDS.items()
        if solution[name] not in allowed
    ]
    if any(name in solution for name in _PROOFS):
        faults += _proof_faults(solution, label)
    power = solution.get(_POWER)
    proper = type(power) is float and 0.0 < power < 1.0
    if (solution["proposer"] == "random") != (_POWER in solution) or (_POWER in solution and not proper):
        faults.append(
            f"{label}: power = {shown(power)} does not fit proposer = {shown(solution['proposer'])}. A "
            f"random proposer has a power between 0 and 1. {_SAVE}"
        )
    for name in ("equilibria", _MIXED):
        rows = solution.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(eq, Mapping) for eq in rows):
            faults.append(f"{label}: {name}{_is_not(rows, 'a list of objects')}")
    return faults


def _proof_faults(solution: Mapping[str, Any], label: str) -> list[str]:
    """Check what an answer says of proofs (T13.5): all of it, of the right kinds."""
    if missing := [name for name in _PROOFS if name not in solution]:
        return [f"{label} lacks {', '.join(missing)}. {_SAVE}"]
    faults = []
    if solution["disclosure"] not in ("leader", "antagonist", "absence"):
        faults.append(
            f"{label}: disclosure = {shown(solution['disclosure'])} is unknown. It must be 'leader', "
            "'antagonist' or 'absence'. Leave it out where nobody proves anything."
        )
    faults += [
        f"{label}: {fault}"
        for fault in number_faults("reach", solution["reach"], highest=1.0, example=0.5)
    ]
    ends = solution["intervals"]
    pairs = isinstance(ends, list) and all(isinstance(x, list) and len(x) == 2 for x in ends)
    if not pairs or any(number_faults("v", v, highest=1.0, example=0.5) for x in ends for v in x):
        faults.append(f"{label}: intervals{_is_not(ends, 'a list of pairs of visit probabilities')}")
    if solution["bargaining"] == "open" or _MIXED in solution:
        faults.append(f"{label}: nothing is proved in the open, nor where strategies are mixed.")
    return faults
