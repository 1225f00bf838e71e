"""Names, symbols, colours (`words.json`) and sentences (`sentences.json`) of library, report and page."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, NamedTuple


def _read(name: str) -> dict[str, Any]:
    """Read one of the two files."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath(name).read_text("utf-8"))
    return found


WORDS = _read("words.json")
SENTENCES = _read("sentences.json")  # with places in braces for numbers


class Protocol(NamedTuple):
    """A bargaining protocol as users see it: its name, and how it is drawn.

    ``colour`` is for light and for dark backgrounds; ``dashes`` are lengths of dash and gap, none for a
    solid line; ``marker`` is ``"square"``, ``"diamond"`` or ``"circle"``.
    """

    label: str
    bargaining: str
    proposer: str
    colour: tuple[str, str]
    dashes: tuple[float, ...]
    marker: str


class Region(NamedTuple):
    """A region of a map as users see it: its name, its colour (light, dark) and its hatch."""

    label: str
    colour: tuple[str, str]
    hatch: str


def _paired(entry: dict[str, Any]) -> dict[str, Any]:
    """Turn the lists of an entry into tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


PROTOCOLS = {name: Protocol(**_paired(entry)) for name, entry in WORDS["protocols"].items()}
REGIONS = {name: Region(**_paired(entry)) for name, entry in WORDS["regions"].items()}
COLOURS: dict[str, tuple[str, str]] = {name: tuple(pair) for name, pair in WORDS["colours"].items()}


def in_light_and_dark() -> dict[str, str]:
    """Return every colour for a light background with its substitute for a dark one."""
    pairs = [*COLOURS.values(), *(entry.colour for entry in PROTOCOLS.values())]
    pairs += [entry.colour for entry in REGIONS.values()]
    return dict(pairs)
