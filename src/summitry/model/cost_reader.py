"""A cost law from plain data: from the ``[cost]`` section of a scenario file, or from a saved result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from .cost_laws import Beta, CostLaw, Exponential, Kumaraswamy, Lognormal, Never, Power, Uniform
from .faults import InputError, closest, shown

_KNOWN = (Uniform, Power, Beta, Kumaraswamy, Exponential, Lognormal, Never)
_LAWS: dict[str, Callable[..., CostLaw]] = {law.kind: law for law in _KNOWN}
_NUMBERS = {law.kind: tuple(field.name for field in fields(law)) for law in _KNOWN} | {
    "table": ("edges", "values")
}


def cost_from_dict(data: Mapping[str, Any]) -> CostLaw:
    """Read a cost law from plain data, such as a scenario file's ``[cost]`` section.

    Raises
    ------
    InputError
        Naming every fault: an unknown law or key, missing or bad numbers.

    Examples
    --------
    >>> cost_from_dict({"law": "beta", "a": 1, "b": 4})
    Beta(a=1.0, b=4.0)
    """
    kind = data.get("law", "uniform")
    if not isinstance(kind, str) or kind not in _NUMBERS:
        meant = closest(str(kind), {word: word for word in _NUMBERS})
        hint = f" Did you mean {meant!r}?" if meant else ""
        raise InputError(
            f"cost: law = {shown(kind)} is unknown. It must be {', '.join(map(repr, _NUMBERS))}.{hint} "
            'Write for example law = "uniform".'
        )
    wanted = _NUMBERS[kind]
    faults = [
        f"cost: {shown(key)} is not known for law {kind!r}; it has {', '.join(wanted) or 'no numbers'}. "
        "Remove it."
        for key in data
        if key not in ("law", *wanted)
    ]
    faults += [
        f"cost: law {kind!r} needs {key}, which is missing. Add it."
        for key in wanted
        if key not in data
    ]
    if faults:
        raise InputError(faults)
    values = {key: data[key] for key in wanted}
    if kind == "never" and isinstance(values["base"], Mapping):
        values["base"] = cost_from_dict(values["base"])
    if kind == "table":
        from .custom_cost import CostTable  # numpy is not needed to check a model

        return CostTable.from_values(**values)
    return _LAWS[kind](**values)
