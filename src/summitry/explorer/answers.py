"""Every path of the interface, and what it answers: bytes from a path and a query, wherever they come from.

An answer is made in slices, so that the server can stop when its client has gone and can serve others
in between.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from . import frame
from .meta import meta
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


def _meta(query: Query) -> Steps:
    query.close()
    yield
    return Answer(200, JSON, frame.to_json(meta()))


def _view(query: Query) -> Steps:
    view = read_view(query)
    header, arrays = yield from view_work(view)
    return packed(view.format, header, arrays)


def packed(kind: str, header: dict[str, Any], arrays: dict[str, Any]) -> Answer:
    """Answer with numbers in the format asked for."""
    if kind == "json":
        return Answer(200, JSON, frame.listed(header, arrays))
    return Answer(200, FRAME, frame.encode(header, arrays))


ENDPOINTS = {
    endpoint.path: endpoint
    for endpoint in (
        Endpoint("/api/meta", "names, bounds and meanings of everything", (), _meta),
        Endpoint("/api/view", "one model, solved, and what its pictures need", VIEW_KEYS, _view),
    )
}


def refused(status: int, *faults: str) -> Answer:
    """Answer with faults."""
    return Answer(status, JSON, frame.to_json({"faults": list(faults)}))


def steps(path: str, raw: bytes) -> Steps:
    """Make an answer slice by slice; a refusal is an answer too.

    Parameters
    ----------
    path
        Such as ``"/api/view"``.
    raw
        The query as it stands in the URL, without its question mark.
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
            if time.monotonic() - start > SECONDS:
                return refused(503, TOO_LONG)
            yield
    except InputError as error:
        return refused(400, *error.faults)


TOO_LONG = (
    f"this answer takes more than {SECONDS:g} s. Ask for fewer points or cells, or a lower n; "
    "for more use summitry.solve_many."
)


def answer(path: str, query: str | bytes = b"") -> Answer:
    """Answer a request at once, as Jupyter and the tests do.

    Examples
    --------
    >>> answer("/api/view", "sigma=2").status
    400
    """
    raw = query.encode() if isinstance(query, str) else query
    running = steps(path, raw)
    while True:
        try:
            next(running)
        except StopIteration as done:
            made: Answer = done.value
            return made
