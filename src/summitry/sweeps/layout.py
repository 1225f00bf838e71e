"""Layout of a sweep's dataset: its arrays with their attributes, and the attributes that say what made it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..batch.attributes import flags, variable_attributes
from ..model.cost_laws import UNIFORM
from ..model.variables import COUNT, FIELD_VARIABLES, PROPOSER, STATUS
from ..model.varied import variable_of
from .spec import Spec

NOT_COMPUTED = -1  # status of a point whose chunk has not been computed
KIND = "summitry_sweep"  # the attribute that holds the sweep, and by which its store is known
_LAYOUT = 6  # number of this layout; to be raised with every change of a store's bytes
_MADE_BY = ("summitry_version", "summitry_kernels", "summitry_layout")


class ArrayLayout(NamedTuple):
    """One array of the dataset."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    dtype: str
    fill_value: Any
    attributes: dict[str, Any]


def layouts(spec: Spec) -> dict[str, ArrayLayout]:
    """Return the layout of every array by name, coordinates first, ``status`` last."""
    lead, two = (("proposer",), (2,)) if len(spec.proposers) > 1 else ((), ())
    dims, shape, chunks = spec.dims, spec.shape, spec.chunk_shape
    out: dict[str, ArrayLayout] = {}
    for axis, (name, values) in enumerate(spec.values.items()):
        dim, size, chunk = dims[0], spec.points, chunks[0]
        if spec.design == "grid":
            dim, size, chunk = dims[axis], values.size, values.size
        attributes = (FIELD_VARIABLES.get(name) or variable_of(name)).attributes()
        out[name] = ArrayLayout((dim,), (size,), (chunk,), "float64", np.nan, attributes)
    for name, labels in spec.labels.items():
        text = labels.dtype == object
        dtype, fill = ("str", "") if text else (labels.dtype.name, labels.dtype.type(0))
        out[name] = ArrayLayout(("point",), (spec.points,), (chunks[0],), dtype, fill, {})
    if lead:
        # words have no unit that a plot should show
        words = {key: text for key, text in PROPOSER.attributes().items() if key != "units"}
        out["proposer"] = ArrayLayout(lead, two, two, "str", "", words)
    count = ArrayLayout(
        (*lead, *dims), (*two, *shape), (*two, *chunks), "int64", 0, COUNT.attributes()
    )
    slots = (spec.equilibria,)
    for name in spec.variables:
        out[name] = ArrayLayout(
            (*count.dims, "equilibrium"), count.shape + slots, count.chunks + slots, "float64",
            np.nan, variable_attributes(name),
        )  # fmt: skip
    out["equilibrium_count"] = count
    out["status"] = count._replace(
        dtype="int8", fill_value=NOT_COMPUTED, attributes=STATUS.attributes() | flags()
    )
    return out


def known_coordinates(spec: Spec) -> dict[str, NDArray[Any]]:
    """Return the coordinates known before anything is solved: axes, columns of a list, proposers."""
    known: dict[str, NDArray[Any]] = {} if spec.design == "sobol" else dict(spec.values)
    known |= {name: _storable(labels) for name, labels in spec.labels.items()}
    if len(spec.proposers) > 1:
        known["proposer"] = np.array(spec.proposers, dtype=np.dtypes.StringDType())
    return known


def _storable(labels: NDArray[Any]) -> NDArray[Any]:
    """Return labels in a type that a store can hold."""
    return labels.astype(np.dtypes.StringDType()) if labels.dtype == object else labels


def versions() -> dict[str, Any]:
    """Return the version of summitry, a hash of all that is compiled, and the number of the layout."""
    from importlib.metadata import version

    return dict(zip(_MADE_BY, (version("summitry"), engine.identity(), _LAYOUT), strict=True))


def provenance(spec: Spec) -> dict[str, Any]:
    """Return the attributes of a sweep's dataset: all that decides its numbers, and what computed them."""
    attributes: dict[str, Any] = {
        "bargaining": spec.bargaining, "off_path": spec.off_path,
        "information": str(spec.information.to_dict()),
        KIND: spec.to_json(),
    } | versions()  # fmt: skip
    attributes |= {"seed": spec.seed} if spec.design == "sobol" else {}
    attributes |= {"strategies": spec.strategies} if spec.strategies != "pure" else {}
    attributes |= {"cost": repr(spec.cost)} if spec.cost != UNIFORM else {}
    attributes |= {"power": spec.power} if spec.power is not None else {}
    return attributes | ({} if spec.proposer == "both" else {"proposer": spec.proposer})


def differences(
    theirs: dict[str, Any], ours: dict[str, Any], there: str = "the store", here: str = "now"
) -> list[str]:
    """Return a sentence for every item in which the provenance of two sweeps differs."""
    old, new = _flat(theirs), _flat(ours)
    missing = "nothing"
    return [
        f"{name} differs: {old.get(name, missing)} in {there}, {new.get(name, missing)} {here}"
        for name in dict.fromkeys([*old, *new])
        if old.get(name, missing) != new.get(name, missing)
    ]


def _flat(attributes: dict[str, Any]) -> dict[str, str]:
    """Return the nested items of a sweep by dotted names; attributes that repeat the spec are left out."""
    flat: dict[str, str] = {}

    def add(name: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                add(f"{name}.{key}" if name else key, inner)
        else:
            flat[name] = json.dumps(value, ensure_ascii=False)

    add("", json.loads(attributes.get(KIND, "{}")))
    add("", {name: attributes[name] for name in _MADE_BY if name in attributes})
    return flat
