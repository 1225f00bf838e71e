"""Tables of numbers as plain text, for summaries."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def significant(value: float | None, digits: int = 3) -> str:
    """Write a number with a few significant digits, a dash where there is none.

    Examples
    --------
    >>> significant(0.0012345), significant(-4.8), significant(6716.62), significant(math.nan)
    ('0.00123', '-4.80', '6717', '-')
    """
    if value is None or math.isnan(value):
        return "-"
    if value == 0.0 or math.isinf(value):
        return f"{value:g}"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{value:.{max(decimals, 0)}f}" if decimals <= 6 else f"{value:.{digits - 1}e}"


def aligned(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table: labels to the left, numbers to the right.

    Examples
    --------
    >>> aligned(["", "x"], [["price", "0.5"]])
    ['         x', 'price  0.5']
    """
    table = [list(head), *map(list, rows)]
    widths = [max(len(row[k]) for row in table) for k in range(len(head))]
    return [
        "  ".join(
            text.rjust(width) if k else text.ljust(width)
            for k, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
