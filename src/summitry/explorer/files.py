"""The page as files: the built ones, and `meta.json`, which the library writes."""

from __future__ import annotations

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ..model.faults import InputError
from ..model.output_files import ready_folder, write_files
from .meta import meta_json

META = "meta.json"
_WIDGET = ("widget.js", "widget.css")  # of the notebook, which has them from the package


def missing_page() -> str:
    """Return a sentence: the page is not in this copy of summitry, and this makes it."""
    from ..model.installation import build_commands

    return (
        "The page is not built in this copy of summitry. Building it takes Node 20 or newer, from the "
        "system or from PyPI, the registry of npm, and the compiler of the package ziglang. "
        f"Run: {build_commands('scripts/build_page.py', '')}"
    )


def static() -> Traversable:
    """Return the folder of the built page."""
    return files("summitry.explorer") / "static"


def _walk(folder: Traversable, prefix: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            found |= _walk(entry, f"{prefix}{entry.name}/")
        elif prefix or entry.name not in _WIDGET:
            found[prefix + entry.name] = entry.read_bytes()
    return found


def page_files(folder: Traversable | None = None) -> dict[str, bytes]:
    """Read the page, by default the packaged one, and add what it takes from the library.

    Raises
    ------
    InputError
        If the page is not built.
    """
    folder = static() if folder is None else folder
    found = _walk(folder) if folder.is_dir() else {}
    if "index.html" not in found:
        raise InputError(missing_page())
    return found | {META: meta_json()}


def write_page(target: str | os.PathLike[str]) -> list[Path]:
    """Write the page into a folder that any web server can serve, under any address.

    Parameters
    ----------
    target
        The folder; made if it is not there.

    Raises
    ------
    InputError
        If the page is not built, or the folder cannot be written to.
    """
    contents = page_files()
    folder = ready_folder(Path(target), "Give a folder that you may write to.")
    write_files(folder, contents)
    return [folder / name for name in contents]
