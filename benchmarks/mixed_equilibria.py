"""Mixed equilibria (docs/mixed-equilibria.md): computed from their conditions, and put on a game tree.

    python benchmarks/mixed_equilibria.py

prints every mixture of the page with the largest violation of its conditions. A support, that is, which
deals are struck with positive probability and where on the curve they lie, is given; its equations are
solved by Newton's method, and the result is judged against all other deals. This is no search: it serves
the page and `make witness-gambit`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

import summitry as sm
from summitry.engine import Curve
from summitry.equilibrium.check import curve_of, game_of
from summitry.game_tree import tree as t
from summitry.game_tree.build import build
from summitry.game_tree.equilibrium_on_tree import Visits, visits_after, visits_up_to, with_refusals
from summitry.game_tree.profile import TreeProfile, pure
from summitry.game_tree.rules import Rules, label_of, spread
from summitry.game_tree.tree import InfoSet

Array = NDArray[np.float64]
_STEP = 1e-5  # in v: for slopes by central differences
_REACH = 5e-3  # in v: how far from its start a deal may lie


@dataclass(frozen=True)
class Support:
    """Which deals are struck with positive probability, and where F's visit probability lies.

    Each of ``at`` is ``"end"`` (the end of a step, or v = 1), ``"inside"`` (a peak of L's gain) or, for the
    lower of F's two demands, ``"gap"`` (in the price gap at the end of a step) or ``"crossing"`` (L's gain
    crosses zero). A single deal is struck or refused: refusal, or no proposal, has the other probability.
    """

    title: str
    model: sm.Model
    proposer: str
    v: tuple[float, ...]
    at: tuple[str, ...]


@dataclass(frozen=True)
class Mixture:
    """A mixed equilibrium: deals, how often each is struck given S = 1, and C's beliefs."""

    support: Support
    v: Array
    price: Array
    struck: Array
    demanded: Array  # how often the proposer names it; less than `struck` never
    unseen: float  # C's weakness after a visit with unseen price, κ̂
    absent: float  # C's weakness without a visit, k_N
    violation: float


class Play:
    """Gains and payoffs after any deal, given C's two beliefs κ̂ and k_N (T5, T11)."""

    def __init__(self, model: sm.Model) -> None:
        self.model, self.curve = model, sm.WeaknessCurve(model)
        self.k0, self.weight = self.curve.prior_weakness, model.psi / model.k_max

    def mean(self, v: Array, unseen: float) -> Array:
        """Average weakness that C perceives after a visit, k̄."""
        return self.model.q * self.curve.weakness_visit(v) + (1 - self.model.q) * unseen

    def price(self, v: Array, unseen: float, right: bool = False) -> Array:
        """Lowest price that brings visits v, ζ; or the highest, at the end of a step."""
        a, m = self.model, self.curve.m_right if right else self.curve.m
        risk = self.mean(v, unseen) * m(v) / a.k_max
        return (a.tau + a.rho * risk) / (1 - (1 - a.r) * risk)

    def worth(self, v: Array, unseen: float, absent: float) -> Array:
        """What a deal is worth to L, before its price, compared with refusing it."""
        return self.weight * self.curve.M(v) * (absent - self.mean(v, unseen))

    def gain(self, v: Array, unseen: float, absent: float) -> Array:
        """L's gain from a deal over refusing it, W."""
        return self.worth(v, unseen, absent) - v * self.price(v, unseen)

    def payoff_f(self, v: Array, price: Array, unseen: float) -> Array:
        """F's payoff from a deal at a price, U."""
        a = self.model
        removed = self.mean(v, unseen) * self.curve.M(v) / a.k_max
        return v * (price - a.tau) - (price * (1 - a.r) + a.rho) * removed


def shares(play: Play, v: Array, unseen: float, absent: float) -> Array:
    """Solve Bayes' rule for how often each deal is struck."""
    total = (absent - play.k0) / (play.model.sigma * (absent - unseen))
    if v.size == 1:
        return np.array([total / v[0]])
    return np.linalg.solve(np.array([v, play.curve.M(v)]), [total, unseen * total])


def demands(play: Play, support: Support, v: Array, unseen: float, absent: float) -> Array:
    """How often each deal must be named so that it is struck so often."""
    struck = shares(play, v, unseen, absent)
    if support.proposer == "L":
        return struck
    if v.size == 1:
        return np.ones(1)
    payoffs = play.payoff_f(v, prices(play, support, v, unseen, absent), unseen)
    return struck * payoffs / payoffs[0]


def prices(play: Play, support: Support, v: Array, unseen: float, absent: float) -> Array:
    """Prices of the deals: the lowest that bring the visits; in a gap the one that leaves L nothing."""
    gap = np.array([place == "gap" for place in support.at])
    return np.where(gap, play.worth(v, unseen, absent) / v, play.price(v, unseen))


def equations(play: Play, support: Support) -> Callable[[Array], list[float]]:
    """The conditions of a support in its unknowns: κ̂, k_N and the deals that are at no end (T11)."""
    free = [i for i, place in enumerate(support.at) if place in ("inside", "crossing")]
    one, mixes_two_offers = len(support.v) == 1, support.proposer == "L" and len(support.v) == 2

    def residuals(x: Array) -> list[float]:
        unseen, absent = float(x[0]), float(x[1])
        v = np.array(support.v)
        v[free] = x[2:]
        gains = play.gain(v, unseen, absent)
        out = [gains[0] - gains[1] if mixes_two_offers else gains[-1]]
        out += [gains[0]] if support.at[0] == "crossing" else []
        for i in free:
            if support.at[i] == "inside":
                up, down = (play.gain(v[i : i + 1] + h, unseen, absent)[0] for h in (_STEP, -_STEP))
                out.append((up - down) / (2 * _STEP))
        if one:
            return [*out, unseen - float(play.curve.weakness_visit(v[0]))]
        return [*out, float(demands(play, support, v, unseen, absent).sum()) - 1.0]

    return residuals


def _without_peaks(place: str) -> str:
    return "gap" if place == "gap" else "end"


def beliefs_of(play: Play, support: Support) -> tuple[float, ...]:
    """Solve for C's two beliefs with all deals where they are said to be: a start for `_root`."""
    kappa, first = play.curve.weakness_visit(np.array(support.v)), equations(play, support)
    for share in (0.5, 0.3, 0.7, 0.1, 0.9):
        unseen = float(kappa[0] + share * (kappa[-1] - kappa[0]))
        at_zero, at_one = (first(np.array([unseen, absent]))[0] for absent in (0.0, 1.0))
        absent = at_zero / (at_zero - at_one)  # the first equation is linear in k_N
        try:
            return _root(play, support, (unseen, absent))
        except RuntimeError:
            continue
    raise RuntimeError(f"{support.title}: no beliefs support these deals")


def _root(play: Play, support: Support, start: tuple[float, ...]) -> tuple[float, ...]:
    """Solve the equations of a support from a start."""
    residuals = equations(play, support)
    low = [0.0, 0.0, *(v - _REACH for v in start[2:])]
    high = [1.0, 1.0, *(v + _REACH for v in start[2:])]
    tight = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15}
    x = optimize.least_squares(residuals, start, bounds=(low, high), x_scale="jac", **tight).x
    left = np.abs(residuals(x)).max()
    if left > 1e-7:
        raise RuntimeError(
            f"{support.title}: the equations of the support were not solved ({left:.1e})"
        )
    return tuple(x.tolist())


def at_ends(play: Play, support: Support) -> Support:
    """Put deals that are at the end of a step exactly there."""
    segments = curve_of(play.model).segments
    ends = (
        np.append(play.curve.visit_probability(np.arange(segments)), 1.0)
        if segments > 1
        else np.ones(1)
    )
    v = [
        float(ends[np.abs(ends - v).argmin()]) if place in ("end", "gap") else v
        for v, place in zip(support.v, support.at, strict=True)
    ]
    return replace(support, v=tuple(v))


def solve_support(support: Support) -> Mixture:
    """Solve the equations of a support, and judge the result against all other deals."""
    play = Play(support.model)
    support = at_ends(play, support)
    v = np.array(support.v)
    free = [i for i, place in enumerate(support.at) if place in ("inside", "crossing")]
    start = beliefs_of(play, replace(support, at=tuple(map(_without_peaks, support.at))))
    x = _root(play, support, (*start, *v[free]))
    v[free] = x[2:]
    unseen, absent = float(x[0]), float(x[1])
    found = Mixture(
        support, v, prices(play, support, v, unseen, absent), shares(play, v, unseen, absent),
        demands(play, support, v, unseen, absent), unseen, absent, 0.0,
    )  # fmt: skip
    return replace(found, violation=violation(play, found))


def every_deal(play: Play) -> Array:
    """Visit probabilities to hold a mixture against: dense, with both ends and every end of a step."""
    segments = curve_of(play.model).segments
    ends = play.curve.visit_probability(np.arange(segments)) if segments > 1 else []
    grid = np.concatenate([np.linspace(0, 1, 1501)[1:], np.geomspace(1e-9, 1e-3, 60), ends])
    return np.unique(grid)


def violation(play: Play, found: Mixture) -> float:
    """Return by how much the conditions of an equilibrium are violated at most (T11)."""
    unseen, absent, struck = found.unseen, found.absent, found.struck
    total, weak = float(struck @ found.v), float(struck @ play.curve.M(found.v))
    sigma = play.model.sigma
    bayes = abs(weak / total - unseen) + abs(
        (play.k0 - sigma * weak) / (1 - sigma * total) - absent
    )
    improper = max(0.0, struck.sum() - 1, -struck.min(), (struck - found.demanded).max())
    tried = every_deal(play)
    gains = play.gain(tried, unseen, absent)
    played = play.worth(found.v, unseen, absent) - found.v * found.price
    if found.support.proposer == "L":
        best = max(float(gains.max()), 0.0)
        refused = best if struck.sum() < 1 - 1e-9 else 0.0
        return max(bayes, improper, best - float(played.min()), refused)
    accepted = struck / found.demanded
    payoffs = accepted * play.payoff_f(found.v, found.price, unseen)
    safe = sure_demand(play, tried[gains > 1e-9], unseen, absent)
    return max(bayes, improper, np.abs(played).max(), np.ptp(payoffs), safe - payoffs.min())


def sure_demand(play: Play, accepted: Array, unseen: float, absent: float) -> float:
    """F's payoff from the highest demand that L surely accepts, u₀."""
    if not accepted.size:
        return 0.0
    v = accepted[-1:]
    highest = play.price(v, unseen, right=True) if v[0] < 1 else np.inf
    price = np.minimum(play.worth(v, unseen, absent) / v, highest)
    return float(play.payoff_f(v, price, unseen)[0])


# --- on a game tree ------------------------------------------------------------------------------


def mixed_on_tree(found: Mixture, prices: int, cutoffs: int) -> TreeProfile:
    """Put a mixture on a tree that holds its prices and C's answers.

    With no even cut-offs C still has her answers to each of the deals expected for sure: without them a
    coarse grid makes pure equilibria of its own.
    """
    model, proposer = found.support.model, found.support.proposer
    game, curve, play = game_of(model), curve_of(model), Play(model)
    own = dict(zip(found.price.tolist(), range(found.v.size), strict=True))
    low, high = sm.extensive_form(model, proposer=proposer, concessions=2, cutoffs=2).concessions
    grid = tuple(sorted({*(spread(prices, low, high) if prices else ()), *own}))
    names = t.distinct(grid)
    even = spread(cutoffs, curve.m_first, curve.m_last) if cutoffs else ()
    rules = Rules(model, "closed", proposer, "standard", grid, even, {})
    visits = [
        visits_of(curve, found.v[own[z]])
        if z in own
        else visits_after(game, curve, z, found.unseen)
        for z in grid
    ]
    absent, unseen = label_of(rules, t.ABSENT, None), label_of(rules, t.UNSEEN, None)
    answers = {absent: found.absent, unseen: found.unseen}
    answers |= {label_of(rules, t.SEEN, name): visits[i].kappa for i, name in enumerate(names)}
    choices = {label: (k,) for label, k in answers.items()}
    for v in found.v:
        kappa, moment = float(play.curve.weakness_visit(v)), float(play.curve.M(v))
        choices[absent] += ((play.k0 - model.sigma * moment) / (1 - model.sigma * v),)
        choices[unseen] += (kappa,)
    tree = build(rules._replace(answers=choices))
    behaviour = tuple(
        moves_of(found, infoset, grid, own, visits, answers) for infoset in tree.infosets
    )
    profile = TreeProfile(tree, behaviour)
    if proposer == "L":
        return profile
    profile = with_refusals(profile, None)
    for infoset in tree.infosets:
        if infoset.role == t.ANSWER and grid[infoset.price] in own:
            i = own[grid[infoset.price]]
            yes = min(1.0, float(found.struck[i] / found.demanded[i]))
            profile = profile.replace(infoset.label, (yes, 1.0 - yes))
    return profile


def visits_of(curve: Curve, v: float) -> Visits:
    """F's visit rule with a visit probability: all signals up to a step, and a share of the next."""
    full = int(np.searchsorted(curve.cum_v, v * (1 + 1e-9), side="right")) - 1
    share = (v - curve.cum_v[full]) / curve.mass[full] if full < curve.segments else 0.0
    return visits_up_to(curve, full, max(float(share), 0.0) if share > 1e-9 else 0.0)


def moves_of(
    found: Mixture, infoset: InfoSet, grid: tuple[float, ...], own: dict[float, int],
    visits: list[Visits], answers: dict[str, float],
) -> tuple[float, ...]:  # fmt: skip
    """Return the probabilities of the moves at an information set."""
    if infoset.player == t.CHANCE:
        return tuple(float(p) for p in infoset.chances)
    if infoset.role == t.PROPOSAL:
        named = [float(found.demanded[own[z]]) if z in own else 0.0 for z in grid]
        return (max(0.0, 1.0 - sum(named)), *named)
    if infoset.role == t.ANSWER:
        return (1.0, 0.0)
    if infoset.role == t.VISIT:
        visit = visits[infoset.price].probability(infoset.signal)
        return (visit, 1.0 - visit)
    return pure(infoset.values.index(answers[infoset.label]), len(infoset.actions))


# --- the mixtures of the page --------------------------------------------------------------------


def case(name: str, n: int) -> sm.Model:
    """Return a packaged scenario with n coin flips for F's intelligence."""
    return sm.load_scenario(name).model.replace(n=n, information=sm.Binomial())


def drawn(kind: sm.Information, *values: float) -> sm.Model:
    """Return a model from the values of its fields, in the order of the page's tables."""
    names = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
    return sm.Model(**dict(zip(names, values, strict=False)), information=kind)


COIN, LINEAR = sm.Binomial(), sm.Linear()
_A = drawn(LINEAR, 0.542, 7.52, 78.5, 0.753, 0.0776, 0.0314, 0.155, 0.889, 22.1, 2.08)
_B = drawn(LINEAR, 0.521, 2.05, 126, 0.561, 0.0904, 0.482, 1.45, 0.757, 51.5, 1.15)
_C = drawn(LINEAR, 0.379, 10.2, 162, 0.0574, 0.0149, 0.473, 0.963, 0.0813, 193, 3.45)
_D = drawn(LINEAR, 0.87, 0.498, 0.906, 0.69, 0.191, 0.14, 1.27, 0.664, 11.4, 2.04)
_E = drawn(COIN, 13.1, 8.23, 1, 0.699, 0.583, 0.171, 1.93, 0.488, 844, 2.69)
_F = drawn(COIN, 11.3, 18.6, 1, 0.244, 0.438, 0.0197, 0.965, 0.557, 205, 2.48)
_G = drawn(COIN, 1.19, 0.46, 2, 0.853, 0.398, 0.176, 1.72, 0.458, 31.1, 3.76)
_H = drawn(COIN, 1.11, 4.19, 5, 0.439, 0.152, 0.114, 1.94, 0.535, 7.95, 3.17)
_I = drawn(COIN, 0.437, 0.521, 5, 0.494, 0.327, 0.543, 0.679, 0.338, 33, 3.47)
_J = drawn(COIN, 1.634633, 3.0062065, 5, 0.376998, 0.251257, 0.143337, 0.709106, 0.576267, 4.29567)
_K = drawn(COIN, 1.733217, 0.531913, 6, 0.30369, 0.243696, 0.32286, 1.079864, 0.835569, 35.06928)

ENDS = ("end", "end")
# title, model, proposer, visit probabilities (where "inside" or "crossing": a start), and where they lie
SUPPORTS = tuple(
    Support(*row)
    for row in (
        ("nasser-1955, n=1", case("nasser-1955", 1), "L", (1 / 2, 1.0), ENDS),
        ("nasser-1955, n=4", case("nasser-1955", 4), "L", (0.642857, 0.880952), ENDS),
        ("nasser-1955, n=10", case("nasser-1955", 10), "L", (0.7133, 0.8332), ENDS),
        ("sarkozy-gaddafi-2007, n=2", case("sarkozy-gaddafi-2007", 2), "L", (0.5833, 0.9167), ENDS),
        ("sarkozy-gaddafi-2007, n=3", case("sarkozy-gaddafi-2007", 3), "L", (0.8167, 0.9667), ENDS),
        ("sarkozy-gaddafi-2007, n=8", case("sarkozy-gaddafi-2007", 8), "L", (0.8182, 0.9161), ENDS),
        (
            "obama-bongo-2011, n=4",
            case("obama-bongo-2011", 4),
            "L",
            (0.5952, 0.7450),
            ("end", "inside"),
        ),
        (
            "trump-zelensky-2019, n=4",
            case("trump-zelensky-2019", 4),
            "L",
            (0.7571, 0.9152),
            ("end", "inside"),
        ),
        ("trump-zelensky-2019, n=8", case("trump-zelensky-2019", 8), "L", (0.8485, 0.9333), ENDS),
        ("A", _A, "L", (0.9214, 1.0), ("inside", "end")),
        ("B", _B, "L", (0.7286, 1.0), ("inside", "end")),
        ("E", _E, "L", (0.6142, 0.7577), ("end", "inside")),
        ("F", _F, "L", (0.3779, 0.7310), ("end", "inside")),
        ("D", _D, "F", (0.3793,), ("inside",)),
        ("D", _D, "L", (0.3793,), ("inside",)),
        ("G", _G, "F", (0.8464,), ("end",)),
        ("G", _G, "L", (0.8464,), ("end",)),
        ("H", _H, "F", (0.1257,), ("end",)),
        ("I", _I, "F", (0.7079,), ("end",)),
        ("C", _C, "F", (0.5724, 1.0), ("crossing", "end")),
        ("G", _G, "F", (0.8464, 0.9542), ("gap", "inside")),
        ("H", _H, "F", (0.0415, 0.1257), ("gap", "end")),
        ("I", _I, "F", (0.7079, 0.8014), ("gap", "inside")),
        ("J", _J, "F", (0.2949, 0.5211), ("gap", "end")),
        ("K", _K, "F", (0.8619, 0.9304), ("gap", "end")),
    )
)


def main() -> int:
    """Print every mixture of the page; fail if one violates its conditions."""
    worst = 0.0
    for support in SUPPORTS:
        found = solve_support(support)
        worst = max(worst, found.violation)
        deals = "; ".join(
            f"v {v:.10f} z {z:.10f} y {y:.10f}" + (f" accepted {y / x:.6f}" if y < x - 1e-9 else "")
            for v, z, y, x in zip(found.v, found.price, found.struck, found.demanded, strict=True)
        )
        print(
            f"{support.title:26} {support.proposer} {deals}; κ̂ {found.unseen:.10f} k_N {found.absent:.10f} "
            f"violation {found.violation:.1e}"
        )
    print(f"largest violation {worst:.1e}")
    return int(not worst < 1e-8)


if __name__ == "__main__":
    sys.exit(main())
