"""Every path of the interface, and what it answers: bytes from a path and a query, wherever they come from.

An answer is made in slices, so that the server can stop when its client has gone and can serve others
in between.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from ..model.faults import InputError
from . import frame
from .export import EXPORT_KEYS, export, read_export
from .maps import MAP_KEYS, read_grid
from .maps import work as map_work
from .meta import meta
from .openapi import openapi, page, style
from .play import PLAY_KEYS, play, read_play
from .query import Key, Query
from .view import VIEW_KEYS, read_view
from .view import work as view_work

JSON, FRAME = "application/json", "application/octet-stream"
SECONDS = 20.0  # of work that one request may cost


@dataclass(frozen=True)
class Answer:
    """What goes back: a status of HTTP, a media type and the bytes."""

    status: int
    media: str
    body: bytes
    filename: str = ""


Steps = Generator[None, None, Answer]


@dataclass(frozen=True)
class Endpoint:
    """One path: its keys and the work it does."""

    path: str
    meaning: str
    keys: tuple[Key, ...]
    run: Callable[[Query], Steps]
    answers: str
    media: tuple[str, ...] = (JSON,)


def _meta(query: Query) -> Steps:
    query.close()
    yield
    return Answer(200, JSON, frame.to_json(meta()))


def _view(query: Query) -> Steps:
    view, parts, kind = read_view(query), query.several("parts"), query.choice("format")
    query.close()
    assert view is not None
    return packed(kind, *(yield from view_work(view, parts)))


def _map(query: Query) -> Steps:
    model, grid, kind = query.model(), read_grid(query), query.choice("format")
    query.close()
    assert model is not None
    return packed(kind, *(yield from map_work(model, grid)))


def _export(query: Query) -> Steps:
    wanted = read_export(query)
    yield
    body, media, filename = export(wanted)
    return Answer(200, media, body, filename)


def _play(query: Query) -> Steps:
    ask = read_play(query)
    yield
    return Answer(200, JSON, frame.to_json(play(ask)))


def packed(kind: str, header: dict[str, Any], arrays: dict[str, Any]) -> Answer:
    """Answer with numbers in the format asked for."""
    if kind == "json":
        return Answer(200, JSON, frame.listed(header, arrays))
    return Answer(200, FRAME, frame.encode(header, arrays))


def _openapi(query: Query) -> Steps:
    query.close()
    yield
    return Answer(200, JSON, frame.to_json(openapi(ENDPOINTS, version("summitry"))))


def _guide(query: Query) -> Steps:
    query.close()
    yield
    text = page(ENDPOINTS, version("summitry"))
    return Answer(200, "text/html; charset=utf-8", text.encode())


def _style(query: Query) -> Steps:
    query.close()
    yield
    return Answer(200, "text/css; charset=utf-8", style().encode())


ENDPOINTS = {
    endpoint.path: endpoint
    for endpoint in (
        Endpoint(
            "/api/meta", "Names, bounds and meanings of everything", (), _meta,
            "JSON: fields, kinds, variables, protocols, statuses, outcomes, scenarios, limits, bibtex.",
        ),
        Endpoint(
            "/api/view", "One model, solved under every protocol, and what its pictures need", VIEW_KEYS,
            _view, "A frame: what is defined along a line, a curve, a landscape in arrays, the rest in "
            "the header. NaN is undefined.", (FRAME, JSON),
        ),
        Endpoint(
            "/api/map", "Who gains over two parameters, for each proposer", MAP_KEYS, _map,
            "A frame: map.outcome (protocol × y × x) with the codes that /api/meta names, axes and values.",
            (FRAME, JSON),
        ),
        Endpoint(
            "/api/play", "Decide for one player against the equilibrium", PLAY_KEYS, _play,
            "JSON: what the player knows; after a choice what came of it, what it was worth and what the "
            "best would have been.",
        ),
        Endpoint(
            "/api/export", "A file to take along", EXPORT_KEYS, _export,
            "A scenario (TOML), a Python program, a result as of summitry solve --json, a table (CSV), or "
            "BibTeX.", ("application/toml", "text/x-python", JSON, "text/csv", "application/x-bibtex"),
        ),
        Endpoint("/api/openapi.json", "This description, for programs", (), _openapi, "OpenAPI 3.1."),
        Endpoint(
            "/api", "This description, for people", (), _guide, "HTML.", ("text/html",)
        ),
        Endpoint("/api/style.css", "The style sheet of this description", (), _style, "CSS.", ("text/css",)),
    )
}  # fmt: skip


def refused(status: int, *faults: str) -> Answer:
    """Answer with faults."""
    return Answer(status, JSON, frame.to_json({"faults": list(faults)}))


def steps(path: str, raw: bytes, seconds: float = SECONDS) -> Steps:
    """Make an answer slice by slice; a refusal is an answer too.

    Parameters
    ----------
    path
        Such as ``"/api/view"``.
    raw
        The query as in the URL, without its question mark.
    seconds
        How long the work may take; it is checked between slices.
    """
    endpoint = ENDPOINTS.get(path)
    if endpoint is None:
        return refused(404, f"there is no such path. The paths are {', '.join(ENDPOINTS)}.")
    start = time.monotonic()
    try:
        running = endpoint.run(Query(path, raw, endpoint.keys))
        while True:
            try:
                next(running)
            except StopIteration as done:
                answer: Answer = done.value
                return answer
            if time.monotonic() - start > seconds:
                return refused(503, TOO_LONG)
            yield
    except InputError as error:
        return refused(400, *error.faults)


TOO_LONG = (
    f"this answer takes more than {SECONDS:g} s. Ask for fewer points or cells, or a lower n; "
    "for more use summitry.solve_many."
)


def answer(path: str, query: str | bytes = b"") -> Answer:
    """Answer a request at once and however long it takes, as Jupyter and the tests do.

    Examples
    --------
    >>> answer("/api/view", "sigma=2").status
    400
    """
    raw = query.encode("utf-8", "surrogatepass") if isinstance(query, str) else query
    running = steps(path, raw, math.inf)
    while True:
        try:
            next(running)
        except StopIteration as done:
            made: Answer = done.value
            return made
