"""Load the compiled engine by ctypes and call it: the one module that does."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from collections.abc import Collection
from ctypes import c_double, c_int, c_int64, c_void_p
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..model.faults import EngineError as EngineError

Array = NDArray[np.float64]


class Request(ctypes.Structure):
    """``summitry_request`` of the C interface."""

    _fields_ = (
        ("table", c_void_p), ("rows", c_int64), ("chosen", c_void_p), ("first", c_int64),
        ("stop", c_int64), ("information", c_int), ("curve", c_void_p), ("lowest", c_void_p),
        ("highest", c_void_p), ("may_be_infinite", c_void_p), ("protocols", c_int),
        ("protocol", c_void_p), ("belief_rule", c_int), ("belief", c_double), ("slots", c_int64),
        ("columns", c_int64), ("column", c_void_p), ("mixed", c_int), ("law", c_void_p),
    )  # fmt: skip


class Answers(ctypes.Structure):
    """``summitry_answers`` of the C interface."""

    _fields_ = (("status", c_void_p), ("count", c_void_p), ("numbers", c_void_p))


_P, _I, _N, _D = c_void_p, c_int, c_int64, c_double
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "linear_curve": (_D, _D, _D, _D, _N, _P, _P), "binomial_curve": (_D, _D, _N, _N, _P, _P),
    "binomial_atoms": (_D, _D, _N, _P, _P), "points": (_P, _N, _P, _P, _P),
    "locate": (_P, _N, _P, _P, _P, _P), "complement": (_P, _N, _P, _P),
    "threshold": (_P, _D, _N, _P, _P, _P), "grid": (_P, _I, _N, _P, _P),
    "payoffs": (_P, _I, _N, _P, _P, _P, _P), "concession": (_P, _N, _P, _P, _P, _P),
    "equations": (_P, _N, _P, _P, _P), "deals": (_P, _P, _N, _P, _P, _P),
    "outcomes": (_P, _D, _N, _P, _P, _P, _P, _P, _P), "continuations": (_P, _P, _P, _N, _P, _P, _P, _P),
    "trace": (_P, _P, _N, _P, _P, _P, _P), "solve": (_P, _P, _I, _D, _D, _N, _P, _P, _P, _P, _P, _P),
    "certify": (_P, _P, _I, _I, _D, _D, _P, _P, _P, _P), "check": (_P, _P, _P, _P, _P),
    "limit": (_P, _P, _I, _D, _D, _P, _P, _P, _P, _P), "off_path_beliefs": (_P, _P, _P, _P),
    "mixed": (_P, _P, _I, _N, _P, _N, _P, _P, _P, _P, _P, _P, _P),
    "open_gain": (_P, _P, _P, _P), "open_deal": (_P, _P, _I, _P, _P, _P),
    "random_proposer": (_P, _P, _D, _N, _P, _P, _P, _P, _P), "solve_many": (_P, _P, _P),
    "known_deals": (_P, _N, _P, _I, _N, _P, _P, _P, _P), "shapes": (_P, _N, _P, _P, _P),
    "coordinate_of_price": (_P, _P, _D, _P, _P),
    "visit_rules": (_P, _N, _P, _N, _P, _P, _D, _P, _P),
    "informed_demands": (_P, _N, _P, _N, _P, _P, _P, _I, _P, _P),
    "cost_thresholds": (_P, _N, _I, _P), "visits_at_costs": (_P, _N, _I, _N, _P, _I, _P),
}  # fmt: skip
TOO_SMALL, INTERRUPTED, _UNKNOWN, _NO_INSTRUCTION_SET = 2, 3, 4, 5
_FAILURES = {
    1: "the engine ran out of memory; solve fewer rows at a time",
    _UNKNOWN: "the engine was called with an argument it does not know "
    "(a fault of summitry: please report it)",
    _NO_INSTRUCTION_SET: "the environment variable SUMMITRY_INSTRUCTION_SET names an instruction set that "
    "this machine has not; write baseline, avx2 or avx512, or unset it",
}
_LIBRARIES = {"win32": "libsummitry.dll", "darwin": "libsummitry.dylib"}


def _path() -> Path:
    return Path(__file__).parent.with_name(_LIBRARIES.get(sys.platform, "libsummitry.so"))


def _again() -> str:
    from ..model.installation import install_command

    return f"Install summitry again: {install_command('', '--force-reinstall', '--no-deps')}"


@cache
def library() -> Any:
    """Load the compiled engine, which stands beside this module.

    Raises
    ------
    EngineError
        If it is not there, or belongs to another version of summitry.
    """
    path = _path()
    try:
        loaded = ctypes.CDLL(str(path))
    except OSError as error:
        raise EngineError(
            f"the compiled engine {path.name} cannot be loaded ({error}). {_again()}"
        ) from error
    if loaded.summitry_interface_version() != 4:
        raise EngineError(f"{path.name} belongs to another version of summitry. {_again()}")
    loaded.summitry_instruction_set.restype = ctypes.c_char_p
    return loaded


@cache
def _functions() -> dict[str, Any]:
    """Return the functions of the interface by name, with their types."""
    functions = {name: getattr(library(), "summitry_" + name) for name in _SIGNATURES}
    for name, function in functions.items():
        function.argtypes = _SIGNATURES[name]
    return functions


def instruction_set() -> str:
    """Return which instructions the engine runs on: ``baseline``, ``avx2`` or ``avx512``."""
    name = library().summitry_instruction_set()
    if name is None:
        raise EngineError(_FAILURES[_NO_INSTRUCTION_SET])
    return str(name.decode())


@cache
def identity() -> str:
    """Return a hash of the engine's file: answers with the same one have the same bits."""
    return hashlib.sha256(_path().read_bytes()).hexdigest()[:16]


def check_code(what: str, code: object, known: Collection[int]) -> None:
    """Refuse a number that stands for nothing: the engine would take it for one of those that do.

    Raises
    ------
    EngineError
        Naming the numbers that are known.
    """
    if code not in known:
        raise EngineError(f"{_FAILURES[_UNKNOWN]}: {what} = {code!r}, not one of {list(known)}")


def call(name: str, *arguments: Any) -> int:
    """Call a function of the interface; return 0, or the code of an answer that found no room."""
    code: int = _functions()[name](*arguments)
    if code and code in _FAILURES:
        raise EngineError(_FAILURES[code])
    return code


def address(array: NDArray[Any]) -> int:
    """Return where an array stands in memory.

    The number does not keep the array alive: give it a name that outlives the call, or another thread may be
    given its memory.
    """
    return int(array.ctypes.data)


def doubles(values: ArrayLike) -> Array:
    """Return numbers as doubles, contiguous."""
    return np.asarray(values, dtype=np.float64, order="C")


def pair(first: ArrayLike, second: ArrayLike) -> tuple[Array, Array, tuple[int, ...]]:
    """Broadcast two operands; return them flat, and their shape."""
    a, b = np.broadcast_arrays(doubles(first), doubles(second))
    return np.ascontiguousarray(a.ravel()), np.ascontiguousarray(b.ravel()), a.shape


def shaped(values: Array, shape: tuple[int, ...]) -> Any:
    """Return a float for scalars, else an array of the operands' shape."""
    return float(values[0]) if shape == () else values.reshape(shape)
