"""A random proposer: what moves with the probability λ that F proposes (T13.3); observed, not proved."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..engine import PSI, SIGMA
from ..equilibrium.check import curve_of, game_of
from ..equilibrium.profiles import offer_of
from ..model.variables import VARIABLES
from .claim import Claim, Condition, Evaluate, Evaluation, opposite
from .sample import Sample

Table = NDArray[np.float64]
POWERS = (0.25, 0.5, 0.75)
_OF_PROFILE = ("weakness_visit", "weakness_no_visit", "payoff_F", "payoff_L_salient")
_OF_OFFER = ("visit_probability", "concession")
_PLACE = {name: i for i, name in enumerate(VARIABLES)}
_ROUNDING = 1e-9  # relative to the quantity
_REGION = (
    "F proposes with probability λ = ¼, ½, ¾, else L; σ < 1, finite Ψ, one equilibrium with visits"
)
_INTERIOR = "; F asks for less than a sure visit"


def _moves(sample: Sample) -> dict[str, Table]:
    """Return the numbers of the only profile of every row at each λ; NaN where it is not the only one."""
    if _moves not in sample.kept:
        names = [*_OF_PROFILE, *(f"{name}_{side}" for side in "FL" for name in _OF_OFFER)]
        found = {name: np.full((sample.rows, len(POWERS)), np.nan) for name in names}
        table = sample.table
        for row in np.flatnonzero(np.isfinite(table[:, PSI]) & (table[:, SIGMA] < 1.0)):
            model = sample.model(row)
            game, curve = game_of(model), curve_of(model)
            for column, power in enumerate(POWERS):
                profiles = engine.random_proposer(game, curve, model.n or 1.0, power)
                if len(profiles.profiles) != 1:
                    break
                for name in _OF_PROFILE:
                    found[name][row, column] = profiles.profiles[0, _PLACE[name]]
                for side, numbers in zip("FL", profiles.offers[0].tolist(), strict=True):
                    for name in _OF_OFFER:
                        found[f"{name}_{side}"][row, column] = getattr(offer_of(numbers), name)
        sample.kept[_moves] = found
    moves: dict[str, Table] = sample.kept[_moves]
    return moves


def _rises(values: Table) -> Table:
    """Return the least relative rise from one λ to the next."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((np.diff(values, axis=1) / np.abs(values[:, :-1])).min(1))


def _judge(quantity: Callable[[dict[str, Table]], Table], interior: bool = True) -> Evaluate:
    def evaluate(sample: Sample) -> Evaluation:
        found = _moves(sample)
        margin = quantity(found)
        if interior:
            margin = np.where((found["visit_probability_F"] < 1.0).all(1), margin, np.nan)
        return Evaluation(margin, _ROUNDING)

    return evaluate


def _both_fall(name: str) -> Callable[[dict[str, Table]], Table]:
    return lambda found: np.minimum(_rises(-found[f"{name}_F"]), _rises(-found[f"{name}_L"]))


def _mean(found: dict[str, Table]) -> Table:
    power = np.array(POWERS)
    return _rises(power * found["concession_F"] + (1.0 - power) * found["concession_L"])


def _beliefs_move(evaluate: Evaluate) -> Evaluate:
    """Admit the models in which κ̂ rises and k_N falls from one λ to the next."""

    def inside(sample: Sample) -> Evaluation:
        moves, found = _moves(sample), evaluate(sample)
        with np.errstate(invalid="ignore"):
            rises = (np.diff(moves["weakness_visit"], axis=1) >= 0.0).all(1)
            falls = (np.diff(moves["weakness_no_visit"], axis=1) <= 0.0).all(1)
        return Evaluation(np.where(rises & falls, found.margin, np.nan), found.bound)

    return inside


_VISITS = _judge(_both_fall("visit_probability"), interior=False)
_ROWS: tuple[tuple[str, str, Evaluate, str, tuple[float, ...]], ...] = (
    ("z-F-and-L", "both prices fall", _judge(_both_fall("concession")), "one of them rises",
     (6.5, 3.6, 47.0, 0.85, 0.94, 0.065, 1.9, 0.46, 9.0, 1.9)),
    ("mean-z", "the mean of both prices rises", _judge(_mean), "it falls",
     (15.0, 5.7, 87.0, 0.024, 0.21, 0.11, 1.2, 0.038, 89.0, 1.6)),
    ("U_F", "F's payoff rises", _judge(lambda found: _rises(found["payoff_F"])), "it falls",
     (16.0, 2.0, 27.0, 0.23, 0.46, 0.23, 1.4, 0.96, 220.0, 1.0)),
    ("U_L", "L's payoff given S = 1 falls", _judge(lambda found: _rises(-found["payoff_L_salient"])),
     "it rises", (3.0, 19.0, 14.0, 0.94, 0.036, 0.66, 1.2, 0.23, 120.0, 3.0)),
)  # fmt: skip


def _claim(
    slug: str, moves: str, evaluate: Evaluate, false: str, refuted: tuple[float, ...], region: str,
    conditions: tuple[Condition, ...] = (),
) -> Claim:  # fmt: skip
    return Claim(
        id=f"power-{slug}", source="beyond the article; §7, T13.3", region=region, evaluate=evaluate,
        statement=f"As the probability λ that F proposes rises, {moves}", control=opposite(evaluate),
        control_statement=f"As λ rises, {false}", share=64, refuted_by=refuted, conditions=conditions,
        unit="relative change between two λ",
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (
    _claim(
        "v", "both proposers' visits become rarer", _VISITS, "one of them becomes more frequent",
        (6.3, 2.9, 0.57, 0.94, 0.72, 0.5, 1.4, 0.75, 750.0, 4.7), _REGION,
        (
            Condition(
                text="κ̂ rises and k_N falls in λ", evaluate=_beliefs_move(_VISITS),
                proof="theory/what-if.md: lowers both deals",
            ),
        ),
    ),
    *(_claim(*row, _REGION + _INTERIOR) for row in _ROWS),
)  # fmt: skip
