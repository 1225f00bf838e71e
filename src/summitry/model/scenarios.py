"""Scenarios: a case with a name, a story and a `Model`; packaged ones, and files of your own."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from os.path import exists  # unlike Path.exists it never raises
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .faults import InputError, closest, kind_of, shown
from .parameters import Model
from .scenario_file import parse_scenario, read_scenario

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Scenario:
    """A case: its name, its story, and the model with the values that stand for it.

    Parameters
    ----------
    name : str
        Short name: that of the file, without ``.toml``.
    title, years, source, note : str
        Free text; the title is the name if the file gives none.
    model : Model
        The parameters (T1).
    stylised : bool
        Whether the values only illustrate a story; they are then not estimates.

    Examples
    --------
    >>> case = load_scenario("korea-1964")
    >>> case.years, case.stylised
    ('1964', True)
    """

    name: str
    title: str
    years: str = ""
    source: str = ""
    note: str = ""
    model: Model
    stylised: bool = False

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {shown(self.title)}>"

    @classmethod
    def from_toml(cls, path: str | PathLike[str]) -> Self:
        """Read a scenario file.

        Parameters
        ----------
        path : str or path
            A TOML file of at most 1 MiB, in UTF-8; `summitry.model.scenario_file` describes its sections.

        Returns
        -------
        Scenario
            Named like the file.

        Raises
        ------
        InputError
            Naming the file and every fault in it.
        """
        contents = read_scenario(path)
        return cls._of(Path(path).stem, *contents)

    @classmethod
    def from_toml_text(cls, text: str, origin: str = "scenario") -> Self:
        """Read the text of a scenario file; ``origin`` is its name, in messages too."""
        return cls._of(Path(origin).stem, *parse_scenario(text, origin))

    @classmethod
    def _of(cls, name: str, values: dict[str, Any], about: dict[str, Any]) -> Self:
        return cls(name=name, model=Model(**values), **({"title": name} | about))


def list_scenarios() -> tuple[str, ...]:
    """Name the packaged scenarios, in alphabetical order.

    Returns
    -------
    tuple of str
        Names for `load_scenario`.

    Examples
    --------
    >>> "trump-zelensky-2019" in list_scenarios()
    True
    """
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_scenario(name: str | PathLike[str]) -> Scenario:
    """Load a packaged scenario or, if there is none of this name, a scenario file.

    Parameters
    ----------
    name : str or path
        One of `list_scenarios`, or the path of a file. Write ``./NAME`` for a file that has the name of a
        packaged scenario.

    Returns
    -------
    Scenario
        The case; a packaged one has values chosen from the article's words.

    Raises
    ------
    InputError
        If it is neither, listing the names and suggesting the nearest; or if the file has faults.

    Examples
    --------
    >>> load_scenario("uniform-article").model.psi
    inf
    """
    if not isinstance(name, str | PathLike):
        raise InputError(
            f"name = {shown(name)} is {kind_of(name)}, not the name of a scenario. {_packaged()} Use one of "
            "these names, or the path of a TOML file."
        )
    word = str(name)
    if word in list_scenarios():
        return Scenario.from_toml_text(scenario_text(word), f"{word}.toml")
    if exists(word):
        return Scenario.from_toml(word)
    raise InputError(_unknown(word, "neither a packaged scenario nor a file"))


def scenario_text(name: str) -> str:
    r"""Return the file of a packaged scenario as it is, comments with the reasons of its values included.

    Parameters
    ----------
    name : str
        One of `list_scenarios`.

    Raises
    ------
    InputError
        If there is none of this name.

    Examples
    --------
    >>> "\nk_max = 1" in scenario_text("korea-1964")
    True
    """
    if name not in list_scenarios():
        raise InputError(_unknown(str(name), "not a packaged scenario"))
    return (_folder() / f"{name}.toml").read_text("utf-8")


def scenario_reasons(name: str) -> dict[str, str]:
    """Collect the reasons that a packaged scenario gives for its values: the comments above them.

    Parameters
    ----------
    name : str
        One of `list_scenarios`.

    Returns
    -------
    dict of str to str
        The reason of each parameter that has one, and of the information structure as ``"kind"``.

    Examples
    --------
    >>> scenario_reasons("uniform-example")["alpha"]
    '§6.2: the special case is "the uniform prior", Beta(1, 1).'
    """
    reasons: dict[str, str] = {}
    above: list[str] = []
    for line in scenario_text(name).splitlines():
        key, sign, _ = line.partition(" = ")
        if line.startswith("#"):
            above.append(line.lstrip("# "))
            continue
        if above and sign:
            reasons[key] = " ".join(above)
        above = []
    return reasons


def _folder() -> Traversable:
    # Imported here because only packaged scenarios need it, and every start would pay for it.
    from importlib.resources import files

    return files("summitry.model") / "data"


def _unknown(name: str, trouble: str) -> str:
    names = list_scenarios()
    meant = closest(Path(name).stem, {known.replace("-", "_"): known for known in names})
    advice = "Use one of these names, or the path of a TOML file."
    if meant is not None:
        advice = f"Did you mean {meant}?"
    return f"{shown(name)} is {trouble}. {_packaged()} {advice}"


def _packaged() -> str:
    return f"The packaged scenarios are {', '.join(list_scenarios())}."
