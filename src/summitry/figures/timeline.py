"""The game as a timeline, with an equilibrium's numbers on its branches (T1, T5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..check import curve_of, game_of
from ..curves import point
from ..errors import InputError
from ..nodes import locate
from ..payoffs import removal_probability
from ..solution import Equilibrium, Solution
from .data import TableData, index_of, solution_only

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
STAGES = ("F wants a favour?", "bargaining", "F's visit", "what C sees", "C's answer")


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
        of L's ``removal`` there, and ``words``. What a branch does not settle is NaN.

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
    """List the branches, parents first."""
    game, curve = game_of(solution.model), curve_of(solution.model)
    p = point(curve, *locate(curve, eq.visit_probability, eq.no_visit_probability))
    deal, other = eq.concession is not None, {"L": "F", "F": "L"}[solution.proposer]

    def row(node: str, parent: str, stage: int, chance: float, words: str) -> Row:
        return {
            "node": node,
            "parent": parent,
            "stage": stage,
            "step_probability": chance,
            "words": words,
        }

    def end(parent: str, k: float, w: float) -> list[Row]:
        """C's answer, where she perceives ``k`` and true weakness is ``w``."""
        challenge, removal = removal_probability(k, 1.0, game.c), removal_probability(k, w, game.c)
        words = f"C challenges with chance {challenge:.3g}; L is removed with chance {removal:.3g}"
        return [
            row(f"{parent}-end", parent, 4, 1.0, words)
            | {"weakness": k, "challenge": challenge, "removal": removal}
        ]

    k_no = eq.weakness_no_visit
    rows = [row("idle", "", 0, game.sigma_c, "F wants no favour (S=0)")]
    rows += [
        row("idle-seen", "idle", 3, 1.0, "C sees no visit") | {"weakness": k_no},
        *end("idle-seen", k_no, curve.k0),
    ]
    rows += [row("salient", "", 0, game.sigma, "F wants a favour (S=1)")]
    if not deal:
        rows += [row("refused", "salient", 1, 1.0, "no deal is struck")]
        rows += [row("refused-seen", "refused", 3, 1.0, "C sees no visit") | {"weakness": k_no}]
        return rows + end("refused-seen", k_no, curve.k0)
    rows += [
        row(
            "deal",
            "salient",
            1,
            1.0,
            f"{solution.proposer} asks for z = {eq.concession:.4g}, {other} accepts",
        )
    ]
    if solution.proposer == "L":
        rows[-1]["words"] = f"L offers z = {eq.concession:.4g}, F accepts"
    rows += [row("visit", "deal", 2, eq.visit_probability, "F visits")]
    if eq.threshold is not None:
        rows[-1]["words"] = f"F visits if A ≥ {eq.threshold:.4g}"
    for name, chance, words in (
        ("seen", game.q, "the visit and z"),
        ("unseen", 1.0 - game.q, "the visit, not z"),
    ):
        rows += [
            row(f"visit-{name}", "visit", 3, chance, f"C sees {words}") | {"weakness": p.kappa}
        ]
        rows += end(f"visit-{name}", eq.weakness_visit, p.kappa)
    rows += [row("away", "deal", 2, eq.no_visit_probability, "F stays away")]
    rows += [row("away-seen", "away", 3, 1.0, "C sees no visit") | {"weakness": k_no}]
    return rows + end("away-seen", k_no, p.kappa + p.spread)
