"""Nodes of eight curves abreast: node by node, a lane for each curve, so that eight models go in step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled, compiled_inline, compiled_lean
from .lanes import WIDTH, load, store, turned
from .nodes import PLACE, Nodes, columns
from .points import Point, Vector

# what the checker needs of a node: the first rows of nodes, v to m, and the coordinate
_COORDINATE = 5
_ROWS = 6


class Abreast(NamedTuple):
    """As many nodes of eight curves; number by number, node by node, lane by lane."""

    size: int
    value: Vector
    standing: NDArray[np.int64]  # which curve stands in each lane


@compiled
def make_abreast(nodes: Nodes) -> Abreast:
    """Make room for such nodes of eight curves."""
    room = _ROWS * columns(nodes.size) * WIDTH
    return Abreast(nodes.size, np.zeros(room), np.full(WIDTH, -1))


@compiled_inline
def _start(nodes: Abreast, number: int) -> int:
    """Say where a number of the first node begins."""
    return number * columns(nodes.size) * WIDTH


@compiled_lean
def _stand(out: Abreast, number: int, node: int, rows: tuple[Vector, ...]) -> None:
    """Bring a number of eight nodes from rows, one for each curve, into lanes."""
    turn = turned(
        load(rows[0], node), load(rows[1], node), load(rows[2], node), load(rows[3], node),
        load(rows[4], node), load(rows[5], node), load(rows[6], node), load(rows[7], node),
    )  # fmt: skip
    start = _start(out, number) + node * WIDTH
    store(out.value, start, turn[0])
    store(out.value, start + 8, turn[1])
    store(out.value, start + 16, turn[2])
    store(out.value, start + 24, turn[3])
    store(out.value, start + 32, turn[4])
    store(out.value, start + 40, turn[5])
    store(out.value, start + 48, turn[6])
    store(out.value, start + 56, turn[7])


@compiled_lean
def stand_abreast(
    nodes: NDArray[np.float64], places: NDArray[np.int64], curves: NDArray[np.int64], out: Abreast
) -> None:
    """Let the nodes at eight places stand abreast.

    Parameters
    ----------
    nodes
        A table of nodes at each place.
    places
        Eight of them.
    curves
        A number for the curve at each place, its own: what stands already is left standing.
    out
        Where they stand.
    """
    same = True
    for lane in range(WIDTH):
        same = same and out.standing[lane] == curves[places[lane]]
        out.standing[lane] = curves[places[lane]]
    if same:
        return
    p = places
    for number in range(_ROWS):
        row = PLACE if number == _COORDINATE else number
        rows = (
            nodes[p[0], row], nodes[p[1], row], nodes[p[2], row], nodes[p[3], row],
            nodes[p[4], row], nodes[p[5], row], nodes[p[6], row], nodes[p[7], row],
        )  # fmt: skip
        for node in range(0, out.size, WIDTH):
            _stand(out, number, node, rows)


@compiled_inline
def coordinate_abreast(nodes: Abreast, i: int) -> float:
    """Read the coordinate of node ``i`` of each curve."""
    return load(nodes.value, _start(nodes, _COORDINATE) + i * WIDTH)


@compiled_inline
def node_abreast(nodes: Abreast, i: int) -> Point:
    """Read node ``i`` of each curve; what payoffs do not need is zero."""
    value, at, step = nodes.value, i * WIDTH, _start(nodes, 1)
    v, vc, kappa = load(value, at), load(value, at + step), load(value, at + 2 * step)
    zero = v - v
    return Point(
        v, vc, kappa, load(value, at + 3 * step), load(value, at + 4 * step), zero, zero, zero, zero
    )
