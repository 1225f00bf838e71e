"""A random proposer where signals come in steps, by brute force: from T1, T2 and T5's words alone.

A deal is a place on the steps, (step, share of it that visits). Of all pairs of places of a lattice those
near an equilibrium are followed down: the lattice around each is made finer while the largest gain of a
proposer shrinks. Nothing here is summitry's.
"""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

Place = tuple[int, float]


class Game(NamedTuple):
    """A game with finitely many signals, the strongest first; K is uniform on [0, c]."""

    mass: np.ndarray
    weakness: np.ndarray
    tau: float
    rho: float
    r: float
    sigma: float
    q: float
    psi: float
    c: float
    power: float

    @property
    def k0(self) -> float:
        return float(self.mass @ self.weakness)

    def at(self, step, share):
        """v, M and m of places; m is that of the step itself."""
        v = np.concatenate([[0.0], np.cumsum(self.mass)])
        moment = np.concatenate([[0.0], np.cumsum(self.mass * self.weakness)])
        p, w = self.mass[step] * share, self.weakness[step]
        return v[step] + p, moment[step] + p * w, w

    def price(self, k, m):
        risk = k * m / self.c
        return (self.tau + self.rho * risk) / (1 - (1 - self.r) * risk)


def coin_flips(alpha: float, beta: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Beta-binomial probabilities of n, n−1, …, 0 successes, and the weakness after each."""
    count = np.arange(n, -1, -1.0)
    log = [
        math.lgamma(n + 1) - math.lgamma(a + 1) - math.lgamma(n - a + 1)
        + math.lgamma(alpha + a) + math.lgamma(beta + n - a) - math.lgamma(alpha + beta + n)
        - math.lgamma(alpha) - math.lgamma(beta) + math.lgamma(alpha + beta)
        for a in count
    ]  # fmt: skip
    mass = np.exp(log)
    return mass / mass.sum(), (beta + n - count) / (alpha + beta + n)


class Rivals(NamedTuple):
    """Every report of a lattice: v, M, and the weakness that prices it, in order of price."""

    v: np.ndarray
    moment: np.ndarray
    m: np.ndarray
    order: np.ndarray  # step + share; the beginning of a step comes after the end of the last


def rivals(game: Game, per: int) -> Rivals:
    """Places evenly on every step, both of its ends included: at equal v the next step's price is higher."""
    step = np.repeat(np.arange(game.mass.size), per + 1)
    share = np.tile(np.linspace(0, 1, per + 1), game.mass.size)
    v, moment, m = game.at(step, share)
    keep = v > 0
    order = step + share + 1e-12 * (share == 0)
    return Rivals(v[keep], moment[keep], m[keep], order[keep])


def temptations(game: Game, others: Rivals, fs: list[Place], ls: list[Place]) -> np.ndarray:
    """What a proposer could gain at most if C expects these two deals (T13.3), in L's payoff."""
    (step_f, share_f), (step_l, share_l) = np.array(fs).T, np.array(ls).T
    step_f, step_l = step_f.astype(int), step_l.astype(int)
    (v_f, moment_f, m_f), (v_l, moment_l, m_l) = game.at(step_f, share_f), game.at(step_l, share_l)
    visits = game.power * v_f + (1 - game.power) * v_l
    moment = game.power * moment_f + (1 - game.power) * moment_l
    unseen, absent = moment / visits, (game.k0 - game.sigma * moment) / (1 - game.sigma * visits)

    def worth(v, moment, m, unseen=unseen, absent=absent):
        k = game.q * moment / v + (1 - game.q) * unseen
        return game.psi / game.c * moment * (absent - k) - v * game.price(k, m)

    every = worth(others.v, others.moment, others.m, unseen[:, None], absent[:, None])
    of_l, of_f = worth(v_l, moment_l, m_l), worth(v_f, moment_f, m_f)
    gain_l = np.maximum(every.max(axis=1), 0.0) - of_l
    beyond = others.order > (step_f + share_f)[:, None]
    more = np.where(beyond, every, -np.inf).max(axis=1)
    ends, last = share_f == 1.0, step_f == game.mass.size - 1
    # at an end any price in the gap: L must want these visits at the lowest, and not at the highest
    higher = worth(v_f, moment_f, game.weakness[np.minimum(step_f + 1, game.mass.size - 1)])
    more = np.where(ends & ~last, np.maximum(more, higher), more)
    short = np.where(ends, -of_f, np.abs(of_f))
    return np.max([gain_l, -of_l, short, more, np.zeros(len(fs))], axis=0)


def _lattice(game: Game, per: int) -> list[Place]:
    return [(j, (i + 1) / per) for j in range(game.mass.size) for i in range(per)]


def _beside(game: Game, place: Place, width: float) -> list[Place]:
    """Places around one, also across the end of a step, and the ends themselves."""
    out = {place}
    for i in range(-3, 4):
        at = place[0] + place[1] + i * width / 3
        step = min(max(math.ceil(at) - 1, 0), game.mass.size - 1)
        share = at - step
        if 0 < share <= 1:
            out.add((step, share))
        for end in (place[0] - 1, place[0]):
            if end >= 0 and abs(end + 1 - place[0] - place[1]) <= width:
                out.add((end, 1.0))
    return sorted(out)


def equilibria(game: Game, per: int = 16, levels: int = 72) -> list[tuple[float, float, float]]:
    """Follow every local minimum of the largest gain down: v_F, v_L, and what is left to gain."""
    others = rivals(game, 100)
    places = _lattice(game, per)
    size = len(places)
    table = np.array([temptations(game, others, [f] * size, places) for f in places])
    padded = np.pad(table, 1, constant_values=np.inf)
    near = np.min(
        [padded[a : a + size, b : b + size] for a in range(3) for b in range(3) if (a, b) != (1, 1)], axis=0
    )
    found: list[tuple[float, float, float]] = []
    for a, b in np.argwhere(table <= near):
        f, other, gain = _followed(game, others, places[a], places[b], per, levels)
        v_f, v_l = float(game.at(*f)[0]), float(game.at(*other)[0])
        seen = any(abs(v_f - x) + abs(v_l - y) < 1e-4 for x, y, _ in found)
        if v_f > 1e-3 * game.mass[0] and not seen:  # less is no visits
            found.append((v_f, v_l, gain))
    return found


def _followed(
    game: Game, others: Rivals, f: Place, other: Place, per: int, levels: int
) -> tuple[Place, Place, float]:
    """Follow the largest gain down from a pair, until nobody gains or it stays where it is."""
    width, gain = 1.5 / per, math.inf
    for level in range(levels):
        pairs = list(product(_beside(game, f, width), _beside(game, other, width)))
        gains = temptations(game, others, *map(list, zip(*pairs, strict=True)))
        best = int(gains.argmin())
        f, other = pairs[best]
        if gains[best] == 0.0 or (level % 8 == 7 and gains[best] > 0.5 * gain):
            gain = float(gains[best])
            break
        gain = float(gains[best]) if level % 8 == 7 or level == 0 else gain
        width *= 0.75
    return f, other, float(gains[best])
