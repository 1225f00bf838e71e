"""Where summitry was installed from, and the command that installs it from there again.

An index need not have summitry: the command names it as it was installed, by its folder, file or repository
(``direct_url.json``, PEP 610), and by its name where it came from an index.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

_PACKAGE = "summitry"


def install_command(extra: str = "", *options: str) -> str:
    """Return the command that installs summitry again, with an extra, from where it came.

    Parameters
    ----------
    extra
        Name of an extra; none by default.
    options
        Further options of ``pip install``.

    Examples
    --------
    >>> "install" in install_command("data")
    True
    """
    try:
        here = distribution(_PACKAGE)
    except PackageNotFoundError:
        return _command("", [*options, _with(_PACKAGE, extra)])
    installer = (here.read_text("INSTALLER") or "").strip()
    return _command(installer, [*options, *_requirement(here, extra)])


def build_commands(script: str, extra: str) -> str:
    """Return the commands that run a script of the source code and install what it made.

    Parameters
    ----------
    script
        Its path in the folder of the source code.
    extra
        The extra to install with it.
    """
    again = install_command(extra, "--force-reinstall", "--no-deps")
    try:
        source = _source(distribution(_PACKAGE))
    except PackageNotFoundError:
        return again
    folder = _local(source)
    if folder is None or not (folder / script).is_file():
        return again
    build = f"python {_quoted(str(folder / script))}"
    return build if source.get("dir_info", {}).get("editable") else f"{build} && {again}"


def _source(here: Distribution) -> dict[str, Any]:
    """Read where an installation came from; nothing for an index."""
    found: dict[str, Any] = json.loads(here.read_text("direct_url.json") or "{}")
    return found


def _requirement(here: Distribution, extra: str) -> list[str]:
    """Return what pip is to install, as its arguments."""
    source = _source(here)
    path = _local(source)
    if path is not None and path.exists():
        editable = ["-e"] if source.get("dir_info", {}).get("editable") else []
        return [*editable, _with(str(path), extra)]
    if path is not None and (needed := _packages(extra, here.requires or [])):
        return needed
    if path is not None or not source:
        return [_with(_PACKAGE, extra)]
    url, version = source["url"], source.get("vcs_info", {})
    if version:
        url = f"{version['vcs']}+{url}@{version.get('requested_revision') or version['commit_id']}"
    if source.get("subdirectory"):
        url += f"#subdirectory={source['subdirectory']}"
    return [f"{_with(_PACKAGE, extra)} @ {url}"]


def _local(source: dict[str, Any]) -> Path | None:
    """Return the folder or file that a source names on this machine; None for a repository."""
    parts = urlsplit(str(source.get("url", "")))
    if parts.scheme != "file" or "vcs_info" in source:
        return None
    return Path(url2pathname(parts.path))


def _packages(extra: str, requirements: list[str]) -> list[str]:
    """List what an extra needs from the index, for a summitry whose source is gone."""
    out = []
    for requirement in requirements:
        what, _, marker = requirement.partition(";")
        if re.search(rf"extra == ['\"]{re.escape(extra)}['\"]", marker):
            own = re.match(rf"{_PACKAGE}\[(.*)\]", what.strip())
            parts = own[1].split(",") if own else []
            out += [p for part in parts for p in _packages(part.strip(), requirements)]
            out += [] if own else [what.strip()]
    return list(dict.fromkeys(out))


def _with(name: str, extra: str) -> str:
    return f"{name}[{extra}]" if extra else name


def _command(installer: str, arguments: list[str]) -> str:
    pip = "uv pip install" if installer == "uv" else "pip install"
    return " ".join([pip, *map(_quoted, arguments)])


def _quoted(text: str) -> str:
    """Quote a word for the shell of this machine; that of Windows knows no single quotes."""
    if os.name != "nt":
        return shlex.quote(text)
    return f'"{text}"' if re.search(r"[^\w.\-/\\:]", text) else text
