"""A request's query: only known keys, each once, every value checked, and all faults together."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from .. import load_scenario
from ..model.faults import (
    INF,
    REQUIRED,
    Field,
    InputError,
    closest,
    plain,
    shown,
    whole_number_faults,
)
from ..model.parameters import FIELDS, Model, examine

DEFAULT_SCENARIO = "uniform-example"
LONGEST_QUERY = 4096  # bytes
MOST_KEYS = 48
MOST_ATOMS = 32
# What these signals cost grows without bound outside these ranges; a page must answer at once.
LIMITS: dict[str, dict[str, tuple[float, float]]] = {
    "binomial": {"n": (1.0, 200.0)},
    "article": {
        "n": (0.01, 200.0),
        "alpha": (0.01, 200.0),
        "beta": (0.01, 200.0),
        "prior_mean": (0.01, 0.99),
        "prior_evidence": (0.02, 400.0),
    },
}
KINDS = {
    "linear": "the default: the truth with probability n/(α+β+n), else noise (T2)",
    "binomial": "n coin flips, each heads with probability θ; n is a whole number (T2)",
    "article": "the article's density taken literally; not Bayes-plausible unless α = β (T2)",
    "atoms": "a list of your own: the signal's probabilities and what each says of L's weakness (T2)",
}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,5})?", re.ASCII)
_LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Key:
    """One key of a query, as it is read and as it is documented."""

    name: str
    meaning: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    default: Any = None
    kind: str = "choice"  # choice, whole, number, text or flag


MODEL_KEYS = (
    *(Key(field.name, field.meaning, kind="number") for field in FIELDS),
    Key("kind", "how F's intelligence becomes a signal", tuple(KINDS)),
    Key("atoms", "for kind=atoms: probability:weakness, … with at most 32 pairs", kind="text"),
)


def number(text: str) -> Any:
    """Read a number as Python and TOML write it; any other text is left for the check to refuse."""
    word = text.strip().casefold().removeprefix("+")
    if word in ("inf", "infinity", "∞"):
        return INF
    if word == "nan":
        return math.nan
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return text
    if text.lstrip("+-").isdecimal():
        return int(text)
    # a finite number too large for a float is no infinity: the field's check tells Decimals apart
    return Decimal(text) if math.isinf(float(text)) else float(text)


@cache
def default_model() -> Model:
    """Return the model whose parameters a request need not repeat."""
    return load_scenario(DEFAULT_SCENARIO).model


class Query:
    """What a request asks for. Readers collect faults; `close` raises them all.

    Parameters
    ----------
    path
        Of the request, for messages.
    raw
        The query as it came, without its question mark.
    keys
        The keys that the path knows.
    """

    def __init__(self, path: str, raw: bytes, keys: Sequence[Key]) -> None:
        self.path = path
        self.faults: list[str] = []
        self._keys = {key.name: key for key in keys}
        self._values: dict[str, str] = {}
        for part in self._parts(raw):
            self._take(part)

    def _parts(self, raw: bytes) -> list[bytes]:
        if len(raw) > LONGEST_QUERY:
            self.faults.append(
                f"the query has {len(raw)} bytes. It must have at most {LONGEST_QUERY}. Shorten it."
            )
            return []
        parts = raw.split(b"&") if raw else []
        if len(parts) > MOST_KEYS:
            self.faults.append(
                f"the query has {len(parts)} keys. It must have at most {MOST_KEYS}. Leave some out."
            )
            return []
        return parts

    def _take(self, part: bytes) -> None:
        """Read one ``key=value``."""
        try:
            name, sign, value = (
                unquote_to_bytes(piece.replace(b"+", b" ")).decode("utf-8")
                for piece in part.partition(b"=")
            )
        except UnicodeDecodeError:
            self.faults.append(f"{shown(part)} is not text in UTF-8. Write it again.")
            return
        if not sign:
            self.faults.append(f"{shown(name)} has no value. Write key=value.")
        elif name not in self._keys:
            self.faults.append(self._unknown(name, value))
        elif name in self._values:
            twice = f"{name} is given twice, as {shown(self._values[name])} and {shown(value)}."
            self.faults.append(f"{twice} Each key has one value. Delete one of the two.")
        else:
            self._values[name] = value

    def _unknown(self, name: str, value: str) -> str:
        names = list(self._keys)
        spellings = {key.casefold(): key for key in names}
        spellings |= {
            word.casefold(): field.name
            for field in FIELDS
            if field.name in self._keys
            for word in (*field.aliases, field.symbol)
        }
        meant = closest(name, spellings)
        advice = f"Did you mean {meant}?" if meant else "Remove it, or use one of these."
        label = name if name.isidentifier() and len(name) <= 40 else shown(name)
        known = f"{self.path} knows {', '.join(names)}." if names else f"{self.path} has no keys."
        return f"{label} = {shown(value)} is unknown. {known} {advice}"

    def given(self, name: str) -> bool:
        """Whether the request has this key."""
        return name in self._values

    def text(self, name: str) -> str | None:
        """Return the text of a value; None if the key is not given."""
        return self._values.get(name)

    def choice(self, name: str) -> str:
        """Read one of a few words."""
        key = self._keys[name]
        value = self._values.get(name, key.default)
        if value not in key.choices:
            near = closest(str(value), {word.casefold(): word for word in key.choices})
            advice = (
                f"Did you mean {near}?" if near else f"Write for example {name}={key.choices[0]}."
            )
            allowed = f"It must be one of {', '.join(key.choices)}."
            self.faults.append(f"{name} = {shown(value)} is unknown. {allowed} {advice}")
            return key.choices[0]
        return str(value)

    def several(self, name: str) -> tuple[str, ...]:
        """Read a list of words with commas between them."""
        key = self._keys[name]
        words = tuple(dict.fromkeys(self._values.get(name, key.default).split(",")))
        strange = [word for word in words if word not in key.choices]
        if strange:
            allowed = f"It must be some of {', '.join(key.choices)}, with commas between them."
            wrong = shown(",".join(strange))
            self.faults.append(
                f"{name} holds {wrong}, which is unknown. {allowed} Write for example "
                f"{name}={key.choices[0]}."
            )
        return words

    def whole(self, name: str) -> int:
        """Read a whole number."""
        key = self._keys[name]
        if name not in self._values:
            return int(key.default)
        value = number(self._values[name])
        usual = int(key.default or key.low)
        wrong = whole_number_faults(name, value, key.low, key.high, example=usual)
        self.faults += wrong
        return usual if wrong else value

    def flag(self, name: str) -> bool | None:
        """Read 0 or 1; None if it is not given."""
        value = self._values.get(name)
        if value not in (None, "0", "1"):
            self.faults.append(
                f"{name} = {shown(value)} must be 0 or 1. Write {name}=1 or {name}=0."
            )
        return None if value is None else value == "1"

    def of_field(self, name: str, field: Field) -> float | None:
        """Read a value of a parameter by that parameter's own rule; None if it is not given."""
        if name not in self._values:
            return None
        value, fault = field.examine(number(self._values[name]), name)
        if fault:
            self.faults.append(fault)
        return value

    @property
    def kind(self) -> str:
        """The information structure's name, as it is given or follows."""
        return self._values.get("kind", "atoms" if "atoms" in self._values else "linear")

    def beyond(self, name: str, value: float, label: str = "") -> str:
        """Return the fault of a value that takes too long to compute for a page; empty if there is none."""
        low, high = LIMITS.get(self.kind, {}).get(name, (-INF, INF))
        if low <= value <= high:
            return ""
        return (
            f"{label or name} = {plain(value)} takes too long with kind = {self.kind!r} for a page, "
            f"which must answer at once. Here {name} must be from {plain(low)} to {plain(high)}. Change it, "
            "use kind=linear, or call summitry.solve."
        )

    def model(self) -> Model | None:
        """Read the model; what is not given is as in the default scenario."""
        given: dict[str, Any] = {
            field.name: number(self._values[field.name])
            for field in FIELDS
            if field.name in self._values
        }
        kind = self.kind
        before = len(self.faults)
        information = self._information(kind)
        atoms_fault = len(self.faults) > before
        base = default_model()
        values = {field.name: getattr(base, field.name) for field in FIELDS} | given
        values["information"] = REQUIRED if atoms_fault else information
        clean, faults = examine(values)
        self.faults += faults
        if not faults:
            self.faults += [
                self.beyond(name, clean[name]) for name in LIMITS.get(kind, {}) if name in clean
            ]
            self.faults = [fault for fault in self.faults if fault]
        return None if self.faults else Model(**clean)

    def _information(self, kind: str) -> Mapping[str, Any]:
        """Read the information structure as plain data; its own check comes with the model's."""
        text = self._values.get("atoms")
        if kind != "atoms":
            if text is not None:
                self.faults.append(
                    f"atoms = {shown(text)} is given with kind = {shown(kind)}. Only kind=atoms has "
                    "atoms. Remove atoms, or write kind=atoms."
                )
            return {"kind": kind}
        example = "Write for example atoms=0.5:0.4,0.5:0.6."
        if not text:
            self.faults.append(
                f"atoms is missing: kind=atoms needs probability:weakness, …. {example}"
            )
            return {"kind": kind}
        pairs = [part.split(":") for part in text.split(",")]
        if len(pairs) > MOST_ATOMS:
            self.faults.append(
                f"atoms has {len(pairs)} pairs. It must have at most {MOST_ATOMS}. Leave some out."
            )
        elif any(len(pair) != 2 for pair in pairs):
            self.faults.append(
                f"atoms = {shown(text)} is not a list of probability:weakness with commas. {example}"
            )
        else:
            left, right = ([number(word) for word in side] for side in zip(*pairs, strict=True))
            return {"kind": kind, "probabilities": left, "weaknesses": right}
        return {"kind": kind}

    def close(self) -> None:
        """Raise `InputError` with every fault, if there is one."""
        if self.faults:
            raise InputError(self.faults, self.path)
