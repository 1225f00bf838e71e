"""The TOML file of a sweep: read a model, what varies, and options into a `Spec`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from ..model.faults import InputError, closest, kind_of, plain, shown
from ..model.parameters import FIELDS, NAMES, SPELLINGS
from ..model.varied import LAW, is_numeric
from .spec import Options, Spec, make_spec
from .table_file import read_table
from .values import Values, spaced

_RULE = "A sweep is a TOML file, saved as UTF-8, of at most 1 MiB."
_START = "To start from one: summitry sweep --example grid > spec.toml"
_DESIGNS = ("grid", "sobol", "list")
_SECTIONS = ("model", "information", "cost", *_DESIGNS, "sweep")
_OPTIONS = ("bargaining", "proposer", "power", "off_path", "strategies", "equilibria", "chunk")
_LONGEST_AXIS = 10_000_000
_NAMES = {field.name for field in FIELDS}
_UNREAD = {field.name: [field.example] for field in FIELDS}  # for a table of which the fault is said


def read_spec(path: str | PathLike[str]) -> Spec:
    """Read the file of a sweep.

    Parameters
    ----------
    path
        A TOML file. The scenario and the table that it names are looked for in its own folder.

    Raises
    ------
    InputError
        Naming the file and every fault in it.
    """
    from ..model.toml_file import parse_toml, read_text

    tables = parse_toml(read_text(path, _RULE), str(path), _RULE)
    faults: list[str] = []
    sections = _sections(tables, faults)
    model = _model(sections, Path(path).parent, faults)
    designs = [name for name in _DESIGNS if name in sections]
    for name in designs:
        sections[name] = _with_law_numbers(sections[name])
    if len(designs) != 1:
        found = " and ".join(f"[{name}]" for name in designs) or "none"
        faults.append(
            f"a sweep has one of the sections [grid], [sobol] and [list]; here there is {found}. "
            f"Keep one of them. {_START}."
        )
    options = _options(sections.get("sweep", {}), faults)
    if len(designs) != 1:
        raise InputError(faults, str(path))
    design, table = designs[0], sections[designs[0]]
    varied = {"grid": _grid, "sobol": _sobol, "list": _list}[design](
        table, Path(path).parent, options, faults
    )
    faults += _fixed_and_varied(sections.get("model", {}), table, design)
    return make_spec(
        model, varied, design, Options(**options), where=str(path), faults=tuple(faults),
        label=lambda name: f"[{design}] {name}", model_label=lambda name: f"[model] {name}",
    )  # fmt: skip


def _with_law_numbers(table: Mapping[str, Any]) -> dict[str, Any]:
    """Name the numbers of a cost law as a sweep does: TOML reads cost.rate = … as a table cost."""
    numbers = table.get("cost")
    if not isinstance(numbers, dict):
        return dict(table)
    rest = {name: value for name, value in table.items() if name != "cost"}
    return rest | {f"{LAW}{name}": value for name, value in numbers.items()}


def _sections(tables: Mapping[str, Any], faults: list[str]) -> dict[str, dict[str, Any]]:
    """Return the known sections; others are faults."""
    known = ", ".join(f"[{name}]" for name in _SECTIONS)
    if not tables:
        faults.append(f"there is nothing in it. The sections are {known}. {_START}.")
    good = {}
    for name, table in tables.items():
        if name in _SECTIONS and isinstance(table, dict):
            good[name] = table
        elif name in _SECTIONS:
            faults.append(
                f"{name} = {shown(table)} is {kind_of(table)}, not a section. Write [{name}] on a line of "
                "its own, and its names below it."
            )
        elif isinstance(table, dict):
            meant = closest(name, {word: word for word in _SECTIONS})
            advice = f"Did you mean [{meant}]?" if meant else "Remove it, or use one of these."
            faults.append(f"[{name}] is not a section. The sections are {known}. {advice}")
        else:
            home = "model" if name in _NAMES else "sweep"
            faults.append(
                f"{name} = {shown(table)} stands outside the sections {known}. Move the line to [{home}]."
            )
    return good


def _model(
    sections: Mapping[str, dict[str, Any]], folder: Path, faults: list[str]
) -> dict[str, Any] | None:
    """Return the values of the scenario that is named, if any, replaced by those beside it."""
    table = dict(sections.get("model", {}))
    name = table.pop("scenario", None)
    values: dict[str, Any] | None = {}
    if name is not None:
        values = _scenario(name, folder, faults)
    elif "model" not in sections:
        faults.append(
            'there is no section [model]. It names a scenario, such as scenario = "uniform-example", or '
            "gives the fields that do not vary, or both."
        )
        values = None
    for key in [key for key in table if key not in _NAMES]:
        meant = closest(key, SPELLINGS)
        advice = f"Did you mean {meant}? Write {meant}." if meant else "Remove the line."
        if meant in ("information", "cost"):
            advice = f"It has a section of its own, [{meant}]."
        faults.append(
            f"[model] {key} = {shown(table.pop(key))} is unknown. [model] holds scenario, "
            f"{', '.join(field.name for field in FIELDS)}. {advice}"
        )
    structures = {name: sections[name] for name in ("information", "cost") if name in sections}
    return None if values is None else values | table | structures


def _scenario(name: Any, folder: Path, faults: list[str]) -> dict[str, Any] | None:
    """Return the values of a scenario, looked for in the file's own folder too."""
    from ..model.scenarios import list_scenarios, load_scenario

    if not isinstance(name, str):
        faults.append(
            f"[model] scenario = {shown(name)} is {kind_of(name)}. Write the name of a scenario in quotes."
        )
        return None
    beside = folder / name
    case = str(beside) if name not in list_scenarios() and beside.is_file() else name
    try:
        model = load_scenario(case).model
    except InputError as error:
        faults += [f"[model] scenario: {fault}" for fault in error.faults]
        return None
    return {key: getattr(model, key) for key in NAMES}


def _options(table: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
    """Return the options in [sweep]; any other name is a fault."""
    for key in table:
        if key not in _OPTIONS:
            meant = closest(key, {word: word for word in _OPTIONS})
            advice = f"Did you mean {meant}?" if meant else "Remove the line."
            faults.append(
                f"[sweep] {key} = {shown(table[key])} is unknown. [sweep] holds {', '.join(_OPTIONS)}. "
                + advice
            )
    assert set(_OPTIONS) <= {field.name for field in fields_of(Options)}
    return {key: table[key] for key in _OPTIONS if key in table}


def _fixed_and_varied(model: Mapping[str, Any], table: Mapping[str, Any], design: str) -> list[str]:
    """Return a fault for every field that has a value and varies too."""
    return [
        f"{name} has a value in [model] and varies in [{design}]. Delete one of the two lines."
        for name in table
        if name in model and name in _NAMES
    ]


def _grid(
    table: Mapping[str, Any], folder: Path, options: dict[str, Any], faults: list[str]
) -> dict[str, Any]:
    """Read the axes of a grid: lists of numbers and pieces, or one piece."""
    return {
        name: _axis(value, f"[grid] {name}", faults) if is_numeric(name) else value
        for name, value in table.items()
    }


def _axis(value: Any, label: str, faults: list[str]) -> Any:
    """Join numbers and pieces { from, to, points, scale } to one axis."""
    pieces = value if isinstance(value, list) else [value]
    if not any(isinstance(piece, dict) for piece in pieces):
        return value
    parts: list[Values | list[Any]] = []
    spans: list[tuple[float, float]] = []
    for number, piece in enumerate(pieces, start=1):
        if not isinstance(piece, dict):
            parts.append([piece])
            continue
        name = f"{label}, piece {number}," if len(pieces) > 1 else label
        made = _piece(piece, name, faults)
        overlap = [
            i
            for i, (a, b) in enumerate(spans, start=1)
            if made.size and made[0] <= b and a <= made[-1]
        ]
        if overlap:
            a, b = spans[overlap[0] - 1]
            faults.append(
                f"{label}: two of its pieces overlap, {plain(a)} to {plain(b)} and {plain(float(made[0]))} "
                f"to {plain(float(made[-1]))}. Each value stands once: start the second later."
            )
        elif made.size:
            spans.append((float(made[0]), float(made[-1])))
            parts.append(made)
    return [x for part in parts for x in part] or [0.5]  # what was wrong has been said


def _piece(piece: Mapping[str, Any], label: str, faults: list[str]) -> Values:
    """Return the evenly spaced points of one piece."""
    wrong: list[str] = []
    allowed = {"from", "to", "points", "scale"}
    example = f"{label.split()[-1].rstrip(',')} = {{ from = 0, to = 1, points = 11 }}"
    if "piece" in label:
        example = "{ from = 0, to = 1, points = 11 }"
    strange = sorted(piece.keys() - allowed)
    missing = [key for key in ("from", "to", "points") if key not in piece]
    if strange or missing:
        what = f"{strange[0]} is unknown" if strange else f"{missing[0]} is missing"
        wrong.append(
            f"{label} {what}. A piece of an axis has from, to, points and, if wanted, scale."
        )
    ends = [piece.get("from", 0.0), piece.get("to", 1.0)]
    points, scale = piece.get("points", 2), piece.get("scale", "linear")
    if not all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends):
        wrong.append(
            f"{label} from = {shown(ends[0])}, to = {shown(ends[1])}: both must be numbers."
        )
    elif not -np.inf < ends[0] < ends[1] < np.inf:
        wrong.append(
            f"{label} goes from {ends[0]} to {ends[1]}: from must be below to, and both finite."
        )
    elif scale == "log" and ends[0] <= 0:
        wrong.append(
            f"{label} starts at {ends[0]}, but a logarithmic scale has no zero: start above 0."
        )
    if scale not in ("linear", "log"):
        wrong.append(f'{label} scale = {shown(scale)} is unknown: it must be "linear" or "log".')
    whole = isinstance(points, int) and not isinstance(points, bool)
    if not (whole and 2 <= points <= _LONGEST_AXIS):
        wrong.append(
            f"{label} points = {shown(points)} is no whole number from 2 to {_LONGEST_AXIS}."
        )
    if wrong:
        faults.append(f"{' '.join(wrong)} Write for example {example}.")
        return np.empty(0)
    return spaced(float(ends[0]), float(ends[1]), points, scale == "log")


def _sobol(
    table: Mapping[str, Any], folder: Path, options: dict[str, Any], faults: list[str]
) -> dict[str, Any]:
    """Read ranges, and how many points there are and their seed."""
    options["points"] = table.get("points")
    options["seed"] = table.get("seed", 0)
    ranges: dict[str, Any] = {}
    for name, value in table.items():
        if name in ("points", "seed"):
            continue
        ranges[name] = value
        if isinstance(value, dict):
            strange = sorted(value.keys() - {"from", "to", "scale"})
            missing = sorted({"from", "to"} - value.keys())
            if strange or missing:
                what = f"{strange[0]} is unknown" if strange else f"{missing[0]} is missing"
                faults.append(
                    f"[sobol] {name}: {what}. A range has from, to and, if wanted, scale. Write for example "
                    f"{name} = {{ from = 0, to = 1 }}."
                )
                ranges[name] = (0.25, 0.5)  # what was wrong has been said
            else:
                ranges[name] = (value["from"], value["to"], value.get("scale", "linear"))
    return ranges


def _list(
    table: Mapping[str, Any], folder: Path, options: dict[str, Any], faults: list[str]
) -> dict[str, Any]:
    """Read columns from the file itself, or from a CSV file that it names."""
    columns = dict(table)
    name = columns.pop("file", None)
    if name is None:
        return columns
    if columns or not isinstance(name, str):
        faults.append(
            f"[list] file = {shown(name)}: give the name of a CSV file in quotes and nothing else, or the "
            "columns themselves."
        )
        return _UNREAD
    try:
        read, wrong = read_table(folder / name)
    except InputError as error:
        faults += [f"[list] file {name}: {fault}" for fault in error.faults]
        return _UNREAD
    faults += [f"[list] file {name}: {fault}" for fault in wrong]
    return read
