"""What an answer means, in two or three sentences for a political scientist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .solution import Equilibrium, Status

if TYPE_CHECKING:
    from .solution import Solution


def explain(solution: Solution) -> str:
    """Say in words what a solution means."""
    return solution.status.value
