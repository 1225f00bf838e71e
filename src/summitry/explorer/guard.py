"""Checks before every request: who may ask, how much, and what a browser may do with the answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .answers import Answer, refused
from .query import LONGEST_QUERY

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST_PATH = 200  # bytes
LONGEST_HEADERS = 16_384  # bytes, all together
MOST_HEADERS = 64
# A name that leads to this machine only: a page elsewhere whose name is made to point here is refused.
_HOST = re.compile(rb"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def objection(scope: Scope) -> Answer | None:
    """Refuse a request by its outside; None if it may pass."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if scope["method"] not in ("GET", "HEAD"):
        return refused(405, "only GET and HEAD are answered here. Send the request as GET.")
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MOST_HEADERS or size > LONGEST_HEADERS:
        return refused(431, f"the headers are too large. They may have {LONGEST_HEADERS} bytes.")
    if (
        len(scope.get("raw_path") or b"") > LONGEST_PATH
        or len(scope["query_string"]) > LONGEST_QUERY
    ):
        return refused(414, f"the address is too long. The query may have {LONGEST_QUERY} bytes.")
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        return refused(
            400, "the Host header does not name this machine. Use 127.0.0.1 or localhost."
        )
    for name, value in headers:
        if name == b"transfer-encoding" or (name == b"content-length" and value.strip() != b"0"):
            return refused(413, "a request has no body here. Send everything in the query.")
        if (
            name == b"sec-fetch-site"
            and value == b"cross-site"
            and scope["path"].startswith("/api/")
        ):
            return refused(
                403, "pages from elsewhere may not ask here. Open this server's own page."
            )
    return None


class Guard:
    """Refuse what may not pass, and add the headers that keep a browser safe."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def safe(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                added = [(name.encode(), value.encode()) for name, value in SECURITY.items()]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        answer = objection(scope)
        if answer is not None:
            await plainly(answer, scope, safe)
            return
        try:
            await self.app(scope, receive, safe)
        except Exception:
            if begun:
                raise
            await plainly(
                refused(500, "this is our fault, not yours. Report the address."), scope, safe
            )
            raise


async def plainly(answer: Answer, scope: Scope, send: Send) -> None:
    """Send an answer as it is, and end the connection."""
    headers = [
        (b"content-type", answer.media.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if answer.status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
