"""A Parquet file of plays, written while they are made (extra ``parquet``), whatever happens on the way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ..model.extras import require
from ..model.faults import shown
from ..model.variables import PLAY_VARIABLES
from .plays import Columns

_BYTES = 50.0  # per play on disk, rounded up from 40 (linear, zstd)
_GROUP = 8  # blocks in a row group: about 260,000 plays


def check_out(out: Any, plays: int) -> list[str]:
    """Return what is wrong with a file to write so many plays to: its name, its folder, the free space."""
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


@contextmanager
def play_file(
    out: str | os.PathLike[str], notes: dict[str, str]
) -> Iterator[Callable[[Columns], None]]:
    """Open a Parquet file and yield the function that adds a block of plays to it.

    The file is written beside its final name and moved there when closed, after an interruption too: then it
    holds the plays made so far.
    """
    require("out", "parquet", "pyarrow")
    import pyarrow
    import pyarrow.parquet as parquet

    path, pending = Path(out), list[Columns]()
    part = path.with_name(path.name + ".part")
    fields = [
        pyarrow.field(
            name, pyarrow.bool_() if about.unit == "yes/no" else pyarrow.float64(),
            metadata={"long_name": about.long_name},
        )
        for name, about in PLAY_VARIABLES.items()
    ]  # fmt: skip
    schema = pyarrow.schema(fields, metadata=notes)
    writer = parquet.ParquetWriter(part, schema, compression="zstd")

    def flush() -> None:
        if pending:
            columns = [
                pyarrow.array(np.concatenate([block[name] for block in pending]), from_pandas=True)
                for name in PLAY_VARIABLES
            ]
            pending.clear()
            writer.write_table(pyarrow.table(columns, schema=schema))

    def add(plays: Columns) -> None:
        pending.append(plays)
        if len(pending) == _GROUP:
            flush()

    try:
        yield add
    finally:
        flush()
        writer.close()
        os.replace(part, path)
