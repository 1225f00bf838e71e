"""The status of a solution: what the search for equilibria answers, as one enum (T5)."""

from __future__ import annotations

import enum


class Status(enum.Enum):
    """The answer in one sentence; its name is the short form."""

    # in the order of the engine's codes: see `Status.code`
    NONE = "no pure-strategy equilibrium exists under this off-path rule"
    ONE = "exactly one equilibrium exists"
    SEVERAL = "several equilibria exist"
    LIMIT = "the equilibrium exists only as a limit for ever larger office benefits Ψ"
    UNBOUNDED = "the price is unbounded: F can ask for more the larger Ψ is"
    UNDECIDED = "the search could not decide: solver and checker disagree on a candidate"
    INVALID = "the parameters are not a model: see Model for what is allowed"
    MISSING = "a parameter is missing, so there is no model to solve"

    @property
    def code(self) -> int:
        """The number that ``status`` holds in datasets, and the engine's."""
        return list(Status).index(self)

    @classmethod
    def of(cls, count: int) -> Status:
        """Return the status that a number of equilibria means where nothing else is to be said.

        Examples
        --------
        >>> Status.of(1)
        <Status.ONE: 'exactly one equilibrium exists'>
        """
        return (cls.NONE, cls.ONE, cls.SEVERAL)[min(count, 2)]

    @property
    def is_a_count(self) -> bool:
        """Whether it says how many equilibria exist, and nothing else."""
        return self in (Status.NONE, Status.ONE, Status.SEVERAL)

    def __str__(self) -> str:
        return self.value
