"""Continuous experiments beside the linear one (T13.2): probit signals, and truth or noise for any prior."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .conversion import as_number
from .cost_laws import CostLaw
from .cost_reader import cost_from_dict
from .faults import InputError, kind_of, shown
from .information import Information
from .plausibility import MEAN_TOLERANCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .experiments import Curve
else:
    import lazy_loader

    np = lazy_loader.load("numpy")

_REACH = 37.0  # standard deviations beyond which no double holds a probability
_LEAST = 1e-300  # weakness: what is smaller underflows


def _normal(z: Any) -> NDArray[np.float64]:
    """Compute the distribution function of a standard normal variable."""
    values = [0.5 * math.erfc(-x / math.sqrt(2.0)) for x in np.ravel(z)]
    return np.array(values).reshape(np.shape(z))


@dataclass(frozen=True)
class Probit(Information):
    """A normal signal of a normal score: θ = Φ(x), x ~ N(μ, s²), A = x + N(0, e²) (T13.2).

    Two numbers carry it: the prior weakness k₀ = Φ(−μ/√(1+s²)), which is β/(α+β) of the model, and R. The
    prior is then no Beta distribution; α and β enter by k₀ alone. A reported threshold is ½ − y/74, y the
    score Φ⁻¹(v) of the signal counted from the strong end: ½ is the median signal.

    Parameters
    ----------
    R
        s²/√((s²+e²)(1+s²)), strictly between 0 and 1: how much the signal says.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    ...                  information=sm.Probit(0.7))
    >>> round(sm.WeaknessCurve(model).m(0.5), 10)
    0.6386141412
    """

    R: float
    kind: ClassVar[str] = "probit"
    uses_n: ClassVar[bool] = False

    def __post_init__(self) -> None:
        number = as_number(self.R)
        if number is None or not 0.0 < number < 1.0:
            what = f"is {kind_of(self.R)}, not a number" if number is None else "is out of range"
            raise InputError(
                f"information: Probit(R={shown(self.R)}) {what}. R must be strictly between 0 (F learns "
                f"nothing) "
                "and 1. Give for example R=0.7."
            )
        object.__setattr__(self, "R", number)

    def curve(self, alpha: float, beta: float, n: float) -> Curve:
        """Build the curve: m(v) = Φ((Φ⁻¹(k₀) + R·Φ⁻¹(v))/√(1−R²)), in the score Φ⁻¹(v) of v."""
        from .experiments import Curve, density_curve

        first, spread = self._line(beta / (alpha + beta))

        def density(s: Any) -> Any:
            return np.exp(-0.5 * (_REACH * (2.0 * np.asarray(s) - 1.0)) ** 2) + 1e-299

        def weakness(s: Any) -> Any:
            w = _normal(first + spread * _REACH * (2.0 * np.asarray(s) - 1.0))
            return np.clip(w, _LEAST, np.nextafter(1.0, 0.0))

        array = density_curve(density, weakness).array.copy()
        array[3:5] = 0.0, 1.0  # m(0) and m(1): the best signal tells that L cannot be removed
        return Curve(array)

    def _line(self, k0: float) -> tuple[float, float]:
        """Return the score of m at v = ½, and its slope in the score of v."""
        from statistics import NormalDist

        rest = math.sqrt((1.0 - self.R) * (1.0 + self.R))
        return NormalDist().inv_cdf(k0) / rest, self.R / rest

    def draw(
        self, rng: np.random.Generator, size: int, *, alpha: float, beta: float, n: float
    ) -> dict[str, NDArray[np.float64]]:
        """Draw the posterior weakness: R and k₀ leave the strength itself open."""
        first, spread = self._line(beta / (alpha + beta))
        return {"weakness": _normal(first + spread * rng.standard_normal(size))}

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `information_from_dict` reads back."""
        return {"kind": self.kind, "R": self.R}


@dataclass(frozen=True)
class TruthOrNoise(Information):
    """The linear signal for any prior: the truth with probability n/(α+β+n), else a fresh draw (T13.2).

    With weight ω = (α+β)/(α+β+n), m(v) = ωk₀ + (1−ω)Q(v), Q the quantile of weakness 1 − θ. A reported
    threshold is n(1 − v). `Linear` is the case of a Beta prior.

    Parameters
    ----------
    prior
        The prior of weakness 1 − θ on [0, 1], with mean β/(α+β): `Beta`, `Kumaraswamy`, another bounded
        law, or its quantile function.

    Examples
    --------
    >>> import summitry as sm
    >>> fields = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> one = sm.solve(sm.Model(**fields, information=sm.TruthOrNoise(sm.Beta(3, 2)))).equilibrium
    >>> abs(one.concession - sm.solve(fields).equilibrium.concession) < 1e-9
    True
    """

    prior: Any
    kind: ClassVar[str] = "truth-or-noise"

    def __post_init__(self) -> None:
        if isinstance(self.prior, CostLaw):
            if self.prior.bounded and abs(float(self.prior.cdf(1.0)) - 1.0) <= 1e-12:
                return
            raise InputError(
                f"information: TruthOrNoise({shown(self.prior)}) has weakness above 1. The prior must lie on "
                "[0, 1]. Give for example TruthOrNoise(sm.Beta(3, 2))."
            )
        if not callable(self.prior):
            raise InputError(
                f"information: TruthOrNoise({shown(self.prior)}) is {kind_of(self.prior)}, no prior. Give "
                f"a law "
                "of weakness on [0, 1] or its quantile function, for example TruthOrNoise(sm.Beta(3, 2))."
            )

    def quantile(self, v: Any) -> NDArray[np.float64]:
        """Return Q: the weakness below which a share v of all leaders lies."""
        found = self.prior.quantile(v) if isinstance(self.prior, CostLaw) else self.prior(v)
        return np.asarray(found, float)

    def mean(self) -> float:
        """Return the mean weakness of the prior."""
        if isinstance(self.prior, CostLaw):
            return 1.0 - float(self.prior.integral(1.0))
        nodes, weights = np.polynomial.legendre.leggauss(24)
        edges = np.concatenate(
            [[0.0], 0.5 ** np.arange(50, 0, -1.0), 1.0 - 0.5 ** np.arange(2, 51), [1.0]]
        )
        middles, halves = 0.5 * (edges[1:] + edges[:-1]), 0.5 * np.diff(edges)
        values = self.quantile((middles[:, None] + halves[:, None] * nodes).ravel())
        return float((values.reshape(-1, 24) @ weights * halves).sum())

    def faults(self, *, alpha: float, beta: float, n: float | None) -> list[str]:
        """Refuse a prior whose mean is not β/(α+β)."""
        mean, k0 = self.mean(), beta / (alpha + beta)
        if abs(mean - k0) <= MEAN_TOLERANCE:
            return []
        return [
            f"information 'truth-or-noise': the prior's mean weakness is {mean:.12g}, but "
            f"beta/(alpha+beta) = "
            f"{k0:.12g}. Change the prior, or alpha and beta, until they agree to 1e-9."
        ]

    def curve(self, alpha: float, beta: float, n: float) -> Curve:
        """Build the curve, in the share of leaders that are stronger."""
        from .experiments import density_curve

        s, k0 = alpha + beta, beta / (alpha + beta)
        noise, truth = s / (s + n), n / (s + n)
        return density_curve(
            lambda u: np.ones_like(u), lambda u: noise * k0 + truth * self.quantile(np.asarray(u)),
            tolerance=1e-11,
        )  # fmt: skip

    def draw(
        self, rng: np.random.Generator, size: int, *, alpha: float, beta: float, n: float
    ) -> dict[str, NDArray[np.float64]]:
        """Draw θ and the posterior weakness."""
        weak, seen = self.quantile(rng.random(size)), self.quantile(rng.random(size))
        told = rng.random(size) < n / (alpha + beta + n)
        signal = np.where(told, weak, seen)
        noise = (alpha + beta) / (alpha + beta + n)
        k0 = beta / (alpha + beta)
        return {"strength": 1.0 - weak, "weakness": noise * k0 + (1.0 - noise) * signal}

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `information_from_dict` reads back, unless the prior is a function."""
        if isinstance(self.prior, CostLaw):
            return {"kind": self.kind, "prior": self.prior.to_dict()}
        return {"kind": "custom"}


def truth_or_noise(prior: Any) -> TruthOrNoise:
    """Read the structure from plain data."""
    return TruthOrNoise(cost_from_dict(prior) if isinstance(prior, dict) else prior)


def revealed_shortfall(
    prior: CostLaw | Callable[[Any], Any], v: NDArray[np.float64], weak: NDArray[np.float64]
) -> float:
    """Return by how much M at some v falls short of M° of the fully revealed prior, at most (T2, T13.2)."""
    structure = TruthOrNoise(prior)
    q = structure.quantile(v)
    if isinstance(prior, CostLaw):  # ∫₀ᵛ Q by parts
        return float((v * q - prior.integral(q) - weak).max())
    nodes, weights = np.polynomial.legendre.leggauss(24)
    edges = np.append(0.0, 0.5 ** np.arange(50, -1, -1.0))
    middles, halves = 0.5 * (edges[1:] + edges[:-1]), 0.5 * np.diff(edges)
    shares = (middles[:, None] + halves[:, None] * nodes).ravel()
    values = np.stack([structure.quantile(share * shares) for share in v]).reshape(v.size, -1, 24)
    return float((v * (values @ weights * halves).sum(1) - weak).max())
