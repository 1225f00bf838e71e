"""One table in HTML, for results that a notebook shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_LEFT, _RIGHT = "text-align: left", "text-align: right"


def html_table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], notes: Iterable[str] = ()
) -> str:
    """Return an HTML table; every text is escaped.

    Parameters
    ----------
    caption
        What the table shows.
    head
        The headings of the columns.
    rows
        The cells; the first of a row is its label.
    notes
        Sentences to stand below.

    Examples
    --------
    >>> made = html_table("A < B", ["", "x"], [["price", "0.5"]], ["Checked."])
    >>> "A &lt; B" in made, made[-23:]
    (True, '</table><p>Checked.</p>')
    """
    body = "".join(f"<tr>{_cells(row, 'td')}</tr>" for row in rows)
    return (
        f'<table><caption style="{_LEFT}">{escape(caption)}</caption>'
        f"<thead><tr>{_cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table>"
        + "".join(f"<p>{escape(note)}</p>" for note in notes)
    )


def _cells(texts: Sequence[str], rest: str) -> str:
    first = f'<th style="{_LEFT}">{escape(texts[0])}</th>'
    return first + "".join(
        f'<{rest} style="{_RIGHT}">{escape(text)}</{rest}>' for text in texts[1:]
    )
