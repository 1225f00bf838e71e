"""One value as it was given: whether it is missing, and the number that it stands for."""

from __future__ import annotations

import math
import sys
from decimal import Decimal
from numbers import Real
from typing import Any


def is_missing(value: object) -> bool:
    """Return whether a value marks one that is not there: None, NaN, or a mark of numpy's or pandas'.

    Examples
    --------
    >>> is_missing(None), is_missing(math.nan), is_missing(0.0), is_missing("")
    (True, True, False, False)
    """
    if value is None or isinstance(value, float):
        return value != value or value is None
    # a mark can only have come from a package that is loaded
    pandas, masks = sys.modules.get("pandas"), sys.modules.get("numpy.ma")
    if masks is not None and isinstance(value, masks.MaskedArray):
        return value.shape == () and bool(value.mask)
    return pandas is not None and (value is pandas.NA or value is pandas.NaT)


def unwrapped(value: Any) -> Any:
    """Return what a scalar of numpy holds; anything else, a masked or a missing one too, as it is."""
    # numpy is too slow to import only to ask
    scalar = getattr(value, "shape", None) == () and hasattr(value, "item")
    return value.item() if scalar and not (is_missing(value) or is_time(value)) else value


def is_time(value: Any) -> bool:
    """Return whether a value is a date, a time or a span of time of numpy's: whole numbers inside."""
    return getattr(getattr(value, "dtype", None), "kind", "") in ("m", "M")


def as_number(value: Any) -> float | None:
    """Convert what stands for one real number; None for text, a yes/no value and whatever else does not.

    Examples
    --------
    >>> as_number(Decimal("0.5")), as_number(True), as_number("0.5")
    (0.5, None, None)
    """
    value = unwrapped(value)
    if isinstance(value, bool) or not isinstance(value, Real | Decimal) or is_time(value):
        return None
    try:
        number = float(value)
    except OverflowError:
        number = math.inf if abs(value) == value else -math.inf
    except ValueError:  # a signalling NaN of decimal
        return math.nan
    if math.isinf(number) and abs(value) != math.inf:
        # A finite number too large for a float is a large number, not the limit Ψ = ∞.
        return math.copysign(sys.float_info.max, number)
    return number + 0.0  # turns −0 into 0


def number_list(name: str, values: Any, faults: list[str]) -> tuple[float, ...]:
    """Read a list of finite numbers, or say why it is not one."""
    if isinstance(values, str | bytes) or is_missing(values) or not hasattr(values, "__iter__"):
        faults.append(f"atoms: {name} = {values!r} is not a list of numbers; give e.g. [0.5, 0.5]")
        return ()
    out: list[float] = []
    for i, value in enumerate(values):
        if isinstance(value, str | bytes | bool | complex) or not hasattr(value, "__float__"):
            faults.append(f"atoms: {name} number {i + 1} is {value!r}, not a number")
        elif not math.isfinite(number := _as_float(value)):
            faults.append(f"atoms: {name} number {i + 1} is {number!r}; give a finite number")
        else:
            out.append(number)
    if not out and not faults:
        faults.append(f"atoms: {name} is empty; give at least one number")
    return tuple(out)


def _as_float(value: Any) -> float:
    """Convert a number; one too large for double precision becomes infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf
