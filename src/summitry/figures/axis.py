"""An axis of a picture: one parameter of the model, or the prior's mean or evidence, over a range."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.faults import Field, closest, shown
from ..model.information import Binomial
from ..model.parameters import FIELDS, SPELLINGS, Model, named_field

_PRIOR = {
    "prior_mean": named_field(
        "prior_mean", "prior", 0.4, lower_inclusive=False, upper=1.0, smallest=1e-6, largest=1 - 1e-6
    ),
    "prior_evidence": named_field(
        "prior_evidence", "prior", 5.0, lower_inclusive=False, smallest=1e-6, largest=1e6
    ),
}
AXES: dict[str, Field] = {field.name: field for field in FIELDS} | _PRIOR
_BY_FACTOR = ("alpha", "beta", "n", "psi", "prior_evidence")  # drawn on a log scale by default


class Axis(NamedTuple):
    """A parameter with its values."""

    name: str
    values: NDArray[np.float64]
    log: bool


def current(model: Model, name: str) -> float:
    """Value of an axis's parameter in a model."""
    if name == "prior_mean":
        return model.alpha / (model.alpha + model.beta)
    if name == "prior_evidence":
        return model.alpha + model.beta
    value = getattr(model, name)
    return math.nan if value is None else float(value)


def default_range(model: Model, name: str) -> tuple[float, float]:
    """Range that a picture shows if none is asked for: it holds the model's own value."""
    value = current(model, name)
    if name == "prior_mean":
        return min(0.05, value), max(0.95, value)
    if AXES[name].upper == 1.0:
        return 0.0, 1.0
    if name in _BY_FACTOR:
        value = value if math.isfinite(value) else 30.0
        low, high = AXES[name].smallest, AXES[name].largest
        return max(low, value / 10.0), min(high, value * 10.0)
    return AXES[name].lower, max(AXES[name].lower + 1.0, 2.0 * value)


def make_axis(
    model: Model, name: Any, points: int, span: Any, log: bool | None, faults: list[str], what: str
) -> Axis:
    """Check a parameter and a range, and spread points over it.

    Parameters
    ----------
    span
        Two numbers, or None for `default_range`.
    what
        How the caller calls the parameter: ``"parameter"``, ``"x"`` or ``"y"``.
    """
    nothing = Axis("sigma", np.linspace(0.0, 1.0, 2), False)
    if name not in AXES:
        meant = closest(str(name), SPELLINGS | {key: key for key in AXES})
        advice = f"Did you mean {meant}?" if meant in AXES else f"Write for example {what}='sigma'."
        faults.append(
            f"{what} = {shown(name)} is no axis. The axes are {', '.join(AXES)}. {advice}"
        )
        return nothing
    ends = _ends(model, name, span, faults, what)
    if ends is None:
        return nothing
    use_log = name in _BY_FACTOR if log is None else bool(log)
    if use_log and ends[0] <= 0.0:
        if log:
            faults.append(
                f"{what}: a log axis of {name} cannot start at {ends[0]:g}. Start above 0, or leave log out."
            )
            return nothing
        use_log = False
    values = np.geomspace(*ends, points) if use_log else np.linspace(*ends, points)
    values[0], values[-1] = ends
    if name == "n" and isinstance(model.information, Binomial):
        values = np.unique(np.maximum(1.0, np.rint(values)))
    return Axis(name, values, use_log)


def _ends(
    model: Model, name: str, span: Any, faults: list[str], what: str
) -> tuple[float, float] | None:
    """Read the two ends of a range."""
    if span is None:
        return default_range(model, name)
    before = len(faults)
    try:
        given = tuple(span)
    except TypeError:
        given = ()
    if isinstance(span, str) or len(given) != 2:
        faults.append(
            f"the range of {what} = {shown(span)} is not two numbers. Write for example (0.1, 0.9)."
        )
        return None
    ends: list[float] = []
    for value in given:
        number, fault = AXES[name].examine(value, f"the range of {what}: {name}")
        if fault:
            faults.append(fault)
        elif number == math.inf:
            faults.append(
                f"the range of {what}: {name} = inf is no point of an axis. Give a finite number."
            )
        else:
            ends.append(float(number or 0.0))
    if len(faults) > before:
        return None
    if not ends[0] < ends[1]:
        faults.append(
            f"the range of {what} runs from {ends[0]:g} to {ends[1]:g}. The second must be above the first."
        )
        return None
    return ends[0], ends[1]


def fields_of(model: Model) -> dict[str, Any]:
    """Fields of a model as `solve_many` takes them."""
    values = {field.name: getattr(model, field.name) for field in FIELDS}
    return {name: value for name, value in values.items() if value is not None}


def with_axis(fields: dict[str, Any], axis: Axis, values: Any) -> dict[str, Any]:
    """Set the fields to an axis's values; the prior's mean and evidence move α and β together."""
    if axis.name not in _PRIOR:
        return fields | {axis.name: values}
    evidence = fields["alpha"] + fields["beta"]
    mean = fields["alpha"] / evidence
    if axis.name == "prior_mean":
        mean = values
    else:
        evidence = values
    return fields | {"alpha": evidence * mean, "beta": evidence * (1.0 - mean)}
