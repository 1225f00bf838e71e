"""Brute force on the audit's own draws: how many equilibria, and what a comparison compares.

Imports nothing from the library; rows are arrays in the order of T1's fields.
"""

import numpy as np
from scipy.special import betaincinv

from witness.brute_force import brute

NAMES = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")


def usual(table):
    """Keep rows whose prior and n a grid of doubles can resolve."""
    alpha, beta, n = table[:, 0], table[:, 1], table[:, 2]
    kept = (n > 0.4) & (n < 250)
    for x in (alpha, beta):
        kept &= (x > 0.35) & (x < 21)
    return table[kept]


def as_model(row, information="linear"):
    """Make the plain dict that brute force wants of one row of a table."""
    values = dict(zip(NAMES, map(float, row), strict=True))
    if information == "binomial":
        values["n"] = int(values["n"])
    return {**values, "information": information}


def count(model, proposer, **options):
    """Number of pure equilibria and whether it turns on a knife edge; None where only a limit exists."""
    found = brute.find_equilibria(model, proposer, **options)
    if found["kind"] != "finite":
        return None, False
    tol = brute.tolerance(model)
    size = len(found["equilibria"]) + bool(found["no_visit"])
    near = found["no_visit_negligible"] or bool(found["negligible"])
    near |= abs(found["no_visit_margin"]) <= 100 * tol
    for e in found["equilibria"] + found["rejected"]:
        near |= abs(e["margin"]) * e["v"] <= 100 * tol or tol / 100 <= e["gain"] <= 100 * tol
    return size, near


def outcomes(model, proposer, **options):
    """Every equilibrium with visits, by v, with what the article compares, from payoffs alone (T1, T5)."""
    found = brute.find_equilibria(model, proposer, **options)["equilibria"]
    k0, c, psi = brute.prior_weakness(model), model["k_max"], model["psi"]
    power, money = brute.stakes(model)
    rows = []
    for e in sorted(found, key=lambda e: (e["v"], -e["one_minus_v"])):
        mass = e["v"] * e["kappa"]  # M(v)
        salient = (mass * e["kappa"] + (k0 - mass) * e["k_N"]) / c
        idle = e["k_N"] * k0 / c
        sigma = model["sigma"]
        own = -power * salient - money * e["v"] * e["z"]
        rest = -power * idle
        rows.append({
            "v": np.log(e["v"]) - np.log(e["one_minus_v"]) if e["one_minus_v"] else np.inf,
            "z": e["z"], "kappa": e["kappa"],
            "U_F": brute.payoff_F(model, e["z"], e["kappa"], e["v"], mass),
            "U_L": own, "U_L ex ante": sigma * own + (1 - sigma) * rest,
            "removal": salient, "removal ex ante": sigma * salient + (1 - sigma) * idle,
            "a": model["n"] * betaincinv(model["alpha"], model["beta"], e["one_minus_v"]),
            "isolated": k0 * k0 / c, "psi": psi,
        })  # fmt: skip
    return rows


def moved(model, change, h):
    """Change one parameter as the audit does, by a step of one's own."""
    a, b = model["alpha"], model["beta"]
    shift = h * a * b / (a + b)
    new = {
        "sigma+": {"sigma": model["sigma"] + h * (1 - model["sigma"])},
        "q+": {"q": model["q"] + h * (1 - model["q"])},
        "tau+": {"tau": model["tau"] + h * (model["tau"] + 0.1)},
        "rho+": {"rho": model["rho"] + h * (model["rho"] + 0.1)},
        "r-": {"r": model["r"] * (1 - h)},
        "n+": {"n": model["n"] * (1 + h)},
        "weaker": {"alpha": a - shift, "beta": b + shift},
    }[change]
    return {**model, **new}


def worst_change(model, proposer, quantity, change, sign, h, **options):
    """Most that a quantity moves against ``sign``, over equilibria; None if their number changes."""
    before = outcomes(model, proposer, **options)
    after = outcomes(moved(model, change, h), proposer, **options)
    if len(before) != len(after) or not before:
        return None
    return min(
        sign * (new[quantity] - old[quantity]) for old, new in zip(before, after, strict=True)
    )
