"""What the search for swaps answers: a status, and every equilibrium with its certificate (T13.6)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from ..equilibrium.certificate import Certificate
from ..equilibrium.solution import NoUniqueEquilibriumError, plain
from ..equilibrium.status import Status
from ..equilibrium.table import number
from ..model.html_table import html_table

if TYPE_CHECKING:
    from ..model.parameters import Model

Pair = tuple[float, float]
_ROWS = {
    "visit_probability": ("chance that leader {} is approved", "v"),
    "weakness_visit": ("weakness of leader {} after a swap", "κ"),
    "weakness_no_visit": ("weakness of leader {} without one", "k_N"),
    "removal_salient": ("removal of leader {} given S = 1", ""),
    "payoff_salient": ("payoff of leader {} given S = 1", "U"),
    "payoff_not_salient": ("payoff of leader {} given S = 0", ""),
    "payoff_isolated": ("payoff of leader {} in isolation", ""),
    "gain": ("gain of leader {} over isolation", ""),
}


@dataclass(frozen=True, kw_only=True, repr=False)
class SwapEquilibrium:
    """One equilibrium of a swap (T13.6); pairs are (leader 1, leader 2).

    Attributes
    ----------
    kind
        ``"swap"``, ``"one-sided approval"`` (only one leader is ever approved, and nobody travels) or ``"no
        swap"`` (nobody is approved).
    visit_probability, no_visit_probability
        v_i, the chance that leader i is approved by the other, given S = 1; and 1 − v_i.
    swap_probability
        v₁v₂, the chance of a swap given S = 1.
    weakness_visit, weakness_no_visit
        κ_i and k_N,i: what challenger i thinks after a swap and without one.
    removal_salient, removal_isolated
        Pr(leader i removed) given S = 1, and without diplomacy.
    payoff_salient, payoff_not_salient, payoff_isolated
        Each leader's payoff given S = 1, given S = 0, and in isolation.
    jacobian
        ∂(E₂, E₁)/∂(v₁, v₂) among the rules that can move both ways (`free`), E the approver's gain.
    free
        Leaders whose approval can move both ways: not held at nobody, at everybody or at a step's end.
    index
        1 or −1, the sign of det(−jacobian); the indices of all equilibria add up to 1.
    is_stable
        Whether approval dynamics v̇_i = E_j return to it.
    certificate
        The best deviation of every player.
    """

    kind: str
    visit_probability: Pair
    no_visit_probability: Pair
    swap_probability: float
    weakness_visit: Pair
    weakness_no_visit: Pair
    removal_salient: Pair
    removal_isolated: Pair
    payoff_salient: Pair
    payoff_not_salient: Pair
    payoff_isolated: Pair
    jacobian: tuple[tuple[float, ...], ...]
    free: tuple[int, ...]
    index: int
    is_stable: bool
    certificate: Certificate

    def __repr__(self) -> str:
        v1, v2 = self.visit_probability
        stable = "stable" if self.is_stable else "unstable"
        return f"<SwapEquilibrium: {self.kind}, v = ({v1:.6g}, {v2:.6g}), {stable}>"

    @property
    def gain(self) -> Pair:
        """Each leader's payoff given S = 1 over isolation."""
        one, two = (a - b for a, b in zip(self.payoff_salient, self.payoff_isolated, strict=True))
        return one, two

    @property
    def is_mutually_beneficial(self) -> bool:
        """Whether both leaders gain over isolation given S = 1, by more than rounding."""
        scale = (1e-12 * abs(payoff) for payoff in self.payoff_isolated)
        return all(gain > least for gain, least in zip(self.gain, scale, strict=True))

    @property
    def max_gain(self) -> float:
        """Largest gain of any player from any unilateral deviation."""
        return self.certificate.max_gain

    def to_dict(self) -> dict[str, Any]:
        """Return plain data with the same field names, the certificate included."""
        out = {f.name: getattr(self, f.name) for f in fields(self)}
        out |= {"gain": self.gain, "is_mutually_beneficial": self.is_mutually_beneficial}
        return out | {"certificate": self.certificate.to_dict()}


@dataclass(frozen=True, kw_only=True, repr=False)
class SwapSolution:
    """Every equilibrium of a swap between two leaders, with the status.

    Attributes
    ----------
    model_1, model_2
        The leaders.
    sigma
        The salience σ.
    side_payment
        What leader 1 pays leader 2 at each swap; negative if leader 2 pays.
    status
        ``ONE``, ``SEVERAL``, or ``UNDECIDED`` if the indices do not add up or a certificate failed. ``NONE``
        is impossible for σ < 1.
    equilibria
        In order of leader 1's approval.
    """

    model_1: Model
    model_2: Model
    sigma: float
    side_payment: float
    status: Status
    equilibria: tuple[SwapEquilibrium, ...]
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        found = ", ".join(
            "({:.6g}, {:.6g})".format(*eq.visit_probability) for eq in self.equilibria
        )
        return f"<SwapSolution: {self.status.value}, (v₁, v₂) = {found}>"

    @property
    def equilibrium(self) -> SwapEquilibrium:
        """The equilibrium, when there is exactly one.

        Raises
        ------
        NoUniqueEquilibriumError
            When there is more than one.
        """
        if len(self.equilibria) == 1 and self.status is Status.ONE:
            return self.equilibria[0]
        raise NoUniqueEquilibriumError(f"{self!r}. Choose from solution.equilibria.")

    @property
    def swaps(self) -> tuple[SwapEquilibrium, ...]:
        """The equilibria in which visits are swapped."""
        return tuple(eq for eq in self.equilibria if eq.kind == "swap")

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "model_1": self.model_1.to_dict(), "model_2": self.model_2.to_dict(), "sigma": self.sigma,
            "side_payment": self.side_payment, "status": self.status.name.lower(),
            "equilibria": [eq.to_dict() for eq in self.equilibria], "notes": list(self.notes),
        }  # fmt: skip

    def to_json(self, indent: int | None = 2) -> str:
        """Return JSON text of `to_dict`; never NaN or Infinity."""
        return json.dumps(plain(self.to_dict()), indent=indent, allow_nan=False, ensure_ascii=False)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows of a table with a column for each equilibrium."""
        head = ["", *(eq.kind for eq in self.equilibria)]
        rows = []
        for name, (label, _) in _ROWS.items():
            for i in (0, 1):
                values = (number(getattr(eq, name)[i]) for eq in self.equilibria)
                rows.append([label.format(i + 1), *values])
        rows.append(["index", *(f"{eq.index:+d}" for eq in self.equilibria)])
        rows.append(
            [
                "stable under approval dynamics",
                *("yes" if eq.is_stable else "no" for eq in self.equilibria),
            ]
        )
        rows.append(
            ["largest gain from deviating", *(number(eq.max_gain) for eq in self.equilibria)]
        )
        return head, rows

    def _repr_html_(self) -> str:
        return html_table(f"Swap of visits: {self.status.value}", *self.table(), self.notes)

    def summary(self) -> str:
        """Return in sentences what the answer means."""
        count = len(self.equilibria)
        lines = [f"Swap of visits: {self.status.value}."]
        if not self.swaps:
            lines.append("In none of them are visits swapped.")
        for eq in self.swaps:
            v1, v2 = eq.visit_probability
            stable = "stable" if eq.is_stable else "unstable"
            who = [
                f"leader {i + 1} {'gains' if gain > 0 else 'loses'} {abs(gain):.4g}"
                for i, gain in enumerate(eq.gain)
            ]
            lines.append(
                f"A swap with (v₁, v₂) = ({v1:.4g}, {v2:.4g}) is {stable} under approval dynamics; over "
                f"isolation {who[0]} and {who[1]} given S = 1."
            )
        if count > len(self.swaps) and self.swaps:
            lines.append(f"{count - len(self.swaps)} other(s) without a swap.")
        return " ".join(lines)
