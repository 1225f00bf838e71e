"""Pictures of fits: coefficients with intervals, and counterfactuals with what each rests on (T12)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..figures.layout import compose
from ..figures.style import LINE, SMALL, Paint, marker, settings
from ..model.faults import InputError, kind_of, shown
from ..model.words import PROTOCOLS
from .counterfactuals import ASSUMPTION, FROM_DATA, GIVEN_PROTOCOL, Counterfactual
from .fields import INDICES
from .fit import LEARNED, Fit

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW = 0.21  # inches of a row
_FRAME = 0.75  # inches that axis, label and margins take
_LABELS = (FROM_DATA, GIVEN_PROTOCOL, ASSUMPTION)
_SHAPES = {FROM_DATA: "o", GIVEN_PROTOCOL: "s", ASSUMPTION: "D"}
_QUANTITY = "removals"


def prepare_coefficients(fits: Sequence[Fit]) -> pandas.DataFrame:
    """Return what the picture of coefficients shows: a row for each fit and parameter.

    ``learned`` is the contraction of a belief, missing for what has none; where a fit has no standard errors
    the ends of the interval are missing.
    """
    import pandas

    parts = []
    for number, fit in enumerate(fits):
        ends = fit.conf_int() if fit.identified else fit.conf_int() * float("nan")
        names = list(map(str, fit.params.index))
        parts.append(pandas.DataFrame({
            "fit": number, "proposer": fit.specification.proposer, "term": names,
            "estimate": fit.params.to_numpy(), "low": ends[0].to_numpy(), "high": ends[1].to_numpy(),
            "learned": [float(fit.contraction.get(name, float("nan"))) for name in names],
        }))  # fmt: skip
    return pandas.concat(parts, ignore_index=True)


def draw_coefficients(table: pandas.DataFrame, ax: Axes) -> Axes:
    """Draw estimates and intervals; hollow where the data have taught less than half of a belief."""
    paint, terms = Paint(ax), list(dict.fromkeys(table["term"]))
    fits = list(dict.fromkeys(table["fit"]))
    for number in fits:
        rows = table[table["fit"] == number]
        proposer = str(rows["proposer"].iloc[0])
        shift = 0.28 * (fits.index(number) - 0.5 * (len(fits) - 1))
        label: str | None = PROTOCOLS[proposer].label
        for row in rows.itertuples():
            place, colour = terms.index(row.term) + shift, paint.protocol(proposer)
            ax.plot([row.low, row.high], [place, place], color=colour, lw=LINE, zorder=2)
            hollow = row.learned < LEARNED
            ax.plot(
                row.estimate, place, marker(proposer), ms=4, mec=colour, mew=LINE, zorder=3, ls="none",
                mfc=paint.paper if hollow else colour, label=label,
            )  # fmt: skip
            label = None
    if (table["learned"] < LEARNED).any():
        ax.plot([], [], "o", ms=4, mec=paint.ink, mfc=paint.paper, ls="none",
                label="not learned from these data")  # fmt: skip
    ax.axvline(0.0, color=paint.muted, lw=0.6, zorder=1)
    ax.set_yticks(range(len(terms)), [_term(term) for term in terms])
    ax.set_ylim(len(terms) - 0.5, -0.5)
    ax.set_xlabel("coefficient of the index")
    return ax


def _term(name: str) -> str:
    """Name a parameter by its index and its column."""
    field, _, column = name.partition(":")
    symbol, link = INDICES[field].symbol, INDICES[field].link
    word = "ln" if link == "log" else link
    inner = (
        f"({symbol})" if "+" in symbol else symbol.replace("k₀", "weakness")
    )  # ₀ is too small in print
    return f"{word} {inner}" if column == "Intercept" else f"{word} {inner}: {column}"


def prepare_counterfactuals(found: Sequence[Counterfactual]) -> pandas.DataFrame:
    """Return what the picture of counterfactuals shows: the relative change of removals by each."""
    import pandas

    return pandas.DataFrame([
        {"changes": one.changes, "label": one.label,
         **one.table.loc[_QUANTITY, ["change", "low", "high"]].to_dict()}
        for one in found
    ])  # fmt: skip


def draw_counterfactuals(table: pandas.DataFrame, ax: Axes) -> Axes:
    """Draw how much removals would change, with intervals; the shape says what the answer rests on."""
    paint, seen = Paint(ax), set()
    for place, row in enumerate(table.itertuples()):
        strength = _LABELS.index(row.label)
        colour = (paint.ink, paint.protocol("L"), paint.muted)[strength]
        ax.plot([100 * row.low, 100 * row.high], [place, place], color=colour, lw=LINE, zorder=2)
        ax.plot(
            100 * row.change, place, _SHAPES[row.label], ms=4, mec=colour, mew=LINE, ls="none", zorder=3,
            mfc=paint.paper if row.label == ASSUMPTION else colour,
            label=None if row.label in seen else row.label,
        )  # fmt: skip
        seen.add(row.label)
    ax.axvline(0.0, color=paint.muted, lw=0.6, zorder=1)
    ax.set_yticks(range(len(table)), list(table["changes"]), size=SMALL)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_xlabel("change of removals, %")
    return ax


def plot_coefficients(fits: Fit | Sequence[Fit], *, columns: int = 2, style: Any = None) -> Figure:
    """Draw the coefficients of one fit, or of several side by side.

    Parameters
    ----------
    fits
        A fit, or a list of them.
    columns
        Width of the figure: 1, 2 or 3 columns of a page.
    style
        What `matplotlib.style.use` takes.

    Raises
    ------
    InputError
        For something that is no fit, or without matplotlib, which the extra ``figures`` brings.
    """
    chosen = _all_of(fits, Fit, "fits", "plot_coefficients")
    table = prepare_coefficients(chosen)
    rows = table["term"].nunique()
    with settings(style):
        return _compose(
            partial(draw_coefficients, table), rows * (1 + 0.5 * (len(chosen) - 1)), columns
        )


def plot_counterfactuals(
    found: Counterfactual | Sequence[Counterfactual], *, columns: int = 2, style: Any = None
) -> Figure:
    """Draw how much removals would change under one or more counterfactuals of a fit.

    Parameters
    ----------
    found
        What `Fit.counterfactual` returns, or a list of them.
    columns, style
        As for `plot_coefficients`.

    Raises
    ------
    InputError
        For something that is no counterfactual, or without matplotlib.
    """
    chosen = _all_of(found, Counterfactual, "found", "plot_counterfactuals")
    table = prepare_counterfactuals(chosen)
    with settings(style):
        return _compose(partial(draw_counterfactuals, table), len(table), columns)


def _compose(draw: Any, rows: float, columns: int) -> Figure:
    return compose([draw], columns=columns, panel_height=_FRAME + _ROW * max(rows, 2))


def _all_of(given: Any, wanted: type, name: str, where: str) -> list[Any]:
    """Return one or several things of a class as a list, which must not be empty."""
    listed = list(given) if isinstance(given, list | tuple) else [given]
    wrong = [one for one in listed if not isinstance(one, wanted)]
    if wrong or not listed:
        what = f"{shown(wrong[0])} is {kind_of(wrong[0])}" if wrong else "it is empty"
        raise InputError(f"{name}: {what}, not a {wanted.__name__} or a list of them.", where)
    return listed
