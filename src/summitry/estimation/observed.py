"""What observed probabilities say of the model without a solver: identities for every parameter (T12, E1)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


class Probabilities(NamedTuple):
    """Probabilities given x, one entry a row of x.

    Challenges are None where they are not observed.
    """

    visit: Values  # p = Pr(V = 1)
    removal_no_visit: Values  # R₀
    removal_visit: Values  # R₁
    challenge_no_visit: Values | None = None
    challenge_visit: Values | None = None
    success_no_visit: Values | None = None  # Pr(R | Ch, V = 0), which is k_N
    success_visit: Values | None = None  # Pr(R | Ch, V = 1), which is κ

    @property
    def ex_ante(self) -> Values:
        """Removal whether or not there is a visit."""
        return (1.0 - self.visit) * self.removal_no_visit + self.visit * self.removal_visit

    @property
    def isolated(self) -> Values:
        """Removal if visits were abolished, or bargaining were open: (p√R₁ + (1 − p)√R₀)²."""
        belief = (1.0 - self.visit) * np.sqrt(self.removal_no_visit)
        return np.asarray((belief + self.visit * np.sqrt(self.removal_visit)) ** 2)

    @property
    def effect(self) -> Values:
        """Isolation less ex ante, −p(1 − p)(√R₀ − √R₁)²: never above 0."""
        gap = np.sqrt(self.removal_no_visit) - np.sqrt(self.removal_visit)
        return np.asarray(-self.visit * (1.0 - self.visit) * gap**2)

    @property
    def salience_bound(self) -> Values:
        """Least σ: p(1 − κ)/(1 − k₀), since weakness cannot exceed 1.

        Without challenges κ and k₀ are read at c = 1, the least that c may be: a larger c raises the bound.
        """
        if self.success_visit is None or self.success_no_visit is None:
            visit, before = np.sqrt(self.removal_visit), np.sqrt(self.isolated)
        else:
            visit = self.success_visit
            before = self.visit * visit + (1.0 - self.visit) * self.success_no_visit
        return np.asarray(self.visit * (1.0 - visit) / (1.0 - before))


def joined(probabilities: Probabilities) -> Values:
    """Return everything that is averaged over rows of x, a column for each: see `NAMES`."""
    p = probabilities
    columns = [p.visit, p.removal_no_visit, p.removal_visit, p.ex_ante, p.effect, p.salience_bound]
    columns += [column for column in p[3:] if column is not None]
    return np.column_stack(columns)


NAMES = (
    "visit", "removal_no_visit", "removal_visit", "removal_ex_ante", "effect", "salience_bound",
    "challenge_no_visit", "challenge_visit", "success_no_visit", "success_visit",
)  # fmt: skip
