"""The axes that a request asks for: a parameter, its range, its points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..figures import AXES
from ..model.faults import INF
from .query import LIMITS, Query

MOST_POINTS, POINTS = 401, 101  # of a line
MOST_SIDE, SIDE = 96, 24  # cells along one side of a map
# where a slider, and an axis without ends of its own, runs: from, to, and whether its steps are equal ratios
SLIDERS: dict[str, tuple[float, float, bool]] = {
    "alpha": (0.1, 50.0, True),
    "beta": (0.1, 50.0, True),
    "n": (0.5, 200.0, True),
    "sigma": (0.0, 1.0, False),
    "q": (0.0, 1.0, False),
    "tau": (0.0, 2.0, False),
    "rho": (0.0, 5.0, False),
    "r": (0.0, 1.0, False),
    "psi": (1.0, 10_000.0, True),
    "k_max": (1.0, 10.0, True),
    "prior_mean": (0.02, 0.98, False),
    "prior_evidence": (0.5, 100.0, True),
}


@dataclass(frozen=True)
class Span:
    """One axis: a parameter from one value to another."""

    name: str
    points: int
    low: float
    high: float
    log: bool

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends, as the pictures' functions take them."""
        return self.low, self.high

    def values(self) -> NDArray[np.float64]:
        """Values along it, as the pictures' functions spread them."""
        spread = np.geomspace if self.log else np.linspace
        found = np.asarray(spread(self.low, self.high, self.points))
        found[0], found[-1] = self.low, self.high
        return found


def read_span(query: Query, name: str, prefix: str, points: int) -> Span:
    """Read where an axis runs: the range of the parameter's slider, or the request's own."""
    low, high, by_ratio = SLIDERS[name]
    least, most = LIMITS.get(query.kind, {}).get(name, (low, high))
    low, high = max(low, least), min(high, most)
    chosen = query.flag(f"{prefix}log")
    ends = [query.of_field(f"{prefix}{end}", AXES[name]) for end in ("from", "to")]
    start, stop = low if ends[0] is None else ends[0], high if ends[1] is None else ends[1]
    log = by_ratio and start > 0.0 if chosen is None else chosen
    before = len(query.faults)
    if INF in (start, stop):
        query.faults.append(
            f"{prefix}from or {prefix}to is infinite. An axis needs finite ends. Leave it out, or "
            "give a number."
        )
    elif not start < stop:
        query.faults.append(
            f"{prefix}from = {start:g} is not below {prefix}to = {stop:g}. Exchange or change them."
        )
    elif log and start <= 0.0:
        query.faults.append(
            f"{prefix}from = {start:g} with {prefix}log=1: equal ratios need a start above 0. "
            f"Raise {prefix}from, or write {prefix}log=0."
        )
    else:
        ends_beyond = (
            query.beyond(name, start, f"{prefix}from"),
            query.beyond(name, stop, f"{prefix}to"),
        )
        query.faults += [fault for fault in ends_beyond if fault]
    if len(query.faults) > before:
        return Span(name, points, *SLIDERS[name])
    return Span(name, points, start, stop, log)
