"""An information structure or a cost law as it was given: an object, or plain data that describes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .cost_laws import UNIFORM, CostLaw
from .cost_reader import cost_from_dict
from .faults import REQUIRED, InputError, kind_of, shown
from .information import Information, Linear
from .information_reader import information_from_dict

LINEAR = Linear()


def read_structure(value: Any) -> tuple[Information | None, list[str]]:
    """Take an information structure or build it from plain data; if not possible, say why."""
    if value is REQUIRED:
        return LINEAR, []
    if isinstance(value, Mapping):
        try:
            return information_from_dict(value), []
        except InputError as error:
            return None, list(error.faults)
    if isinstance(value, Information):
        return value, []
    kind = f"the class {value.__name__}" if isinstance(value, type) else kind_of(value)
    return None, [
        f"information = {shown(value)} is {kind}, not an information structure. "
        "information, the way F's intelligence becomes a signal, must be Linear(), Binomial(), "
        "Article(), Atoms(...) or an Information of your own. "
        "Write for example information = summitry.Linear()."
    ]


def read_cost(value: Any) -> tuple[CostLaw | None, list[str]]:
    """Take a law of C's cost or build it from plain data; if not possible, say why."""
    if value is REQUIRED or value is None:
        return UNIFORM, []
    if isinstance(value, Mapping):
        try:
            return cost_from_dict(value), []
        except InputError as error:
            return None, list(error.faults)
    if isinstance(value, CostLaw):
        return value, []
    kind = f"the class {value.__name__}" if isinstance(value, type) else kind_of(value)
    return None, [
        f"cost = {shown(value)} is {kind}, not a cost law. cost, the law of C's cost of a challenge, must be "
        "Uniform(), Power(p), Beta(a, b), Kumaraswamy(a, b), Exponential(rate), Lognormal(mu, s), "
        "Never(e, base) or CostTable(cdf). Write for example cost = summitry.Uniform()."
    ]
