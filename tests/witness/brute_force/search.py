"""Brute-force search of all pure equilibria under Assumption 1 (T5, T6). See ``brute.py``."""

import numpy as np

from witness.brute_force import brute
from witness.brute_force.nodes import (
    grid,
    is_linear,
    join,
    linear_nodes,
    locate,
    narrow,
    step_nodes,
    step_profile,
    take,
)

WIDTH = 3e-5  # half the difference quotient's width, in a node's place
EDGE = 1e-9  # margins (per visit, over 1 + Ψ) closer to zero than this say nothing


def find_equilibria(model, proposer, points=20_000, conjectures=600, curve=None):
    """Find all pure equilibria of the closed bargaining protocol by brute force.

    Returns
    -------
    dict
        ``kind``: "finite", or "limit"/"unbounded" at Ψ = ∞ (nothing searched then);
        ``equilibria``, ``negligible``, ``rejected``: candidates as dicts ``v, one_minus_v, z,
        kappa, k_N, kind, place, gain, margin``; ``no_visit`` (bool) with ``no_visit_gain``,
        ``no_visit_margin`` and ``no_visit_negligible``. A margin is how far, in L's payoff per
        visit, the candidate is from losing (positive) or gaining (negative) its standing: near
        zero it is a knife edge. (The no-visit margin is T5's difference: negative is safe.)
        Negligible: no equilibrium in exact arithmetic, but visits are so rare that the gain is
        below the tolerance.
    """
    curve = grid(model, points) if curve is None else curve
    sigma, q = model["sigma"], model["q"]
    found = {"kind": "finite", "equilibria": [], "negligible": [], "rejected": []}
    if np.isinf(model["psi"]) and (proposer == "F" or (q == 0 and sigma < 1)):
        found["kind"] = "unbounded" if proposer == "F" and sigma == 1 else "limit"
        return {**found, "no_visit": False, "no_visit_negligible": False}
    nothing = brute.no_visit_gain(model, proposer, None, curve)
    limit = brute.tolerance(model)
    found["no_visit_gain"], found["no_visit_margin"] = nothing["max"], nothing["margin"]
    exact = nothing["margin"] <= EDGE * (1 + brute.stakes(model)[0])
    found["no_visit"] = nothing["max"] <= limit and exact
    found["no_visit_negligible"] = nothing["max"] <= limit and not exact
    search = {
        (True, "F"): linear_F,
        (True, "L"): linear_L,
        (False, "F"): steps_F,
        (False, "L"): steps_L,
    }[is_linear(model), proposer]
    candidates = search(model, curve, conjectures)
    if sigma == 1:
        candidates.append(corner(model, proposer, curve))
    coarse = take(curve, np.append(np.arange(0, curve["v"].size - 1, 16), curve["v"].size - 1))
    seen = []
    for candidate in filter(None, candidates):
        if any(abs(candidate["place"] - place) < 1e-7 for place in seen):
            continue
        seen.append(candidate["place"])
        gain = brute.best_response_gain(model, proposer, candidate, curve=coarse)["max"]
        if gain <= 1e3 * limit:  # worth a closer look
            gain = brute.best_response_gain(model, proposer, candidate, curve=curve)["max"]
        candidate["gain"], passes = gain, gain <= limit
        candidate["margin"] = margin(model, proposer, candidate, coarse)
        if not passes:
            candidate["margin"] = min(candidate["margin"], -gain / candidate["v"])
        rare = candidate["margin"] < -EDGE * (1 + brute.stakes(model)[0])
        found[("negligible" if rare else "equilibria") if passes else "rejected"].append(candidate)
    return found


def assess(model, node, kind, z=None):
    """Turn a node into a candidate equilibrium: its beliefs and, unless given, its lowest price."""
    star = brute.conjecture(model, node)
    kappa, lift = float(star["kappa"].ravel()[0]), float(star["lift"].ravel()[0])
    if z is None:
        z = float(brute.price(model, star["kappa"], node["m"]).ravel()[0])
    numbers = {name: float(node[key].ravel()[0]) for name, key in
               {"v": "v", "one_minus_v": "u", "place": "place"}.items()}  # fmt: skip
    return {**numbers, "z": z, "kappa": kappa, "k_N": kappa + lift, "kind": kind}


def surplus(model, node):
    """(Ψ/c)·κ·(k_N − κ) at a node that C expects: the price at which L is indifferent."""
    star = brute.conjecture(model, node)
    return model["psi"] / model["k_max"] * star["kappa"] * star["lift"]


def diagonal(model, node):
    """W(v; v)/v at the lowest price."""
    return surplus(model, node) - brute.price(model, node["kappa"], node["m"])


def changes(values):
    """Indices i with a change of sign between i and i + 1 (along the last axis)."""
    positive = values > 0
    return np.argwhere(positive[..., 1:] != positive[..., :-1])


def bracket(places, i, j):
    """Two neighbouring places; the last node of a linear grid lies at infinity."""
    lo, hi = float(places[i]), float(places[j])
    return lo, (hi if np.isfinite(hi) else lo + 60.0)


def corner(model, proposer, curve):
    """v* = 1 at σ = 1, where absence is read as m(1): F takes all of L's gain, L pays z(1)."""
    node = take(curve, slice(-1, None))
    takes_all, lowest = float(surplus(model, node)[0]), float(diagonal(model, node)[0])
    if proposer == "L":
        return assess(model, node, "corner")
    return assess(model, node, "corner", z=takes_all) if lowest >= 0 else None


# ------------------------------------------------------------------------------------ linear


def linear_F(model, curve, _):
    """F: every change of sign of W(v; v) on the grid, narrowed by regridding."""
    found = []
    for (i,) in changes(diagonal(model, curve)):
        lo, hi = bracket(curve["place"], i, i + 1)
        x = narrow(lambda x: diagonal(model, linear_nodes(model, x)), lo, hi)
        found.append(assess(model, linear_nodes(model, np.array([x])), "interior"))
    return found


def linear_L(model, curve, conjectures):
    """L: where the best answer crosses the conjecture.

    Twice: by the sign of W's slope at the conjecture itself (every node of the grid), and by the
    argmax over all deals for some hundreds of conjectures. A jump of the argmax across the
    diagonal is no fixed point: the deviation test rejects what it is narrowed to.
    """
    places = curve["place"]
    lower, own, upper = (take(curve, s) for s in (slice(-2), slice(1, -1), slice(2, None)))
    slope = brute.deal_gain_difference(model, brute.conjecture(model, own), lower, upper)

    def local_slope(x):
        lo, mid, hi = (linear_nodes(model, x + d) for d in (-WIDTH, 0.0, WIDTH))
        return brute.deal_gain_difference(model, brute.conjecture(model, mid), lo, hi)

    roots, crossings = [], []
    for (i,) in changes(slope):
        lo, hi = bracket(places, i + 1, i + 2)
        ends = local_slope(np.array([lo, hi])) > 0
        if ends[0] == ends[1]:  # the two difference quotients are not quite the same
            lo, hi = bracket(places, i, i + 3)
        roots.append(narrow(local_slope, lo, hi))
    stride = max(1, (places.size - 1) // conjectures)
    sharp = (curve["v"] > 1e-12) & (curve["u"] > 1e-12)  # beyond, W is flat up to rounding
    own = take(curve, np.flatnonzero(sharp)[::stride])
    answers = take(curve, slice(0, None, max(1, places.size // 2000)))
    best = answers["place"][argmax_deal(model, own, answers)]
    for (i,) in changes(best - own["place"]):
        lo, hi = bracket(own["place"], i, i + 1)
        # The answers' grid is coarser than the other: a root nearby is the same fixed point.
        wide = 2 * (hi - lo)
        if not any(lo - wide <= x <= hi + wide for x in roots):
            crossings.append(narrow_map(model, lo, hi, answers))
    return [
        assess(model, linear_nodes(model, np.array([x])), kind)
        for kind, xs in (("interior", roots), ("crossing", crossings))
        for x in xs
    ]


def argmax_deal(model, own, answers):
    """Index of L's best deal among ``answers`` for every conjecture in ``own``."""
    star = {name: column[:, None] for name, column in brute.conjecture(model, own).items()}
    size = own["v"].size
    chunks = [slice(i, i + 24) for i in range(0, size, 24)]  # small enough for the cache
    return np.concatenate(
        [brute.deal_gain(model, take(star, rows), answers).argmax(axis=1) for rows in chunks]
    )


def narrow_map(model, lo, hi, answers):
    """Narrow a bracket in which the argmax crosses the conjecture."""

    def difference(x):
        near = linear_nodes(model, np.linspace(x[0] - 1e-3, x[-1] + 1e-3, 301))
        every = join(answers, near)
        own = linear_nodes(model, x)
        return every["place"][argmax_deal(model, own, every)] - x

    return narrow(difference, lo, hi, rounds=5)


# ------------------------------------------------------------------------------------- steps


def step_scan(model, points):
    """Nodes of every step, both ends included (the left end at its right price), as a matrix."""
    profile = step_profile(model)
    steps = profile["w"].size
    share = np.linspace(0.0, 1.0, max(8, points // steps) + 1)
    return profile, share, step_nodes(profile, np.arange(steps)[:, None], share[None, :])


def steps_F(model, curve, _):
    """F: roots of W(v; v) inside steps, and ends of steps whose price falls into their gap."""
    profile, share, scan = step_scan(model, curve["v"].size)
    values = diagonal(model, scan)
    found = []
    for j, i in changes(values):
        ends = share[i], share[i + 1]
        t = narrow(lambda t, j=j: diagonal(model, step_nodes(profile, j, t)), *ends)
        kind = "first step" if j == 0 else "inside step"
        found.append(assess(model, step_nodes(profile, np.array([j]), t), kind))
    above = np.append(values[1:, 0], -np.inf)  # beyond v = 1 the price has no bound
    for j in np.flatnonzero((values[:, -1] >= 0) & (above <= 0)):
        node = step_nodes(profile, np.array([j]), 1.0)
        found.append(assess(model, node, "step end", z=float(surplus(model, node)[0])))
    return found


def steps_L(model, curve, _):
    """L: every step's end, and inside steps the zeros of W's slope at the conjecture."""
    profile, share, _ = step_scan(model, curve["v"].size)
    steps = np.arange(profile["w"].size)

    def slope(j, t):
        lo, mid, hi = (step_nodes(profile, j, t + d) for d in (-WIDTH, 0.0, WIDTH))
        return brute.deal_gain_difference(model, brute.conjecture(model, mid), lo, hi)

    found = []
    for j, i in changes(slope(steps[:, None], share[None, :])):
        t = narrow(lambda t, j=j: slope(j, t), share[i], share[i + 1])
        kind = "first step" if j == 0 else "inside step"
        found.append(assess(model, step_nodes(profile, np.array([j]), t), kind))
    ends = [step_nodes(profile, np.array([j]), 1.0) for j in steps]
    return found + [assess(model, node, "step end") for node in ends]


# ----------------------------------------------------------------------------------- margins


def margin(model, proposer, candidate, curve):
    """How far a candidate is from a knife edge, in L's payoff per visit.

    F: minus the steepest secant of W(·; v*) from v* to a higher v'. L: the smaller of its gain
    from its own deal and of its lead over the other hills of W. Beyond a step on which L is
    indifferent by construction, not on it.
    """
    star = brute.reading(model, candidate["kappa"], candidate["k_N"])
    power, money = brute.stakes(model)
    v, u, place = candidate["v"], candidate["one_minus_v"], candidate["place"]
    node = locate(model, v, u, curve)
    first = candidate["kind"] == "first step"
    flat = first or (candidate["kind"] == "inside step" and model["q"] == 0)
    if flat:
        curve = take(curve, np.ceil(curve["place"]) != np.ceil(place))
    if proposer == "F":
        table = curve if flat else join(curve, brute.around(model, node))
        ahead = take(table, table["place"] > place + 1e-6)
        distance = np.where(ahead["v"] < 0.5, ahead["v"] - v, u - ahead["u"])
        secants = brute.deal_gain_difference(model, star, node, ahead) / distance
        return float(-secants.max()) if secants.size else np.inf
    lift = candidate["k_N"] - candidate["kappa"]
    own = power / model["k_max"] * float(node["M"][0]) * lift - money * v * candidate["z"]
    W = brute.deal_gain(model, star, curve)
    here = int(np.searchsorted(curve["place"], place))
    lead = np.inf if first else own  # on the first step L is indifferent to no deal at all
    for side in (W[:here][::-1], W[here:]):
        # A hill of its own: W rises again on the way there.
        hill = side > np.minimum.accumulate(side) + 1e-9 * power
        lead = min(lead, float((own - side[hill]).min(initial=np.inf)))
    return lead / v


def smallest_reading(model, curve=None):
    """κ̂: the smallest weakness read into an unexpected visit that supports no visits, or None."""
    curve = grid(model) if curve is None else curve
    lo = brute.weakest_reading(model, curve)
    hi = float(curve["m"][-1])
    if brute.no_visit_margin(model, lo, curve) <= 0:
        return lo
    if brute.no_visit_margin(model, hi, curve) > 0:
        return None

    def margins(readings):
        return np.array([brute.no_visit_margin(model, k, curve) for k in readings])

    return narrow(margins, lo, hi, rounds=6)
