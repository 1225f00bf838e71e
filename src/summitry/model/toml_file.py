"""A file in TOML, read with messages that say where and why it cannot be."""

from __future__ import annotations

import math
import re
import tomllib
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any

from .faults import InputError, kind_of, shown

LARGEST = 2**20  # bytes; a file written by hand has a few thousand


def read_text(path: str | PathLike[str], rule: str) -> str:
    """Read a text file of at most 1 MiB; ``rule`` is the sentence that says what the file must be.

    Raises
    ------
    InputError
        Naming the file and what is wrong with it.
    """
    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise InputError(_too_large(rule), str(path))
        text = raw.decode("utf-8-sig")  # an editor's byte-order mark does no harm
    except InputError:
        raise
    except (OSError, ValueError, TypeError) as error:
        raise InputError(_unreadable(path, error, rule), str(path)) from None
    if strange := re.search(r"[\x00-\x08\x0e-\x1f]", text):
        place = f"character {strange.start() + 1} is the control character {ord(strange[0]):#04x}"
        advice = "Check that it is the file you mean."
        raise InputError(f"this is not text: {place}. {rule} {advice}", str(path))
    return text


def parse_toml(text: str, origin: str, rule: str) -> dict[str, Any]:
    """Parse TOML, or say where and why it is none."""
    given: object = text
    if not isinstance(given, str):
        raise InputError(f"text = {shown(given)} is {kind_of(given)}, not text. {rule}", str(origin))
    if len(text) > LARGEST:
        raise InputError(_too_large(rule), origin)
    try:
        return tomllib.loads(text, parse_float=_exact)
    except (ValueError, RecursionError) as error:
        fault = _not_toml(text, error, rule)
    # Raised out here, without the parser's error as context: its thousand frames would go along wherever
    # exceptions are sent with their tracebacks, as between the workers of a cluster.
    raise InputError(fault, origin)


def _too_large(rule: str) -> str:
    return f"this file has more than 1 MiB. {rule} Check that it is the file you mean."


def _exact(text: str) -> float | Decimal:
    """Read a TOML float; one too large for a float stays finite, for infinity has a meaning."""
    number = float(text)
    return Decimal(text) if math.isinf(number) and "inf" not in text else number


def _unreadable(path: object, error: Exception, rule: str) -> str:
    """Explain why a file could not be read as text."""
    match error:
        case FileNotFoundError():
            advice = "Check its spelling, and the folder in which it is looked for."
            return f"there is no such file. {rule} {advice}"
        case IsADirectoryError():
            return f"this is a folder. {rule} Give the path of a file in it."
        case PermissionError():
            advice = "Change its permissions, or copy it."
            return f"you are not allowed to read this file. {rule} {advice}"
        case UnicodeDecodeError():
            place = f"byte {error.start + 1} is 0x{error.object[error.start]:02x}"
            advice = "Save it again with the encoding UTF-8."
            return f"this is not text in UTF-8: {place}. {rule} {advice}"
        case OSError():
            return f"this file cannot be read: {error.strerror}. {rule} Give another path."
    return f'{shown(path)} is not the path of a file. {rule} Give a path such as "case.toml".'


def _not_toml(text: str, error: Exception, rule: str) -> str:
    """Explain where and why text is not TOML."""
    if isinstance(error, RecursionError):
        advice = "Keep the brackets of sections and of lists, and remove all others."
        return f"its brackets stand inside each other too often. {rule} {advice}"
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
    if found is None:
        return "one of its numbers has thousands of digits. A number has at most a few. Shorten it."
    lines = text.rstrip("\n").split("\n")
    number, column = (int(part) for part in found.groups(default=0))
    number = number or len(lines)
    place = f"line {number}" + (f", column {column}" if column else "")
    line = shown(lines[min(number, len(lines)) - 1].strip())
    reason = str(error)[: found.start()]
    if "overwrite" in reason or "twice" in reason:
        advice = "Each section and each name stands once. Delete one of the two."
        return f"{place} repeats a name: {line}. {advice}"
    return (
        f"{place} is not TOML: {line} ({reason[:1].lower()}{reason[1:]}). "
        "A line is a [section], name = value, or a comment after #. Write numbers like 0.5 "
        "(not .5 or 0,5 or 50%), infinity as inf, text in quotes, names in Latin letters."
    )
