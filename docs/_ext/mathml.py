"""Mathematics as MathML, made when the pages are built, with its own font: no script, no outside host.

The font is STIX Two Math (SIL Open Font Licence), which the package ziamath carries; what the pages use of it
is cut out and written beside them, so that a formula looks the same on a phone that has no mathematics font.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from summitry.report.font import cut, lower_primes, signs_of

FONT = "mathematics.woff"

log = logging.getLogger(__name__)
convert = LatexToMathML(unicode_substitution="never")


def mathml(latex: str, display: bool, where: nodes.Node) -> str:
    """Translate one formula; a fault in it is a warning, and so an error in `make docs`."""
    try:
        text = convert.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        log.warning("formula %r: %s", latex, error, location=where)
        return f"<code>{html.escape(latex)}</code>"
    return lower_primes(text)


def inline(self: Any, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    self.body.append(mathml(node.astext(), False, node))
    raise nodes.SkipNode


def block(self: Any, node: nodes.math_block) -> None:
    """Write a displayed formula, with its number if it has one."""
    self.body.append(self.starttag(node, "div", CLASS="equation"))
    self.body.append('<div class="formula">' + mathml(node.astext(), True, node) + "</div>")
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def write_font(app: Any, failure: Exception | None) -> None:
    """Cut the font down to the characters in the pages' formulas."""
    if failure or app.builder.format != "html":
        return
    out = Path(app.outdir)
    used: set[str] = set()
    for page in out.rglob("*.html"):
        used |= signs_of(page.read_text(encoding="utf-8"))
    (out / "_static" / FONT).write_bytes(cut(used))


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(inline, None), block_renderers=(block, None)
    )
    app.connect("build-finished", write_font)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
