"""The directive ``drawn``: runs a few lines of Python, shows the figure that they make, and them below it.

The lines leave a matplotlib figure in ``figure``. It is drawn in the colours of the page, light and dark.
With the option ``no-code`` the picture stands alone.
"""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from summitry.figures import render
from summitry.model.words import in_light_and_dark
from summitry.report.pictures import Pictures


def colours() -> str:
    """Return the style rules for the colours of pictures, which follow the theme's switch."""
    light, dark = (
        ";".join(f"--c{key[1:]}:{value}" for key, value in pairs)
        for pairs in ([(key, key) for key in in_light_and_dark()], in_light_and_dark().items())
    )
    return (
        f"body{{{light}}}@media screen{{body[data-theme=dark]{{{dark}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{body:not([data-theme=light]){{{dark}}}}}"
    )


class Drawn(SphinxDirective):
    """A figure, and the code that draws it."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "alt": directives.unchanged_required,
        "no-code": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Draw; a fault in the code ends the build."""
        code = "\n".join(self.content)
        names: dict[str, Any] = {}
        exec(compile(code, f"{self.env.docname}, line {self.lineno}", "exec"), names)
        pages = self.env.temp_data  # of the page that is being read
        pictures = pages.setdefault("drawn", Pictures())
        before = set(pictures.glyphs)
        name = f"{self.env.docname} {self.lineno}"
        svg = pictures.inline(render(names["figure"], "svg", name), self.options["alt"])
        fresh = Pictures({key: pictures.glyphs[key] for key in sorted({*pictures.glyphs} - before)})
        style = "" if before else f"<style>{colours()}</style>"
        shown: list[nodes.Node] = [
            nodes.raw("", f'<div class="drawn">{style}{fresh.shared()}{svg}</div>', format="html")
        ]
        if "no-code" not in self.options:
            shown.append(nodes.literal_block(code, code, language="python"))
        return shown


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_directive("drawn", Drawn)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
