"""An information structure from plain data: from a scenario file, or from a saved result."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from .faults import InputError
from .information import Article, Atoms, Binomial, Information, Linear


def _later(name: str) -> Callable[..., Information]:
    return lambda value: getattr(import_module(".continuous", __package__), name)(value)


_KINDS: dict[str, Callable[..., Information]] = {
    "linear": Linear,
    "binomial": Binomial,
    "article": Article,
    "atoms": Atoms,
    "probit": _later("Probit"),
    "truth-or-noise": _later("truth_or_noise"),
}
_NEEDS = {
    "atoms": ("probabilities", "weaknesses"), "probit": ("R",), "truth-or-noise": ("prior",),
}  # fmt: skip
_NEEDED = {"R": "a number between 0 and 1", "prior": "a law of weakness"}


def information_from_dict(data: Mapping[str, Any]) -> Information:
    """Read an information structure from plain data, such as a scenario file's ``[information]`` section.

    Parameters
    ----------
    data
        ``{"kind": "linear"}``, or with ``probabilities`` and ``weaknesses`` for kind ``"atoms"``.

    Raises
    ------
    InputError
        Naming every fault: an unknown kind or key, missing or bad lists.

    Examples
    --------
    >>> information_from_dict({"kind": "binomial"})
    Binomial()
    """
    kind = data.get("kind", "linear")
    if not isinstance(kind, str) or kind not in _KINDS:
        near = difflib.get_close_matches(str(kind), _KINDS, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise InputError([
            f"information kind = {kind!r} is unknown; allowed are {', '.join(map(repr, _KINDS))}{hint}"
        ])  # fmt: skip
    needs = _NEEDS.get(kind, ())
    wanted = {"kind", *needs} | ({"prior"} if kind == "atoms" else set())
    faults = [
        f"information {key!r} is not known for kind {kind!r}; allowed: {', '.join(sorted(wanted))}"
        for key in data
        if key not in wanted
    ]
    faults += [
        f"information kind {kind!r} needs {key!r}, {_NEEDED.get(key, 'a list of numbers')}; it is missing"
        for key in needs
        if key not in data
    ]
    if faults:
        raise InputError(faults)
    if kind in ("probit", "truth-or-noise"):
        return _KINDS[kind](data[needs[0]])
    return _KINDS[kind](**{key: data[key] for key in wanted - {"kind"} if key in data})
