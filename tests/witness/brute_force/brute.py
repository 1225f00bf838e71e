"""Brute force: deviations of every player, straight from the game (T1, T5's words).

``model`` is a plain dict of T1's field names; ``information`` is ``"linear"``, ``"binomial"`` or
``("atoms", probabilities, weaknesses)``. Nothing here knows an equilibrium equation's derivative
or a theorem; ``search.py`` looks for equilibria with it. Neither imports anything from ``src/``.
"""

import numpy as np

from witness.brute_force.nodes import (
    grid,
    is_linear,
    join,
    linear_nodes,
    locate,
    prior_weakness,
    step_nodes,
    step_profile,
)

__all__ = [
    "around",
    "best_response_gain",
    "conjecture",
    "deal_gain",
    "deal_gain_difference",
    "find_equilibria",
    "grid",
    "no_visit_margin",
    "price",
    "tolerance",
]


def find_equilibria(model, proposer, points=20_000, **options):
    """Find all pure equilibria by brute force: see ``search``."""
    from witness.brute_force.search import find_equilibria as search  # it needs this module

    return search(model, proposer, points, **options)


def tolerance(model):
    """Largest gain an equilibrium may leave: in payoff units, at Ψ = ∞ in removal probability."""
    return 1e-9 + (1e-12 * model["psi"] if np.isfinite(model["psi"]) else 0.0)


def stakes(model):
    """Weights (of removal probability, of money) in L's payoff; at Ψ = ∞ money has none."""
    return (model["psi"], 1.0) if np.isfinite(model["psi"]) else (1.0, 0.0)


def price(model, k, m):
    """ζ(k, m): what makes a type of weakness m indifferent when a visit is read as k (T3)."""
    P = k * m / model["k_max"]
    return (model["tau"] + model["rho"] * P) / (1 - (1 - model["r"]) * P)


# -------------------------------------------------------------------------- L's gain from a deal


def conjecture(model, node):
    """What C believes if it expects the visit probabilities of ``node``: κ*, k₀−κ*, k_N−κ*."""
    sigma = model["sigma"]
    stays = (1 - sigma) + sigma * node["u"]
    always = stays == 0  # σ = v = 1: an absence should never happen and is read as m(1)
    lift = np.where(always, node["m"] - node["kappa"], node["gap"] / np.where(always, 1.0, stays))
    return {"kappa": node["kappa"], "gap": node["gap"], "lift": lift}


def reading(model, kappa, k_N):
    """Return the same as ``conjecture``, from two beliefs given as numbers."""
    return {"kappa": kappa, "gap": prior_weakness(model) - kappa, "lift": k_N - kappa}


def after_deal(model, star, table):
    """Average perceived weakness k̄ after a visit under each deal, and k_N − k̄."""
    q = model["q"]
    k = q * table["kappa"] + (1 - q) * star["kappa"]
    return k, star["lift"] + q * (table["gap"] - star["gap"])


def deal_gain(model, star, table):
    """W(v'; v*): L's gain over rejecting, for every node, at the lowest price that induces it."""
    power, money = stakes(model)
    k, lift = after_deal(model, star, table)
    pay = table["v"] * price(model, k, table["m"])
    return power / model["k_max"] * table["M"] * lift - money * pay


def deal_gain_difference(model, star, lo, hi):
    """W(hi; v*) − W(lo; v*) for neighbouring nodes, with no cancellation at v → 0 or v → 1."""
    power, money = stakes(model)
    q, r, c = model["q"], model["r"], model["k_max"]
    early = lo["v"] < 0.5
    dv = np.where(early, hi["v"] - lo["v"], lo["u"] - hi["u"])
    dM = np.where(early, hi["M"] - lo["M"], lo["rest"] - hi["rest"])
    dm = np.where(early, hi["near"] - lo["near"], lo["far"] - hi["far"])
    dgap = hi["gap"] - lo["gap"]
    (k0, s0), (k1, s1) = after_deal(model, star, lo), after_deal(model, star, hi)
    P0, P1 = k0 * lo["m"] / c, k1 * hi["m"] / c
    dP = (0.5 * (k0 + k1) * dm - 0.5 * (lo["m"] + hi["m"]) * q * dgap) / c
    keep = 1 - r
    dz = dP * (model["rho"] + keep * model["tau"]) / ((1 - keep * P0) * (1 - keep * P1))
    z = 0.5 * (price(model, k0, lo["m"]) + price(model, k1, hi["m"]))
    removal = 0.5 * (s0 + s1) * dM + 0.5 * (lo["M"] + hi["M"]) * q * dgap
    return power / c * removal - money * (z * dv + 0.5 * (lo["v"] + hi["v"]) * dz)


# ------------------------------------------------------------------------------------ F's payoffs


def payoff_F(model, z, k, v, M):
    """F's payoff from visits of probability v at price z when a visit is read as k."""
    removal = k * M / model["k_max"]
    return v * (z - model["tau"]) - (z * (1 - model["r"]) + model["rho"]) * removal


def best_price_F(model, star, table):
    """F's payoff from the highest price that L still accepts, at every node (−∞: none)."""
    power, money = stakes(model)
    k, lift = after_deal(model, star, table)
    low = price(model, k, table["m"])
    # At a step's end, and at v = 1, the same visits can be had at a range of prices.
    free = np.isinf(table["m_up"])
    high = np.where(free, np.inf, price(model, k, np.where(free, 0.0, table["m_up"])))
    surplus = power / model["k_max"] * table["M"] * lift
    cap = np.full_like(surplus, np.inf)
    if money:
        cap = (surplus - 1e-12 * (1 + power)) / table["v"]
        accepted = low <= cap
    else:
        accepted = lift > 1e-12
    best = np.where(accepted, np.minimum(high, cap), 0.0)
    return np.where(accepted, payoff_F(model, best, k, table["v"], table["M"]), -np.inf)


def visit_rule_gains(model, node, z, kappa, curve):
    """F's gain from other visit rules at a given price: over all signals, and signal by signal."""
    V = payoff_F(model, z, kappa, curve["v"], curve["M"])
    V0 = float(payoff_F(model, z, kappa, node["v"], node["M"])[0])
    ex_ante = max(float(V.max()), 0.0) - V0

    def visit(m):
        P = kappa * m / model["k_max"]
        return z * (1 - (1 - model["r"]) * P) - model["tau"] - model["rho"] * P

    # The strongest signals visit. A type counts on the side where it plays; the marginal one of a
    # continuous signal counts on both, and so does a type that mixes.
    late = curve["place"] > node["place"]
    stay = np.append(curve["m"][late], node["m"] if np.isinf(node["m_up"]) else node["m_up"])
    stay = stay if node["u"][0] > 0 else stay[:0]
    go = np.append(curve["m"][~late], node["m"])
    signal = max(float(visit(stay).max(initial=0.0)), float((-visit(go)).max(initial=0.0)), 0.0)
    return max(ex_ante, 0.0), signal


# ---------------------------------------------------------------------------- the whole assessment


def around(model, node):
    """Nodes close to a given one on both sides, denser the closer."""
    steps = np.geomspace(1e-8, 0.3, 120)
    offsets = np.concatenate([-steps[::-1], [0.0], steps])
    place = float(node["place"].ravel()[0])
    if is_linear(model):
        return linear_nodes(model, place + offsets) if np.isfinite(place) else node
    j = max(int(np.ceil(place)) - 1, 0)
    share = np.clip(place - j + offsets, 1e-12, 1.0)
    return step_nodes(step_profile(model), j, share)


def best_response_gain(model, proposer, equilibrium, points=20_000, curve=None):
    """Largest profitable unilateral deviation of every player and decision, in payoff units.

    Parameters
    ----------
    model : dict
        T1's fields. At Ψ = ∞ L's gains are in removal probability.
    proposer : {"F", "L"}
    equilibrium : dict
        ``v, one_minus_v, z, kappa, k_N``; or ``v = 0`` and optionally ``reading``, the weakness
        read into a visit with unseen price (default m(0), Assumption 1).
    curve : dict, optional
        ``grid(model, points)`` if the caller has it already.

    Returns
    -------
    dict
        A gain per decision, their ``max``, the visit probability ``deviation`` of the best other
        deal, and ``belief_visit``, ``belief_no_visit``: the distance from Bayes' rule.
    """
    curve = grid(model, points) if curve is None else curve
    if equilibrium["v"] == 0:
        return no_visit_gain(model, proposer, equilibrium.get("reading"), curve)
    v, u, z = equilibrium["v"], equilibrium["one_minus_v"], equilibrium["z"]
    kappa, k_N, c = equilibrium["kappa"], equilibrium["k_N"], model["k_max"]
    node = locate(model, v, u, curve)
    star = reading(model, kappa, k_N)
    table = join(curve, around(model, node), node)
    power, money = stakes(model)
    M = float(node["M"][0])
    own_L = power / c * M * (k_N - kappa) - money * v * z
    own_F = float(payoff_F(model, z, kappa, v, M))
    gains = {}
    gains["F_visit"], gains["F_visit_signal"] = visit_rule_gains(model, node, z, kappa, table)
    if proposer == "F":
        gains["L_answer"] = max(-own_L, 0.0)
        others = best_price_F(model, star, table) - own_F
        gains["F_price"] = max(float(others.max()), -own_F, 0.0)
    else:
        gains["F_answer"] = max(-own_F, 0.0)
        others = deal_gain(model, star, table) - own_L
        gains["L_price"] = max(float(others.max()), -own_L, 0.0)
    bayes = conjecture(model, node)
    kappa_bayes = float(bayes["kappa"][0])
    wrong_visit = abs(kappa - kappa_bayes)
    wrong_stay = abs(k_N - kappa_bayes - float(bayes["lift"][0]))
    if model["sigma"] == 0:
        wrong_stay = abs(k_N - prior_weakness(model))
    # C's loss from the cut-off k when the weakness is w: (w − k)²/(2c).
    gains["C_visit"], gains["C_no_visit"] = wrong_visit**2 / (2 * c), wrong_stay**2 / (2 * c)
    largest = max(gains.values())
    beliefs = {"belief_visit": wrong_visit, "belief_no_visit": wrong_stay}
    return {**gains, "max": largest, "deviation": float(table["v"][others.argmax()]), **beliefs}


def weakest_reading(model, curve):
    """m(0), how Assumption 1 reads a visit that should never happen."""
    return float(curve["m"][0] - curve["near"][0])


def no_visit_margin(model, kappa_hat, curve):
    """Largest (Ψ/c)·κ(v')·(k₀ − k̄) − ζ(v') over all deals: no visits iff it is ≤ 0 (T5)."""
    power, money = stakes(model)
    star = reading(model, kappa_hat, prior_weakness(model))
    k, lift = after_deal(model, star, curve)
    pay = price(model, k, curve["m"])
    return float((power / model["k_max"] * curve["kappa"] * lift - money * pay).max())


def no_visit_gain(model, proposer, kappa_hat, curve):
    """Gains against "no deal, no visit" when a visit with unseen price is read as ``kappa_hat``."""
    kappa_hat = weakest_reading(model, curve) if kappa_hat is None else kappa_hat
    star = reading(model, kappa_hat, prior_weakness(model))
    if proposer == "F":
        others = best_price_F(model, star, curve)
        gains = {"F_price": max(float(others.max()), 0.0)}
    else:
        others = deal_gain(model, star, curve)
        gains = {"L_price": max(float(others.max()), 0.0)}
    margin = no_visit_margin(model, kappa_hat, curve)
    deviation = float(curve["v"][others.argmax()])
    return {**gains, "max": max(gains.values()), "deviation": deviation, "margin": margin}
