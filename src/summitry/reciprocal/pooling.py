"""`pooled`: leaders who pool what they know and swap when it pays them together (T13.6, collusion)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.faults import InputError
from ..model.given import GivenModel
from .arguments import pair_of
from .equations import joint_gain
from .leaders import Array, Leader

_SIGNALS = 48  # signals of equal probability into which each curve is divided
_DIRECTIONS, _THRESHOLDS = 72, 24


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """What became of every joint rule (T13.6, "Collusion destroys the signal").

    Attributes
    ----------
    rules
        How many rules "swap iff w₁c₁ + w₂c₂ ≥ τ₁ + τ₂" were tried.
    exceptions
        Rules that may be an equilibrium: each leader for whom a rule supposes a gain (c_i > 0) gains under
        it.
    largest_gain
        The largest c_i/Ψ_i that any of these rules brings about for a leader for whom it supposes c_i > 0.
        The theorem says that it is never positive.
    sustains_no_swaps
        Whether "no swap" is an equilibrium if an unexpected swap is read as the strongest signal, or as the
        prior.
    """

    sigma: float
    rules: int
    exceptions: int
    largest_gain: float
    sustains_no_swaps: dict[str, bool]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    def summary(self) -> str:
        """Return in sentences what the answer means."""
        lasting = [rule for rule, holds in self.sustains_no_swaps.items() if holds]
        reading = " or ".join(lasting) or "neither the strongest signal nor the prior"
        return (
            f"Of {self.rules} joint rules {self.exceptions} could be an equilibrium with swaps. Leaders who "
            "pool what they know swap with the weak, so that a swap tells nothing good. No swap at all is "
            f"sustained by reading an unexpected one as {reading}."
        )


def pooled(model_1: GivenModel, model_2: GivenModel, sigma: float | None = None) -> Pooled:
    """Try every rule by which leaders who pool their intelligence could swap visits.

    Together they swap if and only if w₁c₁ + w₂c₂ ≥ τ₁ + τ₂. Each rule implies what challengers believe, and
    so c₁ and c₂: at an equilibrium they are those that the rule supposes. The theorem (T13.6) says that none
    is.

    Parameters
    ----------
    model_1, model_2, sigma
        As in `swap`.

    Returns
    -------
    Pooled
        How many rules were tried, how many could be an equilibrium, and by what margin the others fail.

    Raises
    ------
    InputError
        As for `swap`, and if τ₁ + τ₂ = 0, for which the theorem is not proved.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> found = sm.reciprocal.pooled(model, model)
    >>> found.exceptions, found.largest_gain < 0
    (0, True)
    """
    where = "reciprocal.pooled"
    leaders, salience = pair_of(model_1, model_2, sigma, where, [])
    costs = sum(leader.model.tau for leader in leaders)
    if costs == 0.0:
        raise InputError(
            "tau = 0 in both models: the theorem on pooled intelligence needs τ₁ + τ₂ > 0. Raise tau in one.",
            where,
        )
    one, two = (_signals(leader) for leader in leaders)
    gains, supposed = _implied(leaders, one, two, salience)
    gains = np.where(supposed, gains, -np.inf)
    wrong = ((gains > 0.0) | np.logical_not(supposed)).all(-1)
    return Pooled(
        sigma=salience, rules=len(gains), exceptions=int(wrong.sum()),
        largest_gain=float(gains.max()), sustains_no_swaps=_no_swaps(leaders, costs),
    )  # fmt: skip


def _signals(leader: Leader) -> Array:
    """Return the mean weakness in each of many equally likely groups of signals, strongest first."""
    v = np.linspace(0.0, 1.0, _SIGNALS + 1)
    rule = leader.at(v, v[::-1])
    weak: Array = rule.v * rule.kappa
    return np.diff(weak) * _SIGNALS


def _implied(
    leaders: tuple[Leader, Leader], one: Array, two: Array, sigma: float
) -> tuple[Array, NDArray[np.bool_]]:
    """Return c_i/Ψ_i that each rule brings about, and whether it supposes c_i > 0."""
    angles = (np.arange(_DIRECTIONS) + 0.5) * 2.0 * np.pi / _DIRECTIONS
    gains, supposed = [], []
    for angle in angles:
        c = np.array([np.cos(angle), np.sin(angle)])
        surplus = c[0] * one[:, None] + c[1] * two[None, :]
        if surplus.max() <= 0.0:
            continue  # such leaders never swap
        levels = surplus.max() * (np.arange(_THRESHOLDS) + 0.5) / _THRESHOLDS
        swaps = surplus >= levels[:, None, None]
        share = swaps.mean((1, 2))
        row = []
        for i, w in enumerate((one[:, None], two[None, :])):
            kappa = (swaps * w).mean((1, 2)) / share
            k0 = leaders[i].k0
            absent = (k0 - sigma * share * kappa) / (1.0 - sigma * share)
            row.append(joint_gain(leaders[i], leaders[1 - i], kappa, absent) / leaders[i].model.psi)
        gains.append(np.stack(row, -1))
        supposed.append(np.broadcast_to(c > 0.0, gains[-1].shape))
    return np.concatenate(gains), np.concatenate(supposed)


def _no_swaps(leaders: tuple[Leader, Leader], costs: float) -> dict[str, bool]:
    """Tell which readings of an unexpected swap leave no pair of signals for which it pays."""
    sustained = {}
    for rule in ("strongest", "prior"):
        most = 0.0
        for leader, other in (leaders, leaders[::-1]):
            k = leader.curve.m_first if rule == "strongest" else leader.k0
            c = float(joint_gain(leader, other, k, leader.k0))
            most += c * (leader.curve.m_last if c > 0.0 else leader.curve.m_first)
        sustained[rule] = bool(most <= costs)
    return sustained
