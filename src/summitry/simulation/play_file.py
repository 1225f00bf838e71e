"""A Parquet file of plays, written while they are made (extra ``parquet``), whatever happens on the way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ..model.faults import shown
from ..model.output_files import file_faults
from ..model.variables import PLAY_VARIABLES
from .plays import Columns

_BYTES = 50.0  # per play on disk, rounded up from 40 (linear, zstd)
_GROUP = 8  # blocks in a row group: about 260,000 plays


def check_out(out: Any, plays: int, label: str = "out = ") -> list[str]:
    """Return what is wrong with a file to write so many plays to: its name, its folder, the free space."""
    if not isinstance(out, str | os.PathLike):
        return [
            f"{label}{shown(out)} is not the name of a file. Give for example out='plays.parquet'."
        ]
    path = Path(out)
    faults = file_faults(out, label)
    if path.suffix != ".parquet":
        faults.append(
            f"{label}{str(path)!r} does not end in .parquet. Give for example 'plays.parquet'."
        )
    if not faults:
        free, needed = shutil.disk_usage(path.parent).free, _BYTES * plays
        if needed > free:
            faults.append(
                f"plays = {plays} would need about {needed / 1e9:.3g} GB in {str(path)!r}, where "
                f"{free / 1e9:.3g} GB are free. Play at most {int(free / _BYTES):.2g}, or leave out away."
            )
    return faults


class PlayFile:
    """An open Parquet file of plays; after a failure it takes no more, and the plays go on without it."""

    def __init__(self, path: Path, schema: Any) -> None:
        self._path, self._schema = path, schema
        self._writer: Any = None
        self._pending: list[Columns] = []
        self.error: OSError | None = None

    def add(self, plays: Columns) -> None:
        """Add a block of plays."""
        if self.error is None:
            self._pending.append(plays)
            if len(self._pending) == _GROUP:
                self._flush()

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        try:
            if self._writer is not None:
                self._writer.close()
        except OSError as error:
            self.error = self.error or error

    def _flush(self) -> None:
        """Write the plays that are held as a row group; what cannot be written is dropped."""
        import pyarrow
        import pyarrow.parquet as parquet

        if not self._pending:
            return
        columns = [
            pyarrow.array(
                np.concatenate([block[name] for block in self._pending]), from_pandas=True
            )
            for name in PLAY_VARIABLES
        ]
        self._pending.clear()
        try:
            if self._writer is None:
                self._writer = parquet.ParquetWriter(self._path, self._schema, compression="zstd")
            self._writer.write_table(pyarrow.table(columns, schema=self._schema))
        except OSError as error:
            self.error = error


@contextmanager
def play_file(out: str | os.PathLike[str], notes: dict[str, str]) -> Iterator[PlayFile]:
    """Open a Parquet file for plays.

    The file is written beside its final name and moved there when closed, after an interruption too: then it
    holds the plays made so far. A device or a pipe is written to itself.
    """
    import pyarrow

    path = Path(os.path.realpath(out))
    special = path.exists() and not path.is_file()
    part = path if special else path.with_name(path.name + ".part")
    fields = [
        pyarrow.field(
            name, pyarrow.bool_() if about.unit == "yes/no" else pyarrow.float64(),
            metadata={"long_name": about.long_name},
        )
        for name, about in PLAY_VARIABLES.items()
    ]  # fmt: skip
    file = PlayFile(part, pyarrow.schema(fields, metadata=notes))
    try:
        yield file
    finally:
        file.close()
        if not special and file.error is None and part.exists():
            os.replace(part, path)
        elif not special:
            part.unlink(missing_ok=True)
