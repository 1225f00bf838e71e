"""The built page: a few files, read once, so that no request ever names a file."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
LARGEST = 8 * 2**20  # bytes of a file; the whole page is to have 0.4 MB


def missing_page() -> str:
    """Return a sentence: the page is not in this copy of summitry, and this makes it."""
    from ..model.installation import build_commands

    return (
        "The page is not built in this copy of summitry. Building it takes Node 20 or newer, from the "
        "system or from PyPI, and the registry of npm. "
        f"Run: {build_commands('scripts/build_page.py', 'explore')}"
    )


@dataclass(frozen=True)
class File:
    """One file of the page."""

    media: str
    body: bytes
    packed: bytes  # gzip, or empty where it does not pay
    tag: str
    forever: bool  # its name holds a hash of its contents


def _walk(folder: Traversable, prefix: str) -> dict[str, File]:
    found: dict[str, File] = {}
    for entry in folder.iterdir():
        path = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found |= _walk(entry, path)
            continue
        media = TYPES.get("." + entry.name.rpartition(".")[2])
        if media is None:
            continue
        body = entry.read_bytes()
        if len(body) > LARGEST:
            continue
        packed = gzip.compress(body, 9, mtime=0)
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        short = packed if len(packed) < 0.9 * len(body) else b""
        found[path] = File(media, body, short, tag, prefix.endswith("/assets"))
    return found


def load(folder: Traversable | None = None) -> dict[str, File]:
    """Read the built page, by default the packaged one; empty where it is not built."""
    folder = files("summitry.explorer") / "static" if folder is None else folder
    found = _walk(folder, "") if folder.is_dir() else {}
    if "/index.html" not in found:
        return {}
    return found | {"/": found["/index.html"]}
