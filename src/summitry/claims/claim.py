"""A claim of the article as an object: what it says, where, and how far it holds at a point (T8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.parameters import Model
from .sample import Need, Sample

Vector = NDArray[np.float64]
# units of margins other than a relative difference
OF_PSI = "share of Ψ"
OF_STAKES = "share of the payoffs at stake"
PROBABILITY = "probability"
YES_OR_NO = "1 if it holds, −1 if not"
LOG_RATE = "share of the parameter's fall in logarithms, less ¼"


class Evaluation(NamedTuple):
    """How far a claim holds at every point.

    Attributes
    ----------
    margin
        Non-negative where it holds; NaN where it does not apply.
    bound
        Error of the margin: it fails only below minus this.
    """

    margin: Vector
    bound: float | Vector

    @property
    def applies(self) -> NDArray[np.bool_]:
        """Where the claim says something."""
        return ~np.isnan(self.margin)

    @property
    def fails(self) -> NDArray[np.bool_]:
        """Where it fails, by more than the error bound."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.margin < -np.asarray(self.bound))

    @property
    def ties(self) -> NDArray[np.bool_]:
        """Where the margin is within its error bound of zero."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.abs(self.margin) <= np.asarray(self.bound))


Evaluate = Callable[[Sample], Evaluation]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition with a meaning under which a claim that fails somewhere holds.

    Attributes
    ----------
    text
        In words or as a formula, to follow "holds where".
    evaluate
        Margins of the claim where the condition is met; NaN elsewhere.
    into
        Change that brings a model into the condition, such as ``"inf"``; empty where none does.
    proof
        Where the documentation proves the claim under it, as for `Claim`.
    """

    text: str
    evaluate: Evaluate = field(repr=False)
    into: str = ""
    proof: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Claim:
    """One statement of the article, or one that this project adds.

    Attributes
    ----------
    id
        Such as ``"prop-4"``.
    statement
        In words.
    source
        Where in the article, or "beyond the article".
    region
        Points to which it applies, in words.
    evaluate
        Margins over many points; `margin` is the same on one.
    control_statement, control
        A false neighbour, which an audit must refute.
    needs
        The changes and proposers to be solved, so that claims share them.
    base
        Change that brings a point into the claim's region, such as ``"inf"`` for Ψ = ∞.
    information
        ``"linear"``, or ``"binomial"`` for claims on stepped signals.
    share
        One point in so many is enough: the claim is expensive.
    condition
        Condition that the article itself states, if any.
    proof
        Where the documentation proves it, as a page and words on it: ``"theory/open.md: Proposition 4"``.
    conditions
        Conditions under which it holds although it fails elsewhere, none of them fitted to draws.
    refuted_by
        Values of the fields of a model at which it fails, where draws seldom or never find one.
    compares
        For a comparison: what moves, by which change, and in which direction.
    unit
        Of its margins, in words; all of them are pure numbers.
    """

    id: str
    statement: str
    source: str
    region: str
    evaluate: Evaluate = field(repr=False)
    control_statement: str
    control: Evaluate = field(repr=False)
    needs: tuple[Need, ...] = ()
    base: str = ""
    information: str = "linear"
    share: int = 1
    condition: str | None = None
    proof: str | None = None
    conditions: tuple[Condition, ...] = ()
    refuted_by: tuple[float, ...] = ()
    compares: tuple[str, str, float] | None = None
    unit: str = "relative difference"

    def __repr__(self) -> str:
        return f"<Claim {self.id}: {self.statement}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle a claim of the list by its id, since most are closures; another one as it is."""
        from . import claims

        if claims().get(self.id) is self:
            return _listed, (self.id,)
        return partial(Claim, **vars(self)), ()

    def margin(self, model: Model) -> float | None:
        """Return the margin of the claim at a model: ≥ 0 iff it holds; None where it does not apply.

        A margin within its error bound is returned as 0.

        Examples
        --------
        >>> import summitry as sm
        >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
        >>> sm.claims()["cor-3-q-lowers-z"].margin(model) > 0
        True
        """
        found = self.evaluate(Sample.of(model))
        margin = float(found.margin[0])
        if np.isnan(margin):
            return None
        return 0.0 if found.ties[0] else margin

    def holds(self, model: Model) -> bool | None:
        """Return whether the claim holds at a model; None where it does not apply."""
        margin = self.margin(model)
        return None if margin is None else margin >= 0.0


def _listed(id: str) -> Claim:
    from . import claims

    return claims()[id]


def evaluated(evaluate: Evaluate, sample: Sample) -> Evaluation:
    """Evaluate, once for each sample."""
    if evaluate not in sample.kept:
        sample.kept[evaluate] = evaluate(sample)
    found: Evaluation = sample.kept[evaluate]
    return found


def opposite(evaluate: Evaluate) -> Evaluate:
    """Turn a claim into its opposite, ties included: the usual false neighbour."""

    def control(sample: Sample) -> Evaluation:
        found = evaluated(evaluate, sample)
        return Evaluation(-found.margin, found.bound)

    return control
