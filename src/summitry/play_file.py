"""Plays written to a Parquet file as they are made (extra ``parquet``), whatever happens on the way."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .model.faults import shown
from .model.variables import PLAY_VARIABLES
from .play import COLUMNS

_BYTES = 50.0  # per play on disk, rounded up from 40 (linear, zstd)
_GROUP = 4  # blocks in a row group: about 260,000 plays
FLAGS = frozenset(("salient", "deal", "visit", "revealed", "challenge", "removed", "kept"))


def check_out(out: Any, plays: int) -> list[str]:
    """Faults of the name of a file to write so many plays to: its kind, its folder, the room on its disk."""
    if not isinstance(out, str | os.PathLike):
        return [
            f"out = {shown(out)} is not the name of a file. Give for example out='plays.parquet'."
        ]
    path = Path(out)
    faults = []
    if path.suffix != ".parquet":
        faults.append(
            f"out = {str(path)!r} does not end in .parquet. Give for example 'plays.parquet'."
        )
    if not path.parent.is_dir():
        faults.append(
            f"out = {str(path)!r}: there is no folder {str(path.parent)!r}. Make it first."
        )
    elif path.is_dir():
        faults.append(f"out = {str(path)!r} is a folder. Give the name of a file.")
    else:
        free, needed = shutil.disk_usage(path.parent).free, _BYTES * plays
        if needed > free:
            faults.append(
                f"plays = {plays} would need about {needed / 1e9:.3g} GB in {str(path)!r}, where "
                f"{free / 1e9:.3g} GB are free. Play at most {int(free / _BYTES):.2g}, or leave out away."
            )
    return faults


class PlayFile:
    """A Parquet file that grows by row groups and is complete whenever it is closed.

    It is written beside its final name and moved there when closed, after an interruption too: then it
    holds the plays made so far.
    """

    def __init__(self, out: str | os.PathLike[str], notes: dict[str, str]) -> None:
        try:
            import pyarrow
            import pyarrow.parquet as parquet
        except ImportError as error:
            raise ImportError(
                "out needs pyarrow, which is not installed; run: pip install 'summitry[parquet]'"
            ) from error
        self._arrow = pyarrow
        self.path = Path(out)
        self._part = self.path.with_name(self.path.name + ".part")
        kinds = [
            pyarrow.field(
                name, pyarrow.bool_() if name in FLAGS else pyarrow.float64(),
                metadata={"long_name": PLAY_VARIABLES[name].long_name},
            )
            for name in COLUMNS
        ]  # fmt: skip
        schema = pyarrow.schema(kinds, metadata=notes)
        self._writer = parquet.ParquetWriter(self._part, schema, compression="zstd")
        self._schema = schema
        self._waiting: list[NDArray[np.float64]] = []
        self.plays = 0

    def add(self, table: NDArray[np.float64]) -> None:
        """Add one block of plays."""
        self._waiting.append(table)
        if len(self._waiting) == _GROUP:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        table, self._waiting = np.concatenate(self._waiting), []
        columns = [
            self._arrow.array(
                table[:, i] == 1.0 if name in FLAGS else table[:, i], from_pandas=True
            )
            for i, name in enumerate(COLUMNS)
        ]
        self._writer.write_table(self._arrow.table(columns, schema=self._schema))
        self.plays += len(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._flush()
        self._writer.close()
        os.replace(self._part, self.path)
