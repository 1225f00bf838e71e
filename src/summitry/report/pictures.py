"""The report's figures as inline SVG that takes the page's colours, in light and dark."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    glyphs: dict[str, str]  # outlines of the letters that it takes from the page
    tables: dict[str, str]  # its data as CSV, by the names of the files
    svg: bytes

    @property
    def files(self) -> list[str]:
        """Names of the files of its data, marks included."""
        return list(self.tables)

    @property
    def command(self) -> str:
        """The command that draws it."""
        return f"summitry figures {self.name} --out figures"

    @property
    def is_articles(self) -> bool:
        """Whether it is a figure of the article, with parameters that our copy does not show."""
        return self.name.isdigit()


def draw(name: str) -> Picture:
    """Draw a figure of the gallery."""
    entry, page = FIGURES[name], Pictures()
    model = entry.model()
    drawing = entry.build(model)
    title, caption = titled(name, entry), caption_of(name, drawing, model)
    wide = drawing.least_columns > 1
    image = render(compose_drawing(drawing, 2), "svg", name, title=title, caption=caption)
    small = image if wide else render(compose_drawing(drawing, 1), "svg", f"{name} 1")
    tables: dict[str, str] = {}
    for part, data in drawing.data.items():
        tables |= data.csv_files(f"figure-{name}{'-' if part else ''}{part}.csv")
    return Picture(
        name=name, title=title, caption=caption, wide=wide, tables=tables,
        svg=svg.write(svg.read(image), alone=True).encode(),
        drawn=page.inline(small, f"{title}. {caption}"), glyphs=page.glyphs,
    )  # fmt: skip
