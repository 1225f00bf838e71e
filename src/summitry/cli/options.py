"""Arguments and options that several commands share, and how their texts are read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer

from ..model.faults import InputError, plain, shown
from ..model.parameters import FIELDS

Case = Annotated[
    str, typer.Argument(help="A scenario file (TOML) or the name of a packaged scenario.")
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Change a parameter: field=value. Repeatable.")
]
Bargaining = Annotated[str, typer.Option(help="open or closed.")]
Proposer = Annotated[str, typer.Option(help="F or L.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Read = TypeVar("Read")


def read_settings(
    settings: list[str] | None, faults: list[str], context: typer.Context
) -> dict[str, Any]:
    """Return the values of ``--set field=value`` by field; append what is not a number of a known field.

    ``context`` is that of the command, whose other options are no fields.
    """
    out: dict[str, Any] = {}
    seen: dict[str, str] = {}
    options = _options_of(context)
    for setting in settings or []:
        name, sign, text = (part.strip() for part in setting.partition("="))
        if not sign or not name:
            trouble = f"--set {shown(setting)} is not of the form field=value."
            faults.append(f"{trouble} Write for example --set q=0.9.")
        elif name in seen:
            twice = f"--set {name} is given twice, as {shown(seen[name])} and {shown(text)}."
            faults.append(f"{twice} Each parameter has one value. Delete one of the two.")
        elif name in ("cost", "law"):
            faults.append(
                f"--set {shown(setting)}: the law of C's cost is not a number. --set changes numbers. Write "
                'law = "..." in section [cost] of a scenario file.'
            )
        elif name in ("information", "kind"):
            faults.append(
                f"--set {shown(setting)}: the information structure is not a number. --set changes "
                f'numbers. Write kind = "..." in section [information] of a scenario file; '
                "summitry scenarios --show CASE prints one to start from."
            )
        elif (option := options.get(name.lstrip("-").replace("-", "_").lower())) is not None:
            faults.append(
                f"--set {shown(setting)}: {name} is an option of this command, not a parameter of the model. "
                f"Write {option.opts[0]}{'' if option.is_flag else f' {text}'} instead."
            )
        else:
            out |= _change(name, text, faults)
        seen.setdefault(name, text)
    return out


def _options_of(context: typer.Context) -> dict[str, Any]:
    """Return the options of a command by their names, as ``off_path`` for ``--off-path``."""
    params: list[Any] = [param for param in context.command.params if hasattr(param, "is_flag")]
    return {flag.lstrip("-").replace("-", "_"): param for param in params for flag in param.opts}


def _change(name: str, text: str, faults: list[str]) -> dict[str, Any]:
    """Return one change; the text of an unknown field is kept, for the field is what is wrong."""
    for reader in (int, float):  # int first: a message repeats 2 as 2, not as 2.0
        with contextlib.suppress(ValueError):
            return {name: reader(text)}
    field = next((field for field in FIELDS if field.name == name), None)
    if field is None:
        return {name: text}
    example = plain(field.example)
    with contextlib.suppress(ValueError):
        example = plain(float(text.replace(",", ".")))
    trouble = f"--set {name} = {shown(text)} is not a number. {field.rule}"
    faults.append(f"{trouble} Write for example --set {name}={example}.")
    return {}


def read_beside(faults: list[str], read: Callable[[str], Read], file: str) -> Read:
    """Read a file; what is wrong with it is reported together with the faults of the options.

    Raises
    ------
    InputError
        For any fault. If the file's are the only ones they keep the heading under which they were found.
    """
    try:
        found = read(file)
    except InputError as error:
        if not faults:
            raise
        raise InputError([*faults, *error.located]) from None
    if faults:
        raise InputError(faults)
    return found


def whole(text: str, option: str, faults: list[str]) -> int:
    """Return a whole number, such as 1000000, 1_000_000 or 1e6; append a fault for any other text."""
    try:
        number = float(text)
        if number.is_integer():
            return int(text) if text.lstrip("+-").replace("_", "").isdigit() else int(number)
    except (ValueError, OverflowError):
        pass
    faults.append(f"{option} {text!r} is not a whole number. Write for example {option} 1000000.")
    return 1
