"""What it costs C to challenge: the law of K/k_max (T1, T13.1).

C challenges if her cost K is no more than the weakness k that she perceives, with probability
G(k) = cdf(k/k_max). The article's law is `Uniform`. Every equation of T3 to T5 takes G: another law is
another model of the same kind. The engine reads all laws but the uniform one from a table (`cost_table`).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

from .conversion import as_number
from .faults import InputError, kind_of, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

    from .cost_table import CostPanels
else:
    import lazy_loader

    np = lazy_loader.load("numpy")  # checking a model needs none of it

_HALVINGS = 64  # of an interval, when a quantile or an inflection is sought


class CostLaw(ABC):
    """The law of C's cost of a challenge, as a multiple of ``k_max`` (T13.1).

    Its distribution function must be continuous up to 1/k_max: an atom there would make C mix. A bounded law
    has no cost above k_max; an unbounded one has, and then ``k_max`` is a scale only.
    """

    kind: ClassVar[str]
    bounded: ClassVar[bool] = True
    lowest: ClassVar[dict[str, float]] = {}  # the least value of each number of the law that may vary

    @abstractmethod
    def cdf(self, x: ArrayLike) -> Any:
        """Return G: the probability that K/k_max is at most x."""

    @abstractmethod
    def pdf(self, x: ArrayLike) -> Any:
        """Return g, the density of K/k_max."""

    def integral(self, x: ArrayLike) -> Any:
        """Return ∫₀ˣ G: what C expects of a challenge that she may choose, per unit of k_max."""
        return self.panels.integral(x)

    def quantile(self, u: ArrayLike) -> Any:
        """Return the cost that C's stays below with probability u; infinite where u is never reached."""
        chances = np.asarray(u, float)
        low, high = np.zeros_like(chances), np.full_like(chances, self.panels.top)
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            less = self.cdf(middle) < chances
            low, high = np.where(less, middle, low), np.where(less, high, middle)
        found = np.where(chances > self.cdf(self.panels.top) + 1e-12, np.inf, high)
        return float(found) if found.ndim == 0 else found

    @property
    def inflection(self) -> float:
        """The x up to which φ(x) = x·G(x) is convex: Prop. 4 holds for every prior iff it is 1/k_max or more.

        That is where x²g(x) ceases to rise (Theorem 1, T13.1); infinite if it never does.
        """
        return self.panels.inflection

    @property
    def panels(self) -> CostPanels:
        """The table that the engine reads."""
        from .cost_table import panels_of

        return panels_of(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `cost_from_dict` reads back."""
        numbers = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        return {"law": self.kind, **numbers}


def _check(law: CostLaw) -> None:
    """Convert the numbers of a law, and refuse those that are not above their lowest value."""
    faults = []
    for name, low in law.lowest.items():
        value = getattr(law, name)
        number = as_number(value)
        label = f"cost: {type(law).__name__}({name}={shown(value)})"
        allowed = (
            f"{name} must be a number from {low:g} to 1000" if low > -1.0 else "it must be finite"
        )
        if number is None:
            faults.append(
                f"{label} is {kind_of(value)}, not a number: {allowed}. Give for example 2."
            )
        elif not low <= number <= 1000.0:
            faults.append(f"{label} is out of range: {allowed}. Give for example 2.")
        else:
            object.__setattr__(law, name, number)
    if faults:
        raise InputError(faults)


@dataclass(frozen=True)
class Uniform(CostLaw):
    """K ~ U[0, k_max], the article's law: G(k) = k/k_max. It needs k_max ≥ 1.

    Examples
    --------
    >>> float(Uniform().cdf(0.25))
    0.25
    """

    kind: ClassVar[str] = "uniform"

    def cdf(self, x: ArrayLike) -> Any:
        """Return x, at most 1."""
        return np.minimum(x, 1.0)

    def pdf(self, x: ArrayLike) -> Any:
        """Return 1 below 1."""
        return np.where(np.asarray(x) < 1.0, 1.0, 0.0)

    def integral(self, x: ArrayLike) -> Any:
        """Return x²/2."""
        y = np.minimum(x, 1.0)
        return 0.5 * y * y + (np.asarray(x) - y)

    @property
    def inflection(self) -> float:
        """1: φ is convex on the whole range of costs."""
        return 1.0


@dataclass(frozen=True)
class Power(CostLaw):
    """G(x) = xᵖ on [0, 1]; with p = 1 uniform, and k_max may then be below 1.

    Examples
    --------
    >>> float(Power(2).cdf(0.5)), Power(2).inflection
    (0.25, 1.0)
    """

    p: float
    kind: ClassVar[str] = "power"
    lowest: ClassVar[dict[str, float]] = {"p": 0.1}

    def __post_init__(self) -> None:
        _check(self)

    def cdf(self, x: ArrayLike) -> Any:
        """Return xᵖ, at most 1."""
        return np.minimum(x, 1.0) ** self.p

    def pdf(self, x: ArrayLike) -> Any:
        """Return p·xᵖ⁻¹ below 1."""
        y = np.asarray(x, float)
        return np.where(y < 1.0, self.p * y ** (self.p - 1.0), 0.0)[()]


@dataclass(frozen=True)
class Beta(CostLaw):
    """K/k_max ~ Beta(a, b): Prop. 4 holds for every prior iff b ≤ 1 (at k_max = 1).

    Examples
    --------
    >>> round(Beta(2, 4).cdf(0.5), 12), Beta(2, 4).inflection
    (0.8125, 0.5)
    """

    a: float
    b: float
    kind: ClassVar[str] = "beta"
    lowest: ClassVar[dict[str, float]] = {"a": 0.1, "b": 0.1}

    def __post_init__(self) -> None:
        _check(self)

    def cdf(self, x: ArrayLike) -> Any:
        """Return the regularised incomplete beta function I_x(a, b)."""
        return self.panels.cdf(x)

    def pdf(self, x: ArrayLike) -> Any:
        """Return xᵃ⁻¹(1−x)ᵇ⁻¹/B(a, b)."""
        return self.density(np.asarray(x, float), 1.0 - np.asarray(x, float))

    def density(self, x: Any, rest: Any) -> Any:
        """Return the density at x = 1 − rest, each with its digits."""
        a, b = self.a, self.b
        norm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = norm + (a - 1.0) * np.log(x) + (b - 1.0) * np.log(rest)
        return np.where(rest > 0.0, np.exp(logs), 0.0)[()]

    @property
    def inflection(self) -> float:
        """(a+1)/(a+b), 1 at most: beyond it nobody has a cost."""
        return min(1.0, (self.a + 1.0) / (self.a + self.b))


@dataclass(frozen=True)
class Kumaraswamy(CostLaw):
    """G(x) = 1 − (1−xᵃ)ᵇ on [0, 1].

    Examples
    --------
    >>> round(float(Kumaraswamy(1, 2).cdf(0.5)), 12), round(Kumaraswamy(1, 2).inflection, 12)
    (0.75, 0.666666666667)
    """

    a: float
    b: float
    kind: ClassVar[str] = "kumaraswamy"
    lowest: ClassVar[dict[str, float]] = {"a": 0.1, "b": 0.1}

    def __post_init__(self) -> None:
        _check(self)

    def cdf(self, x: ArrayLike) -> Any:
        """Return 1 − (1−xᵃ)ᵇ."""
        y = np.minimum(x, 1.0)
        with np.errstate(divide="ignore"):
            return -np.expm1(self.b * np.log1p(-(y**self.a)))

    def pdf(self, x: ArrayLike) -> Any:
        """Return ab·xᵃ⁻¹(1−xᵃ)ᵇ⁻¹."""
        return self.density(np.asarray(x, float), 1.0 - np.asarray(x, float))

    def density(self, x: Any, rest: Any) -> Any:
        """Return the density at x = 1 − rest, each with its digits."""
        a, b = self.a, self.b
        with np.errstate(divide="ignore", invalid="ignore"):
            left = -np.expm1(a * np.where(x < 0.5, np.log(x), np.log1p(-rest)))  # 1 − xᵃ
            dense = a * b * x ** (a - 1.0) * left ** (b - 1.0)
        return np.where(rest > 0.0, dense, 0.0)[()]

    @property
    def inflection(self) -> float:
        """((a+1)/(ab+1))^(1/a), 1 at most."""
        return min(1.0, float(((self.a + 1.0) / (self.a * self.b + 1.0)) ** (1.0 / self.a)))


@dataclass(frozen=True)
class Exponential(CostLaw):
    """K/k_max is exponential with this rate: mean k_max/rate, no largest cost.

    Examples
    --------
    >>> round(float(Exponential(5).cdf(0.2)), 12), Exponential(5).inflection
    (0.632120558829, 0.4)
    """

    rate: float
    kind: ClassVar[str] = "exponential"
    lowest: ClassVar[dict[str, float]] = {"rate": 0.01}
    bounded: ClassVar[bool] = False

    def __post_init__(self) -> None:
        _check(self)

    def cdf(self, x: ArrayLike) -> Any:
        """Return 1 − exp(−rate·x)."""
        return -np.expm1(-self.rate * np.asarray(x))

    def pdf(self, x: ArrayLike) -> Any:
        """Return rate·exp(−rate·x)."""
        return self.rate * np.exp(-self.rate * np.asarray(x))

    @property
    def inflection(self) -> float:
        """2/rate, twice the mean."""
        return 2.0 / self.rate


@dataclass(frozen=True)
class Lognormal(CostLaw):
    """log(K/k_max) ~ N(mu, s²), no largest cost; s from 0.1 on.

    Examples
    --------
    >>> Lognormal(-1.5, 0.5).cdf(np.exp(-1.5)), round(Lognormal(-1.5, 0.5).inflection, 10)
    (0.5, 0.2865047969)
    """

    mu: float
    s: float
    kind: ClassVar[str] = "lognormal"
    lowest: ClassVar[dict[str, float]] = {"mu": -20.0, "s": 0.1}
    bounded: ClassVar[bool] = False

    def __post_init__(self) -> None:
        _check(self)

    def _score(self, x: ArrayLike) -> Any:
        with np.errstate(divide="ignore"):
            return (np.log(np.asarray(x, float)) - self.mu) / self.s

    def cdf(self, x: ArrayLike) -> Any:
        """Return Φ((log x − mu)/s)."""
        return 0.5 * _erfc(-self._score(x) / math.sqrt(2.0))

    def pdf(self, x: ArrayLike) -> Any:
        """Return the density of the lognormal law."""
        y, u = np.asarray(x, float), self._score(x)
        with np.errstate(invalid="ignore", divide="ignore"):
            dense = np.exp(-0.5 * u * u) / (y * self.s * math.sqrt(2.0 * math.pi))
        return np.where(y > 0.0, dense, 0.0)[()]

    @property
    def inflection(self) -> float:
        """exp(mu + s²)."""
        return math.exp(self.mu + self.s**2)


def _erfc(x: Any) -> Any:
    values = np.array([math.erfc(y) for y in np.ravel(x)]).reshape(np.shape(x))
    return float(values) if values.ndim == 0 else values


@dataclass(frozen=True)
class Never(CostLaw):
    """With probability e C never challenges; else her cost follows another law.

    Examples
    --------
    >>> float(Never(0.2, Power(2)).cdf(0.5))
    0.2
    """

    e: float
    base: Any
    kind: ClassVar[str] = "never"

    def __post_init__(self) -> None:
        chance = as_number(self.e)
        faults = []
        if chance is None or not 0.0 <= chance < 1.0:
            faults.append(
                f"cost: Never(e={shown(self.e)}) is no probability below 1. Give for example e=0.1."
            )
        else:
            object.__setattr__(self, "e", chance)
        if not isinstance(self.base, CostLaw):
            faults.append(
                f"cost: Never(base={shown(self.base)}) is {kind_of(self.base)}, not a cost law. Give for "
                "example base=sm.Uniform()."
            )
        if faults:
            raise InputError(faults)
        object.__setattr__(self, "bounded", self.base.bounded)

    def cdf(self, x: ArrayLike) -> Any:
        """Return (1 − e) times the other law's."""
        return (1.0 - self.e) * self.base.cdf(x)

    def pdf(self, x: ArrayLike) -> Any:
        """Return (1 − e) times the other law's."""
        return (1.0 - self.e) * self.base.pdf(x)

    @property
    def inflection(self) -> float:
        """That of the other law."""
        return float(self.base.inflection)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `cost_from_dict` reads back."""
        return {"law": self.kind, "e": self.e, "base": self.base.to_dict()}


UNIFORM = Uniform()


def uniform_faults(law: CostLaw, what: str) -> list[str]:
    """Return the fault of a cost law where only the article's is known; nothing if it is that one.

    Examples
    --------
    >>> uniform_faults(UNIFORM, "disclosure"), len(uniform_faults(Power(2), "disclosure"))
    ([], 1)
    """
    if law == UNIFORM:
        return []
    return [
        f"cost = {shown(law)}: {what} knows the uniform law only. Use cost=sm.Uniform(), or solve, "
        "solve_many, check."
    ]
