"""Other prices: the play after each is recomputed, and the best deviation is found.

Gains are scanned in doubles on a curve's nodes, refined at every local maximum, and computed again
in mpf where the scan cannot tell their sign.
"""

from __future__ import annotations

import numpy as np
from mpmath import mp

from .game import Point, gain, own_gain
from .roots import maxima

RECHECK = 1e-8  # a relative margin below this is computed again in mpf


class Scan:
    """The curve's nodes in doubles, computed once for both proposers."""

    def __init__(self, curve):
        self.curve = curve
        self.t = {j: curve.nodes(j) for j in curve.segments}
        self.points = {j: curve.point(j, self.t[j]) for j in curve.segments}
        self.ends = {j: curve.mp_end(j).as_float() for j in curve.segments}

    def gains(self, segment, star, t=None):
        """Gains on the nodes, or at t, against the conjecture star = (κ*, k_N)."""
        point = self.points[segment] if t is None else self.curve.point(segment, t)
        with np.errstate(all="ignore"):
            return gain(self.curve.fast, point, *star)

    def own(self, segment, t=None):
        point = self.points[segment] if t is None else self.curve.point(segment, t)
        with np.errstate(all="ignore"):
            return own_gain(self.curve.fast, point)


def ratio(part, whole):
    """A relative margin; where nothing is at stake it is 0."""
    return part / whole if whole else part


def place(curve, segment, t) -> Point:
    """The mpf point at a place (segment, t); t = None is the segment's right end."""
    if segment is None:
        return curve.mp_start()
    return curve.mp_end(segment) if t is None else curve.mp_point(segment, t)


def refined_maxima(scan: Scan, segment, star, name, excluded=None, after=None, top=None):
    """Interior maxima of the gain per visit (name "der") or of the whole gain ("slope")."""
    g = scan.gains(segment, star)

    def keep(starts):
        index = np.searchsorted(scan.t[segment], starts)
        chosen = np.ones(index.size, bool) if after is None else scan.t[segment][index + 1] > after
        if top is not None and chosen.sum() > top:
            chosen &= g.value[index] >= np.sort(g.value[index])[-top]
        return chosen

    found = maxima(
        scan.t[segment],
        getattr(g, name),
        lambda t: getattr(scan.gains(segment, star, t), name),
        excluded,
        keep,
    )
    return [t for t in found if after is None or t > after]


def end_counts(curve, segment, star, name):
    """Whether the right end of a segment is a local maximum: the gain still rises there.

    Otherwise a place inside is better, and the end, which may be as near as 1e-40, is no rival.
    """
    if segment == curve.segments[-1] and curve.steep_end() and curve.game.money != 0:
        return False
    return getattr(gain(curve.game, curve.mp_end(segment), *star), name) >= 0


def value_at(scan: Scan, segment, t, star, exact):
    """Gain at a place: doubles, or mpf if `exact`. Returns (gain, v)."""
    curve = scan.curve
    if exact:
        point = place(curve, segment, t)
        return gain(curve.game, point, *star), point.v
    quick = tuple(float(x) for x in star)
    if segment is None:
        point = curve.mp_start().as_float()
    else:
        point = scan.ends[segment] if t is None else curve.point(segment, np.array([float(t)]))
    g = gain(curve.fast, point, *quick)
    return type(g)(*(float(np.ravel(x)[0]) for x in g)), float(np.ravel(point.v)[0])


def worst_per_visit(scan: Scan, star, places):
    """The largest relative gain per visit over the places; mpf where it is near zero."""
    worst, where = -mp.inf, None
    for segment, t in places:
        g, _ = value_at(scan, segment, t, star, exact=False)
        relative = ratio(g.value, g.scale)
        if not abs(relative) > RECHECK:
            g, _ = value_at(scan, segment, t, star, exact=True)
            relative = ratio(g.value, g.scale)
        if relative > worst:
            worst, where = relative, (segment, t)
    return worst, where


def f_gain(scan: Scan, star, base, after):
    """F's best accepted demand beyond the place `after` = (segment, t): (gain, v), in doubles."""
    curve, game = scan.curve, scan.curve.fast
    star = tuple(float(x) for x in star)
    best, best_v = 0.0, None

    def consider(point, g, z):
        nonlocal best, best_v
        payoff = float(point.v * game.visit(z, g.kbar, point.kappa)) - base
        if payoff > best:
            best, best_v = payoff, float(point.v)

    for segment in curve.segments:
        if segment < after[0]:
            continue
        own = segment == after[0]
        t = scan.t[segment]
        t = t[t > float(after[1])] if own and after[1] is not None else t[:0] if own else t
        for _ in range(4):  # the last accepted node, closer and closer
            accepted = np.flatnonzero(scan.gains(segment, star, t).value > 0) if t.size else t
            if not accepted.size:
                break
            last = accepted[-1]
            point = curve.point(segment, t[last : last + 1])
            one = Point(*(float(x[0]) for x in point))
            g = gain(game, one, *star)
            consider(one, g, g.price)
            t = np.linspace(t[last], t[min(last + 1, t.size - 1)], 65)
        if own and after[1] is None:
            continue
        point = scan.ends[segment]
        g = gain(game, point, *star)
        if g.value > 0:  # F may ask for more at the same visits, up to the end of the gap
            upper = curve.next_m(segment)
            cap = np.inf if upper is None else game.price(g.kbar, float(upper))
            consider(point, g, min(g.price + g.value, cap))
    return best, best_v
