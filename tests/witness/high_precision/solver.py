"""Visit equilibria of closed bargaining, by T5's words, for any cut-off curve.

Candidates come from indifference (F proposing) or stationarity (L proposing); each is then held
against every other price: the play after it is recomputed (`game.gain`) and the best deviation is
found (`deviations`). T6's price gaps and lower ends are the right ends of a curve's segments.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from mpmath import mp, mpf

from .deviations import (
    RECHECK,
    Scan,
    end_counts,
    f_gain,
    ratio,
    refined_maxima,
    value_at,
    worst_per_visit,
)
from .game import NotCoveredError, Point, belief_no_visit, gain, own_gain, values
from .roots import KNIFE_EDGE, polish, sign_changes


class Candidate(NamedTuple):
    """A conjectured play: its place on the curve (t = None: right end of the segment)."""

    segment: int
    t: Any
    point: Point
    z: Any
    k_N: Any


class Verdict(NamedTuple):
    """`margin` is relative to the payoffs at stake: positive if no deviation pays."""

    holds: bool
    close: bool
    margin: Any
    gain: Any
    best_v: Any


def interior(scan: Scan, name: str):
    """Candidates inside segments: roots of `name` ("value" for F, "slope" for L) at own beliefs."""
    curve, game = scan.curve, scan.curve.game
    scale = "scale" if name == "value" else "slope_scale"
    found, closest = [], np.inf
    for segment in curve.segments:

        def both(t, segment=segment):
            g = scan.own(segment, t)
            return getattr(g, name), getattr(g, scale)

        def exact(t, segment=segment):
            return getattr(own_gain(game, curve.mp_point(segment, t)), name)

        brackets, dip = sign_changes(scan.t[segment], *both(None), both)
        closest = min(closest, dip)
        for lo, hi in brackets:
            t = polish(exact, lo, hi)
            if t is None:
                continue  # rounding noise of the scan
            point = curve.mp_point(segment, t)
            z = game.price(point.kappa, point.m)
            found.append(Candidate(segment, t, point, z, belief_no_visit(game, point)))
    return found, closest


def ends_for_f(curve):
    """Kinks v_j at which L's break-even price lies in F's gap, and the corner v = 1 at σ = 1."""
    game, found, closest = curve.game, [], np.inf
    for segment in curve.segments:
        upper_m = curve.next_m(segment)
        if upper_m is None and game.sigma != 1:
            continue  # v = 1 is no news then: L's gain is −z
        point = curve.mp_end(segment)
        k_N = belief_no_visit(game, point)
        z = game.office * point.kappa * (k_N - point.kappa) / game.k_max
        low = game.price(point.kappa, point.m)
        high = mp.inf if upper_m is None else game.price(point.kappa, upper_m)
        slack = min(abs(z - low), abs(high - z))
        closest = min(closest, float(slack / (z + low)))
        if low <= z <= high:
            found.append(Candidate(segment, None, point, z, k_N))
    return found, closest


def ends_for_l(curve):
    """Kinks v_j at the lower end of the gap; v = 1 under linear information only at σ = 1."""
    game, found = curve.game, []
    for segment in curve.segments:
        if curve.kind == "linear" and game.sigma != 1:
            continue  # W(1; 1) = −z(1) < 0
        point = curve.mp_end(segment)
        z = game.price(point.kappa, point.m)
        found.append(Candidate(segment, None, point, z, belief_no_visit(game, point)))
    return found


def check_f(scan: Scan, cand: Candidate) -> Verdict:
    """No price that brings more visits is accepted by L."""
    curve, game = scan.curve, scan.curve.game
    star = (cand.point.kappa, cand.k_N)
    quick = tuple(float(x) for x in star)
    places, margin = [], mp.inf
    flat = curve.is_flat(cand.segment) and cand.t is not None
    for segment in curve.segments:
        own = segment == cand.segment
        if segment < cand.segment or (own and (flat or cand.t is None)):
            continue
        after = float(cand.t) if own else None
        places += [(segment, t) for t in refined_maxima(scan, segment, quick, "der", after, after)]
        if end_counts(curve, segment, star, "der"):
            places.append((segment, None))
    if cand.t is not None and not flat:
        g = gain(game, cand.point, *star)
        margin = -g.der / g.slope_scale
    worst, _ = worst_per_visit(scan, star, places)
    margin = min(margin, -worst)
    holds = margin >= 0
    if holds:
        return Verdict(True, margin < KNIFE_EDGE, margin, mpf(0), None)
    base = float(cand.point.v * game.visit(cand.z, *star[:1], cand.point.kappa))
    best, best_v = f_gain(scan, star, base, (cand.segment, cand.t))
    return Verdict(False, abs(margin) < KNIFE_EDGE, margin, best, best_v)


def local_l(curve, cand: Candidate):
    """Relative second-order margin of L at a candidate: positive at a strict local maximum."""
    game, star = curve.game, (cand.point.kappa, cand.k_N)
    if cand.t is None:
        if curve.kind != "linear":
            return mp.inf  # the maxima inside the step and its other end are held against it
        if curve.steep_end() and game.money != 0:
            return mpf(-1)  # the last visits cost infinitely much
        g = gain(game, cand.point, *star)
        return g.slope / g.slope_scale
    if curve.is_flat(cand.segment):
        return mp.inf
    h = mpf(10) ** (-14) * max(1, abs(cand.t))
    left, right = (gain(game, curve.mp_point(cand.segment, cand.t + d), *star) for d in (-h, h))
    return (left.slope - right.slope) / (2 * h * left.slope_scale)


def check_l(scan: Scan, cand: Candidate) -> Verdict:
    """L's gain is largest at the candidate's price, and no price at all is no better."""
    curve, game = scan.curve, scan.curve.game
    star = (cand.point.kappa, cand.k_N)
    quick = tuple(float(x) for x in star)
    here = gain(game, cand.point, *star)
    plateau = cand.t is not None and curve.is_flat(cand.segment)
    here_value = mpf(0) if plateau else cand.point.v * here.value
    places = [] if plateau else [None]
    for segment in curve.segments:
        own = segment == cand.segment
        if own and plateau:
            continue
        excluded = float(cand.t) if own and cand.t is not None else None
        places += [(segment, t) for t in refined_maxima(scan, segment, quick, "slope", excluded)]
        if not (own and cand.t is None) and end_counts(curve, segment, star, "slope"):
            places.append((segment, None))
    margin, best, best_v = mp.inf, mpf(0), None
    for spot in places:
        for exact in (False, True):
            if spot is None:
                value, v, scale = 0, 0, 0
            else:
                g, v = value_at(scan, *spot, star, exact)
                value, scale = v * g.value, v * g.scale
            size = max(scale, cand.point.v * here.scale)
            relative = ratio(here_value - value, size)
            if abs(relative) > RECHECK:
                break
        if relative < margin:
            margin = relative
        if value - here_value > best:
            best, best_v = value - here_value, v
    if margin > -KNIFE_EDGE:
        margin = min(margin, local_l(curve, cand))
    return Verdict(margin >= 0, abs(margin) < KNIFE_EDGE, margin, best, best_v)


def record(curve, cand: Candidate, verdict: Verdict) -> dict:
    entry = {"kind": "interior" if cand.t is not None else "end"}
    entry.update(curve.describe(cand.segment, cand.t))
    entry.update(values(curve.game, cand.point, cand.z))
    if entry["payoff_F"] < mpf(10) ** (15 - mp.dps) and curve.is_flat(cand.segment):
        entry["payoff_F"] = mpf(0)  # every visitor is marginal; what is left is rounding
    entry.update(margin=verdict.margin, close=bool(verdict.close))
    return entry


def solve(scan: Scan, proposer: str) -> dict:
    """All equilibria in which a visit can happen, and what was rejected and why."""
    curve, game = scan.curve, scan.curve.game
    if game.dominates and proposer == "F":
        raise NotCoveredError("Ψ = ∞ with F proposing is a limit, or unbounded at σ = 1")
    if game.dominates and game.q == 0 and game.sigma < 1:
        raise NotCoveredError("Ψ = ∞, q = 0, σ < 1 with L proposing is a limit")
    if proposer == "F":
        inside, dip = interior(scan, "value")
        ends, slack = ends_for_f(curve)
        check, closest = check_f, min(dip, slack)
    else:
        inside, closest = interior(scan, "slope")
        ends, check = ends_for_l(curve), check_l
    visit, rejected = [], []
    for cand in sorted(inside + ends, key=lambda c: (c.segment, c.t is None, c.t or 0)):
        verdict = check(scan, cand)
        if verdict.holds:
            visit.append(record(curve, cand, verdict))
        else:
            rejected.append({"v": cand.point.v, "z": cand.z} | verdict._asdict())
    close = closest < KNIFE_EDGE or any(e["close"] for e in visit + rejected)
    return {"visit": visit, "rejected": rejected, "close": bool(close)}
