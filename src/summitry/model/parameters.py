"""The parameters of the game (T1), checked once, here at the border.

`FIELDS` is the only list of the parameters: their domains, with the meanings of `words.json`; every check
and every sentence about a parameter comes from it. Behind this border a `Model` is good.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any, Self, SupportsFloat

from .cost_laws import UNIFORM, CostLaw
from .faults import REQUIRED, Field, InputError, closest, kind_of, plain, shown
from .information import Information
from .structures import LINEAR as LINEAR
from .structures import read_cost as read_cost
from .structures import read_structure as read_structure
from .words import SENTENCES, WORDS

_CHANCE: dict[str, Any] = {"upper": 1.0, "upper_inclusive": True}
_PRIOR: dict[str, Any] = {"lower_inclusive": False, "smallest": 1e-6, "largest": 1e6}

def named_field(name: str, section: str, example: float, **domain: Any) -> Field:
    """Define a parameter, with the symbol, meaning and unit that `words.json` has for it."""
    words = WORDS["fields"][name]
    return Field(
        name, words["symbol"], words["meaning"], words["unit"], section, example, **domain
    )


# fmt: off
FIELDS: tuple[Field, ...] = (
    named_field("alpha", "prior", 2.0, **_PRIOR, aliases=("a", "strong", "strength")),
    named_field("beta", "prior", 3.0, **_PRIOR, aliases=("b", "weak", "weakness")),
    named_field("n", "foreign_leader", 12.0, lower_inclusive=False, smallest=1e-9, largest=1e9,
                aliases=("trials", "precision", "intelligence")),
    named_field("sigma", "bargaining", 0.35, **_CHANCE,
                aliases=("s", "salience", "expected_salience")),
    named_field("q", "bargaining", 0.6, **_CHANCE,
                aliases=("transparency", "concession_transparency")),
    named_field("tau", "foreign_leader", 0.1, largest=1e9,
                aliases=("t", "cost", "visit_cost", "travel_cost")),
    named_field("rho", "foreign_leader", 0.8, largest=1e9,
                aliases=("reputation", "reputational_cost", "reputation_cost")),
    named_field("r", "foreign_leader", 0.4, **_CHANCE, aliases=("retention", "immediacy")),
    named_field("psi", "domestic_leader", 30.0, lower_inclusive=False, upper_inclusive=True,
                smallest=1e-9, largest=1e15,
                aliases=("office", "office_benefit", "office_holding", "office_value")),
    named_field("k_max", "challenger", 1.0, lower=1.0, largest=1e9, default=1.0,
                aliases=("k", "kmax", "max_cost", "challenge_cost")),
)
# fmt: on
ANY_SCALE: dict[str, Any] = {"lower": 0.0, "lower_inclusive": False, "smallest": 1e-9}  # k_max of other laws

NAMES = (*(field.name for field in FIELDS), "information", "cost")
SPELLINGS = {
    word.casefold(): field.name
    for field in FIELDS
    for word in (*field.aliases, field.symbol, field.name)
} | dict.fromkeys(("information", "info", "signal", "experiment"), "information") | {
    "cost_law": "cost"
}


def _unknown(name: str, value: object) -> tuple[str | None, str]:
    """Return the fault of a name that no parameter has, and find the parameter meant, if any."""
    meant = closest(name, SPELLINGS)
    fault = f"{name} = {shown(value)} is unknown. The parameters are {', '.join(NAMES)}."
    if meant is None:
        return None, f"{fault} Remove {name}, or use one of these names."
    title = next((field.title for field in FIELDS if field.name == meant), meant)
    return meant, f"{fault} Did you mean {title}? Write {meant} instead of {name}."


def examine(
    values: Mapping[str, object],
    *,
    label: Callable[[str], str] = str,
    excused: frozenset[str] = frozenset(),
) -> tuple[dict[str, Any], list[str]]:
    """Check values of parameters and collect every fault.

    Parameters
    ----------
    values : mapping
        Values by name; `REQUIRED` stands for a value not given.
    label : callable, optional
        How the source of the values writes a name, such as ``"[prior] alpha"`` in a scenario file.
    excused : frozenset of str, optional
        Names not to be called missing, because another fault already speaks of them.

    Returns
    -------
    tuple of dict and list
        The values that passed, converted; and the faults, unknown names first, then as in `FIELDS`.

    Examples
    --------
    >>> clean, faults = examine({"alpha": 2, "k_max": 0.5})
    >>> clean["alpha"], len(faults)
    (2.0, 9)
    """
    faults: list[str] = []
    for name in values:
        if name not in NAMES:
            meant, fault = _unknown(name, values[name])
            excused |= {meant} if meant else set()
            faults.append(fault)
    structure, wrong = read_structure(values.get("information", REQUIRED))
    law, odd = read_cost(values.get("cost", REQUIRED))
    clean: dict[str, Any] = {"information": structure} if structure else {}
    clean |= {"cost": law} if law else {}
    for field in map(domain_of(law), FIELDS):
        value = values.get(field.name, REQUIRED)
        if value is REQUIRED or (value is None and field.name == "n"):
            value = field.default
        if value is not REQUIRED:
            number, fault = field.examine(value, label(field.name))
        elif field.name in excused:
            continue
        elif field.name == "n" and not (structure and structure.uses_n):
            number, fault = None, ""
        else:
            fault = f"{label(field.name)} is missing. {field.rule} Add it, {field.instance}."
        if fault:
            faults.append(fault)
        else:
            clean[field.name] = number
    return clean, [*faults, *wrong, *odd, *_joint_faults(clean)]


def domain_of(law: CostLaw | None) -> Callable[[Field], Field]:
    """Return what widens the domain of k_max: only the uniform law needs the article's k_max ≥ 1."""
    if law is None or law == UNIFORM:
        return lambda field: field
    return lambda field: replace(field, **ANY_SCALE) if field.name == "k_max" else field


def _joint_faults(clean: Mapping[str, Any]) -> list[str]:
    """Check what concerns several parameters, as far as each of them is good."""
    faults: list[str] = []
    if {"rho", "r", "tau"} <= clean.keys():
        rho, r, tau = clean["rho"], clean["r"], clean["tau"]
        if rho + (1 - r) * tau == 0:
            values = {"rho": plain(rho), "r": plain(r), "tau": plain(tau)}
            faults.append(SENTENCES["no_cost"].format(**values))
    if {"cost", "k_max", "psi"} <= clean.keys():
        law, c = clean["cost"], clean["k_max"]
        if law.bounded and c < 1.0 and clean["psi"] == math.inf:
            faults.append(
                f"k_max = {plain(c)} with psi = inf: a C who perceives a weakness above k_max is sure to "
                "challenge, and L does not mind being thought weaker still; the limit of T5 needs k_max "
                "of at least 1 then. Raise k_max to 1, or give a finite psi."
            )
    if {"alpha", "beta", "n", "information"} <= clean.keys():
        structure: Information = clean["information"]
        faults += structure.faults(alpha=clean["alpha"], beta=clean["beta"], n=clean["n"])
    return faults


@dataclass(frozen=True, kw_only=True, slots=True, init=False, repr=False)
class Model:
    """The game's parameters (T1), known to be good; equal and hashed by value, never changed.

    Numbers of any kind are accepted and kept as floats: int, Fraction, Decimal, scalars of numpy.

    Parameters
    ----------
    alpha, beta : float
        α, β > 0. L's strength θ, the chance to survive a challenge, is Beta(α, β) in all eyes.
    n : float, optional
        n > 0. Precision of F's intelligence. None if the information structure does not use it.
    sigma : float
        σ in [0, 1]. Expected salience: the chance that F wants a favour from L.
    q : float
        In [0, 1]. Concession transparency: the chance that C sees the concession after a visit.
    tau : float
        τ ≥ 0. F's fixed cost of a visit.
    rho : float
        ρ ≥ 0. F's reputational cost if L is removed after a visit.
    r : float
        In [0, 1]. Retention: the chance that F keeps the concession if L is removed.
    psi : float or "inf"
        Ψ > 0. L's benefit from holding office; infinite if office holding dominates.
    k_max : float, default: 1
        c ≥ 1. The scale of C's cost of a challenge, which is uniform on [0, c] unless ``cost`` says
        otherwise.
    information : Information, default: Linear()
        How F's intelligence becomes a signal (T2).
    cost : CostLaw, default: Uniform()
        The law of K/k_max (T13.1). With any other than the uniform one k_max may be below 1.

    Raises
    ------
    InputError
        With every fault of the values at once, ρ + (1−r)τ = 0 included.

    Examples
    --------
    >>> model = Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> model.replace(sigma=0.9, psi="inf")
    Model(alpha=2, beta=3, n=12, sigma=0.9, q=0.6, tau=0.1, rho=0.8, r=0.4, psi='inf')
    >>> model.replace(tau=-1)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    summitry.model.faults.InputError: Model.replace: tau = -1 is below 0. tau (τ), F's fixed cost of a ...
    """

    alpha: float
    beta: float
    n: float | None
    sigma: float
    q: float
    tau: float
    rho: float
    r: float
    psi: float
    k_max: float = 1.0
    information: Information = LINEAR
    cost: CostLaw = UNIFORM

    def __init__(
        self,
        /,
        *nameless: object,
        alpha: SupportsFloat = REQUIRED,
        beta: SupportsFloat = REQUIRED,
        n: SupportsFloat | None = None,
        sigma: SupportsFloat = REQUIRED,
        q: SupportsFloat = REQUIRED,
        tau: SupportsFloat = REQUIRED,
        rho: SupportsFloat = REQUIRED,
        r: SupportsFloat = REQUIRED,
        psi: SupportsFloat | str = REQUIRED,
        k_max: SupportsFloat = 1.0,
        information: Information = LINEAR,
        cost: CostLaw = UNIFORM,
        **unknown: object,
    ) -> None:
        given = locals()
        clean, faults = examine({name: given[name] for name in NAMES} | unknown)
        if nameless:
            faults = [
                f"{shown(nameless)} has no name. Every parameter is given by its name. "
                "Write for example Model(alpha=2, ...); for a dictionary use Model.from_dict(...).",
                *faults,
            ]
        self._fill("Model", clean, faults)

    def _fill(self, where: str, clean: Mapping[str, Any], faults: list[str]) -> Self:
        if faults:
            raise InputError(faults, where)
        for name in NAMES:
            object.__setattr__(self, name, clean[name])
        return self

    def __repr__(self) -> str:
        parts = []
        for field in FIELDS:
            value = getattr(self, field.name)
            if value is not None and value != field.default:
                # Quoted, because inf is no name of Python's.
                text = "'inf'" if value == math.inf else plain(value)
                parts.append(f"{field.name}={text}")
        if self.information != LINEAR:
            parts.append(f"information={self.information!r}")
        if self.cost != UNIFORM:
            parts.append(f"cost={self.cost!r}")
        return f"Model({', '.join(parts)})"

    @property
    def prior_weakness(self) -> float:
        """k₀ = β/(α+β), the chance in everybody's eyes that a challenge removes L (T1)."""
        return self.beta / (self.alpha + self.beta)

    def replace(self, /, **changes: object) -> Self:
        """Make a model that differs in some parameters.

        Parameters
        ----------
        **changes
            New values by name.

        Returns
        -------
        Model
            Checked like any other; `InputError` names every fault.

        Examples
        --------
        >>> case = Model(alpha=2, beta=3, n=12, tau=0, rho=1, r=0, sigma=0, q=0, psi="inf")
        >>> case.replace(beta=2).prior_weakness
        0.5
        """
        values = {name: getattr(self, name) for name in NAMES} | changes
        return object.__new__(type(self))._fill("Model.replace", *examine(values))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; infinite Ψ is ``"inf"`` and information is a dictionary.

        Returns
        -------
        dict
            Every field by name, defaults included but for the uniform cost law.

        Examples
        --------
        >>> case = Model(alpha=2, beta=3, n=12, tau=0, rho=1, r=0, sigma=0, q=0, psi="inf")
        >>> case.to_dict()["psi"], case.to_dict()["information"]
        ('inf', {'kind': 'linear'})
        """
        data = {name: getattr(self, name) for name in NAMES if name != "cost"}
        infinite = {"psi": "inf"} if self.psi == math.inf else {}
        # the article's law is left out: results and files from before there were others stay as they are
        law = {} if self.cost == UNIFORM else {"cost": self.cost.to_dict()}
        return data | infinite | {"information": self.information.to_dict()} | law

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Read what `to_dict` gives; parameters with a default may be left out.

        Parameters
        ----------
        data : mapping
            Values by name; information as an object or as plain data.

        Examples
        --------
        >>> case = Model(alpha=2, beta=3, n=12, tau=0, rho=1, r=0, sigma=0, q=0, psi="inf")
        >>> Model.from_dict(case.to_dict()) == case
        True
        """
        where = "Model.from_dict"
        if not isinstance(data, Mapping):
            raise InputError(
                f"{shown(data)} is {kind_of(data)}, not a dictionary. It must map the name of each "
                'parameter to its value. Write for example Model.from_dict({"alpha": 2, ...}).',
                where,
            )
        values = {str(name): value for name, value in data.items()}
        return object.__new__(cls)._fill(where, *examine(values))

    @classmethod
    def from_toml(cls, path: str | PathLike[str]) -> Self:
        """Read the model of a scenario file; `InputError` names the file and every fault in it."""
        from .scenario_file import read_scenario

        return object.__new__(cls)._fill("", read_scenario(path)[0], [])

    @classmethod
    def from_toml_text(cls, text: str, origin: str = "scenario") -> Self:
        """Read the model from the text of a scenario file; ``origin`` names it in messages."""
        from .scenario_file import parse_scenario

        return object.__new__(cls)._fill("", parse_scenario(text, origin)[0], [])

    def to_toml(
        self,
        path: str | PathLike[str] | None = None,
        *,
        title: str = "",
        years: str = "",
        source: str = "",
        note: str = "",
        stylised: bool = False,
    ) -> str:
        r"""Write a scenario file with symbol and meaning on every line, and return its text.

        Parameters
        ----------
        path : str or path, optional
            Where to write; without it nothing is written.
        title, years, source, note, stylised
            What `Scenario` says about the case; empty ones are left out.

        Examples
        --------
        >>> case = Model(alpha=2, beta=3, n=12, tau=0, rho=1, r=0, sigma=0, q=0, psi="inf")
        >>> print(case.to_toml(title="A case").split("\n\n")[4])
        [domestic_leader]  # L, who may be visited, and challenged at home
        psi = inf              # Ψ: L's benefit from holding office
        """
        from .scenario_file import write_scenario

        about = {"title": title, "years": years, "source": source, "note": note}
        return write_scenario(self, path, about | {"stylised": stylised})
