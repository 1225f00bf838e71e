"""Figures 1 to 3 of the article, for any model (T9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine import locate
from ..equilibrium.check import curve_of
from ..equilibrium.gains import gain_over_isolation
from ..equilibrium.solution import Solution
from ..equilibrium.solve import solve_protocols
from ..model.faults import InputError
from ..model.given import GivenModel, model_of
from ..model.parameters import Model
from .comparative import LineData, draw_lines, prepare_lines
from .curve_points import along, by_threshold, equilibria_of, merge
from .data import (
    MOST_POINTS,
    PROTOCOL_LABELS,
    Columns,
    TableData,
    label,
    one_of,
    whole,
)
from .style import DASH_DOTTED, DASHED, DOTTED, LINE, Paint, marker

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The copy of the article shows no n, τ, ρ, r for its figures: these are T9's choice.
ARTICLE = Model(alpha=1, beta=1, n=10, tau=0.1, rho=1, r=0.5, sigma=0, q=1, psi="inf")
_OPEN = (
    "threshold", "visit_probability", "removal_visit", "removal_no_visit", "removal_open",
    "removal_isolated", "concession",
)  # fmt: skip
_CLOSED = (
    "threshold", "visit_probability", "concession", "removal_visit", "weakness_visit",
    "weakness_no_visit", "removal_salient", "payoff_F", "payoff_L_salient",
)  # fmt: skip


def prepare_open(model: GivenModel = ARTICLE, *, points: int = 201) -> TableData:
    """Figure 1: what an imposed and known deal means, against the threshold it induces (T4, Prop. 4).

    Parameters
    ----------
    model
        The game; σ, q, Ψ play no role.
    points
        How many thresholds.

    Returns
    -------
    TableData
        ``threshold``, ``visit_probability``, removal after a visit, without one, on average (D) and in
        isolation, and the ``concession`` that induces the threshold.

    Examples
    --------
    >>> from summitry.figures import prepare_open
    >>> data = prepare_open(points=5).columns
    >>> bool((data["removal_open"][1:-1] > data["removal_isolated"][1:-1]).all())  # Prop. 4
    True
    """
    model = model_of(model, "prepare_open")
    columns = along(model, by_threshold(curve_of(model), _points(points, "prepare_open")))
    return TableData("open", model, {name: columns[name] for name in _OPEN}, {})


def prepare_closed(
    model: GivenModel = ARTICLE,
    *,
    solutions: Sequence[Solution] | None = None,
    points: int = 201,
) -> TableData:
    """Figure 2 for any model: what follows a deal that C expects, against its threshold (T5).

    Every column is what follows if C expects exactly this deal; an equilibrium of either protocol is
    one of its points, and is in the columns. With q = 1 and σ = 0, the article's case, L's payoff does
    not depend on what C expects.

    Parameters
    ----------
    model
        The game.
    solutions
        Its solutions, if you have them; by default those of every protocol.
    points
        How many thresholds, besides the equilibria.

    Returns
    -------
    TableData
        ``threshold``, ``visit_probability``, ``concession``, ``removal_visit``, beliefs, payoffs, and
        L's gain over isolation (``gain_L``) and per unit of Ψ (``gain_L_rescaled``). `marks` has the
        equilibria with visits.

    Examples
    --------
    >>> from summitry.figures import prepare_closed
    >>> marks = prepare_closed().marks
    >>> marks["protocol"].tolist(), round(float(marks["threshold"][-1]), 6)  # Cor. 4: 3.62149...
    (['F', 'L'], 3.62149)
    """
    model = model_of(model, "prepare_closed")
    size = _points(points, "prepare_closed")
    solutions = solve_protocols(model) if solutions is None else solutions
    curve = curve_of(model)
    closed = [solution for solution in solutions if solution.bargaining == "closed"]
    found = [row for row in equilibria_of(closed) if row[3].visit_probability > 0.0]
    own = [locate(curve, eq.visit_probability, eq.no_visit_probability) for *_, eq in found]
    at = by_threshold(curve, size)
    if own:
        pieces, xs = zip(*own, strict=True)
        at = merge(at, (np.array(pieces), np.array(xs)))
        marked = along(model, (np.array(pieces), np.array(xs)))
    else:
        marked = {name: np.empty(0) for name in (*_CLOSED, "payoff_L_isolated")}
    marks: Columns = {
        "protocol": np.array([protocol for protocol, *_ in found], str),
        "equilibrium": np.array([number for _, number, *_ in found], int),
    }
    marks |= _closed_columns(model, marked)
    # F as proposer may stop above the price that induces its visits: the equilibrium's own numbers
    for name in ("concession", "payoff_F", "payoff_L_salient"):
        marks[name] = np.array([getattr(eq, name) for *_, eq in found], float)
    marks |= _gains(model, marks["payoff_L_salient"], marked["payoff_L_isolated"])
    return TableData("closed", model, _closed_columns(model, along(model, at)), marks)


def _closed_columns(model: Model, columns: Columns) -> Columns:
    chosen = {name: columns[name] for name in _CLOSED}
    return chosen | _gains(model, columns["payoff_L_salient"], columns["payoff_L_isolated"])


def _gains(model: Model, payoff: np.ndarray, isolated: np.ndarray) -> Columns:
    """L's gain over isolation, and per unit of Ψ: with Ψ = ∞ payoffs are survival probabilities already."""
    gain = gain_over_isolation(payoff, isolated)
    return {"gain_L": gain, "gain_L_rescaled": gain / (1.0 if np.isinf(model.psi) else model.psi)}


def prepare_prior(
    model: GivenModel = ARTICLE, *, proposer: str = "L", points: int = 91,
    span: tuple[float, float] = (0.05, 0.95),
) -> LineData:  # fmt: skip
    """Figure 3: price and threshold against the prior's mean α/(α+β), with α + β as in the model (T9).

    Parameters
    ----------
    model
        The game.
    proposer
        ``"L"``, as in the article, or ``"F"``.
    points, span
        How many means, from where to where.

    Examples
    --------
    >>> from summitry.figures import prepare_prior
    >>> price = prepare_prior(points=9).values["concession"][0, 1]
    >>> bool((price[1:] < price[:-1]).all())  # stronger leaders pay less (§7)
    True
    """
    model = model_of(model, "prepare_prior")
    return prepare_lines(
        model, "prior_mean", variables=("concession", "threshold", "visit_probability"),
        protocols=(proposer,), points=points, span=span,
    )  # fmt: skip


def _points(points: int, where: str) -> int:
    faults: list[str] = []
    size = whole("points", points, 2, MOST_POINTS, faults)
    if faults:
        raise InputError(faults, where)
    return size


def draw_open(data: TableData, ax: Axes) -> Axes:
    """Draw Figure 1: visits and removal risks against the threshold, what isolation means for reference."""
    columns, paint = data.columns, Paint(ax)
    _draw_columns(
        columns, ax,
        {"visit_probability": "-", "removal_visit": DASHED, "removal_no_visit": DOTTED,
         "removal_open": DASH_DOTTED},
    )  # fmt: skip
    name = "removal_isolated"
    ax.plot(columns["threshold"], columns[name], color=paint.muted, lw=0.7, label=label(name))
    return _threshold_axes(ax, columns, "probability")


_QUANTITIES: dict[str, dict[str, Any]] = {
    "concession": {"concession": "-"},
    "probability": {"visit_probability": DOTTED, "removal_visit": DASH_DOTTED},
    "gain": {"gain_L_rescaled": DASHED},
}


def draw_closed(data: TableData, ax: Axes, quantity: str = "concession") -> Axes:
    """Draw one part of Figure 2 against the threshold; the equilibria are marked.

    Parameters
    ----------
    data
        What `prepare_closed` gives.
    ax
        Where to draw.
    quantity
        ``"concession"``; ``"probability"``, of a visit and of removal after one; or ``"gain"``, L's gain
        over isolation per unit of Ψ.

    Raises
    ------
    InputError
        For another quantity.
    """
    faults: list[str] = []
    one_of("quantity", quantity, tuple(_QUANTITIES), faults)
    if faults:
        raise InputError(faults, "draw_closed")
    columns, marks, paint = data.columns, data.marks, Paint(ax)
    drawn = _QUANTITIES[quantity]
    _draw_columns(columns, ax, drawn)
    if any((columns[name] < 0.0).any() for name in drawn):
        ax.axhline(0.0, color=paint.muted, lw=0.5)
    for row, side in enumerate(map(str, marks["protocol"])):
        threshold, z = marks["threshold"][row], marks["concession"][row]
        found = f"a*\u00a0=\u00a0{threshold:.4g}, z*\u00a0=\u00a0{z:.4g}"
        words = f"equilibrium, {PROTOCOL_LABELS[side]}: {found}"
        ax.axvline(threshold, color=paint.protocol(side), lw=0.6)
        ax.plot(
            [threshold] * len(drawn), [marks[name][row] for name in drawn], label=words, ls="",
            color=paint.protocol(side), marker=marker(side), ms=4.5, mec=paint.ink, mew=0.5,
            clip_on=False, zorder=4,
        )  # fmt: skip
    words = label(next(iter(drawn))) if len(drawn) == 1 else quantity
    return _threshold_axes(ax, columns, words)


def draw_prior(data: LineData, ax: Axes, variable: str = "concession") -> Axes:
    """Draw one part of Figure 3: the concession, or the ``"threshold"``, against the prior's mean."""
    draw_lines(data, ax, variable)
    ax.set_ylim(bottom=0.0)
    return ax


def _draw_columns(columns: Columns, ax: Axes, styles: Mapping[str, Any]) -> None:
    """Draw columns against the threshold, each with its dashes."""
    ink = Paint(ax).ink
    for name, style in styles.items():
        ax.plot(columns["threshold"], columns[name], color=ink, lw=LINE, ls=style, label=label(name))


def _threshold_axes(ax: Axes, columns: Columns, words: str) -> Axes:
    ax.set_xlabel(label("threshold"))
    ax.set_ylabel(words)
    ax.set_xlim(columns["threshold"].min(), columns["threshold"].max())
    return ax
