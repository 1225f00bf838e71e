"""What F's intelligence can reveal (T2): experiments on L's strength, each seen only as a curve.

The solver knows an information structure through its weakness curve alone: the weakness m(v) of the
marginal visitor and its integral M(v), against the visit probability v. `Linear`, `Binomial`, `Article` and
`Atoms` are supplied; a subclass of `Information` with its own `curve` is as good as any of them.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .conversion import number_list
from .faults import InputError
from .plausibility import MEAN_TOLERANCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .experiments import Curve

ARTICLE_MAX_N = 10_000.0
ARTICLE_STEEP = 1e5  # n per alpha or beta up to which the literal density can surely be tabulated
BINOMIAL_MAX_N = 1_000_000


class Information(ABC):
    """An information structure: an experiment on L's strength, reduced to its weakness curve (T2).

    Subclass it to supply your own: give `kind` and `curve`; `faults`, `draw` and `to_dict` are optional.
    Its posteriors must average to the prior, as those of every experiment do: a model with any other
    curve is refused when it is solved. Set ``bayes_plausible = False`` to study such a curve all the same.

    Examples
    --------
    A signal that is noisier for strong leaders than for weak ones, as three posterior weaknesses:

    >>> import summitry as sm
    >>> class ThreeReports(sm.Information):
    ...     kind = "three-reports"
    ...     def curve(self, alpha, beta, n):
    ...         k0 = beta / (alpha + beta)
    ...         return sm.steps_curve([0.25, 0.5, 0.25], [0.8 * k0, k0, 1.2 * k0])
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    ...                  information=ThreeReports())
    >>> round(sm.WeaknessCurve(model).weakness_visit(0.25), 10)
    0.48
    """

    kind: ClassVar[str] = "custom"
    uses_n: ClassVar[bool] = True
    bayes_plausible: ClassVar[bool] = True

    @abstractmethod
    def curve(self, alpha: float, beta: float, n: float) -> Curve:
        """Build the weakness curve for a prior and precision; see `steps_curve`, `density_curve`."""

    def faults(self, *, alpha: float, beta: float, n: float | None) -> list[str]:
        """Return what is wrong with this structure for a prior and precision; empty when nothing is."""
        return []

    def plausibility_gap(self, alpha: float, beta: float, n: float) -> float:
        """Mean posterior weakness less the prior's, β/(α+β): zero for every Bayesian experiment (T2)."""
        return self.curve(alpha, beta, n).k0 - beta / (alpha + beta)

    def draw(
        self, rng: np.random.Generator, size: int, *, alpha: float, beta: float, n: float
    ) -> dict[str, NDArray[np.float64]]:
        """Draw ``size`` plays of Nature (T2), to `simulate` this structure.

        Returns
        -------
        dict of arrays
            ``weakness``, the posterior E[1 − θ | signal]; and ``strength``, θ, if the structure fixes it.
        """
        raise InputError(
            f"information {self.kind!r} has no joint draw of strength and signal, so it cannot be played. "
            "Use Linear, Binomial or Atoms, or give your own structure a draw method."
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `information_from_dict` reads back."""
        return {"kind": self.kind}


def _draw_prior(
    rng: np.random.Generator, size: int, alpha: float, beta: float
) -> NDArray[np.float64]:
    """Draw L's strength θ ~ Beta(α, β) (T1)."""
    if alpha == 1.0 and beta == 1.0:
        return rng.random(size)  # numpy's algorithm for small α and β takes ten times as long
    return rng.beta(alpha, beta, size)


@dataclass(frozen=True)
class Linear(Information):
    """The default: A/n ~ Beta(α, β) and E[θ | A] = (α+A)/(α+β+n); n real (T2).

    An exact Bayesian experiment, "truth or noise": A/n equals θ with probability n/(α+β+n) and is otherwise a
    fresh draw from the prior. For α = β = 1 it is the article's uniform special case.

    Examples
    --------
    >>> Linear().plausibility_gap(alpha=4, beta=1, n=10)
    0.0
    """

    kind: ClassVar[str] = "linear"

    def curve(self, alpha: float, beta: float, n: float) -> Curve:
        """Build the curve (T2)."""
        from .experiments import linear_curve

        return linear_curve(alpha, beta, n)

    def draw(
        self, rng: np.random.Generator, size: int, *, alpha: float, beta: float, n: float
    ) -> dict[str, NDArray[np.float64]]:
        """Draw θ and A: the truth with probability n/(α+β+n), else a fresh draw from the prior."""
        strength = _draw_prior(rng, size, alpha, beta)
        signal = n * strength
        noise = rng.random(size) >= n / (alpha + beta + n)
        signal[noise] = n * _draw_prior(rng, int(noise.sum()), alpha, beta)
        weakness = (beta + n - signal) / (alpha + beta + n)
        return {"strength": strength, "signal": signal, "weakness": weakness}


@dataclass(frozen=True)
class Binomial(Information):
    """A | θ ~ Binomial(n, θ), n a whole number: the article's coin flips (T2).

    The curve has n + 1 steps, and F's threshold type mixes (T6).

    Examples
    --------
    >>> print(*Binomial().faults(alpha=1, beta=1, n=2.5))
    n = 2.5 is not a whole number, which information 'binomial' needs; ...
    """

    kind: ClassVar[str] = "binomial"

    def faults(self, *, alpha: float, beta: float, n: float | None) -> list[str]:
        """Refuse an n that is not a whole number, or is too large to list its outcomes."""
        if n is None:
            return []
        if n != math.floor(n) or n < 1:
            near = f"{max(1, math.floor(n))} or {max(2, math.floor(n) + 1)}"
            return [
                f"n = {n!r} is not a whole number, which information 'binomial' needs; "
                f"use n = {near}, or information 'linear'"
            ]
        if n > BINOMIAL_MAX_N:
            return [
                f"n = {n:g} is too large for information 'binomial'; allowed is up to "
                f"{BINOMIAL_MAX_N}; use information 'linear', which differs by O(1/n)"
            ]
        return []

    def curve(self, alpha: float, beta: float, n: float) -> Curve:
        """Build the curve (T2)."""
        from .experiments import binomial_curve

        return binomial_curve(alpha, beta, n)

    def draw(
        self, rng: np.random.Generator, size: int, *, alpha: float, beta: float, n: float
    ) -> dict[str, NDArray[np.float64]]:
        """Draw θ from the prior and A from the binomial."""
        strength = _draw_prior(rng, size, alpha, beta)
        signal = rng.binomial(int(n), strength).astype(float)
        weakness = (beta + n - signal) / (alpha + beta + n)
        return {"strength": strength, "signal": signal, "weakness": weakness}


@dataclass(frozen=True)
class Article(Information):
    """The article's density taken literally, for replication; n real (T2).

    A has density on [0, n] proportional to Γ(n+1)/(Γ(x+1)Γ(n−x+1))·B(α+x, β+n−x)/B(α, β), with
    E[θ | A=x] = (α+x)/(α+β+n). It is not Bayes-plausible unless α = β: mean posterior weakness differs from
    the prior's by `plausibility_gap`. The density is normalised and the curve's own mean weakness M(1) serves
    as k₀ everywhere, so that Bayes' rule holds between C's beliefs.

    Examples
    --------
    >>> round(Article().plausibility_gap(alpha=4, beta=1, n=10), 5)
    0.02496
    """

    kind: ClassVar[str] = "article"
    bayes_plausible: ClassVar[bool] = False

    def faults(self, *, alpha: float, beta: float, n: float | None) -> list[str]:
        """Refuse an n that is too large, alone or beside alpha or beta: the density rises too steeply."""
        if n is None:
            return []
        if n > ARTICLE_MAX_N:
            return [
                f"n = {n:g} is too large for information 'article'; allowed is up to "
                f"{ARTICLE_MAX_N:g}; use information 'linear'"
            ]
        name, least = min(("alpha", alpha), ("beta", beta), key=lambda field: field[1])
        if n <= ARTICLE_STEEP * least:
            return []
        try:
            self.curve(alpha, beta, n)
        except InputError:
            return [
                f"n = {n:g} is too large beside {name} = {least:g} for information 'article', whose "
                f"density then rises too steeply to be tabulated; allowed is up to {ARTICLE_STEEP:g} "
                f"times the smaller one of alpha and beta, here {ARTICLE_STEEP * least:g}; "
                "use information 'linear'"
            ]
        return []

    def curve(self, alpha: float, beta: float, n: float) -> Curve:
        """Build the curve from the normalised density (T2)."""
        from .experiments import article_curve

        return article_curve(alpha, beta, n)


@dataclass(frozen=True)
class Atoms(Information):
    """A finite list of posterior weaknesses with their probabilities (T2).

    Parameters
    ----------
    probabilities
        Probability of each atom; positive, sum 1.
    weaknesses
        E[1 − θ | atom], each strictly between 0 and 1; their mean must be the prior weakness β/(α+β).
    prior
        The prior of weakness 1 − θ on [0, 1] if it is not Beta(β, α): a law such as `Kumaraswamy` (T13.2).

    Notes
    -----
    Atoms fix the weakness, not θ: in play removal is drawn with probability w and θ is undefined. A list that
    reveals more than θ itself would is refused (its M would lie below that of the fully revealed prior).

    Examples
    --------
    >>> Atoms([0.5, 0.5], [0.4, 0.6]).faults(alpha=1, beta=1, n=None)
    []
    """

    probabilities: tuple[float, ...]
    weaknesses: tuple[float, ...]
    prior: Any = None
    kind: ClassVar[str] = "atoms"
    uses_n: ClassVar[bool] = False

    def __repr__(self) -> str:
        """Write the call that makes it, without a prior that was not given."""
        prior = "" if self.prior is None else f", prior={self.prior!r}"
        return f"Atoms(probabilities={self.probabilities!r}, weaknesses={self.weaknesses!r}{prior})"

    def __init__(
        self, probabilities: Sequence[float], weaknesses: Sequence[float], prior: Any = None
    ) -> None:
        faults: list[str] = []
        if prior is not None:
            from .continuous import truth_or_noise

            prior = truth_or_noise(prior).prior  # refuses what is no prior
        p = number_list("probabilities", probabilities, faults)
        w = number_list("weaknesses", weaknesses, faults)
        if not faults and len(p) != len(w):
            faults.append(
                f"atoms: {len(p)} probabilities but {len(w)} weaknesses; give one of each for every atom"
            )
        faults += [
            f"atoms: probability {x!r} (number {i + 1}) is out of range; allowed is above 0, at most 1"
            for i, x in enumerate(p)
            if not 0.0 < x <= 1.0
        ]
        faults += [
            f"atoms: weakness {x!r} (number {i + 1}) is out of range; "
            "allowed is strictly between 0 and 1"
            for i, x in enumerate(w)
            if not 0.0 < x < 1.0
        ]
        if not faults and abs(math.fsum(p) - 1.0) > MEAN_TOLERANCE:
            faults.append(
                f"atoms: the probabilities sum to {math.fsum(p):.12g}; they must sum to 1"
            )
        if faults:
            raise InputError(faults)
        object.__setattr__(self, "probabilities", p)
        object.__setattr__(self, "weaknesses", w)
        object.__setattr__(self, "prior", prior)

    def faults(self, *, alpha: float, beta: float, n: float | None) -> list[str]:
        """Refuse atoms whose mean is not the prior, or that no experiment on θ can give (T2)."""
        prior = beta / (alpha + beta)
        total = math.fsum(self.probabilities)
        mean = (
            math.fsum(a * b for a, b in zip(self.probabilities, self.weaknesses, strict=True))
            / total
        )
        if abs(mean - prior) > MEAN_TOLERANCE:
            return [
                f"atoms: the mean weakness is {mean:.12g}, but the prior's is beta/(alpha+beta) = "
                f"{prior:.12g}; change the atoms, or alpha and beta, until they agree to 1e-9"
            ]
        from .experiments import impossible_atoms

        shortfall = impossible_atoms(self.probabilities, self.weaknesses, alpha, beta, self.prior)
        whose = "~ Beta(alpha, beta)" if self.prior is None else "with this prior"
        if self.prior is not None:
            from .continuous import TruthOrNoise

            if wrong := TruthOrNoise(self.prior).faults(alpha=alpha, beta=beta, n=n):
                return wrong
        if shortfall > MEAN_TOLERANCE:
            return [
                f"atoms: no experiment on strength {whose} can give these weaknesses: they "
                f"reveal more than the strength itself (M falls short by {shortfall:.3g}); "
                "move the weaknesses towards their mean"
            ]
        return []

    def curve(self, alpha: float, beta: float, n: float) -> Curve:
        """Build the curve (T2)."""
        from .experiments import steps_curve

        return steps_curve(self.probabilities, self.weaknesses)

    def draw(
        self, rng: np.random.Generator, size: int, *, alpha: float, beta: float, n: float
    ) -> dict[str, NDArray[np.float64]]:
        """Draw the posterior weakness; atoms do not determine θ (T2)."""
        import numpy as np

        order = np.argsort(self.weaknesses)
        ends = np.cumsum(np.array(self.probabilities)[order])
        atom = np.searchsorted(ends[:-1] / ends[-1], rng.random(size), side="right")
        return {"weakness": np.array(self.weaknesses)[order][atom]}

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `information_from_dict` reads back."""
        return {
            "kind": self.kind,
            "probabilities": list(self.probabilities),
            "weaknesses": list(self.weaknesses),
            **({} if self.prior is None else {"prior": self.prior.to_dict()}),
        }
