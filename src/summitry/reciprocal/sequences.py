"""`sequence`: a visit now for a visit later, which the debtor may refuse at a cost (T13.6)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import engine
from ..engine import make_game
from ..equilibrium.certificate import Certificate, Deviation
from ..equilibrium.solution import plain
from ..equilibrium.table import number
from ..model.arguments import number_faults
from ..model.extras import require
from ..model.given import GivenModel
from ..model.html_table import html_table
from ..model.tolerances import allowed_gain
from .arguments import pair_of
from .certificates import cut_offs, office, removal, rule_deviation, visit_payoff
from .equations import absence_gap, debt_absence, debt_cost, debt_worth, visit_cost
from .leaders import Array, Leader, Rule

if TYPE_CHECKING:
    from ..model.parameters import Model

_ROWS = {
    "reneging_cost": "cost of reneging, R",
    "first_visit": "chance of the first visit",
    "return_visit": "chance of the return visit",
    "debt_worth": "worth of the debt to leader 2",
    "debt_cost": "cost of the debt to leader 1",
    "net_effect": "net effect of the return leg",
    "surplus": "what leader 1 gains by agreeing",
    "weakness_first": "weakness of leader 1 after the first visit",
    "weakness_no_first": "weakness of leader 1 without it",
    "weakness_return": "weakness of leader 2 after the return visit",
    "weakness_no_return": "weakness of leader 2 without it",
    "payoff_1": "payoff of leader 1 given S = 1",
    "payoff_1_isolated": "payoff of leader 1 in isolation",
    "gain_2": "gain of leader 2",
}


@dataclass(frozen=True, kw_only=True, repr=False)
class Sequence:
    """A first visit by leader 2, and the return visit that leader 1 then owes (T13.6).

    Attributes
    ----------
    reneging_cost
        R, what leader 1 pays if it does not return the visit.
    useful_reneging_costs
        The open interval of R in which some debts are honoured and some not: below it nobody returns a visit,
        above it everybody does, and a return says nothing.
    first_visit, return_visit
        v₁, the chance of the first visit; v₂, the chance that a debtor in office returns it.
    debt_worth, debt_cost
        V₂ and C: what the debt is worth to leader 2, and what it costs leader 1 if it survives.
    net_effect
        V₂ − (1 − G₁(κ₁)κ₁)·C, what the return leg adds to the leaders' joint surplus from a visit: above zero
        it makes visits more frequent and weaker signals, below zero rarer and stronger ones.
    surplus
        What leader 1 gains by agreeing, C₁ expecting agreement.
    agrees
        Whether the first visit, with its debt, is an equilibrium: leader 1 agrees and no player deviates.
    refusal
        Whether "no first visit" is an equilibrium, C₁ reading an unexpected one as the strongest signal.
    weakness_first, weakness_no_first, weakness_return, weakness_no_return
        κ₁, k_N,1, κ₂ and k_N,2.
    payoff_1, payoff_1_isolated, gain_2
        Leader 1's payoff given S = 1 and in isolation; leader 2's gain.
    certificate
        The best deviation of every player from agreement.
    """

    model_1: Model
    model_2: Model
    sigma: float
    eta: float
    reneging_cost: float
    useful_reneging_costs: tuple[float, float]
    first_visit: float
    return_visit: float
    debt_worth: float
    debt_cost: float
    net_effect: float
    surplus: float
    agrees: bool
    refusal: bool
    weakness_first: float
    weakness_no_first: float
    weakness_return: float
    weakness_no_return: float
    payoff_1: float
    payoff_1_isolated: float
    gain_2: float
    certificate: Certificate

    def __repr__(self) -> str:
        answer = "leader 1 agrees" if self.agrees else "leader 1 does not agree"
        return (
            f"<Sequence: v₁ = {self.first_visit:.6g}, v₂ = {self.return_visit:.6g}, "
            f"R = {self.reneging_cost:.6g}; {answer}>"
        )

    @property
    def enforcement(self) -> str:
        """Whether R is ``"too weak"``, ``"partial"`` or ``"too strong"`` (only a partial one tells)."""
        if self.return_visit <= 0.0:
            return "too weak"
        return "too strong" if self.return_visit >= 1.0 else "partial"

    def to_dict(self) -> dict[str, Any]:
        """Return plain data with the same field names, the certificate included."""
        out = {f.name: getattr(self, f.name) for f in fields(self)}
        out |= {"model_1": self.model_1.to_dict(), "model_2": self.model_2.to_dict()}
        return out | {"enforcement": self.enforcement, "certificate": self.certificate.to_dict()}

    def to_json(self, indent: int | None = 2) -> str:
        """Return JSON text of `to_dict`; never NaN or Infinity."""
        return json.dumps(plain(self.to_dict()), indent=indent, allow_nan=False, ensure_ascii=False)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows of a table of the numbers."""
        rows = [[words, number(getattr(self, name))] for name, words in _ROWS.items()]
        return ["", "sequence"], rows

    def _repr_html_(self) -> str:
        return html_table("A visit for a visit in return", *self.table(), [self.summary()])

    def summary(self) -> str:
        """Return in sentences what the answer means."""
        reneges = {
            "too weak": "Nobody returns a visit: reneging costs too little, and a debt is worth nothing.",
            "too strong": "Everybody returns a visit: reneging costs so much that a return says nothing.",
            "partial": (
                f"Leader 1, if still in office, returns the visit with probability {self.return_visit:.4g} "
                "and reneges on a partner who looks weak."
            ),
        }[self.enforcement]
        agrees = (
            "Leader 1 agrees to the debt" if self.agrees else "Leader 1 does not agree to the debt"
        )
        return (
            f"{reneges} The debt is worth {self.debt_worth:.4g} to leader 2 and costs leader 1 "
            f"{self.debt_cost:.4g}. {agrees}; leader 2 would visit first with "
            f"probability {self.first_visit:.4g}."
        )


def sequence(
    model_1: GivenModel,
    model_2: GivenModel,
    eta: float,
    reneging_cost: float | None = None,
    visit_probability: float | None = None,
    *,
    sigma: float | None = None,
) -> Sequence:
    """Solve a visit of leader 2 for which leader 1, if it survives, owes a visit in return.

    Parameters
    ----------
    model_1, model_2
        The leaders, as in `swap`: leader 2 visits first, leader 1 owes. ``r`` of model 2 is the chance that
        the debt is honoured in the same way by whoever removes leader 1.
    eta
        η in [0, 1], the chance that a first visit carries such a debt, as challenger 2 sees it: 1 is a debt
        that everybody knows of.
    reneging_cost
        R ≥ 0, what leader 1 pays if it does not return the visit.
    visit_probability
        Instead of R: v₂, the chance of a return visit that R is to bring about.
    sigma
        The salience σ < 1 of the first visit; by default that of the models, if they agree.

    Returns
    -------
    Sequence
        Both legs, who reneges, whether leader 1 agrees, and the certificate.

    Raises
    ------
    InputError
        For η outside [0, 1], R < 0, both or neither of R and v₂, and as in `swap`; all faults at once.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> found = sm.reciprocal.sequence(model, model, 0.3, visit_probability=0.5)
    >>> found.agrees, round(found.first_visit, 10), round(found.debt_worth, 10)
    (True, 0.8933427519, 0.6251036484)
    """
    faults = number_faults("eta", eta, highest=1.0, example=0.3)
    faults += _enforcement_faults(reneging_cost, visit_probability)
    leaders, salience = pair_of(model_1, model_2, sigma, "reciprocal.sequence", faults)
    one, two = leaders

    def owed(rule: Rule) -> Array:
        return np.asarray(visit_cost(one, two, rule))

    if visit_probability is None:
        cost = float(reneging_cost or 0.0)
        back = _rule_at(two, owed, cost)
    else:
        back = _rule(two, float(visit_probability))
        cost = float(owed(back))
    return _played(leaders, back, cost, float(eta), salience, owed)


def _played(
    leaders: tuple[Leader, Leader], back: Rule, cost: float, eta: float, sigma: float,
    owed: Callable[[Rule], Array],
) -> Sequence:  # fmt: skip
    """Solve the first leg, its price the worth of the debt, and report both."""
    one, two = leaders
    price, bill = float(debt_worth(two, back, eta)), float(debt_cost(one, two, back, cost))
    first = _rule_at(one, lambda rule: _asked(one, two, rule.kappa, rule), price)
    k_first = float(first.kappa + absence_gap(first, (1.0 - sigma) + sigma * first.rest))
    k_back = two.k0 + debt_absence(two, back, eta)
    surplus = _surplus(one, first, float(first.kappa), k_first, bill)
    risk = float(removal(one, first.kappa, first.v * first.kappa))
    removed = risk + float(removal(one, k_first, one.k0 - first.v * first.kappa))
    certificate = _certificate(
        leaders, (first, back), (k_first, k_back), (cost, eta, sigma), surplus
    )
    ends = (float(owed(Rule(*(x[i] for x in two.path.knots)))) for i in (0, -1))
    low, high = ends
    return Sequence(
        model_1=one.model, model_2=two.model, sigma=sigma, eta=eta, reneging_cost=cost,
        useful_reneging_costs=(low, high), first_visit=float(first.v), return_visit=float(back.v),
        debt_worth=price, debt_cost=bill,
        net_effect=price - (1.0 - float(removal(one, first.kappa, first.kappa))) * bill, surplus=surplus,
        agrees=first.v > 0.0 and certificate.passed, refusal=_refuses(one, two, price, bill),
        weakness_first=float(first.kappa), weakness_no_first=k_first, weakness_return=float(back.kappa),
        weakness_no_return=k_back,
        payoff_1=one.model.psi * (1.0 - removed) - (float(first.v) - risk) * bill,
        payoff_1_isolated=one.model.psi * (1.0 - float(removal(one, one.k0, one.k0))),
        gain_2=float(first.v * _promised(one, two, price, first.kappa, first.kappa)),
        certificate=certificate,
    )  # fmt: skip


def _enforcement_faults(cost: Any, visits: Any) -> list[str]:
    """Return what is wrong with R and v₂, exactly one of which is to be given."""
    if (cost is None) == (visits is None):
        both = "are both given" if cost is not None else "are both missing"
        return [
            f"reneging_cost and visit_probability {both}. Either follows from the other: write for example "
            "reneging_cost=0.3 or visit_probability=0.5."
        ]
    if cost is not None:
        return number_faults("reneging_cost", cost, example=0.3)
    return number_faults("visit_probability", visits, highest=1.0, example=0.5)


def _rule(leader: Leader, v: float) -> Rule:
    """Return the rule of a visit probability."""
    rule = leader.at([v], [engine.complement(leader.curve, v)])
    return Rule(*(float(x[0]) for x in rule))


def _rule_at(leader: Leader, rising: Callable[[Rule], Array], level: float) -> Rule:
    """Return the rule at which a rising function reaches a level, or the end of the line beyond it."""
    require("sequence", "audit", "scipy")
    from scipy.optimize import brentq

    line = leader.path
    values = rising(line.knots)
    if level <= values[0] or level >= values[-1]:
        end = 0 if level <= values[0] else -1
        return Rule(*(float(x[end]) for x in line.knots))
    interval = np.array([int(np.searchsorted(values, level)) - 1])

    def at(share: float) -> Rule:
        return Rule(*(float(x[0]) for x in line.at(interval, np.array([share]))))

    for end in (0, 1):
        if (values[interval[0] + end] - level) * (1 - 2 * end) >= 0.0:
            return at(float(end))
    share = brentq(lambda s: float(rising(at(s))) - level, 0.0, 1.0, xtol=1e-16, rtol=1e-15)
    return at(float(share))


def _asked(one: Leader, two: Leader, k: Any, rule: Rule) -> Array:
    """Compute ζ₂(G₁(k), m₁), the promise that brings leader 2; r is the chance that it outlives leader 1."""
    m, c = two.model, one.model.k_max
    game = make_game(1.0, c, m.tau, m.rho, m.r, 0.0, 0.0)
    return np.asarray(engine.concession(game, k, rule.m))


def _promised(one: Leader, two: Leader, price: float, k: Any, w: Any) -> Any:
    """Compute leader 2's payoff from a first visit to a leader of weakness w, perceived as k."""
    m = two.model
    return engine.payoff_visit(price, removal(one, k, w), m.tau, m.rho, m.r)


def _surplus(one: Leader, rule: Rule, k: float, k_absent: float, bill: float) -> float:
    """Compute what leader 1 gains by agreeing to a visit by a rule, read as k, over refusing it."""
    w = rule.kappa
    gain = office(one, k, w) - office(one, k_absent, w) - (1.0 - removal(one, k, w)) * bill
    return float(rule.v * gain)


def _refuses(one: Leader, two: Leader, price: float, bill: float) -> bool:
    """Tell whether leader 1 refuses when nobody expects a visit, and it is read as the strongest signal."""
    k = one.curve.m_first
    tried = _rule_at(one, lambda rule: _asked(one, two, k, rule), price)
    return _surplus(one, tried, k, one.k0, bill) <= allowed_gain(one.model.psi)


def _certificate(
    leaders: tuple[Leader, Leader], rules: tuple[Rule, Rule], absent: tuple[float, float],
    terms: tuple[float, float, float], surplus: float,
) -> Certificate:  # fmt: skip
    """Search every deviation from agreement: both rules, the answer, and both challengers' cut-offs."""
    (one, two), (first, back), (cost, eta, sigma) = leaders, rules, terms
    kappa, weak = float(first.kappa), float(back.kappa)
    left, idle = two.k0 - back.v * weak, absent[1]
    owed = float(
        back.v * office(two, weak, weak)
        + back.rest * office(two, idle, left / back.rest if back.rest > 0.0 else two.k0)
        - office(two, two.k0, two.k0)
    )

    def returned(rule: Rule) -> Array:
        return np.asarray(rule.v * visit_payoff(one, two, weak, rule.kappa, 0.0) - rule.rest * cost)

    def visited(rule: Rule) -> Array:
        return np.asarray(rule.v * _promised(one, two, owed, kappa, rule.kappa))

    deviations = [
        rule_deviation("leader 1", "return visit", two, back, returned),
        rule_deviation("leader 2", "visit rule", one, first, visited),
        Deviation("leader 1", "answer", max(-surplus, 0.0), "payoff", {}),
    ]
    p, debts = sigma * first.v, eta * back.v
    bayes = (one.k0 - p * kappa) / (1.0 - p)
    deviations += cut_offs("challenger 1", one, (kappa, absent[0]), (kappa, bayes))
    if debts < 1.0:
        bayes = (two.k0 - debts * weak) / (1.0 - debts)
        deviations += cut_offs("challenger 2", two, (weak, idle), (weak, bayes))
    return Certificate(tuple(deviations), allowed_gain(max(x.model.psi for x in leaders)))
