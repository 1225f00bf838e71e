"""Models searched together: what of each the searches over lanes need, and the brackets that wait for them.

Models stand in *slots*. Each scans its own nodes; the roots that the scans bracket are polished
many at a time, whichever models they belong to (``docs/decisions/0016``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba.extending import overload
from numpy.typing import NDArray

from .._compile import compiled, compiled_inline, compiled_lean
from ..curves import point
from ..lanes import TWICE, LanesType, gather
from ..linear import HEAD
from ..linear_nodes import point_each
from ..payoffs import Game
from ..points import Curve, Curves, EachCurve, Point, Rows, Vector
from ..steps import StepShares, step_at

N = 21  # the row that holds n
_NUMBERS = 22  # of a slot: those of its game, then those of its curve and where its fractions stand, and n
_BRACKETS = 3  # of one equation that can wait for each model; what finds no room is polished alone


class Slots(NamedTuple):
    """What the searches over lanes need of every model: a row for each number, a column for each slot."""

    numbers: Rows
    fractions: Vector  # coefficients of every slot's continued fractions


# rows of the brackets that wait: slot, three coordinates, and the equation's values there (see `polish`);
# WAITING says in its first column how many there are
SLOT, A, B, C, F_A, F_B, F_C, WAITING = range(8)


class Queue(NamedTuple):
    """Brackets that wait to be polished, a column each."""

    table: Rows


@compiled
def make_queues(members: int) -> NDArray[np.float64]:
    """Make room for the brackets of so many models: a table for each equation."""
    return np.zeros((2, WAITING + 1, _BRACKETS * members + TWICE))


@compiled_lean
def put_bracket(
    queue: Queue, slot: int, a: float, b: float, c: float, fa: float, fb: float, fc: float
) -> bool:  # fmt: skip
    """Let a bracket wait; False if there is no room for it."""
    t = queue.table
    i = int(t[WAITING, 0])
    if i == t.shape[1] - TWICE:
        return False
    t[SLOT, i], t[A, i], t[B, i], t[C, i], t[F_A, i], t[F_B, i], t[F_C, i] = slot, a, b, c, fa, fb, fc
    t[WAITING, 0] = i + 1
    return True


@compiled_lean
def fill_up(t: Rows, waiting: int, width: int) -> int:
    """Repeat the last that waits in a table, so that ``width`` can be read at any; say how many wait.

    ``waiting`` is the row after those of what waits, which begins with how many they are.
    """
    count = int(t[waiting, 0])
    for i in range(count, width * ((count + width - 1) // width)):
        for k in range(waiting):
            t[k, i] = t[k, count - 1]
    return count


@compiled_lean
def set_slot(
    slots: Slots, slot: int, game: Game, curve: Curve, start: int, n: float
) -> None:  # fmt: skip
    """Note a model with a linear signal, whose coefficients stand in ``fractions`` from ``start`` on."""
    t = slots.numbers
    t[0, slot], t[1, slot], t[2, slot], t[3, slot] = game.psi, game.price, game.c, game.tau
    t[4, slot], t[5, slot], t[6, slot] = game.rho, game.r, game.sigma
    t[7, slot], t[8, slot] = game.sigma_c, game.q
    t[9, slot], t[10, slot], t[11, slot] = curve.k0, curve.alpha, curve.beta
    t[12, slot], t[13, slot], t[14, slot] = curve.noise, curve.signal, curve.log_norm
    t[15, slot], t[16, slot] = curve.log_mean, curve.log_prior
    # v's fraction and that of 1 − v: where they begin, and how many terms they have
    t[17, slot], t[18, slot] = start + HEAD, curve.size - HEAD
    t[N, slot] = n
    t[19, slot], t[20, slot] = start + curve.size + HEAD, curve.data.size - curve.size - HEAD


@compiled
def make_slots(members: int, fractions: Vector) -> Slots:
    """Make room for so many models."""
    return Slots(np.zeros((_NUMBERS, members)), fractions)


@compiled_inline
def game_each(slots: Slots, slot: float) -> Game:
    """Give the game of each lane's slot."""
    n = slots.numbers
    return Game(
        gather(n[0], slot, 0), gather(n[1], slot, 0), gather(n[2], slot, 0), gather(n[3], slot, 0),
        gather(n[4], slot, 0), gather(n[5], slot, 0), gather(n[6], slot, 0), gather(n[7], slot, 0),
        gather(n[8], slot, 0),
    )  # fmt: skip


@compiled_inline
def curves_each(slots: Slots, slot: float) -> Curves:
    """Give the curve of each lane's slot."""
    n = slots.numbers
    return Curves(
        gather(n[9], slot, 0), gather(n[10], slot, 0), gather(n[11], slot, 0), gather(n[12], slot, 0),
        gather(n[13], slot, 0), gather(n[14], slot, 0), gather(n[15], slot, 0), gather(n[16], slot, 0),
        gather(n[17], slot, 0), gather(n[18], slot, 0), gather(n[19], slot, 0), gather(n[20], slot, 0),
    )  # fmt: skip


def evaluate(curve: Curve | EachCurve | StepShares, piece: int, x: float) -> Point:
    """Evaluate a point of a curve, one of a linear curve in each lane, or one named by a share."""
    raise NotImplementedError("compiled functions only")


@overload(evaluate, jit_options={"_nrt": False, "forceinline": True}, strict=False)  # type: ignore[untyped-decorator]
def _evaluate(curve: Any, piece: Any, x: Any) -> Any:
    if isinstance(x, LanesType):
        return lambda curve, piece, x: point_each(curve, x)
    if getattr(curve, "instance_class", None) is StepShares:
        return lambda curve, piece, x: step_at(curve.curve, piece, x, 1.0 - x)
    return lambda curve, piece, x: point(curve, piece, x)
