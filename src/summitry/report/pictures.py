"""The report's figures as inline SVG that takes the page's colours, in light and dark."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..figures.data import FigureData
from ..figures.gallery import FIGURES, compose_drawing, draw, render

# colours of the pictures, and what stands for them on a dark screen
DARK = {
    "#000000": "#e8e8e8", "#ffffff": "#16181b", "#6e6e6e": "#a8a8a8", "#e3e3e3": "#34383d",
    "#0072b2": "#56b4e9", "#d55e00": "#ff8f4d", "#b5e3d3": "#2d6b57", "#d9793f": "#b3561f",
    "#dcdcdc": "#5a5f66", "#3b3b3b": "#c9c9c9", "#f5e67a": "#8d7f1e", "#8fc1e3": "#2b5d80",
    "#4c72b0": "#7f9fd0",
}  # fmt: skip
_GLYPH = re.compile(r'<path id="(DejaVu[^"]*)"[^>]*/>', re.DOTALL)
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'#([^")]+)[")]')


def colour_rules() -> str:
    """Style rules that turn the colours of the pictures on a dark screen."""
    light = ";".join(f"--c{key[1:]}:{key}" for key in DARK)
    dark = ";".join(f"--c{key[1:]}:{value}" for key, value in DARK.items())
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


@dataclass
class Pictures:
    """Turns drawings into SVG for one page; the letters they share are kept once."""

    letters: dict[str, str] = field(default_factory=dict)

    def inline(self, svg: str, words: str) -> str:
        """Make a matplotlib SVG part of the page."""
        svg = svg[svg.index("<svg") :]
        svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
        for match in _GLYPH.finditer(svg):
            self.letters[match[1]] = match[0]
        svg = re.sub(r"<defs>\s*</defs>", "", _GLYPH.sub("", svg))
        used = set(_REFERENCE.findall(svg))  # other ids would be the same in every picture
        svg = _ID.sub(lambda found: found[0] if found[1] in used else "", svg)
        for colour in DARK:
            svg = svg.replace(colour, f"var(--c{colour[1:]})")
        label = html.escape(words, quote=True)
        return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)

    def shared(self) -> str:
        """Write the letters of all pictures."""
        return (
            '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>'
            f"{''.join(self.letters[name] for name in sorted(self.letters))}</defs></svg>"
        )


@dataclass(frozen=True)
class Shown:
    """One figure of the report: its place on the page, and its files."""

    name: str
    html: str
    data: dict[str, FigureData]
    svg: bytes


def figures(pictures: Pictures) -> Iterator[Shown]:
    """Draw every figure of the gallery: narrow for phones, wide for screens and paper."""
    for name, entry in FIGURES.items():
        drawing = draw(name, entry.model())
        both = []
        for columns, kind in ((1, "narrow"), (2, "broad")):
            svg = render(
                compose_drawing(drawing, columns, captioned=False), "svg", f"{name} {columns}"
            )
            inline = pictures.inline(svg.decode(), f"{entry.title}. {drawing.caption}")
            both.append(f"<div class={kind}>{inline}</div>")
        whole = render(compose_drawing(drawing, 2), "svg", name)
        title = entry.title[0].upper() + entry.title[1:]
        caption = html.escape(drawing.caption)
        files = ", ".join(f"figure-{name}{'-' if part else ''}{part}.csv" for part in drawing.data)
        yield Shown(
            name,
            "<figure "
            f"id=figure-{name}><h3>{html.escape(title)}</h3>{''.join(both)}<figcaption>{caption} "
            f"<small>Data: figures/{files}.</small></figcaption></figure>",
            drawing.data, whole,
        )  # fmt: skip
