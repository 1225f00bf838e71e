"""Why a number of a result is undefined: one sentence for each case, for solver and reader alike (T5)."""

from __future__ import annotations

from .words import SENTENCES

_REASONS = SENTENCES["reasons"]


def equilibrium_reasons(visits: bool, has_share: bool, several: bool = False) -> dict[str, str]:
    """Return why numbers of an equilibrium are undefined; of κ without visits, why it is off the path.

    Parameters
    ----------
    visits
        Whether a visit happens with positive probability.
    has_share
        Whether the marginal signal has a probability, as signals with steps have (T6).
    several
        Whether there are several deals (T11).

    Examples
    --------
    >>> list(equilibrium_reasons(visits=True, has_share=False))
    ['threshold_share']
    """
    if not visits:
        return dict(_REASONS["no_visits"])
    if several:
        names = ("threshold", "threshold_share", "concession", "concession_above_cost")
        return dict.fromkeys(names, _REASONS["several"])
    return {} if has_share else {"threshold_share": _REASONS["continuous"]}


def solution_reasons(bargaining: str, reading: float | None) -> dict[str, str]:
    """Return why a solution has no supporting reading κ̂; nothing if it has one.

    Examples
    --------
    >>> solution_reasons("closed", 0.4)
    {}
    """
    return (
        {} if reading is not None else {"supporting_reading": _REASONS[f"no_reading_{bargaining}"]}
    )
