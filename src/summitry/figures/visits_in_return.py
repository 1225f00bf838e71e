"""Pictures of visits in return and of who reveals the price (T13.5, T13.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..equilibrium.solve import solve
from ..model.faults import InputError
from ..model.given import GivenModel, model_of
from ..reciprocal import SwapSolution, sequence
from ..reciprocal.equations import approvals
from ..reciprocal.leaders import Leader, Rule
from .data import MOST_POINTS, TableData, whole
from .style import DASH_DOTTED, DASHED, DOTTED, LINE, Paint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DASHES: tuple[Any, ...] = ("-", DASHED, DASH_DOTTED, DOTTED)
_GRID = 121  # points of either axis of the plane of approvals


@dataclass(frozen=True)
class SwapData(TableData):
    """Both leaders' gains from the marginal approval over the plane of approvals.

    Attributes
    ----------
    solution
        What `swap` gives; its equilibria are the marks.
    """

    solution: SwapSolution


def prepare_swap(solution: SwapSolution, *, points: int = _GRID) -> SwapData:
    """Evaluate [swap] over the plane of approvals; best replies are where a gain is zero.

    Parameters
    ----------
    solution
        What `reciprocal.swap` gives.
    points
        Points of either axis.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_swap
    >>> model = sm.load_scenario("uniform-example").model
    >>> data = prepare_swap(sm.reciprocal.swap(model, model), points=11)
    >>> len(data), list(data.columns)
    (121, ['approval_1', 'approval_2', 'gain_1', 'gain_2'])
    """
    faults: list[str] = []
    size = whole("points", points, 2, 1000, faults)
    if faults:
        raise InputError(faults, "prepare_swap")
    one, two = Leader(solution.model_1), Leader(solution.model_2)
    v = np.linspace(0.0, 1.0, size)
    a, b = one.at(v, v[::-1]), two.at(v, v[::-1])
    gains = approvals(
        one, two, Rule(*(x[:, None] for x in a)), Rule(*(x[None, :] for x in b)), solution.sigma,
        solution.side_payment,
    )  # fmt: skip
    first, second = np.meshgrid(v, v, indexing="ij")
    shape = first.shape
    columns = (first, second, *(np.broadcast_to(x, shape) for x in gains))
    names = "approval_1", "approval_2", "gain_1", "gain_2"
    table = {name: np.ravel(x) for name, x in zip(names, columns, strict=True)}
    found = solution.equilibria
    marks = {
        "approval_1": np.array([eq.visit_probability[0] for eq in found]),
        "approval_2": np.array([eq.visit_probability[1] for eq in found]),
        "kind": np.array([eq.kind for eq in found]),
        "index": np.array([eq.index for eq in found]),
        "stable": np.array([eq.is_stable for eq in found]),
    }
    return SwapData("swap", solution.model_1, table, marks, solution)


def draw_swap(data: SwapData, ax: Axes) -> Axes:
    """Draw both best-reply curves and every equilibrium, filled if approval dynamics return to it."""
    paint, columns = Paint(ax), data.columns
    size = round(len(data) ** 0.5)
    v = columns["approval_1"].reshape(size, size)[:, 0]
    looks: tuple[tuple[str, str, Any, str], ...] = (
        ("gain_2", paint.protocol("F"), "-", "leader 2's reply"),
        ("gain_1", paint.protocol("L"), "--", "leader 1's reply"),
    )
    for name, colour, dash, words in looks:
        values = columns[name].reshape(size, size).T
        if values.min() < 0.0 < values.max():
            traced = ax.contour(v, v, values, levels=[0.0])
            pieces = [np.vstack([piece, [np.nan, np.nan]]) for piece in traced.allsegs[0]]
            traced.remove()
            x, y = np.concatenate(pieces).T
            ax.plot(x, y, color=colour, lw=LINE, ls=dash, label=words)
    stable = data.marks["stable"]
    for kept, face, words in ((stable, paint.ink, "stable"), (~stable, paint.paper, "unstable")):
        if kept.any():
            ax.plot(
                data.marks["approval_1"][kept], data.marks["approval_2"][kept], marker="o", ls="", ms=5.5,
                mfc=face, mec=paint.ink, clip_on=False, zorder=4, label=f"equilibrium, {words}",
            )  # fmt: skip
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(0.0, 1.0)
    ax.set_xlabel("chance that leader 1 is approved")
    ax.set_ylabel("chance that leader 2 is approved")
    return ax


def prepare_return_leg(
    model: GivenModel, *, eta: Sequence[float] = (0.0, 0.3, 0.6, 1.0), points: int = 41
) -> TableData:
    """Compute what a return leg adds to the leaders' joint surplus, by how many visits are returned.

    Parameters
    ----------
    model
        Both leaders.
    eta
        Chances that a first visit carries a debt, as challenger 2 sees it.
    points
        How many v₂ for each.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_return_leg
    >>> data = prepare_return_leg(sm.load_scenario("uniform-example").model, eta=[1], points=5)
    >>> bool((data.columns["net_effect"] <= 0).all())  # a debt that everybody knows is worth nothing
    True
    """
    faults: list[str] = []
    size = whole("points", points, 2, MOST_POINTS, faults)
    model = model_of(model, "prepare_return_leg", faults)
    fields = "return_visit", "net_effect", "debt_worth", "debt_cost", "first_visit"
    rows = [
        sequence(model, model, chance, visit_probability=float(v))
        for chance in eta
        for v in np.linspace(0.0, 1.0, size)
    ]
    table = {"eta": np.array([row.eta for row in rows])}
    table |= {name: np.array([getattr(row, name) for row in rows]) for name in fields}
    return TableData("return-leg", model, table, {})


def draw_return_leg(data: TableData, ax: Axes) -> Axes:
    """Draw the net effect of a return leg: above zero visits become more frequent and weaker signals."""
    paint, columns = Paint(ax), data.columns
    ax.axhline(0.0, color=paint.muted, lw=0.5)
    for chance, dash in zip(dict.fromkeys(columns["eta"].tolist()), _DASHES * 9, strict=False):
        kept = columns["eta"] == chance
        ax.plot(
            columns["return_visit"][kept], columns["net_effect"][kept], color=paint.ink, lw=LINE, ls=dash,
            label=f"η = {chance:g}",
        )  # fmt: skip
    ax.set_xlim(0.0, 1.0)
    ax.set_xlabel("chance of a return visit")
    ax.set_ylabel("net effect of the return leg")
    return ax


def prepare_enforcement(model: GivenModel, *, eta: float = 0.3, points: int = 61) -> TableData:
    """Solve sequences from an enforcement that is too weak to one that is too strong.

    Parameters
    ----------
    model
        Both leaders.
    eta
        The chance that a first visit carries a debt.
    points
        How many reneging costs R.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_enforcement
    >>> data = prepare_enforcement(sm.load_scenario("uniform-example").model, points=9)
    >>> data.columns["debt_worth"][[0, -1]].round(12).tolist()
    [0.0, 0.0]
    """
    faults: list[str] = []
    size = whole("points", points, 2, MOST_POINTS, faults)
    model = model_of(model, "prepare_enforcement", faults)
    low, high = sequence(model, model, eta, 0.0).useful_reneging_costs
    room = 0.15 * (high - low)
    costs = np.linspace(max(low - room, 0.0), high + room, size)
    rows = [sequence(model, model, eta, float(cost)) for cost in costs]
    fields = "reneging_cost", "return_visit", "first_visit", "debt_worth", "debt_cost", "net_effect"
    table = {name: np.array([getattr(row, name) for row in rows]) for name in fields}
    return TableData("enforcement", model, table, {"useful": np.array([low, high])})


def draw_enforcement(data: TableData, ax: Axes, *, quantity: str = "visits") -> Axes:
    """Draw both visits (``"visits"``) or the worth and the cost of the debt (``"debt"``) against R."""
    paint, columns = Paint(ax), data.columns
    shown: dict[str, tuple[tuple[str, Any, str], ...]] = {
        "visits": (("first_visit", "-", "first visit"), ("return_visit", DASHED, "return visit")),
        "debt": (
            ("debt_worth", DASH_DOTTED, "worth of the debt"), ("debt_cost", DOTTED, "cost of the debt"),
        ),
    }  # fmt: skip
    for name, dash, words in shown[quantity]:
        ax.plot(
            columns["reneging_cost"], columns[name], color=paint.ink, lw=LINE, ls=dash, label=words
        )
    for cost in data.marks["useful"]:
        ax.axvline(cost, color=paint.muted, lw=0.5)
    ax.set_xlabel("cost of reneging, R")
    ax.set_ylabel("probability" if quantity == "visits" else "payoff")
    ax.set_xlim(columns["reneging_cost"][0], columns["reneging_cost"][-1])
    return ax


def prepare_antagonist(model: GivenModel, *, points: int = 21) -> TableData:
    """Solve closed bargaining, L proposing, against the reach of an antagonist: ends of each interval.

    Parameters
    ----------
    model
        The game.
    points
        How many reaches, from 0 to 1.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_antagonist
    >>> data = prepare_antagonist(sm.load_scenario("uniform-example").model, points=3)
    >>> bool((data.columns["high"] >= data.columns["low"]).all())
    True
    """
    faults: list[str] = []
    size = whole("points", points, 2, MOST_POINTS, faults)
    model = model_of(model, "prepare_antagonist", faults)
    rows: list[tuple[float, float, float]] = []
    for reach in np.linspace(0.0, 1.0, size).tolist():
        found = solve(model, disclosure="antagonist", reach=reach)
        spans = [(x.low.visit_probability, x.high.visit_probability) for x in found.intervals]
        inner = [v for span in spans for v in span]
        alone = [
            eq.visit_probability for eq in found.equilibria if eq.visit_probability not in inner
        ]
        rows += [(reach, *span) for span in sorted([*spans, *((v, v) for v in alone)])]
    if not rows:
        raise InputError(
            "this model has no equilibrium at any reach, so that there is nothing to draw. Change a "
            "parameter.",
            "figures antagonist",
        )
    columns = np.array(rows).T
    table = dict(zip(("reach", "low", "high"), columns, strict=True))
    return TableData("antagonist", model, table, {})


def draw_antagonist(data: TableData, ax: Axes) -> Axes:
    """Draw the intervals of visit probabilities that are equilibria against the antagonist's reach."""
    paint, columns = Paint(ax), data.columns
    reach, low, high = (columns[name] for name in ("reach", "low", "high"))
    ax.vlines(reach, low, high, color=paint.muted, lw=1.6, label="equilibria between the ends")
    ax.plot(reach, high, color=paint.ink, ls="", marker="_", ms=6, label="most visits")
    ax.plot(reach, low, color=paint.ink, ls="", marker="o", ms=3, label="fewest visits")
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(0.0, 1.0)
    ax.set_xlabel("chance that the antagonist learns the price")
    ax.set_ylabel("chance of a visit, v")
    return ax
