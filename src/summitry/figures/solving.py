"""Many models for a picture: what `solve_many` gives, as plain arrays, for pictures that must be quick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..batch.attributes import flags
from ..batch.broadcast import table_of
from ..batch.table import protocol_codes, solve_table
from ..equilibrium.gains import gain_codes, gain_over_isolation
from ..model.parameters import Model
from ..model.variables import VARIABLES

GAIN = "gain_L"
_PLACE = {name: place for place, name in enumerate(VARIABLES)}
_STATUSES = flags()["flag_meanings"].split()
_PAIRS = {"open": ("open", "L"), "F": ("closed", "F"), "L": ("closed", "L")}


@dataclass(frozen=True)
class Solved:
    """The answers of one protocol, in the shape of the fields; equilibria along a last axis."""

    status: NDArray[np.int8]
    count: NDArray[np.int64]
    numbers: NDArray[np.float64]

    def values(self, name: str) -> NDArray[np.float64]:
        """Values of a variable of the registry, or L's gain over isolation, of every equilibrium."""
        if name == GAIN:
            own, isolated = self.values("payoff_L_salient"), self.values("payoff_L_isolated")
            return gain_over_isolation(own, isolated)
        return self.numbers[..., _PLACE[name]]

    @property
    def gains(self) -> NDArray[np.uint8]:
        """Codes of `who_gains`."""
        return gain_codes(self.status, _STATUSES, lambda name: self.values(name)[..., 0])


def solve_fields(
    model: Model, fields: Mapping[str, Any], protocols: Sequence[str], threads: int | None
) -> list[Solved]:
    """Solve fields that broadcast against each other under some protocols, which share their work."""
    shape = np.broadcast_shapes(*map(np.shape, fields.values()))
    table = table_of(fields, shape)
    codes = np.concatenate([protocol_codes(*_PAIRS[protocol]) for protocol in protocols])
    found = solve_table(table, model.information, codes, threads=threads, cost=model.cost)
    return [
        Solved(
            found.status[row].reshape(shape),
            found.counts[row].reshape(shape),
            np.moveaxis(found.numbers[:, row], 0, 1).reshape(*shape, -1, len(VARIABLES)),
        )
        for row in range(len(protocols))
    ]
