"""`/api/view`: one model, solved under every protocol, and what the pictures of it need."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import Equilibrium, Model, Solution, Status, solve_protocols, who_gains
from ..figures import (
    AXES,
    prepare_closed,
    prepare_landscape,
    prepare_lines,
    prepare_open,
    prepare_timeline,
)
from ..model.variables import VARIABLES
from .axes import MOST_POINTS, POINTS, Span, read_span
from .meta import PROTOCOLS, statuses
from .query import MODEL_KEYS, Key, Query

Arrays = dict[str, NDArray[Any]]
PARTS = ("solve", "curve", "line", "landscape", "timeline")
FORMATS = ("frame", "json")
GAIN = "gain_L"  # L's gain over isolation, beside the reported variables
CHOICE_KEYS = (
    Key("protocol", "the protocol that is shown", tuple(PROTOCOLS), default="L"),
    Key(
        "equilibrium",
        "which of its equilibria, counted from 0",
        low=0,
        high=999,
        default=0,
        kind="whole",
    ),
)
LINE_KEYS = (
    Key("variable", "the outcome that the line shows", (*VARIABLES, GAIN), default="concession"),
    Key("parameter", "the parameter along the line", tuple(AXES), default="sigma"),
    Key("from", "where the line starts; a value of the parameter", kind="number"),
    Key("to", "where the line ends; a value of the parameter", kind="number"),
    Key("log", "1 for points at equal ratios, 0 at equal distances", kind="flag"),
    Key(
        "points",
        "how many points the line has",
        low=2,
        high=MOST_POINTS,
        default=POINTS,
        kind="whole",
    ),
)
FORMAT_KEY = Key(
    "format", "frame: header and binary arrays; json: all as JSON", FORMATS, default="frame"
)
VIEW_KEYS = (
    *MODEL_KEYS,
    *CHOICE_KEYS,
    *LINE_KEYS,
    Key(
        "parts",
        "what to answer with, with commas between",
        PARTS,
        default=",".join(PARTS),
        kind="list",
    ),
    FORMAT_KEY,
)


@dataclass(frozen=True)
class View:
    """What a page shows: a model, one of its equilibria, and a line through it."""

    model: Model
    protocol: str
    equilibrium: int
    variable: str
    line: Span


def read_view(query: Query) -> View | None:
    """Read what a page shows; None if there are faults."""
    model = query.model()
    parameter = query.choice("parameter")
    line = read_span(query, parameter, "", query.whole("points"))
    rest = query.choice("protocol"), query.whole("equilibrium"), query.choice("variable"), line
    return None if query.faults or model is None else View(model, *rest)


def chosen(solutions: dict[str, Solution], protocol: str, index: int) -> int | None:
    """Find the equilibrium that is shown: the last one where there are fewer, None where none."""
    count = len(solutions[protocol].equilibria)
    return min(index, count - 1) if count else None


def solved(model: Model) -> dict[str, Solution]:
    """Solve every protocol."""
    pairs = tuple((bargaining, proposer) for bargaining, proposer, _ in PROTOCOLS.values())
    return dict(zip(PROTOCOLS, solve_protocols(model, protocols=pairs), strict=True))


def answer_of(name: str, solution: Solution) -> dict[str, Any]:
    """Describe one protocol's answer: as `summitry solve --json`, with certificates and its meaning in words.

    Rejected candidates cost time and are rarely opened: the nearest, where there is no equilibrium.
    """
    nearest: tuple[Equilibrium, ...] = ()
    if solution.status is Status.NONE:
        nearest = (min(solution.rejected, key=lambda eq: eq.max_gain),)
    shown = replace(solution, rejected_source=lambda: nearest)
    return {
        "id": name,
        "label": PROTOCOLS[name][2],
        "who_gains": who_gains(solution).code,
        **shown.answer_dict(),
        "status_sentence": shown.answer,
        "equilibria": [_with_certificate(eq) for eq in shown.equilibria],
        "rejected": [_with_certificate(eq) for eq in nearest],
        "notes": list(shown.notes),
        "summary": shown.summary(),
    }


def _with_certificate(eq: Equilibrium) -> dict[str, Any]:
    """Return an equilibrium with the best deviation of every player."""
    return eq.to_dict() | {"certificate": eq.certificate.to_dict()}


def columns(prefix: str, table: dict[str, NDArray[Any]]) -> Arrays:
    """Name the numeric columns of a picture's data for a frame."""
    return {
        f"{prefix}.{name}": column.astype(np.float64)
        for name, column in table.items()
        if column.dtype.kind in "fiub"
    }


def texts(table: dict[str, NDArray[Any]]) -> dict[str, list[Any]]:
    """Columns of words, for the header."""
    return {name: column.tolist() for name, column in table.items() if column.dtype.kind == "U"}


def line(view: View) -> tuple[dict[str, Any], Arrays]:
    """Solve along a line; gaps are NaN, and the status says why."""
    span = view.line
    data = prepare_lines(
        view.model, span.name, variables=[view.variable], points=span.points, span=span.ends,
        log=span.log,
    )  # fmt: skip
    header = {
        "variable": view.variable, "parameter": span.name, "log": span.log,
        "protocols": list(data.protocols), "statuses": statuses(),
    }  # fmt: skip
    return header, {
        "line.x": data.axis.values,
        "line.value": data.values[view.variable],
        "line.status": data.status.astype(np.uint8),
        "line.gains": data.gains,
        "line.count": np.minimum(data.count, 255).astype(np.uint8),
    }


def landscape(solution: Solution, index: int) -> tuple[dict[str, Any], Arrays]:
    """Evaluate every deal against the equilibrium that is shown."""
    data = prepare_landscape(solution, equilibrium=index)
    marks = {name: column.tolist() for name, column in data.marks.items()}
    own, best = ({name: values[i] for name, values in marks.items()} for i in (0, 1))
    proof = solution.equilibria[index].certificate
    header = {"own": own, "best": best, "max_gain": proof.max_gain, "allowed": proof.allowed}
    return header, columns("landscape", data.columns)


def work(
    view: View, parts: tuple[str, ...]
) -> Generator[None, None, tuple[dict[str, Any], Arrays]]:
    """Answer a view in slices, between which the caller may stop."""
    arrays: Arrays = {}
    solutions = solved(view.model)
    index = chosen(solutions, view.protocol, view.equilibrium)
    header: dict[str, Any] = {
        "model": view.model.to_dict(),
        "protocols": list(PROTOCOLS),
        "protocol": view.protocol,
        "equilibrium": index,
    }
    if "solve" in parts:
        header["solve"] = [answer_of(name, solution) for name, solution in solutions.items()]
    if "curve" in parts:
        yield
        known, expected = (
            prepare_open(view.model),
            prepare_closed(view.model, solutions=tuple(solutions.values())),
        )
        arrays |= columns("open", known.columns) | columns("curve", expected.columns)
        arrays |= columns("curve.marks", expected.marks)
        header["curve"] = {"marks": texts(expected.marks)}
    if "line" in parts:
        yield
        header["line"], more = line(view)
        arrays |= more
    for part in ("landscape", "timeline"):
        if part in parts:
            header[part] = None
    if "landscape" in parts and index is not None:
        yield
        header["landscape"], more = landscape(solutions[view.protocol], index)
        arrays |= more
    if "timeline" in parts and index is not None:
        data = prepare_timeline(solutions[view.protocol], equilibrium=index).columns
        header["timeline"] = {name: column.tolist() for name, column in data.items()}
    return header, arrays
