r"""A figure in PGF, for ``\input`` in LaTeX: its text is set by the document, in the document's own font.

matplotlib's own writer runs LaTeX to measure every text. Here texts are measured as on the screen, so that
no LaTeX is needed, and the file does not depend on which one is installed.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_pgf import RendererPgf

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LETTERS = {
    "α": "alpha", "β": "beta", "ζ": "zeta", "θ": "theta", "κ": "kappa", "ν": "nu", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "ω": "omega", "Δ": "Delta", "Σ": "Sigma", "Ψ": "Psi",
    "Ω": "Omega",
}  # fmt: skip
_SIGNS = {
    "′": "'", "″": "''", "−": "-", "∞": r"\infty", "≤": r"\le", "≥": r"\ge", "×": r"\times",
    "≠": r"\ne", "·": r"\cdot",
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def in_tex(text: str) -> str:
    r"""Write a text for LaTeX with ASCII letters: ``κ²`` as ``\ensuremath{\kappa}\ensuremath{^{2}}``.

    Examples
    --------
    >>> in_tex("Ψ = 5 %")
    '\\ensuremath{\\Psi} = 5 \\%'
    """
    text = re.sub(r"[&%#_{}]", lambda found: "\\" + found[0], text).replace("\u00a0", "~")
    for letter, name in _LETTERS.items():
        text = text.replace(letter, rf"\ensuremath{{\{name}}}")
    for sign, name in _SIGNS.items():
        text = text.replace(sign, rf"\ensuremath{{{name}}}")
    text = re.sub(
        r"[⁰¹²³⁴-⁹]+", lambda found: rf"\ensuremath{{^{{{found[0].translate(_RAISED)}}}}}", text
    )
    return re.sub(
        r"[₀-₉]+", lambda found: rf"\ensuremath{{_{{{found[0].translate(_LOWERED)}}}}}", text
    )


class _Renderer(RendererPgf):
    """matplotlib's writer of PGF, measuring as the screen does and leaving the font to the document."""

    def __init__(self, figure: Figure, stream: io.StringIO) -> None:
        super().__init__(figure, stream)  # type: ignore[no-untyped-call]
        width, height = figure.get_size_inches() * figure.dpi
        self._screen: Any = RendererAgg(width, height, figure.dpi)  # type: ignore[no-untyped-call]

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        """Measure a text in pixels."""
        wide, high, deep = self._screen.get_text_width_height_descent(s, prop, ismath)
        return float(wide), float(high), float(deep)

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False,
        mtext: Any = None,
    ) -> None:  # fmt: skip
        """Write a text in the document's sans-serif font."""
        font = prop.copy()
        font.set_family("sans-serif")
        write: Any = super().draw_text
        write(gc, x, y, in_tex(s), font, angle, ismath, mtext)


def pgf(figure: Figure, title: str = "", caption: str = "") -> str:
    """Write a figure as a PGF picture."""
    out = io.StringIO()
    for words in filter(None, (title, caption)):
        out.write(f"% {words}\n")
    out.write("% \\usepackage{pgf} in the preamble, \\input{this file} where the figure belongs\n")
    width, height = figure.get_size_inches()
    out.write("\\begingroup%\n\\makeatletter%\n\\begin{pgfpicture}%\n")
    out.write(
        f"\\pgfpathrectangle{{\\pgfpointorigin}}{{\\pgfqpoint{{{width:f}in}}{{{height:f}in}}}}%\n"
        "\\pgfusepath{use as bounding box, clip}%\n"
    )
    figure.draw(_Renderer(figure, out))
    out.write("\\end{pgfpicture}%\n\\makeatother%\n\\endgroup%\n")
    return out.getvalue()
