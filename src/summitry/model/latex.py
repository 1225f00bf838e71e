"""Tables in LaTeX for the package booktabs: words, symbols and numbers as TeX writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# what stands in a symbol or a label, and how TeX writes it in mathematics
_MATHEMATICS = {
    "α": r"\alpha ", "β": r"\beta ", "θ": r"\theta ", "κ": r"\kappa ", "ν": r"\nu ", "ρ": r"\rho ",
    "σ": r"\sigma ", "τ": r"\tau ", "ζ": r"\zeta ", "Δ": r"\Delta ", "Ψ": r"\Psi ", "−": "-", "∞": r"\infty ",
    "₀": "_{0}", "₁": "_{1}", "²": "^{2}", "≥": r"\ge ", "≤": r"\le ", "·": r"\cdot ", "|": r"\mid ",
    "′": "'", "√": r"\surd ", "ℓ": r"\ell ",
}  # fmt: skip
_SPECIAL = re.compile(r"[&%$#_{}]")


def latex_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], notes: Iterable[str] = ()
) -> str:
    r"""Return a table: labels on the left, cells that are already LaTeX on the right.

    Parameters
    ----------
    head
        The headings of the columns.
    rows
        The cells; the first of a row is its label.
    notes
        Sentences that stand below, over the whole width.

    Examples
    --------
    >>> print(latex_table(["", "x"], [["price", "$1$"]]), end="")
    \begin{tabular}{lr}
    \toprule
     & x \\
    \midrule
    price & $1$ \\
    \bottomrule
    \end{tabular}
    """
    width = len(head)
    lines = [rf"\begin{{tabular}}{{l{'r' * (width - 1)}}}", r"\toprule"]
    lines += [_row(head), r"\midrule", *map(_row, rows), r"\bottomrule"]
    lines += [
        rf"\multicolumn{{{width}}}{{p{{0.9\linewidth}}}}{{\footnotesize {note}}} \\"
        for note in notes
    ]
    return "\n".join([*lines, r"\end{tabular}"]) + "\n"


def _row(texts: Sequence[str]) -> str:
    return " & ".join(texts) + r" \\"


def latex_text(text: str) -> str:
    """Write words for TeX: special characters are escaped, symbols are mathematics."""
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], text)
    symbols = "[" + "".join(set(_MATHEMATICS) - {"|"}) + "]+"
    return re.sub(symbols, lambda found: latex_symbol(found[0]), escaped)


def latex_symbol(symbol: str) -> str:
    """Write a symbol for TeX; a word among its letters stands upright."""
    if re.fullmatch(r"[A-Za-z][a-z ]+", symbol):
        return symbol
    written = "".join(_MATHEMATICS.get(letter, letter) for letter in symbol)
    return "$" + re.sub(r"(?<![\\A-Za-z])([A-Za-z][a-z]+)", r"\\mathrm{\1}", written).strip() + "$"


def latex_number(text: str) -> str:
    """Write a number of a table for TeX; a dash stands for what is undefined."""
    if text == "-":
        return "--"
    if " / " in text:  # of several offers
        return " / ".join(map(latex_number, text.split(" / ")))
    number = re.match(r"([-−]?[\d.,]+)(?:e([+-]\d+))?(?=$| )", text)
    if number is None:
        return latex_text(text)
    power = rf"\times 10^{{{int(number[2])}}}" if int(number[2] or 0) else ""
    digits = number[1].replace("−", "-").replace(",", "{,}")
    return f"${digits}{power}${latex_text(text[number.end() :])}"
