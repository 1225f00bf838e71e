"""What a sweep computes, checked once: which models, which protocols, and how they are cut into chunks.

A `Spec` decides every byte of a store. Threads, schedulers and interruptions are no part of it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..batch.labels import name_faults
from ..batch.solve_many import off_path_rule, option_faults, varied_power_faults
from ..batch.table import usual_slots
from ..equilibrium.mixed import strategies_faults
from ..model.columns import read_labels
from ..model.cost_laws import UNIFORM, CostLaw
from ..model.faults import InputError, closest, shown, whole_number_faults
from ..model.frames import label_fault
from ..model.information import Information
from ..model.parameters import FIELDS, LINEAR, NAMES, SPELLINGS, domain_of, examine
from ..model.structures import read_cost
from ..model.variables import MIXED_VARIABLES, VARIABLES, chosen_variables
from ..model.varied import stray_faults, varied_fields
from .values import check_axis, check_column, check_range

Columns = dict[str, NDArray[np.float64]]
Index = tuple[int, ...]

DESIGNS = ("grid", "sobol", "list")
CHUNK = 65_536  # points: 3 MB for each variable, a fifth of a second of solving
# so many points are cut into chunks twice as large: zarr takes most of a millisecond for an array's part of
# a chunk whatever its size, and a file system its time for a file (docs/decisions/0041)
MANY = 2**19
_LARGEST_CHUNK = 2**22
_LARGEST_BYTES = 2e9  # of the answers of one chunk
MOST_SOBOL = 2**32  # its points have 32 bits


@dataclass(frozen=True, eq=False)
class Spec:
    """A sweep: fixed fields, varied ones, protocols, and the size of its chunks.

    ``values`` holds for each varied field an axis of the grid, the column of a list, or the two ends of the
    range that Sobol points fill (evenly in logarithms for the fields in ``logs``). ``labels`` holds the
    columns of a list that are no fields.
    """

    design: str
    fixed: dict[str, float]
    values: Columns
    logs: frozenset[str]
    points: int
    seed: int
    information: Information
    bargaining: str
    proposer: str
    off_path: str | float
    equilibria: int
    chunk: int
    labels: dict[str, NDArray[Any]] = field(default_factory=dict)
    strategies: str = "pure"
    cost: CostLaw = UNIFORM
    power: float | None = None

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of the dimensions of the points."""
        return tuple(self.values) if self.design == "grid" else ("point",)

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of `dims`."""
        if self.design == "grid":
            return tuple(axis.size for axis in self.values.values())
        return (self.points,)

    @property
    def proposers(self) -> tuple[str, ...]:
        """Who proposes: F, L or both, each in its turn."""
        return ("F", "L") if self.proposer == "both" else (self.proposer,)

    @property
    def variables(self) -> list[str]:
        """Names of what is stored of every equilibrium: in mixed strategies of its offers too."""
        return chosen_variables(None, [], self.strategies == "mixed" or self.proposer == "random")

    @property
    def chunk_shape(self) -> tuple[int, ...]:
        """Sizes of one chunk: the longest side is halved until a chunk has at most ``chunk`` points.

        The last cut makes as few parts as that takes.
        """
        parts = [1] * len(self.shape)
        shape = list(self.shape)
        while math.prod(shape) > self.chunk:
            longest = shape.index(max(shape))
            size, others = self.shape[longest], math.prod(shape) // shape[longest]
            parts[longest] *= 2
            if -(-size // parts[longest]) * others <= self.chunk:
                parts[longest] = -(-size // (self.chunk // others))
            shape[longest] = -(-size // parts[longest])
        return tuple(shape)

    @property
    def chunk_counts(self) -> tuple[int, ...]:
        """How many chunks there are along each dimension."""
        return tuple(-(-n // c) for n, c in zip(self.shape, self.chunk_shape, strict=True))

    def chunk_indices(self) -> Iterator[Index]:
        """Iterate over the indices of all chunks, the last dimension fastest."""
        return product(*map(range, self.chunk_counts))

    def chunk_slices(self, index: Index) -> tuple[slice, ...]:
        """Return the part of the whole that a chunk is."""
        sizes = zip(index, self.chunk_shape, self.shape, strict=True)
        return tuple(slice(i * c, min((i + 1) * c, n)) for i, c, n in sizes)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that two sweeps share exactly if their stores are the same."""
        varied = {name: self._varied(name) for name in self.values}
        data = {
            "design": self.design, "points": self.points,
            "fixed": {name: _plain(number) for name, number in self.fixed.items()},
            "varied": varied, "information": self.information.to_dict(),
            "bargaining": self.bargaining, "proposer": self.proposer, "off_path": self.off_path,
            "equilibria": self.equilibria, "chunk": self.chunk,
        }  # fmt: skip
        data |= {"seed": self.seed} if self.design == "sobol" else {}
        data |= {"strategies": self.strategies} if self.strategies != "pure" else {}
        data |= {"cost": self.cost.to_dict()} if self.cost != UNIFORM else {}
        data |= {"power": self.power} if self.power is not None else {}
        digests = {name: _digest(values) for name, values in self.labels.items()}
        return data | ({"labels": digests} if digests else {})

    def _varied(self, name: str) -> dict[str, Any]:
        """Describe the values of a field: the ends of a range, or a digest of a list."""
        values = self.values[name]
        if self.design == "sobol":
            scale = "log" if name in self.logs else "linear"
            return {"from": float(values[0]), "to": float(values[1]), "scale": scale}
        first, last = _plain(float(values[0])), _plain(float(values[-1]))
        return {"count": values.size, "first": first, "last": last, "sha256": _digest(values)}

    def to_json(self) -> str:
        """Return `to_dict` as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)


def _digest(values: NDArray[Any]) -> str:
    """Return a hash of the numbers or the texts of a column."""
    listed = json.dumps(values.tolist()) if values.dtype == object else ""
    data = listed.encode() or values.astype(values.dtype.newbyteorder("<")).tobytes()
    return hashlib.sha256(data).hexdigest()


def _plain(number: float) -> float | str:
    """Return a number, or the word for one that JSON cannot hold."""
    return number if math.isfinite(number) else str(number)


@dataclass(frozen=True)
class Options:
    """The options of a sweep as they were given, unchecked; `make_spec` checks them."""

    points: Any = None
    seed: Any = 0
    bargaining: Any = "closed"
    proposer: Any = "L"
    off_path: Any = "strongest"
    equilibria: Any = None
    chunk: Any = None
    strategies: Any = "pure"
    power: Any = None


Label = Callable[[str], str]


def make_spec(
    model: Mapping[str, Any] | None, fields: Mapping[str, Any], design: str, options: Options, *,
    where: str = "sweep", label: Label = str, model_label: Label = str, faults: tuple[str, ...] = (),
) -> Spec:  # fmt: skip
    """Check everything about a sweep and build its `Spec`.

    Parameters
    ----------
    model
        Values of the fields, ``information`` among them; those that vary may be left out. None if the model
        could not be read, as ``faults`` say.
    fields
        What varies.
    design
        ``"grid"``, ``"sobol"`` or ``"list"``.
    options
        Seed, protocols, slots and chunks.
    where, label, model_label
        How messages name the source, a varied field and a fixed one.
    faults
        What the caller has found to be wrong already.

    Raises
    ------
    InputError
        With every fault at once.
    """
    wrong = list(faults)
    given: object = design
    if not isinstance(given, str) or given not in DESIGNS:
        design = ""
        wrong.append(
            f"design = {shown(given)} is unknown. It must be 'grid' (all combinations), 'sobol' (points "
            "spread evenly over ranges) or 'list' (row by row). Write for example design='grid'."
        )
    law = read_cost((model or {}).get("cost", UNIFORM))[0]
    fields, labels = _split(fields, law, design, options.proposer, label, wrong)
    values, logs = _vary(fields, design, label, wrong, law, str(options.proposer) == "random")
    clean: dict[str, Any] = {}
    if model is not None:
        known = {name: value for name, value in model.items() if name not in fields}
        clean, more = examine(known, label=model_label, excused=frozenset(fields))
        wrong += more
    points = _points(values | labels, design, options, label, wrong)
    numbers = _numbers(options, design, points, wrong)
    wrong += option_faults(options.bargaining, options.proposer, options.equilibria, None)
    wrong += strategies_faults(options.strategies)
    protocol = (options.power, options.proposer, options.bargaining, options.strategies)
    wrong += varied_power_faults(fields, *protocol)
    rule = options.off_path
    off_path_rule(rule, wrong)
    information = clean.pop("information", LINEAR)
    cost = clean.pop("cost", UNIFORM)
    if not wrong:
        wrong += _memory_faults(options, numbers["chunk"], usual_slots(information))
    if wrong:
        raise InputError(wrong, where)
    order = [field.name for field in FIELDS if field.name not in values]
    fixed = {name: float(clean[name]) for name in order if clean.get(name) is not None}
    return Spec(
        design=design, fixed=fixed, values=values, logs=logs, points=points, information=information,
        bargaining=str(options.bargaining), proposer=str(options.proposer),
        off_path=rule if isinstance(rule, str) else float(rule),
        equilibria=int(options.equilibria or usual_slots(information)), labels=labels,
        strategies=options.strategies, cost=cost,
        power=None if options.power is None else float(options.power), **numbers,
    )  # fmt: skip


def _memory_faults(options: Options, chunk: int, usual: int) -> list[str]:
    """Check that one chunk fits into memory."""
    proposers = 2 if options.proposer == "both" else 1
    slots = int(options.equilibria or usual)
    offers = options.strategies == "mixed" or str(options.proposer) == "random"
    variables = chosen_variables(None, [], offers)
    size = chunk * proposers * slots * len(variables) * 8
    if size <= _LARGEST_BYTES:
        return []
    return [
        f"chunk = {chunk} with equilibria = {slots} would need {size / 1e9:.3g} GB for each thread. At most "
        f"{_LARGEST_BYTES / 1e9:.3g} GB are sensible. Choose smaller ones."
    ]


def _split(
    given: Mapping[str, Any], law: CostLaw | None, design: str, proposer: Any, label: Label,
    faults: list[str],
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:  # fmt: skip
    """Return what varies, and the columns of a list that only label its points.

    λ and numbers of a cost law that cannot vary are left out; in a list λ may be a label.
    """
    fields, drawn = dict(given), str(proposer) == "random"
    wrong = stray_faults(fields, law, drawn or design == "list")
    stray = (name for name in given if name not in fields)
    faults += [f"{label(name)}{said.removeprefix(name)}" for name, said in zip(stray, wrong, strict=True)]
    labels: dict[str, NDArray[Any]] = {}
    if design == "list":
        extra = varied_fields(law, drawn)
        others = {name: value for name, value in fields.items() if name not in extra}
        labels = _labels(others, label, proposer, faults)
    return {name: value for name, value in fields.items() if name not in labels}, labels


def _labels(
    fields: Mapping[str, Any], label: Label, proposer: Any, faults: list[str]
) -> dict[str, NDArray[Any]]:
    """Return the columns of a list that are no fields; one that may be a misspelt field stays among them."""
    labels = {}
    for name, value in fields.items():
        if name in NAMES or label_fault(name, fields):
            continue
        labels[name] = read_labels(value)
        if labels[name].ndim != 1:
            faults.append(f"{label(name)} = {shown(value)} is no list. Give one label for each point.")
    faults += name_faults([], labels, VARIABLES | MIXED_VARIABLES, proposer)
    return labels


def _vary(
    fields: Mapping[str, Any], design: str, label: Label, faults: list[str], law: CostLaw | None,
    drawn: bool,
) -> tuple[Columns, frozenset[str]]:  # fmt: skip
    """Check what varies; a name that is no field is a fault."""
    known = varied_fields(law, drawn) | {field.name: field for field in map(domain_of(law), FIELDS)}
    columns: Columns = {}
    logs = set()
    for name, value in fields.items():
        if name not in known:
            wrong = label_fault(name, fields) if design == "list" else ""
            faults.append(wrong.replace(name, label(name), 1) or _unknown(name, label))
        elif design == "sobol":
            columns[name], is_log = check_range(known[name], value, label(name), faults)
            logs |= {name} if is_log else set()
        elif design == "list":
            columns[name] = check_column(known[name], value, label(name), faults)
        else:
            columns[name] = check_axis(known[name], value, label(name), faults)
    if not fields and not faults:
        example = {"sobol": '{"sigma": (0, 1)}', "list": '{"sigma": [0.1, 0.3]}'}
        example["grid"] = '{"sigma": [0, 0.5, 1]}'
        faults.append(
            "nothing varies. Name one field or more with its values, for example "
            f"{example.get(design, example['grid'])}."
        )
    return columns, frozenset(logs)


def _unknown(name: str, label: Label) -> str:
    """Return the fault of a name that is no field."""
    names = ", ".join(field.name for field in FIELDS)
    meant = closest(str(name), SPELLINGS)
    fault = f"{label(name)} is no field of a model. The fields are {names}."
    if meant == "information":
        return f"{fault} The information structure is the same at all points."
    if meant == "cost":
        return (
            f"{fault} The law of C's cost belongs to the model; its numbers may vary, such as cost.rate of "
            "the exponential law."
        )
    if meant is not None:
        return f"{fault} Did you mean {meant}? Write {meant} instead of {name}."
    return f"{fault} Remove {name}, or use one of these names."


def _points(values: Columns, design: str, options: Options, label: Label, faults: list[str]) -> int:
    """Count the points, and check that columns have one length."""
    if design == "sobol":
        return _whole("points", options.points, 1, MOST_SOBOL, 1_000_000, faults)
    if options.points is not None and design in DESIGNS:
        faults.append(
            f"points = {shown(options.points)} has no meaning for a {design}, whose values say how many "
            "points there are. Remove points, or choose design 'sobol'."
        )
    if design == "list":
        sizes = {name: column.size for name, column in values.items() if column.ndim == 1}
        if len(set(sizes.values())) > 1:
            listed = ", ".join(f"{label(name)} has {size}" for name, size in sizes.items())
            faults.append(
                f"the columns of a list must be equally long: {listed}. Give one value for each point."
            )
        return next(iter(sizes.values()), 0)
    return math.prod(axis.size for axis in values.values())


def _numbers(options: Options, design: str, points: int, faults: list[str]) -> dict[str, int]:
    """Check chunk and seed."""
    # many slots need their memory in each chunk
    usual = 2 * CHUNK if points >= MANY and options.equilibria is None else CHUNK
    chunk = usual if options.chunk is None else options.chunk
    return {
        "chunk": _whole("chunk", chunk, 1, _LARGEST_CHUNK, CHUNK, faults),
        "seed": _whole("seed", options.seed, 0, None, 1, faults) if design == "sobol" else 0,
    }


def _whole(
    name: str, value: Any, low: int, high: int | None, example: int, faults: list[str]
) -> int:
    """Return a whole number in a range; for any other value ``low``, and a fault."""
    if value is None:
        wrong = [f"{name} is missing. Give a whole number, for example {name}={example}."]
    else:
        wrong = whole_number_faults(name, value, low, high, example=example)
    faults += wrong
    return low if wrong else int(value)
