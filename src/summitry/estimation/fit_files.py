"""A fit as a file: plain JSON, which another version of summitry reads (T12)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields as fields_of
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from ..model.faults import InputError, kind_of, shown
from ..model.output_files import file_faults, reason_of, write_whole
from .certification import Certificates
from .data import Data
from .fit import Fit
from .inference import Curvature
from .specification import Specification

FORMAT = 1  # raised when a part is added, removed or changes its meaning
_KIND = "summitry fit"
_SAVE = "Save a fit with fit.save('fit.json')."
_PLAIN = ("llf", "log_prior", "converged", "message", "iterations", "decrement", "rate", "cov_type")
_NUMBERS = ("llf", "log_prior", "decrement", "rate")
_WHOLE = ("row_cell", "row_outcome", "cluster")  # arrays of whole numbers


def fit_to_dict(fit: Fit) -> dict[str, Any]:
    """Return a fit as plain data: numbers, texts, lists and dictionaries.

    What is not a number stands as None, an infinity as text. The panel's rows are in it as numbers of
    cells, outcomes and clusters, without any name.
    """
    from importlib.metadata import version

    document = {
        "kind": _KIND, "format": FORMAT, "summitry": version("summitry"),
        "specification": fit.specification.to_dict(),
        "params": dict(zip(map(str, fit.params.index), fit.params.tolist(), strict=True)),
        **{name: getattr(fit, name) for name in _PLAIN},
        "starts": fit.starts.to_dict("list"), "certificates": fit.certificates._asdict(),
        "curvature": fit.curvature._asdict(), "data_information": fit.data_information,
        "dropped": dict(fit.dropped), "data": {f.name: getattr(fit.data, f.name) for f in fields_of(Data)},
    }  # fmt: skip
    return dict(_plain(document))


def _plain(value: Any) -> Any:
    """Turn arrays into lists, what is no number into None, and infinities into text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return None if math.isnan(value) else str(value)


def save_fit(fit: Fit, path: str | PathLike[str]) -> None:
    """Write a fit to a JSON file, whole or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if faults := file_faults(path, "path = "):
        raise InputError(faults, "save")
    write_whole(Path(path), json.dumps(fit_to_dict(fit), allow_nan=False, ensure_ascii=False))


def load_fit(path: str | PathLike[str]) -> Fit:
    """Return the fit in a file that `Fit.save` wrote, in this version or another.

    It does all that the fit did except `predict` for new data, which needs the states of the formulas.

    Parameters
    ----------
    path
        A JSON file.

    Raises
    ------
    InputError
        If it is no fit, or one of a format that this version does not know.

    Examples
    --------
    >>> import summitry as sm
    >>> panel = sm.simulate_panel(rows=4_000, seed=1)
    >>> columns = dict(visit="visit", removed="removed", challenged="challenged")
    >>> fit = sm.estimate(panel, **columns, sigma="x2", tau="x3", starts=1)
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "fit.json")
    >>> fit.save(path)
    >>> sm.load_fit(path).summary() == fit.summary()
    True
    """
    try:
        document = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise InputError(f"it cannot be read: {reason_of(error)}. {_SAVE}", str(path)) from None
    except (ValueError, RecursionError):
        raise InputError(f"it is no JSON. {_SAVE}", str(path)) from None
    return fit_from_dict(document, str(path))


def fit_from_dict(document: Any, where: str = "fit") -> Fit:
    """Return the fit that `Fit.to_dict` describes.

    Raises
    ------
    InputError
        If it is no fit, one of another format, or a part is missing or of the wrong kind.
    """
    if not isinstance(document, Mapping) or document.get("kind") != _KIND:
        raise InputError(f"it is {kind_of(document)}, but no fit. {_SAVE}", where)
    if document.get("format") != FORMAT:
        raise InputError(
            f"format = {shown(document.get('format'))} is unknown: this version of summitry reads format "
            f"{FORMAT}, and the file was written by summitry {document.get('summitry')}. Read it with that "
            "version, or estimate again.",
            where,
        )
    try:
        return _fit(document)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError(
            f"a part of it is missing or damaged ({type(error).__name__}: {error}). {_SAVE}", where
        ) from None


def _number(value: Any) -> float:
    return math.nan if value is None else float(value) if isinstance(value, str) else value


def _fit(document: Mapping[str, Any]) -> Fit:
    import pandas

    data = document["data"]
    arrays: dict[str, Any] = {
        "matrices": {
            name: np.array(m, float).reshape(len(data["counts"]), -1)
            for name, m in data["matrices"].items()
        },
        "columns": {name: tuple(names) for name, names in data["columns"].items()},
        "counts": np.array(data["counts"], float),
        "beliefs": {name: tuple(map(float, pair)) for name, pair in data["beliefs"].items()},
    } | {name: np.array(data[name], np.int64) for name in _WHOLE}  # fmt: skip
    known = {part.name for part in fields_of(Data)}
    rest = {name: value for name, value in data.items() if name in known and name not in arrays}
    matrices = {name: np.array(m, float) for name, m in document["curvature"].items()}
    numbers: dict[str, Any] = {n: _number(x) for n, x in document["certificates"].items()}
    plain: dict[str, Any] = {name: document[name] for name in _PLAIN}
    plain |= {name: _number(plain[name]) for name in _NUMBERS}
    fit = Fit(
        specification=Specification.from_dict(document["specification"]),
        params=pandas.Series(document["params"], dtype=float, name="params"),
        starts=pandas.DataFrame(document["starts"]).astype({"objective": float}),
        certificates=Certificates(**numbers), curvature=Curvature(**matrices),
        data_information=np.array(document["data_information"], float), dropped=document["dropped"],
        data=Data(**arrays, **rest),
        **plain,
    )  # fmt: skip
    if list(fit.params.index) != fit.data.names:
        raise ValueError("its parameters are not those of its data")
    return fit
