"""Serve the explorer's page from this clone, before summitry is installed: `make explore`.

The page solves by itself (WebAssembly), so that serving it takes neither the compiled engine nor what the
rest of summitry depends on: only NumPy and lazy-loader, in which the names, bounds and sentences of the page
are written. pip installs those beside the build of the page (build_page.py).

    python scripts/explore.py --port 8421
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import build_page  # beside this file

ROOT = Path(__file__).resolve().parent.parent
NEEDED = {
    "numpy": "numpy",
    "lazy-loader": "lazy_loader",
}  # packages, and the modules that are in them


def project() -> Any:
    """Read what pyproject.toml says of the project."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def missing() -> list[str]:
    """List the requirements of what must still be installed, as pyproject.toml has them."""
    absent = [name for name, module in NEEDED.items() if importlib.util.find_spec(module) is None]
    stated = project()["dependencies"]
    return [line for line in stated if any(line.startswith(name) for name in absent)]


def known_as_installed(folder: Path) -> None:
    """Make summitry importable from its sources, with the version that an installation would have."""
    about = folder / "summitry.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: summitry\nVersion: {project()['version']}\n"
    )
    sys.path[:0] = [str(folder), str(ROOT / "src")]
    importlib.invalidate_caches()


def main() -> int:
    """Install what is missing while the page is built, then serve it until interrupted."""
    parser = argparse.ArgumentParser(description="Serve the explorer's page from this clone.")
    parser.add_argument("--port", type=int, default=8421, help="0 takes any that is free")
    port = parser.parse_args().port
    requirements = missing()
    installing = subprocess.Popen([*build_page.PIP, *requirements]) if requirements else None
    built = build_page.make()
    if (installing is not None and installing.wait()) or built:
        return 1
    with tempfile.TemporaryDirectory() as folder:
        known_as_installed(Path(folder))
        from summitry.explorer.files import page_files
        from summitry.explorer.serve import Server, open_in_browser, run
        from summitry.model.faults import InputError

        def ready(address: str) -> None:
            print(f"summitry is at {address} (end it with Ctrl+C)", flush=True)
            open_in_browser(address)

        try:
            run(Server(port, page_files()), ready)
        except InputError as error:
            print(error, file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
