"""Every figure by its name: its data, panels and caption for a model, on a page of one to three columns."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..equilibrium.solve import solve, solve_protocols
from ..model.faults import InputError, closest, plain, shown
from ..model.output_files import write_whole
from ..model.parameters import FIELDS, Model
from ..model.scenarios import load_scenario
from .article import (
    ARTICLE,
    draw_closed,
    draw_open,
    draw_prior,
    prepare_closed,
    prepare_open,
    prepare_prior,
)
from .axis import AXES
from .comparative import draw_lines, prepare_lines
from .data import PROTOCOL_LABELS, FigureData, symbol
from .landscape import draw_landscape, prepare_landscape
from .maps import draw_map, prepare_map
from .payoffs import draw_payoffs, prepare_payoffs
from .style import RC, WIDTHS, Draw, compose, matplotlib_figure
from .timeline import draw_timeline, prepare_timeline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("pdf", "svg", "png")
_PRIOR_FIELDS = ("alpha", "beta")


class Drawing(NamedTuple):
    """What a figure is made of: data by the name of its CSV, panels, words and omissions of its caption."""

    data: dict[str, FigureData]
    panels: list[Draw]
    words: str
    varied: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    look: Mapping[str, Any] = {}
    caption: str = ""


class Entry(NamedTuple):
    """A figure of the gallery."""

    title: str
    build: Callable[[Model], Drawing]
    model: Callable[[], Model]


def _open(model: Model) -> Drawing:
    data = prepare_open(model)
    words = (
        "Open bargaining: any deal that C knows of raises L's average removal risk D above that of "
        "isolation (Prop. 4)."
    )
    return Drawing({"": data}, [partial(draw_open, data)], words, ("sigma", "q", "psi"), look=_TALL)


def _closed(model: Model) -> Drawing:
    data = prepare_closed(model)
    words = (
        "Closed bargaining: what follows a deal that C expects, against the threshold that its price "
        "induces; the equilibria of either protocol are marked (Prop. 6, 7)."
    )
    return Drawing({"": data}, [partial(draw_closed, data)], words, look=_TALL)


def _prior(model: Model) -> Drawing:
    data = prepare_prior(model)
    words = (
        "Closed bargaining, L proposes: optimal price and threshold against the mean of the prior, with "
        f"α+β\u00a0=\u00a0{plain(model.alpha + model.beta)} throughout."
    )
    return Drawing({"": data}, [partial(draw_prior, data)], words, _PRIOR_FIELDS, look=_TALL)


def _against(parameter: str, model: Model) -> Drawing:
    # at σ = 1 F may have an equilibrium with a price far above its neighbours (T5): it would hide the rest
    data = prepare_lines(model, parameter, span=(0.0, 0.999 if parameter == "sigma" else 1.0))
    words = (
        f"Price and visits against {symbol(parameter)} under every protocol. A line for each "
        "equilibrium; where a protocol has none there is a gap."
    )
    panels: list[Draw] = [
        partial(draw_lines, data, variable=name) for name in ("concession", "visit_probability")
    ]
    return Drawing({"": data}, panels, words, (parameter,), ("a", "b"))


def _map(x: str, y: str, model: Model) -> Drawing:
    data = prepare_map(model, x, y, nx=101, ny=101)
    words = f"Who gains over isolation when F wants a favour, over {symbol(x)} and {symbol(y)}, by proposer."
    panels: list[Draw] = [partial(draw_map, data, protocol=side) for side in data.protocols]
    titles = tuple(PROTOCOL_LABELS[side] for side in data.protocols)
    return Drawing({"": data}, panels, words, (x, y), titles, {"panel_height": 2.3})


def _payoffs(model: Model) -> Drawing:
    data = prepare_payoffs(model)
    unit = " L's payoffs are survival probabilities (Ψ = ∞)." if model.psi == math.inf else ""
    words = f"What L, F and C gain over isolation in every equilibrium of each protocol.{unit}"
    panels: list[Draw] = [partial(draw_payoffs, data, player=player) for player in "LFC"]
    look = {"panel_height": 1.1 + 0.28 * len(data)}
    return Drawing({"": data}, panels, words, (), ("L", "F", "C"), look)


def _landscape(model: Model) -> Drawing:
    data: dict[str, FigureData] = {}
    panels: list[Draw] = []
    titles: list[str] = []
    for side in "FL":
        solution = solve(model, proposer=side)
        for number in range(len(solution.equilibria)):
            mark = f" ({number + 1})" if len(solution.equilibria) > 1 else ""
            part = prepare_landscape(solution, equilibrium=number)
            data[f"{side}{number + 1}"] = part
            panels.append(partial(draw_landscape, part))
            titles.append(PROTOCOL_LABELS[side] + mark)
    if not panels:
        raise InputError(_nothing(model), "figures landscape")
    words = (
        "The deviation landscape: what every other deal is worth, C expecting the equilibrium. With L "
        "proposing, nothing is above L's own deal; with F proposing, L refuses what is below zero, and "
        "nothing else is better for F than her own deal."
    )
    if model.psi == math.inf:
        words += " L's gains are in removal probability (Ψ\u00a0=\u00a0∞)."
    return Drawing(data, panels, words, (), tuple(titles))


def _nothing(model: Model) -> str:
    """Return the fault of a model without equilibrium, with a lower Ψ at which it has one."""
    # at some Ψ no visits is one: a visit costs F more than L could pay for it (T5)
    psi = min(model.psi, _LARGEST_TRIED)
    while psi > _LEAST_TRIED and not any(
        solve(model, proposer=side, psi=psi).equilibria for side in "FL"
    ):
        psi = float(f"{psi / 2:.2g}")
    return (
        "this model has no equilibrium behind closed doors, so that there is nothing to draw. "
        f"Change a parameter, for example --set psi={plain(psi)}."
    )


def _timeline(model: Model) -> Drawing:
    data: dict[str, FigureData] = {}
    panels: list[Draw] = []
    titles: list[str] = []
    for solution in solve_protocols(model, protocols=(("closed", "F"), ("closed", "L"))):
        for number in range(len(solution.equilibria)):
            part = prepare_timeline(solution, equilibrium=number)
            data[f"{solution.proposer}{number + 1}"] = part
            panels.append(partial(draw_timeline, part))
            mark = f" ({number + 1})" if len(solution.equilibria) > 1 else ""
            titles.append(PROTOCOL_LABELS[solution.proposer] + mark)
    if not panels:
        raise InputError(_nothing(model), "figures timeline")
    words = (
        "The game in order of time, with an equilibrium's numbers: the chance of each step, the price "
        "z, and with what chance C challenges and L is removed. A branch is as wide as it is likely."
    )
    return Drawing(
        data, panels, words, (), tuple(titles), {"panel_height": 2.2, "least_panel": 3.3}
    )


_LEAST_TRIED, _LARGEST_TRIED = 1e-8, 1e6  # values of Ψ
_TALL = {"panel_height": 2.4}


def _article() -> Model:
    return ARTICLE


def _example() -> Model:
    return load_scenario("uniform-example").model


FIGURES: dict[str, Entry] = {
    "1": Entry("Figure 1: open bargaining, visits and removal risks", _open, _article),
    "2": Entry("Figure 2: closed bargaining, what a price buys", _closed, _article),
    "3": Entry("Figure 3: closed bargaining, price and threshold by prior", _prior, _article),
    "transparency": Entry("price and visits against q, by protocol", partial(_against, "q"), _example),
    "salience": Entry("price and visits against σ, by protocol", partial(_against, "sigma"), _example),
    "map-sigma-q": Entry("who gains, over σ and q", partial(_map, "sigma", "q"), _example),
    "map-psi-tau": Entry("who gains, over Ψ and τ", partial(_map, "psi", "tau"), _example),
    "payoffs": Entry("payoffs of L, F and C, by protocol", _payoffs, _example),
    "landscape": Entry("the deviation landscape W(v′; v*)", _landscape, _example),
    "timeline": Entry("the game in order of time, with an equilibrium's numbers", _timeline, _example),
}  # fmt: skip


def parameters(model: Model, without: Sequence[str] = ()) -> str:
    """State a model's parameters by their symbols; those in ``without`` are left out."""
    parts = []
    for field in FIELDS:
        value = getattr(model, field.name)
        if field.name in without or value is None or (field.name == "k_max" and value == 1.0):
            continue
        parts.append(f"{field.symbol}\u00a0=\u00a0{plain(value).replace('inf', '∞')}")
    return ", ".join([*parts, f"{model.information.to_dict()['kind']} signal"])


def make_figure(
    name: str, model: Model | None = None, *, columns: int = 2
) -> tuple[Figure, dict[str, FigureData]]:
    """Draw a figure of the gallery.

    Parameters
    ----------
    name
        A key of `FIGURES`, such as ``"2"`` or ``"landscape"``.
    model
        The game; by default that of the figure (T9 for 1 to 3, the scenario ``uniform-example`` otherwise).
    columns
        How many columns of a page it takes: 1, 2 or 3.

    Returns
    -------
    tuple of Figure and dict
        The figure, and its data; a key is what the name of its CSV adds.

    Raises
    ------
    InputError
        For an unknown name or width, if there is nothing to draw, or if matplotlib is missing.

    Examples
    --------
    >>> from summitry.figures import make_figure
    >>> figure, data = make_figure("2", columns=1)
    >>> [round(float(width), 2) for width in figure.get_size_inches()[:1]], sorted(data)
    ([3.35], [''])
    """
    entry = check_names([name], columns)[0]
    drawing = draw(name, entry.model() if model is None else model)
    return compose_drawing(drawing, columns), drawing.data


def draw(name: str, model: Model) -> Drawing:
    """Prepare a figure of the gallery: its data, panels and caption."""
    drawing = FIGURES[name].build(model)
    number = f"Figure {name}. " if name.isdigit() else ""
    varied = [part for axis in drawing.varied for part in _moved(axis)]
    caption = f"{number}{drawing.words} Parameters: {parameters(model, varied)}."
    return drawing._replace(caption=caption)


def compose_drawing(drawing: Drawing, columns: int, *, captioned: bool = True) -> Figure:
    """Compose a prepared figure on a page of one to three columns, with its caption or without."""
    matplotlib_figure()
    import matplotlib

    with matplotlib.rc_context(RC):
        return compose(
            drawing.panels, columns=columns, caption=drawing.caption if captioned else "",
            titles=drawing.titles, **drawing.look,
        )  # fmt: skip


def _moved(axis: str) -> tuple[str, ...]:
    """Fields that an axis moves."""
    return _PRIOR_FIELDS if axis.startswith("prior_") and axis in AXES else (axis,)


def check_names(names: Sequence[str], columns: int) -> list[Entry]:
    """Find the figures asked for; all faults at once."""
    faults = []
    for name in names:
        if name not in FIGURES:
            meant = closest(name, {key: key for key in FIGURES})
            advice = f"Did you mean {meant}?" if meant else "Write for example 2."
            faults.append(
                f"figure {shown(name)} is unknown. The figures are {', '.join(FIGURES)}. {advice}"
            )
    if columns not in WIDTHS or isinstance(columns, bool):
        faults.append(
            f"columns = {shown(columns)} is no width. It must be 1, 2 or 3. Write for example columns=2."
        )
    if faults:
        raise InputError(faults, "figures")
    return [FIGURES[name] for name in names]


def render(figure: Figure, form: str, name: str = "figure") -> bytes:
    """Write a figure as bytes of a PNG, PDF or SVG file; the same figure always gives the same bytes."""
    import io

    import matplotlib

    metadata: dict[str, dict[str, Any]] = {
        "png": {"Software": None}, "pdf": {"CreationDate": None, "ModDate": None}, "svg": {"Date": None},
    }  # fmt: skip
    out = io.BytesIO()
    with matplotlib.rc_context({**RC, "svg.hashsalt": f"summitry {name}"}):
        figure.savefig(out, format=form, metadata=metadata[form])
    return _steady_ids(out.getvalue(), name) if form == "svg" else out.getvalue()


def _steady_ids(svg: bytes, name: str) -> bytes:
    """Replace the ids that matplotlib derives from coordinates, whose last bits differ by run."""
    prefix = f"{zlib.crc32(name.encode()):08x}".encode()
    numbers: dict[bytes, bytes] = {}

    def number(found: re.Match[bytes]) -> bytes:
        return numbers.setdefault(found[0], b"s%s-%d" % (prefix, len(numbers)))

    return re.sub(rb"\b[mphC][0-9a-f]{10}\b", number, svg)


def write_figure(
    name: str, out: Path, model: Model | None = None, *, form: str = "pdf", columns: int = 2
) -> list[Path]:
    """Draw a figure into a folder, with its data beside it as CSV.

    Parameters
    ----------
    name, model, columns
        As for `make_figure`.
    out
        The folder; it must exist.
    form
        ``"pdf"``, ``"svg"`` or ``"png"``.

    Returns
    -------
    list of Path
        The files written: the figure first.
    """
    if form not in FORMATS:
        raise InputError(
            f"form = {shown(form)} is unknown. It must be 'pdf', 'svg' or 'png'. "
            "Write for example form='pdf'.",
            "figures",
        )
    figure, data = make_figure(name, model, columns=columns)
    stem = f"figure-{name}"
    written = [write_whole(Path(out) / f"{stem}.{form}", render(figure, form, name))]
    for part, each in data.items():
        written += each.write_csv(Path(out) / f"{stem}{'-' if part else ''}{part}.csv")
    return written
