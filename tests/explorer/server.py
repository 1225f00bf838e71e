"""The explorer for tests: a real server on a free port, in a thread; and the application called bare."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

from summitry.explorer.serve import listen, server, warm


@contextlib.contextmanager
def running() -> Iterator[int]:
    """Serve, and give the port; modules are loaded first, for the server gives up what takes long."""
    warm()
    taken = listen(0)
    ready = threading.Event()
    serving = server(lambda address: ready.set())
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield taken.getsockname()[1]
    finally:
        serving.should_exit = True
        thread.join(60)
        assert not thread.is_alive()


def raw(port: int, request: bytes, *, hang_up: bool = False, seconds: float = 30.0) -> bytes:
    """Send bytes as they are, and read until the server ends the connection.

    With ``hang_up`` we say that nothing more will come, which the server takes for leaving.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as wire:
        with contextlib.suppress(
            ConnectionError
        ):  # refused while we still send: its answer is there
            wire.sendall(request)
            if hang_up:
                wire.shutdown(socket.SHUT_WR)
        got = b""
        with contextlib.suppress(ConnectionError):
            while part := wire.recv(65536):
                got += part
    return got


def get(
    port: int, target: str, *headers: str, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    """Ask once; give status, headers (lower case) and body."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    answer = raw(port, ("\r\n".join(lines) + "\r\n\r\n").encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    fields = (line.partition(":") for line in rest)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in fields}, body


def scope(target: str, *headers: tuple[str, str]) -> dict[str, Any]:
    """Describe a request as ASGI does."""
    path, _, query = target.partition("?")
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), *((n.encode(), v.encode()) for n, v in headers)],
    }  # fmt: skip


async def patient() -> dict[str, Any]:
    """Receive as from a client that waits for its answer."""
    await asyncio.Event().wait()
    raise AssertionError("never")


async def call(
    site: Any, request: dict[str, Any], receive: Callable[[], Any] = patient
) -> tuple[int, dict[str, str], bytes]:
    """Call the application; give status, headers and body."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await site(request, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:])


def ask(site: Any, target: str, *headers: tuple[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Ask an application once."""

    async def once() -> tuple[int, dict[str, str], bytes]:
        async with site.router.lifespan_context(site):
            return await call(site, scope(target, *headers))

    return asyncio.run(once())
