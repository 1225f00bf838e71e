"""One equilibrium, pure or mixed, and everything that is reported of it (T5, T11)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from .certificate import Certificate
from .gains import gain_over_isolation
from .offers import Offer

OffPath = str | float
PRACTICALLY_NONE = 1e-12  # visits that are less likely than this are called so
# what `to_dict` leaves out
_OF_PURE = ("certificate", "index", "offers", "disclosure", "reach")
_OF_MIXED = (
    "certificate", "index", "disclosure", "reach", "threshold", "threshold_share", "concession",
    "concession_above_cost", "payoff_unit_L", "reasons",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, repr=False)
class Equilibrium:
    """One equilibrium, pure or mixed, or a rejected candidate, with everything that T5 and T11 report.

    C never mixes, and F's visit rule mixes at its threshold type only (T6), so that every profile is a list
    of deals, `offers`: none without visits, one in pure strategies, one or two in mixed ones.

    A value that is undefined is None, and `reasons` says why. Removals are probabilities; payoffs are in the
    players' own units (L's are survival probabilities when Ψ = ∞: see `payoff_unit_L`).

    Attributes
    ----------
    kind
        ``"visits"``, ``"no visits"`` or ``"limit"``. In mixed strategies ``"two offers"`` or
        ``"two demands"`` (L or F proposes), ``"deal or no deal"`` or ``"demand or refusal"``,
        ``"two offers or none"`` or ``"two demands or refusal"``.
    index
        1, or −1 for a tipping point: the indices of all equilibria of a model add up to 1 (T11, e). No visits
        with an off-path belief that no mixture of deals comes near do not count, and have 0 (T11, g).
        None where only pure strategies were searched.
    offers
        The deals (`Offer`), in order of their visit probability.
    visit_probability, no_visit_probability
        v = Pr(F visits | S = 1) and 1 − v, each with full relative accuracy.
    threshold, threshold_share
        Lowest signal at which F visits, a; for stepped signals the lowest count and the probability of a
        visit at that count.
    concession, concession_above_cost
        Price z, and z − τ with full relative accuracy. Of two offers each has its own; then these are None.
    weakness_prior, weakness_visit, weakness_no_visit
        k₀, κ and k_N: C's perceived weakness of L before, after a visit (in mixed strategies: whose price she
        does not see) and without one.
    removal_visit, removal_salient, removal_not_salient, removal_ex_ante, removal_isolated
        Pr(L removed) after a visit, given S = 1, given S = 0, before S is drawn, and without any diplomacy.
    payoff_F, payoff_L_salient, payoff_L_not_salient, payoff_L_isolated, payoff_C
        F's and L's given S = 1, L's given S = 0 and in isolation, C's ex ante.
    certificate
        The best deviation of every player.
    disclosure, reach
        Who may prove the price, or that there is no deal, and with which probability (T13.5).
    """

    kind: str
    bargaining: str
    proposer: str
    off_path: OffPath
    visit_probability: float
    no_visit_probability: float
    threshold: float | None
    threshold_share: float | None
    concession: float | None
    concession_above_cost: float | None
    weakness_prior: float
    weakness_visit: float
    weakness_no_visit: float
    removal_visit: float | None
    removal_salient: float
    removal_not_salient: float
    removal_ex_ante: float
    removal_isolated: float
    payoff_F: float
    payoff_L_salient: float
    payoff_L_not_salient: float
    payoff_L_isolated: float
    payoff_C: float
    payoff_unit_L: str
    certificate: Certificate
    reasons: dict[str, str] = field(default_factory=dict)
    index: int | None = None
    offers: tuple[Offer, ...] = ()
    disclosure: str = "none"
    reach: float = 1.0

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

    @property
    def is_mixed(self) -> bool:
        """Whether a player mixes between offers, or between accepting and refusing one."""
        return any(offer.struck < 1.0 for offer in self.offers)

    @property
    def is_practically_none(self) -> bool:
        """Whether visits happen, but with a probability below 1e-12."""
        return 0.0 < self.visit_probability < PRACTICALLY_NONE

    def __repr__(self) -> str:
        prices = " or ".join(f"{offer.concession:.6g}" for offer in self.offers)
        price = f", z = {prices}" if prices else ""
        return (
            f"<Equilibrium of {self.bargaining} bargaining, {self.proposer} proposes: {self.kind}, "
            f"v = {self.visit_probability:.6g}{price}, largest gain from deviating {self.max_gain:.1e}>"
        )

    def _repr_html_(self) -> str:
        from ..model.html_table import html_table
        from ..model.variables import VARIABLES
        from .table import number

        body = [
            [f"{about.long_name}, {about.symbol}", number(getattr(self, name))]
            for name, about in VARIABLES.items()
        ]
        return html_table(repr(self).strip("<>"), ["", ""], body)

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the same field names: all that follows from its strategies and beliefs.

        Certificate and index are left out: they are found by searching again (`verify`), never by reading
        them; so is who may prove what, which belongs to the solution. Offers are listed in mixed strategies
        only, and then hold what belongs to a deal.
        """
        left_out = _OF_MIXED if self.is_mixed else _OF_PURE
        out = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in left_out}
        if self.is_mixed:
            out["offers"] = [offer.to_dict() for offer in self.offers]
        else:
            out["reasons"] = dict(self.reasons)
        out["is_resource_curse"] = self.is_resource_curse
        out["is_mutually_beneficial"] = self.is_mutually_beneficial
        return out
