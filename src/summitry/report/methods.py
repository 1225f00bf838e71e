"""When, where and with what a report was made."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

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


def made() -> dict[str, str]:
    """Return the day, the platform and, where it is known, the commit of the source.

    The day is that of ``SOURCE_DATE_EPOCH``, seconds since 1970, if this environment variable is set, so that
    a report can be made again byte for byte.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = float(given) if given.isdecimal() else time.time()
    found = {
        "date": time.strftime("%Y-%m-%d", time.gmtime(seconds)),
        "platform": f"{platform.system()} {platform.machine()}",
    }
    known = _built_commit() or _installed_commit() or _commit_of_clone(Path(__file__).parent)
    return found | ({"commit": known} if known else {})


def _built_commit() -> str:
    """Return the commit that the wheel was built from, as CMake noted it; nothing elsewhere."""
    noted = Path(__file__).parents[1] / "commit.txt"
    return noted.read_text("utf-8").strip() if noted.is_file() else ""


def _installed_commit() -> str:
    """Return the commit that was installed, if pip noted one."""
    try:
        source = json.loads(distribution("summitry").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        return ""
    return str(source.get("vcs_info", {}).get("commit_id", ""))[:12]


def _commit_of_clone(folder: Path) -> str:
    """Return the commit of a clone, marked if files were changed since; nothing elsewhere."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    try:
        # an environment within another repository is not that repository's commit
        if not git("ls-files", "--error-unmatch", "methods.py"):
            return ""
        return git("describe", "--always", "--abbrev=12", "--exclude=*", "--dirty")
    except (OSError, subprocess.TimeoutExpired):
        return ""
