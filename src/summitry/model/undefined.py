"""Why a number of a result is undefined: one sentence for each case, for solver and reader alike (T5)."""

from __future__ import annotations

_NO_PRICE = "no visit happens, so it has no price"
_NO_VISIT = "no visit ever happens"
_CONTINUOUS = "the signal is continuous: no single signal has positive probability"
_SEVERAL = "there are two offers, each with its own: see offers"
_NO_VISITS = {
    "threshold": _NO_VISIT,
    "threshold_share": _NO_VISIT,
    "concession": _NO_PRICE,
    "concession_above_cost": _NO_PRICE,
    "removal_visit": _NO_VISIT,
    "weakness_visit": "off the path: what C would read into an unexpected visit with unseen price",
}
_NO_READING = {
    "open": "C sees every deal: no visit is ever unexpected",
    "closed": "no reading of an unexpected visit with unseen price supports no visits: "
    "that C may see the price is enough for both leaders to gain",
}


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
        return dict(_NO_VISITS)
    if several:
        names = ("threshold", "threshold_share", "concession", "concession_above_cost")
        return dict.fromkeys(names, _SEVERAL)
    return {} if has_share else {"threshold_share": _CONTINUOUS}


def solution_reasons(bargaining: str, reading: float | None) -> dict[str, str]:
    """Return why a solution has no supporting reading κ̂; nothing if it has one.

    Examples
    --------
    >>> solution_reasons("closed", 0.4)
    {}
    """
    return {} if reading is not None else {"supporting_reading": _NO_READING[bargaining]}
