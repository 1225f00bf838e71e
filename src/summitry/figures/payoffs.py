"""What L, F and C get under each protocol, against isolation (T5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..check import game_of
from ..errors import InputError
from ..gains import gain_over_isolation
from ..model import Model
from ..payoffs import payoff_challenger
from ..solution import Equilibrium, Solution
from ..solve import solve_protocols
from .data import TableData, model_only
from .places import equilibria_of

_REPORTED = (
    "visit_probability", "concession", "payoff_L_salient", "payoff_L_not_salient", "payoff_L_isolated",
    "payoff_F", "payoff_C",
)  # fmt: skip


def prepare_payoffs(model: Model, *, solutions: Sequence[Solution] | None = None) -> TableData:
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
        One row for each equilibrium, and one for a protocol without any: payoffs as in `Equilibrium`;
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
    model_only(model, "prepare_payoffs")
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
        "equilibrium": np.array([row[1] for row in rows], int),
        "status": np.array([row[2].status.name.lower() for row in rows], str),
    }
    for name in _REPORTED:
        table[name] = np.array([getattr(row[3], name, np.nan) for row in rows], float)
    game, prior = (
        game_of(model),
        np.array([getattr(row[3], "weakness_prior", np.nan) for row in rows]),
    )
    alone = np.array([payoff_challenger(k, k, game.c) for k in prior])
    table["gain_L"] = gain_over_isolation(table["payoff_L_salient"], table["payoff_L_isolated"])
    idle = gain_over_isolation(table["payoff_L_not_salient"], table["payoff_L_isolated"])
    table["gain_L_ex_ante"] = game.sigma * table["gain_L"] + game.sigma_c * idle
    table["gain_C"] = gain_over_isolation(table["payoff_C"], alone)
    return TableData("payoffs", model, table, {})
