"""The visit subgame with an imposed deal that C knows (T3, T4): Propositions 1 and 2, Figure 1."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from .. import engine
from ..engine import (
    STEPS,
    Curve,
    Game,
    Point,
    complement,
    locate,
    net_price,
    outcome,
    point,
    threshold,
)
from ..engine import concession as price_of
from ..model.arguments import number_faults
from ..model.given import GivenModel, model_of
from ..model.html_table import html_table
from ..model.variables import PICTURE_VARIABLES, VARIABLES
from .check import curve_of, game_of
from .table import number

if TYPE_CHECKING:
    from ..model.parameters import Model


@dataclass(frozen=True, kw_only=True, repr=False)
class VisitSubgame:
    """What follows a deal that everybody knows (T3), and what it is worth (T4).

    Attributes
    ----------
    visits
        ``"never"``, ``"sometimes"`` or ``"always"`` (Prop. 1, 2).
    concession, concession_above_cost
        The price z, and z − τ.
    concession_never, concession_always
        z_n and z_0: F never visits below the first and always visits above the second.
    visit_probability, no_visit_probability, threshold
        v, 1 − v, and the lowest visiting signal a.
    visit_probability_range
        On the first step of a stepped signal the price z_n leaves F's mix free: every v in this range
        solves the subgame (T6). Otherwise both ends are v.
    weakness_prior, weakness_visit, weakness_no_visit
        k₀, κ(v), ν(v); at v = 0 and v = 1 one of them is read off the path by Assumption 1.
    removal_visit, removal_no_visit, removal_salient, removal_isolated
        κ²/c, ν²/c, D(v) and k₀²/c.
    payoff_F, payoff_L_salient, payoff_L_isolated, payoff_C_salient
        Given S = 1; L's are survival probabilities when Ψ = ∞.
    """

    visits: str
    concession: float
    concession_above_cost: float
    concession_never: float
    concession_always: float
    visit_probability: float
    no_visit_probability: float
    visit_probability_range: tuple[float, float]
    threshold: float | None
    weakness_prior: float
    weakness_visit: float
    weakness_no_visit: float
    removal_visit: float
    removal_no_visit: float
    removal_salient: float
    removal_isolated: float
    payoff_F: float
    payoff_L_salient: float
    payoff_L_isolated: float
    payoff_C_salient: float
    reasons: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return (
            f"<VisitSubgame: F visits {self.visits}, z = {self.concession:.6g}, "
            f"v = {self.visit_probability:.6g}>"
        )

    def _repr_html_(self) -> str:
        numbers = self.to_dict()
        known = VARIABLES | PICTURE_VARIABLES
        body = [
            [f"{known[name].long_name}, {known[name].symbol}" if name in known else name.replace("_", " "),
             number(value)]
            for name, value in numbers.items() if isinstance(value, float | None)
        ]  # fmt: skip
        notes = [f"{name.replace('_', ' ')}: {reason}." for name, reason in self.reasons.items()]
        return html_table(f"F visits {self.visits}", ["", ""], body, notes)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def visit_subgame(
    model: GivenModel, *, concession: float | None = None, visit_probability: float | None = None
) -> VisitSubgame:
    """Solve the visit subgame for an imposed price, or for an imposed visit probability (T3, T4).

    Parameters
    ----------
    model
        The game, in any form that `solve` takes; σ, q and the protocol play no role, because C knows the
        deal.
    concession
        The price z ≥ 0. Give this or `visit_probability`.
    visit_probability
        v in [0, 1]; the price is then the one that induces it, z(v).

    Raises
    ------
    InputError
        If none or both are given, or one is out of range.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=1, beta=1, n=10, tau=0.1, rho=1, r=0.5, sigma=0, q=1, psi=30)
    >>> sub = sm.visit_subgame(model, visit_probability=0.5)
    >>> round(sub.weakness_visit, 12), sub.removal_salient > sub.removal_isolated  # Prop. 4
    (0.291666666667, True)
    >>> sm.visit_subgame(model, concession=0.01).visits
    'never'
    """
    model = model_of(model, "visit_subgame", _faults(concession, visit_probability))
    game, curve = game_of(model), curve_of(model)
    first, last = point(curve, 0, -math.inf), point(curve, curve.segments - 1, math.inf)
    z_never, z_always = price_of(game, first.kappa, first.m), price_of(game, last.kappa, last.m)
    if visit_probability is not None:
        v = float(visit_probability)
        segment, x = locate(curve, v, complement(curve, v))
    else:
        assert concession is not None
        segment, x = engine.coordinate_of_price(game, curve, float(concession))
    p = point(curve, segment, x)
    z = price_of(game, p.kappa, p.m) if concession is None else float(concession)
    net = net_price(game, p.kappa, p.m) if concession is None else z - model.tau
    low = high = p.v
    # on the first step κ = m, so that z_n supports every mix of F's best type (T6)
    if curve.kind == STEPS and z == z_never and segment == 0:
        low, high = 0.0, float(curve.cum_v[1])
    return _report(model, game, curve, segment, x, p, z, net, (z_never, z_always), (low, high))


def _faults(concession: float | None, visit_probability: float | None) -> list[str]:
    if (concession is None) == (visit_probability is None):
        given = "neither" if concession is None else "both"
        return [
            f"{given} of concession and visit_probability given. Give exactly one of them: the price, or the "
            "visits that it should induce."
        ]
    if concession is not None:
        return number_faults("concession", concession, example=0.5)
    return number_faults("visit_probability", visit_probability, highest=1.0, example=0.5)


def _report(
    model: Model, game: Game, curve: Curve, segment: int, x: float, p: Point, z: float, net: float,
    ends: tuple[float, float], mix: tuple[float, float],
) -> VisitSubgame:  # fmt: skip
    nu = p.kappa + p.spread
    out = outcome(game, curve.k0, p, nu, curve.k0, z)
    visits = "never" if p.v == 0.0 else "always" if p.vc == 0.0 else "sometimes"
    off = {"never": "weakness_visit", "always": "weakness_no_visit"}
    reasons = {off[visits]: "off the path, read by Assumption 1"} if visits in off else {}
    lowest: float | None = threshold(curve, model.n or 1.0, segment, x)
    if visits == "never":
        lowest = None
        reasons["threshold"] = "no visit ever happens"
    return VisitSubgame(
        visits=visits, concession=z, concession_above_cost=net, concession_never=ends[0],
        concession_always=ends[1], visit_probability=p.v, no_visit_probability=p.vc,
        visit_probability_range=mix, threshold=lowest, weakness_prior=curve.k0,
        weakness_visit=p.kappa, weakness_no_visit=nu, removal_visit=out.removal_visit,
        removal_no_visit=nu * nu / game.c, removal_salient=out.removal_salient,
        removal_isolated=out.removal_isolated, payoff_F=out.payoff_F,
        payoff_L_salient=out.payoff_L_salient, payoff_L_isolated=out.payoff_L_isolated,
        payoff_C_salient=0.5 * out.removal_salient, reasons=reasons,
    )  # fmt: skip
