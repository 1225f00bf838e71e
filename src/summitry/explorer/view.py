"""`/api/view`: one model, solved under every protocol, and what the pictures of it need."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import (
    Equilibrium,
    Model,
    Solution,
    Status,
    WeaknessCurve,
    solve_many,
    solve_protocols,
    visit_subgame,
)
from ..model import FIELDS
from ..variables import VARIABLES
from .meta import MOST_POINTS, POINTS, PROTOCOLS, SLIDERS, statuses
from .query import MODEL_KEYS, Key, Query

Arrays = dict[str, NDArray[Any]]
PARTS = ("solve", "curve", "line")
FORMATS = ("frame", "json")
_FIELDS = {field.name: field for field in FIELDS}
CURVE = (
    "visit_probability", "threshold", "concession", "weakness_visit", "weakness_no_visit", "removal_visit",
    "removal_no_visit", "removal_salient", "removal_isolated", "payoff_F", "payoff_L_salient",
    "payoff_L_isolated",
)  # fmt: skip
CHOICE_KEYS = (
    Key("protocol", "the protocol that is looked at", tuple(PROTOCOLS), default="L"),
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
    Key("variable", "the outcome that the line shows", tuple(VARIABLES), default="concession"),
    Key("parameter", "the parameter along the line", tuple(_FIELDS), default="sigma"),
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
    Key("format", "frame: header and binary arrays; json: all as JSON", FORMATS, default="frame"),
)


@dataclass(frozen=True)
class Line:
    """Which line is drawn."""

    variable: str
    parameter: str
    values: NDArray[np.float64]
    log: bool


@dataclass(frozen=True)
class View:
    """What a request for a view asks for."""

    model: Model
    protocol: str
    equilibrium: int
    line: Line
    parts: tuple[str, ...]
    format: str


def axis(query: Query, name: str, prefix: str, count: int) -> tuple[NDArray[np.float64], bool]:
    """Read where a parameter runs: its slider's range, or the request's own."""
    low, high, by_ratio = SLIDERS[name]
    chosen = query.flag(f"{prefix}log")
    log = by_ratio if chosen is None else chosen
    ends = [query.of_field(f"{prefix}{end}", _FIELDS[name]) for end in ("from", "to")]
    start, stop = low if ends[0] is None else ends[0], high if ends[1] is None else ends[1]
    if start == np.inf or stop == np.inf:
        query.faults.append(
            f"{prefix}from or {prefix}to is infinite. An axis needs finite ends. Leave it out, or "
            "give a number."
        )
    elif not start < stop:
        query.faults.append(
            f"{prefix}from = {start:g} is not below {prefix}to = {stop:g}. Exchange or change them."
        )
    elif log and start <= 0.0:
        query.faults.append(
            f"{prefix}from = {start:g} with {prefix}log=1: equal ratios need a start above 0. "
            f"Raise {prefix}from, or write {prefix}log=0."
        )
    if query.faults:
        return np.array([0.0, 1.0]), False
    values = np.geomspace(start, stop, count) if log else np.linspace(start, stop, count)
    return values, log


def read_line(query: Query) -> Line:
    """Read which line is wanted."""
    parameter = query.choice("parameter")
    values, log = axis(query, parameter, "", query.whole("points"))
    return Line(query.choice("variable"), parameter, values, log)


def read_view(query: Query) -> View:
    """Read a request; all its faults are raised at once."""
    model = query.model()
    view = (
        query.choice("protocol"), query.whole("equilibrium"), read_line(query), query.several("parts"),
        query.choice("format"),
    )  # fmt: skip
    query.close()
    assert model is not None
    return View(model, *view)


def chosen(solutions: dict[str, Solution], protocol: str, index: int) -> int | None:
    """Find the equilibrium that is looked at: the last one where there are fewer, None where none."""
    count = len(solutions[protocol].equilibria)
    return min(index, count - 1) if count else None


def solved(model: Model) -> dict[str, Solution]:
    """Solve every protocol."""
    pairs = tuple((bargaining, proposer) for bargaining, proposer, _ in PROTOCOLS.values())
    return dict(zip(PROTOCOLS, solve_protocols(model, protocols=pairs), strict=True))


def answer_of(name: str, solution: Solution) -> dict[str, Any]:
    """Describe one protocol's answer: as `summitry solve --json`, with its meaning in words.

    Rejected candidates cost time and hardly anybody looks: the nearest, where there is no equilibrium.
    """
    nearest: tuple[Equilibrium, ...] = ()
    if solution.status is Status.NONE:
        nearest = (min(solution.rejected, key=lambda eq: eq.max_gain),)
    shown = replace(solution, rejected_source=lambda: nearest)
    return {
        "id": name,
        "label": PROTOCOLS[name][2],
        **shown.to_dict(),
        "summary": shown.summary(),
    }


def curve(model: Model) -> Arrays:
    """Follow the visit subgame from no visits to all (T3, T4), at equal steps of F's threshold."""
    if model.information.uses_n and model.n is not None and model.information.kind != "binomial":
        visits = WeaknessCurve(model).visit_probability(np.linspace(model.n, 0.0, POINTS))
    else:
        visits = np.linspace(0.0, 1.0, POINTS)
    rows = [visit_subgame(model, visit_probability=float(v)) for v in np.atleast_1d(visits)]
    return {
        f"curve.{name}": np.array(
            [np.nan if getattr(row, name) is None else getattr(row, name) for row in rows], float
        )
        for name in CURVE
    }


def line(model: Model, wanted: Line) -> Generator[None, None, Arrays]:
    """Solve along a line, protocol by protocol; gaps are NaN, and the status says why."""
    fields: dict[str, Any] = {name: getattr(model, name) for name in _FIELDS}
    fields[wanted.parameter] = wanted.values
    answers = []
    for bargaining, proposer, _ in PROTOCOLS.values():
        answers.append(
            solve_many(
                fields,
                bargaining=bargaining,
                proposer=proposer,
                information=model.information,
                threads=1,
            )
        )
        yield
    rows = max(answer.sizes["equilibrium"] for answer in answers)
    value = np.full((len(PROTOCOLS), rows, wanted.values.size), np.nan)
    for place, answer in enumerate(answers):
        found = answer[wanted.variable].transpose("equilibrium", "point").values
        value[place, : len(found)] = found
    return {
        "line.x": wanted.values,
        "line.value": value,
        "line.status": np.array([answer["status"] for answer in answers], np.uint8),
        "line.count": np.array(
            [np.minimum(answer["equilibrium_count"], 255) for answer in answers], np.uint8
        ),
    }


def work(view: View) -> Generator[None, None, tuple[dict[str, Any], Arrays]]:
    """Answer a view in slices, between which the caller may stop."""
    arrays: Arrays = {}
    solutions = solved(view.model)
    header: dict[str, Any] = {
        "model": view.model.to_dict(),
        "protocols": list(PROTOCOLS),
        "protocol": view.protocol,
        "equilibrium": chosen(solutions, view.protocol, view.equilibrium),
    }
    if "solve" in view.parts:
        header["solve"] = [answer_of(name, solution) for name, solution in solutions.items()]
    if "curve" in view.parts:
        yield
        arrays |= curve(view.model)
        header["curve"] = {"note": "C knows the deal (T3, T4); by rising visit probability"}
    if "line" in view.parts:
        yield
        arrays |= yield from line(view.model, view.line)
        header["line"] = {
            "variable": view.line.variable, "parameter": view.line.parameter, "log": view.line.log,
            "at": getattr(view.model, view.line.parameter), "statuses": statuses(),
        }  # fmt: skip
    return header, arrays
