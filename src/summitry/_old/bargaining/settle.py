"""Models in slots, searched together: brackets polished and places looked at, sixteen at a time (T5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._compile import compiled, compiled_lean
from ..around import column, points_room, write_point, write_points
from ..curves import point
from ..lanes import TWICE, load_twice, store
from ..linear_nodes import point_each
from ..nodes import Nodes
from ..points import LINEAR, Curve, EachCurve, Rows, Vector
from .search import (
    COLUMN,
    FILLED,
    INSIDE,
    KIND,
    PIECES,
    ROOT,
    Candidates,
    X,
    insert,
    most_candidates,
    polish,
)
from .together import (
    F_A,
    F_B,
    F_C,
    SLOT,
    WAITING,
    A,
    B,
    C,
    Slots,
    curves_each,
    fill_up,
    game_each,
    make_queues,
    make_slots,
)

# rows of the places whose points are wanted, beside SLOT
PLACE, WANTED, PLACES = range(1, 4)


class Group(NamedTuple):
    """Candidates of the models in company and both proposers, and what waits to be worked on together."""

    slots: Slots
    queues: NDArray[np.float64]  # a table of brackets for each equation
    candidates: NDArray[np.float64]  # a table of candidates for each slot and equation
    places: Rows  # whose points are wanted: rows SLOT and PLACE, and in the next how many they are
    points: Vector  # of these, see `summitry._old.around`


@compiled
def make_group(members: int, nodes: Nodes, curve: Curve, fractions: Vector) -> Group:
    """Make room for so many models with such nodes."""
    room = most_candidates(nodes, curve)
    # what is known of a candidate stands side by side, all first ones together: few have many, and those that
    # are used should stand in few pages of memory
    candidates = np.empty((room, members, 2, FILLED + 1)).transpose(1, 2, 3, 0)
    candidates[:, :, FILLED, 0] = 0.0
    places = 2 * members * room + TWICE
    return Group(
        make_slots(members, fractions), make_queues(members), candidates,
        np.empty((PLACES, places)), np.empty(points_room(places)),
    )  # fmt: skip


@compiled_lean
def settle(which: int, group: Group) -> None:
    """Polish the brackets of an equation that wait, and add their roots to the candidates of their models."""
    t = group.queues[which]
    count = fill_up(t, WAITING, TWICE)
    for i in range(0, count, TWICE):
        slot = load_twice(t[SLOT], i)
        each = EachCurve(curves_each(group.slots, slot), group.slots.fractions)
        root = polish(
            which, game_each(group.slots, slot), each, 0,
            load_twice(t[A], i), load_twice(t[B], i), load_twice(t[C], i), load_twice(t[F_A], i),
            load_twice(t[F_B], i), load_twice(t[F_C], i), ROOT,
        )  # fmt: skip
        store(t[A], i, root)
    for i in range(count):
        insert(Candidates(group.candidates[int(t[SLOT, i]), which]), 0, t[A, i], INSIDE, False)
    t[WAITING, 0] = 0.0


@compiled_lean
def _look_together(group: Group) -> None:
    """Evaluate the points of candidates of linear signals, sixteen at a time."""
    t = group.places
    count = fill_up(t, WANTED, TWICE)
    for i in range(0, count, TWICE):
        slot, x = load_twice(t[SLOT], i), load_twice(t[PLACE], i)
        each = EachCurve(curves_each(group.slots, slot), group.slots.fractions)
        write_points(group.points, column(i), point_each(each, x))


@compiled_lean
def look(group: Group, members: int, curve: Curve) -> None:
    """Evaluate the point of every candidate inside a piece.

    ``curve`` is that of all, unless signals are linear.
    """
    count = 0
    for s in range(members):
        for which in range(2):
            t = group.candidates[s, which]
            for i in range(int(t[FILLED, 0])):
                x = t[X, i]
                if t[KIND, i] != INSIDE or np.isinf(x):
                    continue
                t[COLUMN, i] = column(count)
                if curve.kind == LINEAR:
                    group.places[SLOT, count], group.places[PLACE, count] = s, x
                else:
                    write_point(group.points, column(count), point(curve, int(t[PIECES, i]), x))
                count += 1
    if curve.kind == LINEAR:
        group.places[WANTED, 0] = count
        _look_together(group)
