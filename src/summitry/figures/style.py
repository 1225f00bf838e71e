"""Style of the figures: readable in grey, by the colour-blind, at every width, on light and on dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..model.extras import missing_package
from ..model.faults import InputError, closest, shown
from ..model.words import COLOURS, PROTOCOLS, REGIONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Draw = Callable[["Axes"], "Axes"]
WIDTHS = {1: 3.35, 2: 5.1, 3: 7.0}  # inches of one, two and three columns of a page
SIZE = 8.0  # points, of labels and titles
SMALL = 7.0  # points, of ticks, legends and notes: journals ask for no less in print
LINE = 1.3
_FONT = "DejaVu Sans"
_LOOK: Any = {
    "font.family": _FONT, "axes.linewidth": 0.6, "xtick.major.width": 0.6,
    "ytick.major.width": 0.6, "xtick.major.size": 2.5, "ytick.major.size": 2.5,
    "xtick.minor.width": 0.4, "ytick.minor.width": 0.4, "xtick.minor.size": 1.5,
    "ytick.minor.size": 1.5, "hatch.linewidth": 0.5, "savefig.dpi": 300, "figure.dpi": 100,
    "axes.spines.top": False, "axes.spines.right": False,
    "svg.fonttype": "path", "pdf.fonttype": 42, "ps.fonttype": 42,
}  # fmt: skip
# what the layout is measured with, and so not a matter of style
_SIZES: Any = {
    "font.size": SIZE, "axes.labelsize": SIZE, "axes.titlesize": SIZE, "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL, "legend.fontsize": SMALL, "legend.title_fontsize": SMALL,
    "figure.titlesize": SIZE,
}  # fmt: skip
# points; a dash in `words.json` is as long as it is drawn on the page, whose lines are 2 pixels wide
_MARKERS = {"square": "s", "diamond": "D", "circle": "o"}
DASHED, DOTTED, DASH_DOTTED = (0, (5, 1.5)), (0, (1, 1.5)), (0, (5, 1.5, 1, 1.5))


def matplotlib_figure() -> type[Figure]:
    """Import matplotlib, or say how to get it."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise missing_package("a figure", "matplotlib", "figures") from None
    return Figure


@contextmanager
def settings(style: Any = None) -> Iterator[None]:
    """Set matplotlib to its own defaults, our look and a style, whatever the user's settings are.

    Parameters
    ----------
    style
        What `matplotlib.style.use` takes: a name, a dictionary of settings, or a list of them. Sizes of
        text stay ours, because the layout is measured with them.

    Raises
    ------
    InputError
        If there is no such style, or matplotlib is missing.
    """
    matplotlib_figure()
    import matplotlib
    from matplotlib import style as styles

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_LOOK)
        if style is not None:
            try:
                styles.use(style)
            except (OSError, KeyError, ValueError, TypeError, AttributeError):
                raise InputError(_no_style(style), "figures") from None
        matplotlib.rcParams.update(_SIZES)
        yield


def _no_style(style: Any) -> str:
    from matplotlib import style as styles

    meant = closest(str(style), {name: name for name in styles.available})
    advice = f"Did you mean {meant!r}?" if meant else "Write for example style='grayscale'."
    return (
        f"style = {shown(style)} is no style of matplotlib. It must be a name in "
        f"matplotlib.style.available, a dictionary of settings, or a list of them. {advice}"
    )


class Paint:
    """The colours of `words.json` for an ``ax``: those for dark backgrounds if it has one."""

    def __init__(self, ax: Axes) -> None:
        from matplotlib.colors import to_hex, to_rgba

        red, green, blue, alpha = to_rgba(ax.get_facecolor())
        self._side = int(alpha > 0.5 and 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.4)
        self.ink, self.muted, self.shade = (
            COLOURS[name][self._side] for name in ("ink", "muted", "shade")
        )
        self.paper = to_hex((red, green, blue)) if alpha > 0.5 else COLOURS["paper"][0]

    def protocol(self, name: str) -> str:
        """Colour of a protocol: ``"open"``, ``"F"`` or ``"L"``."""
        return PROTOCOLS[name].colour[self._side]

    def region(self, name: str) -> dict[str, str]:
        """Face colour and hatch of a region of the maps, by the name of the `Gains`."""
        return {"facecolor": REGIONS[name].colour[self._side], "hatch": REGIONS[name].hatch}


def line_style(protocol: str) -> dict[str, Any]:
    """Return the dashes of a protocol's line and its rank: the emptier, the higher, so that all are seen."""
    dashes = PROTOCOLS[protocol].dashes
    rank = 2.0 + (0.1 * (1.0 + dashes[-1] / dashes[0]) if dashes else 0.0)
    return {"linestyle": (0, dashes) if dashes else "-", "zorder": rank}


def marker(protocol: str) -> str:
    """Return matplotlib's name of a protocol's marker."""
    return _MARKERS[PROTOCOLS[protocol].marker]


def plain_log_ticks(axis: Any) -> None:
    """Label a log axis with numbers, not powers: 1, 3, 10, 30."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
    axis.set_major_formatter(FuncFormatter(_plain))
    axis.set_minor_formatter(NullFormatter())


def plain_ticks(axis: Any, number: int = 4) -> None:
    """Label an axis with a few whole numbers, none with a common factor set apart."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(number))
    axis.set_major_formatter(FuncFormatter(_plain))


def _plain(value: float, _: object) -> str:
    return f"{value:g}".replace("-", "−")
