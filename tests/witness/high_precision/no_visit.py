"""No visits: whether v = 0 is an equilibrium, and which reading of a surprise would make it one."""

from __future__ import annotations

import numpy as np
from mpmath import mpf

from .deviations import (
    Scan,
    end_counts,
    f_gain,
    place,
    ratio,
    refined_maxima,
    value_at,
    worst_per_visit,
)
from .game import gain
from .roots import KNIFE_EDGE, polish


def no_visit_places(scan: Scan, star, name="der"):
    curve = scan.curve
    places = [(None, None)] if curve.kind == "linear" else []
    for segment in curve.segments:
        inside = refined_maxima(scan, segment, tuple(map(float, star)), name, top=6)
        places += [(segment, t) for t in inside]
        if end_counts(curve, segment, star, name):
            places.append((segment, None))
    return places


def check_no_visit(scan: Scan, reading=None) -> dict:
    """Is v = 0 an equilibrium? An unexpected visit at an unseen price is read as `reading`."""
    curve, game = scan.curve, scan.curve.game
    star = (curve.strongest() if reading is None else mpf(reading), game.k0)
    worst, where = worst_per_visit(scan, star, no_visit_places(scan, star))
    point = place(curve, *where)
    g = gain(game, point, *star)
    best = mpf(0)
    best_f = 0.0
    if g.value > 0:
        for spot in no_visit_places(scan, star, "slope"):
            d, v = value_at(scan, *spot, star, exact=False)
            best = max(best, mpf(v * d.value))
        first = (curve.segments[0], -np.inf)
        best_f, _ = f_gain(scan, star, 0.0, first)
    return {
        "equilibrium": bool(g.value <= 0),
        "margin": -g.value,
        "margin_relative": -ratio(g.value, g.scale),
        "margin_v": point.v,
        "gain_L": best,
        "gain_F": best_f,
        "close": bool(abs(worst) < KNIFE_EDGE),
    }


def smallest_reading(scan: Scan):
    """The smallest reading of an unexpected visit, in [m(0), m(1)], that supports no visits.

    None if there is none. About 12 digits: bisection in doubles, then the break-even reading of the
    deviation that binds, in mpf.
    """
    curve, game = scan.curve, scan.curve.game
    lo, hi = curve.strongest(), place(curve, curve.segments[-1], None).nu

    def binding(reading):
        star = (reading, game.k0)
        return worst_per_visit(scan, star, no_visit_places(scan, star))

    if game.dominates or game.q == 1 or binding(hi)[0] > 0:
        return None
    if binding(lo)[0] <= 0:
        return lo
    for _ in range(40):
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if binding(middle)[0] > 0 else (lo, middle)
    point = place(curve, *binding(lo)[1])

    def excess(reading):
        return gain(game, point, reading, game.k0).value

    return polish(excess, lo - (hi - lo) * 1000, hi + (hi - lo) * 1000)
