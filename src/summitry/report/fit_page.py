"""A fit as one self-contained HTML page: the reduced form, then estimates and what they rest on (T12)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from ..estimation import fit_table
from ..estimation.counterfactuals import Counterfactual
from ..estimation.fit import Fit
from ..estimation.fit_figures import plot_coefficients, plot_counterfactuals
from ..estimation.reduced_form_result import ReducedForm
from ..estimation.text_table import significant
from ..figures.files import render as render_figure
from .pictures import Pictures, colour_rules
from .templates import render

_ROUNDING = 1e-13  # a relative change that is none
_WIDTHS = {"narrow": 1, "broad": 2}


def fit_page(
    fit: Fit, *, reduced: ReducedForm | None = None, counterfactuals: Sequence[Counterfactual] = ()
) -> str:
    """Write a fit as a page, with pictures, tables and every caveat.

    Parameters
    ----------
    fit
        What `summitry.estimate` returns.
    reduced
        What `summitry.reduced_form` returns for the same panel; it stands first.
    counterfactuals
        What `Fit.counterfactual` returned.

    Raises
    ------
    InputError
        If Jinja2 or matplotlib, of the optional extra ``report``, is missing.
    """
    pictures = Pictures()
    drawn = {"coefficients": _drawn(pictures, "coefficients", plot_coefficients, fit)}
    if counterfactuals:
        drawn["counterfactuals"] = _drawn(
            pictures, "counterfactuals", plot_counterfactuals, list(counterfactuals)
        )
    known, compared = fit.identification(), fit.compare_fit()
    return render(
        "fit.html", title=fit_table.title(fit), head=fit_table.HEAD, rows=fit_table.rows(fit),
        notes=fit_table.notes(fit), reduced=reduced, drawn=drawn, words=known.words,
        identification=_table(known.table), exclusions=_table(known.exclusions),
        comparison=_table(compared.table), counterfactuals=counterfactuals,
        changes=[_table(one.table) for one in counterfactuals], starts=_table(fit.starts),
        specification=fit.specification.to_dict(), colour_rules=colour_rules(), glyphs=pictures.shared(),
        version=version("summitry"),
    )  # fmt: skip


def _drawn(pictures: Pictures, name: str, plot: Any, what: Any) -> dict[str, str]:
    """Draw a picture for phones and for screens."""
    return {
        width: pictures.inline(
            render_figure(plot(what, columns=columns), "svg", f"{name} {width}"), name
        )
        for width, columns in _WIDTHS.items()
    }


def _table(frame: Any) -> dict[str, Any]:
    """Turn a frame into texts: a head, and rows that begin with their label."""
    return {
        "head": ["", *map(str, frame.columns)],
        "rows": [
            [str(label), *map(_cell, row)]
            for label, row in zip(frame.index, frame.itertuples(index=False), strict=True)
        ],
    }


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if not isinstance(value, float):
        return str(value)
    return significant(0.0 if abs(value) < _ROUNDING else value)
