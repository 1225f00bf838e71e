"""Information with finitely many signals (T6): beta-binomial counts, or atoms given as a list.

Segment j is the step on which the signal of rank j (from the strongest) is the marginal one and F
mixes on it: it visits after that signal with probability `share`; the scan uses t = log-odds of the
share. The right end of segment j is the kink v_j, where the price may be anything in a gap.
"""

from __future__ import annotations

import numpy as np
from mpmath import mp, mpf

from .game import Game, NotCoveredError, Point


def signals(model: dict) -> list[tuple]:
    """(probability, weakness, label) as mpf from the strongest signal to the weakest."""
    if model["information"] == "binomial":
        n = int(model["n"])
        if n != model["n"]:
            raise NotCoveredError("binomial information needs an integer n")
        alpha, beta = mpf(model["alpha"]), mpf(model["beta"])
        return [
            (
                mp.binomial(n, a) * mp.beta(alpha + a, beta + n - a) / mp.beta(alpha, beta),
                (beta + n - a) / (alpha + beta + n),
                a,
            )
            for a in range(n, -1, -1)
        ]
    merged: dict = {}
    for p, w in model["atoms"]:
        merged[mpf(w)] = merged.get(mpf(w), mpf(0)) + mpf(p)
    total = mp.fsum(merged.values())
    return [(merged[w] / total, w, j) for j, w in enumerate(sorted(merged))]


class StepCurve:
    """F's cut-off strategies when the signal takes finitely many values."""

    kind = "steps"

    def __init__(self, model: dict):
        self.model = model
        self.game, self.fast = Game(model, mpf), Game(model, float)
        self.p, self.w, self.labels = (list(column) for column in zip(*signals(model), strict=True))
        # Doubles rarely average to the prior exactly; Bayes' rule needs the curve's own mean.
        self.game.k0 = mp.fsum(p * w for p, w in zip(self.p, self.w, strict=True))
        self.fast.k0 = float(self.game.k0)
        self.segments = range(len(self.p))
        self._parts = [self._sums(j) for j in self.segments]

    def _sums(self, j):
        """Sums over the signals before and after rank j, all of positive terms."""
        before, after = range(j), range(j + 1, len(self.p))
        return (
            mp.fsum(self.p[i] for i in before),
            mp.fsum(self.p[i] * (self.w[j] - self.w[i]) for i in before),
            mp.fsum(self.p[i] for i in after),
            mp.fsum(self.p[i] * self.w[i] for i in after),
            self.p[j],
            self.w[j],
        )

    def _point(self, j, parts, share, rest) -> Point:
        before, lead, after, weak_after, p, m = parts
        v, omv = before + p * share, after + p * rest
        gap = lead / v
        last = j == self.segments[-1]
        nu = m + 0 * share if last else (weak_after + m * p * rest) / omv
        return Point(v, omv, m - gap, nu, m + 0 * share, gap, 0 * share)

    def mp_point(self, segment, t) -> Point:
        share, rest = 1 / (1 + mp.exp(-t)), 1 / (1 + mp.exp(t))
        return self._point(segment, self._parts[segment], share, rest)

    def point(self, segment, t) -> Point:
        t = np.asarray(t, float)
        share, rest = np.exp(-np.logaddexp(0, -t)), np.exp(-np.logaddexp(0, t))
        return self._point(segment, [float(x) for x in self._parts[segment]], share, rest)

    def nodes(self, _segment):
        far = np.arange(42.0, 121.0, 2.0)
        return np.concatenate([-far[::-1], np.arange(-200, 201) * 0.2, far])

    def mp_end(self, segment) -> Point:
        return self._point(segment, self._parts[segment], mpf(1), mpf(0))

    def steep_end(self) -> bool:
        return False

    def mp_start(self) -> Point:
        m0 = self.w[0]
        return Point(mpf(0), mpf(1), m0, self.game.k0, m0, mpf(0), mpf(0))

    def strongest(self):
        return self.w[0]

    def is_flat(self, segment) -> bool:
        """On the first step visitors are all alike: the price does not move with the mix."""
        return segment == 0

    def next_m(self, segment):
        return None if segment == self.segments[-1] else self.w[segment + 1]

    def describe(self, segment, t) -> dict:
        """The weakest visiting signal (a count, or a rank for atoms) and its visit probability."""
        share = mpf(1) if t is None else 1 / (1 + mp.exp(-t))
        return {"threshold": mpf(self.labels[segment]), "share": share, "step": segment}
