"""Stylised pairs of leaders who may visit each other: a scenario file for each."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, NamedTuple

from ..model.faults import InputError, closest, shown
from ..model.scenarios import Scenario


class PairOfScenarios(NamedTuple):
    """Two leaders of a case."""

    leader_1: Scenario
    leader_2: Scenario


def list_pairs() -> tuple[str, ...]:
    """Name the packaged pairs of leaders, in alphabetical order.

    Examples
    --------
    >>> "sarkozy-gaddafi" in list_pairs()
    True
    """
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix("-1.toml") for name in names if name.endswith("-1.toml")))


def load_pair(name: Any) -> PairOfScenarios:
    """Load a packaged pair of leaders.

    Parameters
    ----------
    name : str
        One of `list_pairs`.

    Raises
    ------
    InputError
        If there is no such pair.

    Examples
    --------
    >>> load_pair("sarkozy-gaddafi").leader_1.stylised
    True
    """
    known = list_pairs()
    if name not in known:
        meant = closest(name, {word: word for word in known}) if isinstance(name, str) else None
        raise InputError(
            f"pair = {shown(name)} is unknown. It must be one of {', '.join(known)}. Write for example "
            f"{meant or known[0]!r}.",
            "reciprocal.load_pair",
        )
    texts = ((_folder() / f"{name}-{i}.toml").read_text(encoding="utf-8") for i in (1, 2))
    one, two = (Scenario.from_toml_text(text, f"{name}-{i}") for i, text in enumerate(texts, 1))
    return PairOfScenarios(one, two)


def _folder() -> Any:
    return files("summitry").joinpath("reciprocal", "data")
