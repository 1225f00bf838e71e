"""A figure of the gallery, made: composed on a page of one to three columns, and written with its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model.cost_laws import UNIFORM
from ..model.faults import InputError, closest, plain, shown
from ..model.output_files import write_whole
from ..model.parameters import FIELDS, Model
from .axis import AXES
from .data import FigureData
from .files import FORMATS, render
from .gallery import FIGURES, PRIOR_FIELDS, Drawing, Entry, Lines
from .layout import compose
from .style import WIDTHS, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def parameters(model: Model, without: Sequence[str] = ()) -> str:
    """State a model's parameters by their symbols; those in ``without`` are left out."""
    parts = []
    for field in FIELDS:
        value = getattr(model, field.name)
        if field.name in without or value is None or (field.name == "k_max" and value == 1.0):
            continue
        parts.append(f"{field.symbol}\u00a0=\u00a0{plain(value).replace('inf', '∞')}")
    law = [] if model.cost == UNIFORM else [f"cost {model.cost!r}"]
    return ", ".join([*parts, f"{model.information.to_dict()['kind']} signal", *law])


class Made(NamedTuple):
    """A figure that is drawn: also the name of its files, and what they say of it."""

    figure: Figure
    data: Mapping[str, FigureData]
    stem: str
    title: str
    caption: str


def make_figure(
    name: str, model: Model | None = None, *, columns: int = 2, caption: bool = False,
    style: Any = None, lines: Lines | None = None,
) -> tuple[Figure, dict[str, FigureData]]:  # fmt: skip
    """Draw a figure of the gallery.

    Parameters
    ----------
    name
        A key of `FIGURES`, such as ``"2"`` or ``"landscape"``.
    model
        The game; by default that of the figure (T9 for 1 to 3, the scenario ``uniform-example`` otherwise).
    columns
        How many columns of a page it takes: 1, 2 or 3. The tree always takes 3.
    caption
        Whether the caption, with the figure's number, is part of the drawing. `caption_of` gives it alone.
    style
        What `matplotlib.style.use` takes. Without it the figure has its own look, whatever the settings of
        matplotlib are.
    lines
        For ``"lines"``: which variables, against which parameter.

    Returns
    -------
    tuple of Figure and dict
        The figure, and its data; a key is what the name of its CSV adds.

    Raises
    ------
    InputError
        For an unknown name, width or style, if there is nothing to draw, or if matplotlib is missing.

    Examples
    --------
    >>> from summitry.figures import Lines, make_figure
    >>> figure, data = make_figure("2", columns=1)
    >>> [round(float(width), 2) for width in figure.get_size_inches()[:1]], sorted(data)
    ([3.35], [''])
    >>> figure, data = make_figure("lines", lines=Lines("tau", ("gain_L",)))
    >>> figure.axes[0].get_xlabel()
    "F's fixed cost of a visit, τ"
    """
    made = _make(name, model, columns, caption, style, lines)
    return made.figure, dict(made.data)


def _make(
    name: str, model: Model | None, columns: int, caption: bool, style: Any, lines: Lines | None
) -> Made:
    """Draw a figure, and say what its files are called."""
    entry = check_names([name], columns, lines)[0]
    game = entry.model() if model is None else model
    drawing = entry.build(game)
    words = caption_of(name, drawing, game)
    figure = compose_drawing(drawing, columns, words if caption else "", style)
    stem = f"figure-{name}{f'-{lines.against}' if lines else ''}"
    return Made(figure, drawing.data, stem, titled(name, entry), words)


def titled(name: str, entry: Entry) -> str:
    """Title of a figure, with its number if it has one."""
    if name.isdigit():
        return f"Figure {name}: {entry.title}"
    return entry.title[0].upper() + entry.title[1:]


def caption_of(name: str, drawing: Drawing, model: Model) -> str:
    """Caption of a figure: its number if it has one, what it shows, and the parameters."""
    number = f"Figure {name}. " if name.isdigit() else ""
    varied = [part for axis in drawing.varied for part in _moved(axis)]
    return f"{number}{drawing.words} Parameters: {parameters(model, varied)}."


def compose_drawing(
    drawing: Drawing, columns: int, caption: str = "", style: Any = None
) -> Figure:
    """Compose a prepared figure on a page of one to three columns."""
    with settings(style):
        return compose(
            drawing.panels, columns=max(columns, drawing.least_columns), caption=caption,
            titles=drawing.titles, **drawing.look,
        )  # fmt: skip


def _moved(axis: str) -> tuple[str, ...]:
    """Fields that an axis moves."""
    return PRIOR_FIELDS if axis.startswith("prior_") and axis in AXES else (axis,)


def check_names(names: Sequence[str], columns: int, lines: Lines | None = None) -> list[Entry]:
    """Find the figures asked for; all faults at once."""
    faults = lines.faults() if lines else []
    for name in names:
        if name not in FIGURES:
            meant = closest(name, {key: key for key in FIGURES})
            advice = f"Did you mean {meant}?" if meant else "Write for example 2."
            faults.append(
                f"figure {shown(name)} is unknown. The figures are {', '.join(FIGURES)}. {advice}"
            )
    if lines and "lines" not in names:
        faults.append("against and variables belong to the figure lines, which is not asked for.")
    if columns not in WIDTHS or isinstance(columns, bool):
        faults.append(
            f"columns = {shown(columns)} is no width. It must be 1, 2 or 3. Write for example columns=2."
        )
    if faults:
        raise InputError(faults, "figures")
    return [lines.entry if lines and name == "lines" else FIGURES[name] for name in names]


def write_figure(
    name: str, out: Path, model: Model | None = None, *, form: str = "pdf", columns: int = 2,
    caption: bool = False, style: Any = None, lines: Lines | None = None,
) -> list[Path]:  # fmt: skip
    """Draw a figure into a folder, with its data beside it as CSV.

    Parameters
    ----------
    name, model, columns, caption, style, lines
        As for `make_figure`.
    out
        The folder; it must exist.
    form
        ``"pdf"``, ``"svg"``, ``"png"``, ``"eps"`` or ``"pgf"``.

    Returns
    -------
    list of Path
        The files written: the figure first.
    """
    if form not in FORMATS:
        raise InputError(
            f"form = {shown(form)} is unknown. It must be 'pdf', 'svg', 'png', 'eps' or 'pgf'. "
            "Write for example form='pdf'.",
            "figures",
        )
    made = _make(name, model, columns, caption, style, lines)
    image = render(made.figure, form, name, title=made.title, caption=made.caption)
    written = [write_whole(Path(out) / f"{made.stem}.{form}", image)]
    for part, each in made.data.items():
        written += each.write_csv(Path(out) / f"{made.stem}{'-' if part else ''}{part}.csv")
    return written
