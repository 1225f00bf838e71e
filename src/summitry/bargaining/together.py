"""Models searched together: what of each the searches over lanes need, and the brackets that wait for them.

Up to eight models stand in *slots*. Each scans its own nodes; the roots that the scans bracket are polished
eight at a time, whichever models they belong to (``docs/decisions/0016``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba.extending import overload

from .._compile import compiled, compiled_inline, compiled_lean
from ..curves import point
from ..lanes import WIDTH, LanesType, gather
from ..linear import HEAD
from ..linear_nodes import point_each
from ..payoffs import Game
from ..points import Curve, Curves, Eight, Point, Rows, Vector
from ..steps import StepShares, step_at

_NUMBERS = 21  # of a slot: those of its game, then those of its curve and where its fractions stand
_ROOM = 64  # brackets that can wait


class Slots(NamedTuple):
    """What the searches over lanes need of every model: a row for each number, a column for each slot."""

    numbers: Vector
    fractions: Vector  # coefficients of every slot's continued fractions


# rows of the brackets that wait: slot, three coordinates, and the equation's values there (see `polish`);
# WAITING says in its first column how many there are
SLOT, A, B, C, F_A, F_B, F_C, WAITING = range(8)


class Queue(NamedTuple):
    """Brackets that wait to be polished, a column each."""

    table: Rows


QUEUE_COLUMNS = _ROOM + WIDTH


@compiled_lean
def put_bracket(
    queue: Queue, slot: int, a: float, b: float, c: float, fa: float, fb: float, fc: float
) -> bool:  # fmt: skip
    """Let a bracket wait; False if there is no room for it."""
    t = queue.table
    i = int(t[WAITING, 0])
    if i == _ROOM:
        return False
    t[SLOT, i], t[A, i], t[B, i], t[C, i], t[F_A, i], t[F_B, i], t[F_C, i] = slot, a, b, c, fa, fb, fc
    t[WAITING, 0] = i + 1
    return True


@compiled_lean
def set_slot(slots: Slots, slot: int, game: Game, curve: Curve, start: int) -> None:
    """Note a model with a linear signal, whose coefficients stand in ``fractions`` from ``start`` on."""
    numbers = slots.numbers[slot:]
    numbers[0], numbers[8], numbers[16], numbers[24] = game.psi, game.price, game.c, game.tau
    numbers[32], numbers[40], numbers[48] = game.rho, game.r, game.sigma
    numbers[56], numbers[64] = game.sigma_c, game.q
    numbers[72], numbers[80], numbers[88], numbers[96] = curve.k0, curve.alpha, curve.beta, curve.noise
    numbers[104], numbers[112], numbers[120] = curve.signal, curve.log_norm, curve.log_mean
    numbers[128] = curve.log_prior
    # v's fraction and that of 1 − v: where they begin, and how many terms they have
    numbers[136], numbers[144] = start + HEAD, curve.size - HEAD
    numbers[152], numbers[160] = start + curve.size + HEAD, curve.data.size - curve.size - HEAD


@compiled
def make_slots(fractions: Vector) -> Slots:
    """Make room for eight models."""
    return Slots(np.zeros(_NUMBERS * WIDTH), fractions)


@compiled_inline
def game_each(slots: Slots, slot: float) -> Game:
    """Give the game of each lane's slot."""
    n = slots.numbers
    return Game(
        gather(n, slot, 0), gather(n, slot, 8), gather(n, slot, 16), gather(n, slot, 24),
        gather(n, slot, 32), gather(n, slot, 40), gather(n, slot, 48), gather(n, slot, 56),
        gather(n, slot, 64),
    )  # fmt: skip


@compiled_inline
def curves_each(slots: Slots, slot: float) -> Curves:
    """Give the curve of each lane's slot."""
    n = slots.numbers
    return Curves(
        gather(n, slot, 72), gather(n, slot, 80), gather(n, slot, 88), gather(n, slot, 96),
        gather(n, slot, 104), gather(n, slot, 112), gather(n, slot, 120), gather(n, slot, 128),
        gather(n, slot, 136), gather(n, slot, 144), gather(n, slot, 152), gather(n, slot, 160),
    )  # fmt: skip


def evaluate(curve: Curve | Eight | StepShares, piece: int, x: float) -> Point:
    """Evaluate a point of a curve, one of each of eight linear curves, or one named by a share."""
    raise NotImplementedError("compiled functions only")


@overload(evaluate, jit_options={"_nrt": False, "forceinline": True}, strict=False)  # type: ignore[untyped-decorator]
def _evaluate(curve: Any, piece: Any, x: Any) -> Any:
    if isinstance(x, LanesType):
        return lambda curve, piece, x: point_each(curve, x)
    if getattr(curve, "instance_class", None) is StepShares:
        return lambda curve, piece, x: step_at(curve.curve, piece, x, 1.0 - x)
    return lambda curve, piece, x: point(curve, piece, x)
