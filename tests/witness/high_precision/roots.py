"""Sign changes on a scan in doubles, and roots polished in mpf."""

from __future__ import annotations

import numpy as np
from mpmath import mp, mpf

TANGENT = 0.05  # a dip of |f|/scale below this between nodes is looked at closely
KNIFE_EDGE = 1e-10  # relative margins below this are called close


def sign_changes(t, values, scale, evaluate):
    """Brackets [(lo, hi)] of every root of `values` on the nodes t.

    A dip towards zero without a sign change is scanned again, so that a pair of roots between two
    nodes is found. Also returns the smallest relative dip that did not cross.
    """
    with np.errstate(all="ignore"):
        good = np.isfinite(values) & np.isfinite(scale)
        t, f, s = t[good], values[good], scale[good]
        positive = f >= 0
        brackets = [(t[i], t[i + 1]) for i in np.flatnonzero(positive[:-1] != positive[1:])]
        depth = abs(f) / s
        inner = depth[1:-1]
        dips = 1 + np.flatnonzero(
            (inner < depth[:-2])
            & (inner < depth[2:])
            & (inner < TANGENT)
            & (positive[1:-1] == positive[:-2])
            & (positive[1:-1] == positive[2:])
        )
        closest = np.inf
        for i in dips:
            lo, hi = t[i - 1], t[i + 1]
            for _ in range(4):
                fine = np.linspace(lo, hi, 65)
                f_fine, s_fine = evaluate(fine)
                change = np.flatnonzero((f_fine[:-1] >= 0) != (f_fine[1:] >= 0))
                if change.size:
                    brackets += [(fine[k], fine[k + 1]) for k in change]
                    break
                k = int(np.argmin(abs(f_fine) / s_fine))
                lo, hi = fine[max(k - 1, 0)], fine[min(k + 1, 64)]
            else:
                closest = min(closest, float(abs(f_fine[k]) / s_fine[k]))
    return sorted(brackets), closest


def polish(f, lo, hi):
    """The root of the mpf function f in [lo, hi], or None if f has one sign at both ends."""
    lo, hi = mpf(float(lo)), mpf(float(hi))
    f_lo, f_hi = f(lo), f(hi)
    if f_lo == 0:
        return lo
    if f_hi == 0:
        return hi
    if (f_lo > 0) == (f_hi > 0):
        return None
    tolerance = mpf(10) ** (8 - mp.dps) * max(1, abs(lo), abs(hi))
    side = 0
    for step in range(400):
        # Illinois, with a bisection now and then so that a bad shape cannot hold it up.
        new = (lo + hi) / 2 if step % 8 == 7 else hi - f_hi * (hi - lo) / (f_hi - f_lo)
        f_new = f(new)
        if f_new == 0:
            return new
        if (f_new > 0) == (f_hi > 0):
            moved = abs(new - hi)
            hi, f_hi = new, f_new
            f_lo = f_lo / 2 if side == 1 else f_lo
            side = 1
        else:
            moved = abs(new - lo)
            lo, f_lo = new, f_new
            f_hi = f_hi / 2 if side == -1 else f_hi
            side = -1
        if min(moved, abs(hi - lo)) < tolerance:
            return new
    raise ArithmeticError("polishing did not converge")


def maxima(t, slope, evaluate, excluded=None, keep=None):
    """Places of the interior local maxima: where `slope` turns from + to −, refined in doubles.

    `excluded` is a place whose own maximum is not wanted; `keep(t)` may thin the cells out first.
    """
    with np.errstate(all="ignore"):
        good = np.isfinite(slope)
        t, slope = t[good], slope[good]
        cells = np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))
        if keep is not None:
            cells = cells[keep(t[cells])]
        found = []
        for i in cells:
            lo, hi = t[i], t[i + 1]
            slack = 1e-3 * (hi - lo)
            if excluded is not None and lo - slack <= excluded <= hi + slack:
                continue
            for _ in range(4):
                fine = np.linspace(lo, hi, 33)
                d = evaluate(fine)
                turn = np.flatnonzero((d[:-1] > 0) & (d[1:] <= 0))
                k = int(turn[0]) if turn.size else 0
                lo, hi = fine[k], fine[k + 1]
            found.append((lo + hi) / 2)
    return found
