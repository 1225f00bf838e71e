"""A real server of the explorer for tests: uvicorn on a free port of this machine, in a thread."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from summitry.explorer.serve import listen, server


@contextlib.contextmanager
def running() -> Iterator[int]:
    """Serve, and give the port."""
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


def raw(port: int, request: bytes, seconds: float = 30.0) -> bytes:
    """Send bytes as they are, end sending, and read until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as wire:
        with contextlib.suppress(ConnectionError):  # refused while we still send: its answer is there
            wire.sendall(request)
            wire.shutdown(socket.SHUT_WR)
        got = b""
        with contextlib.suppress(ConnectionError):
            while part := wire.recv(65536):
                got += part
    return got


def get(port: int, target: str, *headers: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Ask once; give status, headers (lower case) and body."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    answer = raw(port, ("\r\n".join(lines) + "\r\n\r\n").encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    fields = (line.partition(":") for line in rest)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in fields}, body
