"""What a choice is worth before chance decides: a whole strategy, or one decision (T1, T5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._old.payoffs import payoff_challenger, payoff_visit, removal_probability
from .departures import depart
from .equilibrium.certificate import Deviation
from .model.faults import InputError, shown
from .strategies import conduct, expected_payoffs, stage, weakness_at

if TYPE_CHECKING:
    from .equilibrium.solution import Equilibrium
    from .model.parameters import Model

_NAMES = {"F": "payoff_F", "L": "payoff_L_salient", "C": "payoff_C"}


def payoff_of(
    model: Model,
    equilibrium: Equilibrium,
    deviation: Mapping[str, Any] | Deviation | None = None,
) -> dict[str, float]:
    """Value what everybody expects if one player replaces a strategy and the others play the equilibrium.

    Exact, from the payoffs of T1: what `simulate` estimates.

    Parameters
    ----------
    model, equilibrium
        A model and one of its equilibria.
    deviation
        As for `simulate`; without one, the equilibrium itself.

    Returns
    -------
    dict
        ``payoff_F`` and ``payoff_L_salient`` given S = 1, ``payoff_C`` ex ante; L's is a survival probability
        when Ψ = ∞.

    Raises
    ------
    InputError
        For a deviation that is none.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> eq = sm.solve(model, proposer="L").equilibrium
    >>> ours = sm.payoff_of(model, eq)["payoff_L_salient"]
    >>> round(ours, 9), sm.payoff_of(model, eq, {"concession": 0.7})["payoff_L_salient"] < ours
    (19.525632016, True)
    """
    at = stage(model, drawn=False)
    try:
        plan = conduct(at, equilibrium)
        if deviation is not None:
            plan = depart(at, equilibrium, plan, deviation)[2]
    except InputError as error:
        raise InputError(error.faults, where="payoff_of") from None
    return {_NAMES[player]: value for player, value in expected_payoffs(at, plan).items()}


def visit_payoff(model: Model, equilibrium: Equilibrium, signal: float) -> float:
    """Value a visit for F at one signal, at the equilibrium's price; staying away is worth 0 (T1, T3).

    Parameters
    ----------
    model, equilibrium
        A model and one of its equilibria with visits.
    signal
        A as it is drawn in `simulate`: from 0 to n, a count, or for atoms the rank from the weakest.

    Raises
    ------
    InputError
        If no deal is struck in the equilibrium, or there is no such signal.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> eq = sm.solve(model, proposer="L").equilibrium
    >>> abs(sm.visit_payoff(model, eq, eq.threshold)) < 1e-12, sm.visit_payoff(model, eq, 12) > 0
    (True, True)
    """
    if equilibrium.concession is None:
        raise InputError(
            "no deal is struck in this equilibrium, so F has no visit to decide. Give one with visits.",
            where="visit_payoff",
        )
    at = stage(model, drawn=False)
    top = at.curve.pieces - 1.0 if model.n is None or not model.information.uses_n else model.n
    if not 0.0 <= signal <= top:
        raise InputError(
            f"signal = {shown(signal)} is out of range. It must be from 0 to {top:g}.",
            where="visit_payoff",
        )
    game = at.game
    risk = removal_probability(equilibrium.weakness_visit, weakness_at(at, float(signal)), game.c)
    return float(payoff_visit(equilibrium.concession, risk, game.tau, game.rho, game.r))


def challenge_payoff(
    model: Model, equilibrium: Equilibrium, cutoff: float, *, visit: bool
) -> float:
    """Value for C, once she knows whether F visited, of challenging at every cost up to a cut-off (T1).

    Parameters
    ----------
    model, equilibrium
        A model and one of its equilibria.
    cutoff
        The highest cost at which she challenges, from 0 to c.
    visit
        Whether F visited.

    Raises
    ------
    InputError
        If the cut-off is out of range.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> eq = sm.solve(model, proposer="L").equilibrium
    >>> best = sm.challenge_payoff(model, eq, eq.weakness_visit, visit=True)
    >>> best > sm.challenge_payoff(model, eq, 0.9, visit=True)
    True
    """
    if not 0.0 <= cutoff <= model.k_max:
        raise InputError(
            f"cutoff = {shown(cutoff)} is out of range. It must be from 0 to {model.k_max:g}, the "
            "highest cost.",
            where="challenge_payoff",
        )
    believed = equilibrium.weakness_visit if visit else equilibrium.weakness_no_visit
    return float(payoff_challenger(float(cutoff), believed, model.k_max))
