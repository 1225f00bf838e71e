"""What is wrong with one argument of a call: its kind, or the size of its number."""

from __future__ import annotations

import math
import sys
from typing import Any

from .conversion import as_number
from .faults import kind_of, plain, shown


def kind_faults(name: str, value: Any, wanted: type, advice: str) -> list[str]:
    """Return what is wrong with a value that must be of a class; nothing if it is.

    Examples
    --------
    >>> print(*kind_faults("tree", None, dict, "Give what extensive_form returns."))
    tree = None is no value, not a dict. Give what extensive_form returns.
    """
    if isinstance(value, wanted):
        return []
    article = "an" if wanted.__name__[0] in "AEIOU" else "a"
    return [
        f"{name} = {shown(value)} is {kind_of(value)}, not {article} {wanted.__name__}. {advice}"
    ]


def number_faults(
    name: str, value: Any, lowest: float = 0.0, highest: float = math.inf, *, example: float
) -> list[str]:
    """Return what is wrong with a value that must be a finite number in a range; nothing if it is good.

    Examples
    --------
    >>> print(*number_faults("visit_probability", 2, highest=1.0, example=0.5))
    visit_probability = 2 is out of range. It must be from 0 to 1.
    >>> print(*number_faults("concession", "1", example=0.5))
    concession = '1' is text, not a number. Write for example concession=0.5.
    """
    number = as_number(value)
    if number is None:
        return [
            f"{name} = {shown(value)} is {kind_of(value)}, not a number. Write for example "
            f"{name}={plain(example)}."
        ]
    if lowest <= number <= highest and number < sys.float_info.max:
        return []
    allowed = f"from {plain(lowest)} to {plain(highest)}"
    if highest == math.inf:
        allowed = f"{plain(lowest)} or more, and finite"
    return [f"{name} = {shown(value)} is out of range. It must be {allowed}."]
