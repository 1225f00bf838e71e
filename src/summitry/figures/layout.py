"""Panels, one legend and, if wanted, a caption, composed on a page of one to three columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from .style import SIZE, SMALL, WIDTHS, Draw, matplotlib_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

_KEY: dict[str, Any] = {
    "frameon": False, "handlelength": 2.6, "columnspacing": 1.4, "handletextpad": 0.6,
    "borderaxespad": 0.0, "borderpad": 0.2, "labelspacing": 0.35,
}  # fmt: skip
_MARGINS = 0.62  # inches of a panel that its ticks and labels take


@cache
def _width(word: str, size: float, family: tuple[str, ...]) -> float:
    """Width of a word in inches, as matplotlib's own font metrics have it."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(family=list(family), size=size)
    return float(TextPath((0, 0), word, prop=font).get_extents().width) / 72.0


def wrapped(words: str, width: float, size: float) -> str:
    """Break a text into lines of at most ``width`` inches; a no-break space holds words together."""
    from matplotlib import rcParams

    family = tuple(rcParams["font.family"])
    blank = 0.32 * size / 72.0
    lines: list[str] = []
    used = 0.0
    for word in filter(None, words.split(" ")):
        wide = _width(word, size, family) + 0.02 * size * len(word) / 72.0  # its letters' own margins
        if lines and used + blank + wide <= width:
            lines[-1] += f" {word}"
            used += blank + wide
        else:
            lines.append(word)
            used = wide
    return "\n".join(lines)


def height_of(text: str, size: float) -> float:
    """Height in inches of a text of several lines."""
    return (text.count("\n") + 1) * 1.25 * size / 72.0


def compose(
    draws: Sequence[Draw], *, columns: int, caption: str = "", titles: Sequence[str] = (),
    panel_height: float = 1.95, least_panel: float = 2.2, legend: bool = True,
) -> Figure:  # fmt: skip
    """Compose panels, one legend and a caption on a page of one, two or three columns.

    Parameters
    ----------
    draws
        Functions that draw a panel into an ``ax``.
    columns
        1, 2 or 3: the width.
    caption
        What is shown, and the parameters; it is broken to the width. Empty for none.
    titles
        A title for each panel, or none.
    panel_height, least_panel
        Inches: how high a panel is, and how narrow it may get before panels are stacked.
    legend
        Whether the labels of all panels are listed below them.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    width = WIDTHS[columns]
    across = max(1, min(len(draws), int(width / least_panel)))
    down = -(-len(draws) // across)
    text = wrapped(caption, width - 0.3, SMALL)
    below = height_of(text, SMALL) + 0.1 if caption else 0.02
    figure = matplotlib_figure()(layout="constrained")
    FigureCanvasAgg(figure)
    handles: dict[str, Any] = {}

    def paint(into: Figure | SubFigure) -> None:
        handles.clear()
        for number, draw in enumerate(draws):
            ax = into.add_subplot(down, across, number + 1)
            draw(ax)
            if titles:
                ax.set_title(titles[number], loc="left")
            _fit_labels(ax, width / across, panel_height)
            for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
                handles.setdefault(wrapped(label, width - 0.75, SMALL), handle)

    paint(figure)
    ncols, key = (1, 0.02) if not (legend and handles) else _legend_shape(figure, handles, width)
    heights = [down * panel_height, key, below]
    figure.clear()
    figure.set_size_inches(width, sum(heights))
    engine: Any = figure.get_layout_engine()
    engine.set(w_pad=0.05, h_pad=0.03)
    parts: Any = figure.subfigures(3, 1, height_ratios=heights)
    paint(parts[0])
    if legend and handles:
        parts[1].legend(handles.values(), handles.keys(), loc="center", ncols=ncols, **_KEY)
    if text:
        parts[2].text(0.1 / width, 1.0, text, va="top", ha="left", size=SMALL, linespacing=1.25)
    return freeze_layout(figure)


def _fit_labels(ax: Axes, width: float, height: float) -> None:
    """Break the labels of the axes to the panel, and keep tick labels small when ticks come later."""
    ax.set_xlabel(wrapped(ax.get_xlabel(), width - _MARGINS, SIZE))
    ax.set_ylabel(wrapped(ax.get_ylabel(), height - _MARGINS, SIZE))
    ax.tick_params(labelsize=SMALL, length=2.5, width=0.6)


def freeze_layout(figure: Figure) -> Figure:
    """Freeze a figure's layout at rounded coordinates: the solver's last bits differ by run."""
    for _ in range(2):  # ticks may change once the axes have their size
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for part in figure.subfigs:
        box: Any = part.bbox_relative
        box.p0, box.p1 = box.p0.round(6), box.p1.round(6)
    for ax in figure.axes:
        left, bottom, wide, high = (round(float(x), 6) for x in ax.get_position().bounds)
        ax.set_position((left, bottom, wide, high))
    return figure


def _legend_shape(figure: Figure, handles: dict[str, Any], width: float) -> tuple[int, float]:
    """Find in how many columns the legend fits the width, and its height in inches."""
    renderer = cast(Any, figure.canvas).get_renderer()
    for ncols in range(len(handles), 0, -1):
        key = figure.legend(handles.values(), handles.keys(), loc="center", ncols=ncols, **_KEY)
        box = key.get_window_extent(renderer)
        key.remove()
        if ncols == 1 or box.width <= figure.dpi * (width - 0.1):
            break
    return ncols, box.height / figure.dpi + 0.05
