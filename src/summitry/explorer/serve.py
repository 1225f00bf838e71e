"""Start the server: check the port, ask for what every visitor needs, tell where the page is."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from ..model.faults import InputError
from .answers import answer
from .app import create_app

HOST = "127.0.0.1"
PORT = 8421
_FIRST = (("/api/meta", ""), ("/api/view", ""))


def listen(port: int) -> socket.socket:
    """Bind the port on the loopback address only; 0 binds any free port."""
    if not 0 <= port <= 65535:
        raise InputError(
            f"--port {port} is out of range. It must be from 0 (any free one) to 65535. "
            f"Write for example --port {PORT}."
        )
    # Named as TCP, or asyncio leaves Nagle's algorithm on, which holds every answer back by 40 ms.
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOST, port))
    except OSError as error:
        taken.close()
        raise InputError(
            f"--port {port} cannot be used: {(error.strerror or str(error)).lower()}. Perhaps another "
            "summitry explore is running. Choose another, or --port 0 for any that is free."
        ) from None
    return taken


def warm() -> None:
    """Ask for what every visitor sees first, so that modules and caches are loaded."""
    for path, query in _FIRST:
        made = answer(path, query)
        if made.status != 200:
            raise RuntimeError(f"{path}?{query} answers {made.body[:200]!r}")


def server(ready: Callable[[str], None]) -> uvicorn.Server:
    """Make a server that calls back with the page's address when it can be opened."""

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started and sockets:
                ready(f"http://{HOST}:{sockets[0].getsockname()[1]}/")

    config = uvicorn.Config(
        create_app(), http="h11", ws="none", loop="asyncio", lifespan="on", log_level="critical",
        access_log=False, server_header=False, h11_max_incomplete_event_size=32_768,
        limit_concurrency=1024, backlog=256, timeout_keep_alive=30, timeout_graceful_shutdown=2,
    )  # fmt: skip
    return Server(config)


def run(taken: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    taken
        As `listen` gives it.
    ready
        Called with the page's address when it can be opened.
    """
    server(ready).run(sockets=[taken])
