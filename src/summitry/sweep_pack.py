"""Chunks of a store as bytes and as files, as zarr writes them, but without a copy or a wait on the way.

What zarr is told of an array (`described`) and what is done to a chunk here (`packed`) say the same; it is
zarr that reads what is written, on resuming too.
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

PARTIAL = "*.partial"  # what zarr too calls a file that it is writing
# all chunks of a variable in its one folder: a folder for each takes as long to make as its file to write
_FLAT: Any = {"name": "default", "separator": "."}
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


_described: dict[str, dict[str, Any]] = {}


def described(layout: Layout) -> dict[str, Any]:
    """Give zarr's description of an array.

    Zarr writes it once for each kind, for an array of one element: that takes it a millisecond or more. Its
    like differ in sizes and attributes.
    """
    sides = len(layout.shape)
    kind = repr(layout._replace(shape=(1,) * sides, chunks=(1,) * sides, attributes={}))
    if kind not in _described:
        _described[kind] = _describe(layout)
    one = _described[kind]
    grid = one["chunk_grid"] | {"configuration": {"chunk_shape": layout.chunks}}
    return one | {"shape": layout.shape, "chunk_grid": grid, "attributes": layout.attributes}


def _describe(layout: Layout) -> dict[str, Any]:
    import zarr
    from zarr.codecs import BloscCodec, Crc32cCodec, TransposeCodec

    turned = list(layout.order) != sorted(layout.order)
    size = 1 if layout.kind == "str" else np.dtype(layout.kind).itemsize
    shuffle: Literal["shuffle", "noshuffle"] = "shuffle" if layout.is_field else "noshuffle"
    blosc = BloscCodec(typesize=size, cname="lz4", clevel=_LEVEL, shuffle=shuffle)
    one: dict[str, Any] = {}
    zarr.create_array(
        one, shape=(1,) * len(layout.shape), dtype=str if layout.kind == "str" else layout.kind,
        fill_value=layout.fill, dimension_names=layout.dims, chunk_key_encoding=_FLAT,
        filters=[TransposeCodec(order=layout.order)] if turned else [], compressors=[blosc, Crc32cCodec()],
    )  # fmt: skip
    description: dict[str, Any] = json.loads(one["zarr.json"].to_bytes())
    return description


def packed(values: NDArray[Any], layout: Layout) -> tuple[bytes, bytes]:
    """Write a chunk as bytes, its checksum apart; one at an end of the array is filled up."""
    import google_crc32c
    import zarr.codecs  # noqa: F401  which has blosc use one thread: with several, blocks stand as they are done
    from numcodecs import Blosc

    shuffle = Blosc.SHUFFLE if layout.is_field else Blosc.NOSHUFFLE
    data: bytes = Blosc("lz4", _LEVEL, shuffle).encode(_laid_out(values, layout))
    return data, int(google_crc32c.value(data)).to_bytes(4, "little")


def _laid_out(values: NDArray[Any], layout: Layout) -> Any:
    """Bring a chunk's numbers, or words, in the order of its bytes."""
    if layout.kind == "str":
        from numcodecs import VLenUTF8

        return VLenUTF8().encode(values.astype(object))
    kind = np.dtype(layout.kind).newbyteorder("<")
    if values.shape != layout.chunks:
        whole = np.full(layout.chunks, layout.fill, kind)
        whole[tuple(map(slice, values.shape))] = values
        values = whole
    return np.ascontiguousarray(values.transpose(layout.order), kind)


def write(file: Path, *parts: bytes) -> int:
    """Write a file; say how many bytes it has."""
    with file.open("wb") as stream:
        return sum(map(stream.write, parts))


def put(file: Path, *parts: bytes) -> int:
    """Put a file in place by renaming it; say how many bytes it has."""
    beside = file.with_name(f"{file.name}.{uuid.uuid4().hex}.partial")
    try:
        size = write(beside, *parts)
        beside.replace(file)
        return size
    except Exception:
        beside.unlink(missing_ok=True)
        raise
