"""The Jinja2 templates of the report and of the audit's page: every text in them is escaped."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from ..model.extras import missing_package
from .findings import MEANING, ORDER, SIGNS, is_ours
from .font import lower_primes

if TYPE_CHECKING:
    from jinja2 import Environment

_MINUS = re.compile(r"-(?=\d)")
_SUBSCRIPT = re.compile(r"\b([a-zA-Z])_([A-Z])\b")  # k_N, U_F: a symbol with its index


@cache
def environment() -> Environment:
    """Load the templates, with filters for formulas, margins, signs and symbols.

    Raises
    ------
    InputError
        If Jinja2 or math-core, the optional extra ``report``, is missing.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
        from markupsafe import Markup, escape
        from math_core import LatexToMathML
    except ImportError as error:
        raise missing_package("an HTML page", str(error.name), "report") from None
    convert = LatexToMathML().convert_with_local_state
    loaded = Environment(
        loader=PackageLoader("summitry.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    # a formula wider than a phone scrolls, by keyboard too
    loaded.filters["mathml"] = lambda latex: Markup(
        lower_primes(convert(latex.strip(), displaystyle=True)).replace(
            "<math", '<math tabindex="0"', 1
        )
    )
    loaded.filters |= {"margin": _margin, "signs": _with_signs}
    loaded.filters["symbols"] = lambda text: Markup(
        _SUBSCRIPT.sub(r"\1<sub>\2</sub>", str(escape(text)))
    )
    loaded.tests["ours"] = is_ours
    loaded.globals |= {"order": ORDER, "signs": SIGNS, "meaning": MEANING}
    return loaded


def _with_signs(text: str) -> str:
    """Set a minus and a dash where a table for a terminal has hyphens."""
    return _MINUS.sub("−", "–" if text == "-" else text)


def _margin(margin: float | None) -> str:
    return "–" if margin is None else _with_signs(f"{margin:.2g}")


def render(name: str, **values: Any) -> str:
    """Fill in a template.

    Parameters
    ----------
    name
        File in ``templates/``, such as ``"report.html"``.
    **values
        What the template names; a name without a value is an error.

    Raises
    ------
    InputError
        As for `environment`.
    """
    return environment().get_template(name).render(**values)
