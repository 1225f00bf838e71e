"""The page on this machine: its files from memory, served to this machine only."""

from __future__ import annotations

import mimetypes
import os
import sys
import threading
import webbrowser
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from ..model.faults import InputError
from ..model.output_files import reason_of

HOST = "127.0.0.1"
PORT = 8421
_TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".svg": "image/svg+xml"}


class Server(ThreadingHTTPServer):
    """A server of the page on the loopback address; port 0 is any free one.

    Raises
    ------
    InputError
        If the port cannot be used.
    """

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would let two servers have one port

    def __init__(self, port: int, files: Mapping[str, bytes]) -> None:
        if not 0 <= port <= 65535:
            raise InputError(
                f"--port {port} is out of range. It must be from 0 (any free one) to 65535. "
                f"Write for example --port {PORT}."
            )
        self.files = files
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise InputError(
                f"--port {port} cannot be used: {reason_of(error)}. Perhaps another "
                "summitry explore is running. Choose another, or --port 0 for any that is free."
            ) from None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a reader who left before the file was sent; anything else is a mistake of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    """Answer GET and HEAD with a file from memory: no request names a file of this machine."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        """Send a file of the page."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Send what would come before a file."""
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        name = urlsplit(self.path).path.lstrip("/") or "index.html"
        body = self.server.files.get(name)
        if body is None:
            return self.send_error(HTTPStatus.NOT_FOUND, "The page is at /.")
        suffix = os.path.splitext(name)[1]
        media = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        text = media.startswith("text/") or media == "application/json"
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{media}; charset=utf-8" if text else media)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: the terminal belongs to the visitor."""


def run(server: Server, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` is called with the page's address."""
    with server:
        ready(server.address)
        server.serve_forever()


def open_in_browser(address: str) -> None:
    """Open the page in a browser; without a screen there would only be one that takes the terminal."""
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen or not sys.platform.startswith("linux"):
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
