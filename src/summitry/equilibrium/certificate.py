"""The certificate of an equilibrium (T5): the best deviation of every player, and what it would gain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ..model.tolerances import GAIN
from ..model.words import SENTENCES

DECISIONS: tuple[str, ...] = tuple(
    SENTENCES["decisions"]
)  # in the order of `summitry.engine.DECISIONS`


@dataclass(frozen=True)
class Deviation:
    """The best that one player can do at one decision, the others' strategies given.

    Attributes
    ----------
    player
        ``"F"``, ``"L"`` or ``"C"``; with visits in return ``"leader 1"``, ``"challenger 1"`` and so on.
    decision
        What is decided, in words.
    gain
        Payoff of the deviation less that of the assessment; zero or rounding at an equilibrium.
    unit
        ``"payoff"``, or ``"removal probability"`` for L when Ψ = ∞.
    values
        Its numbers by name: ``concession``, ``visit_probability`` or ``weakness``.
    """

    player: str
    decision: str
    gain: float
    unit: str
    values: dict[str, float]

    @property
    def to(self) -> str:
        """The deviation in words, with its numbers."""
        words, numbers = SENTENCES["deviation"], self.values
        if self.decision == "answer":
            return str(words["answer"])
        if self.decision in ("proof of the price", "proof of no deal", "exposure"):
            said = words["exposing" if self.decision == "exposure" else "silent"]
            return str(said.format(weakness=f"{numbers['weakness']:.6g}"))
        if not numbers:
            return str(words["none"])
        visits = f"{numbers.get('visit_probability', math.nan):.6g}"
        if self.decision == "proposal":
            return str(
                words["proposal"].format(price=f"{numbers['concession']:.6g}", visits=visits)
            )
        if self.decision in ("visit rule", "return visit"):
            return str(words["visits"].format(visits=visits))
        if self.decision == "approval":
            return str(words["approval"].format(visits=visits))
        return str(words["cutoff"].format(weakness=f"{numbers['weakness']:.6g}"))

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "player": self.player, "decision": self.decision, "gain": self.gain,
            "unit": self.unit, "to": self.to, "values": dict(self.values),
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player}, {self.decision}: gains {self.gain:.3g} ({self.unit}) with {self.to}"


@dataclass(frozen=True)
class LimitStep:
    """One finite Ψ of the sequence that certifies a limit (T5, "Ψ = ∞")."""

    psi: float
    visit_probability: float
    no_visit_probability: float
    concession: float
    max_gain: float
    allowed: float

    def to_dict(self) -> dict[str, float]:
        """Plain data."""
        return dict(vars(self))


@dataclass(frozen=True, repr=False)
class Certificate:
    """The result of searching for profitable deviations (T5, "Certificate").

    Attributes
    ----------
    deviations
        The best deviation of every player at every decision.
    allowed
        Largest gain of L or F that counts as rounding: 1e-9 + 1e-12·Ψ, and never more than 1e-9 of what L
        expects to pay and F to receive, v·z (of the deviation, where no deal is made). C, who pays nothing,
        may gain 1e-9.
    sequence
        For a limit as Ψ → ∞: the same search at a sequence of finite Ψ; empty otherwise.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> certificate = sm.solve(model, proposer="L").equilibrium.certificate
    >>> certificate.passed, certificate.max_gain <= 1e-9
    (True, True)
    """

    deviations: tuple[Deviation, ...]
    allowed: float
    sequence: tuple[LimitStep, ...] = ()

    def __repr__(self) -> str:
        verdict = "passed" if self.passed else "failed"
        return (
            f"<Certificate {verdict}: largest gain {self.max_gain:.3g}, allowed {self.allowed:.3g}>"
        )

    @property
    def best(self) -> Deviation:
        """The deviation that gains most."""
        return max(self.deviations, key=lambda deviation: deviation.gain)

    @property
    def max_gain(self) -> float:
        """Largest gain of any player from any unilateral deviation."""
        return self.best.gain

    @property
    def passed(self) -> bool:
        """Whether nobody gains more than rounding; NaN anywhere fails."""
        return all(
            deviation.gain <= (GAIN if deviation.player == "C" else self.allowed)
            for deviation in self.deviations
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        out: dict[str, Any] = {
            "max_gain": self.max_gain,
            "allowed": self.allowed,
            "passed": self.passed,
            "deviations": [deviation.to_dict() for deviation in self.deviations],
        }
        if self.sequence:
            out["sequence"] = [step.to_dict() for step in self.sequence]
        return out
