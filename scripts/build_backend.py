"""The build backend of summitry: scikit-build-core, with a compiler from PyPI where the machine has none.

pip asks this module what a build needs. Where no C++20 compiler is found it asks for the package ``ziglang``,
which holds one, and CMake is told to call it. SUMMITRY_ZIG_TARGET (as in ``aarch64-linux-gnu.2.17``) asks for
that compiler in any case, to build a wheel for the platform it names: `make wheels` does so.

A wheel holds the page of the explorer, which git does not. Where it is not built yet, it is, beside the
engine: CMake calls build_page.py while it compiles. Node comes from the system or from PyPI; where that
fails (no registry of npm), the wheel is built without the page, and so it is where SUMMITRY_PAGE is "no".
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scikit_build_core import build as backend

import build_page  # beside this file

Settings = dict[str, Any]

_ZIG = "ziglang>=0.13"
_CANDIDATES = ("c++", "g++", "clang++")
_PROBE = """
#include <bit>
#if !defined(__clang__) && (!defined(__GNUC__) || __GNUC__ < 11)
#error
#endif
int main() { return std::popcount(0u); }
"""
# What CMake has to know of the platforms that a wheel is built for elsewhere, and what pip calls them.
_PLATFORMS = {
    "x86_64-linux-gnu.2.17": ("Linux", "manylinux_2_17_x86_64.manylinux2014_x86_64"),
    "aarch64-linux-gnu.2.17": ("Linux", "manylinux_2_17_aarch64.manylinux2014_aarch64"),
    "x86_64-windows-gnu": ("Windows", "win_amd64"),
    "x86_64-macos.11.0": ("Darwin", "macosx_11_0_x86_64"),
    "aarch64-macos.11.0": ("Darwin", "macosx_11_0_arm64"),
}


def _compiles(compiler: str) -> bool:
    """Return whether a command compiles C++20 with the vector types of GCC 11 or Clang."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "probe.cpp")
        source.write_text(_PROBE)
        command = [compiler, "-std=c++20", "-c", str(source), "-o", str(source.with_suffix(".o"))]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            return False


def _compiler() -> str | None:
    """Return the compiler to use, None for zig's; one that the user names is taken as it is."""
    if os.environ.get("SUMMITRY_ZIG_TARGET"):
        return None
    if os.environ.get("CXX"):
        return os.environ["CXX"]
    if sys.platform == "win32":  # its usual compiler has no vector types
        return None
    return next((name for name in _CANDIDATES if shutil.which(name) and _compiles(name)), None)


def _zig_target() -> str:
    """Return the platform zig compiles for. Without one named it would use all that this processor has."""
    machine = platform.machine().lower().replace("amd64", "x86_64").replace("arm64", "aarch64")
    if sys.platform == "win32":
        own = f"{machine}-windows-gnu"
    elif sys.platform == "darwin":
        own = f"{machine}-macos.11.0"
    else:
        musl = "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or "")
        own = f"{machine}-linux-musl" if musl else f"{machine}-linux-gnu.2.17"
    return os.environ.get("SUMMITRY_ZIG_TARGET") or own


def _write_zig(target: str) -> Path:
    """Write a script that calls zig's C++ compiler, always at the same place, for CMake remembers it."""
    windows = sys.platform == "win32"
    script = Path("build", target, "zig-c++.cmd" if windows else "zig-c++").resolve()
    script.parent.mkdir(parents=True, exist_ok=True)
    command = f'"{sys.executable}" -m ziglang c++ -target {target}'
    script.write_text(f"@{command} %*\n" if windows else f'#!/bin/sh\nexec {command} "$@"\n')
    script.chmod(0o755)
    return script


@contextmanager
def _build(settings: Settings | None) -> Iterator[Settings]:
    """Set the environment that CMake reads, for as long as a build takes; yield the settings of the build."""
    settings = dict(settings or {})
    before = {name: os.environ.get(name) for name in ("CXX", "LDFLAGS", "CMAKE_ARGS")}
    compiler = _compiler()
    if compiler is not None:
        os.environ["CXX"] = compiler
    else:
        target = _zig_target()
        os.environ["CXX"] = str(_write_zig(target))
        # CMake's own trials would make zig compile a run-time library of C++, and another one for debugging.
        os.environ["LDFLAGS"] = f"{os.environ.get('LDFLAGS', '')} -O3 -nostdlib++"
        settings.setdefault("build-dir", f"build/{target}/{{state}}")
        if os.environ.get("SUMMITRY_ZIG_TARGET"):
            if target not in _PLATFORMS:
                raise SystemExit(
                    f"SUMMITRY_ZIG_TARGET is {target!r}; known are {', '.join(_PLATFORMS)}."
                )
            system, tags = _PLATFORMS[target]
            known = f"-DCMAKE_SYSTEM_NAME={system} -DCMAKE_SYSTEM_PROCESSOR={target.split('-')[0]}"
            os.environ["CMAKE_ARGS"] = f"{os.environ.get('CMAKE_ARGS', '')} {known}"
            settings["wheel.tags"] = [f"py3-none-{tag}" for tag in tags.split(".")]
    try:
        yield settings
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _with_zig(needed: list[str]) -> list[str]:
    return needed if _compiler() is not None else [*needed, _ZIG]


def _page_is_due() -> bool:
    """Whether the page is to be built with the wheel."""
    return os.environ.get("SUMMITRY_PAGE") != "no" and build_page.is_due()


def _with_node(needed: list[str]) -> list[str]:
    """Ask for Node where the page must be built and the system has none; PyPI has it for usual processors."""
    usual = platform.machine().lower() in ("x86_64", "amd64", "aarch64", "arm64")
    missing = _page_is_due() and build_page.system_node() is None
    return [*needed, build_page.WHEEL] if missing and usual else needed


def _with_page(needed: list[str]) -> list[str]:
    """Ask for what the page is built with, if it is to be built: zig always compiles its engine."""
    needed = _with_node(needed)
    return [*needed, _ZIG] if _page_is_due() and _ZIG not in needed else needed


def get_requires_for_build_wheel(config_settings: Settings | None = None) -> list[str]:
    """Return what a wheel's build needs besides this backend."""
    return _with_page(_with_zig(backend.get_requires_for_build_wheel(config_settings)))


def get_requires_for_build_editable(config_settings: Settings | None = None) -> list[str]:
    """Return what an editable installation's build needs besides this backend."""
    return _with_zig(backend.get_requires_for_build_editable(config_settings))


get_requires_for_build_sdist = backend.get_requires_for_build_sdist
build_sdist = backend.build_sdist


# With these two pip learns what summitry needs before the engine is compiled.
def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: Settings | None = None
) -> str:
    """Write the metadata of a wheel, with the platform it will have."""
    with _build(config_settings) as settings:
        return str(backend.prepare_metadata_for_build_wheel(metadata_directory, settings))


def prepare_metadata_for_build_editable(
    metadata_directory: str, config_settings: Settings | None = None
) -> str:
    """Write the metadata of an editable installation."""
    with _build(config_settings) as settings:
        return str(backend.prepare_metadata_for_build_editable(metadata_directory, settings))


def build_wheel(
    wheel_directory: str,
    config_settings: Settings | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Compile the engine, build the page beside it, and build a wheel of both."""
    with _build(config_settings) as settings:
        if _page_is_due():
            settings["cmake.define.SUMMITRY_PAGE"] = sys.executable
        return str(backend.build_wheel(wheel_directory, settings, metadata_directory))


def build_editable(
    wheel_directory: str,
    config_settings: Settings | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Compile the engine into the source tree and build a wheel that points there."""
    with _build(config_settings) as settings:
        return str(backend.build_editable(wheel_directory, settings, metadata_directory))
