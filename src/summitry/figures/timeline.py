"""The game as a timeline, with an equilibrium's numbers on its branches (T1, T5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine import locate, point, removal_probability
from ..equilibrium.check import curve_of, game_of
from ..equilibrium.equilibrium import Equilibrium
from ..equilibrium.solution import Solution
from ..model.faults import InputError
from .data import TableData, index_of, solution_only
from .style import SMALL, Paint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Row = dict[str, Any]
_COLUMNS = (
    "node",
    "parent",
    "stage",
    "step_probability",
    "reached",
    "weakness",
    "challenge",
    "removal",
    "words",
)


def prepare_timeline(solution: Solution, *, equilibrium: int = 0) -> TableData:
    """Branches of the game in order of time, each with its chance and what C makes of it.

    Parameters
    ----------
    solution
        What `solve` gives.
    equilibrium
        Its number in ``solution.equilibria``.

    Returns
    -------
    TableData
        One row for each branch: ``node`` and its ``parent``, the ``stage``, the chance of the step and
        of getting there (``reached``), C's perceived ``weakness``, the chances of a ``challenge`` and
        of L's ``removal`` there, and ``words``. What a branch leaves open is NaN.

    Raises
    ------
    InputError
        If there is no such equilibrium.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_timeline
    >>> model = sm.load_scenario("trump-zelensky-2019").model
    >>> solution = sm.solve(model, proposer="L")
    >>> data = prepare_timeline(solution).columns
    >>> ends = data["stage"] == 4
    >>> total = (data["reached"] * data["removal"])[ends].sum()
    >>> bool(abs(total - solution.equilibrium.removal_ex_ante) < 1e-12)
    True
    """
    faults: list[str] = []
    number = index_of(equilibrium, solution_only(solution, "prepare_timeline"), faults)
    if number is None:
        raise InputError(faults, "prepare_timeline")
    eq = solution.equilibria[number]
    rows = _tree(solution, eq)
    reached = {"": 1.0}
    for row in rows:
        reached[row["node"]] = row["reached"] = reached[row["parent"]] * row["step_probability"]
    table = {name: np.array([row.get(name, np.nan) for row in rows]) for name in _COLUMNS}
    return TableData("timeline", solution.model, table, {})


def _tree(solution: Solution, eq: Equilibrium) -> list[Row]:
    """List the branches, parents first; `words` are of two short lines, the second a number."""
    game, curve = game_of(solution.model), curve_of(solution.model)
    p = point(curve, *locate(curve, eq.visit_probability, eq.no_visit_probability))

    def row(node: str, parent: str, stage: int, chance: float, words: str, **more: float) -> Row:
        return {
            "node": node, "parent": parent, "stage": stage, "step_probability": chance,
            "words": words,
        } | more  # fmt: skip

    def end(parent: str, k: float, w: float) -> Row:
        """C's answer, where she perceives ``k`` and true weakness is ``w``."""
        challenge = removal_probability(k, 1.0, game.c, game.law)
        removal = removal_probability(k, w, game.c, game.law)
        words = f"challenge {challenge:.3g}\nL removed {removal:.3g}"
        more = {"weakness": k, "challenge": challenge, "removal": removal}
        return row(f"{parent}-end", parent, 4, 1.0, words, **more)

    k_no = eq.weakness_no_visit
    idle = [
        row("idle", "", 0, game.sigma_c, f"no (S=0)\n{game.sigma_c:.3g}"),
        row("idle-seen", "idle", 3, 1.0, "no visit", weakness=k_no),
        end("idle-seen", k_no, curve.k0),
    ]
    salient = row("salient", "", 0, game.sigma, f"yes (S=1)\n{game.sigma:.3g}")
    if eq.concession is None:
        refused = [
            row("refused", "salient", 1, 1.0, "no deal"),
            row("refused-seen", "refused", 3, 1.0, "no visit", weakness=k_no),
            end("refused-seen", k_no, curve.k0),
        ]
        return [salient, *refused, *idle]
    verb = "offers" if solution.proposer == "L" else "asks"
    v, vc = eq.visit_probability, eq.no_visit_probability
    rows = [
        salient,
        row("deal", "salient", 1, 1.0, f"{solution.proposer} {verb}\nz = {eq.concession:.3g}"),
        row("visit", "deal", 2, v, f"visits\n{v:.3g}"),
    ]
    for name, chance, words in (("seen", game.q, "visit, z"), ("unseen", 1.0 - game.q, "visit")):
        words = f"{words}\n{chance:.3g}"
        rows.append(row(f"visit-{name}", "visit", 3, chance, words, weakness=p.kappa))
        rows.append(end(f"visit-{name}", eq.weakness_visit, p.kappa))
    away = [
        row("away", "deal", 2, vc, f"stays away\n{vc:.3g}"),
        row("away-seen", "away", 3, 1.0, "no visit", weakness=k_no),
        end("away-seen", k_no, p.kappa + p.spread),
    ]
    return [*rows, *away, *idle]


_ACROSS = (0.075, 0.25, 0.43, 0.615, 0.85)  # middle of each stage
_HEADS = ("F wants\na favour?", "bargaining", "F", "C sees", "C's answer")


def draw_timeline(data: TableData, ax: Axes) -> Axes:
    """Draw the branches from left to right in order of time; what cannot happen is left out.

    A dashed line joins what C cannot tell apart.
    """
    rows = [
        dict(zip(data.columns, row, strict=True))
        for row in zip(*data.columns.values(), strict=True)
    ]
    rows = [row for row in rows if row["reached"] > 0.0]
    height, paint = _heights(rows), Paint(ax)
    box = {"boxstyle": "round,pad=0.2", "fc": paint.paper, "ec": paint.muted, "lw": 0.5}
    for row in rows:
        x, y = _ACROSS[int(row["stage"])], height[row["node"]]
        if row["parent"]:
            parent = next(other for other in rows if other["node"] == row["parent"])
            ax.plot(
                [_ACROSS[int(parent["stage"])], x], [height[row["parent"]], y], color=paint.ink,
                lw=0.4 + 1.8 * float(row["reached"]), zorder=1, solid_capstyle="round",
            )  # fmt: skip
        ax.text(
            x, y, str(row["words"]), ha="center", va="center", size=SMALL, bbox=box,
            linespacing=1.15, zorder=3,
        )  # fmt: skip
    unseen = [row for row in rows if row["words"] == "no visit"]
    if len(unseen) > 1:
        tall = [height[row["node"]] for row in unseen]
        ax.plot(
            [_ACROSS[3]] * len(tall), tall, color=paint.ink, lw=0.9, ls=(0, (2, 1.5)), zorder=2,
            label="what C cannot tell apart",
        )  # fmt: skip
    top = max(height.values())
    for x, words in zip(_ACROSS, _HEADS, strict=True):
        ax.text(x, top + 0.75, words, ha="center", va="center", size=SMALL, style="italic")
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(-0.6, top + 1.1)
    ax.set_axis_off()
    return ax


def _heights(rows: list[Row]) -> dict[str, float]:
    """Arrange the ends one below the other, and every node in the middle of its successors."""
    height: dict[str, float] = {}
    ends = [row["node"] for row in rows if row["stage"] == 4]
    for order, node in enumerate(ends):
        height[node] = float(len(ends) - 1 - order)
    for row in reversed(rows):
        following = [height[other["node"]] for other in rows if other["parent"] == row["node"]]
        if following:
            height[row["node"]] = 0.5 * (min(following) + max(following))
    return height
