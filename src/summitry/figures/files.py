"""A figure as a file: the same figure is the same bytes, whatever the user's settings of matplotlib are."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from typing import TYPE_CHECKING, Any

from .style import settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("pdf", "svg", "png", "eps", "pgf")


def render(
    figure: Figure, form: str, name: str = "figure", *, title: str = "", caption: str = ""
) -> bytes:
    """Write a figure as bytes of a file; the same figure always gives the same bytes.

    Parameters
    ----------
    figure
        The figure.
    form
        ``"pdf"``, ``"svg"``, ``"png"``, ``"eps"`` or ``"pgf"``.
    name
        What distinguishes it from other figures of the same page.
    title, caption
        What the file says of itself, where its format has a place for it.
    """
    out = io.BytesIO()
    with settings():
        import matplotlib

        matplotlib.rcParams["svg.hashsalt"] = f"summitry {name}"
        if form == "pgf":
            from .pgf import pgf

            return pgf(figure, title, caption).encode()
        figure.savefig(out, format=form, metadata=_metadata(form, title, caption))
    if form == "svg":
        return _steady_ids(out.getvalue(), name)
    return _dated(out.getvalue(), title) if form == "eps" else out.getvalue()


def _metadata(form: str, title: str, caption: str) -> dict[str, Any]:
    """Return what a format can say of a figure; no date, which would change with every run."""
    told: dict[str, dict[str, Any]] = {
        "png": {"Software": None, "Title": title, "Description": caption},
        "pdf": {"CreationDate": None, "ModDate": None, "Title": title, "Subject": caption},
        "svg": {"Date": None, "Title": title, "Description": caption},
        "eps": {"Creator": "summitry"},
    }
    return {key: value for key, value in told[form].items() if value != ""}


def _dated(eps: bytes, title: str) -> bytes:
    """Put the title where matplotlib has the time of writing."""
    # headers of PostScript are ASCII: τ is written as tau
    letters = (x if x.isascii() else unicodedata.name(x).split()[-1].lower() for x in title)
    said = "".join(letters).encode()
    eps = re.sub(rb"%%Title:[^\n]*\n", b"", eps)
    return re.sub(rb"%%CreationDate:[^\n]*\n", lambda _: b"%%Title: " + said + b"\n", eps, count=1)


def _steady_ids(svg: bytes, name: str) -> bytes:
    """Replace the ids that matplotlib derives from coordinates, whose last bits differ by run."""
    prefix = f"{zlib.crc32(name.encode()):08x}".encode()
    numbers: dict[bytes, bytes] = {}

    def number(found: re.Match[bytes]) -> bytes:
        return numbers.setdefault(found[0], b"s%s-%d" % (prefix, len(numbers)))

    return re.sub(rb"\b[mphC][0-9a-f]{10}\b", number, svg)
