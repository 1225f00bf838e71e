"""The weakness curve of F's intelligence, derived by integrating and summing signals (T2, T6).

A visit rule "the strongest signals visit" is a point: a piece of the curve and a number x in it, −∞ at its
strong end and +∞ at its weak end. All sums run from the strong end and from the weak end, so that v and
1 − v keep their digits. A continuous signal is one piece, and its sums are integrals of its density by
Gauss's rule, on panels halved until halving changes nothing. Every value of a discrete signal is a piece.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.cost_laws import CostLaw
from .cost import density, normal

Array = NDArray[Any]
Function = Callable[[Array], Array]
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_TAIL_NODES, _TAIL_WEIGHTS = np.polynomial.laguerre.laggauss(24)
_RAREST = 1e-270  # probability below which visits and absences are rounding
_SCORES = 37.0  # the score that counts as the weakest probit signal, 0; minus it is the strongest, 1
_LARGEST_ARTICLE = 1e5  # largest α + β at which the literal density keeps the digits it needs


class CannotJudgeError(ArithmeticError):
    """Raised where the reader's own numbers would not be good enough to judge a result."""


@dataclass(frozen=True)
class Points:
    """Visit rules, as arrays of one shape.

    `v` and `rest` are v and 1 − v, `weak` is M(v), `lift` is k₀·v − M(v) ≥ 0, `low` and `high` are m(v−)
    and m(v+). At v = 1 no signal is left to be won, and `high` is ∞.
    """

    piece: Array
    x: Array
    v: Array
    rest: Array
    weak: Array
    lift: Array
    low: Array
    high: Array
    k0: float

    def __getitem__(self, where: Any) -> Points:
        """Select points the way an array selects its elements."""
        arrays = {name: value[where] for name, value in vars(self).items() if name != "k0"}
        return Points(**arrays, k0=self.k0)

    @property
    def kappa(self) -> Array:
        """κ = M/v, the weakness given a visit; κ(0) = m(0)."""
        return np.where(self.v > 0.0, self.weak / np.where(self.v > 0.0, self.v, 1.0), self.low)

    @property
    def drop(self) -> Array:
        """k₀ − κ, computed from `lift` because the difference loses its digits near v = 1."""
        visits = np.where(self.v > 0.0, self.v, 1.0)
        return np.where(self.v > 0.0, self.lift / visits, self.k0 - self.low)


class _Curve:
    """What both kinds of curve have in common."""

    pieces: int
    k0: float
    m_first: float
    m_last: float
    fall: float  # m(1) − k₀
    grid: Points  # where searches begin
    coarseness = 1.0  # how many times 1e-12 the sums may be off
    _edge_sums: tuple[Array, Array]  # of v, M and k₀v − M, up to and from each edge

    def at(self, piece: Array, x: Array) -> Points:
        """Evaluate visit rules."""
        raise NotImplementedError

    def _points(
        self, piece: Array, x: Array, strong: Array, weak: Array, is_strong: Array, low: Array,
        high: Array,
    ) -> Points:  # fmt: skip
        """Join the sums from both ends: each number from the end where it is sharp."""
        first = strong[..., 0] < weak[..., 0]
        v = np.where(first, strong[..., 0], 1.0 - weak[..., 0])
        rest = np.where(first, 1.0 - strong[..., 0], weak[..., 0])
        lift = np.maximum(np.where(is_strong, strong[..., 2], -weak[..., 2]), 0.0)
        return Points(piece, x, v, rest, strong[..., 1], lift, low, high, self.k0)


class ContinuousCurve(_Curve):
    """Curve of a continuous signal, from its density over x, the log-odds of weakness.

    Parameters
    ----------
    log_density, weakness, gap
        Functions of x: the logarithm of the density up to a constant; posterior weakness w, which does
        not fall; w below its mean, sharp where the two are close and up to a constant.
    centre
        Where the density is about as large as anywhere.
    ends
        w at x = −∞ and at x = +∞.
    rounding
        Relative rounding of the density, beyond which no integral settles.
    signal
        The signal at a point, as a share of n; by default 1/(1 + eˣ).
    """

    pieces = 1

    def __init__(
        self, log_density: Function, weakness: Function, gap: Function, centre: float,
        ends: tuple[float, float], rounding: float = 2e-13, signal: Callable[[Points], float] | None = None,
    ) -> None:  # fmt: skip
        self._signal, self.coarseness = signal, 1.0 + 4e12 * rounding
        self._weakness, self._gap, self._mean_gap = weakness, gap, 0.0
        self._log_density, self._log_total = log_density, float(log_density(np.array(centre)))
        self.m_first, self.m_last = ends
        edges = self._edges = self._settled_panels(centre, rounding)
        total = math.fsum(self._integrals(edges[:-1], edges[1:])[:, 0])
        self._log_total += math.log(total)
        self._mean_gap = math.fsum(self._integrals(edges[:-1], edges[1:])[:, 2])
        self.fall = self._mean_gap - float(gap(np.array(np.inf)))
        panels, zero = self._integrals(edges[:-1], edges[1:]), np.zeros((1, 3))
        self.k0 = math.fsum(panels[:, 1])
        after = np.concatenate([panels[::-1].cumsum(0)[::-1], zero])
        self._edge_sums = np.concatenate([zero, panels.cumsum(0)]), after
        inner = edges[:-1, None] + np.diff(edges)[:, None] * (np.arange(16) + 0.5) / 16
        grid = self.at(np.zeros(inner.size, int), inner.ravel())
        seen = grid.x[grid.v > _RAREST]
        x = np.concatenate([[-np.inf], seen[0] - np.geomspace(40.0, 1e-3, 80), seen, [np.inf]])
        self.grid = self.at(np.zeros(x.size, int), x)

    def _density(self, x: Array) -> Array:
        return np.exp(np.minimum(self._log_density(x) - self._log_total, 700.0))

    def _integrals(self, lo: Array, hi: Array) -> Array:
        """Integrate the density, alone, times w and times k₀ − w, between pairs of points."""
        half = 0.5 * (hi - lo)[..., None]
        x = 0.5 * (hi + lo)[..., None] + half * _NODES
        mass = self._density(x) * half * _WEIGHTS
        moments = mass, mass * self._weakness(x), mass * (self._gap(x) - self._mean_gap)
        return np.stack([moment.sum(-1) for moment in moments], -1)

    def _settled_panels(self, centre: float, rounding: float) -> Array:
        """Return the edges of panels on which Gauss's rule has settled."""
        reach = 2.0 ** np.arange(-3, 34)
        edges = np.concatenate([centre - reach[::-1], [centre], centre + reach])
        lo, hi, done = edges[:-1], edges[1:], []
        for _ in range(40):
            mid = 0.5 * (lo + hi)
            halves = self._integrals(lo, mid) + self._integrals(mid, hi)
            error = np.abs(self._integrals(lo, hi) - halves)[:, :2]
            rough = (error > rounding * halves[:, :2] + _RAREST).any(1)
            done.append(np.stack([lo, hi, halves[:, 0]], -1)[~rough])
            lo, mid, hi = lo[rough], mid[rough], hi[rough]
            lo, hi = np.concatenate([lo, mid]), np.concatenate([mid, hi])
            if not 0 < lo.size < 10_000:
                break
        if lo.size:
            raise CannotJudgeError("the density of F's signal is too rough to be integrated")
        panels = np.concatenate(done)
        panels = panels[np.argsort(panels[:, 0])]
        kept = np.flatnonzero(panels[:, 2] > _RAREST * panels[:, 2].max())
        return np.append(panels[kept[0] : kept[-1] + 1, 0], panels[kept[-1], 1])

    def at(self, piece: Array, x: Array) -> Points:
        """Evaluate visit rules."""
        inside, edges = np.clip(x, self._edges[0], self._edges[-1]), self._edges
        i = np.clip(np.searchsorted(edges, inside, "right") - 1, 0, edges.size - 2)
        strong = self._edge_sums[0][i] + self._integrals(edges[i], inside)
        weak = self._edge_sums[1][i + 1] + self._integrals(inside, edges[i + 1])
        rare = np.isfinite(x) & (strong[..., 0] < _RAREST)
        if rare.any():
            inside = np.where(rare, x, inside)
            strong[rare] = self._rare_sums(x[rare])
        w = np.where(x == -np.inf, self.m_first, self._weakness(inside))
        w = np.where(x == np.inf, self.m_last, w)
        is_strong = (self._gap(inside) > self._mean_gap) & (x < np.inf)
        high = np.where(x == np.inf, np.inf, w)
        return self._points(piece, x, strong, weak, is_strong, w, high)

    def _rare_sums(self, x: Array) -> Array:
        """Sum visits too rare for a double as if they had probability `_RAREST`: what they say is the same.

        Relative to its value at x the density falls exponentially towards the strong end: Laguerre's rule.
        """
        h = 1e-3
        rate = (self._log_density(x + h) - self._log_density(x - h)) / (2.0 * h)
        to = x[:, None] - _TAIL_NODES / rate[:, None]
        fall = self._log_density(to) - self._log_density(x)[:, None] + _TAIL_NODES
        mass = _TAIL_WEIGHTS * np.exp(fall)
        mass = _RAREST * mass / mass.sum(-1, keepdims=True)
        moments = mass, mass * self._weakness(to), mass * (self._gap(to) - self._mean_gap)
        return np.stack([moment.sum(-1) for moment in moments], -1)

    def locate(self, v: float, rest: float) -> tuple[Array, Array]:
        """Find the point of a visit rule by narrowing, in whichever of v and 1 − v is the smaller."""
        lo, hi = float(self._edges[0]), float(self._edges[-1])
        for _ in range(15):
            x = np.linspace(lo, hi, 31)
            p = self.at(np.zeros(31, int), x)
            beyond = p.v >= v if v <= rest else p.rest <= rest
            i = int(np.argmax(beyond[1:])) + 1 if beyond[1:].any() else 30
            lo, hi = float(x[i - 1]), float(x[i])
        return np.array(0), np.array(0.5 * (lo + hi) if rest > 0.0 else math.inf)

    def threshold(self, p: Points, n: float) -> tuple[float, None]:
        """Return the lowest visiting signal a = n·b; no single signal has a probability (T5)."""
        if self._signal is not None:
            return n * self._signal(p) if p.rest > 0.0 else 0.0, None
        return n / (1.0 + math.exp(min(float(p.x), 709.0))) if p.rest > 0.0 else 0.0, None


class StepsCurve(_Curve):
    """Curve of a signal with finitely many values (T6); equal weaknesses are one value."""

    def __init__(self, probabilities: Any, weaknesses: Any) -> None:
        w, where = np.unique(np.asarray(weaknesses, float), return_inverse=True)
        p: Array = np.bincount(where.ravel(), np.asarray(probabilities, float), w.size)
        w, p = w[p > 0.0], p[p > 0.0] / math.fsum(p)
        self.pieces, self.k0 = int(w.size), math.fsum(p * w)
        self.m_first, self.m_last = float(w[0]), float(w[-1])
        self.fall = math.fsum(p * (w[-1] - w))
        self._w, self._next, zero = w, np.append(w[1:], np.inf), np.zeros((1, 3))
        sums = self._sums = np.stack([p, p * w, p * (self.k0 - w)], -1)
        after = np.concatenate([sums[::-1].cumsum(0)[::-1], zero])
        self._edge_sums = np.concatenate([zero, sums.cumsum(0)]), after
        # many points within few steps, few within many; close to both ends of a step, and its weak end
        half = np.geomspace(0.3, 60.0, int(min(max(60_000 / w.size, 2), 36)))
        x = np.concatenate([-half[::-1], [0.0], half, [np.inf]])
        piece = np.repeat(np.arange(w.size), x.size)
        x = np.append(-np.inf, np.tile(x, w.size))
        self.grid = self.at(np.append(0, piece), x)

    def at(self, piece: Array, x: Array) -> Points:
        """Evaluate visit rules; x is the log-odds of the share of its step that visits."""
        share = (1.0 / (1.0 + np.exp(-x)))[..., None]
        strong = self._edge_sums[0][piece] + self._sums[piece] * share
        weak = self._edge_sums[1][piece + 1] + self._sums[piece] / (1.0 + np.exp(x))[..., None]
        w = self._w[piece]
        high = np.where(x == np.inf, self._next[piece], w)
        return self._points(piece, x, strong, weak, w < self.k0, w, high)

    def locate(self, v: float, rest: float) -> tuple[Array, Array]:
        """Find the point of a visit rule, as exactly as v and 1 − v tell."""
        before, after = self._edge_sums[0][:, 0], self._edge_sums[1][:, 0]
        edge = 1e-9  # relative to v or 1 − v: what is closer to the end of a step is the end
        if v <= rest:
            j = int(np.searchsorted(before[1:-1], v * (1.0 - edge)))
            share, other = v - before[j], before[j + 1] - v
        else:
            j = int(np.searchsorted(-after[1:-1], -rest * (1.0 + edge)))
            share, other = after[j] - rest, rest - after[j + 1]
        if other <= edge * min(v, rest):
            return np.array(j), np.array(math.inf)
        return np.array(j), np.array(math.log(max(share, 1e-300)) - math.log(other))

    def threshold(self, p: Points, n: float) -> tuple[float, float]:
        """Return the lowest visiting value, counted from the weakest, and how often it visits (T5)."""
        return float(self.pieces - 1 - p.piece), float(1.0 / (1.0 + np.exp(-p.x)))


Curve = ContinuousCurve | StepsCurve


@np.errstate(all="ignore")
def curve_of(kind: str, alpha: float, beta: float, n: float, atoms: Any = None) -> Curve:
    """Build the curve of an information structure that summitry knows (T2)."""
    if kind == "atoms":
        return StepsCurve(atoms.probabilities, atoms.weaknesses)
    if kind == "binomial":
        return _binomial(alpha, beta, int(n))
    if kind == "probit":
        return _probit(atoms.R, beta / (alpha + beta))
    if kind == "truth-or-noise" and hasattr(atoms.prior, "to_dict"):
        return _truth_or_noise(atoms.prior, alpha, beta, n)
    if kind not in ("linear", "article"):
        raise CannotJudgeError(
            f"information of kind {kind!r} is unknown to the reader; give its curve"
        )
    total, share = alpha + beta, beta / (alpha + beta)  # of the prior: evidence, mean weakness
    least, noise = beta / (total + n), n / (total + n)  # ωπ and 1 − ω: w = ωπ + (1 − ω)(1 − b)

    def prior_density(x: Array) -> Array:
        # log bᵅ(1−b)ᵝ less its value at the prior's mean, where the first powers cancel by algebra
        d = x - math.log(beta / alpha)
        return -alpha * _log_mix(share, d) - beta * _log_mix(alpha / total, -d)

    def literal_density(x: Array) -> Array:
        b, c = 1.0 / (1.0 + np.exp(x)), 1.0 / (1.0 + np.exp(-x))
        return _log_rise(n * b, alpha) + _log_rise(n * c, beta) + _log_weight(x)

    def gap(x: Array) -> Array:
        small = 1.0 / (1.0 + np.exp(np.abs(x)))  # the smaller of b and 1 − b
        return noise * np.where(x > 0.0, small - alpha / total, share - small)

    density, centre, rounding = prior_density, math.log(beta / alpha), 1e-14 * math.sqrt(total)
    if kind == "article":
        if total > _LARGEST_ARTICLE:
            raise CannotJudgeError(
                f"the literal density loses its digits at alpha + beta = {total:g}"
            )
        tried = np.linspace(-60.0, 60.0, 4801)
        centre = float(tried[np.argmax(literal_density(tried))])
        density, rounding = literal_density, 1e-15 * (total + n)
    return ContinuousCurve(
        density, lambda x: least + noise / (1.0 + np.exp(-x)), gap, centre, (least, least + noise),
        2e-13 + rounding,
    )  # fmt: skip


@np.errstate(all="ignore")
def density_curve(density: Function, weakness: Function) -> ContinuousCurve:
    """Build the curve of a signal of one's own, from functions of its rank in [0, 1], strong end first."""

    def rank(x: Array) -> Array:
        return np.asarray(1.0 / (1.0 + np.exp(-x)))

    first, last = map(float, weakness(np.array([0.0, 1.0])))
    return ContinuousCurve(
        lambda x: np.log(density(rank(x))) + _log_weight(x), lambda x: weakness(rank(x)),
        lambda x: -weakness(rank(x)), 0.0, (first, last),
    )  # fmt: skip


def _log_weight(x: Array) -> Array:
    """Compute log b(1 − b), b = 1/(1 + eˣ): the logarithm of |db/dx|."""
    return np.asarray(-np.logaddexp(0.0, x) - np.logaddexp(0.0, -x))


def _log_mix(share: float, d: Array) -> Array:
    """Compute log(1 − share + share·eᵈ) without loss at d = 0 and without overflow."""
    near = np.log1p(share * np.expm1(np.clip(d, -1.0, 1.0)))
    far = np.logaddexp(math.log1p(-share) if share < 1.0 else -np.inf, math.log(share) + d)
    return np.where(np.abs(d) < 1.0, near, far)


def _log_rise(x: Array, a: float) -> Array:
    """Compute log Γ(x+a)/Γ(x+1): by Stirling's series ten units further up, where it is sharp."""
    y, d = x + 11.0, a - 1.0
    rise = (y - 0.5) * np.log1p(d / y) + d * np.log(y + d)
    rise = rise + _stirling(1.0 / (y + d)) - _stirling(1.0 / y)
    return np.asarray(rise + np.log(math.prod((x + 1.0 + i) / (x + a + i) for i in range(10))))


def _stirling(u: Array) -> Array:
    """Compute Stirling's series of log Γ at 1/u."""
    terms = -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12
    return np.asarray(u * np.polyval(terms, u * u))


def _binomial(alpha: float, beta: float, n: int) -> StepsCurve:
    """Build the curve of A | θ ~ Binomial(n, θ): A is beta-binomial (T2)."""
    a = np.arange(n, 0, -1.0)
    ratio = np.log(a / (n - a + 1.0) * ((beta + n - a) / (alpha + a - 1.0)))  # of A = a−1 to A = a
    # summed from the likeliest count outwards, so that what counts has the fewest roundings
    top = int(np.argmax(np.concatenate([[0.0], ratio.cumsum()])))
    mass = np.exp(np.concatenate([-ratio[:top][::-1].cumsum()[::-1], [0.0], ratio[top:].cumsum()]))
    return StepsCurve(mass, (beta + np.arange(n + 1.0)) / (alpha + beta + n))


def _probit(r: float, k0: float) -> ContinuousCurve:
    """Build the curve of a probit signal (T13.2): x is the score of v, standard normal."""
    rest = math.sqrt((1.0 - r) * (1.0 + r))
    first, slope = NormalDist().inv_cdf(k0) / rest, r / rest

    def weakness(x: Array) -> Array:
        return normal(np.clip(first + slope * x, -40.0, 40.0))

    return ContinuousCurve(
        lambda x: -0.5 * np.minimum(np.abs(x), 1e150) ** 2, weakness, lambda x: -weakness(x), 0.0, (0.0, 1.0),
        signal=lambda p: 0.5 - 0.5 * float(p.x) / _SCORES,
    )  # fmt: skip


def _truth_or_noise(prior: CostLaw, alpha: float, beta: float, n: float) -> ContinuousCurve:
    """Build the curve of truth or noise (T13.2): x is the log-odds of the weakness that the signal shows."""
    total, k0 = alpha + beta, beta / (alpha + beta)
    least, truth = total * k0 / (total + n), n / (total + n)

    def log_density(x: Array) -> Array:
        w, strong = 1.0 / (1.0 + np.exp(-x)), 1.0 / (1.0 + np.exp(x))
        return np.log(density(prior, w, strong)) + _log_weight(x)

    return ContinuousCurve(
        log_density, lambda x: least + truth / (1.0 + np.exp(-x)), lambda x: -truth / (1.0 + np.exp(-x)),
        math.log(k0 / (1.0 - k0)), (least, least + truth), 1e-11, lambda p: float(p.rest),
    )  # fmt: skip
