"""An information structure or a cost law as it was given: an object, or plain data that describes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .cost_laws import UNIFORM, CostLaw
from .cost_reader import cost_from_dict
from .faults import REQUIRED, InputError, kind_of, shown
from .information import Information, Linear
from .information_reader import information_from_dict

LINEAR = Linear()
Kind = TypeVar("Kind")


def read_structure(value: Any) -> tuple[Information | None, list[str]]:
    """Take an information structure or build it from plain data; if not possible, say why."""
    if value is REQUIRED:
        return LINEAR, []
    return _read(
        value, information_from_dict, Information,
        "not an information structure. "
        "information, the way F's intelligence becomes a signal, must be Linear(), Binomial(), "
        "Article(), Atoms(...) or an Information of your own. "
        "Write for example information = summitry.Linear().",
        "information",
    )  # fmt: skip


def read_cost(value: Any) -> tuple[CostLaw | None, list[str]]:
    """Take a law of C's cost or build it from plain data; if not possible, say why."""
    if value is REQUIRED or value is None:
        return UNIFORM, []
    return _read(
        value, cost_from_dict, CostLaw,
        "not a cost law. cost, the law of C's cost of a challenge, must be "
        "Uniform(), Power(p), Beta(a, b), Kumaraswamy(a, b), Exponential(rate), Lognormal(mu, s), "
        "Never(e, base) or CostTable(cdf). Write for example cost = summitry.Uniform().",
        "cost",
    )  # fmt: skip


def _read(
    value: Any, build: Callable[[Mapping[str, Any]], Kind], kind: type[Kind], advice: str, name: str
) -> tuple[Kind | None, list[str]]:
    """Take an object of a kind, or build it from plain data; if not possible, say why."""
    if isinstance(value, Mapping):
        try:
            return build(value), []
        except InputError as error:
            return None, list(error.faults)
    if isinstance(value, kind):
        return value, []
    is_class = isinstance(value, type)
    what = f"the class {value.__name__}" if is_class else kind_of(value)
    return None, [f"{name} = {shown(value)} is {what}, {advice}"]
