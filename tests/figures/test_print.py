"""Figures as files for print: never the user's style, every entry of a legend seen, titles in the file."""

from __future__ import annotations

import io
from functools import cache

import matplotlib.image
import matplotlib.style
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import Container
from matplotlib.figure import Figure

import summitry as sm
from figures.boxes import boxes
from summitry.figures import FIGURES, Lines, draw_lines, make_figure, prepare_lines, render
from summitry.figures.files import FORMATS
from summitry.figures.make import compose_drawing, write_figure
from summitry.figures.style import Paint, settings
from summitry.model.variables import FIELD_VARIABLES
from summitry.model.words import COLOURS, PROTOCOLS, REGIONS, in_light_and_dark

BLACK, USETEX = "dark_background", {"text.usetex": True}
STYLES = {"dark": BLACK, "ggplot": "ggplot", "usetex": USETEX, "all": [BLACK, "ggplot", USETEX]}
TITLES = {
    "pdf": b"/Title (", "svg": b"<dc:title>", "png": b"Title", "eps": b"%%Title: ", "pgf": b"% ",
}  # fmt: skip
STARTS = {"pdf": b"%PDF", "svg": b"<?xml", "png": b"\x89PNG", "eps": b"%!PS", "pgf": b"% Figure"}


@cache
def prepared(name):
    return FIGURES[name].build(FIGURES[name].model())


@cache
def composed(name):
    return compose_drawing(prepared(name), 2)


@cache
def drawn(name):
    return render(compose_drawing(prepared(name), 1), "svg", name)


@pytest.mark.parametrize(
    ("name", "style"), [(name, "all") for name in FIGURES] + [("2", style) for style in STYLES]
)
def test_the_users_style_changes_nothing(name, style):
    """With TeX asked for as well: there need not be one, and figures need none."""
    expected = drawn(name)
    with matplotlib.style.context(STYLES[style]):
        assert render(compose_drawing(prepared(name), 1), "svg", name) == expected


@pytest.mark.parametrize("style", sorted(matplotlib.style.available))
def test_no_style_reaches_the_settings(style):
    with settings():
        expected = dict(matplotlib.rcParams)
    with matplotlib.style.context(style):
        before = dict(matplotlib.rcParams)
        with settings():
            assert dict(matplotlib.rcParams) == expected
        assert dict(matplotlib.rcParams) == before  # the user's settings stay as they are


@pytest.mark.parametrize("name", ["2", "timeline", "tree"])
def test_a_style_that_is_asked_for_is_used(name):
    """On black the ink is white and the figure is not black on black."""
    figure = compose_drawing(prepared(name), 1, style=BLACK)
    assert figure.get_facecolor()[:3] == (0.0, 0.0, 0.0)
    white = 0
    for text in figure.findobj(matplotlib.text.Text):
        red, green, blue, _ = matplotlib.colors.to_rgba(text.get_color())
        assert red + green + blue > 1.5, text.get_text()
        white += 1
    assert white > 5
    assert Paint(figure.axes[0]).ink == COLOURS["ink"][1]


def test_a_users_own_dark_axes_get_the_colours_for_dark():
    with matplotlib.style.context(BLACK):
        ax = Figure().add_subplot()
        draw_lines(prepare_lines(sm.load_scenario("uniform-example").model, "q", points=3), ax)
    colours = {line.get_color() for line in ax.lines if line.get_label().startswith("closed")}
    assert colours == {PROTOCOLS["F"].colour[1], PROTOCOLS["L"].colour[1]}


def test_an_unknown_style_is_one_clear_error():
    with pytest.raises(sm.InputError, match="Did you mean 'dark_background'"):
        make_figure("1", style="dark_backgroun")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_figure_is_the_same_file_and_tells_its_title(form, tmp_path):
    first, second = (
        write_figure("3", tmp_path, form=form)[0].read_bytes() for _ in range(2)
    )
    assert first == second
    assert first.startswith(STARTS[form])
    assert TITLES[form] in first
    if form in ("svg", "eps", "pgf"):
        assert b"concession and threshold by prior" in first
    if form == "pgf":
        first[first.index(b"\\begingroup") :].decode("ascii")  # letters that every LaTeX knows


@pytest.mark.parametrize("name", FIGURES)
def test_every_entry_of_a_legend_can_be_seen(name):
    """Without what an entry names, the picture is another one."""
    figure = composed(name)
    full = pixels(figure)
    entries: dict[str, list] = {}
    for ax in figure.axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            parts = list(handle) if isinstance(handle, Container) else [handle]
            entries.setdefault(label, []).extend(parts)
    for label, artists in entries.items():
        for artist in artists:
            artist.set_visible(False)
        assert (pixels(figure) != full).any(-1).sum() >= 12, label
        for artist in artists:
            artist.set_visible(True)


def pixels(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def test_the_caption_is_drawn_only_if_asked_for():
    """Journals set captions and numbers themselves."""
    words = [" ".join(text.split()) for text, _ in boxes(make_figure("1")[0])]
    assert not [text for text in words if "Figure 1" in text or "Parameters" in text]
    words = [" ".join(text.split()) for text, _ in boxes(make_figure("1", caption=True)[0])]
    assert [text for text in words if text.startswith("Figure 1. ") and "Parameters: " in text]


@pytest.mark.parametrize("field", ["alpha", "beta", "n", "tau", "rho", "r", "psi", "k_max"])
def test_lines_are_drawn_against_any_field(field):
    drawing = Lines(field, ("gain_L",)).entry.build(sm.load_scenario("uniform-example").model)
    ax = drawing.panels[0](Figure().add_subplot())
    assert ax.get_xlabel().endswith(FIELD_VARIABLES[field].symbol)
    assert ax.get_ylabel().startswith("L's gain over isolation")
    drawn_lines = [line for line in ax.lines if len(line.get_xdata()) > 100]
    assert any(np.isfinite(line.get_ydata()).any() for line in drawn_lines)


def test_an_axis_has_one_meaning():
    """No axis is a list of things, and none is doubled."""
    for name in FIGURES:
        figure = composed(name)
        places = [(id(ax.figure), *np.round(ax.get_position().bounds, 3)) for ax in figure.axes]
        assert len(set(places)) == len(places), name
        for ax in figure.axes:
            assert ";" not in ax.get_xlabel() + ax.get_ylabel(), name


def test_colours_tell_one_thing_each():
    """Protocols, regions and ink have colours of their own, on light and on dark."""
    for side in (0, 1):
        used = [COLOURS["ink"][side], COLOURS["shade"][side]]
        used += [entry.colour[side] for entry in PROTOCOLS.values()]
        used += [entry.colour[side] for name, entry in REGIONS.items() if name != "UNANSWERED"]
        assert len(set(used)) == len(used)
    assert set(REGIONS) == {word.name for word in sm.Gains}
    pairs = in_light_and_dark()
    assert pairs["#000000"] == COLOURS["ink"][1] and pairs["#ffffff"] == COLOURS["paper"][1]


def test_protocols_differ_in_grey():
    """Lightness, dashes or marker tell the protocols apart where colour does not."""
    shapes = [(entry.dashes, entry.marker) for entry in PROTOCOLS.values()]
    assert len({dashes for dashes, _ in shapes}) == len({marker for _, marker in shapes}) == 3


def test_the_png_is_as_large_as_it_is_printed():
    figure, _ = make_figure("3", columns=1)
    image = matplotlib.image.imread(io.BytesIO(render(figure, "png")))
    assert image.shape[1] == round(3.35 * 300)
