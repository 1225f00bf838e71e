"""`swap`: both leaders visit each other, or nobody travels; every equilibrium (T13.6)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..equilibrium.status import Status
from ..model.conversion import as_number
from ..model.faults import shown
from ..model.given import GivenModel
from .arguments import pair_of
from .box import Box, Place
from .certificates import removal, swap_certificate, visit_payoff
from .equations import absence_gap, approvals, no_swap_share, payments
from .leaders import Leader, Rule
from .solution import SwapEquilibrium, SwapSolution

_LOST = "The indices of the equilibria do not add up to 1: some are missing, or one is degenerate."
_FAILED = "A solution of the equations did not pass its certificate."


def swap(
    model_1: GivenModel,
    model_2: GivenModel,
    sigma: float | None = None,
    side_payment: float = 0.0,
    *,
    off_path: Any = "strongest",
) -> SwapSolution:
    """Find every equilibrium of a simultaneous swap of visits, each with certificate and stability.

    Each leader sees a signal about the other and says yes or no; if both say yes and S = 1, each visits the
    other. Each leader's challenger sees a swap or none. Equilibria without a swap and those in which one
    leader alone is ever approved are listed too.

    Parameters
    ----------
    model_1, model_2
        The leaders, in any form that `solve` takes. Prior, n and information structure say what the other
        sees of this one, ``psi`` and ``k_max`` what its own office and challenger are like, ``tau``, ``rho``
        and ``r`` what its own visits cost. ``q`` and ``sigma`` of the models are not used.
    sigma
        The salience σ < 1, common to both; by default that of the models, if they agree.
    side_payment
        What leader 1 pays leader 2 at each swap; negative if leader 2 pays.
    off_path
        ``"strongest"`` (Assumption 1) for both challengers: an unexpected swap is read as the strongest
        signal.

    Returns
    -------
    SwapSolution
        The status and every equilibrium in (v₁, v₂), in order of v₁.

    Raises
    ------
    InputError
        For σ outside [0, 1), a side payment that is no finite number, Ψ = ∞, different off-path rules, or
        what is no model; all faults at once.

    Notes
    -----
    For σ < 1 an equilibrium always exists (Brouwer), and the indices of all add up to 1: if those found do
    not, the status is UNDECIDED.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=5)
    >>> for eq in sm.reciprocal.swap(model, model).equilibria:
    ...     print(eq)
    <SwapEquilibrium: swap, v = (0.00198037, 0.779075), stable>
    <SwapEquilibrium: swap, v = (0.460169, 0.460169), unstable>
    <SwapEquilibrium: swap, v = (0.779075, 0.00198037), stable>
    """
    where = "reciprocal.swap"
    leaders, salience = pair_of(
        model_1, model_2, sigma, where, _payment_faults(side_payment), off_path
    )
    paid = float(side_payment)
    box = Box(
        leaders[0].path, leaders[1].path, lambda a, b: approvals(*leaders, a, b, salience, paid)
    )
    found = tuple(_equilibrium(box, leaders, place, salience, paid) for place in box.solve())
    notes = [_LOST] if sum(eq.index for eq in found) != 1 else []
    notes += [] if all(eq.certificate.passed for eq in found) else [_FAILED]
    return SwapSolution(
        model_1=leaders[0].model, model_2=leaders[1].model, sigma=salience, side_payment=paid,
        status=Status.UNDECIDED if notes else Status.of(len(found)),
        equilibria=tuple(eq for eq in found if eq.certificate.passed), notes=tuple(notes),
    )  # fmt: skip


def _payment_faults(payment: Any) -> list[str]:
    """Return what is wrong with a side payment, which may be negative."""
    number = as_number(payment)
    if number is not None and math.isfinite(number):
        return []
    return [
        f"side_payment = {shown(payment)} is no finite number. It is what leader 1 pays leader 2 at each "
        "swap, negative if leader 2 pays. Write for example side_payment=0.1."
    ]


def _equilibrium(
    box: Box, leaders: tuple[Leader, Leader], place: Place, sigma: float, paid: float
) -> SwapEquilibrium:
    """Report one solution: beliefs, payoffs, stability and certificate."""
    places = (place.a, place.s), (place.b, place.t)
    rules = tuple(
        _scalar(line.at(np.array([i]), np.array([s])))
        for line, (i, s) in zip(box.lines, places, strict=True)
    )
    one, two = rules
    none = float(no_swap_share(sigma, one, two))
    absent = tuple(float(rule.kappa + absence_gap(rule, none)) for rule in rules)
    both = float(one.v * two.v)
    risks, payoffs = [], []
    for i, j in ((0, 1), (1, 0)):
        own, other = leaders[i], leaders[j]
        gives, gets = payments(i, paid)
        weak = both * float(rules[i].kappa)
        risk = float(removal(own, rules[i].kappa, weak) + removal(own, absent[i], own.k0 - weak))
        visit = float(visit_payoff(own, other, rules[j].kappa, rules[j].kappa, gets))
        risks.append(risk)
        payoffs.append(own.model.psi * (1.0 - risk) + both * (visit - gives))
    free, slope = box.jacobian(place)
    idle = [
        own.model.psi * (1.0 - removal(own, k, own.k0))
        for own, k in zip(leaders, absent, strict=True)
    ]
    isolated = [float(removal(own, own.k0, own.k0)) for own in leaders]
    alone = [own.model.psi * (1.0 - risk) for own, risk in zip(leaders, isolated, strict=True)]
    return SwapEquilibrium(
        kind="swap" if both > 0.0 else "one-sided approval" if max(one.v, two.v) > 0.0 else "no swap",
        visit_probability=(float(one.v), float(two.v)),
        no_visit_probability=(float(one.rest), float(two.rest)), swap_probability=both,
        weakness_visit=(float(one.kappa), float(two.kappa)), weakness_no_visit=(absent[0], absent[1]),
        removal_salient=(risks[0], risks[1]), removal_isolated=(isolated[0], isolated[1]),
        payoff_salient=(payoffs[0], payoffs[1]), payoff_not_salient=(float(idle[0]), float(idle[1])),
        payoff_isolated=(alone[0], alone[1]), jacobian=tuple(tuple(row) for row in slope.tolist()),
        free=tuple(number + 1 for number in free),
        index=int(np.sign(np.linalg.det(-slope))) if free else 1,
        is_stable=bool((np.linalg.eigvals(slope).real < 0.0).all()) if free else True,
        certificate=swap_certificate(leaders, (one, two), (absent[0], absent[1]), sigma, paid),
    )  # fmt: skip


def _scalar(rule: Rule) -> Rule:
    """Return the one rule of arrays of length one."""
    return Rule(*(float(x[0]) for x in rule))
