"""What is wrong with an input: all of it at once, in sentences that say what to do next.

Every fault has the same four parts: what is wrong, the value received, what is allowed, and the next step.
A `Field` makes both the check of a number and the sentence about it: the two cannot drift apart.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from .conversion import as_number, is_missing, is_time, unwrapped

INF = math.inf
_LONGEST = 60  # characters of a value that a message repeats


class InputError(ValueError):
    """Everything that is wrong with one input.

    Parameters
    ----------
    faults : str or iterable of str
        One sentence or more for each fault; at least one fault.
    where : str, optional
        What was being read, such as ``"Model"`` or the name of a file. It opens the message.

    Attributes
    ----------
    faults : tuple of str
        The faults, in the order in which the input should be mended.
    where : str
        As given.

    Examples
    --------
    >>> print(InputError("psi is missing. Add it.", where="case.toml"))
    case.toml: psi is missing. Add it.
    >>> print(InputError(["psi is missing. Add it.", "n = 0 is not above 0. Raise it."], "Model"))
    Model: 2 faults
      1. psi is missing. Add it.
      2. n = 0 is not above 0. Raise it.
    """

    def __init__(self, faults: str | Iterable[str], where: str = "") -> None:
        self.faults: tuple[str, ...] = (faults,) if isinstance(faults, str) else tuple(faults)
        if not self.faults:
            raise ValueError("an InputError names at least one fault")
        self.where = where
        super().__init__(self.faults, where)

    @property
    def located(self) -> tuple[str, ...]:
        """The faults, each after what was being read: for an error that joins several inputs."""
        opening = f"{self.where}: " if self.where else ""
        return tuple(opening + fault for fault in self.faults)

    def __str__(self) -> str:
        opening = f"{self.where}: " if self.where else ""
        if len(self.faults) == 1:
            return opening + self.faults[0]
        lines = (f"  {number}. {fault}" for number, fault in enumerate(self.faults, start=1))
        return "\n".join([f"{opening}{len(self.faults)} faults", *lines])


class EngineError(RuntimeError):
    """The compiled engine is missing, cannot run here, or ran out of memory."""


class StoppedError(RuntimeError):
    """Long work that could not go on, or whose result could not be written.

    Parameters
    ----------
    message : str
        Why, what is kept, and how to continue.
    result
        What was computed all the same.
    """

    def __init__(self, message: str, result: Any = None) -> None:
        super().__init__(message)
        self.result = result


def shown(value: object) -> str:
    """Write a value the way its author would recognise it, on one line and not too long.

    Parameters
    ----------
    value : object
        Anything that was given as an input.

    Returns
    -------
    str
        Its ``repr``; of a long one only the start, with "…" where it was cut.

    Examples
    --------
    >>> shown("0.5"), shown(1.4), shown(Decimal("0.10"))
    ("'0.5'", '1.4', '0.10')
    >>> len(shown("x" * 1000))
    60
    """
    try:
        text = str(value) if isinstance(value, Decimal | date | time) else repr(value)
    except ValueError:
        # Python refuses to write whole numbers of more than 4300 digits in decimals.
        text = "a number of thousands of digits"
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def kind_of(value: object) -> str:
    """Return in plain words what sort of thing a value is that should have been something else.

    Parameters
    ----------
    value : object
        Anything that was given as an input.

    Returns
    -------
    str
        Words that follow "is", such as ``"text"`` or ``"a list"``.

    Examples
    --------
    >>> kind_of("0.5"), kind_of(True), kind_of(None), kind_of([1, 2])
    ('text', 'a yes/no value', 'no value', 'a list')
    """
    if value is not None and not isinstance(value, float) and is_missing(value):
        return "a missing value"
    if is_time(value):
        return "a date or time"
    words: tuple[tuple[tuple[type, ...], str], ...] = (
        ((str,), "text"),
        ((bool,), "a yes/no value"),
        ((type(None),), "no value"),
        ((int, float), "a number"),
        ((complex,), "a complex value"),
        ((date, time), "a date or time"),
        ((Mapping,), "a table"),
    )
    for types, word in words:
        if isinstance(value, types):
            return word
    name = type(value).__name__
    if name not in ("DataFrame", "Series") and isinstance(getattr(value, "shape", None), tuple):
        name = "array"
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def whole_number_faults(
    name: str, value: Any, lowest: int, highest: int | None = None, *, example: int
) -> list[str]:
    """Return what is wrong with a value that must be a whole number in a range; nothing if it is good.

    Examples
    --------
    >>> print(*whole_number_faults("threads", 0, 1, 1024, example=2))
    threads = 0 is out of range. It must be from 1 to 1024, for example threads=2.
    >>> whole_number_faults("threads", 2, 1, 1024, example=2)
    []
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None:
        kind = kind_of(value).replace("a number", "not a whole number")
        trouble = f"{kind}. Give a whole number"
    elif number < lowest or (highest is not None and number > highest):
        allowed = f"at least {lowest}" if highest is None else f"from {lowest} to {highest}"
        trouble = f"out of range. It must be {allowed}"
    else:
        return []
    return [f"{name} = {shown(value)} is {trouble}, for example {name}={example}."]


def off_path_fault(value: object, low: float, high: float) -> str:
    """Return the fault of an off-path rule that is no name and no weakness that a signal can show."""
    return (
        f"off_path = {shown(value)} is not an off-path rule. It must be 'strongest' (Assumption 1), "
        f"'prior', 'smallest', or a weakness from {low:.6g} (F's best signal) to {high:.6g} (F's worst "
        "signal) for this model. Write for example off_path='strongest'."
    )


def closest(word: str, meanings: Mapping[str, str], cutoff: float = 0.7) -> str | None:
    """Find what a misspelt word most likely stands for.

    Parameters
    ----------
    word : str
        The word received; case, hyphens and spaces do not matter.
    meanings : mapping of str to str
        Known spellings, lower case, and what each stands for.
    cutoff : float, optional
        How like a spelling it must be, from 0 to 1.

    Returns
    -------
    str or None
        The meaning of the word or of the nearest spelling; None when nothing is near.

    Examples
    --------
    >>> closest("Sigm", {"sigma": "sigma", "salience": "sigma", "q": "q"})
    'sigma'
    >>> closest("weather", {"sigma": "sigma", "q": "q"}) is None
    True
    """
    # Imported here because a correct input never needs it, and every start would pay for it.
    from difflib import get_close_matches

    plain = word.strip().casefold().replace("-", "_").replace(" ", "_")
    if plain in meanings:
        return meanings[plain]
    near = get_close_matches(plain, meanings, n=1, cutoff=cutoff)
    return meanings[near[0]] if near else None


def plain(number: float) -> str:
    """Write a number as briefly as it can be read back exactly, in Python and in TOML.

    Parameters
    ----------
    number : float
        Any number.

    Returns
    -------
    str
        Such as ``2``, ``0.35``, ``1e-6`` or ``inf``.

    Examples
    --------
    >>> plain(2.0), plain(0.1), plain(1e-6), plain(1e15), plain(1234567.0), plain(float("inf"))
    ('2', '0.1', '1e-6', '1e15', '1234567.0', 'inf')
    """
    short = f"{number:g}"
    text = short if float(short) == number else repr(float(number))
    return text.replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


class _Required:
    """Stands for the value of a parameter that was not given and has no default."""

    def __repr__(self) -> str:
        return "required"


REQUIRED: Any = _Required()


@dataclass(frozen=True, slots=True)
class Field:
    """One numerical parameter: what it means, which values it may have, and how to say so.

    `lower` and `upper` bound the parameter's own domain; an infinite `upper` that is inclusive
    admits infinity itself. `smallest` and `largest` bound what double precision can handle.

    Examples
    --------
    >>> part = Field("x", "x", "a part", "probability", "bargaining", 0.6, upper=1.0)
    >>> print(part.examine(-3, "x")[1])  # doctest: +NORMALIZE_WHITESPACE
    x = -3 is below 0. x, a part, must be a number from 0 to 1. Choose a number in this range,
    for example x = 0.6.
    """

    name: str
    symbol: str
    meaning: str
    unit: str
    section: str  # of a scenario file
    example: float
    lower: float = 0.0
    lower_inclusive: bool = True
    upper: float = INF
    upper_inclusive: bool = False
    smallest: float = 0.0
    largest: float = INF
    default: Any = REQUIRED
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Name, symbol and meaning."""
        symbol = "" if self.symbol == self.name else f" ({self.symbol})"
        return f"{self.name}{symbol}, {self.meaning}"

    @property
    def may_be_infinite(self) -> bool:
        """Whether infinity is a value of the parameter."""
        return self.upper == INF and self.upper_inclusive

    @property
    def least(self) -> float:
        """Least number allowed."""
        low = self.lower if self.lower_inclusive else math.nextafter(self.lower, INF)
        return max(low, self.smallest)

    @property
    def greatest(self) -> float:
        """Greatest number allowed, infinity apart."""
        return min(self.upper, self.largest)

    @property
    def domain(self) -> str:
        """The values allowed, in words."""
        if self.upper < INF:
            return f"a number from {plain(self.lower)} to {plain(self.upper)}"
        side = "of at least" if self.lower_inclusive else "above"
        infinity = ' or "inf"' if self.may_be_infinite else ""
        low = f"{plain(self.smallest)} to" if self.smallest > self.lower else "up to"
        computable = f"computable: {low} {plain(self.largest)}{infinity}"
        return f"a number {side} {plain(self.lower)}{infinity} ({computable})"

    @property
    def rule(self) -> str:
        """The sentence that says what is allowed."""
        return f"{self.title}, must be {self.domain}."

    @property
    def instance(self) -> str:
        """A value that works, for the sentence that says what to do."""
        return f"for example {self.name} = {plain(self.example)}"

    def examine(self, value: Any, label: str) -> tuple[float | None, str]:
        """Convert and check one value.

        Parameters
        ----------
        value
            The value received.
        label : str
            The parameter's name as the source of the value writes it.

        Returns
        -------
        tuple of float or None, and str
            The number and no fault, or None and the fault.
        """
        value = unwrapped(value)  # so that a message repeats the number alone
        number = self.number(value)
        wrong = f"is {kind_of(value)}, not a number" if number is None else self._wrong_size(number)
        if not wrong:
            return number, ""
        return None, f"{label} = {shown(value)} {wrong}. {self.rule} {self._advice(value, number)}"

    def number(self, value: Any) -> float | None:
        """Convert what stands for a value of the parameter, allowed or not; None if it is no number."""
        if isinstance(value, str):
            infinity = value.strip().casefold().removeprefix("+") in ("inf", "infinity", "∞")
            return INF if infinity and self.may_be_infinite else None
        return as_number(value)

    def _wrong_size(self, number: float) -> str:
        """Return what is wrong with the size of a number; nothing if it is allowed."""
        if math.isnan(number):
            return "is not a number"
        if math.isinf(number) and not (self.may_be_infinite and number > 0):
            return "is infinite"
        if number < self.lower or (number == self.lower and not self.lower_inclusive):
            return f"is {'below' if self.lower_inclusive else 'not above'} {plain(self.lower)}"
        if number > self.upper:
            return f"is above {plain(self.upper)}"
        if number < self.smallest:
            return f"is below {plain(self.smallest)}, the least that double precision can handle"
        if self.largest < number < INF:
            return f"is above {plain(self.largest)}, the most that double precision can handle"
        return ""

    def _advice(self, value: object, number: float | None) -> str:
        """Tell what to write instead of a value that cannot be used."""
        if number is not None:
            if self.upper == 1 and 2 <= number <= 100:
                share = f"{self.name} = {plain(round(number / 100, 12))}"
                return f"If {shown(value)} is a percentage, write {share}."
            if self.may_be_infinite and number > self.largest:
                return f'For a value so large use the limit: {self.name} = "inf".'
            return f"Choose a number in this range, {self.instance}."
        if isinstance(value, str):
            try:
                meant = float(value.replace(",", "."))
            except ValueError:
                return f"Give a number, {self.instance}."
            if not self._wrong_size(meant):
                return f"Write it as a number without quotes: {self.name} = {plain(meant)}."
        elif not is_missing(value) and hasattr(value, "__iter__"):
            many = "for many values at once use summitry.solve_many or summitry.sweep"
            return f"Give one number, {self.instance}; {many}."
        return f"Give a number, {self.instance}."
