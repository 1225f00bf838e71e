"""The TOML file of an estimate: where the panel is, formulas, what is given and believed, counterfactuals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from ..model.faults import InputError, closest, kind_of, shown
from ..model.toml_file import parse_toml, read_text
from .counterfactuals import LABELS
from .specification import FIELDS

_RULE = "An estimate is a TOML file, saved as UTF-8, of at most 1 MiB."
_START = "To start from one: summitry estimate --example > spec.toml"
_NAMES = {
    "panel": ("file", "visit", "removed", "challenged", "cluster"),
    "formulas": tuple(name for name in FIELDS if name != "r"),
    "given": FIELDS,
    "beliefs": FIELDS,
    "estimate": ("proposer", "starts", "seed", "cov_type"),
}
_MANY = "counterfactual"  # a list of sections
_LEADING = re.compile(r"^\s*[01]\s*\+")  # a constant, or none, before other terms


class FitFile(NamedTuple):
    """What the file of an estimate says.

    ``arguments`` are those of `estimate` but the panel; ``covariates`` is a formula of all columns of x, for
    the reduced form.
    """

    panel: Path
    arguments: dict[str, Any]
    counterfactuals: tuple[dict[str, Any], ...]
    covariates: str


def read_fit_file(path: str | PathLike[str]) -> FitFile:
    """Read the file of an estimate.

    Parameters
    ----------
    path
        A TOML file. The panel that it names is looked for in its own folder.

    Raises
    ------
    InputError
        Naming the file and every fault in it; whether the specification can be estimated is seen later.
    """
    tables = parse_toml(read_text(path, _RULE), str(path), _RULE)
    faults: list[str] = []
    sections = _sections(tables, faults)
    changes = _counterfactuals(tables.get(_MANY, []), faults)
    columns = sections["panel"]
    for name in ("file", "visit", "removed"):
        if name not in columns:
            faults.append(f"[panel] {name} is missing. {_START}")
    for name, value in columns.items():
        if not isinstance(value, str):
            faults.append(
                f"[panel] {name} = {shown(value)} is {kind_of(value)}. Write a name in quotes."
            )
    if faults:
        raise InputError(faults, str(path))
    beliefs = {
        name: None if pair == "none" else tuple(pair) if isinstance(pair, list) else pair
        for name, pair in sections["beliefs"].items()
    }
    arguments = {name: value for name, value in columns.items() if name != "file"}
    arguments |= sections["formulas"] | sections["estimate"]
    arguments |= {"given": sections["given"], "beliefs": beliefs}
    panel = Path(path).parent / columns["file"]
    return FitFile(panel, arguments, changes, _covariates(sections["formulas"]))


def _sections(tables: Mapping[str, Any], faults: list[str]) -> dict[str, dict[str, Any]]:
    """Return the known sections with the known names in them; anything else is a fault."""
    known = [f"[{name}]" for name in _NAMES]
    found: dict[str, dict[str, Any]] = {name: {} for name in _NAMES}
    for name, table in tables.items():
        if name == _MANY:
            continue
        if name not in _NAMES:
            meant = closest(name, {word: word for word in (*_NAMES, _MANY)})
            advice = f"Did you mean [{meant}]?" if meant else _START
            listed = ", ".join(known)
            faults.append(f"{name} is no section. They are {listed} and [[{_MANY}]]. {advice}")
        elif not isinstance(table, dict):
            faults.append(
                f"{name} = {shown(table)} is {kind_of(table)}, not a section. Write [{name}] on a line of "
                "its own, and its names below it."
            )
        else:
            found[name] = {key: x for key, x in table.items() if key in _NAMES[name]}
            faults += [
                _unknown(name, key, _NAMES[name]) for key in table if key not in _NAMES[name]
            ]
    return found


def _unknown(section: str, key: str, names: tuple[str, ...]) -> str:
    meant = closest(key, {name: name for name in names})
    advice = f"Did you mean {meant}?" if meant else "Remove the line."
    return f"[{section}] {key} is unknown. [{section}] holds {', '.join(names)}. {advice}"


def _counterfactuals(given: Any, faults: list[str]) -> tuple[dict[str, Any], ...]:
    """Return the counterfactuals, each a table of changes."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        faults.append(f"{_MANY} is no list of sections. Write [[{_MANY}]], once for each.")
        return ()
    for number, changes in enumerate(given, 1):
        label = f"[{_MANY}]] number {number}"
        if not changes:
            faults.append(f'[{label} changes nothing. Write for example sigma = "×0.5" below it.')
        faults += [
            _unknown(label, key, tuple(LABELS)).replace(f"[{label}] holds", "It may hold")
            for key in changes
            if key not in LABELS
        ]
    return tuple(given)


def _covariates(formulas: Mapping[str, Any]) -> str:
    """Return a formula of everything that stands in some formula."""
    parts = [_LEADING.sub("", x).strip() for x in formulas.values() if isinstance(x, str)]
    return " + ".join(dict.fromkeys(part for part in parts if part not in ("", "0", "1"))) or "1"
