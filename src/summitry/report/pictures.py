"""The report's figures as inline SVG that takes the page's colours, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..figures.data import FigureData
from ..figures.files import render
from ..figures.gallery import FIGURES
from ..figures.make import caption_of, compose_drawing, titled
from ..model.words import in_light_and_dark
from . import svg

DARK = in_light_and_dark()  # colours of the pictures, and their substitutes on a dark screen


def colour_rules() -> str:
    """Return the style rules that turn the colours of the pictures on a dark screen."""
    light = ";".join(f"--c{key[1:]}:{key}" for key in DARK)
    dark = ";".join(f"--c{key[1:]}:{value}" for key, value in DARK.items())
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


@dataclass
class Pictures:
    """Drawings as SVG of one page; the glyphs that they share are kept once."""

    glyphs: dict[str, str] = field(default_factory=dict)

    def inline(self, image: bytes, words: str) -> str:
        """Make a matplotlib SVG part of the page."""
        drawing = svg.read(image)
        for letter in svg.glyphs(drawing):
            self.glyphs[letter.attrib["id"]] = svg.write(letter)
        drawing.attrib = {"role": "img", "aria-label": words} | drawing.attrib
        drawn = svg.write(drawing)
        for colour in DARK:
            drawn = drawn.replace(colour, f"var(--c{colour[1:]})")
        return drawn

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
        image = render(compose_drawing(drawing, 2), "svg", name, title=title, caption=caption)
        small = image if wide else render(compose_drawing(drawing, 1), "svg", f"{name} 1")
        yield Picture(
            name=name, title=title, caption=caption, data=dict(drawing.data), wide=wide,
            svg=svg.write(svg.read(image), alone=True).encode(),
            drawn=pictures.inline(small, f"{title}. {caption}"),
        )  # fmt: skip
