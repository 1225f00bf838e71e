"""Certificates for visits in return: every player's best deviation, from payoffs alone (T1, T13.6).

Nothing here uses the conditions by which the equilibria were found: payoffs are those of the engine, beliefs
are Bayes' rule written with probabilities, and each leader's rule is searched over the whole curve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import engine
from ..engine import CHECKER_GRID
from ..equilibrium.certificate import Certificate, Deviation
from ..model.tolerances import allowed_gain
from .equations import payments
from .leaders import Array, Leader, Rule

_ROUNDS, _WIDTH = 10, 33


def removal(leader: Leader, k: Any, w: Any) -> Any:
    """Return the probability that a leader of weakness w, perceived as k, is removed (T1)."""
    return engine.removal_probability(k, w, leader.model.k_max)


def office(leader: Leader, k: Any, w: Any) -> Any:
    """Return what office is worth to a leader of weakness w, perceived as k (T1)."""
    return engine.payoff_leader(removal(leader, k, w), 0.0, leader.model.psi, 1.0)


def visit_payoff(visitor: Leader, host: Leader, k: float, w: Any, price: float) -> Any:
    """Return a visitor's payoff from a visit to a host of weakness w, perceived as k (T1)."""
    m = visitor.model
    return engine.payoff_visit(price, removal(host, k, w), m.tau, m.rho, m.r)


def best_rule(host: Leader, value: Callable[[Rule], Array]) -> tuple[float, float]:
    """Search the whole curve for the rule of highest value; return the value and the rule's probability."""
    _, numbers, x = engine.scan_grid(host.curve, CHECKER_GRID)
    rules = host.of_points(numbers, x)
    v, rest, found = rules.v, rules.rest, value(rules)
    for _ in range(_ROUNDS):
        best = int(found.argmax())
        low, high = max(best - 1, 0), min(best + 1, v.size - 1)
        share = np.linspace(0.0, 1.0, _WIDTH)
        v_new = v[low] + share * (v[high] - v[low])
        rest_new = rest[low] + share * (rest[high] - rest[low])
        new = value(host.at(v_new, rest_new))
        if new.max() <= found[best]:
            return float(found[best]), float(v[best])
        v, rest, found = v_new, rest_new, new
    best = int(found.argmax())
    return float(found[best]), float(v[best])


def rule_deviation(
    name: str, decision: str, host: Leader, own: Rule, value: Callable[[Rule], Array]
) -> Deviation:
    """Compare a leader's rule with the best one."""
    best, v = best_rule(host, value)
    gain = best - float(np.asarray(value(own)).item())
    return Deviation(name, decision, max(gain, 0.0), "payoff", {"visit_probability": v})


def cut_offs(
    name: str, leader: Leader, held: tuple[float, float], right: tuple[float, float]
) -> Iterator[Deviation]:
    """Compare a challenger's cut-offs, after a visit and without one, with those of Bayes' rule."""
    decisions = "cut-off after a visit", "cut-off without a visit"
    for decision, k, bayes in zip(decisions, held, right, strict=True):
        best, own = (engine.payoff_challenger(x, bayes, leader.model.k_max) for x in (bayes, k))
        yield Deviation(name, decision, max(float(best - own), 0.0), "payoff", {"weakness": bayes})


def swap_certificate(
    leaders: tuple[Leader, Leader], rules: tuple[Rule, Rule], k_absent: tuple[float, float],
    sigma: float, paid: float,
) -> Certificate:  # fmt: skip
    """Search every deviation from a pair of approval rules; rules are by whom they approve.

    An answer counts only if the other says yes, so gains are those given the other's yes: at a rule that
    approves nobody that is more than the gain in expectation, which is zero.
    """
    v1, v2 = float(rules[0].v), float(rules[1].v)
    deviations: list[Deviation] = []
    for i, j in ((0, 1), (1, 0)):
        own, other = leaders[i], leaders[j]
        kappa, weak = float(rules[i].kappa), float(rules[j].kappa)
        gives, gets = payments(i, paid)
        stake = office(own, kappa, kappa) - office(own, k_absent[i], kappa) - gives

        def value(rule: Rule, stake: Any = stake, own: Leader = own, other: Leader = other,
                  weak: float = weak, gets: float = gets) -> Array:  # fmt: skip
            return np.asarray(rule.v * (stake + visit_payoff(own, other, weak, rule.kappa, gets)))

        deviations.append(rule_deviation(f"leader {i + 1}", "approval", other, rules[j], value))
        none = 1.0 - sigma * v1 * v2
        bayes = (own.k0 - sigma * v1 * v2 * kappa) / none
        right, held = (kappa, bayes), (kappa, k_absent[i])
        deviations += cut_offs(f"challenger {i + 1}", own, held, right)
    return Certificate(tuple(deviations), allowed_gain(max(x.model.psi for x in leaders)))
