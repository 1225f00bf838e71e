"""The HTTP application: the built page, and the interface with its work in slices on a few threads."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import answers
from .answers import ENDPOINTS, Answer, Steps, refused, steps
from .guard import Guard
from .static import File, load, missing_page

MOST_WAITING = 256
# Seconds of work between two checks; a hop to a thread and back costs a tenth of a millisecond.
MOMENT = 0.01
_BUSY = "too many requests at once. Try again in a second."
_NO_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>summitry</title>
<h1>summitry</h1><p>{text}</p><p>The interface works without it: <a href="/api">/api</a>.</p></html>"""


def create_app(workers: int | None = None, page: dict[str, File] | None = None) -> Starlette:
    """Make the application.

    Parameters
    ----------
    workers
        How many requests are worked on at once; by default as many as the machine has cores.
    page
        The files of the page by path; by default the built ones.
    """
    files = load() if page is None else page

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.limiter = anyio.CapacityLimiter(workers or os.cpu_count() or 1)
        yield

    async def interface(request: Request) -> Response:
        return await _interface(request)

    async def file(request: Request) -> Response:
        return _file(files, request)

    app = Starlette(
        routes=[
            *(Route(path, interface, methods=["GET"]) for path in ENDPOINTS),
            Route("/{path:path}", file, methods=["GET"]),
        ],
        middleware=[Middleware(Guard)],
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _response(answer: Answer) -> Response:
    headers = {"cache-control": "no-store"}
    if answer.status == 503:
        headers["retry-after"] = "1"
    if answer.filename:
        headers["content-disposition"] = f'attachment; filename="{answer.filename}"'
    return Response(answer.body, answer.status, headers, answer.media)


async def _interface(request: Request) -> Response:
    """Work on an answer slice by slice, as long as the client is there."""
    limiter: anyio.CapacityLimiter = request.app.state.limiter
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        return _response(refused(503, _BUSY))
    running = steps(request.scope["path"], request.scope["query_string"], answers.SECONDS)
    made: Answer | None = None
    while made is None:
        async with limiter:  # let go between slices, so that short requests pass long ones
            if await request.is_disconnected():
                running.close()
                return Response(status_code=499)  # nobody reads it
            made = await anyio.to_thread.run_sync(_advance, running)
    return _response(made)


def _advance(running: Steps) -> Answer | None:
    """Run slices for a moment, one at least; return the answer if the last was among them."""
    end = time.perf_counter() + MOMENT
    try:
        while True:
            next(running)
            if time.perf_counter() > end:
                return None
    except StopIteration as done:
        made: Answer = done.value
        return made


def _file(page: dict[str, File], request: Request) -> Response:
    """Serve a file of the page from memory."""
    path = request.scope["path"]
    found = page.get(path)
    if found is None:
        if path == "/" and not page:
            return Response(_NO_PAGE.format(text=escape(missing_page())), 503, media_type="text/html")
        return _response(
            refused(404, "there is nothing here. The page is at /, its interface at /api.")
        )
    headers = {"etag": found.tag, "vary": "accept-encoding"}
    headers["cache-control"] = (
        "public, max-age=31536000, immutable" if found.forever else "no-cache"
    )
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=headers)
    body = found.body
    if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["content-encoding"] = found.packed, "gzip"
    return Response(body, 200, headers | {"content-type": found.media})
