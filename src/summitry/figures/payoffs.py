"""What L, F and C get under each protocol, against isolation (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..engine import payoff_challenger
from ..equilibrium.check import game_of
from ..equilibrium.equilibrium import Equilibrium
from ..equilibrium.gains import gain_over_isolation
from ..equilibrium.solution import Solution
from ..equilibrium.solve import solve_protocols
from ..model.faults import InputError
from ..model.given import GivenModel, model_of
from .curve_points import equilibria_of
from .data import PROTOCOL_LABELS, TableData, label
from .style import SMALL, Paint, plain_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_REPORTED = (
    "visit_probability", "concession", "payoff_L_salient", "payoff_L_not_salient", "payoff_L_isolated",
    "payoff_F", "payoff_C",
)  # fmt: skip


def prepare_payoffs(model: GivenModel, *, solutions: Sequence[Solution] | None = None) -> TableData:
    """Payoffs of L, F and C in every equilibrium of every protocol, and what each gains over isolation.

    Parameters
    ----------
    model
        The game.
    solutions
        Its solutions, if you have them; by default those of every protocol.

    Returns
    -------
    TableData
        One row for each equilibrium, and one for a protocol without any, with its ``protocol`` and who
        ``proposer`` is: payoffs as in `Equilibrium`;
        ``gain_L`` given S = 1, ``gain_L_ex_ante`` before S is drawn, ``payoff_F`` (F's gain: isolation
        gives her 0) and ``gain_C`` ex ante.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_payoffs
    >>> data = prepare_payoffs(sm.load_scenario("trump-zelensky-2019").model).columns
    >>> bool((data["gain_L_ex_ante"] <= 0).all())  # information never helps L ex ante (T5)
    True
    """
    model = model_of(model, "prepare_payoffs")
    solutions = solve_protocols(model) if solutions is None else tuple(solutions)
    if any(solution.model != model for solution in solutions):
        raise InputError(
            "solutions belong to another model. Give the solutions of this one, or leave them out.",
            "prepare_payoffs",
        )
    rows: list[tuple[str, int, Solution, Equilibrium | None]] = []
    for s in solutions:
        protocol = "open" if s.bargaining == "open" else s.proposer
        rows += equilibria_of([s]) or [(protocol, -1, s, None)]
    table = {
        "protocol": np.array([row[0] for row in rows], str),
        "proposer": np.array([row[2].proposer for row in rows], str),
        "equilibrium": np.array([row[1] for row in rows], int),
        "status": np.array([row[2].status.name.lower() for row in rows], str),
    }
    for name in _REPORTED:
        table[name] = np.array([getattr(row[3], name, np.nan) for row in rows], float)
    game, prior = (
        game_of(model),
        np.array([getattr(row[3], "weakness_prior", np.nan) for row in rows]),
    )
    alone = np.array([payoff_challenger(k, k, game.c, game.law) for k in prior])
    table["gain_L"] = gain_over_isolation(table["payoff_L_salient"], table["payoff_L_isolated"])
    idle = gain_over_isolation(table["payoff_L_not_salient"], table["payoff_L_isolated"])
    table["gain_L_ex_ante"] = game.sigma * table["gain_L"] + game.sigma_c * idle
    table["gain_C"] = gain_over_isolation(table["payoff_C"], alone)
    return TableData("payoffs", model, table, {})


_SALIENT, _EX_ANTE = "when F wants a favour (S=1)", "ex ante"
_BARS: dict[str, dict[str, str]] = {
    "L": {"gain_L": _SALIENT, "gain_L_ex_ante": _EX_ANTE},
    "F": {"payoff_F": _SALIENT},
    "C": {"gain_C": _EX_ANTE},
}


def draw_payoffs(data: TableData, ax: Axes, player: str = "L") -> Axes:
    """Draw what one player, ``"L"``, ``"F"`` or ``"C"``, gains over isolation in every equilibrium.

    Bars have the colour of their protocol; they are hatched if they are ex ante.
    """
    columns, bars, paint = data.columns, _BARS[player], Paint(ax)
    colours = [paint.protocol(str(protocol)) for protocol in columns["protocol"]]
    height = 0.8 / len(bars)
    values = [columns[name] for name in bars]
    top = max((float(np.nanmax(np.abs(v), initial=0.0)) for v in values), default=0.0) or 1.0
    for number, (name, words) in enumerate(bars.items()):
        at = np.arange(len(data)) + (number - 0.5 * (len(bars) - 1)) * height
        faces, hatch = (colours, "") if words == _SALIENT else ([paint.paper] * len(data), "////")
        ax.barh(
            at, np.nan_to_num(columns[name]), height, color=faces, hatch=hatch, ec=colours, lw=0.6,
            label=words,
        )  # fmt: skip
        for place, value, status in zip(at, columns[name], columns["status"], strict=True):
            _write_value(ax, place, value, str(status), 0.04 * top)
    low = min(float(np.nanmin(v, initial=0.0)) for v in values)
    high = max(float(np.nanmax(v, initial=0.0)) for v in values)
    margin = (high - low or 1.0) * (0.85 if low < 0.0 else 0.45)  # for the numbers beside the bars
    ax.set_xlim(low - margin * (low < 0.0), high + margin)
    plain_ticks(ax.xaxis)
    ax.axvline(0.0, color=paint.muted, lw=0.6)
    ax.set_yticks(range(len(data)), _names(columns))
    ax.set_ylim(len(data) - 0.5, -0.5)
    ax.set_xlabel(f"{player}'s gain over isolation" if player != "F" else label("payoff_F"))
    return ax


def _write_value(ax: Axes, place: float, value: float, status: str, gap: float) -> None:
    """Write a number beside its bar, or why there is none."""
    there = not np.isnan(value)
    words = f"{value:.3g}".replace("-", "−") if there else status.replace("_", " ")
    side = -1.0 if value < 0.0 else 1.0
    ax.text(
        (value if there else 0.0) + gap * side, place, words, va="center", size=SMALL,
        ha="right" if side < 0 else "left",
    )  # fmt: skip


def _names(columns: dict[str, np.ndarray]) -> list[str]:
    """Name the rows: the protocol, and the equilibrium if it has several.

    In the open it matters who proposes under some laws of cost only (T13.1); there it is said.
    """
    protocols = columns["protocol"].tolist()
    names = []
    for protocol, proposer, number in zip(
        protocols, columns["proposer"], columns["equilibrium"], strict=True
    ):
        several = protocols.count(protocol) > 1
        if protocol == "open" and several:
            names.append(f"open,\n{proposer} proposes")
            continue
        words = PROTOCOL_LABELS[protocol].replace("closed, ", "closed,\n")
        names.append(words + (f" ({number + 1})" if several else ""))
    return names
