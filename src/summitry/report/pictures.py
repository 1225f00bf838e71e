"""The report's figures as inline SVG that takes the page's colours, in light and dark."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..figures.data import FigureData
from ..figures.files import render
from ..figures.gallery import FIGURES
from ..figures.make import caption_of, compose_drawing, titled
from ..model.words import in_light_and_dark

DARK = in_light_and_dark()  # colours of the pictures, and their substitutes on a dark screen
_PATH = re.compile(r' d="[^"]*"')
_DIGITS = re.compile(r"(\.\d\d)\d+")  # a hundredth of a point is finer than any screen
_BLANKS = re.compile(r"\s*([A-Za-z])\s*")  # around the commands of a path
_GLYPH = re.compile(r'<path id="(DejaVu[^"]*)"[^>]*/>', re.DOTALL)
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'#([^")]+)[")]')


def colour_rules() -> str:
    """Return the style rules that turn the colours of the pictures on a dark screen."""
    light = ";".join(f"--c{key[1:]}:{key}" for key in DARK)
    dark = ";".join(f"--c{key[1:]}:{value}" for key, value in DARK.items())
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def _rounded(svg: str) -> str:
    """Round the coordinates of paths, and write them without needless blanks."""

    def shorter(found: re.Match[str]) -> str:
        return _BLANKS.sub(r"\1", _DIGITS.sub(r"\1", found[0])).replace('d="', ' d="', 1)

    return _PATH.sub(shorter, svg)


@dataclass
class Pictures:
    """Drawings as SVG of one page; the glyphs that they share are kept once."""

    glyphs: dict[str, str] = field(default_factory=dict)

    def inline(self, image: bytes, words: str) -> str:
        """Make a matplotlib SVG part of the page."""
        svg = _rounded(image.decode())
        svg = svg[svg.index("<svg") :]
        svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
        for match in _GLYPH.finditer(svg):
            self.glyphs[match[1]] = match[0]
        svg = re.sub(r"<defs>\s*</defs>", "", _GLYPH.sub("", svg))
        used = set(_REFERENCE.findall(svg))  # other ids would be the same in every picture
        svg = _ID.sub(lambda found: found[0] if found[1] in used else "", svg)
        for colour in DARK:
            svg = svg.replace(colour, f"var(--c{colour[1:]})")
        label = html.escape(words, quote=True)
        return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)

    def shared(self) -> str:
        """Write the glyphs of all pictures."""
        return (
            '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>'
            f"{''.join(self.glyphs[name] for name in sorted(self.glyphs))}</defs></svg>"
        )


@dataclass(frozen=True)
class Picture:
    """One figure of the report, as the page and the files beside it need it."""

    name: str
    title: str
    caption: str
    drawn: str  # SVG for the page, one column wide
    wide: bool  # whether it does not fit one column
    data: dict[str, FigureData]
    svg: bytes

    @property
    def files(self) -> list[str]:
        """Names of the files of its data, marks included."""
        return list(self.tables)

    @cached_property
    def tables(self) -> dict[str, str]:
        """Its data as CSV, by the names of the files."""
        out: dict[str, str] = {}
        for part, data in self.data.items():
            out |= data.csv_files(f"figure-{self.name}{'-' if part else ''}{part}.csv")
        return out

    @property
    def command(self) -> str:
        """The command that draws it."""
        return f"summitry figures {self.name} --out figures"

    @property
    def is_articles(self) -> bool:
        """Whether it is a figure of the article, with parameters that our copy does not show."""
        return self.name.isdigit()


def figures(pictures: Pictures) -> Iterator[Picture]:
    """Draw every figure of the gallery."""
    for name, entry in FIGURES.items():
        model = entry.model()
        drawing = entry.build(model)
        title, caption = titled(name, entry), caption_of(name, drawing, model)
        wide = drawing.least_columns > 1
        svg = render(compose_drawing(drawing, 2), "svg", name, title=title, caption=caption)
        small = svg if wide else render(compose_drawing(drawing, 1), "svg", f"{name} 1")
        yield Picture(
            name=name, title=title, caption=caption, data=dict(drawing.data), wide=wide,
            svg=_rounded(svg.decode()).encode(),
            drawn=pictures.inline(small, f"{title}. {caption}"),
        )  # fmt: skip
