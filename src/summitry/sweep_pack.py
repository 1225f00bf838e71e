"""Chunks of a store as bytes and as files, as zarr writes them, but without a copy or a wait on the way.

What zarr is told of an array (`codecs`) and what is done to a chunk here (`packed`) say the same; it is zarr
that reads what is written, on resuming too.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

PARTIAL = "*.partial"  # what zarr too calls a file that it is writing
_LEVEL = 1  # of lz4: most bits are noise, to be passed by fast (docs/decisions/0043)


class Layout(NamedTuple):
    """One array of the store."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    kind: str
    fill: Any
    attributes: dict[str, Any]

    @property
    def is_field(self) -> bool:
        """Whether it holds values of a field, numbers of one size: their first bytes are alike."""
        return len(self.dims) == 1 and self.kind == "float64"

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
    from zarr.codecs import BloscCodec, Crc32cCodec, TransposeCodec

    turned = list(layout.order) != sorted(layout.order)
    turn = [TransposeCodec(order=layout.order)] if turned else []
    size = 1 if layout.kind == "str" else np.dtype(layout.kind).itemsize
    shuffle: Literal["shuffle", "noshuffle"] = "shuffle" if layout.is_field else "noshuffle"
    blosc = BloscCodec(typesize=size, cname="lz4", clevel=_LEVEL, shuffle=shuffle)
    return {"filters": turn, "compressors": [blosc, Crc32cCodec()]}


def packed(values: NDArray[Any], layout: Layout) -> bytes:
    """Write a chunk as bytes; one at an end of the array is filled up."""
    import google_crc32c
    import zarr.codecs  # noqa: F401  which has blosc use one thread: with several, blocks stand as they are done
    from numcodecs import Blosc

    kind = np.dtype(layout.kind).newbyteorder("<")
    if values.shape != layout.chunks:
        whole = np.full(layout.chunks, layout.fill, kind)
        whole[tuple(map(slice, values.shape))] = values
        values = whole
    turned = np.ascontiguousarray(values.transpose(layout.order), kind)
    shuffle = Blosc.SHUFFLE if layout.is_field else Blosc.NOSHUFFLE
    data: bytes = Blosc("lz4", _LEVEL, shuffle).encode(turned)
    return data + int(google_crc32c.value(data)).to_bytes(4, "little")


def put(file: Path, data: bytes) -> None:
    """Put a file in place by renaming it."""
    beside = file.with_name(f"{file.name}.{uuid.uuid4().hex}.partial")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    except Exception:
        beside.unlink(missing_ok=True)
        raise
