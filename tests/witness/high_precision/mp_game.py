"""The independent witness: the game of T1 solved in 60-digit arithmetic, apart from `summitry`.

A model is a plain dict: alpha, beta, n, sigma, q, tau, rho, r, psi, k_max (1 if absent), and
`information`: "linear" (default), "binomial", or "atoms" with `atoms` = [[probability, weakness]].
Doubles are taken as the exact numbers they are. All answers are mpf. Nothing here imports summitry.

    solve_f(model), solve_l(model)   every visit equilibrium, the rejected candidates, no visits
    curve(model, x), subgame(model, concession), open_removal(model, point)
    uniform_threshold(...), uniform_limit_threshold(...)    the closed forms of T7
"""

from __future__ import annotations

import numpy as np
from mpmath import mp, mpf

from .deviations import Scan
from .game import NotCoveredError, working_digits
from .linear import LinearCurve
from .no_visit import check_no_visit, smallest_reading
from .roots import polish
from .solver import solve
from .steps import StepCurve


def curve_of(model: dict):
    """The cut-off curve of the model's information."""
    kind = model.get("information", "linear")
    if kind == "linear":
        return LinearCurve(model)
    if kind in ("binomial", "atoms"):
        return StepCurve(model)
    raise NotCoveredError(f"information {kind!r} is not covered")


def curve(model: dict, x) -> dict:
    """Linear information at the threshold with log-odds x: v, 1 − v, M, κ, ν, m, b, 1 − b."""
    with working_digits():
        full = curve_of(model)
        point = full.mp_point(0, -mpf(x))
        return {
            "b": 1 / (1 + mp.exp(-mpf(x))),
            "one_minus_b": 1 / (1 + mp.exp(mpf(x))),
            "v": point.v,
            "one_minus_v": point.omv,
            "M": point.v * point.kappa,
            "k0_minus_M": point.omv * point.nu,
            "kappa": point.kappa,
            "nu": point.nu,
            "m": point.m,
            "dm_dv": point.dm / point.v,
            "k0": full.game.k0,
        }


def solve_both(model: dict, proposers="FL", reading: bool = False) -> dict:
    """{"F": …, "L": …, "no_visit": …}; a proposer that is not covered holds its reason.

    `no_visit` is the same for both. With `reading`, the smallest reading of an unexpected visit
    that supports no visits is added where Assumption 1's does not.
    """
    with working_digits(), np.errstate(all="ignore"):
        scan = Scan(curve_of(model))
        answer: dict = {}
        for proposer in proposers:
            try:
                answer[proposer] = solve(scan, proposer)
            except NotCoveredError as reason:
                answer[proposer] = {"not_covered": str(reason)}
        quiet = check_no_visit(scan)
        if reading and not quiet["equilibrium"]:
            quiet["smallest_reading"] = smallest_reading(scan)
        answer["no_visit"] = quiet
        return answer


def _one(model: dict, proposer: str) -> dict:
    answer = solve_both(model, proposer)
    if "not_covered" in answer[proposer]:
        raise NotCoveredError(answer[proposer]["not_covered"])
    return answer[proposer] | {"no_visit": answer["no_visit"]}


def solve_f(model: dict) -> dict:
    """F proposes: {"visit": [equilibria], "rejected": […], "close": bool, "no_visit": {…}}."""
    return _one(model, "F")


def solve_l(model: dict) -> dict:
    """L proposes: the same fields as `solve_f`."""
    return _one(model, "L")


def subgame(model: dict, concession) -> dict:
    """T3: F's visits when everyone knows the concession, pooling included."""
    with working_digits():
        full = curve_of(model)
        game, z = full.game, mpf(concession)
        start, end = full.mp_start(), full.mp_end(full.segments[-1])

        def state(point, pooled, **place):
            return {
                "v": point.v,
                "one_minus_v": point.omv,
                "kappa": point.kappa,
                "nu": point.nu,
                "pooled": pooled,
            } | place

        if z <= game.price(start.kappa, start.m):
            return state(start, "never")
        if z >= game.price(end.kappa, end.m):
            return state(end, "always")
        for segment in full.segments:
            last = full.mp_end(segment)
            if z < game.price(last.kappa, last.m):

                def excess(t, segment=segment):
                    point = full.mp_point(segment, t)
                    return game.price(point.kappa, point.m) - z

                t = polish(excess, *_bracket(excess))
                return state(full.mp_point(segment, t), None, **full.describe(segment, t))
            upper = full.next_m(segment)
            if upper is not None and z <= game.price(last.kappa, upper):
                return state(last, None, **full.describe(segment, None))
        raise AssertionError("a price between the pooling prices belongs to some cut-off")


def _bracket(rising):
    lo, hi = mpf(-1), mpf(1)
    while rising(lo) > 0:
        lo *= 2
    while rising(hi) < 0:
        hi *= 2
    return lo, hi


def open_removal(model: dict, point: dict):
    """T4: D, L's removal risk when C sees the deal, at a state that `curve` or `subgame` gave."""
    with working_digits():
        v, omv = point["v"], point["one_minus_v"]
        return (v * point["kappa"] ** 2 + omv * point["nu"] ** 2) / mpf(model.get("k_max", 1))


def uniform_threshold(n, tau, rho, r, z):
    """T7 (Cor. 2): a(z) for α = β = 1, c = 1, linear, at a price that does not pool."""
    with working_digits():
        n, tau, rho, r, z = (mpf(x) for x in (n, tau, rho, r, z))
        size = n + 2
        inside = 1 + 8 * size**2 * (z - tau) / (rho + (1 - r) * z)
        return size - (1 + mp.sqrt(inside)) / 2


def uniform_limit_threshold(n, q=1):
    """T7 (Cor. 4): a* for α = β = 1, c = 1, Ψ = ∞, σ → 0, L proposing, any q."""
    with working_digits():
        n, q = mpf(n), mpf(q)
        size = n + 2
        half = size + 1 + q
        u = (half + mp.sqrt(half**2 - 2 * size * (2 + q))) / (2 + q)
        return size - u
