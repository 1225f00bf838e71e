"""Folders and files that a command writes: checked before the work, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from .faults import InputError


def ready_folder(out: Path, advice: str) -> Path:
    """Make a folder if it does not exist, and see that it can be written.

    Parameters
    ----------
    out
        The folder.
    advice
        What the folder is for and what to write, for the message.

    Raises
    ------
    InputError
        If it is a file or cannot be written.
    """
    try:
        if out.is_file():
            raise InputError(f"--out {str(out)!r} is a file. {advice}")
        out.mkdir(parents=True, exist_ok=True)
        (out / ".summitry").write_text("")
        (out / ".summitry").unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"--out {str(out)!r} cannot be written: {reason}. {advice}") from None
    return out


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file so that a reader never sees half of it."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path
