"""Mixed equilibria of models without a pure one, found from T5's equations and put on a game tree.

L proposing mixes over two prices. F proposing mixes over two demands, and L over its answer to the higher
one. The search tries the pairs one by one and is no solver: it serves `make witness-gambit` and
docs/mixed-equilibria.md, to learn what such equilibria look like.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import summitry as sm
from summitry._old.curves import Curve, Point, point
from summitry._old.equations import (
    Conjecture,
    deal_benefit,
    deal_gain,
    deal_gain_slope,
    deal_price,
    visit_payoff,
)
from summitry._old.nodes import at, piece_at, x_at
from summitry._old.payoffs import Game
from summitry.equilibrium.check import checker_nodes
from summitry.equilibrium.profiles import Problem, prepare
from summitry.game_tree import tree as t
from summitry.game_tree.build import build
from summitry.game_tree.equilibrium_on_tree import Visits, visits_after, visits_up_to, with_refusals
from summitry.game_tree.profile import TreeProfile, pure
from summitry.game_tree.rules import Rules, label_of, spread


class Offer(NamedTuple):
    """A price named with some probability, the chance that it is accepted, and the visits it brings."""

    weight: float
    price: float
    accepted: float
    point: Point
    visits: Visits


class Mixed(NamedTuple):
    """A mixed equilibrium: offers, and what C reads into no visit and into a visit of unseen price."""

    proposer: str
    offers: tuple[Offer, ...]
    kappa: float
    k_absent: float


def belief(game: Game, curve: Curve, mix: list[tuple[float, Point]]) -> Conjecture:
    """Bayes' rule when deals are struck with these probabilities (T5 with M and v averaged)."""
    v = sum(x * p.v for x, p in mix)
    m = sum(x * p.v * p.kappa for x, p in mix)
    kappa = m / v
    k_absent = (curve.k0 - game.sigma * m) / (1.0 - game.sigma * v)
    return Conjecture(kappa, curve.k0 - kappa, k_absent - kappa)


def _nodes(problem: Problem) -> list[tuple[int, float, Point]]:
    nodes = checker_nodes(problem.case.curve)
    return [(piece_at(nodes, i), x_at(nodes, i), at(nodes, i)) for i in range(nodes.size)]


def _visits(curve: Curve, piece: int, x: float) -> Visits:
    if x == math.inf:
        return visits_up_to(curve, piece + 1, 0.0)
    return visits_up_to(curve, piece, 1.0 / (1.0 + math.exp(-x)))


def _bisect(f, low: float, high: float) -> float:
    """Root of a function with a change of sign."""
    sign = f(low) > 0.0
    for _ in range(200):
        mid = 0.5 * (low + high)
        if mid in (low, high):
            break
        low, high = (mid, high) if (f(mid) > 0.0) == sign else (low, mid)
    return low


def _best_in_step(game: Game, curve: Curve, believed: Conjecture, piece: int) -> float:
    """Coordinate of L's best deal on a step, given C's beliefs: its end, or where the slope is zero."""

    def slope(x: float) -> float:
        return float(deal_gain_slope(game, believed, point(curve, piece, x)))

    if slope(30.0) >= 0.0:
        return math.inf
    return -math.inf if slope(-30.0) <= 0.0 else _bisect(slope, -30.0, 30.0)


def _worth(game: Game, believed: Conjecture, p: Point) -> float:
    """L's gain from a deal over refusing it, W (T5)."""
    return p.v * float(deal_gain(game, believed, p))


def mixed_l(problem: Problem) -> Mixed | None:
    """L proposing: try the ends of steps, which is quick, then also places inside them."""
    return _mixed_l(problem, inside=False) or _mixed_l(problem, inside=True)


def _mixed_l(problem: Problem, inside: bool) -> Mixed | None:
    """L proposing: its best deals on two steps, between which it is indifferent, and none that is better."""
    game, curve = problem.case.game, problem.case.curve
    nodes = _nodes(problem)

    def settle(share: float, i: int, j: int) -> tuple[Conjecture, float, float]:
        """C's beliefs, and L's best deals on two steps given these beliefs."""
        x = y = math.inf
        for _ in range(200 if inside else 1):
            mix = [(1.0 - share, point(curve, i, x)), (share, point(curve, j, y))]
            believed = belief(game, curve, mix)
            if not inside:
                break
            best = (
                _best_in_step(game, curve, believed, i),
                _best_in_step(game, curve, believed, j),
            )
            if best == (x, y):
                break
            x, y = best
        return believed, x, y

    for i in range(curve.pieces):
        for j in range(i + 1, curve.pieces):

            def lead(share: float, i: int = i, j: int = j) -> float:
                believed, x, y = settle(share, i, j)
                return _worth(game, believed, point(curve, i, x)) - _worth(
                    game, believed, point(curve, j, y)
                )

            if (lead(0.0) > 0.0) == (lead(1.0) > 0.0):
                continue
            share = _bisect(lead, 0.0, 1.0)
            believed, x, y = settle(share, i, j)
            mix = [(1.0 - share, i, x), (share, j, y)]
            bayes = belief(game, curve, [(w, point(curve, k, at_x)) for w, k, at_x in mix])
            if abs(bayes.kappa - believed.kappa) + abs(bayes.gap - believed.gap) > 1e-11:
                continue  # the places cycled: C's beliefs are not those of these deals
            own = _worth(game, believed, point(curve, i, x))
            if own >= 0.0 and max(_worth(game, believed, p) for _, _, p in nodes) <= own + 1e-11:
                offers = []
                for weight, piece, place in mix:
                    p = point(curve, piece, place)
                    price = float(deal_price(game, believed, p))
                    offers.append(Offer(weight, price, 1.0, p, _visits(curve, piece, place)))
                return Mixed("L", tuple(offers), believed.kappa, believed.kappa + believed.gap)
    return None


class _Pair(NamedTuple):
    """A lower demand that is accepted and a higher one accepted sometimes, with C's beliefs."""

    believed: Conjecture
    price: float
    accepted: float
    slack: float  # what L gains per visit from the lower demand at its lowest price


def _pair(game: Game, curve: Curve, share: float, low: Point, high: Point) -> _Pair:
    """Beliefs when F demands the higher price with probability ``share`` and is indifferent."""
    accepted = 0.5
    for _ in range(200):
        believed = belief(game, curve, [(1.0 - share, low), (share * accepted, high)])
        slack = float(deal_gain(game, believed, low))
        k_low = believed.kappa + game.q * (low.kappa - believed.kappa)
        k_high = believed.kappa + game.q * (high.kappa - believed.kappa)
        extra = max(slack, 0.0) / game.price
        mine = float(visit_payoff(game, low, k_low, extra))
        theirs = float(visit_payoff(game, high, k_high, 0.0))
        before, accepted = accepted, min(mine / theirs, 1.0) if theirs > 0.0 else 1.0
        if accepted == before:
            break
    price = float(deal_benefit(game, believed, low)) / game.price
    return _Pair(believed, price, accepted, slack)


class _Above(NamedTuple):
    """The search for a lower demand on one step, given a higher one at the end of a later step."""

    game: Game
    curve: Curve
    step: int
    high: Point

    def pair(self, share: float, x: float) -> _Pair:
        return _pair(self.game, self.curve, share, point(self.curve, self.step, x), self.high)

    def low(self, share: float) -> float | None:
        """Coordinate on the step at which L is indifferent; infinite in the price gap at its end."""
        if self.pair(share, -30.0).slack <= 0.0:
            return None
        if self.pair(share, 30.0).slack <= 0.0:
            return _bisect(lambda x: self.pair(share, x).slack, -30.0, 30.0)
        at_end = self.pair(share, math.inf)
        following = point(self.curve, self.step + 1, -math.inf)
        above = float(deal_price(self.game, at_end.believed, following))
        return math.inf if at_end.price <= above else None

    def touch(self, share: float) -> float:
        """L's gain per visit from the higher demand; zero where both leaders are indifferent."""
        x = self.low(share)
        if x is None:
            return math.nan
        return float(deal_gain(self.game, self.pair(share, x).believed, self.high))

    def shares(self) -> Iterator[float]:
        """Probabilities of the higher demand at which L is indifferent at both."""
        tried = [i / 200 for i in range(1, 200)]
        values = [self.touch(share) for share in tried]
        for s, e, a, b in zip(tried, tried[1:], values, values[1:], strict=False):
            if not (math.isnan(a) or math.isnan(b)) and (a > 0.0) != (b > 0.0):
                yield _bisect(self.touch, s, e)


def mixed_f(problem: Problem) -> Mixed | None:
    """F proposing: L indifferent at both demands, F indifferent between them.

    The lower one lies inside a step (L's gain crosses zero there) or in the price gap at its end; the higher
    one at the end of a later step, where L's gain touches zero from below.
    """
    game, curve = problem.case.game, problem.case.curve
    nodes = _nodes(problem)
    for last, at_x, high in nodes:
        if at_x != math.inf:
            continue
        for step in range(last):
            above = _Above(game, curve, step, high)
            for share in above.shares():
                x = above.low(share)
                if x is None:
                    continue
                pair, low = above.pair(share, x), point(curve, step, x)
                beyond = (_worth(game, pair.believed, p) for _, _, p in nodes if p.v > low.v)
                if max(beyond) > 1e-10:
                    continue
                top_price = float(deal_price(game, pair.believed, high))
                visits, all_high = _visits(curve, step, x), _visits(curve, last, math.inf)
                offers = (
                    Offer(1.0 - share, pair.price, 1.0, low, visits),
                    Offer(share, top_price, pair.accepted, high, all_high),
                )
                kappa = pair.believed.kappa
                return Mixed("F", offers, kappa, kappa + pair.believed.gap)
    return None


def find_mixed(model: sm.Model, proposer: str) -> Mixed | None:
    """Look for a mixed equilibrium of these two kinds."""
    problem = prepare(model)
    return mixed_l(problem) if proposer == "L" else mixed_f(problem)


def mixed_on_tree(model: sm.Model, mixed: Mixed, prices: int, cutoffs: int) -> TreeProfile:
    """Put a mixed equilibrium on a tree that holds its prices and C's answers.

    With no even cut-offs C still has her answers to each of the two deals expected for sure: without them a
    coarse grid makes pure equilibria of its own.
    """
    problem = prepare(model)
    game, curve = problem.case.game, problem.case.curve
    own = {offer.price: offer for offer in mixed.offers}
    bare = sm.extensive_form(model, proposer=mixed.proposer, concessions=2, cutoffs=2)
    low, high = bare.concessions
    grid = tuple(sorted({*(spread(prices, low, high) if prices else ()), *own}))
    names = t.distinct(grid)
    rules = Rules(
        model, "closed", mixed.proposer, "standard", grid,
        spread(cutoffs, float(curve.m_first), float(curve.m_last)) if cutoffs else (), {},
    )  # fmt: skip
    visits = [
        own[z].visits if z in own else visits_after(game, curve, z, mixed.kappa) for z in grid
    ]
    answers = {
        label_of(rules, t.ABSENT, None): mixed.k_absent,
        label_of(rules, t.UNSEEN, None): mixed.kappa,
    } | {label_of(rules, t.SEEN, name): visits[i].kappa for i, name in enumerate(names)}
    choices = {label: (k,) for label, k in answers.items()}
    for offer in mixed.offers:
        sure = belief(game, curve, [(1.0, offer.point)])
        choices[label_of(rules, t.ABSENT, None)] += (sure.kappa + sure.gap,)
        choices[label_of(rules, t.UNSEEN, None)] += (sure.kappa,)
    tree = build(rules._replace(answers=choices))
    behaviour = []
    for infoset in tree.infosets:
        size = len(infoset.actions)
        if infoset.player == t.CHANCE:
            moves = tuple(float(p) for p in infoset.chances)
        elif infoset.role == t.PROPOSAL:
            moves = (0.0, *(own[z].weight if z in own else 0.0 for z in grid))
        elif infoset.role == t.ANSWER:
            moves = (1.0, 0.0)
        elif infoset.role == t.VISIT:
            visit = visits[infoset.price].probability(infoset.signal)
            moves = (visit, 1.0 - visit)
        else:
            moves = pure(infoset.values.index(answers[infoset.label]), size)
        behaviour.append(moves)
    profile = TreeProfile(tree, tuple(behaviour))
    if mixed.proposer == "L":
        return profile
    profile = with_refusals(profile, None)
    for infoset in tree.infosets:
        if infoset.role == t.ANSWER and grid[infoset.price] in own:
            yes = own[grid[infoset.price]].accepted
            profile = profile.replace(infoset.label, (yes, 1.0 - yes))
    return profile
