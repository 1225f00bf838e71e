"""The default information, from densities: A/n ~ Beta(α, β), truth or noise (T2).

With probability λ = n/(α+β+n) the signal s = A/n is θ itself, else a fresh draw from the prior, so
the weakness after s is λ(1−s) + (1−λ)k₀. Cut-offs are measured by x = log-odds of b = a/n; the scan
uses t = −x, which rises with v. Incomplete beta integrals are summed from the continued fraction
(DLMF 8.17.22) on the side where it converges; the tests compare them with quadrature.
"""

from __future__ import annotations

import numpy as np
from mpmath import mp, mpf
from scipy.special import betaln

from .game import Game, NotCoveredError, Point


def fraction(a, b, y, tolerance):
    """Value h of the continued fraction with I_y(a, b) = yᵃ(1−y)ᵇ·h/(a·B(a, b))."""
    c = 1 + 0 * y
    d = 1 / (1 - (a + b) * y / (a + 1))
    h = d
    for k in range(1, 100_000):
        even = k * (b - k) * y / ((a + 2 * k - 1) * (a + 2 * k))
        d, c = 1 / (1 + even * d), 1 + even / c
        h = h * (d * c)
        odd = -(a + k) * (a + b + k) * y / ((a + 2 * k) * (a + 2 * k + 1))
        d, c = 1 / (1 + odd * d), 1 + odd / c
        step = d * c
        h = h * step
        miss = abs(step - 1)
        if (miss.max() if isinstance(miss, np.ndarray) else miss) < tolerance:
            return h
    raise NotCoveredError(f"continued fraction for beta({a}, {b}) did not converge")


def beta_parts(a, b, y, omy):
    """Lower and upper integral of s^(a−1)(1−s)^(b−1), cut at y, as mpf; omy = 1 − y."""
    if y * (a + b + 2) > a + 1:
        upper, lower = beta_parts(b, a, omy, y)
        return lower, upper
    tolerance = mpf(10) ** (5 - mp.dps)
    lower = mp.exp(a * mp.log(y) + b * mp.log(omy)) / a * fraction(a, b, y, tolerance)
    return lower, mp.beta(a, b) - lower


def log_beta_parts(a, b, x):
    """Logs of the lower and upper regularised integral, doubles, for an array x of log-odds."""
    log_y, log_omy = -np.logaddexp(0.0, -x), -np.logaddexp(0.0, x)
    swap = np.exp(log_y) * (a + b + 2) > a + 1
    near, far = np.empty_like(x), np.empty_like(x)
    for side, (p, s, lp, ls) in ((~swap, (a, b, log_y, log_omy)), (swap, (b, a, log_omy, log_y))):
        if side.any():
            h = fraction(p, s, np.exp(lp[side]), 1e-15 * 4)
            logs = p * lp[side] + s * ls[side] - np.log(p) - betaln(a, b) + np.log(h)
            near[side] = np.minimum(logs, -1e-300)
            far[side] = np.log(-np.expm1(near[side]))
    return np.where(swap, far, near), np.where(swap, near, far)


class LinearCurve:
    """F's cut-off strategies under linear information: one segment, t from −∞ to ∞."""

    kind = "linear"

    def __init__(self, model: dict):
        self.model = model
        self.game, self.fast = Game(model, mpf), Game(model, float)
        self.segments = range(1)
        self._nodes = None

    def _weights(self, game):
        total = game.alpha + game.beta + game.n
        return game.n / total, (game.alpha + game.beta) / total * game.k0

    def mp_point(self, _segment, t) -> Point:
        g = self.game
        truth, floor = self._weights(g)
        b, omb = 1 / (1 + mp.exp(t)), 1 / (1 + mp.exp(-t))
        # Mass, and mass weighted by 1−s, of the signals below and above the cut.
        low, high = beta_parts(g.alpha, g.beta, b, omb)
        weak_low, weak_high = beta_parts(g.alpha, g.beta + 1, b, omb)
        whole = mp.beta(g.alpha, g.beta)
        density = mp.exp((g.alpha - 1) * mp.log(b) + (g.beta - 1) * mp.log(omb)) / whole
        v = high / whole
        return Point(
            v=v,
            omv=low / whole,
            kappa=floor + truth * weak_high / high,
            nu=floor + truth * weak_low / low,
            m=floor + truth * omb,
            gap=truth * (omb - weak_high / high),
            dm=truth * v / density,
        )

    def point(self, _segment, t) -> Point:
        g = self.fast
        truth, floor = self._weights(g)
        x = -np.asarray(t, float)
        with np.errstate(all="ignore"):
            log_b, log_omb = -np.logaddexp(0.0, -x), -np.logaddexp(0.0, x)
            low, high = log_beta_parts(g.alpha, g.beta, x)
            weak_low, weak_high = log_beta_parts(g.alpha, g.beta + 1, x)
            up, down = g.k0 * np.exp(weak_high - high), g.k0 * np.exp(weak_low - low)
            log_density = (g.alpha - 1) * log_b + (g.beta - 1) * log_omb - betaln(g.alpha, g.beta)
            return Point(
                v=np.exp(high),
                omv=np.exp(low),
                kappa=floor + truth * up,
                nu=floor + truth * down,
                m=floor + truth * np.exp(log_omb),
                gap=truth * (np.exp(log_omb) - up),
                dm=np.minimum(truth * np.exp(high - log_density), 1e200),
            )

    def nodes(self, _segment):
        """Scan nodes: dense in log-odds of the signal and of v, sparse in the far tails."""
        if self._nodes is None:
            far = np.geomspace(50.0, 1e7, 90)[1:]
            t = np.concatenate([-far[::-1], np.arange(-1000, 1001) * 0.05, far])
            odds = self._odds(t)
            for _ in range(24):
                inside = np.minimum(abs(odds[:-1]), abs(odds[1:])) < 80
                wide = np.flatnonzero(inside & (np.diff(odds) > 0.08))
                if not wide.size:
                    break
                middle = (t[wide] + t[wide + 1]) / 2
                t = np.insert(t, wide + 1, middle)
                odds = np.insert(odds, wide + 1, self._odds(middle))
            self._nodes = t
        return self._nodes

    def _odds(self, t):
        with np.errstate(all="ignore"):
            low, high = log_beta_parts(self.fast.alpha, self.fast.beta, -t)
        return np.maximum.accumulate(high - low)

    def _weakest(self):
        truth, floor = self._weights(self.game)
        return floor + truth

    def strongest(self):
        return self._weights(self.game)[1]

    def mp_end(self, _segment) -> Point:
        """Always visit. dm is the limit of v·m'(v) for α ≤ 1; see `steep_end` for α > 1."""
        g, m1 = self.game, self._weakest()
        dm = self._weights(g)[0] / g.beta if g.alpha == 1 else mpf(0)
        return Point(mpf(1), mpf(0), g.k0, m1, m1, m1 - g.k0, dm)

    def steep_end(self) -> bool:
        """Whether m'(v) → ∞ as v → 1: the density of the weakest signals vanishes."""
        return self.game.alpha > 1

    def mp_start(self) -> Point:
        """The limit of never visiting."""
        g, m0 = self.game, self.strongest()
        return Point(mpf(0), mpf(1), m0, g.k0, m0, mpf(0), mpf(0))

    def is_flat(self, _segment) -> bool:
        return False

    def next_m(self, _segment):
        """No jump of m at the end of the segment: there is nothing beyond."""
        return None

    def describe(self, _segment, t) -> dict:
        """The threshold a = n·b with the log-odds of b and 1 − b; t = None: always visit."""
        if t is None:
            return {"threshold": mpf(0), "one_minus_b": mpf(1), "log_odds": -mp.inf}
        return {
            "log_odds": -t,
            "threshold": self.game.n / (1 + mp.exp(t)),
            "one_minus_b": 1 / (1 + mp.exp(-t)),
        }
