"""The deviation landscape: what every other deal is worth to L and F against an equilibrium (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..equilibrium.certificate import DECISIONS
from ..equilibrium.check import assessment, curve_of, game_of, off_path_belief
from ..equilibrium.equilibrium import Equilibrium
from ..equilibrium.solution import Solution
from ..model.faults import InputError, shown
from .curve_points import CurvePoints, at_visits, by_visits, merge
from .data import MOST_POINTS, Columns, TableData, index_of, label, solution_only, whole
from .style import DASHED, LINE, Paint, marker

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class LandscapeData(TableData):
    """What every deal is worth to both leaders, C expecting the equilibrium.

    Attributes
    ----------
    solution, equilibrium
        Where the landscape belongs.
    table
        ``deviation`` v′, ``deviation_price`` ζ(v′), ``deviation_gain_L`` W(v′; v*) and
        ``deviation_payoff_F``.
    marked
        The same at the equilibrium's own deal (``kind`` "own") and at the proposer's best deviation
        ("best"), with ``gain``, what the proposer gains by it.
    """

    solution: Solution
    equilibrium: Equilibrium


def prepare_landscape(
    solution: Solution, *, equilibrium: int | Equilibrium = 0, points: int = 201,
    span: Sequence[float] | None = None,
) -> LandscapeData:  # fmt: skip
    """Play out every deal against an equilibrium or a rejected candidate.

    A deal is named by the visits v′ that it brings. W is what L gains from it over rejecting it. With L
    proposing nothing is above W(v*); with F proposing L refuses every deal with W < 0, and those with W
    ≥ 0 give F no more than its own.

    Parameters
    ----------
    solution
        What `solve` gives.
    equilibrium
        Its number in ``solution.equilibria``, or one of ``solution.equilibria`` or
        ``solution.rejected`` itself.
    points
        How many deals, besides the two that are marked.
    span
        From which to which v′; all by default.

    Raises
    ------
    InputError
        If there is no such equilibrium, or for a bad number of points or range; all faults at once.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_landscape
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> data = prepare_landscape(sm.solve(model, proposer="L"))
    >>> top = data.columns["deviation_gain_L"].max()
    >>> bool(top <= data.marks["deviation_gain_L"][0] + 1e-9)  # nobody gains
    True
    """
    faults: list[str] = []
    solution_only(solution, "prepare_landscape")
    eq = _chosen(solution, equilibrium, faults)
    size = whole("points", points, 2, MOST_POINTS, faults)
    low, high = _span(span, faults)
    if faults or eq is None:
        raise InputError(faults, "prepare_landscape")
    model, curve = solution.model, curve_of(solution.model)
    best = eq.certificate.deviations[
        [d.decision for d in eq.certificate.deviations].index(DECISIONS[3])
    ]
    v_best = best.values.get("visit_probability", 0.0)
    v, vc = [eq.visit_probability, v_best], [eq.no_visit_probability, 1.0 - v_best]
    if eq.visit_probability == v_best:
        vc[1] = vc[0]
    marked = at_visits(curve, v, vc)
    table = _followed(solution, eq, merge(by_visits(curve, size), marked))
    inside = (table["deviation"] >= low) & (table["deviation"] <= high)
    marks: Columns = {"kind": np.array(["own", "best"]), "gain": np.array([0.0, best.gain])}
    marks |= _followed(solution, eq, marked)
    _own_price(eq, marks)
    return LandscapeData(
        "landscape", model, {name: column[inside] for name, column in table.items()}, marks, solution, eq
    )  # fmt: skip


def _chosen(solution: Solution, wanted: int | Equilibrium, faults: list[str]) -> Equilibrium | None:
    """Find the equilibrium meant."""
    if isinstance(wanted, Equilibrium):
        return wanted
    number = index_of(wanted, solution, faults)
    return None if number is None else solution.equilibria[number]


def _span(span: Sequence[float] | None, faults: list[str]) -> tuple[float, float]:
    """Read a range of visit probabilities."""
    if span is None:
        return 0.0, 1.0
    try:
        low, high = (float(v) for v in span)
    except (TypeError, ValueError):
        low = high = np.nan
    if not 0.0 <= low < high <= 1.0:
        faults.append(
            f"span = {shown(span)} is not a range of visit probabilities. Write for example (0.9, 1)."
        )
        return 0.0, 1.0
    return low, high


def _followed(
    solution: Solution, eq: Equilibrium, at: CurvePoints
) -> dict[str, NDArray[np.float64]]:
    """Evaluate the deals at some points of the curve against C's conjecture in an equilibrium."""
    model = solution.model
    game, curve = game_of(model), curve_of(model)
    reading, _ = off_path_belief(solution.off_path, game, curve)
    a = assessment(
        game, curve, solution.bargaining, solution.proposer, eq.visit_probability,
        eq.no_visit_probability, eq.concession, reading,
    )  # fmt: skip
    play = engine.follow(game, curve, a, *at)
    return {
        "deviation": play.v, "deviation_price": play.price, "deviation_gain_L": play.gain_L,
        "deviation_payoff_F": play.payoff_F,
    }  # fmt: skip


def _own_price(eq: Equilibrium, marks: Columns) -> None:
    """Insert the equilibrium's own price: F may stop above the least price for its visits (T6)."""
    z = eq.concession
    if z is None or abs(z - marks["deviation_price"][0]) <= 1e-12 * z:
        return
    marks["deviation_price"][0], marks["deviation_payoff_F"][0] = z, eq.payoff_F
    marks["deviation_gain_L"][0] = eq.payoff_L_salient - eq.payoff_L_not_salient


def draw_landscape(data: LandscapeData, ax: Axes) -> Axes:
    """Draw what every deal is worth: W to L (solid), F's payoff (dashed); own deal and a better one marked.

    Where L proposes, her own deal is the top of W. Where F proposes, L refuses the deals below zero
    (shaded), and of the others F's own gives it most.
    """
    columns, marks, paint = data.columns, data.marks, Paint(ax)
    v, gain, payoff = (
        columns[name] for name in ("deviation", "deviation_gain_L", "deviation_payoff_F")
    )
    side, allowed = data.solution.proposer, data.equilibrium.certificate.allowed
    ax.axhline(0.0, color=paint.muted, lw=0.5)
    ax.plot(v, gain, color=paint.ink, lw=LINE, label=label("deviation_gain_L"))
    if side == "F":
        ax.plot(
            v, payoff, color=paint.ink, lw=LINE, ls=DASHED, label=label("deviation_payoff_F")
        )
        refused = gain < -allowed
        if refused.any():
            ax.fill_between(
                v, 0.0, 1.0, where=refused, color=paint.shade, lw=0, zorder=0,
                transform=ax.get_xaxis_transform(), label="deals that L refuses",
            )  # fmt: skip
    what = "deviation_gain_L" if side == "L" else "deviation_payoff_F"
    look: dict[str, Any] = {"marker": marker(side), "mec": paint.ink, "ls": "", "ms": 5, "clip_on": False}
    own = marks["deviation"][0], marks[what][0]
    words = f"own deal, {side} proposes: v* = {own[0]:.4g}"
    ax.plot(*own, mfc=paint.protocol(side), label=words, zorder=4, **look)
    if marks["gain"][1] > allowed:
        words = f"best deviation, {side} proposes: gains {marks['gain'][1]:.3g}"
        ax.plot(marks["deviation"][1], marks[what][1], mfc=paint.paper, label=words, **look)
    ax.set_xlabel(label("deviation"))
    ax.set_ylabel("payoff from the deal")
    ax.set_xlim(v[0], v[-1])
    return ax
