"""Models in slots, searched together: brackets polished and places looked at, eight at a time (T5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._compile import compiled, compiled_inline, compiled_lean
from ..around import column, distance, look_around, near_room, write_around
from ..lanes import WIDTH, load, store
from ..linear_nodes import point_each
from ..nodes import Nodes
from ..points import LINEAR, Curve, Point, Vector
from .search import INSIDE, NOBODY, ROOT, Candidates, add, most_candidates, polish
from .together import Queue, Slots, curves_each, game_each, make_queue, make_slots

Whole = NDArray[np.int64]


class Group(NamedTuple):
    """Candidates of up to eight models and both proposers, and what waits to be worked on together."""

    slots: Slots
    f_queue: Queue
    l_queue: Queue
    # as in `Candidates`, by slot and equation
    piece: Whole
    x: NDArray[np.float64]
    kind: Whole
    refuted: Whole
    filled: Whole
    column: Whole
    # places to be looked at: slot and coordinate; then the points, see `summitry.around`
    slot: Vector
    place: Vector
    near: Vector


@compiled
def make_group(members: int, nodes: Nodes, curve: Curve, fractions: Vector) -> Group:
    """Make room for so many models with such nodes."""
    room = most_candidates(nodes, curve)
    whole = np.zeros((5, members, 2, room), np.int64)
    places = 2 * members * room + WIDTH
    return Group(
        make_slots(fractions), make_queue(), make_queue(),
        whole[0], np.empty((members, 2, room)), whole[1], whole[2], whole[3], whole[4],
        np.empty(places), np.empty(places), np.empty(near_room(places)),
    )  # fmt: skip


@compiled_lean
def settle(which: int, queue: Queue, group: Group) -> None:
    """Polish the brackets that wait, and add their roots to the candidates of their models."""
    count = queue.filled[0]
    for i in range(count, WIDTH * ((count + WIDTH - 1) // WIDTH)):
        last = count - 1
        queue.slot[i], queue.a[i], queue.b[i], queue.c[i] = (
            queue.slot[last], queue.a[last], queue.b[last], queue.c[last]
        )  # fmt: skip
        queue.fa[i], queue.fb[i], queue.fc[i] = queue.fa[last], queue.fb[last], queue.fc[last]
    for i in range(0, count, WIDTH):
        slot = load(queue.slot, i)
        root = polish(
            which, game_each(group.slots, slot), NOBODY, curves_each(group.slots, slot), 0,
            load(queue.a, i), load(queue.b, i), load(queue.c, i),
            load(queue.fa, i), load(queue.fb, i), load(queue.fc, i), ROOT,
        )  # fmt: skip
        store(queue.a, i, root)
    for i in range(count):
        s = int(queue.slot[i])
        found = Candidates(
            group.piece[s, which], group.x[s, which], group.kind[s, which], group.refuted[s, which],
            group.filled[s, which], group.column[s, which],
        )  # fmt: skip
        add(found, 0, queue.a[i], INSIDE)
    queue.filled[0] = 0


@compiled_inline
def _store_point(near: Vector, start: int, p: Point) -> None:
    """Write eight points, number by number."""
    store(near, start, p.v)
    store(near, start + 8, p.vc)
    store(near, start + 16, p.kappa)
    store(near, start + 24, p.spread)
    store(near, start + 32, p.m)
    store(near, start + 40, p.excess)
    store(near, start + 48, p.flat)
    store(near, start + 56, p.steep)
    store(near, start + 64, p.speed)


@compiled_lean
def _look_together(group: Group, count: int) -> None:
    """Look around places of linear signals, eight at a time."""
    for i in range(count, WIDTH * ((count + WIDTH - 1) // WIDTH)):
        group.slot[i], group.place[i] = group.slot[count - 1], group.place[count - 1]
    for i in range(0, count, WIDTH):
        slot, x, start = load(group.slot, i), load(group.place, i), column(i)
        curves, far = curves_each(group.slots, slot), distance(x)
        for k in range(3):
            here = x + (k - 1.0) * far
            _store_point(group.near, start + 72 * k, point_each(curves, here))
            if k == 0:
                store(group.near, start + 216, here)
            if k == 2:
                store(group.near, start + 224, here)


@compiled_lean
def look(group: Group, members: int, curve: Curve) -> None:
    """Look around every candidate inside a piece; ``curve`` is that of all, unless signals are linear."""
    count = 0
    for s in range(members):
        for which in range(2):
            for i in range(group.filled[s, which, 0]):
                x = group.x[s, which, i]
                if group.kind[s, which, i] != INSIDE or np.isinf(x):
                    continue
                group.column[s, which, i] = column(count)
                if curve.kind == LINEAR:
                    group.slot[count], group.place[count] = s, x
                else:
                    here = look_around(curve, group.piece[s, which, i], x)
                    write_around(group.near, column(count), here)
                count += 1
    if curve.kind == LINEAR:
        _look_together(group, count)
