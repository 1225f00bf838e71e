"""A few lines of mathematics as MathML, from a plain notation: ``{a}/{b}``, ``x_{y}``, ``x^{y}``."""

from __future__ import annotations

import html

_WORDS = ("argmax", "if", "and")
_BAR = "\u0304"  # combining macron


def mathml(text: str) -> str:
    """Write a formula as a block of MathML; its plain text stays for those who cannot see it.

    Parameters
    ----------
    text
        The formula: ``{a}/{b}`` is a fraction, ``_`` and ``^`` set the next sign or ``{…}`` below or above.

    Examples
    --------
    >>> mathml("κ_{N}")
    '<math display="block"><msub><mi>κ</mi><mi>N</mi></msub></math>'
    >>> mathml("{1}/{c}")
    '<math display="block"><mfrac><mn>1</mn><mi>c</mi></mfrac></math>'
    """
    parts, rest = _row(text, 0)
    assert rest == len(text), f"unbalanced braces in {text!r}"
    return f'<math display="block">{"".join(parts)}</math>'


def _row(text: str, at: int) -> tuple[list[str], int]:
    """Read signs up to the end or a closing brace."""
    out: list[str] = []
    while at < len(text) and text[at] != "}":
        if text[at] in "_^":
            tag = "msub" if text[at] == "_" else "msup"
            low, at = _one(text, at + 1)
            base = out.pop()
            if tag == "msup" and base.startswith("<msub>"):  # both: x_{a}^{b}
                inner = base[len("<msub>") : -len("</msub>")]
                out.append(f"<msubsup>{inner}{low}</msubsup>")
            else:
                out.append(f"<{tag}>{base}{low}</{tag}>")
        elif text[at] == "/" and text[at + 1 : at + 2] == "{":
            below, at = _one(text, at + 1)
            out.append(f"<mfrac>{out.pop()}{below}</mfrac>")
        else:
            sign, at = _one(text, at)
            out.append(sign)
    return [part for part in out if part], at


def _one(text: str, at: int) -> tuple[str, int]:
    """Read one sign, number, word or group."""
    if text[at] == "{":
        parts, end = _row(text, at + 1)
        assert text[end : end + 1] == "}", f"unbalanced braces in {text!r}"
        inner = "".join(parts)
        return (inner if len(parts) == 1 else f"<mrow>{inner}</mrow>"), end + 1
    if text[at] == " ":
        return "", at + 1
    if text.startswith(", ", at) and text[at - 1 : at] == " ":  # between two formulas
        return '<mo>,</mo><mspace width="1em"/>', at + 2
    if text[at + 1 : at + 2] == _BAR:
        return f"<mover><mi>{text[at]}</mi><mo>¯</mo></mover>", at + 2
    for word in _WORDS:
        after = text[at + len(word) : at + len(word) + 1]
        if text.startswith(word, at) and not after.isalpha() and len(word) > 1:
            return f"<mtext>&#160;{word}&#160;</mtext>", at + len(word)
    if text[at].isdigit():
        end = at
        while end < len(text) and (text[end].isdigit() or text[end] == "."):
            end += 1
        return f"<mn>{text[at:end]}</mn>", end
    tag = "mi" if text[at].isalpha() else "mo"
    stretch = ' stretchy="false"' if text[at] in "()[]" else ""
    return f"<{tag}{stretch}>{html.escape(text[at])}</{tag}>", at + 1
