"""A drawing in fewer bytes is the same picture: every point, letter and colour stays where it was."""

import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from summitry.figures import make_figure
from summitry.figures.borders import thinned
from summitry.figures.files import render
from summitry.report import svg

LINK = "{http://www.w3.org/1999/xlink}href"
POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}


def points_of(outline):
    """Read an outline as SVG defines it: absolute points, whatever its commands are."""
    here = start = (0.0, 0.0)
    out, command, numbers = [], "", []
    for token in re.findall(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)", outline):
        if token in "zZ":
            here, command = start, ""
        elif token.isalpha():
            command, numbers = token, []
        else:
            numbers.append(float(token))
            if len(numbers) == 2 * POINTS[command.upper()]:
                ends = np.array(numbers).reshape(-1, 2) + (here if command.islower() else (0.0, 0.0))
                out += ends.tolist()
                here, numbers = tuple(ends[-1]), []
                if command in "Mm":
                    start, command = here, "L" if command == "M" else "l"
    return np.array(out)


def test_relative_coordinates_lead_to_the_same_points_and_their_rounding_does_not_add_up():
    rng = np.random.default_rng(1)
    steps = rng.normal(0.0, 0.37, (5000, 2)).cumsum(0) + 100.0
    outline = "M" + " L ".join(f"{x:.6f} {y:.6f}" for x, y in steps)
    outline += " z M 3 4 C 3.5 4 4 4.5 4 5 Q 4 6 3 6 z"
    short = svg.path(outline)
    assert len(short) < 0.5 * len(outline)
    assert np.abs(points_of(short) - points_of(outline)).max() <= 0.005 + 1e-9


@pytest.fixture(scope="module")
def drawn():
    """A figure with lines, markers, hatched areas and text, as matplotlib writes it, and as we do."""
    figure, _ = make_figure("payoffs", columns=2)
    image = render(figure, "svg", "payoffs", title="T", caption="C")
    return ET.fromstring(image), ET.fromstring(svg.write(svg.read(image), alone=True))


def placed(root):
    """Return where every letter and marker stands on the page, and every outline with its style."""
    letters, outlines = [], []

    def visit(element, at, scale):
        if found := re.search(r"translate\((\S+) (\S+)\)", element.get("transform", "")):
            at = at + scale * np.array([float(found[1]), float(found[2])])
        if found := re.search(r"scale\((\S+?)(?: (\S+))?\)", element.get("transform", "")):
            scale = scale * np.array([float(found[1]), float(found[2] or found[1])])
        if element.tag.endswith("}use"):
            spot = at + scale * np.array([float(element.get(side, 0.0)) for side in "xy"])
            letters.append(spot)
        if element.tag.endswith("}path") and "id" not in element.attrib:
            outlines.append((element.get("style", "").replace(" ", ""), points_of(element.get("d"))))
        for child in element:
            visit(child, at, scale)

    visit(root, np.zeros(2), np.ones(2))
    return np.array(letters), outlines


def test_letters_markers_and_outlines_stay_where_they_were(drawn):
    (before, lines), (after, others) = map(placed, drawn)
    assert len(before) > 100 and before.shape == after.shape
    assert np.abs(before - after).max() < 0.02  # of a point
    visible = [(style, points) for style, points in lines if points.size]
    assert [style for style, _ in visible] == [style for style, _ in others]
    for (_, points), (_, again) in zip(visible, others, strict=True):
        assert np.abs(points - again).max() < 0.0051


def test_every_reference_of_a_short_drawing_has_its_goal(drawn):
    _, short = drawn
    ids = [element.get("id") for element in short.iter() if "id" in element.attrib]
    text = ET.tostring(short, "unicode")
    used = {element.get(LINK)[1:] for element in short.iter() if LINK in element.attrib}
    used |= set(re.findall(r"url\(#([^)]+)\)", text))
    assert len(set(ids)) == len(ids) and set(ids) == used
    assert not [e for e in short.iter() if e.tag.endswith("}g") and not e.attrib]


def test_letters_that_a_page_shares_are_taken_out_of_its_drawings():
    figure, _ = make_figure("2", columns=1)
    drawing = svg.read(render(figure, "svg", "2"))
    letters = {letter.attrib["id"] for letter in svg.glyphs(drawing)}
    text = svg.write(drawing)
    used = set(re.findall(r'href="#(g[a-z]?-[0-9a-f]+)"', text))
    assert letters == used and not letters & set(re.findall(r' id="([^"]+)"', text))


def test_a_thinned_border_stays_within_its_tolerance_and_closes():
    angle = np.linspace(0.0, 2.0 * math.pi, 4001)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    kept = thinned(circle, 1e-4)
    # a chord of n equal ones is 1 − cos(π/n) off the circle
    fewest = math.pi / math.acos(1.0 - 1e-4)
    assert fewest <= len(kept) - 1 <= 3.0 * fewest
    middle = 0.5 * (kept[1:] + kept[:-1])
    assert (1.0 - np.hypot(*middle.T)).max() <= 1e-4
    assert (kept[0] == circle[0]).all() and (kept[-1] == circle[-1]).all()
