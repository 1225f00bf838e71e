"""Chunks of a store as bytes and as files, as zarr writes them, but without a copy or a wait on the way.

What zarr is told of an array (`codecs`) and what is done to a chunk here (`packed`) say the same; it is zarr
that reads what is written, on resuming too.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

PARTIAL = "*.partial"  # what zarr too calls a file that it is writing
_LEVEL = -7  # most bits are noise, to be passed by fast: docs/decisions/0043


class Layout(NamedTuple):
    """One array of the store."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    kind: str
    fill: Any
    attributes: dict[str, Any]

    @property
    def order(self) -> tuple[int, ...]:
        """Give the dimensions in the order of a chunk's bytes.

        Slots of equilibria come first, so that the empty ones are runs of NaN; proposers last, so that what
        is the same for both stands side by side.
        """
        places = list(range(len(self.dims)))
        if self.dims[-1] == "equilibrium":
            places.insert(0, places.pop())
            if self.dims[0] == "proposer":
                places.append(places.pop(1))
        return tuple(places)


def codecs(layout: Layout) -> dict[str, Any]:
    """Give what zarr must know of how an array's chunks are written."""
    from zarr.codecs import TransposeCodec, ZstdCodec

    turned = list(layout.order) != sorted(layout.order)
    turn = [TransposeCodec(order=layout.order)] if turned else []
    return {"filters": turn, "compressors": ZstdCodec(level=_LEVEL, checksum=True)}


def packed(values: NDArray[Any], layout: Layout) -> bytes:
    """Write a chunk as bytes; one at an end of the array is filled up."""
    from numcodecs import Zstd

    kind = np.dtype(layout.kind).newbyteorder("<")
    if values.shape != layout.chunks:
        whole = np.full(layout.chunks, layout.fill, kind)
        whole[tuple(map(slice, values.shape))] = values
        values = whole
    turned = np.ascontiguousarray(values.transpose(layout.order), kind)
    data: bytes = Zstd(_LEVEL, checksum=True).encode(turned)
    return data


def put(file: Path, data: bytes) -> None:
    """Put a file in place by renaming it; its folder is made if it must be."""
    beside = file.with_suffix(f".{uuid.uuid4().hex}.partial")
    try:
        try:
            beside.write_bytes(data)
        except FileNotFoundError:
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
        beside.replace(file)
    except Exception:
        beside.unlink(missing_ok=True)
        raise
