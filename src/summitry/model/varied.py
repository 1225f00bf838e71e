"""What may vary from model to model beside the fields: λ, and the numbers of C's cost law (T13.1, T13.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .cost_laws import CostLaw
from .faults import Field, InputError
from .parameters import FIELDS
from .variables import Variable

POWER = Field(
    "power", "λ", "the probability that F proposes", "probability", "sweep", 0.5, upper=1.0,
    upper_inclusive=True,
)  # fmt: skip
LAW = "cost."  # begins the names of a law's numbers: cost.rate
_FIELDS = frozenset(field.name for field in FIELDS)


def varied_fields(law: CostLaw | None, drawn: bool) -> dict[str, Field]:
    """Return what may vary beside the fields of a model, by name.

    Parameters
    ----------
    law
        The law of C's cost, whose numbers may vary; None if it is not known.
    drawn
        Whether chance draws the proposer, so that λ may vary.

    Examples
    --------
    >>> from summitry.model.cost_laws import Beta
    >>> list(varied_fields(Beta(2, 3), True))
    ['power', 'cost.a', 'cost.b']
    """
    found = {POWER.name: POWER} if drawn else {}
    for name, low in (law.lowest if law is not None else {}).items():
        found[LAW + name] = Field(
            LAW + name, name, f"a number of C's cost law {type(law).__name__}", "dimensionless", "cost",
            getattr(law, name), lower=low, upper=1000.0, upper_inclusive=True,
        )  # fmt: skip
    return found


def is_law_number(name: str) -> bool:
    """Return whether a name is meant for a number of a cost law."""
    return name.startswith(LAW)


def is_numeric(name: str) -> bool:
    """Return whether a name is that of a field, λ or a number of a cost law: its values are numbers."""
    return name in _FIELDS or name == POWER.name or is_law_number(name)


def stray_faults(columns: dict[str, Any], law: CostLaw | None, power_may_stay: bool) -> list[str]:
    """Take out λ and numbers of a cost law that cannot vary here, and return why they cannot."""
    known = varied_fields(law, True)
    numbers = [name for name in known if name != POWER.name]
    faults = []
    for name in list(columns):
        if is_law_number(name) and name not in known:
            has = f"has {', '.join(numbers)}" if numbers else "has no numbers that may vary"
            faults.append(
                f"{name} is no number of the law of C's cost: {type(law).__name__} {has}. Give a law that "
                "has it, such as cost=summitry.Exponential(1) for cost.rate, or remove it."
            )
            del columns[name]
        elif name == POWER.name and not power_may_stay:
            faults.append(
                "power varies, but nobody draws the proposer. Write proposer='random', or leave power out."
            )
            del columns[name]
    return faults


def law_with(law: CostLaw, numbers: Mapping[str, float]) -> CostLaw | None:
    """Return a law with other numbers, named as ``cost.rate``; None if they are none of its."""
    try:
        return replace(law, **{name.removeprefix(LAW): x for name, x in numbers.items()})  # type: ignore[type-var]
    except InputError:
        return None


def variable_of(name: str) -> Variable:
    """Describe λ or a number of a cost law where it is a coordinate."""
    if name == POWER.name:
        return Variable(POWER.meaning, POWER.symbol, POWER.unit, "T13.3")
    number = name.removeprefix(LAW)
    return Variable(f"{number} of the law of C's cost", number, "dimensionless", "T13.1")
