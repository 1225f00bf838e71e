"""Where the texts and legends of a figure are, as the Agg renderer sees them."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox

TOUCH = 0.5  # pixels at 100 dpi: less than the blank around every letter


def boxes(figure) -> list[tuple[str, Bbox]]:
    """List every text that is seen, with its box; a text's own frame counts as part of it."""
    FigureCanvasAgg(figure).draw()
    renderer = figure.canvas.get_renderer()
    hidden, found = not_drawn(figure), []
    for text in figure.findobj(Text):
        if not text.get_visible() or not text.get_text().strip() or id(text) in hidden:
            continue
        box = Text.get_window_extent(text, renderer)  # of an annotation without what it points at
        frame = text.get_bbox_patch()
        if frame is not None:
            box = Bbox.union([box, frame.get_window_extent(renderer)])
        found.append((text.get_text(), box))
    found += [("legend", legend.get_window_extent(renderer)) for legend in figure.findobj(Legend)]
    return found


def not_drawn(figure) -> set[int]:
    """Ids of texts that stay unseen: ticks outside the limits, and all of a switched-off axis."""
    hidden = set()
    for ax in figure.findobj(Axes):
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-9 * (high - low)
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not (ax.axison and low - slack <= tick.get_loc() <= high + slack):
                    hidden |= {id(tick.label1), id(tick.label2)}
            if not ax.axison:
                hidden |= {id(axis.label), id(axis.offsetText)}
    return hidden


def overlaps(found: list[tuple[str, Bbox]]) -> list[tuple[str, str]]:
    """Pairs that share more than a touch; the entries of a legend lie within it."""
    bad = []
    for (first, a), (second, b) in combinations(found, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide <= TOUCH or high <= TOUCH:
            continue
        outer, inner = (a, b) if first == "legend" else (b, a)
        if "legend" in (first, second) and contains(outer, inner):
            continue
        bad.append((first, second))
    return bad


def contains(outer: Bbox, inner: Bbox) -> bool:
    return (
        outer.x0 - 1 <= inner.x0 and inner.x1 <= outer.x1 + 1
        and outer.y0 - 1 <= inner.y0 and inner.y1 <= outer.y1 + 1
    )  # fmt: skip


def outside(figure, found: list[tuple[str, Bbox]]) -> list[str]:
    """Texts that leave the canvas."""
    return [words for words, box in found if not contains(figure.bbox, box)]


def sizes(figure) -> list[float]:
    """Sizes in points of every text that is seen; raised and lowered parts of formulas count too."""
    FigureCanvasAgg(figure).draw()
    hidden, found = not_drawn(figure), []
    for text in figure.findobj(Text):
        words = text.get_text()
        if not text.get_visible() or not words.strip() or id(text) in hidden:
            continue
        small = any(sign in words for sign in "$^₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹")
        found.append(text.get_fontsize() * (0.7 if small else 1.0))
    return found


def beyond_axes(figure) -> list[str]:
    """Labels of an axis that are longer than the axis: they would run into a title or a neighbour."""
    FigureCanvasAgg(figure).draw()
    renderer, bad = figure.canvas.get_renderer(), []
    for ax in figure.findobj(Axes):
        if not ax.axison:
            continue
        frame = ax.get_window_extent(renderer)
        label = ax.yaxis.label.get_window_extent(renderer)
        if label.height > frame.height + 12:  # a sixth of an inch, still below the title
            bad.append(ax.get_ylabel())
    return bad
