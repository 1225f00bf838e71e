"""Print the oldest versions that pyproject.toml admits, as constraints for pip: `make test-oldest`.

    python scripts/oldest.py EXTRA ... > constraints.txt

Every requirement of summitry and of the extras is listed with ``==`` and its lower bound; the highest where
two extras name one package. What those packages need in turn is left to pip.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(\[(?P<extras>[\w,-]+)\])?(>=(?P<lowest>[\d.]+))?")


def lowest(project: dict, extras: list[str]) -> dict[str, str]:
    """Return the lower bound of every package that summitry needs with some extras."""
    out: dict[str, str] = {}
    for requirement in requirements(project, extras):
        found = _REQUIREMENT.match(requirement)
        name, bound = found["name"].lower(), found["lowest"]
        if bound is None:
            raise SystemExit(f"{requirement!r} has no lower bound. Write for example {name}>=1.0.")
        if name not in out or numbers(bound) > numbers(out[name]):
            out[name] = bound
    return out


def requirements(project: dict, extras: list[str]) -> list[str]:
    """List the requirements of summitry and of extras, those that extras name in turn included."""
    out, listed = list(project["dependencies"]), list(extras)
    for extra in listed:
        for requirement in project["optional-dependencies"][extra]:
            found = _REQUIREMENT.match(requirement)
            if found["name"] != project["name"]:
                out.append(requirement)
            else:
                listed += [name for name in found["extras"].split(",") if name not in listed]
    return out


def numbers(version: str) -> tuple[int, ...]:
    """Return what versions are compared by."""
    return tuple(map(int, version.split(".")))


if __name__ == "__main__":
    bounds = lowest(tomllib.loads(PROJECT.read_text("utf-8"))["project"], sys.argv[1:])
    for name, version in sorted(bounds.items()):
        print(f"{name}=={version}")
