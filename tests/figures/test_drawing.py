"""The pictures: nothing overlaps or is cut off at any width; the same call gives the same bytes."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from matplotlib.figure import Figure

import summitry as sm
from figures.boxes import beyond_axes, boxes, outside, overlaps, sizes
from summitry.figures import FIGURES, draw_lines, draw_map, prepare_lines, prepare_map
from summitry.figures.make import compose_drawing

THREE = sm.Model(  # T5's example of three equilibria under either protocol
    alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778, q=0.7715,
    psi=1312.86,
)  # fmt: skip
# long numbers, several equilibria, none, steps, the limit Ψ = ∞, an own cost of challenges
HARD = {
    "several": THREE,
    "trump": sm.load_scenario("trump-zelensky-2019").model,
    "steps": sm.Model(
        alpha=2, beta=3, n=6, tau=0.123456, rho=0.8765432, r=0.4321, sigma=0.3519, q=0.6173, psi=30.517,
        k_max=1.25, information=sm.Binomial(),
    ),
    "corner": sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=1, q=0, psi="inf"),
}  # fmt: skip


@cache
def prepared(name):
    return FIGURES[name].build(FIGURES[name].model())


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("name", FIGURES)
def test_no_words_overlap_or_leave_the_canvas(name, columns):
    figure = compose_drawing(prepared(name), columns, caption="A caption of some words. " * 12)
    found = boxes(figure)
    assert len(found) > 5
    assert overlaps(found) == []
    assert outside(figure, found) == []
    assert beyond_axes(figure) == []
    assert min(sizes(figure)) >= 7.0  # points at print size; journals print nothing smaller


@pytest.mark.parametrize("columns", [1, 3])
@pytest.mark.parametrize("case", HARD)
@pytest.mark.parametrize("name", ["2", "salience", "payoffs", "landscape", "timeline"])
def test_nor_do_they_with_hard_models(name, case, columns):
    figure = compose_drawing(FIGURES[name].build(HARD[case]), columns)
    found = boxes(figure)
    assert overlaps(found) == []
    assert outside(figure, found) == []
    assert beyond_axes(figure) == []
    assert min(sizes(figure)) >= 7.0


def test_the_test_of_overlaps_sees_an_overlap():
    figure = Figure(figsize=(3, 2))
    ax = figure.add_subplot()
    ax.set_axis_off()
    ax.text(0.5, 0.5, "one")
    ax.text(0.52, 0.5, "two")
    ax.text(3.0, 0.5, "far away")
    found = boxes(figure)
    assert ("one", "two") in overlaps(found)
    assert outside(figure, found) == ["far away"]


def test_draw_functions_take_an_ax_and_return_it():
    ax = Figure().add_subplot()
    data = prepare_lines(HARD["trump"], "q", points=5)
    assert draw_lines(data, ax, variable="visit_probability") is ax
    drawn = {line.get_label(): line for line in ax.lines}
    shown = drawn["closed, L proposes"].get_ydata()
    assert shown.tolist() == data.values["visit_probability"][2, 1].tolist()


def test_a_gap_is_a_gap_and_nothing_else():
    """Where nothing is an equilibrium there is no line, and no sign on the axis of the variable either."""
    model = HARD["trump"].replace(tau=0.3)
    data = prepare_lines(model, "psi", span=(2, 40), points=80, protocols=("F", "L"))
    none = data.gains == sm.Gains.NONE.code
    assert none.any()
    ax = draw_lines(data, Figure().add_subplot())
    drawn = [line for line in ax.lines if len(line.get_xdata()) == 80]
    assert drawn
    for line in drawn:
        row = ["closed, F proposes", "closed, L proposes"].index(line.get_label().lstrip("_"))
        assert np.isnan(line.get_ydata()[none[row]]).all()
    values = data.values["concession"]
    lowest = min(
        np.nanmin(line.get_ydata())
        for line in ax.lines
        if np.isfinite(line.get_ydata()).any() and len(line.get_ydata()) != 2
    )
    assert lowest == np.nanmin(values)  # nothing is drawn beneath the least concession


def test_lines_end_at_the_bound_of_the_parameter():
    """A line that stops just short of σ = 1 still shows the axis to its end."""
    data = prepare_lines(HARD["trump"], "sigma", span=(0, 0.999), points=5)
    assert draw_lines(data, Figure().add_subplot()).get_xlim() == (0.0, 1.0)


def test_protocols_differ_by_more_than_colour():
    ax = draw_lines(
        prepare_lines(HARD["trump"], "q", points=3, variables="visit_probability"),
        Figure().add_subplot(),
        "visit_probability",
    )
    styles = [line._unscaled_dash_pattern for line in ax.lines if line.get_label()[0] != "_"]
    assert len(styles) == 3 and len(set(map(str, styles))) == 3


def test_a_map_shows_every_word_that_occurs():
    data = prepare_map(HARD["trump"], "psi", "tau", nx=25, ny=25, x_span=(2, 40))
    ax = draw_map(data, Figure().add_subplot(), "F")
    words = {sm.Gains.CURSE, sm.Gains.NO_DEAL, sm.Gains.NONE}
    assert {patch.get_label() for patch in ax.patches} == {word.label for word in words}
    assert {list(sm.Gains)[code] for code in data.gains[0].ravel()} == words
