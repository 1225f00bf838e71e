"""The status of a solution: what the search for equilibria answers, as one enum (T5)."""

from __future__ import annotations

import enum


class Status(enum.Enum):
    """The answer in one sentence; its name is the short form."""

    ONE = "exactly one equilibrium exists"
    SEVERAL = "several equilibria exist"
    NONE = "no pure-strategy equilibrium exists under this off-path rule"
    LIMIT = "the equilibrium exists only as a limit for ever larger office benefits Ψ"
    UNBOUNDED = "the price is unbounded: F can ask for more the larger Ψ is"
    UNDECIDED = "the search could not decide: solver and checker disagree on a candidate"
    INVALID = "the parameters are not a model: see Model for what is allowed"

    def __str__(self) -> str:
        return self.value
