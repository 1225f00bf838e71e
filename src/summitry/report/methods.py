"""The versions that a report is made with."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

_PACKAGES = ("summitry", "numpy", "scipy", "xarray", "matplotlib")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that the report is made with."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
