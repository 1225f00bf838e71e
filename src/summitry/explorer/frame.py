"""The binary frame in which numbers travel: a header in JSON, then arrays as they lie in memory.

``SMT1``, the length of the header (unsigned, 4 bytes, little endian), the header (UTF-8, padded with blanks
so that the arrays start at a multiple of 8), the arrays (little endian, each at a multiple of 8 from the
first). The header's ``arrays`` says of each its dtype, shape and offset.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..equilibrium.solution import plain

MARK = b"SMT1"
_TYPES = {"float64": "<f8", "float32": "<f4", "uint8": "|u1"}
_STEP = 8


def encode(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Pack a header and arrays into one frame.

    Parameters
    ----------
    header
        Plain data; infinity becomes "inf" and NaN null.
    arrays
        float64, float32 or uint8 by name; NaN stays NaN.

    Examples
    --------
    >>> frame = encode({"status": "one"}, {"x": np.array([0.5, np.nan])})
    >>> header, arrays = decode(frame)
    >>> header["status"], arrays["x"].tolist()
    ('one', [0.5, nan])
    """
    listed: dict[str, Any] = {}
    parts: list[bytes] = []
    offset = 0
    for name, values in arrays.items():
        raw = np.ascontiguousarray(values, _TYPES[values.dtype.name]).tobytes()
        listed[name] = {"dtype": values.dtype.name, "shape": list(values.shape), "offset": offset}
        raw += bytes(-len(raw) % _STEP)
        parts.append(raw)
        offset += len(raw)
    text = to_json({**header, "arrays": listed})
    text += b" " * (-(len(MARK) + 4 + len(text)) % _STEP)
    return b"".join((MARK, struct.pack("<I", len(text)), text, *parts))


def decode(frame: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Unpack what `encode` packed, for tests and for use from Python."""
    if frame[:4] != MARK:
        raise ValueError("this is not a frame: it does not start with SMT1")
    (length,) = struct.unpack("<I", frame[4:8])
    header = json.loads(frame[8 : 8 + length])
    arrays = {}
    for name, about in header["arrays"].items():
        count = int(np.prod(about["shape"], dtype=np.int64))
        start = 8 + length + about["offset"]
        values = np.frombuffer(frame, _TYPES[about["dtype"]], count, start)
        arrays[name] = values.reshape(about["shape"])
    return header, arrays


def to_json(value: Any) -> bytes:
    """Write plain data as JSON; infinity is the string "inf", NaN is null."""
    return json.dumps(plain(value), allow_nan=False, ensure_ascii=False).encode()


def listed(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Write the same as JSON, the arrays as lists under ``arrays``, for those who read no frames."""
    lists = {name: values.tolist() for name, values in arrays.items()}
    return to_json({**header, "arrays": lists})
