"""The build backend of summitry: scikit-build-core, with a compiler from PyPI where the machine has none.

pip asks this module what a build needs. Where no C++20 compiler is found it asks for the package ``ziglang``,
which holds one, and CMake is told to call it.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scikit_build_core import build as backend

_CANDIDATES = ("c++", "g++", "clang++")
_PROBE = "#include <bit>\n#include <type_traits>\nint main() { return std::popcount(0u); }\n"


def _compiles(compiler: str) -> bool:
    """Return whether a command compiles C++20 with GCC 11's or Clang's vector types."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "probe.cpp")
        source.write_text(_PROBE)
        command = [*compiler.split(), "-std=c++20", "-c", str(source), "-o", str(source.with_suffix(".o"))]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            return False


def _needs_zig() -> bool:
    """Return whether the machine lacks a compiler; one that the user names is taken as it is."""
    if os.environ.get("CXX"):
        return False
    return not any(shutil.which(name) and _compiles(name) for name in _CANDIDATES)


@contextmanager
def _compiler() -> Iterator[None]:
    """Let CMake call zig's C++ compiler, by a script of one line, where the machine has none."""
    if not _needs_zig():
        yield
        return
    with tempfile.TemporaryDirectory(prefix="summitry-zig-") as folder:
        windows = sys.platform == "win32"
        script = Path(folder, "zig-c++.cmd" if windows else "zig-c++")
        if windows:
            script.write_text(f'@"{sys.executable}" -m ziglang c++ %*\n')
        else:
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ziglang c++ "$@"\n')
            script.chmod(script.stat().st_mode | stat.S_IXUSR)
        os.environ["CXX"] = str(script)
        try:
            yield
        finally:
            del os.environ["CXX"]


def _with_compiler(needed: list[str]) -> list[str]:
    return [*needed, "ziglang>=0.13"] if _needs_zig() else needed


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:
    """Return what a wheel's build needs besides this backend."""
    return _with_compiler(backend.get_requires_for_build_wheel(config_settings))


def get_requires_for_build_editable(config_settings: dict[str, Any] | None = None) -> list[str]:
    """Return what an editable installation's build needs besides this backend."""
    return _with_compiler(backend.get_requires_for_build_editable(config_settings))


get_requires_for_build_sdist = backend.get_requires_for_build_sdist
build_sdist = backend.build_sdist
# pip then learns what summitry needs before the engine is compiled
prepare_metadata_for_build_wheel = backend.prepare_metadata_for_build_wheel
prepare_metadata_for_build_editable = backend.prepare_metadata_for_build_editable


def build_wheel(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """Compile the engine and build a wheel."""
    with _compiler():
        return str(backend.build_wheel(wheel_directory, config_settings, metadata_directory))


def build_editable(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """Compile the engine into the source tree and build a wheel that points there."""
    with _compiler():
        return str(backend.build_editable(wheel_directory, config_settings, metadata_directory))
