"""The font of formulas, cut down to the signs that a page uses: without one, browsers set k₀² as k02.

It is STIX Two Math (SIL Open Font Licence), which the package ziamath carries.
"""

from __future__ import annotations

import base64
import html
import io
import re
from importlib.util import find_spec
from pathlib import Path

from ..model.extras import missing_package

FAMILY = "summitry mathematics"
_ALWAYS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()[]{}|/+-=<>,.;:!′−*∗"
_ITALICS = (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("Α", "Ω", 0x1D6E2), ("α", "ω", 0x1D6FC))
_PRIME = re.compile(r"<msup>(<mi[^>]*>[^<]*</mi>|<mover.*?</mover>)<mo>([′″]+)</mo></msup>")


def lower_primes(mathml: str) -> str:
    """Set primes on the line: the font's own are raised already."""
    return _PRIME.sub(r'<mrow>\1<mo form="postfix" lspace="0" rspace="0">\2</mo></mrow>', mathml)


def signs_of(page: str) -> set[str]:
    """Return the characters of a page's formulas, with the mathematical italics that browsers take."""
    used = set(_ALWAYS)
    for formula in re.findall(r"<math.*?</math>", page, re.DOTALL):
        used |= set(html.unescape(re.sub(r"<[^>]*>", "", formula)))
    return used | {_slanted(letter) for letter in used}


def _slanted(letter: str) -> str:
    """Return the mathematical italic of a letter: a browser takes it for a lone one."""
    for first, last, start in _ITALICS:
        if first <= letter <= last:
            return chr(start + ord(letter) - ord(first))
    return letter


def source() -> Path:
    """Find the whole font, without importing the package that carries it.

    Raises
    ------
    InputError
        If ziamath or fonttools, of the optional extra ``report``, is missing.
    """
    places = {package: find_spec(package) for package in ("fontTools", "ziamath")}
    for package, found in places.items():
        if found is None:
            raise missing_package("an HTML page", package, "report")
    (folder,) = getattr(places["ziamath"], "submodule_search_locations", None) or [""]
    return Path(folder) / "fonts" / "STIXTwoMath-Regular.ttf"


def cut(signs: set[str]) -> bytes:
    """Cut the font down to some characters, as WOFF; the same characters give the same bytes."""
    whole = source()
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=["*"], notdef_outline=True)
    out = io.BytesIO()
    with whole.open("rb") as stream:
        font = subset.load_font(stream, options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, signs)))
        cutter.subset(font)
        subset.save_font(font, out, options)
    return out.getvalue()


def font_face(page: str) -> str:
    """Return the style rule that carries the font of a page's formulas within it."""
    data = base64.b64encode(cut(signs_of(page))).decode()
    return f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff;base64,{data})}}'
