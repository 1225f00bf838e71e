"""What a choice is worth before chance decides: a whole strategy, or one decision (T1, T5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..engine import payoff_challenger, payoff_visit, removal_probability
from ..equilibrium.certificate import Deviation
from ..equilibrium.check import law_table
from ..equilibrium.solution import equilibrium_faults
from ..model.arguments import kind_faults, number_faults
from ..model.faults import InputError, shown
from ..model.given import GivenModel, model_of
from .deviations import deviate
from .strategies import PAYOFFS, equilibrium_profile, expected_payoffs, prepare, weakness_at

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium


def payoff_of(
    model: GivenModel,
    equilibrium: Equilibrium,
    deviation: Mapping[str, Any] | Deviation | None = None,
) -> dict[str, float]:
    """Return the expected payoffs if one player replaces a strategy and the others play the equilibrium.

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
        when Ψ = ∞. With an antagonist also ``removal_salient``, what it wants.

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
    setup = prepare(model_of(model, "payoff_of", equilibrium_faults(equilibrium, pure=True)), drawn=False)
    try:
        profile = equilibrium_profile(setup, equilibrium)
        if deviation is not None:
            profile = deviate(setup, equilibrium, profile, deviation)[2]
    except InputError as error:
        raise InputError(error.faults, where="payoff_of") from None
    expected = expected_payoffs(setup, profile)
    if equilibrium.disclosure != "antagonist":
        del expected["A"]
    return {PAYOFFS[player]: value for player, value in expected.items()}


def visit_payoff(model: GivenModel, equilibrium: Equilibrium, signal: float) -> float:
    """Return F's payoff from a visit at one signal and the equilibrium's price; staying away is worth 0 (T3).

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
    faults = equilibrium_faults(equilibrium, pure=True) + number_faults("signal", signal, example=1)
    model = model_of(model, "visit_payoff", faults)
    if equilibrium.concession is None:
        raise InputError(
            "no deal is struck in this equilibrium, so F has no visit to decide. Give one with visits.",
            where="visit_payoff",
        )
    setup = prepare(model, drawn=False)
    top = setup.curve.segments - 1.0 if model.n is None or not model.information.uses_n else model.n
    if signal > top:
        raise InputError(
            f"signal = {shown(signal)} is out of range. It must be from 0 to {top:g}.",
            where="visit_payoff",
        )
    game, weakness = setup.game, weakness_at(setup, float(signal))
    risk = removal_probability(equilibrium.weakness_visit, weakness, game.c, game.law)
    return float(payoff_visit(equilibrium.concession, risk, game.tau, game.rho, game.r))


def challenge_payoff(
    model: GivenModel, equilibrium: Equilibrium, cutoff: float, *, visit: bool
) -> float:
    """Return C's payoff from challenging at every cost up to a cut-off, once she has seen F's choice (T1).

    Parameters
    ----------
    model, equilibrium
        A model and one of its equilibria.
    cutoff
        The highest cost at which she challenges, from 0; at most ``k_max`` if no cost is above it.
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
    faults = equilibrium_faults(equilibrium, pure=True) + number_faults("cutoff", cutoff, example=0.5)
    faults += kind_faults("visit", visit, bool, "Write visit=True or visit=False.")
    model = model_of(model, "challenge_payoff", faults)
    if cutoff > model.k_max and model.cost.bounded:
        raise InputError(
            f"cutoff = {shown(cutoff)} is out of range. It must be from 0 to {model.k_max:g}, the "
            "highest cost.",
            where="challenge_payoff",
        )
    believed = equilibrium.weakness_visit if visit else equilibrium.weakness_no_visit
    law = law_table(model.cost)
    return float(payoff_challenger(float(cutoff), believed, model.k_max, law))
