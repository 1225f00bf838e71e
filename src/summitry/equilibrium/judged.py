"""What pure and mixed equilibria have in common: their certificate, and who gains over isolation (T5)."""

from __future__ import annotations

from .certificate import Certificate
from .gains import gain_over_isolation


class Judged:
    """An equilibrium with its payoffs and its certificate."""

    visit_probability: float
    payoff_F: float
    payoff_L_salient: float
    payoff_L_isolated: float
    certificate: Certificate

    @property
    def max_gain(self) -> float:
        """Largest gain of any player from any unilateral deviation, in payoff units (T5)."""
        return self.certificate.max_gain

    @property
    def is_resource_curse(self) -> bool:
        """Whether L, when F wants a favour, is worse off than under isolation (T5, "resource curse")."""
        return gain_over_isolation(self.payoff_L_salient, self.payoff_L_isolated) < 0.0

    @property
    def is_mutually_beneficial(self) -> bool:
        """Whether both leaders gain over isolation when S = 1 (T5, "mutually beneficial")."""
        return (
            self.visit_probability > 0.0
            and self.payoff_F > 0.0
            and gain_over_isolation(self.payoff_L_salient, self.payoff_L_isolated) > 0.0
        )
