"""A drawing of matplotlib in fewer bytes: shorter numbers and names, and nothing that is not seen."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

_LINK = "{http://www.w3.org/1999/xlink}href"
_SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_TOKEN = re.compile(r"[MLQCz]|-?[\d.]+(?:e-?\d+)?")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}
_FINE = 100  # a hundredth of a point is finer than any screen
_MOVED = re.compile(r"translate\((\S+) (\S+)\)")
_GLYPH = re.compile(r"^DejaVuSans-(?:([A-Za-z]+)-)?([0-9a-f]+)$")
_LETTER = re.compile(r"g[a-z]?-[0-9a-f]+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_LENGTHS = ("x", "y", "width", "height")


def read(image: bytes) -> ET.Element:
    """Read a drawing, and leave out whatever does not change the picture.

    Parameters
    ----------
    image
        An SVG of matplotlib, with text as paths.

    Returns
    -------
    Element
        The drawing; `write` makes a text of it.
    """
    root = ET.fromstring(image)
    for child in list(root):
        if child.tag.endswith("}metadata"):
            root.remove(child)
    used = {reference for element in root.iter() for reference in _references(element)}
    styles = {element.get("id"): element.get("style") for element in root.iter()}
    for element in root.iter():
        element.text = element.text if element.text and element.text.strip() else None
        element.tail = None
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        _shorten(element, styles)
    _unwrap(root)
    return root


def write(drawing: ET.Element, *, alone: bool = False) -> str:
    """Write a drawing: as a file that stands ``alone``, or as a part of a page."""
    text = _written(drawing, "xlink:href" if alone else "href")
    return text.replace("<svg", f"<svg {_SPACES}", 1) if alone else text


def glyphs(root: ET.Element) -> Iterator[ET.Element]:
    """Take the outlines of letters out of a drawing, so that a page carries each of them once."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _LETTER.fullmatch(child.get("id", "")):
                parent.remove(child)
                yield child
    _unwrap(root)


def path(outline: str) -> str:
    """Write an outline with relative coordinates, in hundredths; what it rounds does not add up.

    Examples
    --------
    >>> path("M 10.004 20 L 10.251 19.5 L 12 19.5 z")
    'M10 20l.25-.5 1.75 0z'
    """
    out: list[str] = []
    command, x, y, start = "", 0, 0, (0, 0)
    tokens = _TOKEN.findall(outline)
    place = 0
    while place < len(tokens):
        if tokens[place] == "z":
            out.append("z")
            command, (x, y), place = "", start, place + 1
            continue
        name = tokens[place]
        count = 2 * _POINTS[name]
        ends = [round(_FINE * float(each)) for each in tokens[place + 1 : place + 1 + count]]
        place += 1 + count
        # the first point of each part is absolute, as in a file that was never shortened
        from_here = [end - (0 if name == "M" else (x, y)[i % 2]) for i, end in enumerate(ends)]
        letter = name if name == "M" else name.lower()
        out.append(_joined(from_here, letter != command, letter))
        command, (x, y) = letter, ends[-2:]
        start = (x, y) if name == "M" else start
    return "".join(out)


def _joined(numbers: list[int], named: bool, letter: str) -> str:
    """Write a command's numbers, with a blank only where they would run together."""
    text = letter if named else ""
    for number in numbers:
        word = _short(number)
        joined = not text if not named else text == letter
        text += word if (joined and named) or word.startswith("-") else f" {word}"
    return text


def _short(number: int) -> str:
    """Write hundredths without needless zeros."""
    text = f"{number / _FINE:.2f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", text)


def _shorten(element: ET.Element, styles: dict[str | None, str | None]) -> None:
    """Shorten what an element says, in place."""
    has = element.attrib
    if "d" in has:
        has["d"] = path(has["d"])
    if style := has.get("style"):
        has["style"] = style.replace(": ", ":").replace("; ", ";")
    if _LINK in has:
        goal = has[_LINK][1:]
        if style == styles.get(goal):
            has.pop("style", None)
        has[_LINK] = f"#{_renamed(goal)}"
    if "id" in has:
        has["id"] = _renamed(has["id"])
    if moved := has.get("transform"):
        has["transform"] = _MOVED.sub(
            lambda found: f"translate({' '.join(_rounded(each) for each in found.groups())})", moved
        )
        alone = _MOVED.fullmatch(has["transform"])
        if alone and _LINK in has:
            del has["transform"]
            has |= {"x": alone[1], "y": alone[2]}
    for name in _LENGTHS:
        if name in has and element.tag.endswith(("}use", "}rect")):
            has[name] = _rounded(has[name])
            if has[name] == "0" and name in ("x", "y"):
                del has[name]


def _rounded(length: str) -> str:
    return _short(round(_FINE * float(length)))


def _unwrap(root: ET.Element) -> None:
    """Put what a group without attributes holds in its place, and drop groups that are empty."""
    for parent in reversed(list(root.iter())):
        children: list[ET.Element] = []
        for child in parent:
            kind = child.tag.rpartition("}")[2]
            if kind == "g" and not child.attrib:
                children += list(child)
            elif kind not in ("g", "defs") or len(child):
                children.append(child)
        parent[:] = children


def _references(element: ET.Element) -> list[str]:
    """Return the ids that an element refers to."""
    linked = element.get(_LINK)
    named = [found for value in element.attrib.values() for found in _REFERENCE.findall(value)]
    return [*named, linked[1:]] if linked else named


def _renamed(name: str) -> str:
    """Shorten the name of a letter's outline: the initial of its face, unless upright, and its number."""
    return _GLYPH.sub(lambda found: f"g{(found[1] or '').lower()[:1]}-{found[2]}", name)


def _written(element: ET.Element, link: str) -> str:
    tag = element.tag.rpartition("}")[2]
    words = [f"<{tag}"]
    for name, value in element.items():
        words.append(f"{link if name == _LINK else name}={quoteattr(value)}")
    inside = escape(element.text or "") + "".join(_written(child, link) for child in element)
    return " ".join(words) + (f">{inside}</{tag}>" if inside else "/>")
