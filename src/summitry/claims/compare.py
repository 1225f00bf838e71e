"""Comparisons of equilibria before and after a change, and statements about each equilibrium (T8).

An equilibrium is followed by continuity in v: the same number of equilibria with visits before and after a
small change, matched in order, and none moves by more than half a unit of log-odds or half-way to its
neighbour. Where that fails the comparison does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from ..engine import PSI, SIGMA, TAU
from .changes import STEP, then
from .claim import OF_PSI, Claim, Evaluate, Evaluation
from .conditions import Slots, Where, under
from .sample import Answer, Need, Sample

Table = NDArray[np.float64]
Mask = NDArray[np.bool_]
FURTHEST = 0.5  # log-odds that an equilibrium may move
# relative error of what the solver reports, with a margin to spare: its roots are polished to about 1e-14
ERROR = 1e-10
PROPOSER = {"F": "F proposes", "L": "L proposes"}


def log_odds(answer: Answer) -> Table:
    """Log-odds of the visit probability, which keep their digits near v = 1."""
    v, stay = answer.get("visit_probability"), answer.get("no_visit_probability")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(v) - np.log(stay))


def widened(values: Table, slots: int) -> Table:
    """Add empty slots."""
    extra = slots - values.shape[1]
    return np.pad(values, ((0, 0), (0, extra)), constant_values=np.nan) if extra > 0 else values


def followed(before: Answer, after: Answer) -> Mask:
    """Return which equilibria with visits, by slot, can be followed from before to after."""
    slots = max(before.visits.shape[1], after.visits.shape[1])
    old, new = widened(log_odds(before), slots), widened(log_odds(after), slots)
    same = before.visits.sum(1) == after.visits.sum(1)
    same &= before.solved & after.solved
    with np.errstate(invalid="ignore"):
        move = np.abs(new - old)
        move = np.where(new == old, 0.0, move)  # both at v = 1
        close = (move <= FURTHEST) & same[:, None]
        space = np.full(old.shape, np.inf)
        gap = np.diff(old, axis=1)
        gap = np.where(np.isnan(gap), np.inf, gap)
        space[:, :-1] = gap
        space[:, 1:] = np.minimum(space[:, 1:], gap)
        return np.asarray(close & (2.0 * move < space))


# what may rise or fall: relative change between two answers, as a share of the step
def _price(sample: Sample, changes: tuple[str, str], pair: tuple[Answer, Answer]) -> Table:
    before, after = (answer.get("concession_above_cost") for answer in pair)
    fixed = sample.at(changes[1])[:, TAU] - sample.at(changes[0])[:, TAU]
    old, new = _even(before, after)
    return np.asarray(
        (new - old + fixed[:, None]) / widened(pair[0].get("concession"), new.shape[1])
    )


def _visits(sample: Sample, changes: tuple[str, str], pair: tuple[Answer, Answer]) -> Table:
    old, new = _even(log_odds(pair[0]), log_odds(pair[1]))
    with np.errstate(invalid="ignore"):
        return np.where(new == old, 0.0, new - old)


def _relative(name: str) -> Callable[..., Table]:
    def difference(sample: Sample, changes: tuple[str, str], pair: tuple[Answer, Answer]) -> Table:
        old, new = _even(pair[0].get(name), pair[1].get(name))
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((new - old) / np.abs(old))

    return difference


def _office(name: str) -> Callable[..., Table]:
    """L's payoffs differ by little of a large Ψ: relative to Ψ, or to 1 when Ψ = ∞."""

    def difference(sample: Sample, changes: tuple[str, str], pair: tuple[Answer, Answer]) -> Table:
        old, new = _even(pair[0].get(name), pair[1].get(name))
        return np.asarray((new - old) / stakes(sample, changes[0])[:, None])

    return difference


def _ex_ante(sample: Sample, changes: tuple[str, str], pair: tuple[Answer, Answer]) -> Table:
    values = [
        leader_ex_ante(sample, change, answer) for change, answer in zip(changes, pair, strict=True)
    ]
    old, new = _even(*values)
    return np.asarray((new - old) / stakes(sample, changes[0])[:, None])


def _even(old: Table, new: Table) -> tuple[Table, Table]:
    slots = max(old.shape[1], new.shape[1])
    return widened(old, slots), widened(new, slots)


def stakes(sample: Sample, change: str) -> NDArray[np.float64]:
    """Ψ, or 1 when Ψ = ∞ and payoffs are survival probabilities."""
    psi = sample.at(change)[:, PSI]
    return np.asarray(np.where(np.isinf(psi), 1.0, psi))


def leader_ex_ante(sample: Sample, change: str, answer: Answer) -> Table:
    """L's payoff before S is drawn."""
    sigma = sample.at(change)[:, SIGMA][:, None]
    salient, idle = answer.get("payoff_L_salient"), answer.get("payoff_L_not_salient")
    return np.asarray(sigma * salient + (1.0 - sigma) * idle)


QUANTITIES: dict[str, Callable[..., Table]] = {
    "z": _price,
    "v": _visits,
    "kappa": _relative("weakness_visit"),
    "k_N": _relative("weakness_no_visit"),
    "a": _relative("threshold"),
    "U_F": _relative("payoff_F"),
    "U_L": _office("payoff_L_salient"),
    "U_L ex ante": _ex_ante,
    "removal": _relative("removal_salient"),
    "removal ex ante": _relative("removal_ex_ante"),
}


# what a comparison's margin is a change of, where it is not an elasticity
_UNITS = {"v": "log-odds", "U_L": OF_PSI, "U_L ex ante": OF_PSI}


def least(values: Table, where: Mask) -> NDArray[np.float64]:
    """Least value of every row over the slots that count; NaN in rows where none does."""
    usable = where & ~np.isnan(values)
    low = np.where(usable, values, np.inf).min(1)
    return np.asarray(np.where(usable.any(1), low, np.nan))


def moves(
    quantity: str, change: str, proposer: str, sign: float, base: str = "", by: float = 0.0,
    where: Slots | None = None,
) -> Evaluate:  # fmt: skip
    """Make the evaluation of "a small change moves a quantity in this direction, or not at all".

    Its margin is the quantity's elasticity with respect to the step, with the sign claimed, less ``by``; of
    several equilibria, or those of them that ``where`` admits, the worst counts.
    """
    goal = then(base, change)

    def evaluate(sample: Sample) -> Evaluation:
        pair = sample.answer(base, proposer), sample.answer(goal, proposer)
        change = QUANTITIES[quantity](sample, (base, goal), pair)
        usable = followed(*pair) & sample.moved(base, goal)[:, None]
        if where is not None:
            for answer in pair:  # at both ends of the step: a step of τ from zero can be long
                admitted = where(sample, answer)
                usable[:, : admitted.shape[1]] &= admitted
        return Evaluation(least(sign * change / STEP - by, usable), ERROR / STEP)

    return evaluate


def comparison(
    *, id: str, statement: str, source: str, moved: str, change: str, proposer: str, sign: float,
    control: str, base: str = "", condition: str | None = None, by: float | None = None,
    proof: str | None = None, holds: Iterable[Where] = (),
) -> Claim:  # fmt: skip
    """Make a claim of one direction; its control is the opposite, or an elasticity above ``by``.

    ``holds`` lists conditions under which it holds although it fails elsewhere.
    """
    evaluate = moves(moved, change, proposer, sign, base)
    false = moves(moved, change, proposer, -sign if by is None else sign, base, by or 0.0)
    where = {"": "", "inf": ", Ψ = ∞", "cor-4": ", α = β = c = 1, σ → 0, q = 1, Ψ = ∞"}
    return Claim(
        id=id, statement=statement, source=source,
        region=f"{PROPOSER[proposer]}{where.get(base, base)}; "
        "an equilibrium with visits that can be followed",
        evaluate=evaluate, control_statement=control, control=false,
        needs=((base, proposer), (then(base, change), proposer)), base=base, condition=condition,
        compares=(moved, change, sign), proof=proof,
        unit=f"{_UNITS[moved]} per relative step" if moved in _UNITS else "elasticity",
        conditions=under(
            holds, evaluate, ((base, proposer),),
            lambda where: moves(moved, change, proposer, sign, base, where=where),
        ),
    )  # fmt: skip


def at_visits(
    margin: Callable[[Sample, Answer], Table], proposer: str, base: str = "", bound: float = ERROR,
    where: Slots | None = None,
) -> Evaluate:  # fmt: skip
    """Make the evaluation of a statement about every equilibrium with visits; the worst counts.

    ``where`` chooses among the equilibria.
    """

    def evaluate(sample: Sample) -> Evaluation:
        answer = sample.answer(base, proposer)
        usable = answer.visits if where is None else answer.visits & where(sample, answer)
        return Evaluation(least(margin(sample, answer), usable), bound)

    return evaluate


def approach(sample: Sample, near: str, nearer: str, proposer: str, ratio: float) -> Evaluation:
    """Judge a limit v → 1: how fast the largest 1 − v of two points on the way to it falls.

    The margin is the fall of log(1 − v) as a share of that of the parameter, less a quarter: it is 1 in
    the limit, and smaller on the way there.
    """
    pair = sample.answer(near, proposer), sample.answer(nearer, proposer)
    stays = [
        least(a.get("no_visit_probability"), a.visits)
        for a in pair
    ]  # fmt: skip
    with np.errstate(divide="ignore", invalid="ignore"):
        fall = np.log(stays[0] / stays[1]) / np.log(ratio) - 0.25
        fall = np.where((stays[0] == 0.0) & (stays[1] == 0.0), 0.75, fall)
    fall = np.where(np.isnan(fall), -1.0, fall)  # there is no such equilibrium
    solved = pair[0].solved & pair[1].solved
    return Evaluation(np.where(solved, fall, np.nan), 0.0)


def needs(*pairs: str) -> tuple[Need, ...]:
    """Read needs written as ``"change:proposer"``."""
    return tuple((text.rpartition(":")[0], text.rpartition(":")[2]) for text in pairs)
