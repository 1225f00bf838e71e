"""Files and folders that a call writes: tried before the work, whole or not at all, kept if that fails."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .faults import InputError, StoppedError

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/+")  # s3://…, also as a path shortens it; not C:/
_FILE = "Give a file in a folder that exists and that you may write to."


def reason_of(error: OSError) -> str:
    """Return why the system refused, in its own words, to stand in a sentence."""
    own = os.strerror(error.errno) if error.errno else error.strerror
    return (own or str(error) or type(error).__name__).lower()


def address_faults(out: Any, label: str, kind: str = "a file") -> list[str]:
    """Return a fault if an output is an address of the network, such as ``s3://bucket/results``."""
    found = _ADDRESS.match(str(out))
    if found is None:
        return []
    address = f"{found[1]}://{str(out)[found.end() :]}"
    return [
        f"{label}{address!r} is an address, not {kind} on this machine. Write to {kind} here, and copy it "
        "there afterwards."
    ]


def file_faults(
    out: str | os.PathLike[str], label: str = "--out ", advice: str = _FILE
) -> list[str]:
    """Return why a file cannot be written, found by opening it; a file that is there is not changed.

    Parameters
    ----------
    out
        The file.
    label
        What stands before its name in a message: the option.
    advice
        What to write instead.
    """
    if address := address_faults(out, label):
        return address
    path = Path(os.path.realpath(out))
    reason = ""
    try:
        if path.is_dir():
            return [f"{label}{str(out)!r} is a folder. {advice}"]
        if not path.parent.is_dir():
            return [f"{label}{str(out)!r}: there is no folder {str(Path(out).parent)!r}. {advice}"]
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            path.unlink()
        elif path.is_file():
            path.open("r+b").close()
        elif not os.access(path, os.W_OK):  # a device or a pipe, which opening could change
            reason = "permission denied"
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
    return [f"{label}{str(out)!r} cannot be written: {reason}. {advice}"] if reason else []


def folder_faults(out: str | os.PathLike[str], advice: str, label: str = "--out ") -> list[str]:
    """Return why a folder cannot be made or written to, found by writing there; nothing of it is left."""
    if address := address_faults(out, label, "a folder"):
        return address
    import tempfile

    path = Path(out)
    try:
        if path.exists() and not path.is_dir():
            return [f"{label}{str(out)!r} is a file. {advice}"]
        with contextlib.suppress(FileNotFoundError):
            path.lstat()
        there = path.absolute()
        while not os.path.lexists(there):
            there = there.parent
        with tempfile.TemporaryDirectory(prefix=".summitry-", dir=there):
            pass
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        return [f"{label}{str(out)!r} cannot be written: {reason}. {advice}"]
    return []


def ready_folder(out: Path, advice: str, label: str = "--out ") -> Path:
    """Make a folder if it does not exist, and see that it can be written.

    Parameters
    ----------
    out
        The folder.
    advice
        What the folder is for and what to write, for the message.
    label
        What stands before its name in a message: the option.

    Raises
    ------
    InputError
        If it is a file or cannot be written.
    """
    if faults := folder_faults(out, advice, label):
        raise InputError(faults)
    out.mkdir(parents=True, exist_ok=True)
    return out


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file so that a reader never sees half of it.

    Raises
    ------
    StoppedError
        If it cannot be written: the message says where the content is instead.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        _put(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise not_written(path, error, {path.name: data}) from None
    return path


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files that belong together, by their names in a folder: all are written before any is in place.

    Raises
    ------
    StoppedError
        If one cannot be written: the message says where all of them are instead.
    """
    import shutil
    import tempfile

    contents = {
        name: data if isinstance(data, bytes) else data.encode() for name, data in files.items()
    }
    try:
        temporary = Path(tempfile.mkdtemp(prefix=".summitry-", dir=folder))
        try:
            _fill(temporary, contents)
            for name in contents:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(temporary / name, folder / name)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise not_written(folder, error, contents) from None


def _fill(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _put(path: Path, data: bytes) -> None:
    """Write beside the file and move it there; a device or a pipe is written to itself."""
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    import uuid

    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except PermissionError:  # a file that may be written, in a folder that takes no new ones
        if not path.exists():
            raise
        path.write_bytes(data)
    finally:
        part.unlink(missing_ok=True)


def not_written(out: Path, error: OSError, files: Mapping[str, bytes]) -> StoppedError:
    """Keep what could not be written in another place; return the error that says where, for `raise`.

    Parameters
    ----------
    out
        Where it should have been written.
    error
        Why it was not.
    files
        The contents, by name.
    """
    kept = keep_elsewhere(files, out.parent)
    where = f"The result is in {str(kept)!r}." if kept else "No other place would take the result."
    return StoppedError(f"{str(out)!r} cannot be written: {reason_of(error)}. {where}")


def keep_elsewhere(files: Mapping[str, bytes], *near: Path) -> Path | None:
    """Write files to the first place that takes them: near, here, or where temporary files are.

    Returns
    -------
    Path or None
        The only file, or the folder of several; None if no place took them.
    """
    import shutil
    import tempfile

    for place in (*near, Path.cwd(), Path(tempfile.gettempdir())):
        try:
            folder = Path(tempfile.mkdtemp(prefix="summitry-kept-", dir=place))
        except OSError:
            continue
        try:
            _fill(folder, files)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            continue
        return folder / next(iter(files)) if len(files) == 1 else folder
    return None
