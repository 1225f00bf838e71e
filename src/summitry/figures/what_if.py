"""Beyond the article: open deals under other cost laws (T13.1), prices with a random proposer (T13.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..equilibrium.random_proposer import power_faults
from ..equilibrium.solve import solve
from ..equilibrium.weakness_curve import WeaknessCurve
from ..model.faults import InputError
from ..model.given import GivenModel, model_of
from .data import TableData
from .style import DASHED, DOTTED, Paint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

_POINTS = 401


def prepare_open_deals(model: GivenModel) -> TableData:
    """Risk of removal φ(k) = kG(k) at each perceived weakness, its convex hull, and the deals that C sees.

    Parameters
    ----------
    model
        The game, with any law of C's cost.

    Returns
    -------
    TableData
        ``weakness``, ``removal`` (φ) and ``hull``, the largest convex function below φ on [m(0), m(1)];
        marks with a row for each proposer's deal: ``proposer``, ``visit_probability``, ``weakness_visit``,
        ``weakness_no_visit``, ``removal_salient``, ``removal_isolated``.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures.what_if import prepare_open_deals
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    ...                  cost=sm.Beta(1, 4))
    >>> data = prepare_open_deals(model)
    >>> bool((data.columns["hull"] <= data.columns["removal"]).all()), data.marks["proposer"].tolist()
    (True, ['F', 'L'])
    """
    model = model_of(model, "prepare_open_deals")
    curve = WeaknessCurve(model)
    k = np.linspace(float(curve.m(0.0)), float(curve.m(1.0)), _POINTS)
    risk = k * model.cost.cdf(k / model.k_max)
    found = [solve(model, bargaining="open", proposer=side) for side in "FL"]
    deals = [eq for each in found for eq in each.equilibria if eq.concession is not None]
    names = (
        "visit_probability", "weakness_visit", "weakness_no_visit", "removal_salient", "removal_isolated",
    )  # fmt: skip
    marks = {"proposer": np.array([eq.proposer for eq in deals], str)}
    marks |= {name: np.array([getattr(eq, name) for eq in deals], float) for name in names}
    return TableData(
        "open-deals", model, {"weakness": k, "removal": risk, "hull": _hull(k, risk)}, marks
    )


def _hull(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the largest convex function below points, at each of them."""
    kept: list[int] = []
    for i in range(x.size):
        while len(kept) > 1:
            a, b = kept[-2:]
            if (y[b] - y[a]) * (x[i] - x[a]) <= (y[i] - y[a]) * (x[b] - x[a]):
                break
            kept.pop()
        kept.append(i)
    return np.minimum(np.interp(x, x[kept], y[kept]), y)


def draw_open_deals(data: TableData, ax: Axes) -> Axes:
    """Draw φ less its tangent at the prior, its hull, and for each deal its lottery of beliefs."""
    paint, columns, marks, model = Paint(ax), data.columns, data.marks, data.model
    k0 = model.prior_weakness
    x0 = k0 / model.k_max
    height, slope = (
        k0 * float(model.cost.cdf(x0)),
        float(model.cost.cdf(x0) + x0 * model.cost.pdf(x0)),
    )
    x = columns["weakness"]
    line = height + slope * (x - k0)
    ax.plot(x, columns["removal"] - line, color=paint.ink, lw=1.2, label="φ(k) = kG(k)")
    ax.plot(x, columns["hull"] - line, color=paint.muted, lw=1.0, ls="--", label="its convex hull")
    for i, side in enumerate(marks["proposer"].tolist()):
        k = np.array([float(marks[name][i]) for name in ("weakness_visit", "weakness_no_visit")])
        above = k * model.cost.cdf(k / model.k_max) - height - slope * (k - k0)
        ax.plot(
            k, above, color=paint.protocol(side), marker="o" if side == "F" else "s", ms=4, lw=1.0,
            label=f"κ and ν of {side}'s deal",
        )  # fmt: skip
    ax.axvline(k0, color=paint.muted, lw=0.6, ls=":")
    ax.annotate(
        "prior", (k0, 0.4), xycoords=("data", "axes fraction"), xytext=(3, 0), textcoords="offset points"
    )  # fmt: skip
    ax.ticklabel_format(axis="y", style="plain")
    ax.set_xlabel("C's perceived weakness, k")
    ax.set_ylabel("risk of removal\nless its tangent at the prior")
    return ax


def prepare_power(model: GivenModel, *, points: int = 39) -> TableData:
    """Prices and payoffs when F proposes with probability λ, else L, against λ (T13.3).

    Parameters
    ----------
    model
        The game: a continuous signal, Ψ finite, σ below 1.
    points
        How many values of λ strictly between 0 and 1.

    Returns
    -------
    TableData
        A row for each λ and equilibrium: ``power``; ``concession_F``, ``concession_L`` and their mean
        ``concession``; ``visit_probability_F`` and ``_L``; ``payoff_F``, ``payoff_L_salient``. NaN where
        there is none.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures.what_if import prepare_power
    >>> data = prepare_power(sm.load_scenario("uniform-example").model, points=3).columns
    >>> data["power"].tolist(), bool((data["concession_L"] < data["concession_F"]).all())
    ([0.25, 0.5, 0.75], True)
    """
    model = model_of(model, "prepare_power")
    rows: list[tuple[float, ...]] = []
    for power in np.linspace(0.0, 1.0, points + 2)[1:-1].tolist():
        if faults := power_faults(power, "random", "closed", "pure"):
            raise InputError(faults, "prepare_power")
        found = solve(model, proposer="random", power=power).mixed
        rows += [
            (power, f.concession, o.concession, power * f.concession + (1 - power) * o.concession,
             f.visit_probability, o.visit_probability, eq.payoff_F, eq.payoff_L_salient)
            for eq in found for f, o in [eq.offers]
        ] or [(power, *(np.nan,) * 7)]  # fmt: skip
    names = (
        "power", "concession_F", "concession_L", "concession", "visit_probability_F", "visit_probability_L",
        "payoff_F", "payoff_L_salient",
    )  # fmt: skip
    return TableData("random-proposer", model, dict(zip(names, np.array(rows).T, strict=True)), {})


def draw_power(data: TableData, ax: Axes) -> Axes:
    """Draw both prices and their mean against λ."""
    paint, columns = Paint(ax), data.columns
    for name, words, colour, style in (
        ("concession_F", "F's demand", paint.protocol("F"), DASHED),
        ("concession", "mean concession", paint.muted, DOTTED),
        ("concession_L", "L's offer", paint.protocol("L"), "-"),
    ):
        ax.plot(columns["power"], columns[name], color=colour, ls=style, lw=1.2, label=words)
    ax.set_xlim(0.0, 1.0)
    ax.set_xlabel("probability that F proposes, λ")
    ax.set_ylabel("concession, z")
    return ax
