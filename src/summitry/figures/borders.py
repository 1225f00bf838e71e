"""Borders between the regions of a map: found by bisection between neighbouring points, joined into loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]
Codes = NDArray[np.uint8]
_OUTSIDE = -1
_FINER = 4  # steps of the grid on which borders are sought, for one of the map's


class Borders(NamedTuple):
    """The answers on a grid, and where they change between neighbouring points of it.

    ``across`` is for neighbours along x (rows × columns − 1), ``up`` for neighbours along y: the share of
    the way to the second at which its answer begins. Between neighbours with the same answer it is one half,
    and means nothing. ``finer`` says how many steps of this grid make one of the map's, along x and y.
    """

    codes: Codes
    across: Shares
    up: Shares
    finer: tuple[int, int] = (1, 1)


def halfway(codes: Codes, finer: tuple[int, int] = (1, 1)) -> Borders:
    """Put every border half way between the neighbours that it parts."""
    rows, columns = codes.shape
    across, up = np.full((rows, columns - 1), 0.5), np.full((rows - 1, columns), 0.5)
    return Borders(codes, across, up, finer)


def refine(
    codes: Codes, solve: Callable[[Shares, Shares], Codes], finer: tuple[int, int]
) -> Codes:
    """Answer a finer grid: solve near the borders, and take over the answer where it is all around.

    Strips narrower than a step of the grid would otherwise be torn into beads.
    """
    across, up = finer
    padded = np.pad(codes, 1, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (4, 4))  # a cell and its neighbours
    mixed = (windows != windows[..., :1, :1]).any((-2, -1))
    rows, columns = ((size - 1) * k + 1 for size, k in zip(codes.shape, (up, across), strict=True))
    row, column = np.mgrid[:rows, :columns]
    cell = np.minimum(row // up, codes.shape[0] - 2), np.minimum(column // across, codes.shape[1] - 2)
    out: Codes = codes[cell]
    near = mixed[cell]
    out[near] = solve(column[near] / across, row[near] / up)
    return out


def find_borders(
    codes: Codes, solve: Callable[[Shares, Shares], Codes], halvings: int,
    fixed: tuple[bool, bool] = (False, False),
) -> Borders:  # fmt: skip
    """Refine a grid, and bisect between all neighbours with different answers, all of them at once.

    Parameters
    ----------
    codes
        The answers at the points of a grid, rows (y) × columns (x).
    solve
        Answers at places given by fractional column and row.
    halvings
        How often a stretch is halved; the border is then known to a share of 2 to the minus that.
    fixed
        Whether x, and whether y, has no values between its points.
    """
    finer = (1 if fixed[0] else _FINER, 1 if fixed[1] else _FINER)
    codes = refine(codes, solve, finer)
    found = halfway(codes, finer)
    both = (found.across, found.up)
    starts, steps = [], []
    for shares, way, skip in zip(both, ((0, 1), (1, 0)), fixed, strict=True):
        first = codes[: shares.shape[0], : shares.shape[1]]
        second = codes[way[0] :, way[1] :]
        places = np.argwhere((first != second) & (not skip))
        starts.append(places)
        steps.append(np.broadcast_to(way, places.shape))
    start, step = np.concatenate(starts), np.concatenate(steps)
    if halvings == 0 or start.size == 0:
        return found
    before = codes[start[:, 0], start[:, 1]]
    low, high = np.zeros(len(start)), np.ones(len(start))
    for _ in range(halvings):
        middle = 0.5 * (low + high)
        row, column = (start + step * middle[:, None]).T
        same = solve(column / finer[0], row / finer[1]) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    share = 0.5 * (low + high)
    for shares, places, part in zip(both, starts, np.split(share, [len(starts[0])]), strict=True):
        shares[places[:, 0], places[:, 1]] = part
    return found


def loops(borders: Borders, code: int) -> list[Shares]:
    """Trace the borders of the points with one answer, as loops of (column, row) of the map's own grid.

    Holes run the other way.
    A loop goes straight from one border between neighbours to the next; where more than two meet in a
    cell of the grid it goes through their middle.
    """
    padded = np.pad(borders.codes.astype(int), 1, constant_values=_OUTSIDE)
    mine = padded == code
    corners = (mine[:-1, :-1], mine[:-1, 1:], mine[1:, 1:], mine[1:, :-1])
    count = np.sum(corners, axis=0)
    ahead: dict[tuple[int, int, int], tuple[list[Shares], tuple[int, int, int]]] = {}
    for row, column in np.argwhere((count > 0) & (count < 4)):
        _cross_cell(padded, int(row), int(column), code, borders, ahead)
    out = []
    while ahead:
        here = next(iter(ahead))
        points: list[Shares] = []
        while here in ahead:
            part, here = ahead.pop(here)
            points += part
        out.append(np.array([*points, points[0]]) / borders.finer)
    return out


def _cross_cell(
    padded: NDArray[np.int64], row: int, column: int, code: int, borders: Borders,
    ahead: dict[tuple[int, int, int], tuple[list[Shares], tuple[int, int, int]]],
) -> None:  # fmt: skip
    """Add what the border of one region runs through in one cell, the region to its left."""
    at = ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column))
    values = [int(padded[place]) for place in at]
    # an edge is named by its lower or left end and its direction: 0 along x, 1 along y
    edges = ((row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1))
    crossed = [k for k in range(4) if values[k] != values[k - 3]]
    points = {k: _crossing(edges[k], borders) for k in crossed}
    middle = [] if len(crossed) == 2 else [np.mean(list(points.values()), axis=0)]
    leaving = [k for k in crossed if values[k] == code]
    entering = [k for k in crossed if values[k - 3] == code]
    for k in leaving:
        back = next(j for j in (k - 1, k - 2, k - 3) if j % 4 in entering) % 4
        ahead[edges[k]] = ([points[k], *middle], edges[back])


def _crossing(edge: tuple[int, int, int], borders: Borders) -> Shares:
    """Locate the border on an edge of the padded grid, as (column, row) of the grid itself."""
    row, column, upward = edge[0] - 1, edge[1] - 1, edge[2]
    shares = borders.up if upward else borders.across
    rows, columns = borders.across.shape[0], borders.up.shape[1]
    inside = 0 <= row < shares.shape[0] and 0 <= column < shares.shape[1]
    share = float(shares[row, column]) if inside else 0.0
    place = (column + share * (1 - upward), row + share * upward)
    out: Shares = np.clip(np.array(place), 0.0, (columns - 1.0, rows - 1.0))
    return out


def thinned(loop: Shares, tolerance: float) -> Shares:
    """Leave out the points of a loop from which the rest is nowhere further than ``tolerance``.

    It is the method of Ramer, Douglas and Peucker; the loop is cut at its first point, and at the one that is
    furthest from it.

    Examples
    --------
    >>> square = np.array([[0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [1, 2.001], [0, 2], [0, 0]], float)
    >>> thinned(square, 0.01).tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]]
    """
    last = len(loop) - 1
    across = int(np.hypot(*(loop - loop[0]).T).argmax())
    kept = {0, across, last}
    stretches = [(0, across), (across, last)]
    while stretches:
        first, end = stretches.pop()
        if end - first < 2:
            continue
        inside = loop[first + 1 : end] - loop[first]
        along = loop[end] - loop[first]
        share = np.clip(inside @ along / max(float(along @ along), np.finfo(float).tiny), 0.0, 1.0)
        off = np.hypot(*(inside - share[:, None] * along).T)
        if off.max() > tolerance:
            middle = first + 1 + int(off.argmax())
            kept.add(middle)
            stretches += [(first, middle), (middle, end)]
    return loop[sorted(kept)]


def area(loop: Shares) -> float:
    """Area inside a loop, negative for a hole."""
    x, y = loop.T
    return 0.5 * float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())
