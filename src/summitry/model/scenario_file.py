"""The scenario file: TOML that a political scientist can read, to values of parameters and back.

Every parameter stands in the section of the player or belief that it describes, as the table
`summitry.model.parameters.FIELDS` says. ``[scenario]``, ``[challenger]`` and ``[information]`` are optional.
All that is wrong with a file is collected before it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from .cost_laws import UNIFORM
from .faults import InputError, closest, kind_of, plain, shown
from .parameters import FIELDS, SPELLINGS, Model, examine
from .toml_file import parse_toml, read_text

SECTIONS = {
    "scenario": "the case, in words",
    "prior": "what everybody believes about L's strength",
    "foreign_leader": "F, who may visit",
    "domestic_leader": "L, who may be visited, and challenged at home",
    "challenger": "C, who may challenge L",
    "bargaining": "what C expects, and what C sees",
    "information": "how F's intelligence becomes a signal",
    "cost": "the law of C's cost of a challenge, as a multiple of k_max",
}
TEXTS = ("title", "years", "source", "note")
HOMES = (
    dict.fromkeys((*TEXTS, "stylised"), "scenario")
    | {field.name: field.section for field in FIELDS}
    | dict.fromkeys(("kind", "probabilities", "weaknesses"), "information")
    | {"law": "cost"}
)
_LISTED = ("information", "cost")  # sections whose own reader says what they may hold
_KEYS_OF = {"information": "kind", "cost": "law"}
WORDS = {word: _KEYS_OF.get(name, name) for word, name in SPELLINGS.items()} | {
    key: key for key in HOMES
}
_KEYS = {
    "kind": "linear, binomial, article or atoms",
    "probabilities": "of the signal's values; they sum to 1",
    "weaknesses": "L's expected weakness after each value; their mean is beta/(alpha+beta)",
    "law": "uniform, power, beta, kumaraswamy, exponential, lognormal, never or table",
}
_RULE = "A scenario is a TOML file, saved as UTF-8, of at most 1 MiB."
_START = 'Start from a copy: summitry.load_scenario("uniform-example").model.to_toml("case.toml").'


def read_scenario(path: str | PathLike[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read a scenario file: the values of the parameters, and what ``[scenario]`` says.

    Parameters
    ----------
    path : str or path
        A TOML file of at most 1 MiB, in UTF-8.

    Raises
    ------
    InputError
        Naming the file and every fault in it.
    """
    return parse_scenario(read_text(path, _RULE), str(path))


def parse_scenario(text: str, origin: str) -> tuple[dict[str, Any], dict[str, Any]]:
    r"""Read the text of a scenario file, which messages call ``origin``.

    Parameters
    ----------
    text : str
        TOML.
    origin : str
        Where it comes from.

    Returns
    -------
    tuple of dict and dict
        The values of the parameters, and what ``[scenario]`` says.

    Examples
    --------
    >>> parse_scenario("[prior]\nalpha = 0,5", "case.toml")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    summitry.model.faults.InputError: case.toml: line 2, column 10 is not TOML: 'alpha = 0,5' (...
    """
    tables = parse_toml(text, origin, _RULE)
    if not tables:
        sections = ", ".join(f"[{section}]" for section in SECTIONS)
        fault = f"there is nothing in it. It must have the sections {sections}. {_START}"
        raise InputError(fault, origin)
    found = _Contents(tables)
    if isinstance(found.about.get("years"), int):
        found.about["years"] = str(found.about["years"])
    words = about_faults(found.about, "[scenario] ")
    clean, more = examine(found.values, label=_labelled, excused=found.excused)
    if found.faults or words or more:
        raise InputError([*found.faults, *words, *more], origin)
    return clean, found.about


def _labelled(key: str) -> str:
    return f"[{HOMES[key]}] {key}"


class _Contents:
    """What a file says, sorted: parameters, words about the case, faults of place and of name."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.values: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.faults: list[str] = []
        self.excused: frozenset[str] = frozenset()  # missing, but another fault already says so
        stray: dict[str, Any] = {}
        for name, table in tables.items():
            if name in HOMES:
                trouble = f"{name} = {shown(table)} stands outside the sections."
                self.faults.append(f"{trouble} {_home(name)}")
                stray[name] = table
            elif name not in SECTIONS:
                self._strange_section(name, table)
                stray |= table if isinstance(table, dict) else {}
            elif not isinstance(table, dict):
                self._not_a_section(name, table)
            else:
                stray |= self._section(name, table)
        for key, value in stray.items():
            if HOMES.get(key) in SECTIONS:
                self._put(key, value)

    def _put(self, key: str, value: Any, section: str = "information") -> None:
        """Keep a value; one that stands in its own section comes first and stays."""
        section = HOMES.get(key, section)
        if section == "scenario":
            self.about.setdefault(key, value)
        elif section in _LISTED:
            self.values.setdefault(section, {}).setdefault(key, value)
        else:
            self.values.setdefault(key, value)

    def _section(self, section: str, table: dict[str, Any]) -> dict[str, Any]:
        """Sort a section; what belongs elsewhere is returned."""
        stray = {}
        for key, value in table.items():
            home = HOMES.get(key)
            if home == section or (home is None and section in _LISTED):
                # What these may hold is for `information_from_dict` and `cost_from_dict` to say.
                self._put(key, value, section)
            elif home is not None:
                trouble = f"[{section}] {key} = {shown(value)} is in the wrong section."
                self.faults.append(f"{trouble} {_home(key)}")
                stray[key] = value
            else:
                held = f"[{section}] holds {_holds(section)}."
                self._strange_key(f"[{section}] {key} = {shown(value)} is unknown. {held}", key)
        return stray

    def _strange_key(self, trouble: str, key: str) -> None:
        meant = closest(key, WORDS)
        advice = "Remove the line, or use one of these names."
        if meant is not None:
            advice = f"Did you mean {meant}? Write {meant} in [{HOMES[meant]}]."
            self.excused |= {meant}
        self.faults.append(f"{trouble} {advice}")

    def _strange_section(self, name: str, table: Any) -> None:
        sections = f"The sections are {', '.join(f'[{section}]' for section in SECTIONS)}."
        if not isinstance(table, dict | list):
            self._strange_key(f"{name} = {shown(table)} is unknown. {sections}", name)
            return
        meant = closest(name, {section: section for section in SECTIONS})
        advice = "Remove it, or use one of these names."
        if meant is not None:
            advice = f"Did you mean [{meant}]? Write [{meant}]."
            self.excused |= {key for key, home in HOMES.items() if home == meant}
        self.faults.append(f"[{name}] is not a section. {sections} {advice}")

    def _not_a_section(self, section: str, value: Any) -> None:
        self.excused |= {key for key, home in HOMES.items() if home == section}
        self.faults.append(
            f"{section} = {shown(value)} is {kind_of(value)}, not a section. [{section}] holds "
            f"{_holds(section)}. Write [{section}] on a line of its own, and these names below it."
        )


def _holds(section: str) -> str:
    """List the names that a section may hold."""
    return ", ".join(key for key, home in HOMES.items() if home == section)


def _home(key: str) -> str:
    """Explain what a key is and where it belongs."""
    titles = {field.name: f"{field.title}," for field in FIELDS}
    return f"{titles.get(key, key)} belongs in [{HOMES[key]}]. Move the line there."


def about_faults(about: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Check the words about a case: texts, and whether it is stylised."""
    faults = []
    for key, value in about.items():
        trouble = f"{prefix}{key} = {shown(value)} is {kind_of(value)}, not"
        if key == "stylised":
            if not isinstance(value, bool):
                rule = "stylised says whether the values only illustrate a story: true or false."
                faults.append(f"{trouble} true or false. {rule} Write stylised = true.")
        elif not isinstance(value, str):
            faults.append(f'{trouble} text. {key} is free text. Write it in quotes: {key} = "...".')
        elif not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            trouble = f"{prefix}{key} = {shown(value)} holds a letter that is cut in half."
            faults.append(f"{trouble} {key} is free text that UTF-8 can write. Type it again.")
    return faults


def write_scenario(model: Model, path: str | PathLike[str] | None, about: Mapping[str, Any]) -> str:
    """Write a scenario file with symbol and meaning on every line, and return its text.

    Parameters
    ----------
    model : Model
        The parameters.
    path : str, path or None
        Where to write; None only returns the text.
    about : mapping
        ``title``, ``years``, ``source``, ``note`` and ``stylised``; empty ones are left out.
    """
    faults = about_faults(about)
    if faults:
        raise InputError(faults, "Model.to_toml")
    words = [_line(key, value, "") for key, value in about.items() if value]
    lines: dict[str, list[str]] = {section: [] for section in SECTIONS} | {"scenario": words}
    for field in FIELDS:
        value = getattr(model, field.name)
        if value is not None:
            comment = f"{field.symbol}: {field.meaning}"
            lines[field.section].append(_line(field.name, value, comment))
    for key, value in model.information.to_dict().items():
        lines["information"].append(_line(key, value, _KEYS.get(key, "")))
    if model.cost != UNIFORM:
        for key, value in model.cost.to_dict().items():
            lines["cost"].append(_line(key, value, _KEYS.get(key, "")))
    blocks = [
        "\n".join([f"[{section}]  # {SECTIONS[section]}", *body])
        for section, body in lines.items()
        if body
    ]
    text = "\n\n".join(["# A scenario of summitry. Solve it:  summitry solve FILE", *blocks]) + "\n"
    if path is not None:
        try:
            Path(path).write_text(text, encoding="utf-8", newline="\n")
        except (OSError, ValueError, TypeError) as error:
            reason = getattr(error, "strerror", None) or error
            advice = "Give a path in a folder that exists and that you may write to."
            raise InputError(f"the file cannot be written: {reason}. {advice}", str(path)) from None
    return text


def _line(key: str, value: Any, comment: str) -> str:
    line = f"{key} = {_toml(value)}"
    return f"{line:<22} # {comment}" if comment else line


def _toml(value: Any) -> str:
    """Write a value as TOML that reads back exactly."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        # JSON escapes what TOML wants escaped, but for DEL.
        parts = [json.dumps(part, ensure_ascii=False)[1:-1] for part in value.split("\n")]
        quotes = ('"""\n', '"""') if len(parts) > 1 else ('"', '"')
        return "\n".join(parts).join(quotes).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key} = {_toml(item)}' for key, item in value.items())}}}"
    return plain(value)
