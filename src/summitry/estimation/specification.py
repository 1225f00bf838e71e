"""What is estimated: formulas of the fields, what is given, what is believed, and which columns are data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.conversion import as_number
from ..model.faults import InputError, closest, kind_of, shown
from .fields import BELIEFS, FORMULAS, GIVEN, INDICES, NAMES

PROPOSERS = ("F", "L")
FIELDS = (*NAMES, "r")
_FIELD_NAMES = {name: name for name in FIELDS}


@dataclass(frozen=True)
class Specification:
    """A specification of the model for data.

    Attributes
    ----------
    proposer
        ``"F"`` or ``"L"``.
    formulas
        The formula of each field that is estimated, in the order of `fields.NAMES`.
    given
        The value of each field that is fixed; `r` always is.
    beliefs
        For fields that are estimated as one number: the median that is believed, and the standard deviation
        of a normal belief about the index.
    visit, removed, challenged, cluster
        Names of the panel's columns; the last two may be None.
    """

    proposer: str
    formulas: Mapping[str, str]
    given: Mapping[str, float]
    beliefs: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    visit: str = "visit"
    removed: str = "removed"
    challenged: str | None = None
    cluster: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "proposer": self.proposer, "formulas": dict(self.formulas), "given": dict(self.given),
            "beliefs": {name: list(pair) for name, pair in self.beliefs.items()}, "visit": self.visit,
            "removed": self.removed, "challenged": self.challenged, "cluster": self.cluster,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Specification:
        """Return a specification from what `to_dict` gave."""
        beliefs = {name: (float(pair[0]), float(pair[1])) for name, pair in data["beliefs"].items()}
        return cls(**{**data, "beliefs": beliefs})


def make_specification(
    formulas: Mapping[str, Any], given: Any, beliefs: Any, proposer: Any, columns: Mapping[str, Any]
) -> Specification:
    """Return a specification, defaults filled in, or refuse one that cannot be estimated.

    Parameters
    ----------
    formulas
        The formula of each field, None where none is given.
    given, beliefs
        Values of fields; pairs of a median and a standard deviation. None: the defaults of T12.
    proposer
        ``"F"`` or ``"L"``.
    columns
        ``visit``, ``removed``, ``challenged``, ``cluster``: names, or None.

    Raises
    ------
    InputError
        With all faults.
    """
    faults: list[str] = []
    if proposer not in PROPOSERS:
        faults.append(
            f"proposer = {shown(proposer)} is not a proposer. It must be 'F' or 'L': estimate both, and "
            "compare them by vuong."
        )
    fixed = _given(given, faults)
    believed = _beliefs(beliefs, faults)
    for name in sorted(
        set(fixed) & {key for key, formula in formulas.items() if formula is not None}
    ):
        faults.append(f"{name} has a formula and is given too. Leave one of them out.")
    for name in sorted(set(fixed) & set(beliefs or ())):
        faults.append(f"{name} is given and believed too. Leave one of them out.")
    if faults:
        raise InputError(faults, where="estimate")
    used = {
        name: formulas.get(name) or FORMULAS.get(name, "1")
        for name in NAMES
        if name not in fixed and (formulas.get(name) or name in FORMULAS or name in believed)
    }
    for name in NAMES:
        if name not in used and name not in fixed:
            if name in GIVEN:
                fixed[name] = GIVEN[name]
            else:
                used[name] = "1"
    stated = set(beliefs or ())
    kept = {
        name: pair
        for name, pair in believed.items()
        if name in used and (name in stated or used[name].strip() == "1")
    }
    faults += _required_beliefs(used, kept, columns.get("challenged"))
    if faults:
        raise InputError(faults, where="estimate")
    return Specification(proposer, used, {"r": GIVEN["r"], **fixed}, kept, **columns)


def _given(given: Any, faults: list[str]) -> dict[str, float]:
    """Read the fields that are fixed."""
    fixed: dict[str, float] = {}
    for name, value in _named("given", given, faults, "dict(r=0.5, cost_spread=0.5)"):
        number = as_number(value)
        if name == "r":
            good = number is not None and 0.0 <= number <= 1.0
            domain = "from 0 to 1"
        elif name == "tau":
            faults.append(
                "given: tau has no value to fix: its median is 1 where x = 0, which sets the scale of all "
                "costs. Leave it out, or write tau='0' for a cost that no column moves."
            )
            continue
        else:
            good = number is not None and math.isfinite(number) and INDICES[name].admits(number)
            good = good and (name != "k_max" or (number is not None and number >= 1.0))
            domain = "at least 1" if name == "k_max" else INDICES[name].domain
        if not good:
            faults.append(
                f"given: {name} = {shown(value)} is not a value of it. It must be a number {domain}."
            )
        else:
            assert number is not None
            fixed[name] = number
    return fixed


def _beliefs(beliefs: Any, faults: list[str]) -> dict[str, tuple[float, float]]:
    """Read the beliefs; those about fields that T12 says data cannot teach are there by default."""
    believed = dict(BELIEFS)
    for name, pair in _named("beliefs", beliefs, faults, "dict(n=(12, 1), k_max=(20, 0.5))"):
        if name == "r":
            faults.append(
                "beliefs: r is fixed, since visits hardly depend on it. Fix it by given=dict(r=0.5)."
            )
            continue
        if pair is None:
            believed.pop(name, None)
            continue
        numbers = [as_number(x) for x in pair] if isinstance(pair, tuple | list) else []
        good = (
            len(numbers) == 2
            and all(x is not None and math.isfinite(x) for x in numbers)
            and INDICES[name].admits(numbers[0] or 0.0)
            and (numbers[1] or 0.0) > 0.0
        )
        if not good:
            faults.append(
                f"beliefs: {name} = {shown(pair)} is no belief. Write the median, {INDICES[name].domain}, "
                f"and the standard deviation of its {INDICES[name].link}, above 0, for example "
                f"{name}=(0.6, 1); or None for none."
            )
        else:
            believed[name] = (float(numbers[0] or 0.0), float(numbers[1] or 0.0))
    return believed


def _named(what: str, values: Any, faults: list[str], example: str) -> list[tuple[str, Any]]:
    """Return the entries of a mapping from fields, or note what is wrong with its names."""
    if values is None:
        return []
    if not isinstance(values, Mapping):
        faults.append(
            f"{what} = {shown(values)} is {kind_of(values)}, not values by name. Write {what}={example}."
        )
        return []
    good = []
    for name, value in values.items():
        if name in FIELDS:
            good.append((str(name), value))
            continue
        near = closest(str(name), _FIELD_NAMES)
        hint = f"Did you mean {near}?" if near else f"They are {', '.join(FIELDS)}."
        faults.append(f"{what}: {shown(name)} is no field. {hint}")
    return good


def _required_beliefs(
    used: Mapping[str, str], beliefs: Mapping[str, tuple[float, float]], challenged: Any
) -> list[str]:
    """Refuse what T12 shows to be hopeless: removals alone, and no belief about their scale."""
    faults = [
        f"{name} = {shown(used[name])} has columns, and a belief is about one number. Leave the belief out: "
        f"beliefs=dict({name}=None)."
        for name in beliefs
        if used[name].strip() not in ("1", "")
        and name not in ("weakness_prior", "sigma", "psi", "k_max")
    ]
    free = {"weakness_prior", "k_max"} & set(used)
    if challenged is None and len(free) == 2 and not free & set(beliefs):
        faults.append(
            "without challenges, removals alone leave k₀, Ψ/c and c on a curved ridge (T12): their estimates "
            "are biased, and intervals cover far less than they say. Name the column of challenges, "
            "challenged='…', or state a belief about c or k₀, for example beliefs=dict(k_max=(20, 0.5)), or "
            "fix one: given=dict(k_max=20)."
        )
    return faults
