"""The library against brute force on one model. The only module of brute force that calls the library."""

from dataclasses import dataclass, field

import numpy as np

from witness.brute_force import brute

EXPECTED = {"limit": "LIMIT", "unbounded": "UNBOUNDED"}
FINE = {"points": 200_000, "conjectures": 3_000}


@dataclass
class Comparison:
    """What the two found, and every difference in words."""

    model: dict
    proposer: str
    status: str = ""
    count: int = 0
    brute_count: int = 0
    brute_gain: float = 0.0
    library_gain: float = 0.0
    disagreements: list = field(default_factory=list)
    edges: list = field(default_factory=list)

    def __repr__(self):
        notes = "\n    ".join(self.disagreements + self.edges)
        return f"proposer={self.proposer!r}, {as_code(self.model)}\n    {notes}"


def as_code(model):
    """Write a model as the code that makes it."""
    numbers = {k: v for k, v in model.items() if k != "information"}
    text = ", ".join(
        f'{k}=float("inf")' if v == np.inf else f"{k}={v!r}" for k, v in numbers.items()
    )
    return f"sm.Model({text}, information=sm.{model['information'].capitalize()}())"


def as_library_model(model):
    """Make the library's model of a plain dict (linear or binomial)."""
    import summitry as sm

    information = {"linear": sm.Linear, "binomial": sm.Binomial}[model["information"]]()
    return sm.Model(**{**model, "information": information})


def numbers(equilibrium):
    """Read the library's equilibrium as ``brute`` wants it: no visits have v = 0 and no price."""
    return {
        "v": float(equilibrium.visit_probability),
        "one_minus_v": float(equilibrium.no_visit_probability),
        "z": None if equilibrium.concession is None else float(equilibrium.concession),
        "kappa": float(equilibrium.weakness_visit),
        "k_N": float(equilibrium.weakness_no_visit),
    }


def same(left, right):
    """Tell whether two visit equilibria are one: v, 1 − v and z agree to the grid's accuracy.

    The brute force finds L's best answer from differences of payoffs, to about eight digits of v
    and of 1 − v; distinct equilibria are much further apart than 1e-5.
    """
    return all(
        abs(left[key] - right[key]) <= 1e-5 * max(abs(left[key]), abs(right[key]))
        for key in ("v", "one_minus_v", "z")
    )


def on_edge(model, candidate):
    """Tell whether a candidate's standing turns on less than a hundred tolerances."""
    tol = brute.tolerance(model)
    return abs(candidate["margin"]) * candidate["v"] <= 100 * tol or (
        tol / 100 <= candidate["gain"] <= 100 * tol
    )


def compare(model, proposer, points=20_000, conjectures=600):
    """Solve a model by the library and by brute force and say where they differ.

    A disagreement is: a returned equilibrium with a profitable deviation (by brute force at
    ``points`` deals, or by its own ``max_gain``) above 1e-9 + 1e-12·Ψ; beliefs that are not
    Bayes'; an equilibrium that only one of the two has; a status that does not fit. There is no
    allowance for the grid: at finitely many deals the best deviation can only be underrated.
    Differences that turn on less than a hundred tolerances are ``edges``.
    """
    import summitry as sm

    result = Comparison(model, proposer)
    solution = sm.solve(as_library_model(model), bargaining="closed", proposer=proposer)
    result.status = solution.status.name
    curve = brute.grid(model, points)
    found = brute.find_equilibria(model, proposer, conjectures=conjectures, curve=curve)
    if found["kind"] != "finite" or result.status in EXPECTED.values():
        if result.status != EXPECTED.get(found["kind"]):
            result.disagreements.append(f"status {result.status}, brute force: {found['kind']}")
        return result
    returned = list(solution.equilibria)
    result.count = len(returned)
    result.brute_count = len(found["equilibria"]) + found["no_visit"]
    for equilibrium in returned:
        check_one(result, equilibrium, curve)
    match(result, [numbers(e) for e in returned], found)
    fits = {"ONE": result.count == 1, "SEVERAL": result.count > 1, "NONE": result.count == 0}
    if result.status == "UNDECIDED":
        doubtful = result.edges or any(on_edge(model, e) for e in candidates_of(found))
        (result.edges if doubtful else result.disagreements).append("status UNDECIDED")
    elif not fits.get(result.status, False):
        text = f"status {result.status} with {result.count} equilibria"
        result.disagreements.append(text)
    return result


def candidates_of(found):
    """Every visit candidate of the brute-force search, whatever became of it."""
    return found["equilibria"] + found["negligible"] + found["rejected"]


def check_one(result, equilibrium, curve):
    """Gains and beliefs of one equilibrium that the library returned."""
    model, tol = result.model, brute.tolerance(result.model)
    values = numbers(equilibrium)
    gains = brute.best_response_gain(model, result.proposer, values, curve=curve)
    own = float(equilibrium.max_gain)
    result.brute_gain = max(result.brute_gain, gains["max"])
    result.library_gain = max(result.library_gain, own)
    name = f"v={values['v']:.12g}, z={values['z']}"
    # "not <=" also catches NaN.
    if not gains["max"] <= tol:
        worst = {k: float(f"{g:.4g}") for k, g in gains.items() if g > tol or k == "deviation"}
        result.disagreements.append(f"{name}: brute force gains {worst}, tolerance {tol:.3g}")
    if not own <= tol:
        result.disagreements.append(f"{name}: own max_gain {own:.4g}, tolerance {tol:.3g}")
    beliefs = (gains.get("belief_visit", 0.0), gains.get("belief_no_visit", 0.0))
    if not max(beliefs) <= 1e-10:
        result.disagreements.append(f"{name}: beliefs differ from Bayes' rule by {beliefs}")


def match(result, returned, found):
    """Pair the two lists; whatever is left on either side is an edge or a disagreement."""
    visits = [e for e in returned if e["v"] > 0]
    silent = len(visits) < len(returned)
    if len(returned) - len(visits) > 1:
        result.disagreements.append("no visits returned twice")
    match_no_visits(result, silent, visits, found)
    left = list(visits)
    for e in found["equilibria"]:
        pair = next((x for x in left if same(x, e)), None)
        if pair is not None:
            left.remove(pair)
            continue
        text = f"missed: {describe(e)}"
        (result.edges if on_edge(result.model, e) else result.disagreements).append(text)
    finer = None
    for e in left:
        near = [x for x in found["negligible"] + found["rejected"] if same(x, e)]
        if not near and finer is None:
            finer = brute.find_equilibria(result.model, result.proposer, **FINE)
        if not near:
            near = [x for x in finer["equilibria"] if same(x, e)]
        edge = e["v"] < 1e-12 or any(
            x in found["negligible"] or x["gain"] <= 100 * brute.tolerance(result.model)
            for x in near
        )
        text = f"extra: v={e['v']:.12g}, 1-v={e['one_minus_v']:.6g}, z={e['z']}; brute force has "
        text += "; ".join(map(describe, near)) or "nothing there"
        (result.edges if edge else result.disagreements).append(text)


def match_no_visits(result, silent, visits, found):
    """Compare the two answers on no visits."""
    if silent == found["no_visit"]:
        return
    text = (
        f"no visits: library {silent}, brute force {found['no_visit']}, "
        f"margin {found['no_visit_margin']:.4g}, gain {found['no_visit_gain']:.4g}"
    )
    tol = brute.tolerance(result.model)
    # Visits rarer than the grid reaches are no visits to the brute force.
    edge = (
        found["no_visit_negligible"]
        or tol / 100 <= found["no_visit_gain"] <= 100 * tol
        or abs(found["no_visit_margin"]) <= 100 * tol
        or any(e["v"] < 1e-12 for e in visits)
    )
    (result.edges if edge else result.disagreements).append(text)


def describe(candidate):
    """One candidate of the brute force in a line."""
    keys = ("v", "one_minus_v", "z", "gain", "margin")
    return f"{candidate['kind']} " + ", ".join(f"{k}={candidate[k]:.9g}" for k in keys)


def limit_witness(model, proposer, powers=(1e4, 1e6, 1e8)):
    """1 − v of the equilibrium with most visits along a sequence of large Ψ (None: there is none).

    What a limit status claims at Ψ = ∞: v → 1.
    """
    rarest = []
    for psi in powers:
        found = brute.find_equilibria({**model, "psi": psi}, proposer)["equilibria"]
        rarest.append(min((e["one_minus_v"] for e in found), default=None))
    return rarest
