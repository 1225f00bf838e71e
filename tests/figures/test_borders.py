"""Borders of a map: every place belongs to one region, and borders are where the answer changes."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from summitry.figures import prepare_map
from summitry.figures.borders import area, find_borders, halfway, loops
from summitry.figures.maps import value_at


@pytest.mark.parametrize("seed", range(20))
def test_regions_cover_the_map_once(seed):
    """Areas inside loops, holes counted off, add up to the map; each region is near its share of points."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 4, (7, 9)).astype(np.uint8)
    borders = halfway(codes)
    borders.across[:] = rng.uniform(0.01, 0.99, borders.across.shape)
    borders.up[:] = rng.uniform(0.01, 0.99, borders.up.shape)
    areas = [sum(map(area, loops(borders, code))) for code in range(5)]
    assert sum(areas) == pytest.approx(6 * 8)
    assert areas[4] == 0 and all((codes == code).any() == (areas[code] > 0) for code in range(4))


def test_a_hole_is_counted_off():
    codes = np.zeros((5, 5), np.uint8)
    codes[2, 2] = 1
    around = loops(halfway(codes), 0)
    assert len(around) == 2
    assert sorted(map(area, around)) == [-0.5, 16.0]


def circle(column, row):
    return ((column - 10.3) ** 2 + (row - 9.1) ** 2 < 7.7**2).astype(np.uint8)


def test_borders_are_found_by_bisection():
    """A circle: every vertex lies on it to the accuracy asked for; its area is that of its polygon."""
    row, column = np.mgrid[:20, :22]
    (loop,) = loops(find_borders(circle(column, row), circle, 20), 1)
    radius = np.hypot(loop[:, 0] - 10.3, loop[:, 1] - 9.1)
    assert np.abs(radius - 7.7).max() < 1e-6
    assert area(loop) == pytest.approx(np.pi * 7.7**2, rel=2e-3)


def test_a_strip_thinner_than_the_grid_is_one_piece():
    """A third answer between two others, a third of a step wide, is not torn into beads."""

    def strip(column, row):
        offset = column - 0.4 * row
        return np.where(offset < 5, 0, np.where(offset < 5.34, 1, 2)).astype(np.uint8)

    row, column = np.mgrid[:15, :20]
    pieces = loops(find_borders(strip(column, row), strip, 12), 1)
    assert len(pieces) == 1
    assert area(pieces[0]) == pytest.approx(0.34 * 14, rel=0.05)


def test_the_border_of_a_map_is_where_the_answer_changes():
    """At a vertex of a border `solve` still says the first word before it, and another one behind it."""
    model = sm.load_scenario("uniform-example").model
    data = prepare_map(model, "psi", "tau", nx=6, ny=6, protocols="F", halvings=16)
    grid = data.borders[0]
    row, column = np.argwhere(grid.codes[:, :-1] != grid.codes[:, 1:])[3]
    place = column + grid.across[row, column]
    tau = float(value_at(data.y, np.array(row / grid.finer[1])))
    sides = []
    for step in (-1e-3, 1e-3):
        psi = float(value_at(data.x, np.array((place + step) / grid.finer[0])))
        sides.append(sm.who_gains(sm.solve(model.replace(psi=psi, tau=tau), proposer="F")).code)
    assert sides[0] == grid.codes[row, column] != sides[1]
